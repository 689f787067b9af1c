"""Every fixture yields exactly the findings that it should. The fixtures are also the examples on the rule pages."""

from __future__ import annotations

import tomllib

import pytest

import activitylint
from acceptance.run import where
from activitylint.model.finding import Severity
from fixture_cases import NOW, Case, cases, moment, told
from paths import FIXTURES

RULES = {rule.code: rule for rule in activitylint.catalogue()}
FAILING = [case for case in cases() if case.fails]
PASSING = [case for case in cases() if not case.fails]


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.id)
def test_a_failing_fixture_yields_its_finding_and_no_other(case: Case) -> None:
    report = case.report()
    found = [finding for finding in report.findings if finding.code == case.code]
    assert report.failure is None
    assert len(found) >= 1, [finding.code for finding in report.findings]
    expected = set(case.also)
    if RULES[case.code].severity is not Severity.INFO:
        expected.add(case.code)
    assert told(report) == expected, [(finding.code, finding.message) for finding in report.findings]
    assert where(found[0]) == case.at
    if case.count is not None:
        assert found[0].count == case.count


@pytest.mark.parametrize("case", PASSING, ids=lambda case: case.id)
def test_a_passing_fixture_has_no_findings_from_its_group_of_rules(case: Case) -> None:
    report = case.report()
    assert report.failure is None
    group = case.code[:3]
    ours = [(f.code, f.message) for f in report.findings if f.code.startswith(group) and f.code not in case.also]
    assert ours == []
    assert told(report) <= case.also, [(finding.code, finding.message) for finding in report.findings]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_has_fixtures_that_fail_and_pass(rule: activitylint.Rule) -> None:
    if rule.code == "LNT001":
        pytest.skip("no file makes a rule crash; tests/test_engine.py covers this rule")
    kinds = {case.fails for case in cases() if case.code == rule.code}
    assert kinds == {True, False}
    folder = FIXTURES / f"{rule.code}-{rule.name}"
    assert folder.is_dir()


def test_every_folder_belongs_to_a_rule_and_every_entry_to_a_file() -> None:
    for folder in FIXTURES.iterdir():
        if folder.name in {"demo", "samples"}:
            continue
        assert folder.name in {f"{rule.code}-{rule.name}" for rule in RULES.values()}
        names = {path.name for path in folder.iterdir()}
        assert set(tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))) <= names


@pytest.mark.parametrize("path", sorted((FIXTURES / "samples").iterdir()), ids=lambda path: path.name)
def test_samples_have_no_errors_and_no_warnings(path: object) -> None:
    report = activitylint.lint(str(path), now=moment(NOW))
    assert [(finding.code, finding.message) for finding in (*report.errors, *report.warnings)] == []


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
