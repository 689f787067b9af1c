"""Findings change on purpose or not at all: what is found in the fixtures and the corpus is what is committed."""

from __future__ import annotations

import pytest

import activitylint
from acceptance import expectation, wording
from acceptance.run import NOW
from fixture_cases import Case, cases
from paths import CORPUS, FIXTURES

EXPECTED = expectation.read_fixtures()
SAMPLES = sorted(path.name for path in (FIXTURES / "samples").iterdir())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_fixture_says_what_is_expected(case: Case) -> None:
    assert expectation.lines(case.report()) == EXPECTED[case.id]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_what_is_expected(name: str) -> None:
    report = activitylint.lint(FIXTURES / "samples" / name, name=name, now=NOW)
    assert expectation.lines(report) == EXPECTED[f"samples/{name}"]


def test_every_entry_belongs_to_a_fixture() -> None:
    assert set(EXPECTED) == {case.id for case in cases()} | {f"samples/{name}" for name in SAMPLES}


def test_each_rule_words_its_findings_as_committed() -> None:
    assert wording.of_fixtures() == wording.FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_corpus_has_the_findings_that_are_expected() -> None:
    expected = expectation.CORPUS_FILE.read_text(encoding="utf-8").splitlines()
    assert expectation.of_corpus(jobs=2) == expected
