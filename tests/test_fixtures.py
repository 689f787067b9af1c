"""Every fixture yields exactly the findings that it should. The fixtures are also the examples on the rule pages."""

from __future__ import annotations

import tomllib

import pytest

import activitylint
from acceptance import expectation, wording
from acceptance.run import where
from activitylint.model.finding import Severity
from activitylint.model.fingerprint import fingerprint
from activitylint.source.archives import is_archive
from fixture_cases import NOW, Case, cases, moment, told
from paths import FIXTURES

RULES = {rule.code: rule for rule in activitylint.catalogue()}
EXPECTED = expectation.read_fixtures()
SAMPLES = sorted(path.name for path in (FIXTURES / "samples").iterdir())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_fixture_yields_exactly_its_findings(case: Case) -> None:
    report = case.report()
    assert report.failure is None
    if case.fails:
        assert_only_this_rule_finds_it(report, case)
    else:
        assert_no_rule_of_its_group_finds_anything(report, case)
    if case is ALONE.get(case.code):
        assert_the_rule_alone_finds_the_same(report, case)
    assert expectation.lines(report) == EXPECTED[case.id]
    found = [finding.location.byte for finding in report.findings]
    assert found == sorted(found), "findings are in file order"
    marks = [fingerprint(finding) for finding in report.findings]
    assert len(set(marks)) == len(marks), "two findings have the same fingerprint"


# LNT002 reports unused suppressions of rules that ran, so it depends on which rules are selected.
ALONE = {
    case.code: case
    for case in cases()
    if case.fails
    and not (case.make or case.files or case.settings or is_archive(case.path.name))
    and case.code[:3] != "LNT"
}
"""One failing fixture per rule, if the file is all that the fixture needs."""


def assert_the_rule_alone_finds_the_same(report: activitylint.Report, case: Case) -> None:
    request = activitylint.UploadRequest(**case.request)
    alone = activitylint.lint(case.path, name=case.path.name, request=request, now=moment(case.now), select=[case.code])
    assert {f.code for f in alone.findings} <= {case.code}
    assert [f.message for f in alone.findings] == [f.message for f in report.findings if f.code == case.code]


def assert_only_this_rule_finds_it(report: activitylint.Report, case: Case) -> None:
    found = [finding for finding in report.findings if finding.code == case.code]
    assert len(found) >= 1, [finding.code for finding in report.findings]
    expected = set(case.also)
    if RULES[case.code].severity is not Severity.INFO:
        expected.add(case.code)
    assert told(report) == expected, [(finding.code, finding.message) for finding in report.findings]
    assert where(found[0]) == case.at
    if case.count is not None:
        assert found[0].count == case.count


def assert_no_rule_of_its_group_finds_anything(report: activitylint.Report, case: Case) -> None:
    group = case.code[:3]
    ours = [(f.code, f.message) for f in report.findings if f.code.startswith(group) and f.code not in case.also]
    assert ours == []
    assert told(report) <= case.also, [(finding.code, finding.message) for finding in report.findings]


def test_every_rule_has_fixtures_that_fail_and_pass() -> None:
    kinds: dict[str, set[bool]] = {code: set() for code in RULES}
    for case in cases():
        kinds[case.code].add(case.fails)
    del kinds["LNT001"]  # no file makes a rule crash; tests/test_engine.py covers this rule
    assert {code for code, found in kinds.items() if found != {True, False}} == set()
    assert {f"{code}-{RULES[code].name}" for code in kinds} <= {folder.name for folder in FIXTURES.iterdir()}


def test_every_folder_belongs_to_a_rule_and_every_entry_to_a_file() -> None:
    for folder in FIXTURES.iterdir():
        if folder.name in {"demo", "samples"}:
            continue
        assert folder.name in {f"{rule.code}-{rule.name}" for rule in RULES.values()}
        names = {path.name for path in folder.iterdir()}
        assert set(tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))) <= names


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_have_no_errors_and_no_warnings(name: str) -> None:
    report = activitylint.lint(FIXTURES / "samples" / name, name=name, now=moment(NOW))
    assert [(finding.code, finding.message) for finding in (*report.errors, *report.warnings)] == []
    assert expectation.lines(report) == EXPECTED[f"samples/{name}"]


def test_every_expectation_belongs_to_a_fixture() -> None:
    assert set(EXPECTED) == {case.id for case in cases()} | {f"samples/{name}" for name in SAMPLES}


def test_the_wording_of_each_rule_is_as_committed() -> None:
    assert wording.of_fixtures() == wording.FILE.read_text(encoding="utf-8").splitlines()


def test_the_demo_files_show_a_refused_file_a_warning_and_a_good_file() -> None:
    demo = sorted((FIXTURES / "demo").iterdir())
    reports = {path.name: activitylint.lint(path, now=moment(NOW)) for path in demo}
    assert {name: told(report) for name, report in reports.items()} == {
        "gym.json": {"SET004"},
        "lunch-ride.gpx": {"TIM001"},
        "race.fit": {"STR004"},
        "run.tcx": set(),
    }
    assert [name for name, report in reports.items() if report.ok] == ["race.fit", "run.tcx"]
