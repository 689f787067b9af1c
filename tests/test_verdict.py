"""The verdict on a file, and what a report carries besides its findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.overview import Detail
from activitylint.model.report import FileVerdict, Report
from activitylint.model.request import Context
from paths import FIXTURES
from report_examples import CLEAN, FAILED, FIT, FIT_FINDING, GPX, INFO

RACE = str(FIXTURES / "demo" / "race.fit")


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (GPX, FileVerdict.REFUSED),
        (FIT, FileVerdict.AT_RISK),
        (replace(FIT, findings=(INFO,)), FileVerdict.FINE),
        (CLEAN, FileVerdict.FINE),
        (FAILED, FileVerdict.UNCHECKED),
        (replace(FAILED, findings=(FIT_FINDING,)), FileVerdict.UNCHECKED),
    ],
)
def test_the_worst_finding_decides(report: Report, verdict: FileVerdict) -> None:
    assert report.verdict is verdict


def lint(detail: Detail) -> Report:
    return Work(Context(now=1_780_000_000.0), select_rules(None, (), ()), detail=detail).lint(RACE).report


def test_a_report_carries_what_was_asked_for() -> None:
    plain, overview, picture = (lint(detail) for detail in Detail)
    assert plain == overview == picture
    assert (plain.overview, plain.picture, overview.picture) == (None, None, None)
    assert overview.overview == picture.overview
    assert overview.overview is not None
    assert (overview.overview.sport, overview.overview.records) == ("Ride", 10)
    assert picture.picture is not None
    assert [curve.stream for curve in picture.picture.curves][:2] == ["altitude", "speed"]
    assert not any(finding.mark.columns for finding in plain.findings)
    assert [finding.code for finding in picture.findings if finding.mark.columns] == ["STR004"]
