"""Lint one file: parse the source, run the rules, build the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from activitylint import formats
from activitylint.engine.findings import (
    CompactViolation,
    at_most,
    compact,
    crash,
    in_file_order,
    make_finding,
    start_of,
)
from activitylint.engine.schedule import schedule
from activitylint.engine.selection import Selection
from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple, replace
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Excerpt, Finding, Location, Related
from activitylint.model.format import Format
from activitylint.model.overview import Detail, Overview
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.rules.registry import Rule, Stage, Violation, catalogue
from activitylint.source.archives import Contents
from activitylint.source.reading import Source
from activitylint.source.urls import shown
from activitylint.strava.summary import Summary, summarize

if TYPE_CHECKING:
    from activitylint.model.picture import Picture

__all__ = ["LocatedDirective", "Outcome", "Wanted", "as_reported", "lint_archive", "lint_source"]

_UNUSED: Final = "LNT002"
"""The rule about comments in the file that suppress nothing."""

_DIRECTIVE_MARKERS: Final = tuple(bytes(width).join([b"%c" % char for char in b"activitylint:"]) for width in (0, 1, 3))
"""What a comment for activitylint contains: in an encoding with one, two or four bytes per character."""

_MOST_FINDINGS: Final = 200
"""Findings of one rule in one file. Only a file made to do harm has more."""


class Outcome(NamedTuple):
    """The result of linting one file.

    report: everything that was found; nothing is suppressed yet. summary: what the batch rules need to know about the
    file. directives: the comments in the file that address activitylint. skipped: codes of the selected rules that
    could not run, because another finding silenced them or because nothing could be parsed. activity: the parsed
    file, if `lint_source` was asked to keep it. archive: True if this is about an archive, and not about a file.
    """

    report: Report
    summary: Summary | None
    directives: tuple[LocatedDirective, ...] = ()
    skipped: frozenset[str] = frozenset()
    activity: Activity | None = None
    archive: bool = False

    def is_shown(self, report: Report) -> bool:
        """True if reports show what was made from this outcome: the report of an archive only if it says something."""
        return not self.archive or bool(report.findings or report.suppressed or report.failure)


Wanted = Callable[[Outcome], Report]
"""Makes the report of an outcome without the findings that the user has decided to leave out."""


def as_reported(outcome: Outcome) -> Report:
    """The report with all findings, where nothing is suppressed."""
    return outcome.report


class LocatedDirective(NamedTuple):
    """A comment in the file that addresses activitylint, and where it is."""

    text: str
    location: Location
    excerpt: Excerpt | None


# As in `formats.read`: numpy must not warn about the numbers of a hostile file.
@np.errstate(all="ignore")
def lint_source(
    source: Source,
    context: Context,
    selection: Selection,
    *,
    summary: bool = False,
    detail: Detail = Detail.FINDINGS,
    keep_activity: bool = False,
    activity: Activity | None = None,
    checkpoint: Callable[[], object] = lambda: None,
) -> Outcome:
    """Run every selected rule on one source.

    summary: True if the outcome needs a summary for the batch rules. detail: what the report carries besides the
    findings. keep_activity: parse the file even if no rule needs it, and put the activity into the outcome. activity:
    the parsed file, if it was parsed before. checkpoint: called before each rule; what it raises ends the run.

    Only a rule that is selected silences others: ignoring a finding brings back what it stood for. A rule that raises
    an exception is reported as LNT001, and the other rules still run.
    """
    run = _Run(context, selection, source.format, checkpoint)
    run.run_stage(Stage.SOURCE, source)
    if (
        activity is None
        and source.format is not None
        and (
            run.has_rules_for(Stage.ACTIVITY)
            or summary
            or detail
            or keep_activity
            or ((run.violations or _UNUSED in selection.codes) and _may_have_directives(source))
        )
    ):
        activity = run.attempt("the parser", lambda: formats.read(source.data, _known(source.format)))
    if activity is not None:
        run.run_stage(Stage.ACTIVITY, activity, damaged=activity.damaged)
    else:
        inside = {rule.code for rule in catalogue() if rule.stage is Stage.ACTIVITY}
        run.skipped |= inside & selection.codes
    directives = run.attempt("locating the comments", partial(_located_directives, activity)) or ()
    findings = run.findings(activity, source.format)
    overview = picture = None
    if detail and activity is not None:
        overview = run.attempt("the overview", partial(_overview, source, activity, context))
    if detail is Detail.PICTURE and activity is not None:
        picture, findings = run.attempt("the picture", partial(_picture, activity, findings)) or (None, findings)
    report = Report(source.name, source.format, source.compressed, findings, run.failure)
    if detail:
        report = replace(report, overview=overview, picture=picture)
    batch = summarize(source, activity, context.request) if summary else None
    kept = activity if keep_activity else None
    return Outcome(report, batch, directives, frozenset(run.skipped), kept)


def lint_archive(contents: Contents, context: Context, selection: Selection) -> Outcome:
    """Run the selected rules about archives on an archive. Its members are linted like any other file."""
    run = _Run(context, selection, None)
    run.run_stage(Stage.ARCHIVE, contents)
    others = {rule.code for rule in catalogue() if rule.stage is not Stage.ARCHIVE}
    report = Report(
        shown(contents.path), None, compressed=False, findings=run.findings(None, None), failure=run.failure
    )
    return Outcome(report, None, skipped=frozenset(run.skipped | (others & selection.codes)), archive=True)


class _Run:
    """The rules that run on one file, and what they have found so far."""

    def __init__(
        self,
        context: Context,
        selection: Selection,
        format: Format | None,  # noqa: A002 -- the field's own word
        checkpoint: Callable[[], object] = lambda: None,
    ) -> None:
        self.context = context
        self.selection = selection
        self.checkpoint = checkpoint
        self.schedule = schedule(selection.codes, format)
        self.silenced: set[str] = set()
        self.violations: list[tuple[Rule, CompactViolation]] = []
        self.failure: str | None = None
        self.skipped: set[str] = set()

    def run_stage(self, stage: Stage, subject: Any, *, damaged: bool = False) -> None:
        """Run the rules of one stage on its subject. damaged: skip the rules that need a complete file."""
        for rule in self.schedule.stages[stage]:
            self.checkpoint()
            if (damaged and rule.needs_complete_file) or rule.code in self.silenced:
                self.skipped.add(rule.code)
                continue
            try:
                violations = iter(rule.check(subject, self.context))
                for first in violations:  # most rules find nothing
                    self.note(rule, chain((first,), violations))
            except Exception as error:  # noqa: BLE001 -- whatever a rule raises, the other rules must run
                self.note_crash(f"the rule {rule.code}", error)
                self.skipped.add(rule.code)

    def note(self, rule: Rule, violations: Iterable[Violation]) -> None:
        """Add the violations of a rule. It finds at least one, unless it crashes, and then none of them counts."""
        found = at_most(_MOST_FINDINGS, map(compact, violations))
        self.silenced |= self.schedule.silences.get(rule.code, frozenset())
        self.violations.extend((rule, one) for one in found)

    def has_rules_for(self, stage: Stage) -> bool:
        """True if any rule of this stage is not silenced."""
        return any(rule.code not in self.silenced for rule in self.schedule.stages[stage])

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """The result of work; if it raises an exception, None and a LNT001 violation. what: its name in the message."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 -- whatever it raises, the rest of the report is wanted
            self.note_crash(what, error)
            return None

    def note_crash(self, what: str, error: Exception) -> None:
        """Add the LNT001 violations of a part of the linter that raised an exception."""
        violations, reason = crash(what, error)
        self.violations.extend((rule, compact(violation)) for rule, violation in violations)
        self.failure = self.failure or reason

    def findings(
        self,
        activity: Activity | None,
        format: Format | None,  # noqa: A002 -- the field's own word
    ) -> tuple[Finding, ...]:
        """The findings in file order. All places are located at once, which takes one pass over the file."""
        places = [found.violation.at for _, found in self.violations]
        own, start = len(places), start_of(format)
        places += [place for _, found in self.violations for place, _ in found.violation.related]
        located = self._located(places, activity, start)
        others = iter(located[own:])
        # A crash while locating has just added a violation, which has no location either.
        located = located[:own] + [(start, None)] * (len(self.violations) - own)
        record = activity.record_noun if activity is not None else ""
        return in_file_order(
            make_finding(
                rule,
                found,
                location,
                excerpt,
                self.selection.severity(rule),
                record=record,
                related=tuple([Related(next(others)[0], what) for _, what in found.violation.related]),
            )
            for (rule, found), (location, excerpt) in zip(self.violations, located, strict=True)
        )

    def _located(
        self, places: list[Place], activity: Activity | None, start: Location
    ) -> list[tuple[Location, Excerpt | None]]:
        """Where these places are. start: of the file, where those are that cannot be located."""
        # A finding about the whole file looks the same whether the file was parsed or not.
        inside = [place for place in places if place != FILE]
        if activity is None or not inside:
            return [(start, None)] * len(places)
        found = self.attempt("locating the findings", partial(activity.places.locate, inside))
        if found is None:
            return [(start, None)] * len(places)
        located = iter(found)
        return [next(located) if place != FILE else (start, None) for place in places]


