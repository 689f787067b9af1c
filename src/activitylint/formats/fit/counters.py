"""Counters of which a file has only the lowest bits: compressed timestamps, event_timestamp_12, accumulated fields."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.model.arrays import U32, AnyArray, Float

__all__ = ["count_on"]

_PIECE: Final = 1 << 18
"""Values that are processed at once, to limit memory."""


def count_on(anchor_at: AnyArray, anchor: AnyArray, at: AnyArray, low: AnyArray, bits: int) -> Float:
    """Return the full values of a counter: each the smallest that has these low bits and is not below the previous one.

    anchor_at, anchor: where the counter is set (ascending ordinals), and to which full values.
    at, low: where it is read (ascending ordinals), and the lowest `bits` bits.
    If both happen at the same ordinal, the counter is set first. Values before the first anchor are NaN.
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
        # The last value is the anchor of the next piece, unless that has one at its start.
        done_at, done = mine[-1:], found[-1:]
    return values


def _count_piece(anchor_at: AnyArray, anchor: AnyArray, at: AnyArray, low: U32, bits: int) -> Float:
    """The same as `count_on`, for one piece.

    Every value is the anchor before it plus the sum of the steps since then. For example, with 5 bits:

        input     anchor 1000, whose low bits are 8; low bits 9, 12, 2
        steps     9 - 8 = 1, 12 - 9 = 3, (2 - 12) mod 32 = 22
        returns   1001, 1004, 1026
    """
    # Where the run that counts from each anchor starts. The first run is before the first anchor.
    bounds = np.concatenate(((0,), at.searchsorted(anchor_at), (len(at),)))
    lengths = bounds[1:] - bounds[:-1]
    run = lengths.nonzero()[0]
    first, lengths = bounds[run], lengths[run]
    base = np.concatenate(((np.nan,), anchor))[run]
    known = np.where(np.isfinite(base), base, 0.0) % (1 << bits)
    step = low.copy()
    step[1:] -= low[:-1]
    step[first] = low[first] - known.astype(np.uint32)
    step &= np.uint32((1 << bits) - 1)
    # 32-bit sums may overflow, but the differences within a run stay right.
    total = step.cumsum(dtype=np.uint32)
    total -= (total[first] - step[first]).repeat(lengths)
    values: Float = total + base.repeat(lengths)
    return values
