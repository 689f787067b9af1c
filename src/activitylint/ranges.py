"""Many ranges of ordinals: a file of some megabytes can have a million of them, and a pair of numbers is an object."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import overload

__all__ = ["Ranges"]

Range = tuple[int, int]


class Ranges(Sequence[Range]):
    """Inclusive ranges, read like a tuple of pairs, and equal to one. bounds: first and last of each in turn."""

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
