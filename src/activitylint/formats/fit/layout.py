"""Where the fields of the messages of one type are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from activitylint.formats.fit.contents import Contents, Ordinals, base_dtype, gather, unpacker
from activitylint.formats.fit.definitions import FieldRow, FieldRows
from activitylint.formats.fit.profile import BASE_TYPES, INVALID, SUBSTITUTE
from activitylint.model.classes import NamedTuple
from activitylint.model.distinct import distinct
from activitylint.model.tables import Int

__all__ = ["Layout", "Located"]


_PIECE: Final = 1 << 19
"""Bytes of a field that are read at once; for short fields, 65,536 messages."""
_FEW: Final = 16
"""Up to this many definitions of one message type, copying the messages of each together is faster. Up to this many
messages, reading them one by one is.
"""

_Raw = npt.NDArray[Any]
_Cell = tuple[int, int | None]
"""The index of a field among the numbers of a message, and its invalid value."""
_BY_PLACE: Final = itemgetter(0, 2)
"""The definition and the offset of a `FieldRow`."""


class _Scattered(NamedTuple):
    """A field at arbitrary offsets of the data."""

    data: bytes
    position: Int

    def __len__(self) -> int:
        return len(self.position)

    def first(self, dtype: np.dtype[Any]) -> _Raw:
        return gather(self.data, self.position, dtype)

    def table(self, dtype: np.dtype[Any], width: int, some: Int | slice) -> _Raw:
        return gather(self.data, self.position[some][:, None] + np.arange(0, width, dtype.itemsize), dtype)


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
    size: of the field in bytes, one per message, or an int for all. values: where to read them.
    """

    base: int
    big: bool
    messages: Int | None
    size: Int | int
    values: _Scattered | _Together

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy type of one value."""
        return base_dtype(self.base, big=self.big)

    def first(self) -> _Raw:
        """Return the first value in each message."""
        return self.values.first(self.dtype)

    def tables(self) -> Iterator[tuple[Int | slice, _Raw]]:
        """Yield all values, by size of the field and in pieces: (which messages, array with a row per message)."""
        for width in [self.size] if isinstance(self.size, int) else distinct(self.size).tolist():
            chosen = None if isinstance(self.size, int) else (self.size == width).nonzero()[0]
            piece = max(_PIECE // max(width, 8), 1)
            for start in range(0, len(self.values) if chosen is None else len(chosen), piece):
                stop = start + piece
                some = slice(start, stop) if chosen is None else chosen[start:stop]
                yield some, self.values.table(self.dtype, width, some)


class Layout:
    """The messages of one type. rows: their ordinals among all messages, None for all."""

    def __init__(self, contents: Contents, number: int, rows: Ordinals | None) -> None:
        self._contents = contents
        self._number = number
        self._rows = rows
        self._length = len(contents) if rows is None else len(rows)

    def __len__(self) -> int:
        return self._length

    @cached_property
    def offset(self) -> Ordinals:
        """The byte offset of each message."""
        return self._contents.offset if self._rows is None else self._contents.offset[self._rows]

    @cached_property
    def definition(self) -> npt.NDArray[Any]:
        """The ordinal of the definition of each message."""
        return self._contents.definition if self._rows is None else self._contents.definition[self._rows]

    def message(self, index: int) -> tuple[int, int]:
        """Return the byte offset and the definition of one message."""
        row = index if self._rows is None else self._rows[index]
        return int(self._contents.offset[row]), int(self._contents.definition[row])

    @cached_property
    def _used(self) -> Int:
        """The definitions of these messages, ascending."""
        return self._contents.definitions.used_by(self._number)

    @cached_property
    def _place_in_used(self) -> npt.NDArray[Any]:
        place = self._used.astype(self.definition.dtype).searchsorted(self.definition)
        return place.astype(np.min_scalar_type(len(self._used)))

    def fields(self) -> dict[int, int]:
        """Return how many messages have each field, by field number in ascending order."""
        uses = self._contents.uses
        if self._by_number is not None:
            count = dict(zip(self._used.tolist(), uses[self._used].tolist(), strict=True))
            return {
                number: sum(count[definition] for definition in {field[0] for field in fields})
                for number, fields in self._by_number.items()
            }
        rows = self._contents.definitions.fields_of(self._number)
        pairs = distinct(rows.number.astype(np.int64) << 32 | rows.definition)
        counts = np.zeros(256, dtype=np.int64)
        np.add.at(counts, pairs >> 32, uses[pairs & 0xFFFFFFFF])
        return {number: int(counts[number]) for number in counts.nonzero()[0].tolist()}

    def has(self, number: int) -> bool:
        """True if a definition lists the field."""
        if self._by_number is not None:
            return number in self._by_number
        return len(self._contents.definitions.find(self._number, number)) > 0

    def find(self, number: int, *, odd: bool = True) -> Iterator[Located]:
        """Yield the messages that have a field, grouped by how they write it.

        odd: include fields that are read as bytes, because their size does not match their type.
        """
        if self._by_number is not None:
            yield from self._by_definition(self._by_number.get(number, ()), odd=odd)
            return
        rows = self._contents.definitions.find(self._number, number)
        wanted = rows.size > 0
        if not odd:
            wanted &= (rows.base != SUBSTITUTE) | (rows.declared == SUBSTITUTE)
        rows = rows.take(wanted.nonzero()[0])
        if len(rows):
            yield from self._groups(rows)

    def one_by_one(self, number: int) -> list[float] | None:
        """Return the first raw value of a field in each message, NaN if absent or invalid; None if none has the field.

        For few messages of few definitions, this takes a tenth of the time that arrays take. For example, two laps
        whose total_calories (field 11, uint16, whose invalid value is 65,535) are 312 and absent:

            definition  bytes 30 and 31 of the message hold field 11
            messages    at byte 2,000 and byte 2,100 of the file: 38 01 at byte 2,030, FF FF at byte 2,130
            returns     [312.0, nan]
        """
        found = {definition: cells[number] for definition, (cells, _) in self._readers.items() if number in cells}
        if not found:
            return None
        return [_value(values, found.get(definition)) for definition, values in self._unpacked]

    @cached_property
    def is_small(self) -> bool:
        """True if there are so few messages and definitions that values are read one by one."""
        return self._length <= _FEW and self._by_number is not None

    @cached_property
    def _readers(self) -> dict[int, tuple[dict[int, _Cell], Callable[[bytes, int], tuple[float, ...]]]]:
        """For each definition with numeric fields: where each is in what the function, the second, reads."""
        assert self._by_number is not None  # noqa: S101 -- the caller has asked `is_small`
        found: dict[int, tuple[dict[int, _Cell], list[str]]] = {}
        end = 0
        for row in sorted(itertools.chain.from_iterable(self._by_number.values()), key=_BY_PLACE):
            field = FieldRow(*row)
            if not field.is_number:
                continue
            if field.definition not in found:
                found[field.definition], end = ({}, []), 0
            cells, parts = found[field.definition]
            base = BASE_TYPES[field.base]
            cells[field.number] = len(parts), INVALID[field.base]
            parts.append(f"{field.offset - end}x{base.fmt}")
            end = field.offset + base.size
        big = self._contents.definitions.big
        return {one: (cells, unpacker("".join(parts), big=bool(big[one]))) for one, (cells, parts) in found.items()}

    @cached_property
    def _unpacked(self) -> list[tuple[int, tuple[float, ...]]]:
        """Each message's definition and the first values of its numeric fields. One call reads all of a message."""
        data, readers = self._contents.data, self._readers
        return [
            (definition, readers[definition][1](data, offset + 1) if definition in readers else ())
            for offset, definition in zip(self.offset.tolist(), self.definition.tolist(), strict=True)
        ]

    @cached_property
    def _by_number(self) -> dict[int, list[tuple[int, ...]]] | None:
        """By field number the `FieldRow`s in all definitions of these messages; None if there are many definitions."""
        if len(self._used) > _FEW:
            return None
        found: dict[int, list[tuple[int, ...]]] = {}
        for field in self._contents.definitions.fields_of(self._number).each():
            found.setdefault(field[1], []).append(field)
        return found

    def _by_definition(self, fields: Iterable[tuple[int, ...]], *, odd: bool) -> Iterator[Located]:
        for field in itertools.starmap(FieldRow, fields):
            if not field.size or (field.is_odd and not odd):
                continue
            messages, block, big = self._together[field.definition]
            if len(block):  # a part of a table may have no messages of this definition
                yield Located(field.base, big, messages, field.size, _Together(block, 1 + field.offset))

    @cached_property
    def _together(self) -> dict[int, tuple[Int | None, _Raw, bool]]:
        """For each definition the ordinals of its messages (None for all), these messages, copied together, and
        whether they are big-endian.
        """
        found = {}
        definitions = self._contents.definitions
        for definition in self._used.tolist():
            messages = (self.definition == definition).nonzero()[0] if len(self._used) > 1 else None
            offset = self.offset if messages is None else self.offset[messages]
            copies = gather(self._contents.data, offset.astype(np.int64), f"V{definitions.size[definition]}")
            found[definition] = messages, copies, bool(definitions.big[definition])
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


def _value(values: tuple[float, ...], cell: _Cell | None) -> float:
    """The value in a cell of a message, NaN if the message does not have it or if it is invalid."""
    if cell is None:
        return math.nan
    index, invalid = cell
    return math.nan if values[index] == invalid else float(values[index])
