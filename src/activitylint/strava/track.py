"""Distances and speeds along a track, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from activitylint.model.tables import Float, Records
from activitylint.strava import thresholds

__all__ = ["Way", "blocks", "fastest", "has_position", "long_steps", "never_falls", "speeds_along", "steps", "way_of"]

_EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""
_BLOCK: Final = 8192
_DEGREE_M: Final = _EARTH_RADIUS_M * np.pi / 180 * 1.000001
"""A degree of the equator, and a little more than what rounding can add."""


def has_position(records: Records) -> npt.NDArray[np.bool_]:
    """Which records have a latitude and a longitude that lie on the Earth."""
    on_earth = (records.latitude >= -90.0) & (records.latitude <= 90.0)
    on_earth &= records.longitude >= -180.0
    on_earth &= records.longitude <= 180.0
    return on_earth


def blocks(records: Records) -> Iterator[tuple[int, Records]]:
    """The records piece by piece, each with the ordinal of its first row.

    What is worked out for a piece stays in the processor's caches, and its memory is used again for the next.
    """
    for first in range(0, len(records), _BLOCK):
        yield first, records.part(slice(first, first + _BLOCK))


def never_falls(values: Float) -> bool:
    """Whether each value is at least the one before; not where one is NaN."""
    last = len(values) - 1
    return all(
        bool((values[first + 1 : first + 1 + _BLOCK] >= values[first : min(first + _BLOCK, last)]).all())
        for first in range(0, last, _BLOCK)
    )


def steps(latitude: Float, longitude: Float) -> Float:
    """Metres from each position to the next (one fewer than positions), along the sphere. Degrees in."""
    last = len(latitude) - 1
    if last <= _BLOCK:
        return _between(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
    metres = np.empty(last)
    for first in range(0, last, _BLOCK):
        to, stop = slice(first + 1, first + 1 + _BLOCK), min(first + _BLOCK, last)
        metres[first:stop] = _between(latitude[first:stop], longitude[first:stop], latitude[to], longitude[to])
    return metres


def long_steps(latitude: Float, longitude: Float, least: Float | float) -> tuple[npt.NDArray[np.intp], Float]:
    """The steps of more than `least` metres: (their ordinals, their metres).

    Those that cannot be long are told by a bound without a sine: nobody goes further than along the meridian and then
    along a parallel, which nowhere is longer than the equator.
    """
    bound = (np.abs(np.diff(latitude)) + np.abs(np.diff(longitude))) * _DEGREE_M
    far = (bound > least).nonzero()[0]
    metres = _between(latitude[far], longitude[far], latitude[far + 1], longitude[far + 1])
    long = metres > np.broadcast_to(least, bound.shape)[far]
    return far[long], metres[long]


class Way(NamedTuple):
    """The way that was recorded, stretch by stretch.

    rows: of the records whose time rises (above all before). metres and seconds: from each to the next, so one
    fewer than rows; NaN metres from segment to segment.
    """

    rows: npt.NDArray[np.intp]
    metres: Float
    seconds: Float
    time: Float


def speeds_along(way: Way) -> tuple[npt.NDArray[np.intp], Float]:
    """Metres a second on the way to each of these rows: (rows, speeds)."""
    return way.rows[1:], way.metres / way.seconds


def fastest(way: Way, seconds: float, limit: float) -> tuple[npt.NDArray[np.intp], float]:
    """Rows on which a speed over `limit` (m/s) is held for `seconds`, and the highest speed held that long.

    Jumps that no vehicle makes are glitches, and count for nothing.
    """
    rows, metres, taken, time = way
    if not (metres > limit * taken).any():
        # A speed over any time is a mean of the speeds in it.
        return np.empty(0, dtype=np.intp), 0.0
    glitch = (metres > thresholds.JUMP_DISTANCE_M) & (metres > thresholds.JUMP_SPEED_MS * taken)
    covered = np.concatenate(([0.0], np.cumsum(np.where(glitch, 0.0, np.nan_to_num(metres)))))
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


def way_of(records: Records) -> Way:
    """The way by the distance where half of the timed records have one, else by the positions."""
    timed = np.isfinite(records.time)
    by_distance = timed & np.isfinite(records.distance)
    measured = 2 * int(by_distance.sum()) >= max(int(timed.sum()), 1)
    rows = (by_distance if measured else timed & has_position(records)).nonzero()[0]
    time = records.time[rows]
    if not (time[1:] > time[:-1]).all():
        latest = np.maximum.accumulate(time)
        rows = rows[np.concatenate(([True], latest[1:] > latest[:-1]))]
        time = records.time[rows]
    if measured:
        metres = np.maximum(np.diff(records.distance[rows]), 0.0)
    else:
        metres = steps(records.latitude[rows], records.longitude[rows])
    metres[np.diff(records.segment[rows]) != 0] = np.nan
    return Way(rows, metres, np.diff(time), time)


def _between(latitude: Float, longitude: Float, to_latitude: Float, to_longitude: Float) -> Float:
    phi, to_phi = np.radians(latitude), np.radians(to_latitude)
    lam, to_lam = np.radians(longitude), np.radians(to_longitude)
    half_chord = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin((to_lam - lam) / 2) ** 2
    metres: Float = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return metres
