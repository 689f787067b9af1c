"""What the trackpoints of each TCX lap say about its distance and its time, as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from activitylint.activity import Activity, Float, Int, Laps, Records
from activitylint.rules.thresholds import LAP_CLOSE_S, LAP_COVERED_SHARE
from activitylint.rules.track import has_position, steps

__all__ = ["LapTrack", "lap_track"]


class LapTrack(NamedTuple):
    """Arrays of one value a lap, NaN where the trackpoints do not say.

    shortest, longest: metres that the lap can rightly claim: without and with the ways from the lap before and to the
    next. counted, reached: metres since the start of the activity at the lap's last trackpoint and at the next lap's
    first. lasted: seconds from the lap's start to its end or the next lap's start, whichever is later. passed: seconds
    since the start of the activity at the lap's end. recorded: seconds in which trackpoints followed each other
    closely. last_time: seconds since 1970-01-01 UTC of the last trackpoint.
    """

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
    return activity.once(_measured)


def _measured(activity: Activity) -> LapTrack:
    laps, records = activity.laps, activity.records
    shortest, longest, counted, reached = _distances(laps, records)
    times = _ends(records.time, laps)
    following = np.append(laps.start[1:], np.nan)
    following[_is_last(laps)] = np.nan
    # One trackpoint says when the lap was, not how long.
    end = np.where(times.known > 1, np.fmax(times.last, following), np.nan)
    return LapTrack(
        shortest=shortest,
        longest=longest,
        counted=counted,
        reached=reached,
        lasted=end - laps.start,
        passed=end - laps.start[_first_of_session(laps)],
        recorded=_recorded(laps, records),
        last_time=times.last,
    )


def _distances(laps: Laps, records: Records) -> tuple[Float, Float, Float, Float]:
    column = records.distance
    if not np.isfinite(column).any():
        column = _path(records)
    ends = _ends(column, laps)
    known = np.isfinite(column).nonzero()[0]
    before = np.zeros(len(laps))
    has_before = (ends.before > 0) & ~_is_first(laps)
    before[has_before] = column[known[ends.before[has_before] - 1]]
    after = np.append(ends.first[1:], np.nan)
    after[_is_last(laps)] = np.nan
    reached = np.fmax(ends.last, after)
    # Where the values of a lap break off (the GPS was lost, or found late), they do not say how long it was.
    share = np.divide(ends.span, laps.records, out=np.zeros(len(laps)), where=laps.records > 0)
    own = np.where((ends.known > 1) & (share >= LAP_COVERED_SHARE), ends.last - ends.first, np.nan)
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


def _ends(column: Float, laps: Laps) -> _Ends:
    known = np.isfinite(column).nonzero()[0]
    low = known.searchsorted(laps.first_record)
    high = known.searchsorted(laps.first_record + laps.records)
    first, last = np.full(len(laps), np.nan), np.full(len(laps), np.nan)
    span = np.zeros(len(laps), dtype=np.int64)
    some = high > low
    first[some] = column[known[low[some]]]
    last[some] = column[known[high[some] - 1]]
    span[some] = known[high[some] - 1] - known[low[some]] + 1
    return _Ends(first, last, high - low, low, span)


def _recorded(laps: Laps, records: Records) -> Float:
    if len(records) < 2:
        return np.zeros(len(laps))
    gaps = np.diff(records.time)
    with np.errstate(invalid="ignore"):
        counted = np.where((gaps > 0) & (gaps <= LAP_CLOSE_S), gaps, 0.0)
    total = np.concatenate(([0.0], np.cumsum(counted)))
    last = np.maximum(laps.first_record + laps.records - 1, laps.first_record)
    top = len(total) - 1
    recorded: Float = total[np.minimum(last, top)] - total[np.minimum(laps.first_record, top)]
    return recorded


def _is_first(laps: Laps) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.append(True, np.diff(laps.session) != 0)[: len(laps)]


def _is_last(laps: Laps) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.append(np.diff(laps.session) != 0, True)[-len(laps) :] if len(laps) else np.zeros(0, dtype=np.bool_)


def _first_of_session(laps: Laps) -> Int:
    """For each lap the ordinal of the first lap of its activity."""
    starts = _is_first(laps).nonzero()[0]
    return starts[np.cumsum(_is_first(laps)) - 1] if len(laps) else starts
