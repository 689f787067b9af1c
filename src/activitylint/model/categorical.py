"""Columns of repeated values, dictionary-encoded: a small integer code per row, and each distinct value once.

A file of a few megabytes can have a million rows of an enum. A Python list of them takes eight bytes per row, and much
more if each row has an object of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Self, TypeVar, overload

import numpy as np

from activitylint.model.arrays import AnyArray, Bools

__all__ = ["Categorical", "DictEncoded"]

_PIECE: Final = 1 << 14
"""Rows that are converted to Python objects at once."""
_MOST: Final = 1 << 16
"""Combinations that `Categorical.firsts` tells apart. No real file has as many."""

T = TypeVar("T")


class DictEncoded(Sequence[T]):
    """A column of values that reads like a list, and compares equal to a list of the same values.

    codes: integer array, for each row the index of its value in `known`.
    known: the distinct values; some may occur in no row.
    """

    __slots__ = ("codes", "known")
    __hash__ = None  # type: ignore[assignment]  # equal to lists, which are not hashable

    def __init__(self, codes: AnyArray, known: Sequence[T]) -> None:
        self.codes = codes
        self.known = known

    @classmethod
    def same(cls, length: int, value: T) -> Self:
        """Return a column with the same value in every row. It takes no memory per row."""
        return cls(np.ndarray((length,), np.uint8, b"\0", 0, (0,)), (value,))

    @classmethod
    def of(cls, values: Iterable[T], rest: T, *, most: int = 1 << 32) -> Self:
        """Return a column of these values, one per row.

        most: keep at most this many distinct values, `rest` included; rows with any further value get `rest`.
        """
        places: dict[T, int] = {rest: 0}
        codes = np.fromiter(
            (places.setdefault(value, len(places)) if len(places) < most else places.get(value, 0) for value in values),
            dtype=np.uint32,
        )
        return cls(codes.astype(np.min_scalar_type(len(places))), tuple(places))

    @classmethod
    def few(cls, values: Sequence[T]) -> Self:
        """Return a column of these values, at most 256. For some dozens, this takes a third of the time of `of`."""
        known = tuple(dict.fromkeys(values))
        return cls(np.frombuffer(bytes(map(known.index, values)), np.uint8), known)

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice | AnyArray) -> Self: ...
    def __getitem__(self, row: int | slice | AnyArray) -> T | Self:
        code = self.codes[row]
        return type(self)(code, self.known) if isinstance(code, np.ndarray) else self.known[int(code)]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), _PIECE):
            yield from map(self.known.__getitem__, self.codes[start : start + _PIECE].tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def where(self, matches: Callable[[T], bool]) -> Bools:
        """Return a mask over the rows: True where `matches(value)`. It is called once per distinct value."""
        mask = np.fromiter((matches(value) for value in self.known), dtype=np.bool_, count=len(self.known))
        found: Bools = mask[self.codes]
        return found


class Categorical(DictEncoded[str | None]):
    """A column of repeated strings, with None in rows that have none.

    For example `["run", None, "run"]` has the codes `[1, 0, 1]` and the known values `(None, "run")`.
    """

    __slots__ = ()

    def firsts(self, *others: Categorical) -> dict[tuple[str | None, ...], int]:
        """Return each combination of values in these columns with the first row that has it, in row order.

        At most 65,536 combinations are returned.
        """
        found: dict[tuple[str | None, ...], int] = {}
        keys: set[tuple[int, ...]] = set()
        columns = (self, *others)
        for start in range(0, len(self), _PIECE):
            codes = (column.codes[start : start + _PIECE].tolist() for column in columns)
            for row, key in enumerate(zip(*codes, strict=True), start):
                if key not in keys and len(keys) < _MOST:
                    keys.add(key)
                    combination = tuple([column.known[code] for column, code in zip(columns, key, strict=True)])
                    found.setdefault(combination, row)
        return found
