"""The fields of definition messages as columns: which field is where in which message.

A file can redefine a local type before every message. Therefore definitions are columns as well, and nothing loops
over them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np

from activitylint.formats.fit.profile import BASE_TYPES, STRING, SUBSTITUTE, base_type_of
from activitylint.model.arrays import I32, U16, U32, AnyArray, Bools, Bytes, Int
from activitylint.model.classes import NamedTuple

__all__ = ["DefinitionColumns", "FieldRow", "FieldRows", "base_dtype"]


_ITEM_SIZES: Final = np.array(
    [BASE_TYPES[code].size if code in BASE_TYPES else 0 for code in range(256)], dtype=np.int64
)
"""Bytes per value by base type identifier, 0 if there is no such type."""
_IS_NUMBER_SIZE: Final = np.array([size in {2, 4, 8} for size in range(256)])
"""True for the sizes of numbers of several bytes."""

_PIECE: Final = 1 << 16


@cache
def base_dtype(base: int, *, big: bool) -> np.dtype[Any]:
    """Return the numpy type of a base type. big: for big-endian."""
    return np.dtype(f"{'>' if big else '<'}{BASE_TYPES[base].fmt}")


class FieldRow(NamedTuple):
    """One row of `FieldRows`, without the definition."""

    number: int
    offset: int
    size: int
    base: int
    declared: int

    @property
    def is_odd(self) -> bool:
        """True if the field is read as bytes, because its size does not match its type."""
        return self.base == SUBSTITUTE != self.declared

    @property
    def is_number(self) -> bool:
        """True if the field has numbers that can be read as its type."""
        return self.size > 0 and self.base != STRING and not self.is_odd


class FieldRows(NamedTuple):
    """The fields of definitions, one row per field, in file order within a definition.

    definition: ordinal of the definition. number: of the field.
    offset: in the message, after its header byte. size: in bytes.
    base: the base type as which the field is read. declared: the base type in the file, or for developer fields the
    developer data index.
    """

    definition: I32
    number: Bytes
    offset: I32
    size: Bytes
    base: Bytes
    declared: Bytes

    def __len__(self) -> int:
        return len(self.definition)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, FieldRow]]) -> FieldRows:
        """Return pairs of a definition and a field as columns."""
        table = np.array([(definition, *field) for definition, field in rows], dtype=np.int32).reshape(-1, 6)
        small = table.astype(np.uint8)
        return cls(table[:, 0], small[:, 1], table[:, 2], small[:, 3], small[:, 4], small[:, 5])

    def take(self, rows: AnyArray | slice) -> FieldRows:
        """Return some of the rows."""
        return FieldRows(
            self.definition[rows],
            self.number[rows],
            self.offset[rows],
            self.size[rows],
            self.base[rows],
            self.declared[rows],
        )

    def each(self) -> list[FieldRow]:
        """Return the rows one by one."""
        return list(map(FieldRow, *(column.tolist() for column in self[1:])))


class DefinitionColumns:
    """Distinct definitions and their fields as columns.

    number: global message number of each. big: True if it is big-endian. size: of a message, in bytes with its header.
    fields, developer: fields and developer fields of all definitions that have messages.
    odd: the rows of `fields` that are read as bytes, because size and base type do not match.
    retyped: the rows that are declared as bytes and read as the profile's type.
    repeated: fields that are not in `fields`, because their definition lists them again.
    """

    def __init__(self, buffer: Bytes, offsets: array[int], used: Bools) -> None:
        at = np.frombuffer(offsets, dtype=np.uint32).astype(np.int64) if offsets else np.empty(0, dtype=np.int64)
        self.big: Bools = buffer[at + 2] != 0
        first, second = buffer[at + 3].astype(np.uint16), buffer[at + 4].astype(np.uint16)
        self.number = np.where(self.big, first << 8 | second, second << 8 | first).astype(np.uint16)
        rows = used.nonzero()[0]
        fields, self.developer, size = _all_fields(buffer, rows, at[rows])
        self.size = np.ones(len(at), dtype=np.int64)
        self.size[rows] += size
        del at, first, second, size
        self.fields, self.repeated = _without_repeated(fields)
        self.odd = _make_odd_bytes(self.fields)
        self.retyped = _read_as_profile(self.fields, self.number)
        keys: U32 = self.number[self.fields.definition].astype(np.uint32)
        keys <<= 8
        keys |= self.fields.number
        self._order = np.argsort(keys, kind="stable").astype(np.int32)
        self._keys = keys[self._order]

    def find(self, message: int, number: int) -> FieldRows:
        """Return where a field is in the definitions of a message type."""
        low, high = self._span(message << 8 | number, 1)
        return self.fields.take(self._order[low:high])

    def of(self, definition: int) -> FieldRows:
        """Return the fields of one definition."""
        low, high = self.fields.definition.searchsorted((definition, definition + 1))
        return self.fields.take(slice(low, high))

    def fields_of(self, message: int) -> FieldRows:
        """Return all fields of all definitions of a message type, sorted by field number."""
        low, high = self._span(message << 8, 256)
        return self.fields.take(self._order[low:high])

    def by_field(self, rows: Int) -> tuple[I32, Int, U32]:
        """Group rows of `fields` by message type and field.

        Returns the rows in the order of their groups and ascending within each, where each group starts, and its key:
        message number << 8 | field number.
        """
        wanted = np.zeros(len(self.fields), dtype=np.bool_)
        wanted[rows] = True
        wanted = wanted[self._order]
        ordered, keys = self._order[wanted], self._keys[wanted]
        starts = np.flatnonzero(np.concatenate((keys[:1] >= 0, keys[1:] != keys[:-1])))
        return ordered, starts, keys[starts]

    def _span(self, key: int, keys: int) -> tuple[int, int]:
        """Where the rows with so many keys from this one on are in `_order`."""
        if key < 0:  # a table of no message type
            return 0, 0
        low, high = self._keys.searchsorted(np.array((key, key + keys), dtype=np.uint32)).tolist()
        return low, high


def _all_fields(buffer: Bytes, definitions: Int, at: Int) -> tuple[FieldRows, FieldRows, Int]:
    """The fields and the developer fields of many definitions, and for each definition the sum of their sizes.

    at: where each definition message starts.
    """
    count = buffer[at + 5].astype(np.int64)
    fields, size = _field_rows(buffer, definitions, at + 6, count)
    has_developer = (buffer[at] & 0x20) != 0
    developer_at = at + 6 + 3 * count
    count.fill(0)
    count[has_developer] = buffer[developer_at[has_developer]]
    developer, developer_size = _field_rows(buffer, definitions, developer_at + 1, count, size)
    return fields, developer, size + developer_size


def _field_rows(
    buffer: Bytes, definitions: Int, at: Int, counts: Int, base_offset: Int | None = None
) -> tuple[FieldRows, Int]:
    """The fields of many definitions, and for each definition the sum of their sizes.

    at: where the (number, size, base type) triplets of each definition start. counts: how many it has.
    """
    # A file can have half as many fields as bytes, so columns of eight bytes are changed in place.
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    triplet = np.repeat(at - 3 * (ends - counts), counts)
    triplet += np.arange(0, 3 * total, 3)
    number = buffer[triplet]
    triplet += 1
    size = buffer[triplet]
    triplet += 1
    declared = buffer[triplet]
    del triplet
    running = np.zeros(total + 1, dtype=np.int64)
    np.cumsum(size, out=running[1:])
    first = running[ends - counts]
    sums = running[ends] - first
    offset = running[:-1]
    offset -= np.repeat(first if base_offset is None else first - base_offset, counts)
    owners = np.repeat(definitions.astype(np.int32), counts)
    return FieldRows(owners, number, offset.astype(np.int32), size, declared.copy(), declared), sums


def _without_repeated(fields: FieldRows) -> tuple[FieldRows, FieldRows]:
    """The fields without those that their definition names again further on, and these: the last one counts.

    Garmin's SDK keeps the last value, too.
    """
    again = np.zeros(len(fields), dtype=np.bool_)
    start = 0
    while start < len(fields):
        # In pieces of whole definitions: the keys and their order take 32 bytes for each field.
        stop = int(fields.definition.searchsorted(fields.definition[min(start + _PIECE, len(fields)) - 1], "right"))
        rows = start + fields.size[start:stop].nonzero()[0]
        key = fields.definition[rows].astype(np.int64) << 8 | fields.number[rows]
        order = np.argsort(key, kind="stable")
        again[rows[order[:-1]]] = key[order[1:]] == key[order[:-1]]
        start = stop
    if not again.any():
        return fields, fields.take(slice(0, 0))
    return fields.take((~again).nonzero()[0]), fields.take(again.nonzero()[0])


def _read_as_profile(fields: FieldRows, messages: U16) -> Int:
    """Read fields that are declared as bytes by the profile's type if their size is its size; the rows changed.

    Xiaomi's devices declare `timestamp` as four bytes.
    """
    rows: Int = (fields.declared == SUBSTITUTE).nonzero()[0]
    rows = rows[_IS_NUMBER_SIZE[fields.size[rows]]]
    if not len(rows):
        return rows
    key = messages[fields.definition[rows]].astype(np.int64) << 8 | fields.number[rows]
    known, which = np.unique(key, return_inverse=True)
    bases = [base_type_of(number >> 8, number & 0xFF) for number in known.tolist()]
    base = np.array([SUBSTITUTE if one in {None, STRING} else one for one in bases], dtype=np.uint8)[which]
    fits = (_ITEM_SIZES[base] == fields.size[rows]).nonzero()[0]
    rows = rows[fits]
    fields.base[rows] = base[fits]
    return rows


def _make_odd_bytes(fields: FieldRows) -> Int:
    """Change fields whose size does not match their base type to bytes, and return the rows that were changed."""
    item = _ITEM_SIZES[fields.base]
    misfit = (item == 0) | (fields.size % np.maximum(item, 1) != 0)
    misfit &= fields.base != STRING
    odd: Int = misfit.nonzero()[0]
    fields.base[odd] = SUBSTITUTE
    return odd
