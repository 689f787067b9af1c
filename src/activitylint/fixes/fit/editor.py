"""Turns changes of FIT messages into edits of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np

from activitylint import formats
from activitylint.fixes.edits import Edit, apply
from activitylint.fixes.fit.seal import sealed
from activitylint.fixes.registry import FixTask, NotApplicable
from activitylint.formats.fit import profile
from activitylint.formats.fit.chained_files import ChainedFiles
from activitylint.formats.fit.container import Header, read_header
from activitylint.formats.fit.definition_columns import base_dtype
from activitylint.formats.fit.messages import MessageTable
from activitylint.formats.fit.places import FitPlaces
from activitylint.formats.fit.scan import ScanResult, definition_length, scan
from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.fit import FitParts
from activitylint.model.format import Format
from activitylint.model.tables import Columns

__all__ = ["Cell", "FitEditor", "free_local"]

_MOST_FILES: Final = 1000
"""The longest chain that is fixed. Devices chain a few files; malicious data can have one per fourteen bytes."""
_LOCAL_TYPES: Final = 16
_COMPRESSED: Final = 0x80
"""The bit of a message header that marks a compressed timestamp."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one message. row: of the message in its table. start, size: in bytes. base: the base type."""

    row: int
    start: int
    size: int
    base: int
    big: bool

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy type of the stored value."""
        return base_dtype(self.base, big=self.big)

    def invalid(self) -> Edit:
        """The edit that writes the invalid value of the base type."""
        return self.edit(_invalid(self.base, self.size, big=self.big))

    def holding(self, value: int) -> Edit:
        """The edit that stores another value. Raises NotApplicable if it does not fit the base type."""
        if self.size != self.dtype.itemsize or self.dtype.kind not in "iu":
            raise NotApplicable("the field is stored as an array or in an unusual type")
        limits = np.iinfo(self.dtype)
        if not limits.min <= value <= limits.max or value == profile.INVALID[self.base]:
            reason = f"the field cannot hold {value:,}"
            raise NotApplicable(reason)
        return self.edit(np.array([value], dtype=self.dtype).tobytes())

    def stored(self, data: bytes) -> int | None:
        """The stored value, the first one of an array; None if it is invalid or not an integer."""
        if self.dtype.kind not in "iu":
            return None
        value = int(np.frombuffer(data, self.dtype, 1, self.start)[0])
        return None if value == profile.INVALID[self.base] else value

    def edit(self, new: bytes) -> Edit:
        """The edit that writes these bytes."""
        return Edit(self.start, self.start + self.size, new)


@cache
def _invalid(base: int, size: int, *, big: bool) -> bytes:
    """A field of this size and base type that is filled with invalid values."""
    marker, dtype = profile.INVALID[base], base_dtype(base, big=big)
    return np.full(size // dtype.itemsize, np.nan if marker is None else marker, dtype=dtype).tobytes()


class FitEditor:
    """The parsed messages of a file.

    tables, contents: of the parser. headers: one per file of the chain.
    """

    def __init__(self, task: FixTask) -> None:
        places = task.parsed.places
        assert isinstance(places, FitPlaces)  # noqa: S101 -- for the type checker: FIT has no others
        assert places.tables is not None  # noqa: S101 -- and the parser always makes tables
        self.activity: Activity = task.parsed
        self.data = task.data
        self.tables = places.tables
        self.contents = places.tables.contents
        self._fields: dict[tuple[str, str], dict[int, tuple[int, int, int]]] = {}
        files = self.fit.files
        assert isinstance(files, ChainedFiles)  # noqa: S101 -- as above
        if len(files) > _MOST_FILES:
            reason = f"the file is a chain of {len(files):,} FIT files, and {_MOST_FILES} is the most that is fixed"
            raise NotApplicable(reason)
        self.headers: list[Header] = [read_header(self.data, offset) for offset in files.offsets]

    @property
    def fit(self) -> FitParts:
        """The parts that only FIT files have."""
        assert self.activity.fit is not None  # noqa: S101 -- for the type checker
        return self.activity.fit

    def table(self, name: str) -> MessageTable:
        """The table of the messages with this name."""
        return self.tables.table(name)

    def cells(self, name: str, field: str, rows: Iterable[int]) -> Iterator[Cell]:
        """Yield the cells of a field in the given rows of a table. Rows without the field are left out."""
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

    def cells_of(self, kind: Callable[[Any], bool]) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of all fields, in all messages, whose entry in the profile is of a kind: (field, cell)."""
        for name in self.fit.messages:
            table = self.table(name)
            for field in table.fields():
                number = profile.field_number(table.number, field)
                entry = None if number is None else profile.field(table.number, number)
                if entry is not None and kind(entry):
                    yield from ((field, cell) for cell in self.cells(name, field, range(len(table))))

    def _where(self, name: str, field: str) -> dict[int, tuple[int, int, int]]:
        """The offset, size and base type of a field by definition."""
        known = self._fields.get((name, field))
        if known is not None:
            return known
        where = self._fields[name, field] = {}
        table = self.table(name)
        number = profile.field_number(table.number, field)
        if number is None or not len(table):
            return where
        found = self.contents.definitions.columns.find(table.number, number)
        for definition, offset, size, base, declared in zip(
            *(column.tolist() for column in (found.definition, found.offset, found.size, found.base, found.declared)),
            strict=True,
        ):
            # Like the parser: the last occurrence counts, and a size that does not fit the type means no value.
            if size and base == declared and base != profile.STRING:
                where[definition] = offset, size, base
        return where

    def span(self, ordinal: int) -> tuple[int, int]:
        """The range of bytes of a message."""
        start = int(self.contents.offset[ordinal])
        return start, start + int(self.contents.definitions.size[self.contents.definition[ordinal]])

    def local(self, ordinal: int) -> int:
        """The local type of a message."""
        head = self.data[int(self.contents.offset[ordinal])]
        return head >> 5 & 3 if head & _COMPRESSED else head & 0x0F

    def body(self, file: int) -> tuple[int, int]:
        """The range of bytes of the messages of one file of the chain, as given in its header."""
        header = self.headers[file]
        start = header.offset + header.size
        return start, min(start + header.data_size, len(self.data))

    def has_compressed_times(self, file: int) -> bool:
        """True if a message of this file of the chain has a compressed timestamp."""
        return self.counts_on(*self.body(file))

    def counts_on(self, start: int, end: int) -> bool:
        """True if a message in this range of bytes has a compressed timestamp."""
        first, last = np.searchsorted(self.contents.offset, (start, end))
        return bool((self.contents.buffer[self.contents.offset[first:last]] >= _COMPRESSED).any())

    def bound(self, file: int, local: int) -> tuple[Int, Int]:
        """The definitions of a local type: the numbers in the file of the next message, and the definitions."""
        found = self.found(file)
        mine = np.flatnonzero(np.frombuffer(found.bound_local, dtype=np.uint8) == local)
        before = np.frombuffer(found.bound_before, dtype=np.uint32)[mine].astype(np.int64)
        return before, np.frombuffer(found.bound_definition, dtype=np.uint32)[mine].astype(np.int64)

    def found(self, file: int) -> ScanResult:
        """The result of scanning one file of the chain on its own."""
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
        """The definition message of a message, and True if a later message needs it too."""
        file = int(self.contents.file_of(np.array([ordinal]))[0])
        local, first = self.local(ordinal), int(self.contents.files[file])
        before, definitions = self.bound(file, local)
        here = int(np.searchsorted(before, ordinal - first, side="right")) - 1
        until = int(before[here + 1]) + first if here + 1 < len(before) else self._messages(file)[1]
        later = any(self.local(other) == local for other in range(ordinal + 1, until))
        return self.definition_bytes(file, int(definitions[here]), local), later

    def definition_bytes(self, file: int, definition: int, local: int) -> bytes:
        """A definition message of a file, with another local type."""
        offset = self.found(file).definitions[definition]
        whole = self.data[offset : offset + definition_length(self.data, offset, len(self.data))]
        return bytes([whole[0] & 0xF0 | local]) + whole[1:]

    def _messages(self, file: int) -> tuple[int, int]:
        files = self.contents.files
        return int(files[file]), int(files[file + 1]) if file + 1 < len(files) else len(self.contents)

    def sealed(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Yield the edits, and those that they require in headers and checksums."""
        return sealed(self.data, self.headers, edits)

    def without_records(self, rows: Int) -> Iterator[Edit]:
        """Yield the edits that remove records. Raises NotApplicable if that would change other messages.

        Compressed timestamps depend on earlier messages, and some fields hold only the lowest bits of a sum. So the
        result is parsed, and everything that is left must be the same as before.
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
    """A local type without a definition; None if all have one."""
    bound = set(found.bound_local)
    return next((local for local in range(_LOCAL_TYPES) if local not in bound), None)


def _same(before: Columns, after: Columns, kept: Int) -> bool:
    """True if the kept rows are the same in every numeric column."""
    if len(after) != len(kept):
        return False
    for name in before.columns:
        old, new = getattr(before, name), getattr(after, name)
        if isinstance(old, np.ndarray) and name != "row" and not np.array_equal(old[kept], new, equal_nan=True):
            return False
    return True
