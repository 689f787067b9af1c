"""Columns of what repeats: a small number for each row, and each value once.

A file of some megabytes can have a million rows of an enum. A list of them takes eight bytes a row, an object for each
many more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt

__all__ = ["Categorical", "DictEncoded"]

_PIECE: Final = 1 << 14
"""Rows that are made into Python objects at once."""
_MOST: Final = 1 << 16


T = TypeVar("T")


class DictEncoded(Sequence[T]):
    """The values of a column, read like a list, and equal to one of the same values.

    codes: for each row the place of its value in `known`. known: the values, none of them twice; some may be in no row.
    """

    __slots__ = ("codes", "known")
    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __init__(self, codes: npt.NDArray[Any], known: Sequence[T]) -> None:
        self.codes = codes
        self.known = known

    @classmethod
    def same(cls, length: int, value: T) -> Self:
        """One value in every row: it takes no memory."""
        return cls(np.ndarray((length,), np.uint8, b"\0", 0, (0,)), (value,))

    @classmethod
    def of(cls, values: Iterable[T], rest: T, *, most: int = 1 << 32) -> Self:
        """These values, one a row. most: how many different ones there may be; `rest` stands for all others."""
        places: dict[T, int] = {rest: 0}
        codes = np.fromiter(
            (places.setdefault(value, len(places)) if len(places) < most else places.get(value, 0) for value in values),
            dtype=np.uint32,
        )
        return cls(codes.astype(np.min_scalar_type(len(places))), tuple(places))

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice | npt.NDArray[Any]) -> Self: ...
    def __getitem__(self, row: int | slice | npt.NDArray[Any]) -> T | Self:
        if isinstance(row, slice | np.ndarray):
            return type(self)(self.codes[row], self.known)
        return self.known[int(self.codes[row])]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), _PIECE):
            yield from map(self.known.__getitem__, self.codes[start : start + _PIECE].tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def where(self, holds: Callable[[T], bool]) -> npt.NDArray[np.bool_]:
        """The rows of the values that something holds of: a mask."""
        mask = np.fromiter((holds(value) for value in self.known), dtype=np.bool_, count=len(self.known))
        found: npt.NDArray[np.bool_] = mask[self.codes]
        return found


class Categorical(DictEncoded[str | None]):
    """Words, None where a row has none."""

    __slots__ = ()

    def firsts(self, *others: Categorical) -> dict[tuple[str | None, ...], int]:
        """The combinations of words in these columns, with the first row of each, in the order of the rows.

        No more than _MOST: no format has so many.
        """
        found: dict[tuple[str | None, ...], int] = {}
        keys: set[tuple[int, ...]] = set()
        columns = (self, *others)
        for start in range(0, len(self), _PIECE):
            piece = list(zip(*(column.codes[start : start + _PIECE].tolist() for column in columns), strict=True))
            first = dict(zip(reversed(piece), range(len(piece) - 1, -1, -1), strict=True))
            for key in sorted(first.keys() - keys, key=first.__getitem__)[: _MOST - len(keys)]:
                keys.add(key)
                words = tuple(column.known[code] for column, code in zip(columns, key, strict=True))
                found.setdefault(words, start + first[key])
        return found
