"""Distances and speeds along a track, as columns."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.activity import Float, Records
from activitylint.rules import thresholds

__all__ = ["fastest", "has_position", "speeds_along", "steps"]

_EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""


def has_position(records: Records) -> npt.NDArray[np.bool_]:
    """Which records have a latitude and a longitude that lie on the Earth."""
    on_earth: npt.NDArray[np.bool_] = (np.abs(records.latitude) <= 90.0) & (np.abs(records.longitude) <= 180.0)
    return on_earth


def steps(latitude: Float, longitude: Float) -> Float:
    """Metres from each position to the next (one fewer than positions), along the sphere. Degrees in."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    half_chord = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    metres: Float = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return metres


def speeds_along(records: Records) -> tuple[npt.NDArray[np.intp], Float]:
    """Metres a second on the way to each of these rows: (rows, speeds).

    From the distance where half of the timed records have one, else from the positions. Only rows later than all
    before them count, and the first of a segment does not.
    """
    rows, metres, seconds = _way(records)
    return rows[1:], metres / seconds


def fastest(records: Records, seconds: float, limit: float) -> tuple[npt.NDArray[np.intp], float]:
    """Rows on which a speed over `limit` (m/s) is held for `seconds`, and the highest speed held that long.

    Jumps that no vehicle makes are glitches, and count for nothing.
    """
    rows, metres, taken = _way(records)
    glitch = (metres > thresholds.JUMP_DISTANCE_M) & (metres > thresholds.JUMP_SPEED_MS * taken)
    covered = np.concatenate(([0.0], np.cumsum(np.where(glitch, 0.0, np.nan_to_num(metres)))))
    time = records.time[rows]
    first = np.arange(len(rows))
    last = np.searchsorted(time, time + seconds)
    first, last = first[last < len(rows)], last[last < len(rows)]
    speed = (covered[last] - covered[first]) / (time[last] - time[first])
    fast = speed > limit
    if not fast.any():
        return np.empty(0, dtype=np.intp), 0.0
    begun = np.cumsum(np.bincount(first[fast], minlength=len(rows)))
    ended = np.cumsum(np.bincount(last[fast] + 1, minlength=len(rows))[: len(rows)])
    return rows[begun > ended], float(speed.max())


def _way(records: Records) -> tuple[npt.NDArray[np.intp], Float, Float]:
    """Rows whose time rises, and metres and seconds from each to the next; NaN metres from segment to segment."""
    timed = np.isfinite(records.time)
    by_distance = timed & np.isfinite(records.distance)
    measured = 2 * int(by_distance.sum()) >= max(int(timed.sum()), 1)
    rows = np.flatnonzero(by_distance if measured else timed & has_position(records))
    latest = np.maximum.accumulate(records.time[rows])
    rows = rows[np.concatenate(([True], np.diff(latest) > 0))] if len(rows) else rows
    if measured:
        metres = np.maximum(np.diff(records.distance[rows]), 0.0)
    else:
        metres = steps(records.latitude[rows], records.longitude[rows])
    metres[np.diff(records.segment[rows]) != 0] = np.nan
    return rows, metres, np.diff(records.time[rows])
