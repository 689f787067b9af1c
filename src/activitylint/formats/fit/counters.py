"""Counters of which a file writes only the lowest bits."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from activitylint.model.tables import Float

__all__ = ["count_on"]

_PIECE: Final = 1 << 18
"""Values that are counted at once, for the sake of memory."""


def count_on(
    anchor_at: npt.NDArray[Any], anchor: npt.NDArray[Any], at: npt.NDArray[Any], low: npt.NDArray[Any], bits: int
) -> Float:
    """The whole values of a counter, each the least one that is not below the value before it.

    anchor_at, anchor: ordinals, rising, and whole values where the counter is set. at, low: ordinals, rising, and the
    lowest `bits` bits. Where both stand at one ordinal the counter is set first. NaN before the first anchor.
    """
    values = np.empty(len(at))
    done_at, done = anchor_at[:0], np.empty(0)
    low_anchor = 0
    for start in range(0, len(at), _PIECE):
        mine = at[start : start + _PIECE]
        high_anchor = int(anchor_at.searchsorted(anchor_at.dtype.type(mine[-1]), side="right"))
        found = _count_piece(
            np.concatenate((done_at, anchor_at[low_anchor:high_anchor])).astype(at.dtype),
            np.concatenate((done, anchor[low_anchor:high_anchor])),
            mine,
            low[start : start + _PIECE].astype(np.uint32),
            bits,
        )
        values[start : start + _PIECE] = found
        low_anchor = high_anchor
        # What has been counted so far is the anchor of the next piece, unless another one stands there.
        done_at, done = mine[-1:], found[-1:]
    return values


def _count_piece(
    anchor_at: npt.NDArray[Any], anchor: npt.NDArray[Any], at: npt.NDArray[Any], low: npt.NDArray[np.uint32], bits: int
) -> Float:
    # Where the run that counts on from each anchor starts; run -1 stands before the first anchor.
    starts = at.searchsorted(anchor_at)
    lengths = np.diff(starts, prepend=0, append=len(at))
    run = lengths.nonzero()[0] - 1
    lengths = lengths[run + 1]
    first = np.cumsum(lengths) - lengths
    step = np.diff(low, prepend=np.uint32(0))
    base = np.nan_to_num(np.append(anchor.astype(np.float64), 0)) % (1 << bits)
    step[first] = low[first] - base[run].astype(np.uint32)
    step &= np.uint32((1 << bits) - 1)
    # Sums of 32 bits may wrap around, and differences within a run are right all the same.
    total = np.cumsum(step, dtype=np.uint32)
    total -= np.repeat(total[first] - step[first], lengths)
    values: Float = total + np.repeat(np.append(anchor.astype(np.float64), np.nan)[run], lengths)
    return values
