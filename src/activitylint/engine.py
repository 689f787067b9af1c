"""Joins the wings: a source is parsed, the rules look at it, and what they yield becomes a report."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from activitylint import formats
from activitylint.activity import FILE, Activity, Format, Int
from activitylint.batch import Summary, summarize
from activitylint.distinct import distinct
from activitylint.finding import Excerpt, Finding, Location, Severity
from activitylint.fixes import MENDED
from activitylint.plan import plan
from activitylint.ranges import Ranges
from activitylint.report import Offer, Report
from activitylint.request import Context
from activitylint.rules import load_all
from activitylint.rules.registry import Rule, Stage, Violation, catalogue, get
from activitylint.selection import Selection
from activitylint.source import Source

__all__ = ["Batch", "LocatedDirective", "Outcome", "in_file_order", "lint_source", "ranges", "start_of", "tell"]

load_all()

_START = Location(byte=0, line=1, column=1)
_PIECE = 1 << 16
"""Rows that are looked at at once."""
_MANY = 1_000
"""Ranges that are told as pairs of numbers."""


class Outcome(NamedTuple):
    """One file's report with all that was found, and what else is asked of the file later.

    summary: what a batch remembers of it. directives: what its comments tell activitylint, and where. skipped: codes of
    the selected rules that could not run, since another finding says that they would only repeat it, or there was no
    way to look inside.
    """

    report: Report
    summary: Summary | None
    directives: tuple[LocatedDirective, ...] = ()
    skipped: frozenset[str] = frozenset()


class LocatedDirective(NamedTuple):
    """A comment that is meant for activitylint, with its place."""

    text: str
    location: Location
    excerpt: Excerpt | None


# NaN is an absent value, and a hostile file may hold numbers of any size: numpy need not warn of them.
@np.errstate(all="ignore")
def lint_source(
    source: Source, context: Context, selection: Selection, *, summary: bool = False, fixes: bool = True
) -> Outcome:
    """Run every selected rule over one source. fixes: whether the report says what can be mended.

    A rule that a fired one silences does not run, whether or not the fired one is selected: selecting fewer rules gives
    a part of the same findings, never others. A rule that raises becomes LNT001, and the rest still run.
    """
    run = _Run(context, selection, source.format)
    run.stage(Stage.SOURCE, source)
    activity = None
    if source.format is not None and (
        run.remains(Stage.ACTIVITY) or summary or (run.violations and _may_direct(source))
    ):
        activity = run.attempt("the parser", lambda: formats.read(source.data, _known(source.format)))
    if activity is not None:
        run.stage(Stage.ACTIVITY, activity, damaged=activity.damaged)
    else:
        inside = {rule.code for rule in catalogue() if rule.stage is Stage.ACTIVITY}
        run.skipped |= inside & selection.codes
    directives = run.attempt("locating the comments", partial(_located, activity)) or ()
    findings = run.findings(activity, source)
    offered = _offered(source, activity, findings, context) if fixes and findings and run.failure is None else ()
    report = Report(source.name, source.format, source.compressed, findings, run.failure, fixes=offered)
    batch = summarize(source, activity, context.request) if summary else None
    return Outcome(report, batch, directives, frozenset(run.skipped))


def tell(code: str, selection: Selection, location: Location, excerpt: Excerpt | None, *about: Any) -> list[Finding]:
    """The findings of a rule about the linter's own work; none where it is not selected."""
    rule = get(code)
    severity = selection.severity(rule)
    told = rule.check(*about) if code in selection.codes else ()
    return [_finding(rule, _found(violation), location, excerpt, severity) for violation in told]


def ranges(rows: Int) -> Sequence[tuple[int, int]]:
    """0-based rows as 1-based inclusive ranges: [0, 1, 2, 9] is ((1, 3), (10, 10))."""
    if not len(rows):
        return ()
    if len(rows) == 1:
        row = int(rows[0]) + 1
        return ((row, row),)
    steps = np.diff(rows[: _PIECE + 1])
    if steps.min() < 1:
        return ranges(distinct(rows))
    breaks = (steps > 1).nonzero()[0]
    if len(rows) > _PIECE or len(breaks) >= _MANY:
        return _many(rows)
    first = rows[np.concatenate(([0], breaks + 1))] + 1
    last = rows[np.concatenate((breaks, [len(rows) - 1]))] + 1
    return tuple(zip(first.tolist(), last.tolist(), strict=True))


