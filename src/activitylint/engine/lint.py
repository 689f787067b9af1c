"""Joins the wings: a source is parsed, the rules look at it, and what they yield becomes a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from activitylint import formats
from activitylint.engine.findings import (
    START,
    FoundViolation,
    count_rows,
    in_file_order,
    make_finding,
    start_of,
)
from activitylint.engine.schedule import plan
from activitylint.engine.selection import Selection
from activitylint.model.activity import Activity
from activitylint.model.faults import FILE
from activitylint.model.finding import Excerpt, Finding, Location
from activitylint.model.format import Format
from activitylint.model.report import AvailableFix, Report
from activitylint.model.request import Context
from activitylint.rules import load_all
from activitylint.rules.registry import Rule, Stage, catalogue, get
from activitylint.source.reading import Source
from activitylint.strava.summary import Summary, summarize

__all__ = ["FindFixes", "LocatedDirective", "Outcome", "lint_source"]

load_all()


class Outcome(NamedTuple):
    """One file's report with all that was found, and what else is asked of the file later.

    summary: what a batch remembers of it. directives: what its comments tell activitylint, and where. skipped: codes of
    the selected rules that could not run, since another finding says that they would only repeat it, or there was no
    way to look inside. activity: the parsed file, only if `lint_source` was asked to keep it.
    """

    report: Report
    summary: Summary | None
    directives: tuple[LocatedDirective, ...] = ()
    skipped: frozenset[str] = frozenset()
    activity: Activity | None = None


FindFixes = Callable[[Source, Activity | None, tuple[Finding, ...], Context], tuple[AvailableFix, ...]]
"""Finds the fixes that may help a file with these findings: `fixes.offers.available_fixes`."""


class LocatedDirective(NamedTuple):
    """A comment that is meant for activitylint, with its place."""

    text: str
    location: Location
    excerpt: Excerpt | None


# NaN is an absent value, and a hostile file may hold numbers of any size: numpy need not warn of them.
@np.errstate(all="ignore")
def lint_source(
    source: Source,
    context: Context,
    selection: Selection,
    *,
    summary: bool = False,
    available_fixes: FindFixes | None = None,
    keep_activity: bool = False,
) -> Outcome:
    """Run every selected rule over one source.

    summary: whether the outcome carries what a batch needs. available_fixes: finds the fixes for the report; without
    it the report names none. keep_activity: read the file whatever the rules need, and put the activity in the outcome.

    A rule that a fired one silences does not run, whether or not the fired one is selected: selecting fewer rules gives
    a part of the same findings, never others. A rule that raises becomes LNT001, and the rest still run.
    """
    run = _Run(context, selection, source.format)
    run.stage(Stage.SOURCE, source)
    activity = None
    if source.format is not None and (
        run.remains(Stage.ACTIVITY) or summary or keep_activity or (run.violations and _may_direct(source))
    ):
        activity = run.attempt("the parser", lambda: formats.read(source.data, _known(source.format)))
    if activity is not None:
        run.stage(Stage.ACTIVITY, activity, damaged=activity.damaged)
    else:
        inside = {rule.code for rule in catalogue() if rule.stage is Stage.ACTIVITY}
        run.skipped |= inside & selection.codes
    directives = run.attempt("locating the comments", partial(_located, activity)) or ()
    findings = run.findings(activity, source)
    fixes: tuple[AvailableFix, ...] = ()
    if available_fixes is not None and findings and run.failure is None:
        fixes = available_fixes(source, activity, findings, context)
    report = Report(source.name, source.format, source.compressed, findings, run.failure, fixes=fixes)
    batch = summarize(source, activity, context.request) if summary else None
    kept = activity if keep_activity else None
    return Outcome(report, batch, directives, frozenset(run.skipped), kept)


class _Run:
    """The rules at work on one file."""

    def __init__(self, context: Context, selection: Selection, format: Format | None) -> None:  # noqa: A002
        self.context = context
        self.selection = selection
        self.plan = plan(selection.codes, format)
        self.silenced: set[str] = set()
        self.violations: list[tuple[Rule, FoundViolation]] = []
        self.failure: str | None = None
        self.skipped: set[str] = set()

    def stage(self, stage: Stage, subject: Any, *, damaged: bool = False) -> None:
        """Run the rules of one stage, silencers before what they silence."""
        for rule in self.plan.stages[stage]:
            if (damaged and rule.needs_complete_file) or rule.code in self.silenced:
                self.skipped.add(rule.code)
                continue
            found = self.attempt(f"the rule {rule.code}", partial(_checked, rule, subject, self.context))
            if found is None:
                self.skipped.add(rule.code)
            if found:
                self.silenced |= self.plan.silences.get(rule.code, frozenset())
                if rule.code in self.selection.codes:
                    self.violations.extend((rule, one) for one in found)

    def remains(self, stage: Stage) -> bool:
        """Whether any rule of this stage is left to run."""
        return any(rule.code not in self.silenced for rule in self.plan.stages[stage])

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """The result of `work`, or None and a LNT001 where it raises."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 -- whatever a rule raises, the other rules must run
            crashed = get("LNT001")
            self.violations.extend((crashed, count_rows(violation)) for violation in crashed.check(what, error))
            self.failure = self.failure or f"{what} crashed: {type(error).__name__}"
            return None

    def findings(self, activity: Activity | None, source: Source) -> tuple[Finding, ...]:
        """What was found, located in one go, in file order."""
        places = [found.violation.at for _, found in self.violations]
        located = None
        if activity is not None and any(place != FILE for place in places):
            located = self.attempt("locating the findings", lambda: activity.places.locate(places))
        if located is None:
            located = [(start_of(source.format), None)] * len(places)
        # A crash while locating adds a violation that has no place of its own.
        located = [*located, *[(START, None)] * (len(self.violations) - len(located))]
        record = activity.record_noun if activity is not None else ""
        return in_file_order(
            make_finding(rule, found, location, excerpt, self.selection.severity(rule), record=record)
            for (rule, found), (location, excerpt) in zip(self.violations, located, strict=True)
        )


def _checked(rule: Rule, subject: Any, context: Context) -> list[FoundViolation]:
    return list(map(count_rows, rule.check(subject, context)))


def _may_direct(source: Source) -> bool:
    """Whether a file that need not be parsed may hold a comment for activitylint."""
    return source.format in {Format.GPX, Format.TCX} and not source.limited and b"activitylint:" in source.data


def _located(activity: Activity | None) -> tuple[LocatedDirective, ...]:
    if activity is None or activity.document is None or not activity.document.directives:
        return ()
    directives = activity.document.directives
    located = activity.places.locate([directive.at for directive in directives])
    return tuple(
        LocatedDirective(directive.text, location, excerpt)
        for directive, (location, excerpt) in zip(directives, located, strict=True)
    )


def _known(format: Format | None) -> Format:  # noqa: A002 -- the field's own word
    assert format is not None  # noqa: S101 -- told to the type checker; the caller has looked
    return format
