"""Where the fields of the messages of one type are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from activitylint.formats.fit.contents import Contents, Ordinals, base_dtype, gather
from activitylint.formats.fit.definitions import FieldRows
from activitylint.formats.fit.profile import SUBSTITUTE
from activitylint.model.distinct import distinct
from activitylint.model.tables import Int

__all__ = ["Layout", "Located"]


_PIECE: Final = 1 << 19
"""Bytes of a field that are read at once; for short fields, 65,536 messages."""
_FEW: Final = 16
"""Up to this many definitions of one message type, copying the messages of each together is faster."""

_Raw = npt.NDArray[Any]


class _Scattered(NamedTuple):
    """A field at arbitrary offsets of the data."""

    data: bytes
    position: Int

    def __len__(self) -> int:
        return len(self.position)

    def first(self, dtype: np.dtype[Any]) -> _Raw:
        return gather(self.data, self.position, dtype.str)

    def table(self, dtype: np.dtype[Any], width: int, some: Int | slice) -> _Raw:
        return gather(self.data, self.position[some][:, None] + np.arange(0, width, dtype.itemsize), dtype.str)


class _Together(NamedTuple):
    """A field in messages of the same definition that were copied together: a strided view reads it."""

    block: _Raw
    offset: int

    def __len__(self) -> int:
        return len(self.block)

    def first(self, dtype: np.dtype[Any]) -> _Raw:
        return np.ndarray((len(self.block),), dtype, self.block, self.offset, self.block.strides)

    def table(self, dtype: np.dtype[Any], width: int, some: Int | slice) -> _Raw:
        shape = (len(self.block), width // dtype.itemsize)
        cells: _Raw = np.ndarray(shape, dtype, self.block, self.offset, (*self.block.strides, dtype.itemsize))
        return cells[some]


class Located(NamedTuple):
    """A field, in those messages that write it with the same base type and byte order.

    base: the base type. big: True for big-endian. messages: their ordinals in the table, None for all.
    size: of the field in bytes, one per message or one for all. values: where to read them.
    """

    base: int
    big: bool
    messages: Int | None
    size: Int
    values: _Scattered | _Together

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy type of one value."""
        return np.dtype(base_dtype(self.base, big=self.big))

    def first(self) -> _Raw:
        """Return the first value in each message."""
        return self.values.first(self.dtype)

    def tables(self) -> Iterator[tuple[Int | slice, _Raw]]:
        """Yield all values, by size of the field and in pieces: (which messages, array with a row per message)."""
        for width in distinct(self.size).tolist():
            chosen = (self.size == width).nonzero()[0] if len(self.size) > 1 else None
            piece = max(_PIECE // max(width, 8), 1)
            for start in range(0, len(self.values) if chosen is None else len(chosen), piece):
                stop = start + piece
                some = slice(start, stop) if chosen is None else chosen[start:stop]
                yield some, self.values.table(self.dtype, width, some)


class Layout:
    """The messages of one type: the byte offset and the definition of each."""

    def __init__(self, contents: Contents, number: int, rows: Ordinals | None) -> None:
        self._contents = contents
        self._number = number
        self.offset = contents.offset if rows is None else contents.offset[rows]
        self.definition = contents.definition if rows is None else contents.definition[rows]

    @cached_property
    def _used(self) -> Int:
        """The definitions of these messages, ascending."""
        return self._contents.definitions.used_by(self._number)

    @cached_property
    def _place_in_used(self) -> npt.NDArray[Any]:
        place = self._used.astype(self.definition.dtype).searchsorted(self.definition)
        return place.astype(np.min_scalar_type(len(self._used)))

    def find(self, number: int, *, odd: bool = True) -> Iterator[Located]:
        """Yield the messages that have a field, grouped by how they write it.

        odd: include fields that are read as bytes, because their size does not match their type.
        """
        rows = self._contents.definitions.find(self._number, number)
        if not len(rows):
            return
        if len(rows) == 1:  # the usual case, without columns
            if not rows.size[0] or not (odd or rows.base[0] != SUBSTITUTE or rows.declared[0] == SUBSTITUTE):
                return
        else:
            wanted = rows.size > 0
            if not odd:
                wanted &= (rows.base != SUBSTITUTE) | (rows.declared == SUBSTITUTE)
            rows = rows.take(wanted.nonzero()[0])
        if len(self._used) <= _FEW:
            yield from self._by_definition(rows)
        elif len(rows):
            yield from self._groups(rows)

    def _by_definition(self, rows: FieldRows) -> Iterator[Located]:
        sizes = rows.size.astype(np.int64)
        for row, definition in enumerate(rows.definition.tolist()):
            if row and definition == rows.definition[row - 1]:
                continue
            messages, block = self._together[definition]
            if not len(block):
                continue  # a part of a table may have no messages of this definition
            big = bool(self._contents.definitions.big[definition])
            values = _Together(block, 1 + int(rows.offset[row]))
            yield Located(int(rows.base[row]), big, messages, sizes[row : row + 1], values)

    @cached_property
    def _together(self) -> dict[int, tuple[Int | None, _Raw]]:
        """For each definition the ordinals of its messages (None for all), and these messages, copied together."""
        found = {}
        for definition in self._used.tolist():
            messages = (self.definition == definition).nonzero()[0] if len(self._used) > 1 else None
            offset = self.offset if messages is None else self.offset[messages]
            message = f"V{self._contents.definitions.size[definition]}"
            found[definition] = messages, gather(self._contents.data, offset.astype(np.int64), message)
        return found

    def _groups(self, rows: FieldRows) -> Iterator[Located]:
        big = self._contents.definitions.big[rows.definition]
        place = self._used.searchsorted(rows.definition)[::-1]
        code, where, size = (np.full(len(self._used), -1, dtype=np.int64) for _ in range(3))
        code[place] = (rows.base.astype(np.int64) << 1 | big)[::-1]
        where[place] = rows.offset[::-1]
        size[place] = rows.size[::-1]
        codes = distinct(code[place]).tolist()
        everything = len(codes) == 1 and code.min() >= 0
        for value in codes:
            messages = None if everything else (code[self._place_in_used] == value).nonzero()[0]
            start = self.offset + 1 if messages is None else self.offset[messages] + 1
            used = self._place_in_used if messages is None else self._place_in_used[messages]
            values = _Scattered(self._contents.data, start + where[used])
            yield Located(value >> 1, bool(value & 1), messages, size[used], values)
