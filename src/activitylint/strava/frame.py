"""The frame of a picture: the range of values that it shows."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.model.tables import Float

__all__ = ["LARGEST", "frame"]

LARGEST: Final = 1e12
"""A larger number is drawn as this one: a file may have numbers of any size, and differences must stay finite."""

_STRAY: Final = (2.0, 98.0)
"""Percentiles: what lies outside may be left out of the frame."""
_SQUEEZE: Final = 6.0
"""Leave out what makes the frame more than this many times as wide."""
_MARGIN: Final = 0.1
"""What a frame that leaves something out has on each side, as a share of its width."""


def frame(values: Float) -> tuple[float, float]:
    """The lowest and the highest value to show, of at least one finite value.

    These are the ends of all values, unless a few stray ones would squeeze all others into a small part of the frame.
    """
    low, high = float(values.min()), float(values.max())
    inner, outer = (float(end) for end in np.percentile(values, _STRAY))
    width = outer - inner
    if width <= 0 or high - low <= _SQUEEZE * width:
        return low, high
    return max(low, inner - _MARGIN * width), min(high, outer + _MARGIN * width)
