"""FIT208 and FIT209: whether the sessions agree with the laps and the records."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite, isnan, nan
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Severity
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import ACTIVITY_FILE, Rows, in_first_file, is_chain
from activitylint.rules.support.wording import of, span, verb
from activitylint.strava.extents import every_row, extent_of, extents
from activitylint.strava.thresholds import (
    LONG_SESSION_EDGE_S,
    LONG_SESSION_S,
    ROUNDED_TIME_S,
    SESSION_EDGE_S,
    STALE_SHARE,
    TOTALS_M,
    TOTALS_S,
    TOTALS_SHARE,
)

__all__ = ["agrees"]


_SESSION_TOTAL: Final = (
    "Most records are outside, so the session is wrong, not they: correct its start_time and total_elapsed_time."
)


class _Records(NamedTuple):
    """The records of the first file that have a time: rows, times, and a mask of those outside the sessions."""

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
    """Detects session totals that contradict each other, the laps or the records.

    Why: Strava shows elapsed time, moving time and distance of the session, with the laps beside them. Elapsed time
    includes the pauses, so it cannot be shorter than timer time. Laps and records must add up to the session.

    Fix: After cutting or joining an activity, compute the totals again from the records. FIT stores times in
    thousandths of a second and distances in centimeters.

    Threshold: totals differ by more than {TOTALS_S:time} or {TOTALS_M} m, and by more than {TOTALS_SHARE:.0%}. Timer
    time may exceed elapsed time by up to {ROUNDED_TIME_S:time}, since devices round both. The times of laps and records
    may add up to anything between timer and elapsed time, since there may be pauses between laps and after the last
    record. In files with several sessions, only elapsed and timer time are compared.
    """
    sessions = activity.sessions
    count = in_first_file(activity, "session")
    if not count:
        return
    wrong: list[tuple[str, str]] = []
    at = 0
    for row, (elapsed, timer) in enumerate(Rows(sessions.elapsed[:count], sessions.timer[:count])):
        if timer - elapsed > ROUNDED_TIME_S:
            at = row
            text = f"total_elapsed_time is {elapsed:,.1f} s, which is less than total_timer_time, {timer:,.1f} s"
            wrong.append(("total_elapsed_time", text))
            break
    if count == 1:
        wrong.extend(_laps(activity, at))
        wrong.extend(_records(activity, at))
    if wrong:
        yield Violation("; ".join(text for _, text in wrong), Place("session", at, wrong[0][0]), count=len(wrong))


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
    """Detects records before the start or after the end of the session.

    Why: a session ends total_elapsed_time after its start_time. Records outside it are mostly stale ones from before
    the device knew the time. They stretch the activity over days.

    Fix: Remove the records outside the session, or correct its start_time and total_elapsed_time.

    Threshold: more than {SESSION_EDGE_S:time} outside, or {LONG_SESSION_EDGE_S:time} if the session is longer than
    {LONG_SESSION_S:time}. Real devices write records shortly after the end.
    """
    if activity.cached(_all_inside):
        return
    records = activity.cached(_timed_records)
    outside = records.rows[records.outside]
    if not len(outside):
        return
    start, end = activity.cached(_bounds)
    times = extent_of(records.time[records.outside])
    sides = []
    if times.low < start:
        sides.append(f"up to {span(start - times.low)} before its start")
    if times.high > end:
        sides.append(f"up to {span(times.high - end)} after its end")
    number = of(len(outside), len(records.rows), "record")
    text = f"{number} {verb(len(outside), 'is')} outside the session, {' and '.join(sides)}"
    wrong_total = 2 * len(outside) > len(records.rows)
    help_text = _SESSION_TOTAL if wrong_total else None
    yield Violation(text, Place("record", int(outside[0]), "timestamp"), rows=outside, help=help_text, noun="record")


def agrees(value: float, low: float, high: float, least: float) -> bool:
    """True if value is between low and high, with a tolerance of `least` or TOTALS_SHARE, whichever is larger."""
    low, high = min(low, high), max(low, high)
    return low - max(least, TOTALS_SHARE * low) <= value <= high + max(least, TOTALS_SHARE * high)


def _laps(activity: Activity, session: int) -> Iterator[tuple[str, str]]:
    """Field and message of the first total that the laps do not add up to."""
    laps, sessions, count = activity.laps, activity.sessions, in_first_file(activity, "lap")
    if not count:
        return
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    for field, column, total, other in (
        ("total_elapsed_time", laps.elapsed, elapsed, timer),
        ("total_timer_time", laps.timer, timer, elapsed),
    ):
        summed = float(np.add.reduce(column[:count]))  # NaN if any lap has none
        if not isnan(summed - total) and not agrees(summed, total, _known(other, total), TOTALS_S):
            yield field, f"the laps' {field} adds up to {summed:,.1f} s, but the session's is {total:,.1f} s"
            return
    distance, summed = float(sessions.distance[session]), float(np.add.reduce(laps.distance[:count]))
    if not isnan(summed - distance) and not agrees(summed, distance, distance, TOTALS_M):
        text = f"the laps' total_distance adds up to {summed:,.0f} m, but the session's is {distance:,.0f} m"
        yield "total_distance", text


def _records(activity: Activity, session: int) -> Iterator[tuple[str, str]]:
    """Field and message of each total that the records contradict."""
    sessions = activity.sessions
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    covered = _covered(activity)
    # Sets and lengths have their own times, so a file with them may have only a few records.
    few = len(activity.sets) or len(activity.lengths)
    if not few and not isnan(covered - elapsed) and not agrees(covered, elapsed, _known(timer, elapsed), TOTALS_S):
        text = f"the records cover {covered:,.1f} s, but total_elapsed_time is {elapsed:,.1f} s"
        yield "total_elapsed_time", text
    distance = float(sessions.distance[session])
    ran = extents(activity)["distance"]
    if is_chain(activity) or not isfinite(ran.high - ran.low):
        of_first = activity.records.distance[activity.records.segment == 0]
        ran = extent_of(of_first[np.isfinite(of_first)])
    if not ran.empty and not isnan(distance):
        last, covered = ran.high, ran.high - ran.low
        if not agrees(last, distance, distance, TOTALS_M) and not agrees(covered, distance, distance, TOTALS_M):
            yield "total_distance", f"the records reach {last:,.0f} m, but total_distance is {distance:,.0f} m"


def _known(value: float, otherwise: float) -> float:
    return otherwise if isnan(value) else value


def _covered(activity: Activity) -> float:
    """The seconds from the first record to the last one, without a few stale ones; NaN if there is at most one."""
    if activity.cached(_all_inside):
        time, number = extents(activity)["time"], len(activity.records)
    else:
        records = activity.cached(_timed_records)
        few = np.count_nonzero(records.outside) <= STALE_SHARE * len(records.rows)
        kept = records.time[~records.outside] if few else records.time
        time, number = extent_of(kept), len(kept)
    return time.high - time.low if number > 1 else nan


def _bounds(activity: Activity) -> tuple[float, float]:
    """Start of the first and end of the last session of the first file; infinite if unknown."""
    sessions, count = activity.sessions, in_first_file(activity, "session")
    start = extent_of(sessions.start[:count])
    if not count or not start.complete:
        return -inf, inf
    end = extent_of(sessions.start[:count] + sessions.elapsed[:count])
    return start.low, end.high if end.complete else inf


def _allowed(activity: Activity) -> tuple[float, float]:
    """The earliest and the latest time of a record that is not outside the sessions of the first file."""
    start, end = activity.cached(_bounds)
    edge = LONG_SESSION_EDGE_S if LONG_SESSION_S < end - start < inf else SESSION_EDGE_S
    return start - edge, end + edge


def _all_inside(activity: Activity) -> bool:
    """True if there is only one file, and every record has a time that is not outside its sessions."""
    known = _all_timed(activity) and not is_chain(activity)
    return known and not extents(activity)["time"].leaves(*_allowed(activity))


def _all_timed(activity: Activity) -> bool:
    """True if there are records, and each has a time."""
    time = extents(activity)["time"]
    return time.complete and isfinite(time.high - time.low)


def _timed_records(activity: Activity) -> _Records:
    rows, time = every_row(activity), activity.records.time
    if is_chain(activity) or not _all_timed(activity):
        rows = ((activity.records.segment == 0) & np.isfinite(time)).nonzero()[0]
        time = time[rows]
    earliest, latest = _allowed(activity)
    return _Records(rows, time, (time < earliest) | (time > latest))
