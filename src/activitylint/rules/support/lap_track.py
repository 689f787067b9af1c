"""The distance and the time of each TCX lap according to its trackpoints, as columns."""

from __future__ import annotations

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.tables import Laps, Records
from activitylint.strava.thresholds import LAP_CLOSE_S, LAP_COVERED_SHARE
from activitylint.strava.track import has_position, steps

__all__ = ["LapTrack", "lap_track"]


class LapTrack(NamedTuple):
    """Arrays with one value for each lap that has trackpoints, NaN if the trackpoints do not give it.

    rows: 0-based ordinals of the laps.
    shortest, longest: meters that the lap may claim, without and with the stretches to the laps before and after.
    counted, reached: meters since the start of the activity, at the lap's last trackpoint and at the next lap's first.
    lasted: seconds from the lap's start to its last trackpoint or to the next lap's start, whichever is later.
    passed: seconds from the start of the activity to the same end.
    recorded: seconds during which trackpoints followed each other closely.
    last_time: time of the last trackpoint, seconds since 1970-01-01 UTC.
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
    """Measure the laps of a TCX file. Trackpoints at most LAP_CLOSE_S apart follow each other closely."""
    return activity.cached(_measure)


class _LapsWithPoints:
    """The laps that have trackpoints, as columns.

    rows: their ordinals. first, count: the first trackpoint, and how many there are. opening: the ordinal
    of the first lap in the same session. next: the ordinal of the next lap in the same session, or -1.
    """

    def __init__(self, laps: Laps) -> None:
        self.rows: Int = laps.records.nonzero()[0]
        self.first = laps.first_record[self.rows]
        self.count = laps.records[self.rows]
        starts = np.append(0, (laps.session[1:] != laps.session[:-1]).nonzero()[0] + 1)
        next_session = starts.searchsorted(self.rows, side="right")
        self.opening: Int = starts[next_session - 1]
        following = self.rows + 1
        self.next = np.where(following < np.append(starts, len(laps))[next_session], following, -1)

    def of_next(self, values: Float) -> Float:
        """Given a value for every lap of the file, the one of the next lap; NaN if there is no next lap."""
        return np.where(self.next >= 0, values[self.next], np.nan)

    def of_next_with_points(self, values: Float) -> Float:
        """Given a value for every row, the one of the next lap; NaN if there is none or it has no trackpoints."""
        follows = np.append(self.next[:-1] == self.rows[1:], np.zeros(len(self.rows[:1]), dtype=np.bool_))
        return np.where(follows, np.append(values[1:], values[:1]), np.nan)


def _measure(activity: Activity) -> LapTrack:
    records = activity.records
    laps = _LapsWithPoints(activity.laps)
    shortest, longest, counted, reached = _distances(laps, records)
    times = _ends(records.time, laps)
    start = activity.laps.start
    # A single trackpoint says when the lap was, not how long.
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


def _distances(laps: _LapsWithPoints, records: Records) -> tuple[Float, Float, Float, Float]:
    column = records.distance
    if not np.isfinite(column).any():
        column = _path(records)
    ends = _ends(column, laps)
    known = np.isfinite(column).nonzero()[0]
    before = np.zeros(len(laps.rows))
    has_before = (ends.before > 0) & (laps.opening < laps.rows)
    before[has_before] = column[known[ends.before[has_before] - 1]]
    reached = np.fmax(ends.last, laps.of_next_with_points(ends.first))
    # If only a part of the lap has values (the GPS was lost, or found late), they do not say how long the lap was.
    own = np.where((ends.known > 1) & (ends.span / laps.count >= LAP_COVERED_SHARE), ends.last - ends.first, np.nan)
    # STR007 reports a distance that starts again with every lap. Here the lap's last value is then its length.
    with_gaps = np.where(reached - before < own, ends.last, reached - before)
    return own, np.where(np.isnan(own), np.nan, np.fmax(own, with_gaps)), ends.last, reached


def _path(records: Records) -> Float:
    """Meters along the positions since the first one; NaN for records without a position."""
    column = np.full(len(records), np.nan)
    rows = has_position(records).nonzero()[0]
    if len(rows):
        column[rows] = np.append(0.0, np.cumsum(steps(records.latitude[rows], records.longitude[rows])))
    return column


class _Ends(NamedTuple):
    """The known values of each lap in a column.

    first, last: the first and the last of them. known: how many there are. before: how many there are before the lap.
    span: how many trackpoints there are from the first known value to the last.
    """

    first: Float
    last: Float
    known: Int
    before: Int
    span: Int


def _ends(column: Float, laps: _LapsWithPoints) -> _Ends:
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


def _recorded(laps: _LapsWithPoints, records: Records) -> Float:
    gaps = records.time[1:] - records.time[:-1]
    counted = np.where((gaps > 0) & (gaps <= LAP_CLOSE_S), gaps, 0.0)
    total = np.append(0.0, counted.cumsum())
    recorded: Float = total[laps.first + laps.count - 1] - total[laps.first]
    return recorded
