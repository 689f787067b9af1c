"""What the records of an activity span, found once for all rules.

Most rules see here that they have nothing to report, without looking at each record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, nan
from typing import Final, TypeVar

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Intp
from activitylint.model.classes import NamedTuple
from activitylint.strava.track import Box, TimedPath, chosen, has_position, is_latest, rough_steps, timed_path

__all__ = [
    "Extent",
    "Positions",
    "Rise",
    "every_row",
    "extent_of",
    "extents",
    "hull",
    "position_steps",
    "positions",
    "rises",
    "rough_path",
    "time_steps",
    "within_earth",
]

_Result = TypeVar("_Result")


class Extent(NamedTuple):
    """The least and the greatest value of a column, NaN if it has none. complete: True if every row has a value."""

    low: float
    high: float
    complete: bool

    @property
    def empty(self) -> bool:
        """True if the column has no value."""
        return self.low != self.low

    @property
    def width(self) -> float:
        """The difference between the greatest and the least value."""
        return self.high - self.low

    def leaves(self, low: float, high: float) -> bool:
        """True if any value is below `low` or above `high`."""
        return self.low < low or self.high > high


_OF_NOTHING: Final = Extent(nan, nan, True)  # noqa: FBT003


def extent_of(values: Float) -> Extent:
    """What the values of a column span."""
    if not len(values):
        return _OF_NOTHING
    if values.strides == (0,):  # a column that the file does not have is one value for all rows
        value = values.item(0)
        return Extent(value, value, value == value)  # noqa: PLR0124 -- NaN is unlike itself
    # For columns of a usual length, this takes half the time of `min` and `max`.
    low = values.item(values.argmin())
    if low == low:  # noqa: PLR0124 -- NaN if any value is
        return Extent(low, values.item(values.argmax()), True)  # noqa: FBT003
    return Extent(float(np.fmin.reduce(values)), float(np.fmax.reduce(values)), False)  # noqa: FBT003


def hull(*spans: Extent) -> Extent:
    """What several columns span together."""
    low, high, complete = _OF_NOTHING
    for span in spans:
        if span.low < low or low != low:  # noqa: PLR0124 -- NaN, as long as all were empty
            low = span.low
        if span.high > high or high != high:  # noqa: PLR0124 -- as above
            high = span.high
        complete = complete and span.complete
    return Extent(low, high, complete)


def extents(activity: Activity) -> Mapping[str, Extent]:
    """What the columns of the records span, by their names in `Records`."""
    return activity.cached(_extents)


def _extents(activity: Activity) -> Mapping[str, Extent]:
    return _ByColumn(activity, extent_of)


class _ByColumn(dict[str, _Result]):
    """What follows from each column of the records, worked out when somebody asks for it."""

    def __init__(self, activity: Activity, work: Callable[[Float], _Result]) -> None:
        super().__init__()
        self._records = activity.records
        self._work = work

    def __missing__(self, column: str) -> _Result:
        found = self[column] = self._work(getattr(self._records, column))
        return found


def every_row(activity: Activity) -> Intp:
    """The ordinals of all records."""
    return activity.cached(_every_row)


def _every_row(activity: Activity) -> Intp:
    return np.arange(len(activity.records))


class Rise(NamedTuple):
    """By how much the values of a column grow from each row to the next, and what these steps span.

    The span is incomplete if a value is absent.
    """

    steps: Float
    span: Extent

    @property
    def gains(self) -> Float:
        """The steps, with 0 in place of those that go down."""
        return self.steps if self.span.low >= 0 else np.maximum(self.steps, 0.0)


def rises(activity: Activity) -> Mapping[str, Rise]:
    """How the columns of the records grow from one record to the next, by their names in `Records`."""
    return activity.cached(_rises)


def _rises(activity: Activity) -> Mapping[str, Rise]:
    return _ByColumn(activity, _rise)


def _rise(values: Float) -> Rise:
    steps = values[1:] - values[:-1]
    return Rise(steps, extent_of(steps))


def time_steps(activity: Activity) -> Extent:
    """The shortest and the longest step from the time of one record to the next; incomplete if a time is absent.

    If the shortest is positive, every record has a later time than the one before.
    """
    return rises(activity)["time"].span


class Positions(NamedTuple):
    """The records that have a position: their ordinals, and their latitudes and longitudes in degrees."""

    rows: Intp
    latitude: Float
    longitude: Float

    def of(self, column: Float) -> Float:
        """The values of a column of the records in these rows."""
        return chosen(column, self.rows)

    def where(self, mask: Bools) -> Positions:
        """Some of these records."""
        return Positions(self.rows[mask], self.latitude[mask], self.longitude[mask])


def positions(activity: Activity) -> Positions:
    """The records that have a latitude and a longitude that are both on Earth."""
    return activity.cached(_positions)


def _positions(activity: Activity) -> Positions:
    records, spans = activity.records, extents(activity)
    latitude, longitude = spans["latitude"], spans["longitude"]
    if latitude.empty or longitude.empty:
        return Positions(np.empty(0, dtype=np.intp), np.empty(0), np.empty(0))
    if not within_earth(activity):
        rows = has_position(records).nonzero()[0]
    elif latitude.complete and longitude.complete:
        return Positions(every_row(activity), records.latitude, records.longitude)
    else:
        rows = np.isfinite(records.latitude + records.longitude).nonzero()[0]
    return Positions(rows, records.latitude[rows], records.longitude[rows])


def position_steps(activity: Activity) -> Float:
    """The `rough_steps` between the records that have a position."""
    return activity.cached(_position_steps)


def _position_steps(activity: Activity) -> Float:
    _, latitude, longitude = positions(activity)
    if not within_earth(activity):
        return rough_steps(latitude, longitude)
    across = extents(activity)
    return rough_steps(latitude, longitude, Box(*across["latitude"][:2], *across["longitude"][:2]))


def rough_path(activity: Activity) -> TimedPath:
    """The `timed_path` of the records, whose steps along positions are `rough_steps`."""
    records, spans, clock = activity.records, extents(activity), rises(activity)["time"]
    if spans["segment"].low != spans["segment"].high or not _is_finite(clock):
        return timed_path(records, rough_steps)
    is_whole = spans["distance"].complete and _is_finite(rises(activity)["distance"])
    if is_whole and clock.span.low > 0:
        meters = rises(activity)["distance"].gains
        return TimedPath(every_row(activity), meters, clock.steps, records.time, by_distance=True)
    rows = every_row(activity) if is_whole else np.isfinite(records.distance).nonzero()[0]
    if 2 * len(rows) < len(records):
        return timed_path(records, rough_steps)
    if not clock.span.low > 0:
        rows = rows[is_latest(chosen(records.time, rows))]
    time, distance = chosen(records.time, rows), chosen(records.distance, rows)
    meters = np.maximum(distance[1:] - distance[:-1], 0.0)
    return TimedPath(rows, meters, time[1:] - time[:-1], time, by_distance=True)


def _is_finite(rise: Rise) -> bool:
    """True if all values are numbers, and there are at least two."""
    return rise.span.complete and rise.span.low > -inf and rise.span.high < inf


def within_earth(activity: Activity) -> bool:
    """True if no record has a latitude or a longitude that no place on Earth has."""
    spans = extents(activity)
    return not (spans["latitude"].leaves(-90.0, 90.0) or spans["longitude"].leaves(-180.0, 180.0))
