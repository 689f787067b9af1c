"""What the trackpoints of each TCX lap say about its distance and its time, as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.tables import Float, Int, Laps, Records
from activitylint.strava.thresholds import LAP_CLOSE_S, LAP_COVERED_SHARE
from activitylint.strava.track import has_position, steps

__all__ = ["LapTrack", "lap_track"]


class LapTrack(NamedTuple):
    """What is known of the laps that have trackpoints: `rows` are their ordinals.

    Arrays of one value a row, NaN where the trackpoints do not say. shortest, longest: metres that the lap can rightly
    claim: without and with the ways from the lap before and to the next. counted, reached: metres since the start of
    the activity at the lap's last trackpoint and at the next lap's first. lasted: seconds from the lap's start to its
    end or the next lap's start, whichever is later. passed: seconds since the start of the activity at the lap's end.
    recorded: seconds in which trackpoints followed each other closely. last_time: seconds since 1970-01-01 UTC of the
    last trackpoint.
    """

    rows: Int
    shortest: Float
    longest: Float
    counted: Float
    reached: Float
    lasted: Float
    passed: Float
    recorded: Float
    last_time: Float


def lap_track(activity: Activity) -> LapTrack:
    """The laps of a TCX file by their trackpoints; those at most LAP_CLOSE_S apart follow each other closely."""
    return activity.cached(_measured)


class _Tracked:
    """The laps that have trackpoints.

    first, count: those of each. opening, next: the first lap of its session, and the next one or -1.
    """

    def __init__(self, laps: Laps) -> None:
        self.rows: Int = laps.records.nonzero()[0]
        self.first = laps.first_record[self.rows]
        self.count = laps.records[self.rows]
        starts = np.append(0, np.diff(laps.session).nonzero()[0] + 1)
        behind = starts.searchsorted(self.rows, side="right")
        self.opening: Int = starts[behind - 1]
        following = self.rows + 1
        self.next = np.where(following < np.append(starts, len(laps))[behind], following, -1)

    def of_next(self, values: Float) -> Float:
        """Of a value a lap, that of the next lap; NaN where there is none."""
        return np.where(self.next >= 0, values[self.next], np.nan)

    def of_next_tracked(self, values: Float) -> Float:
        """Of a value a row, that of the next lap; NaN where there is none, or it has no trackpoints."""
        follows = np.append(self.next[:-1] == self.rows[1:], np.zeros(len(self.rows[:1]), dtype=np.bool_))
        return np.where(follows, np.append(values[1:], values[:1]), np.nan)


def _measured(activity: Activity) -> LapTrack:
    records = activity.records
    laps = _Tracked(activity.laps)
    shortest, longest, counted, reached = _distances(laps, records)
    times = _ends(records.time, laps)
    start = activity.laps.start
    # One trackpoint says when the lap was, not how long.
    end = np.where(times.known > 1, np.fmax(times.last, laps.of_next(start)), np.nan)
    return LapTrack(
        rows=laps.rows,
        shortest=shortest,
        longest=longest,
        counted=counted,
        reached=reached,
        lasted=end - start[laps.rows],
        passed=end - start[laps.opening],
        recorded=_recorded(laps, records),
        last_time=times.last,
    )


def _distances(laps: _Tracked, records: Records) -> tuple[Float, Float, Float, Float]:
    column = records.distance
    if not np.isfinite(column).any():
        column = _path(records)
    ends = _ends(column, laps)
    known = np.isfinite(column).nonzero()[0]
    before = np.zeros(len(laps.rows))
    has_before = (ends.before > 0) & (laps.opening < laps.rows)
    before[has_before] = column[known[ends.before[has_before] - 1]]
    reached = np.fmax(ends.last, laps.of_next_tracked(ends.first))
    # Where the values of a lap break off (the GPS was lost, or found late), they do not say how long it was.
    own = np.where((ends.known > 1) & (ends.span / laps.count >= LAP_COVERED_SHARE), ends.last - ends.first, np.nan)
    # A distance that starts again at every lap is told by STR007; here the lap's own end is its length.
    with_gaps = np.where(reached - before < own, ends.last, reached - before)
    return own, np.where(np.isnan(own), np.nan, np.fmax(own, with_gaps)), ends.last, reached


def _path(records: Records) -> Float:
    """Metres along the positions, NaN where there is none."""
    column = np.full(len(records), np.nan)
    rows = has_position(records).nonzero()[0]
    if len(rows):
        column[rows] = np.append(0.0, np.cumsum(steps(records.latitude[rows], records.longitude[rows])))
    return column


class _Ends(NamedTuple):
    """Of each lap the first and last known value, how many there are, and how many stand before the lap.

    span: how many trackpoints there are from the first known one to the last.
    """

    first: Float
    last: Float
    known: Int
    before: Int
    span: Int


def _ends(column: Float, laps: _Tracked) -> _Ends:
    known = np.isfinite(column).nonzero()[0]
    low = known.searchsorted(laps.first)
    high = known.searchsorted(laps.first + laps.count)
    first, last = np.full(len(low), np.nan), np.full(len(low), np.nan)
    span = np.zeros(len(low), dtype=np.int64)
    some = high > low
    first[some] = column[known[low[some]]]
    last[some] = column[known[high[some] - 1]]
    span[some] = known[high[some] - 1] - known[low[some]] + 1
    return _Ends(first, last, high - low, low, span)


def _recorded(laps: _Tracked, records: Records) -> Float:
    gaps = np.diff(records.time)
    with np.errstate(invalid="ignore"):
        counted = np.where((gaps > 0) & (gaps <= LAP_CLOSE_S), gaps, 0.0)
    total = np.concatenate(([0.0], np.cumsum(counted)))
    recorded: Float = total[laps.first + laps.count - 1] - total[laps.first]
    return recorded