def _many(rows: Int) -> Sequence[tuple[int, int]]:
    """The same, piece by piece."""
    bounds = array("I")
    for start in range(0, len(rows), _PIECE):
        piece = rows[max(start - 1, 0) : start + _PIECE]
        steps = np.diff(piece)
        if steps.min() < 1:
            return ranges(distinct(rows))
        breaks = (steps > 1).nonzero()[0]
        first = piece[np.concatenate(([0], breaks + 1))] + 1
        last = piece[np.concatenate((breaks, [len(piece) - 1]))] + 1
        if start:  # the first row of this piece is the last of the one before
            bounds.pop()
            first = first[1:]
            bounds.append(int(last[0]))
            last = last[1:]
        bounds.frombytes(np.stack((first, last), axis=1).astype(np.uintc).tobytes())
    found = Ranges(bounds)
    return found if len(found) > _MANY else tuple(found)


class Batch:
    """The batch rules at work: takes the outcomes in order and gives each file's report, with what the batch adds."""

    def __init__(self, context: Context, selection: Selection) -> None:
        self._selection = selection
        self._current: Summary | None = None
        rules = [rule for rule in catalogue() if rule.stage is Stage.BATCH and rule.code in selection.codes]
        self._checks = [(rule, iter(rule.check(self._summaries(), context))) for rule in rules]

    def add(self, outcome: Outcome) -> Report:
        """The report of one more file."""
        if outcome.summary is None:
            return outcome.report
        self._current = outcome.summary
        start = start_of(outcome.summary.format)
        found = [
            _finding(rule, _found(violation), start, None, self._selection.severity(rule))
            for rule, check in self._checks
            if (violation := next(check)) is not None
        ]
        return replace(outcome.report, findings=in_file_order([*outcome.report.findings, *found]))

    def _summaries(self) -> Iterator[Summary]:
        while self._current is not None:
            yield self._current


class _Run:
    """The rules at work on one file."""

    def __init__(self, context: Context, selection: Selection, format: Format | None) -> None:  # noqa: A002
        self.context = context
        self.selection = selection
        self.plan = plan(selection.codes, format)
        self.silenced: set[str] = set()
        self.violations: list[tuple[Rule, _Found]] = []
        self.failure: str | None = None
        self.skipped: set[str] = set()

    def stage(self, stage: Stage, subject: Any, *, damaged: bool = False) -> None:
        """Run the rules of one stage, silencers before what they silence."""
        for rule in self.plan.stages[stage]:
            if (damaged and rule.whole) or rule.code in self.silenced:
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
            self.violations.extend((crashed, _found(violation)) for violation in crashed.check(what, error))
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
        located = [*located, *[(_START, None)] * (len(self.violations) - len(located))]
        record = activity.record_noun if activity is not None else ""
        return in_file_order(
            _finding(rule, found, location, excerpt, self.selection.severity(rule), record=record)
            for (rule, found), (location, excerpt) in zip(self.violations, located, strict=True)
        )


def start_of(format: Format | None) -> Location:  # noqa: A002 -- the field's own word
    """Where a file starts: what is said of a whole file is said there."""
    return Location() if format is Format.FIT else _START


def _offered(
    source: Source, activity: Activity | None, findings: tuple[Finding, ...], context: Context
) -> tuple[Offer, ...]:
    """What can be mended; the fixes are imported by the first file that has any finding that one of them mends."""
    codes = {finding.code for finding in findings}
    if codes.isdisjoint(MENDED):
        return ()
    from activitylint.fixes.offers import offers  # noqa: PLC0415 -- a file without a fault does not pay for fixes

    return offers(source, activity, findings, context)


class _Found(NamedTuple):
    """A violation, without its rows where they are many: ranges say the same, in less memory."""

    violation: Violation
    ranges: Sequence[tuple[int, int]]
    of: int
    """How many there are all told."""


def _found(violation: Violation) -> _Found:
    rows = violation.rows
    if rows is None:
        return _Found(violation, (), 1 if violation.count is None else violation.count)
    count = len(rows) if violation.count is None else violation.count
    told = ranges(rows)
    return _Found(violation if len(rows) <= _MANY else replace(violation, rows=None), told, count)


def _checked(rule: Rule, subject: Any, context: Context) -> list[_Found]:
    return list(map(_found, rule.check(subject, context)))


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


def _finding(
    rule: Rule,
    found: _Found,
    location: Location,
    excerpt: Excerpt | None,
    severity: Severity,
    *,
    record: str = "",
) -> Finding:
    """The finding that a violation makes. record: what the format calls a row of its records."""
    violation = found.violation
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        effect=rule.effect,
        basis=rule.basis,
        message=violation.message,
        help=violation.help if violation.help is not None else rule.page.parts["Mend"].replace("\n\n", " "),
        location=location,
        count=found.of,
        ranges=found.ranges,
        noun=violation.noun or (record if violation.at.table in {"record", "element"} else violation.at.table),
        excerpt=excerpt,
    )


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by where they are; at one place by code."""
    return tuple(sorted(findings, key=lambda f: (f.location.byte, f.code, f.message)))
