"""The frame of a picture: the range of values that it shows."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.model.arrays import Float

__all__ = ["LARGEST", "frame"]

LARGEST: Final = 1e12
"""A larger number is drawn as this one: a file may have numbers of any size, and differences must stay finite."""

_BULK: Final = (2.0, 98.0)
"""Percentiles: the values between them decide what is shown."""
_FENCE: Final = 1.5
"""Values this many times the width of the bulk beyond it are stray."""
_SQUEEZE: Final = 6.0
"""Stray values are shown, too, unless they make the frame more than this many times as wide as the bulk."""


def frame(values: Float) -> tuple[float, float]:
    """The lowest and the highest value to show, of at least one finite value.

    These are the ends of all values, unless a few stray ones would squeeze all others into a small part of the frame.
    """
    low, high = float(values.min()), float(values.max())
    inner, outer = (float(end) for end in np.percentile(values, _BULK))
    width = outer - inner
    if width <= 0 or high - low <= _SQUEEZE * width:
        return low, high
    near = values[(values >= inner - _FENCE * width) & (values <= outer + _FENCE * width)]
    return float(near.min()), float(near.max())
