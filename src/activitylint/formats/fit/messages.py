"""Messages of one type as columns, decoded on request."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from activitylint.formats.fit import profile
from activitylint.formats.fit.contents import INVALID_TIME, Contents
from activitylint.formats.fit.counters import count_on
from activitylint.formats.fit.kinds import kind_of
from activitylint.formats.fit.layout import Layout
from activitylint.formats.fit.located import without_invalid
from activitylint.formats.fit.shown import ShownMessage, decode
from activitylint.formats.fit.values import numbers, scaled
from activitylint.model.arrays import I16, U32, AnyArray, Float, Int
from activitylint.model.categorical import Categorical
from activitylint.model.distinct import distinct
from activitylint.model.fit import FIT_EPOCH_S, SEMICIRCLE
from activitylint.model.tables import absent, is_complete

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["MessageTable", "MessageTables", "in_order"]

_Item = TypeVar("_Item", bound=np.generic)

_FEW = 16
_KEPT: Final = 1 << 12
"""Messages up to which columns are cached."""
_TIMESTAMP = 253
_DISTINCT: Final = 1 << 16
"""Distinct texts of a field that are kept; further ones are read as absent. No real file has as many."""


class MessageTable:
    """The messages of one type (the `FitMessages` of an Activity)."""

    __slots__ = ("_contents", "_fields", "_known", "_layout", "_length", "_rows", "name", "number")

    def __init__(self, contents: Contents, number: int, rows: U32 | None) -> None:
        """number: the global message number. rows: the ordinals of the messages, None for all of the chain."""
        self.name = profile.message_name(number)
        self.number = number
        self._contents = contents
        self._known: dict[str, Float] = {}
        self._fields: dict[str, int] | None = None
        self._rows = rows
        self._layout = Layout(contents, number, rows)
        self._length = self._layout.length

    def __len__(self) -> int:
        return self._length

    @property
    def offset(self) -> Int:
        """Byte offset of each message's header."""
        return self._layout.offset.astype(np.int64)

    @property
    def ordinal(self) -> U32:
        """0-based ordinal of each message among all messages of the chain."""
        if self._rows is None:
            self._rows = np.arange(len(self), dtype=np.uint32)
        return self._rows

    @property
    def file(self) -> Int:
        """0-based ordinal of the chained file that contains each message."""
        if len(self._contents.files) == 1:
            return np.ndarray((len(self),), np.int64, bytes(8), 0, (0,))
        return self._contents.file_of(self.ordinal)

    def place(self, index: int) -> tuple[int, int]:
        """Return the byte offset and the length of one message."""
        offset, definition = self._layout.message(index)
        return offset, int(self._contents.definitions.size[definition])

    def bounds(self, size: int, most: int) -> list[int]:
        """Return where to cut the messages into at most `most` pieces of at least `size` bytes of the file each."""
        length = len(self._contents.data)
        starts = range(0, length, max(size, length // most + 1))
        return [*self._layout.offset.searchsorted(np.array(starts, dtype=np.uint32)).tolist(), len(self)]

    def part(self, start: int, stop: int) -> MessageTable:
        """Return some of the messages as a table."""
        if stop - start == len(self):
            return self
        return MessageTable(self._contents, self.number, self.ordinal[start:stop])

    def first_of(self, definition: int) -> int:
        """Return the index of the first message of a definition."""
        return int(np.argmax(self._layout.definition == definition))

    def fields(self) -> Mapping[str, int]:
        """Return how many messages have each field, by field name."""
        if self._fields is None:
            self._fields = self._layout.fields()
        return self._fields

    def has(self, name: str) -> bool:
        """True if a definition lists the field."""
        number = profile.field_number(self.number, name)
        return number is not None and self._layout.has(number)

    def column(self, name: str) -> Float:
        """Return a numeric field in the units of the profile; times as Unix seconds, semicircles as degrees.

        NaN if absent or invalid. The columns of all but large tables are cached and read-only, since rules use them
        repeatedly.
        """
        if self._length > _KEPT:
            return self._column(name)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._column(name)
            known.setflags(write=False)
        return known

    def columns(self, *names: str) -> list[Float]:
        """Return several numeric fields, each as `column` does, but far quicker."""
        if not self._length or not self._layout.has_few_definitions:
            return [self.column(name) for name in names]
        columns, packed = self._layout.columns(names)
        for place in self._elsewhere(names, packed):
            if not is_complete(columns[place]):
                columns[place] = self.column(names[place])
        if self._length <= _FEW:
            self._known.update(zip(names, columns, strict=True))
        return columns

    def read_ahead(self, *names: str) -> None:
        """Read fields of a small table together, so that `column` knows them. Do nothing if the table is large."""
        if self._length <= _FEW:
            self.columns(*names)

    def few(self, *names: str) -> list[list[float]] | None:
        """Return numeric fields of a small table as rows of Python numbers; None if the table is large."""
        if not 0 < self._length <= _FEW or not self._layout.is_small:
            return None
        rows, packed = self._layout.few(names)
        for place in self._elsewhere(names, packed):
            if any(math.isnan(row[place]) for row in rows):
                for row, value in zip(rows, self.column(names[place]).tolist(), strict=True):
                    row[place] = value
        return rows

    def rows(self, *names: str) -> Iterable[Sequence[float]]:
        """Return numeric fields of a table of any size as rows of Python numbers, which are made in pieces."""
        few = self.few(*names)
        return few if few is not None else zip(*map(numbers, self.columns(*names)), strict=True)

    def _elsewhere(self, names: tuple[str, ...], packed: list[int]) -> list[int]:
        """The places of those names whose values can also be in another field or in the header of a message."""
        if "timestamp" in names and len(self._contents.compressed_times[0]):
            return [*packed, names.index("timestamp")]
        return packed

    def _column(self, name: str) -> Float:
        kind = kind_of(self.number, name)
        if kind is None or not self._length:
            return absent(self._length)
        values = self._numbers(kind.number)
        if values is not None:
            values = scaled(values, kind.scale, kind.offset)
        for source, component in kind.sources:
            if self._layout.has(source.def_num):
                values = self._fill(values, source, component)
        if kind.number == _TIMESTAMP:
            values = self._fill_times(values)
        if values is None:
            return absent(self._length)
        if kind.is_time:
            values += FIT_EPOCH_S
        elif kind.is_angle:
            values *= SEMICIRCLE
        return values

    def names(self, name: str) -> Categorical:
        """Return an enum field as names of the profile, or a string field as text, with up to 65,536 distinct ones."""
        number = profile.field_number(self.number, name)
        if number is None or not self._length or not self._layout.has(number):
            return Categorical.same(self._length, None)
        if self._layout.has_text(number):
            if self._length <= _FEW:
                return Categorical.few([*self._texts(number)])
            return Categorical.of(self._texts(number), None, most=_DISTINCT)
        if self._layout.is_small:
            few = self._layout.one_by_one(number)
            return Categorical.few([None] * self._length if few is None else self._named(number, few))
        values = self._layout.numbers(number)
        if values is None:
            return Categorical.same(self._length, None)
        known = distinct(values)
        codes = known.searchsorted(values).astype(np.min_scalar_type(len(known)))
        return Categorical(codes, self._named(number, known.tolist()))

    def _named(self, number: int, values: list[float]) -> list[str | None]:
        """Values of an enum field by name, or as digits if they have none; None for NaN."""
        entry = profile.field(self.number, number)
        enum: Mapping[Any, str] = (entry.type.enum if entry is not None else None) or {}
        return [None if value != value else enum.get(value) or f"{value:.0f}" for value in values]  # noqa: PLR0124 -- NaN is unlike itself

    @np.errstate(all="ignore")
    def values(self, name: str) -> list[tuple[float, ...]]:
        """Return an array field: for each message its valid values, scaled."""
        number = profile.field_number(self.number, name)
        result: list[tuple[float, ...]] = [()] * len(self)
        if number is None:
            return result
        entry = profile.field(self.number, number)
        for _, messages, table in self.arrays(number):
            if entry is not None:
                table = scaled(table, entry.scale, entry.offset)  # noqa: PLW2901 (one name for one thing)
                if profile.is_time(entry):
                    table += FIT_EPOCH_S  # noqa: PLW2901
            valid = ~np.isnan(table)
            for message, row, good in zip(messages.tolist(), table, valid, strict=True):
                result[message] = tuple(row[good].tolist())
        return result

    def row(self, index: int) -> list[tuple[str, str]]:
        """Return one message for display: (field name, value with unit)."""
        return list(self.shown(index).pairs())

    def shown(self, index: int) -> ShownMessage:
        """Return one message with what it takes to show it without the file."""
        definitions = self._contents.definitions
        offset, definition = self._layout.message(index)
        data = self._contents.data[offset : offset + int(definitions.size[definition])]
        fields = definitions.fields_of(definition)
        seconds = None
        if data[0] >= 0x80 and all(field.number != _TIMESTAMP for field in fields):
            # Kept for a table of any size: a diff may show all of its messages.
            times = self._known.get("timestamp")
            if times is None:
                times = self._known["timestamp"] = self._column("timestamp")
            seconds = float(times[index] - FIT_EPOCH_S)
        return ShownMessage(self.number, data, fields, bool(definitions.big[definition]), seconds)

    def _texts(self, number: int) -> Iterator[str | None]:
        """The text of a field in each message, None if it is not a string."""
        data = self._contents.data
        return (decode(data[start : start + length]) or None for start, length in self._layout.texts(number))

    def _numbers(self, number: int) -> Float | None:
        """The raw first value of a field in each message, NaN if absent or invalid; None if no message has it."""
        if self._layout.is_small:
            few = self._layout.one_by_one(number)
            return None if few is None else np.array(few)
        return self._layout.numbers(number)

    def arrays(self, number: int) -> Iterator[tuple[int, Int, Float]]:
        """Yield all values of a field in pieces: (base type, messages, array with a row per message).

        NaN if invalid.
        """
        for base, messages, raw in self._raw_arrays(number):
            yield base, messages, without_invalid(raw, base)

    def _raw_arrays(self, number: int) -> Iterator[tuple[int, Int, AnyArray]]:
        """The same as `arrays`, with numbers as the file has them."""
        for found in self._layout.find(number):
            if found.base == profile.STRING:
                continue
            for some, raw in found.tables():
                if found.messages is not None:
                    messages = found.messages[some]
                else:
                    messages = np.arange(some.start, some.start + len(raw)) if isinstance(some, slice) else some
                yield found.base, messages, raw

    def octets(self, number: int) -> Iterator[tuple[Int, I16]]:
        """Yield an array field of single bytes in pieces: (messages, array with a row per message).

        Messages in which it is invalid or has another base type are left out.
        """
        for base, messages, raw in self._raw_arrays(number):
            if profile.BASE_TYPES[base].size == 1:
                invalid = raw == profile.INVALID[base]
                valid = ~(invalid.all(axis=1) if base == profile.SUBSTITUTE else invalid.any(axis=1))
                yield messages[valid], raw[valid].astype(np.int16)

    def _fill(self, values: Float | None, source: Any, component: Any) -> Float | None:
        """Fill missing values from a field that packs them (speed and distance in compressed_speed_distance)."""
        if values is not None and is_complete(values):
            return values
        filled = self._packed(source.def_num, component)
        return filled if values is None else values if filled is None else np.where(np.isnan(values), filled, values)

    def _packed(self, number: int, component: Any) -> Float | None:
        """The values of a component of a field, NaN if absent or invalid; None if no message has it."""
        if not component.accumulate and not component.bit_offset and self._layout.fits(number, component.bits):
            whole = self._numbers(number)
            return None if whole is None else scaled(whole, component.scale, component.offset)
        unpacked = self._unpacked(number, component)
        first = next(unpacked, None)
        if first is None:
            return None
        filled = np.full(len(self), np.nan)
        if component.accumulate:
            rows, low = in_order([first, *unpacked])
            fits = (low >= 0) & (low < 1 << component.bits)  # a field that is declared as a float can have any value
            rows, low = rows[fits], low[fits]
            filled[rows] = scaled(self._accumulated(rows, low, component.bits), component.scale, component.offset)
        else:
            for rows, part in chain([first], unpacked):
                filled[rows] = scaled(part, component.scale, component.offset)
        return filled

    def _unpacked(self, number: int, component: Any) -> Iterator[tuple[Int, Float]]:
        """The bits of one component of a field, in pieces: (messages, values), for messages with a valid field."""
        for base, messages, values in self.arrays(number):
            valid = np.flatnonzero(~np.isnan(values).any(axis=1))
            table, rows = values[valid], messages[valid]
            if profile.INVALID[base] is None:
                yield rows, table[:, 0]
                continue
            if table.shape[1] > 1 and profile.BASE_TYPES[base].size > 1:
                continue
            with np.errstate(invalid="ignore"):
                octets = table[:, :8].astype(np.int64)
            bits = np.zeros(len(octets), dtype=np.int64)
            for column in range(octets.shape[1]):
                bits |= octets[:, column] << (8 * column)
            yield rows, (bits >> component.bit_offset & (1 << component.bits) - 1).astype(np.float64)

    def _accumulated(self, rows: Int, low: Float, bits: int) -> Float:
        """A counter of which the file has the low bits. It starts at 0 in each chained file."""
        files = self._contents.files
        return count_on(files, np.zeros(len(files)), self.ordinal[rows], low, bits)

    def _fill_times(self, values: Float | None) -> Float | None:
        """Fill in the times of compressed timestamp headers, in seconds since FIT's epoch."""
        ordinals, times = self._contents.compressed_times
        if not len(ordinals):
            return values
        mine = self._contents.buffer[self._layout.offset] >= 0x80
        count = int(np.count_nonzero(mine))
        if not count:
            return values
        if count != len(ordinals):
            times = times[ordinals.searchsorted(self.ordinal[mine])]
        found = times.astype(np.float64)
        found[times == INVALID_TIME] = np.nan
        if count == len(self) and values is None:
            return found
        if values is None:
            values = np.full(len(self), np.nan)
        values[mine] = np.where(np.isnan(values[mine]), found, values[mine])
        return values


class MessageTables(Mapping[str, MessageTable]):
    """Tables by message name, in the order of their first message.

    counts: how many messages there are of each name. A table is made when it is asked for.
    """

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._numbers = {profile.message_name(number): number for number in contents.by_type}
        rows = contents.by_type.values()
        self.counts = dict(zip(self._numbers, (len(contents if some is None else some) for some in rows), strict=True))
        self._tables: dict[str, MessageTable] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __getitem__(self, name: str) -> MessageTable:
        table = self._tables.get(name)
        if table is None:
            number = self._numbers[name]
            table = self._tables[name] = MessageTable(self.contents, number, self.contents.by_type[number])
        return table

    def name_of(self, number: int) -> str:
        """Return the name of a global message number, by which its table is found."""
        return profile.message_name(number)

    def table(self, name: str) -> MessageTable:
        """Return the messages of this name; an empty table if there are none."""
        if name in self._numbers:
            return self[name]
        number = profile.message_number(name)
        return MessageTable(self.contents, -1 if number is None else number, np.empty(0, dtype=np.uint32))


def in_order(pieces: list[tuple[Int, npt.NDArray[_Item]]]) -> tuple[Int, npt.NDArray[_Item]]:
    """Join pieces of (rows, values), sorted by row as each of them is."""
    if len(pieces) == 1:
        return pieces[0]
    rows, low = (np.concatenate(columns) for columns in zip(*pieces, strict=True))
    if (rows[1:] < rows[:-1]).any():
        order = np.argsort(rows, kind="stable")
        rows, low = rows[order], low[order]
    return rows, low
