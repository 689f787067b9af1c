"""TIM003, TIM004 and TIM012: how times are written, in the formats that write them as text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import JSON, TRACKS, XML
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import of, quote


@rule(
    "TIM003",
    "unreadable-time",
    Severity.ERROR,
    Effect.REJECTED,
    basis=format_spec("xsd:dateTime (TCX v2, GPX 1.1); date_time (FIT)"),
    formats=TRACKS,
)
def unreadable_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """A time cannot be read: it is not like `2026-01-31T08:30:00Z`, with or without a fraction or an offset.

    Why: what is no date and time is no time, so the file is refused as one without. A doubled zone (`ZZ`) was seen
    refused, as were dates in the order of a country.

    Fix: Write times as year-month-dayThour:minute:second and a `Z`: `2026-01-31T08:30:00Z`.
    """
    yield from _faulty_times(activity, FaultKind.UNREADABLE_TIME, "cannot be read")


@rule("TIM004", "time-without-zone", Severity.WARNING, Effect.MISREAD, basis=observed("one report"), formats=XML)
def time_without_zone(activity: Activity, context: Context) -> Iterator[Violation]:
    """A time does not say in which zone it is: no `Z` for UTC, no offset such as `+02:00`.

    Why: Strava takes a time without zone for UTC, so the activity starts hours too early or too late.

    Fix: Convert local times to UTC and append `Z`, or append the offset that they were recorded at.
    """
    yield from _faulty_times(activity, FaultKind.NAIVE_TIME, "has no zone, so it is read as UTC", "have no zone")


@rule("TIM012", "odd-time-fraction", Severity.INFO, Effect.UNKNOWN, basis=observed(), formats=XML)
def odd_time_fraction(activity: Activity, context: Context) -> Iterator[Violation]:
    """Seconds have more than three decimals, or a comma.

    Why: milliseconds are known to be read. More decimals, or a comma, stop some readers; Strava's own is not known to
    be one of them.

    Fix: Write seconds with a point and at most three decimals.
    """
    yield from _faulty_times(
        activity, FaultKind.ODD_TIME_FRACTION, "has an unusual fraction of a second", "have an unusual fraction"
    )


@rule(
    "TIM014",
    "offset-without-colon",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=(format_spec("xsd:dateTime (TCX v2, GPX 1.1); RFC 3339"), observed("one report that Strava read no time")),
    formats=XML | JSON,
)
def offset_without_colon(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times whose offset has no colon, such as `+0200` or `+02`.

    Why: XML Schema writes an offset as hours, a colon and minutes. One uploader reports that Strava read no time at all
    from `+0200`.

    Fix: Write `+02:00`, or convert the time to UTC and end it in `Z`.
    """
    yield from _faulty_times(
        activity, FaultKind.BARE_OFFSET, "has an offset without a colon", "have an offset without a colon"
    )


def _faulty_times(activity: Activity, kind: FaultKind, one: str, many: str | None = None) -> Iterator[Violation]:
    """One violation for the records, and one for the times that stand elsewhere, of all faults of this kind."""
    faults = activity.faults_of(kind)
    on_records = [fault for fault in faults if fault.at.table == "record"]
    elsewhere = [fault for fault in faults if fault.at.table != "record"]
    noun = activity.record_noun
    if on_records:
        rows = distinct(np.concatenate([_rows(fault) for fault in on_records]))
        text = quote(on_records[0].detail.get("text", ""))
        message = f"the time {text} of one {noun} {one}"
        if len(rows) > 1:
            total = of(len(rows), len(activity.records), noun)
            message = f"the times of {total} {many or one}, the first is {text}"
        yield Violation(message, on_records[0].at, rows, noun=noun)
    if elsewhere:
        count = sum(fault.count for fault in elsewhere)
        text = quote(elsewhere[0].detail.get("text", ""))
        message = f"the time {text} {one}"
        if count > 1:
            message = f"{count:,} times outside the {noun}s {many or one}, the first is {text}"
        yield Violation(message, elsewhere[0].at, count=count)


def _rows(fault: Fault) -> npt.NDArray[np.int64]:
    return fault.rows if fault.rows is not None else np.array([fault.at.row], dtype=np.int64)
