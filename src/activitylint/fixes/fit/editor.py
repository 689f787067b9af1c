"""The messages of a FIT file, and the way from their fields to the bytes that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from activitylint import formats
from activitylint.fixes.edits import Edit, apply
from activitylint.fixes.fit.seal import sealed
from activitylint.fixes.registry import FixTask, NotApplicable
from activitylint.formats.fit import profile
from activitylint.formats.fit.container import Header, read_header
from activitylint.formats.fit.contents import base_dtype
from activitylint.formats.fit.messages import MessageTable
from activitylint.formats.fit.places import FitPlaces
from activitylint.formats.fit.scan import ScanResult, definition_length, scan
from activitylint.model.activity import Activity
from activitylint.model.fit import FitParts
from activitylint.model.format import Format
from activitylint.model.tables import Columns, Int

__all__ = ["Cell", "FitEditor", "free_local"]

_LOCAL_TYPES: Final = 16
_COMPRESSED: Final = 0x80
"""The bit of a message's header that says that the time stands in it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one message: the row of the message in its table, and the bytes from `start` on."""

    row: int
    start: int
    size: int
    base: int
    big: bool

    @property
    def dtype(self) -> np.dtype[Any]:
        """How a value is stored."""
        return np.dtype(base_dtype(self.base, big=self.big))

    def invalid(self) -> Edit:
        """Nothing in the place of its value, said as its base type says it."""
        marker = profile.INVALID[self.base]
        value = np.nan if marker is None else marker
        return self.edit(np.full(self.size // self.dtype.itemsize, value, dtype=self.dtype).tobytes())

    def holding(self, value: int) -> Edit:
        """Another value, as it is stored. Raises Refused where its base type cannot hold it."""
        if self.size != self.dtype.itemsize or self.dtype.kind not in "iu":
            raise NotApplicable("the field is stored as an array or in an unusual type")
        limits = np.iinfo(self.dtype)
        if not limits.min <= value <= limits.max or value == profile.INVALID[self.base]:
            reason = f"the field cannot hold {value:,}"
            raise NotApplicable(reason)
        return self.edit(np.array([value], dtype=self.dtype).tobytes())

    def stored(self, data: bytes) -> int | None:
        """What is stored there now, of an array the first; None where it is invalid or no whole number."""
        if self.dtype.kind not in "iu":
            return None
        value = int(np.frombuffer(data, self.dtype, 1, self.start)[0])
        return None if value == profile.INVALID[self.base] else value

    def edit(self, new: bytes) -> Edit:
        """These bytes in its place."""
        return Edit(self.start, self.start + self.size, new)


class FitEditor:
    """The parsed messages of a target.

    tables and contents are the parser's own. headers: of the chained files.
    """

    def __init__(self, task: FixTask) -> None:
        places = task.parsed.places
        assert isinstance(places, FitPlaces)  # noqa: S101 -- told to the type checker: FIT has no others
        assert places.tables is not None  # noqa: S101 -- and the parser always makes tables
        self.activity: Activity = task.parsed
        self.data = task.data
        self.tables = places.tables
        self.contents = places.tables.contents
        self._fields: dict[tuple[str, str], dict[int, tuple[int, int, int]]] = {}
        self.headers: list[Header] = [read_header(self.data, file.offset) for file in self.fit.files]

    @property
    def fit(self) -> FitParts:
        """What only FIT has."""
        assert self.activity.fit is not None  # noqa: S101 -- told to the type checker
        return self.activity.fit

    def table(self, name: str) -> MessageTable:
        """The messages of this name."""
        return self.tables.table(name)

    def cells(self, name: str, field: str, rows: Iterable[int]) -> Iterator[Cell]:
        """Where a field stands in some messages of a name; nothing for messages that do not have it."""
        where = self._where(name, field)
        if not where:
            return
        table, definitions = self.table(name), self.contents.definitions
        for row in rows:
            ordinal = table.ordinal[row]
            definition = int(self.contents.definition[ordinal])
            if definition in where:
                offset, size, base = where[definition]
                start = int(self.contents.offset[ordinal]) + 1 + offset
                yield Cell(int(row), start, size, base, bool(definitions.big[definition]))

    def _where(self, name: str, field: str) -> dict[int, tuple[int, int, int]]:
        """By definition the offset, the size and the base type of a field."""
        known = self._fields.get((name, field))
        if known is not None:
            return known
        where = self._fields[name, field] = {}
        table = self.table(name)
        number = profile.field_number(table.number, field)
        if number is None or not len(table):
            return where
        found = self.contents.definitions.find(table.number, number)
        for definition, offset, size, base, declared in zip(
            *(column.tolist() for column in (found.definition, found.offset, found.size, found.base, found.declared)),
            strict=True,
        ):
            # As the parser reads it: the first one counts, and what does not fit its type is no value.
            if size and base == declared and base != profile.STRING:
                where.setdefault(definition, (offset, size, base))
        return where

    def span(self, ordinal: int) -> tuple[int, int]:
        """First byte of a message, and the first behind it."""
        start = int(self.contents.offset[ordinal])
        return start, start + int(self.contents.definitions.size[self.contents.definition[ordinal]])

    def local(self, ordinal: int) -> int:
        """The local type of a message."""
        head = self.data[int(self.contents.offset[ordinal])]
        return head >> 5 & 3 if head & _COMPRESSED else head & 0x0F

    def body(self, file: int) -> tuple[int, int]:
        """First byte of the messages of a chained file, and the first behind them, as its header promises."""
        header = self.headers[file]
        start = header.offset + header.size
        return start, min(start + header.data_size, len(self.data))

    def has_compressed_times(self, file: int) -> bool:
        """Whether a message of this file has its time in its header, counted on from a message before it."""
        return self.counts_on(*self.body(file))

    def counts_on(self, start: int, end: int) -> bool:
        """Whether a message between two bytes has its time in its header, counted on from a message before it."""
        first, last = np.searchsorted(self.contents.offset, (start, end))
        return bool((self.contents.buffer[self.contents.offset[first:last]] >= _COMPRESSED).any())

    def bound(self, file: int, local: int) -> tuple[Int, Int]:
        """When a local type is bound to what: (first message behind it, ordinal in the file; a definition)."""
        found = self.found(file)
        mine = np.flatnonzero(np.frombuffer(found.bound_local, dtype=np.uint8) == local)
        before = np.frombuffer(found.bound_before, dtype=np.uint32)[mine].astype(np.int64)
        return before, np.frombuffer(found.bound_definition, dtype=np.uint32)[mine].astype(np.int64)

    def found(self, file: int) -> ScanResult:
        """What a scan of one chained file alone finds."""
        return self._found[file]

    @cached_property
    def _found(self) -> list[ScanResult]:
        scans = []
        for file in range(len(self.headers)):
            found = ScanResult()
            scan(self.data, *self.body(file), found)
            scans.append(found)
        return scans

    def definition_of(self, ordinal: int) -> tuple[bytes, bool]:
        """The definition that a message is read by, bound to its local type; whether a later message needs it, too."""
        file = int(self.contents.file_of(np.array([ordinal]))[0])
        local, first = self.local(ordinal), int(self.contents.files[file])
        before, definitions = self.bound(file, local)
        here = int(np.searchsorted(before, ordinal - first, side="right")) - 1
        until = int(before[here + 1]) + first if here + 1 < len(before) else self._messages(file)[1]
        later = any(self.local(other) == local for other in range(ordinal + 1, until))
        return self.definition_bytes(file, int(definitions[here]), local), later

    def definition_bytes(self, file: int, definition: int, local: int) -> bytes:
        """A definition message of a file, bound to another local type."""
        offset = self.found(file).definitions[definition]
        whole = self.data[offset : offset + definition_length(self.data, offset, len(self.data))]
        return bytes([whole[0] & 0xF0 | local]) + whole[1:]

    def _messages(self, file: int) -> tuple[int, int]:
        files = self.contents.files
        return int(files[file]), int(files[file + 1]) if file + 1 < len(files) else len(self.contents)

    def sealed(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Edits of messages, with what follows from them in headers and checksums."""
        return sealed(self.data, self.headers, edits)

    def without_records(self, rows: Int) -> Iterator[Edit]:
        """Drop records. Raises Refused where that would change what the others say.

        A time in a header counts on from the last whole timestamp, and some fields hold the lowest bits of a sum: so it
        is read again, and the records that are left have to be what they were.
        """
        ordinals = self.table("record").ordinal[rows].tolist()
        edits = list(self.sealed(Edit(*self.span(ordinal)) for ordinal in ordinals))
        before = self.activity
        after = formats.read(apply(self.data, edits), Format.FIT)
        kept = np.delete(np.arange(len(before.records)), rows)
        same = _same(before.records, after.records, kept)
        for name in ("sessions", "laps", "lengths", "timer_events"):
            table = getattr(before, name)
            same &= _same(table, getattr(after, name), np.arange(len(table)))
        if not same:
            raise NotApplicable("times of later messages are counted from these records and would change")
        yield from edits


def free_local(found: ScanResult) -> int | None:
    """A local type that no definition binds; None where all are bound."""
    bound = set(found.bound_local)
    return next((local for local in range(_LOCAL_TYPES) if local not in bound), None)


def _same(before: Columns, after: Columns, kept: Int) -> bool:
    """Whether the rows that are kept say the same in every column of numbers."""
    if len(after) != len(kept):
        return False
    names: tuple[str, ...] = before.__slots__
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if isinstance(old, np.ndarray) and name != "row" and not np.array_equal(old[kept], new, equal_nan=True):
            return False
    return True
