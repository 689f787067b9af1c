"""Distances and speeds along a track, as columns."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.activity import Float, Records

__all__ = ["has_position", "steps"]

_EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""


def has_position(records: Records) -> npt.NDArray[np.bool_]:
    """Which records have a latitude and a longitude that lie on the Earth."""
    with np.errstate(invalid="ignore"):
        on_earth: npt.NDArray[np.bool_] = (np.abs(records.latitude) <= 90.0) & (np.abs(records.longitude) <= 180.0)
    return on_earth


def steps(latitude: Float, longitude: Float) -> Float:
    """Metres from each position to the next (one fewer than positions), along the sphere. Degrees in."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    half_chord = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    metres: Float = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return metres
