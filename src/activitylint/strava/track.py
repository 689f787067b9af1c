"""Positions, and distances and speeds along a track, as columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from activitylint.model.arrays import Bools, Float, Intp
from activitylint.model.classes import NamedTuple
from activitylint.model.tables import Records
from activitylint.strava import thresholds

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = [
    "DEGREE_M",
    "ROUGH",
    "ROUGH_M",
    "TimedPath",
    "blocks",
    "chosen",
    "fastest",
    "has_position",
    "is_latest",
    "long_steps",
    "neighbors",
    "never_falls",
    "off_earth",
    "path_length",
    "rough_steps",
    "speeds_along",
    "steps",
    "timed_path",
]

_Item = TypeVar("_Item", bound=np.generic)

_EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""
_BLOCK: Final = 8192
"""Rows of one block."""
DEGREE_M: Final = _EARTH_RADIUS_M * np.pi / 180 * 1.000001
"""Length of a degree of the equator, plus a little more than rounding can add."""
ROUGH: Final = 1e-3
"""By what share `rough_steps` may be wrong. A flat map of 2 degrees is wrong by less than a fifth of it."""
ROUGH_M: Final = 0.99 * thresholds.JUMP_DISTANCE_M
"""Meters from which on `rough_steps` are exact, so that a longer step is known for what it is."""
_FLAT: Final = 2.0
"""The greatest height and width of a flat map, in degrees."""
_NEAR_LIMIT: Final = 0.9
"""The share of a limit from which on a speed counts as near to it. A judgment."""
_NEAR_POLE: Final = 80.0
"""Degrees. Beyond this latitude, meridians converge too fast for a flat map."""


def has_position(records: Records) -> Bools:
    """Mark the records that have a position: a latitude and a longitude that are both on Earth."""
    on_earth = (records.latitude >= -90.0) & (records.latitude <= 90.0)
    on_earth &= records.longitude >= -180.0
    on_earth &= records.longitude <= 180.0
    return on_earth


def off_earth(records: Records) -> Bools:
    """Mark the records with a latitude or a longitude that no place on Earth has."""
    outside: Bools = (np.abs(records.latitude) > 90.0) | (np.abs(records.longitude) > 180.0)
    return outside


def blocks(records: Records) -> Iterator[tuple[int, Records]]:
    """Yield the records in blocks, each with the ordinal of its first row.

    The intermediate results for a block stay in the processor's caches, and the next block reuses their memory.
    """
    for first in range(0, len(records), _BLOCK):
        yield first, records.part(slice(first, first + _BLOCK))


def chosen(column: npt.NDArray[_Item], rows: Intp) -> npt.NDArray[_Item]:
    """The values of a column in some rows, in its order: the column itself if these are all."""
    return column if len(rows) == len(column) else column[rows]


def neighbors(length: int) -> Iterator[tuple[slice, slice]]:
    """Yield, in blocks, the rows of a column that have a next row, and these next rows. length: of the column."""
    for first in range(0, length - 1, _BLOCK):
        stop = min(first + _BLOCK, length - 1)
        yield slice(first, stop), slice(first + 1, stop + 1)


def never_falls(values: Float) -> bool:
    """True if each value is at least the one before; False if any of them is NaN."""
    return all(bool((values[after] >= values[before]).all()) for before, after in neighbors(len(values)))


def steps(latitude: Float, longitude: Float) -> Float:
    """Meters from each position to the next, along the sphere; one value fewer than positions. Degrees in."""
    meters = np.empty(max(len(latitude) - 1, 0))
    for here, there in neighbors(len(latitude)):
        meters[here] = _haversine(latitude[here], longitude[here], latitude[there], longitude[there])
    return meters


def path_length(records: Records) -> float:
    """Meters along all positions of the records."""
    rows = has_position(records)
    return float(steps(records.latitude[rows], records.longitude[rows]).sum())


class Box(NamedTuple):
    """Latitudes and longitudes, in degrees, that some positions do not leave."""

    south: float
    north: float
    west: float
    east: float


def rough_steps(latitude: Float, longitude: Float, inside: Box | None = None) -> Float:
    """The same as `steps`, but several times as fast, and wrong by a share of up to `ROUGH` below `ROUGH_M`.

    Steps are measured on a flat map, if one map shows all positions well enough. inside: where they are, if known.
    """
    meters = np.empty(max(len(latitude) - 1, 0))
    if not len(meters):
        return meters
    south, north, west, east = inside or (
        float(extreme.reduce(column)) for column in (latitude, longitude) for extreme in (np.minimum, np.maximum)
    )
    if north - south > _FLAT or east - west > _FLAT or max(-south, north) > _NEAR_POLE:
        return steps(latitude, longitude)
    # How long a degree of longitude is, by the tangent to the cosine in the middle of the map.
    middle = (south + north) / 2
    slope = -math.sin(math.radians(middle)) * math.radians(1)
    at_equator = math.cos(math.radians(middle)) - slope * middle
    for here, there in neighbors(len(latitude)):
        upward = latitude[there] - latitude[here]
        sideward = longitude[there] - longitude[here]
        sideward *= latitude[here] * slope + at_equator
        upward *= upward
        sideward *= sideward
        np.sqrt(np.add(upward, sideward, out=upward), out=meters[here])
    meters *= _EARTH_RADIUS_M * math.radians(1)
    far = (meters >= ROUGH_M).nonzero()[0]
    if len(far):
        meters[far] = _haversine(latitude[far], longitude[far], latitude[far + 1], longitude[far + 1])
    return meters


def long_steps(latitude: Float, longitude: Float, least: Float | float) -> tuple[Intp, Float]:
    """The steps of more than `least` meters: (their ordinals, their meters).

    A cheap upper bound rules out most steps: no step is longer than the way along the meridian and then along the
    equator.
    """
    bound = (np.abs(latitude[1:] - latitude[:-1]) + np.abs(longitude[1:] - longitude[:-1])) * DEGREE_M
    far = (bound > least).nonzero()[0]
    meters = _haversine(latitude[far], longitude[far], latitude[far + 1], longitude[far + 1])
    long = meters > np.broadcast_to(least, bound.shape)[far]
    return far[long], meters[long]


class TimedPath(NamedTuple):
    """The recorded path, from record to record.

    rows: ordinals of the records whose time is later than all before. time: their times, seconds since 1970-01-01 UTC.
    meters, seconds: from each of them to the next, so one value fewer than rows; meters are NaN between two segments.
    by_distance: True if meters are by the distances, False if they are by the positions.
    """

    rows: Intp
    meters: Float
    seconds: Float
    time: Float
    by_distance: bool


def speeds_along(path: TimedPath) -> tuple[Intp, Float]:
    """The average speed (m/s) since the row before: (rows, speeds)."""
    return path.rows[1:], path.meters / path.seconds


def fastest(path: TimedPath, seconds: float, limit: float) -> tuple[Intp, float]:
    """Rows on which a speed over `limit` (m/s) is held for `seconds`, and the highest speed held that long.

    Jumps faster than any vehicle are glitches and do not count. The limit is less than that.
    """
    rows, meters, taken, time, _ = path
    near = (meters > _NEAR_LIMIT * limit * taken).nonzero()[0]
    swift = near[meters[near] > limit * taken[near]]
    glitch = (meters[swift] > thresholds.JUMP_DISTANCE_M) & (meters[swift] > thresholds.JUMP_SPEED_MS * taken[swift])
    if 2 * np.count_nonzero(glitch) > len(meters):
        glitch[:] = False  # most of the way is that fast: its unit is wrong
    glitches, swift = swift[glitch], swift[~glitch]
    # The speed over any stretch is an average of the speeds in it. So a stretch over the limit has swift steps, and
    # what they gain on the limit makes up for what its other steps lose. Steps that are not near the limit lose most.
    gained = float((meters[swift] - limit * taken[swift]).sum())
    lost = (1 - _NEAR_LIMIT) * limit * (seconds - float(taken[near].sum()))
    if not len(swift) or gained < lost * (1 - ROUGH):
        return np.empty(0, dtype=np.intp), 0.0
    # From the first stretch that has such a step to the last one.
    begin, end = time.searchsorted((time[swift[0]] - seconds, time[swift[-1]] + seconds)).tolist()
    rows, time = rows[begin : end + 1], time[begin : end + 1]
    meters = np.nan_to_num(meters[begin:end])
    meters[glitches[(glitches >= begin) & (glitches < end)] - begin] = 0.0
    covered = np.concatenate(([0.0], np.cumsum(meters)))
    first = np.arange(len(rows))
    last = time.searchsorted(time + seconds)
    first, last = first[last < len(rows)], last[last < len(rows)]
    speed = (covered[last] - covered[first]) / (time[last] - time[first])
    fast = speed > limit
    if not fast.any():
        return np.empty(0, dtype=np.intp), 0.0
    begun = np.cumsum(np.bincount(first[fast], minlength=len(rows)))
    ended = np.cumsum(np.bincount(last[fast] + 1, minlength=len(rows))[: len(rows)])
    return rows[begun > ended], float(speed.max())


def timed_path(records: Records, lengths: Callable[[Float, Float], Float] = steps) -> TimedPath:
    """The path by the distances if at least half of the timed records have one, otherwise by the positions.

    lengths: `steps`, or `rough_steps`, to measure the way along the positions.
    """
    timed = np.isfinite(records.time)
    by_distance = timed & np.isfinite(records.distance)
    measured = 2 * int(np.count_nonzero(by_distance)) >= max(int(np.count_nonzero(timed)), 1)
    rows = (by_distance if measured else timed & has_position(records)).nonzero()[0]
    time = chosen(records.time, rows)
    seconds = time[1:] - time[:-1]
    if not (seconds > 0).all():
        rows = rows[is_latest(time)]
        time = records.time[rows]
        seconds = time[1:] - time[:-1]
    if measured:
        distance = chosen(records.distance, rows)
        meters = np.maximum(distance[1:] - distance[:-1], 0.0)
    else:
        meters = lengths(chosen(records.latitude, rows), chosen(records.longitude, rows))
    segment = chosen(records.segment, rows)
    meters[segment[1:] != segment[:-1]] = np.nan
    return TimedPath(rows, meters, seconds, time, measured)


def is_latest(time: Float) -> Bools:
    """Mark the times that are later than all before. There is at least one."""
    latest = time if never_falls(time) else np.maximum.accumulate(time)  # which takes ten times as long
    return np.concatenate(([True], latest[1:] > latest[:-1]))


def _haversine(latitude: Float, longitude: Float, to_latitude: Float, to_longitude: Float) -> Float:
    """Meters along the sphere from each position to its counterpart. Degrees in."""
    phi, to_phi = np.radians(latitude), np.radians(to_latitude)
    lam, to_lam = np.radians(longitude), np.radians(to_longitude)
    half_chord = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin((to_lam - lam) / 2) ** 2
    meters: Float = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return meters