def _overview(source: Source, activity: Activity, context: Context) -> Overview:
    from activitylint.strava.overview import overview_of  # noqa: PLC0415 -- few runs need it

    return overview_of(source, activity, context.request)


def _picture(activity: Activity, findings: tuple[Finding, ...]) -> tuple[Picture, tuple[Finding, ...]]:
    """The picture of a file, and its findings with their marks."""
    from activitylint.strava.picture import Drawing  # noqa: PLC0415 -- few runs need it

    drawing = Drawing(activity)
    return drawing.picture, tuple(replace(finding, mark=drawing.mark(finding)) for finding in findings)


def _may_have_directives(source: Source) -> bool:
    """True if the file may contain a comment for activitylint, so that it must be parsed even if no rule needs it."""
    return (
        source.format in {Format.GPX, Format.TCX}
        and not source.limited
        and any(marker in source.data for marker in _DIRECTIVE_MARKERS)
    )


def _located_directives(activity: Activity | None) -> tuple[LocatedDirective, ...]:
    if activity is None or activity.document is None or not activity.document.directives:
        return ()
    directives = activity.document.directives
    located = activity.places.locate([directive.at for directive in directives])
    return tuple(
        LocatedDirective(directive.text, location, excerpt)
        for directive, (location, excerpt) in zip(directives, located, strict=True)
    )


def _known(format: Format | None) -> Format:  # noqa: A002 -- the field's own word
    assert format is not None  # noqa: S101 -- for the type checker; the caller has checked it
    return format
