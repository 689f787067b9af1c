"""TIM003, TIM004, TIM012 and TIM014: how times are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import JSON, TRACKS, XML
from activitylint.model.patterns import regex
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import of, quote

_BARE_OFFSET: Final = regex(r"([+-]\d\d)(\d\d)?$", re.ASCII)


@rule(
    "TIM003",
    "unreadable-time",
    Severity.ERROR,
    Effect.REJECTED,
    basis=format_spec("xsd:dateTime (TCX v2, GPX 1.1); date_time (FIT)"),
    formats=TRACKS,
)
def unreadable_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times that cannot be read.

    Why: if Strava cannot read the date and time, it treats them as missing and refuses the file. A doubled zone (`ZZ`)
    and dates in a national order of day and month have been seen refused.

    Fix: Write times as year-month-dayThour:minute:second followed by `Z`: `2026-01-31T08:30:00Z`. A fraction of a
    second and an offset such as `+02:00` instead of `Z` are fine.
    """
    yield from _faulty_times(activity, FaultKind.UNREADABLE_TIME, "an unreadable time", "unreadable times")


@rule("TIM004", "time-without-zone", Severity.WARNING, Effect.MISREAD, basis=observed("one report"), formats=XML)
def time_without_zone(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times without a time zone: neither `Z` for UTC nor an offset such as `+02:00`.

    Why: Strava reads a time without a zone as UTC, so the activity starts hours too early or too late.

    Fix: Convert local times to UTC and append `Z`, or append the offset of the place where they were recorded.
    """
    yield from _faulty_times(activity, FaultKind.NAIVE_TIME, "a time without a time zone", "times without a time zone")


@rule("TIM012", "odd-time-fraction", Severity.INFO, Effect.UNKNOWN, basis=observed(), formats=XML)
def odd_time_fraction(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects seconds with a comma or with more than three decimals.

    Why: milliseconds are known to work. Some readers fail on a comma or on more decimals; whether Strava does is not
    known.

    Fix: Write seconds with a decimal point and at most three decimals.
    """
    yield from _faulty_times(
        activity,
        FaultKind.ODD_TIME_FRACTION,
        "a time with an unusual fraction of a second",
        "times with an unusual fraction of a second",
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
        activity, FaultKind.BARE_OFFSET, "an offset without a colon", "offsets without a colon", _with_colon
    )


def _with_colon(text: str) -> str | None:
    """What to do about a time with such an offset."""
    bare = _BARE_OFFSET.search(text)
    colon = bare and f"`{bare[1]}:{bare[2] or '00'}` in place of `{bare[0]}`"
    return colon and f"Write {colon}, or convert the time to UTC and end it in `Z`."


def _faulty_times(
    activity: Activity,
    kind: FaultKind,
    one: str,
    many: str,
    advice: Callable[[str], str | None] = lambda _: None,
) -> Iterator[Violation]:
    """Up to two violations for the faults of this kind: one for the records, one for all other times.

    one, many: what a record has, and what several have, such as `an unreadable time` and `unreadable times`. advice:
    the help for the first time, given its text.
    """
    faults = activity.faults_of(kind)
    on_records = [fault for fault in faults if fault.at.table == "record"]
    elsewhere = [fault for fault in faults if fault.at.table != "record"]
    noun = activity.record_noun
    if on_records:
        rows = distinct(np.concatenate([_rows(fault) for fault in on_records]))
        written = str(on_records[0].detail.get("text", ""))
        text = quote(written)
        message = f"one {noun} has {one}: {text}"
        if len(rows) > 1:
            message = f"{of(len(rows), len(activity.records), noun)} have {many}; the first is {text}"
        yield Violation(message, on_records[0].at, rows, noun=noun, help=advice(written))
    if elsewhere:
        count = sum(fault.count for fault in elsewhere)
        written = str(elsewhere[0].detail.get("text", ""))
        text = quote(written)
        message = f"the file has {one}: {text}"
        if count > 1:
            message = f"{count:,} {many} outside the {noun}s; the first is {text}"
        yield Violation(message, elsewhere[0].at, count=count, help=advice(written))


def _rows(fault: Fault) -> Int:
    return fault.rows if fault.rows is not None else np.array([fault.at.row], dtype=np.int64)
