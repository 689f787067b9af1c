"""The strength JSON rules about the start, the elapsed time and the offset from UTC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.json_problems import (
    faults,
    in_rows,
)
from activitylint.rules.support.wording import of, quote, span, verb
from activitylint.strava import thresholds
from activitylint.strava.utc_offsets import is_utc_offset, likely_unit

_PAGE: Final = documented(Section.JSON)


@rule("JSN005", "start-time-without-zone", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def start_time_without_zone(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a start_time, of the activity or of a set, that has no UTC offset or is not in ISO 8601 format.

    Why: Strava requires a UTC offset or a Z suffix. The field utc_offset does not replace it, because Strava uses it
    only for display.

    Fix: Write `2026-01-31T08:30:00Z`, or the local time with its offset: `2026-01-31T09:30:00+01:00`.
    """
    for fault in faults(activity, "JSN005"):
        naive = fault.detail["found"] == "naive"
        lack = "has no UTC offset and no Z" if naive else "is not an ISO 8601 date and time"
        message = f"start_time {quote(fault.detail['value'])} {lack}"
        if fault.rows is None:
            yield Violation(message, fault.at)
        else:
            rows = in_rows(fault, activity)
            message += rows if len(fault.rows) == 1 else f" (the first{rows})"
            yield Violation(message, fault.at, fault.rows, noun="set")


@rule("JSN011", "implausible-offset", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON)
def implausible_offset(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a utc_offset that is not the offset of any time zone in seconds.

    Why: Strava expects seconds ("-28800 for PST"). If you send hours or minutes, Strava shows the wrong local time.

    Fix: Multiply hours by 3,600 and minutes by 60. Two hours ahead of UTC is 7200.

    Threshold: Whole multiples of {OFFSET_STEP_S:time} from -{EARLIEST_OFFSET_S:time} to +{LATEST_OFFSET_S:time}, which
    covers all time zones in use (tz database).
    """
    offset = _number(activity, "utc_offset")
    if offset is None or offset % 1 or is_utc_offset(offset):  # JSN003 reports a fraction
        return
    unit, factor = likely_unit(offset)
    if unit:
        help_text = f"If you mean {offset:,.15g} {unit}, write {int(offset * factor)}."
        message = f"utc_offset is {offset:,.15g} seconds; this looks like {unit}"
        yield Violation(message, Place("session", field="utc_offset"), help=help_text)
    else:
        beyond = not thresholds.EARLIEST_OFFSET_S <= offset <= thresholds.LATEST_OFFSET_S
        range_ = f"-{span(thresholds.EARLIEST_OFFSET_S)} to +{span(thresholds.LATEST_OFFSET_S)}"
        why = f"outside {range_}" if beyond else f"not a multiple of {span(thresholds.OFFSET_STEP_S)}"
        yield Violation(f"utc_offset is {offset:,.15g} seconds, {why}", Place("session", field="utc_offset"))


@rule("JSN012", "times-disagree", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON, needs_complete_file=True)
def times_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times that contradict each other, and negative times and calories.

    Why: An activity ends at its start plus elapsed_time, and active_time is part of it. Stream times count from the
    start, so they must increase and stay within elapsed_time. Strava shows contradictory values wrong or drops them.

    Fix: Write elapsed_time from the first to the last moment, including pauses, and stream times in seconds since
    start_time.
    """
    elapsed, active = _number(activity, "elapsed_time"), _number(activity, "active_time")
    for name in ("elapsed_time", "active_time", "total_calories"):
        value = _number(activity, name)
        if value is not None and value < 0:
            yield Violation(f"{name} is negative: {value:,.15g}", Place("session", field=name))
    if elapsed is not None and active is not None and active > elapsed >= 0:
        message = f"active_time ({active:,.15g} s) is longer than elapsed_time ({elapsed:,.15g} s)"
        related = ((Place("session", field="elapsed_time"), "elapsed_time"),)
        yield Violation(message, Place("session", field="active_time"), related=related)
    yield from _stream_times(activity, elapsed)


def _stream_times(activity: Activity, elapsed: float | None) -> Iterator[Violation]:
    times = activity.records.time - (activity.sessions.start[0] if len(activity.sessions) else np.nan)
    steps = np.diff(times)
    total = activity.strength.streams.get("time", 0) if activity.strength else 0
    rows = (times < 0).nonzero()[0]
    if len(rows):
        message = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')} before start_time"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("before start",))
    rows = (steps <= 0).nonzero()[0] + 1
    if len(rows):
        message = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')} not later than the one before"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("not rising",))
    rows = (times > elapsed).nonzero()[0] if elapsed is not None and elapsed >= 0 else rows[:0]
    if len(rows):
        late = span(float(times[rows].max()) - cast("float", elapsed))
        subject = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')}"
        message = f"{subject} {'up to ' if len(rows) > 1 else ''}{late} past elapsed_time ({elapsed:,.15g} s)"
        related = ((Place("session", field="elapsed_time"), "elapsed_time"),)
        at = Place("record", int(rows[0]), "time")
        yield Violation(message, at, rows, noun="sample", about=("past end",), related=related)


@rule("JSN013", "offsets-disagree", Severity.INFO, Effect.NONE, basis=_PAGE, formats=JSON)
def offsets_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a start_time whose UTC offset differs from utc_offset.

    Why: utc_offset is "used for display purposes; does not affect how timestamps are parsed". If start_time has another
    offset, Strava gets the moment right but shows the local time of utc_offset.

    Fix: Use the athlete's offset for both, or write start_time in UTC with a Z.
    """
    own = activity.strength.start_offset if activity.strength else None
    offset = _number(activity, "utc_offset")
    if own and offset is not None and own != offset:
        message = f"start_time has the offset {_clock_offset(own)} ({own:,.15g} s), but utc_offset is {offset:,.15g} s"
        related = ((Place("session", field="utc_offset"), "utc_offset"),)
        yield Violation(message, Place("session", field="start_time"), related=related)


def _clock_offset(seconds: float) -> str:
    """A UTC offset as ISO 8601 writes it: `+01:00`."""
    minutes, rest = divmod(int(abs(seconds)), 60)
    end = f":{rest:02}" if rest else ""
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{end}"


def _number(activity: Activity, name: str) -> float | None:
    """A number at the top level of the file, or None if the field is missing or not a number."""
    value = activity.strength.document.get(name) if activity.strength else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@rule("JSN017", "implausible-duration", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON)
def implausible_duration(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects an elapsed_time of 0, or of days.

    Why: Strava's documentation asks for seconds. Milliseconds make a workout last for weeks, and 0 leaves it without a
    length.

    Fix: Write elapsed_time in seconds, from the first to the last moment.

    Threshold: 0, or more than {WORKOUT_S:time}.
    """
    elapsed = _number(activity, "elapsed_time")
    if elapsed is None or 0 < elapsed <= thresholds.WORKOUT_S or elapsed < 0:
        return
    message = "elapsed_time is 0" if elapsed == 0 else f"elapsed_time is {elapsed:,.15g} s, which is {span(elapsed)}"
    milliseconds = elapsed % 1_000 == 0 and elapsed / 1_000 <= thresholds.WORKOUT_S
    help_text = f"If it is in milliseconds, write {elapsed / 1_000:.0f}." if elapsed and milliseconds else None
    yield Violation(message, Place("session", field="elapsed_time"), help=help_text)
