"""Counters of which a file writes only the lowest bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from activitylint.activity import Float

__all__ = ["count_on"]


def count_on(
    anchor_at: npt.NDArray[Any], anchor: npt.NDArray[Any], at: npt.NDArray[Any], low: npt.NDArray[Any], bits: int
) -> Float:
    """The whole values of a counter, each the least one that is not below the value before it.

    anchor_at, anchor: ordinals, rising, and whole values where the counter is set. at, low: ordinals, rising, and the
    lowest `bits` bits. Where both stand at one ordinal the counter is set first. NaN before the first anchor.
    """
    if not len(at):
        return np.empty(0)
    # Where the run that counts on from each anchor starts; run -1 stands before the first anchor.
    starts = np.searchsorted(at, anchor_at.astype(at.dtype))
    lengths = np.diff(starts, prepend=0, append=len(at))
    run = np.flatnonzero(lengths) - 1
    lengths = lengths[run + 1]
    first = np.cumsum(lengths) - lengths
    low = low.astype(np.uint32)
    step = np.diff(low, prepend=np.uint32(0))
    step[first] = low[first] - np.nan_to_num(np.append(anchor, 0))[run].astype(np.uint32)
    step &= np.uint32((1 << bits) - 1)
    # Sums of 32 bits may wrap around, and differences within a run are right all the same.
    total = np.cumsum(step, dtype=np.uint32)
    total -= np.repeat(total[first] - step[first], lengths)
    del low, step
    values = total.astype(np.float64)
    values += np.repeat(np.append(anchor.astype(np.float64), np.nan)[run], lengths)
    return values
