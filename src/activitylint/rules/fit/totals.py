"""FIT208 and FIT209: whether the sessions fit the laps and the records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Severity
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.model.tables import Float, Int
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import ACTIVITY_FILE, in_first_file
from activitylint.rules.support.wording import of, span, verb
from activitylint.strava.thresholds import ROUNDED_TIME_S, SESSION_EDGE_S, STALE_SHARE, TOTALS_M, TOTALS_S, TOTALS_SHARE

__all__ = ["agrees"]


class _Records(NamedTuple):
    """Records of the first file that have a time: their rows, their times, and which lie outside the sessions."""

    rows: Int
    time: Float
    outside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@rule(
    "FIT208",
    "totals-disagree",
    Severity.WARNING,
    Effect.MISREAD,
    basis=ACTIVITY_FILE,
    formats=FIT,
    needs_complete_file=True,
)
def totals_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """The totals of a session contradict each other, its laps or its records.

    Why: Strava shows elapsed time, moving time and distance of the session, and its laps beside them. Elapsed time
    contains the pauses and cannot be below timer time; laps and records add up to the session.

    Fix: Compute the totals anew from the records after cutting or joining. Times are stored in thousandths of a
    second, distances in centimetres.

    Threshold: more than 5 s, or 50 m, and more than 2 %. A total between timer and elapsed time is right, since pauses
    may lie between laps and after the last record. With several sessions only elapsed and timer time are compared.
    """
    sessions = activity.sessions
    count = in_first_file(activity, "session")
    if not count:
        return
    told: list[tuple[str, str]] = []
    at = 0
    with np.errstate(invalid="ignore"):
        shorter = (sessions.timer[:count] - sessions.elapsed[:count] > ROUNDED_TIME_S).nonzero()[0]
    if len(shorter):
        at = int(shorter[0])
        elapsed, timer = sessions.elapsed[at], sessions.timer[at]
        told.append(
            ("total_elapsed_time", f"total_elapsed_time is {elapsed:,.1f} s and total_timer_time {timer:,.1f} s")
        )
    if count == 1:
        told.extend(_laps(activity, at))
        told.extend(_records(activity, at))
    if told:
        yield Violation("; ".join(text for _, text in told), Place("session", at, told[0][0]), count=len(told))


@rule(
    "FIT209",
    "record-outside-session",
    Severity.WARNING,
    Effect.MISREAD,
    basis=ACTIVITY_FILE,
    formats=FIT,
    needs_complete_file=True,
)
def record_outside_session(activity: Activity, context: Context) -> Iterator[Violation]:
    """Records are earlier than the start of the session, or later than its end.

    Why: a session ends total_elapsed_time after its start_time. Records outside are mostly stale ones from before the
    device knew the time, and stretch the activity over days.

    Fix: Remove the records outside the session, or correct its start_time and total_elapsed_time.

    Threshold: more than 5 s outside; real devices write a record up to 2 s past the end.
    """
    records = _timed_records(activity)
    outside = records.rows[records.outside]
    if not len(outside):
        return
    start, end = _bounds(activity)
    times = activity.records.time[outside]
    early, late = times < start, times > end
    sides = []
    if early.any():
        sides.append(f"up to {span(start - float(times.min()))} before its start")
    if late.any():
        sides.append(f"up to {span(float(times.max()) - end)} after its end")
    lie = verb(len(outside), "lies")
    text = f"{of(len(outside), len(records.rows), 'record')} {lie} outside the session, {' and '.join(sides)}"
    yield Violation(text, Place("record", int(outside[0]), "timestamp"), rows=outside, noun="record")


def agrees(value: float, low: float, high: float, least: float) -> bool:
    """Whether a total lies between two others, give or take the larger of `least` and 2 %."""
    low, high = min(low, high), max(low, high)
    return low - max(least, TOTALS_SHARE * low) <= value <= high + max(least, TOTALS_SHARE * high)


def _laps(activity: Activity, session: int) -> Iterator[tuple[str, str]]:
    """The first total that the laps do not add up to: its field, and how it is told."""
    laps, sessions = activity.laps, activity.sessions
    rows = (laps.session == 0).nonzero()[0]
    if not len(rows):
        return
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    for field, column, total, other in (
        ("total_elapsed_time", laps.elapsed, elapsed, timer),
        ("total_timer_time", laps.timer, timer, elapsed),
    ):
        summed = float(column[rows].sum())  # NaN where a lap does not say it
        other = other if other == other else total  # noqa: PLR0124, PLW2901 -- NaN is unlike itself
        if summed == summed and total == total and not agrees(summed, total, other, TOTALS_S):  # noqa: PLR0124
            yield field, f"the laps' {field} adds up to {summed:,.1f} s and the session's is {total:,.1f} s"
            return
    distance, summed = float(sessions.distance[session]), float(laps.distance[rows].sum())
    if summed == summed and distance == distance and not agrees(summed, distance, distance, TOTALS_M):  # noqa: PLR0124
        text = f"the laps' total_distance adds up to {summed:,.0f} m and the session's is {distance:,.0f} m"
        yield "total_distance", text


def _records(activity: Activity, session: int) -> Iterator[tuple[str, str]]:
    """Totals that the records do not confirm: the field, and how it is told."""
    sessions = activity.sessions
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    records = _timed_records(activity)
    kept = ~records.outside if records.outside.sum() <= STALE_SHARE * len(records.rows) else slice(None)
    times = records.time[kept]
    # Sets and lengths carry their own times; the records beside them may be few.
    if len(times) > 1 and elapsed == elapsed and not len(activity.sets) and not len(activity.lengths):  # noqa: PLR0124
        covered = float(times.max() - times.min())
        if not agrees(covered, elapsed, timer if timer == timer else elapsed, TOTALS_S):  # noqa: PLR0124
            text = f"the records cover {covered:,.1f} s and total_elapsed_time is {elapsed:,.1f} s"
            yield "total_elapsed_time", text
    distance = float(sessions.distance[session])
    ran = activity.records.distance[activity.records.segment == 0]
    ran = ran[np.isfinite(ran)]
    if len(ran) and distance == distance:  # noqa: PLR0124
        last = float(ran.max())
        covered = last - float(ran.min())
        if not agrees(last, distance, distance, TOTALS_M) and not agrees(covered, distance, distance, TOTALS_M):
            yield "total_distance", f"the records reach {last:,.0f} m and total_distance is {distance:,.0f} m"


def _bounds(activity: Activity) -> tuple[float, float]:
    """Start of the first and end of the last session of the first file; infinite where it is not known."""
    sessions = activity.sessions
    first = sessions.file == 0
    start, elapsed = sessions.start[first], sessions.elapsed[first]
    if not len(start) or np.isnan(start).any():
        return -np.inf, np.inf
    end = start + elapsed
    return float(start.min()), float(np.inf if np.isnan(end).any() else end.max())


def _timed_records(activity: Activity) -> _Records:
    rows = ((activity.records.segment == 0) & np.isfinite(activity.records.time)).nonzero()[0]
    time = activity.records.time[rows]
    start, end = _bounds(activity)
    return _Records(rows, time, (time < start - SESSION_EDGE_S) | (time > end + SESSION_EDGE_S))
