from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from junitparser import Error, Failure, JUnitXml, TestSuite
from lxml import etree

from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.reports.words import effect_sentence
from report_examples import FINDING, GPX, REPORTS, hostile_reports, of_fixtures, written


def read(*reports: Report, **options: object) -> list[TestSuite]:
    made = written("junit", reports, **options)
    assert made.isascii()
    return list(JUnitXml.fromstring(made.encode()))


def test_a_suite_per_file_and_a_case_per_finding() -> None:
    suites = read(*REPORTS)
    assert [suite.name for suite in suites] == ["ride.gpx", "rides/a b.fit.gz", "clean.tcx", "missing.fit"]
    assert [(suite.tests, suite.failures, suite.errors) for suite in suites] == [
        (1, 1, 0),
        (1, 0, 0),
        (1, 0, 0),
        (1, 0, 1),
    ]
    cases = [case for suite in suites for case in suite]
    assert [case.name for case in cases] == [
        "TIM001 record-without-time",
        "STR001 heart-rate-out-of-range",
        "no findings",
        "activitylint",
    ]
    failure = cases[0].result[0]
    assert isinstance(failure, Failure)
    assert failure.message == FINDING.message
    assert failure.type == "error"
    assert failure.text is not None
    assert failure.text.splitlines() == [
        "ride.gpx:45:7 error TIM001 record-without-time: 137 of 2,870 track points have no time",
        "track points 12-147, 2,811",
        f'{effect_sentence(FINDING.effect)} Documented under "Supported File Types".',
        "help: Write a time.",
    ]
    assert cases[1].is_passed
    assert "1 of 60 records" in (cases[1].system_out or "")
    assert isinstance(cases[3].result[0], Error)
    assert cases[3].result[0].message == "No such file or directory"


def test_cases_fail_at_the_same_severity_as_the_command() -> None:
    assert [suite.failures for suite in read(*REPORTS, fail_on=Severity.WARNING)] == [1, 1, 0, 0]
    assert [suite.failures for suite in read(*REPORTS, fail_on=Severity.INFO, least=Severity.INFO)] == [2, 1, 0, 0]


@pytest.mark.parametrize("least", [Severity.WARNING, Severity.INFO])
def test_counts_agree_with_the_cases(least: Severity) -> None:
    for suite in read(*of_fixtures(), least=least):
        cases = list(suite)
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(result, Failure) for case in cases for result in case.result)


@given(hostile_reports())
def test_text_from_a_file_cannot_break_the_report(reports: tuple[Report, ...]) -> None:
    assert len(read(*reports, least=Severity.INFO)) == len(reports)
    root = etree.fromstring(written("junit", reports, least=Severity.INFO).encode())
    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "system-out"),
    }


def test_letters_of_any_script_are_kept() -> None:
    report = replace(GPX, findings=(replace(FINDING, message="le créateur « 日本 » 🚴"),))
    assert next(iter(read(report)[0])).result[0].message == "le créateur « 日本 » 🚴"
