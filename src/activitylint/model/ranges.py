"""Ranges of ordinals, stored compactly: a file of a few megabytes can have a million of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final, overload

import numpy as np

from activitylint.model.arrays import Int
from activitylint.model.distinct import distinct

__all__ = ["MANY", "Ranges", "ranges_of"]

Range = tuple[int, int]

_PIECE: Final = 1 << 16
"""Rows that are processed at once."""
MANY: Final = 1_000
"""Up to this many ranges are kept as a tuple of pairs; more become a `Ranges`."""


class Ranges(Sequence[Range]):
    """Inclusive ranges that read like a tuple of pairs, and compare equal to one.

    bounds: first and last ordinal of each range in turn: first, last, first, last, ...
    """

    __slots__ = ("_bounds",)

    def __init__(self, bounds: array[int]) -> None:
        self._bounds = bounds

    def __len__(self) -> int:
        return len(self._bounds) // 2

    @overload
    def __getitem__(self, index: int) -> Range: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Range, ...]: ...
    def __getitem__(self, index: int | slice) -> Range | tuple[Range, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = range(len(self))[index]
        return self._bounds[2 * place], self._bounds[2 * place + 1]

    def __iter__(self) -> Iterator[Range]:
        bounds = iter(self._bounds)
        return zip(bounds, bounds, strict=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ranges):
            return self._bounds == other._bounds
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(_same, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Ranges({len(self):,})"


def _same(mine: Range, its: object) -> bool:
    return mine == its


def ranges_of(rows: Int) -> Sequence[tuple[int, int]]:
    """Return 0-based rows as 1-based inclusive ranges: [0, 1, 2, 9] becomes ((1, 3), (10, 10))."""
    if not len(rows):
        return ()
    first, last = rows.item(0), rows.item(-1)
    if last - first == len(rows) - 1 == np.count_nonzero(rows[1:] > rows[:-1]):  # most are one run
        return ((first + 1, last + 1),)
    steps = np.diff(rows[: _PIECE + 1])
    if steps.min() < 1:
        return ranges_of(distinct(rows))
    breaks = (steps > 1).nonzero()[0]
    if len(rows) > _PIECE or len(breaks) >= MANY:
        return _many(rows)
    firsts = rows[np.concatenate(([0], breaks + 1))] + 1
    lasts = rows[np.concatenate((breaks, [len(rows) - 1]))] + 1
    return tuple(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _many(rows: Int) -> Sequence[tuple[int, int]]:
    """The same as `ranges_of`, in pieces, to limit memory."""
    bounds = array("I")
    for start in range(0, len(rows), _PIECE):
        piece = rows[max(start - 1, 0) : start + _PIECE]
        steps = np.diff(piece)
        if steps.min() < 1:
            return ranges_of(distinct(rows))
        breaks = (steps > 1).nonzero()[0]
        first = piece[np.concatenate(([0], breaks + 1))] + 1
        last = piece[np.concatenate((breaks, [len(piece) - 1]))] + 1
        if start:  # each piece begins with the last row of the previous one
            bounds.pop()
            first = first[1:]
            bounds.append(int(last[0]))
            last = last[1:]
        bounds.frombytes(np.stack((first, last), axis=1).astype(np.uintc).tobytes())
    found = Ranges(bounds)
    return found if len(found) > MANY else tuple(found)
