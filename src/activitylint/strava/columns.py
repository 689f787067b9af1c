"""Many records as few columns: of each column the first, the least, the greatest and the last value."""

from __future__ import annotations

import numpy as np

from activitylint.model.arrays import Bools, Float, Float32, Intp
from activitylint.model.picture import COLUMNS

__all__ = ["columns_of", "reduced", "runs"]


def columns_of(values: Float, low: float, high: float) -> Intp:
    """The column of each value on an axis from `low` to `high`; -1 if it is not a number or beyond the ends."""
    width = high - low
    inside = (values >= low) & (values <= high)
    column = np.full(len(values), -1, dtype=np.intp)
    share = (values[inside] - low) / width if width > 0 else np.full(int(inside.sum()), 0.5)
    column[inside] = np.minimum(share * COLUMNS, COLUMNS - 1).astype(np.intp)
    return column


def reduced(column: Intp, values: Float) -> Float32:
    """The first, least, greatest and last value of each column, in file order; NaN where there is none.

    column: of each value, -1 if it is in none.
    """
    made = np.full((COLUMNS, 4), np.nan, dtype=np.float32)
    rows = ((column >= 0) & np.isfinite(values)).nonzero()[0]
    if not len(rows):
        return made
    order = rows[np.argsort(column[rows], kind="stable")]
    sorted_columns, ordered = column[order], values[order]
    starts = np.concatenate(([0], (np.diff(sorted_columns) > 0).nonzero()[0] + 1))
    ends = np.concatenate((starts[1:], [len(order)])) - 1
    here = sorted_columns[starts]
    made[here, 0] = ordered[starts]
    made[here, 1] = np.minimum.reduceat(ordered, starts)
    made[here, 2] = np.maximum.reduceat(ordered, starts)
    made[here, 3] = ordered[ends]
    return made


def runs(mask: Bools) -> tuple[tuple[int, int], ...]:
    """The runs of True: the first and the last ordinal of each."""
    edges = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
    first, last = (edges == 1).nonzero()[0], (edges == -1).nonzero()[0] - 1
    return tuple(zip(first.tolist(), last.tolist(), strict=True))
