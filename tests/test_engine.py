"""The engine: crashes, selection and the order of findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint import formats
from activitylint.engine.lint import lint_source
from activitylint.engine.schedule import schedule
from activitylint.engine.selection import select_rules
from activitylint.model.finding import Effect, Severity, ours
from activitylint.model.format import Format
from activitylint.model.ranges import ranges_of
from activitylint.model.request import Context
from activitylint.rules import load_all, registry
from activitylint.rules.registry import Stage, Violation, rule
from activitylint.source.reading import Source, open_source
from fit_builder import START as FIT_START
from fit_builder import activity as fit_activity

CONTEXT = Context(now=0.0)


@pytest.fixture
def catalogue_copy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rules that a test adds are removed after it."""
    load_all()  # a module that a test loads would add its rules to the copy, and never again
    monkeypatch.setattr(registry, "_CATALOGUE", dict(registry._CATALOGUE))
    monkeypatch.setattr(registry, "_NAMES", set(registry._NAMES))
    schedule.cache_clear()
    yield
    schedule.cache_clear()


@pytest.mark.usefixtures("catalogue_copy")
def test_a_crashed_rule_is_a_finding_and_the_others_still_run() -> None:
    @rule("ZZZ001", "crash", Severity.INFO, Effect.NONE, basis=ours(), stage=Stage.SOURCE)
    def crash(_source: Source, _context: Context) -> Iterator[Violation]:
        """Detects nothing, but crashes.

        Why: to see it.

        Fix: nothing.
        """
        yield Violation("before")
        message = "no \x1b[31m such\nthing"
        raise RuntimeError(message)

    report = lint_source(open_source(b"", read_limit=10), CONTEXT, select_rules()).report
    assert [finding.code for finding in report.findings] == ["LNT001", "UPL001"]
    assert report.findings[0].message == "the rule ZZZ001 crashed: RuntimeError: no \x1b[31m such thing"
    assert report.failure == "the rule ZZZ001 crashed: RuntimeError"
    assert not report.ok
    assert report.status() == "failed"


@pytest.mark.usefixtures("catalogue_copy")
@pytest.mark.parametrize(
    ("code", "name", "doc"),
    [
        ("UPL001", "new-name", "It.\n\nWhy: so.\n\nFix: so."),
        ("UPL999", "empty-file", "It.\n\nWhy: so.\n\nFix: so."),
        ("UPL999", "new-name", "It.\n\nWhy: so."),
        ("UPL999", "new-name", None),
    ],
)
def test_an_incomplete_or_repeated_rule_cannot_be_added(code: str, name: str, doc: str | None) -> None:
    def check(_source: Source, _context: Context) -> Iterator[Violation]:
        yield Violation("")

    check.__doc__ = doc
    with pytest.raises(ValueError, match=r"taken|docstring"):
        rule(code, name, Severity.INFO, Effect.NONE, basis=ours())(check)


@pytest.mark.usefixtures("catalogue_copy")
@pytest.mark.parametrize(("number", "listed"), [(200, 200), (201, 201), (202, 201), (5_000, 201)])
def test_many_findings_of_one_rule_are_listed_up_to_a_limit_with_true_totals(number: int, listed: int) -> None:
    @rule("ZZZ001", "many", Severity.ERROR, Effect.NONE, basis=ours(), stage=Stage.SOURCE)
    def many(_source: Source, _context: Context) -> Iterator[Violation]:
        """Detects what it likes.

        Why: to see it.

        Fix: nothing.
        """
        for n in range(number):
            yield Violation(f"fault {n}", rows=np.array([n, n + 1, n + 3]), about=(str(n),))

    report = lint_source(open_source(b"", read_limit=10), CONTEXT, select_rules(["ZZZ"])).report
    assert len(report.findings) == listed
    assert sum(finding.count for finding in report.findings) == 3 * number
    last = max(report.findings, key=lambda finding: finding.count)
    if listed < number:
        assert last.message == f"{number - 200:,} more findings of this rule are not listed; the first: fault 200"


def test_a_crashed_parser_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(formats, "read", crash)
    report = activitylint.lint(b"<gpx/>", now=0)
    assert [finding.code for finding in report.findings] == ["LNT001"]
    assert report.failure == "the parser crashed: MemoryError"


@given(st.sets(st.integers(0, 60)))
def test_ranges_cover_the_rows_and_nothing_else(rows: set[int]) -> None:
    found = ranges_of(np.array(sorted(rows), dtype=np.int64))
    assert {n - 1 for first, last in found for n in range(first, last + 1)} == rows
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(found))


COURSE = fit_activity(60).change("file_id", type="course").change("session", total_timer_time=62).build()
"""A file that is no activity (FIT102), whose totals are wrong (FIT208)."""


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        ({}, {"FIT102"}),
        ({"ignore": ["FIT102"]}, {"FIT208"}),
        ({"ignore": ["FIT1"]}, {"FIT208"}),
        ({"select": ["FIT208"]}, {"FIT208"}),
        ({"select": ["FIT102"]}, {"FIT102"}),
        ({"select": ["FIT102", "FIT208"]}, {"FIT102"}),
        ({"ignore": ["FIT208"]}, {"FIT102"}),
    ],
)
def test_only_a_rule_that_is_selected_silences_others(selectors: dict[str, list[str]], found: set[str]) -> None:
    select, ignore = selectors.get("select"), selectors.get("ignore", [])
    findings = activitylint.lint(COURSE, name="a.fit", now=FIT_START + 86_400.0, select=select, ignore=ignore).findings
    assert {finding.code for finding in findings} & {"FIT102", "FIT208"} == found


def test_a_rule_that_is_selected_and_finds_nothing_silences_nothing() -> None:
    data = fit_activity(60).change("session", total_timer_time=62).build()
    findings = activitylint.lint(data, name="a.fit", now=FIT_START + 86_400.0).findings
    assert {"FIT102", "FIT208"} & {finding.code for finding in findings} == {"FIT208"}


def test_a_schedule_has_only_the_selected_rules() -> None:
    planned = schedule(frozenset({"FIT208", "TIM001"}), Format.FIT)
    assert {one.code for stage in planned.stages.values() for one in stage} == {"FIT208", "TIM001"}
    both = schedule(frozenset({"FIT208", "FIT102"}), Format.FIT)
    assert [one.code for one in both.stages[Stage.ACTIVITY]] == ["FIT102", "FIT208"]
