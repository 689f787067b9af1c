"""Markers: values that mean "no value" in a binary format, but are in a file as if they were measured."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.model.arrays import Bools, Float
from activitylint.model.tables import Records

__all__ = ["MARKED_STREAMS", "any_above", "below", "below_markers", "is_marker", "is_one_of", "markers_of"]

_FEW: Final = 16
"""So few values, such as those of the laps, are looked at faster one by one."""

_BYTE: Final = (254.0, 255.0)
_SHORT: Final = (65_534.0, 65_535.0)
_LONG: Final = (4_294_967_294.0, 4_294_967_295.0)
_SIGNED: Final = (32_767.0, 2_147_483_647.0)

# FIT's invalid values (all bits set, for signed types all but the sign) and the value below each: raw, and after FIT's
# scale and offset (altitude / 5 - 500, speed / 1000, distance / 100).
_MARKERS: Final[dict[str, tuple[float, ...]]] = {
    "heartrate": (*_BYTE, *_SHORT),
    "cadence": (*_BYTE, *_SHORT),
    "power": (*_SHORT, *_LONG, *_SIGNED),
    "temperature": (127.0, 255.0, *_SHORT, *_SIGNED),
    "altitude": (12_606.8, 12_607.0, *_SHORT, *_LONG, *_SIGNED, 858_992_958.8, 858_992_959.0),
    "speed": (65.534, 65.535, *_SHORT, *_LONG, 4_294_967.294, 4_294_967.295),
    "distance": (42_949_672.94, 42_949_672.95, *_LONG),
}


def below(markers: tuple[float, ...]) -> float:
    """A value that is surely less than all of these markers: rounding cannot make it one of them."""
    return min(markers) - 1


MARKED_STREAMS: Final = tuple(_MARKERS)
"""The columns of `Records` for which there are markers."""
_BELOW: Final = {stream: below(markers) for stream, markers in _MARKERS.items()}


def markers_of(stream: str) -> tuple[float, ...]:
    """The markers of a column of `Records`."""
    return _MARKERS[stream]


def below_markers(stream: str) -> float:
    """The value `below` the markers of a column of `Records`."""
    return _BELOW[stream]


def any_above(values: Float, low: float) -> bool:
    """True if any of these values is greater."""
    if len(values) <= _FEW:
        return any(value > low for value in values.tolist())
    return bool(np.count_nonzero(values > low))


def is_marker(records: Records, stream: str) -> Bools:
    """Mark the values of a column that are markers."""
    return is_one_of(getattr(records, stream), markers_of(stream))


def is_one_of(values: Float, markers: tuple[float, ...]) -> Bools:
    """Mark the values that are one of these markers."""
    # Few values are as high as a marker, so only those are compared.
    high = values > below(markers)
    if np.count_nonzero(high):
        # Scaling and text make the decimals inexact.
        high[high] = np.isin(np.round(values[high], 3), markers)
    marked: Bools = high
    return marked
