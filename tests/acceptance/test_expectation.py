"""The findings in the fixtures, the samples and the corpus are those that are committed."""

from __future__ import annotations

import pytest

import activitylint
from acceptance import expectation, wording
from acceptance.run import NOW
from activitylint.model.fingerprint import fingerprint
from fixture_cases import Case, cases
from paths import CORPUS, FIXTURES

EXPECTED = expectation.read_fixtures()
SAMPLES = sorted(path.name for path in (FIXTURES / "samples").iterdir())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_fixture_has_the_expected_findings(case: Case) -> None:
    report = case.report()
    assert expectation.lines(report) == EXPECTED[case.id]
    found = [finding.location.byte for finding in report.findings]
    assert found == sorted(found), "findings are in file order"
    marks = [fingerprint(finding) for finding in report.findings]
    assert len(set(marks)) == len(marks), "two findings have the same fingerprint"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_the_expected_findings(name: str) -> None:
    report = activitylint.lint(FIXTURES / "samples" / name, name=name, now=NOW)
    assert expectation.lines(report) == EXPECTED[f"samples/{name}"]


def test_every_entry_belongs_to_a_fixture() -> None:
    assert set(EXPECTED) == {case.id for case in cases()} | {f"samples/{name}" for name in SAMPLES}


def test_the_wording_of_each_rule_is_as_committed() -> None:
    assert wording.of_fixtures() == wording.FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_corpus_has_the_expected_findings() -> None:
    expected = expectation.CORPUS_FILE.read_text(encoding="utf-8").splitlines()
    assert expectation.of_corpus(jobs=2) == expected
