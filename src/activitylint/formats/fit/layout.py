"""Where the fields of the messages of one type are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from activitylint.formats.fit.contents import Contents, first_per_definition, gather_padded
from activitylint.formats.fit.definition_columns import FieldRow, FieldRows
from activitylint.formats.fit.located import Located, Scattered, Together, without_invalid
from activitylint.formats.fit.profile import BASE_TYPES, STRING, SUBSTITUTE, field_name
from activitylint.formats.fit.shapes import Recipe, Shape, View
from activitylint.formats.fit.values import numbers, scaled
from activitylint.model.arrays import U32, AnyArray, Float, Int
from activitylint.model.distinct import distinct
from activitylint.model.lazy import cached_property
from activitylint.model.tables import absent

__all__ = ["Layout"]


_FEW: Final = 16
"""Up to this many messages, reading them one by one is faster."""
_FEW_DEFINITIONS: Final = 32
"""Up to this many definitions of one message type, copying its messages together is faster."""
_WASTE: Final = 4
"""Messages of different sizes are copied together if that takes at most this many times their size."""
_TEXTS: Final = 1 << 16
"""Messages whose texts are found at once."""
_NO_TEXT: Final = FieldRow(0, 0, 0, STRING, STRING)

_NO_CELL: Final = (-1, None)
"""Of a field that a message does not have: NaN, the last of the values of the message."""


class Layout:
    """The messages of one type. rows: their ordinals among all messages, None for all. length: how many there are."""

    def __init__(self, contents: Contents, number: int, rows: U32 | None) -> None:
        self._contents = contents
        self._number = number
        self._rows = rows
        self.length: Final = len(contents) if rows is None else len(rows)

    @cached_property
    def offset(self) -> U32:
        """The byte offset of each message."""
        # With 32-bit ordinals, `take` needs half the time of an index.
        return self._contents.offset if self._rows is None else self._contents.offset.take(self._rows)

    @cached_property
    def definition(self) -> AnyArray:
        """The ordinal of the definition of each message."""
        return self._contents.definition if self._rows is None else self._contents.definition.take(self._rows)

    def message(self, index: int) -> tuple[int, int]:
        """Return the byte offset and the definition of one message."""
        row = index if self._rows is None else self._rows.item(index)
        return self._contents.offset.item(row), self._contents.definition.item(row)

    @cached_property
    def _used(self) -> Int:
        """The definitions of these messages, ascending."""
        return self._contents.definitions.used_by(self._number)

    @cached_property
    def _place_in_used(self) -> AnyArray:
        place = self._used.astype(self.definition.dtype).searchsorted(self.definition)
        return place.astype(np.min_scalar_type(len(self._used)))

    @cached_property
    def _shapes(self) -> Mapping[int, Shape] | None:
        """The definitions of these messages; None if there are many, or if their sizes are too different."""
        shapes = self._contents.definitions.shapes_of(self._number)
        if (
            shapes is None
            or len(shapes) > _FEW_DEFINITIONS
            or (len(shapes) > 1 and self.length > _FEW and self._wastes(shapes))
        ):
            return None
        return shapes

    def _wastes(self, shapes: Mapping[int, Shape]) -> bool:
        """True if the messages would take far more memory if each had the size of the longest."""
        uses = self._contents.uses
        size = sum(shape.size * uses.item(definition) for definition, shape in shapes.items())
        return self.length * max(shape.size for shape in shapes.values()) > _WASTE * size

    def fields(self) -> dict[str, int]:
        """Return how many messages have each field, by field name in ascending order of the numbers."""
        uses = self._contents.uses
        if self._shapes is None:
            rows = self._contents.definitions.columns.fields_of(self._number)
            pairs = distinct(rows.number.astype(np.int64) << 32 | rows.definition)
            counts = np.zeros(256, dtype=np.int64)
            np.add.at(counts, pairs >> 32, uses[pairs & 0xFFFFFFFF])
            found = {number: int(counts[number]) for number in counts.nonzero()[0].tolist()}
        elif len(self._shapes) == 1:
            ((definition, shape),) = self._shapes.items()
            return dict.fromkeys(shape.names, uses.item(definition))
        else:
            found = {}
            for definition, shape in self._shapes.items():
                messages = uses.item(definition)
                for number in shape.at:
                    found[number] = found.get(number, 0) + messages
        return {field_name(self._number, number): found[number] for number in sorted(found)}

    def has(self, number: int) -> bool:
        """True if a definition lists the field."""
        if self._shapes is not None:
            for shape in self._shapes.values():  # noqa: SIM110 -- `any` takes longer than all of this
                if number in shape.at:
                    return True
            return False
        return len(self._find(number)) > 0

    def find(self, number: int, *, odd: bool = True) -> Iterator[Located]:
        """Yield the messages that have a field, grouped by how they write it.

        odd: include fields that are read as bytes, because their size does not match their type.
        """
        if self._shapes is not None:
            yield from self._by_definition(number, self._shapes, odd=odd)
            return
        rows = self._find(number)
        wanted = rows.size > 0
        if not odd:
            wanted &= (rows.base != SUBSTITUTE) | (rows.declared == SUBSTITUTE)
        rows = rows.take(wanted.nonzero()[0])
        if len(rows):
            yield from self._groups(rows)

    def _find(self, number: int) -> FieldRows:
        return self._contents.definitions.columns.find(self._number, number)

    def one_by_one(self, number: int) -> list[float] | None:
        """Return the first raw value of a field in each message, NaN if absent or invalid; None if none has the field.

        For few messages of few definitions, this takes a tenth of the time that arrays take. For example, two laps
        whose total_calories (field 11, uint16, whose invalid value is 65,535) are 312 and absent:

            definition  bytes 30 and 31 of the message hold field 11
            messages    at byte 2,000 and byte 2,100 of the file: 38 01 at byte 2,030, FF FF at byte 2,130
            returns     [312.0, nan]
        """
        assert self._shapes is not None  # noqa: S101 -- the caller has asked `is_small`
        cells = {one: shape.cells[number] for one, shape in self._shapes.items() if number in shape.cells}
        if not cells:
            return None
        found = []
        for definition, values in self._unpacked:
            index, invalid = cells.get(definition, _NO_CELL)
            value = values[index]
            found.append(math.nan if value == invalid else float(value))
        return found

    def columns(self, names: tuple[str, ...]) -> tuple[list[Float], list[int]]:
        """Return fields by name, in the units of the profile, for few definitions. For few messages they are read-only.

        Also returns the places of those names whose values can be packed into other fields as well: if such a column
        has NaN, it may not be complete.
        """
        if self.is_small:
            rows, packed = self.few(names)
            table = np.array(rows)
            table.setflags(write=False)
            return list(table.T), packed
        assert self._shapes is not None  # noqa: S101 -- the caller has asked `has_few_definitions`
        readings = [shape.reading(names) for shape in self._shapes.values()]
        recipes = zip(*(reading.recipes for reading in readings), strict=True)
        views = zip(*(reading.views for reading in readings), strict=True)
        packed = [place for reading in readings for place in reading.packed]
        return [self._converted(*one) for one in zip(recipes, views, strict=True)], packed

    def few(self, names: tuple[str, ...]) -> tuple[list[list[float]], list[int]]:
        """Return the fields with these names of each message, as `columns` does, but as Python numbers."""
        assert self._shapes is not None  # noqa: S101 -- the caller has asked `is_small`
        readings = {definition: shape.reading(names) for definition, shape in self._shapes.items()}
        messages = []
        for definition, raw in self._unpacked:
            messages.append(
                [
                    math.nan if (value := raw[at]) == invalid else (value / scale - offset) * factor
                    for at, invalid, scale, offset, factor in readings[definition].recipes
                ]
            )
        return messages, [place for reading in readings.values() for place in reading.packed]

    def _converted(self, recipes: Sequence[Recipe], views: Sequence[View | None]) -> Float:
        """A column of many messages. recipes, views: for each definition; all scale the raw values alike."""
        values = self._read(views)
        if values is None:
            return absent(self.length)
        _, _, scale, offset, factor = next(recipe for recipe, view in zip(recipes, views, strict=True) if view)
        if scale != 1.0:
            values = scaled(values, scale, None)
        if offset:
            values -= offset
        if factor != 1.0:
            values *= factor
        return values

    @property
    def has_few_definitions(self) -> bool:
        """True if fields can be read together."""
        return self._shapes is not None

    @cached_property
    def is_small(self) -> bool:
        """True if there are so few messages and definitions that values are read one by one."""
        return self.length <= _FEW and self._shapes is not None

    @cached_property
    def _unpacked(self) -> list[tuple[int, tuple[float, ...]]]:
        """Each message's definition and the first values of its numeric fields, with NaN after them.

        One call reads all of a message.
        """
        assert self._shapes is not None  # noqa: S101 -- as above
        data, shapes = self._contents.data, self._shapes
        return [
            (definition, (*shapes[definition].unpack(data, offset), math.nan)) for offset, definition in self._places
        ]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """The byte offset and the definition of each of few messages."""
        return list(map(self.message, range(self.length)))

    def has_text(self, number: int) -> bool:
        """True if a definition has the field as a string."""
        if self._shapes is not None:
            return any(number in shape.texts for shape in self._shapes.values())
        return len(self._find_text(number)) > 0

    def texts(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield the start and the length in bytes of a string field in each message, length 0 if it has none."""
        if self._shapes is not None:
            fields = {one: shape.texts[number] for one, shape in self._shapes.items() if number in shape.texts}
            few = self.length <= _FEW
            places = self._places if few else zip(numbers(self.offset), numbers(self.definition), strict=True)
            for offset, its_definition in places:
                field = fields.get(its_definition, _NO_TEXT)
                yield offset + 1 + field.offset, field.size
            return
        rows = self._find_text(number)
        definitions = len(self._contents.definitions)
        where, size = first_per_definition(rows, definitions), np.zeros(definitions, dtype=np.uint8)
        size[rows.definition] = rows.size
        for start in range(0, self.length, _TEXTS):
            definition = self.definition[start : start + _TEXTS]
            at = (self.offset[start : start + _TEXTS] + 1 + where[definition]).tolist()
            yield from zip(at, size[definition].tolist(), strict=True)

    def _find_text(self, number: int) -> FieldRows:
        """Where a field is as a string, if there are many definitions."""
        rows = self._find(number)
        return rows.take(((rows.base == STRING) & (rows.size > 0)).nonzero()[0])

    def _by_definition(self, number: int, shapes: Mapping[int, Shape], *, odd: bool) -> Iterator[Located]:
        for shape, messages in zip(shapes.values(), self._messages_of, strict=True):
            field = shape.at.get(number)
            if field is None or not field.size or (field.is_odd and not odd):
                continue
            block = self._block if messages is None else self._block[messages]
            if len(block):  # a part of a table may have no messages of this definition
                yield Located(field.base, shape.big, messages, field.size, Together(block, 1 + field.offset))

    @cached_property
    def _block(self) -> AnyArray:
        """The bytes of each message. One that is shorter than others comes with some of what follows it."""
        assert self._shapes is not None  # noqa: S101 -- as above
        size, offset = max(shape.size for shape in self._shapes.values()), self.offset.astype(np.int64)
        if len(self._shapes) == 1 and self.length and offset[-1] - offset[0] == size * (self.length - 1):
            # One after another, with nothing in between: there is nothing to copy.
            return np.ndarray((self.length,), f"V{size}", self._contents.data, offset[0])
        return gather_padded(self._contents.data, offset, size)

    @cached_property
    def _messages_of(self) -> list[Int | None]:
        """The ordinals of the messages of each definition, None for all."""
        assert self._shapes is not None  # noqa: S101 -- as above
        if len(self._shapes) == 1:
            return [None]
        order = self.definition.argsort(kind="stable")
        ends = self.definition.take(order).searchsorted([*self._shapes], side="right").tolist()
        return [order[start:stop] for start, stop in zip([0, *ends], ends, strict=False)]

    @cached_property
    def _main(self) -> int:
        """The place among the definitions of the one that most messages have."""
        assert self._shapes is not None  # noqa: S101 -- as above
        uses = list(map(self._contents.uses.item, self._shapes))
        return uses.index(max(uses))

    def numbers(self, number: int) -> Float | None:
        """Return the first raw value of a field in each message, NaN if absent or invalid; None if none has it."""
        if self._shapes is None:
            return self._scattered(number)
        return self._read([shape.view(number) for shape in self._shapes.values()])

    def _read(self, views: Sequence[View | None]) -> Float | None:
        """The same, read by the view of each definition.

        Most definitions of a file have the field in the same place. So all messages are read as the main definition
        says, and then those messages are read again that have it somewhere else.
        """
        main = views[self._main]
        if main is None and not any(views):
            return None
        values = np.full(self.length, np.nan) if main is None else self._viewed(main, None)
        if len(views) > 1:
            for view, messages in zip(views, self._messages_of, strict=True):
                if view != main:
                    values[messages] = np.nan if view is None else self._viewed(view, messages)
        return values

    def _viewed(self, view: View, messages: Int | None) -> Float:
        """The values of some messages, None for all."""
        raw = self._block.getfield(view.dtype, view.start)
        return without_invalid(raw if messages is None else raw[messages], view.base)

    def fits(self, number: int, bits: int) -> bool:
        """True if each definition that has the field writes it as one unsigned number of at most so many bits.

        False if there are many definitions.
        """
        if self._shapes is None:
            return False
        fields = [shape.at[number] for shape in self._shapes.values() if number in shape.at]
        return all(
            field.is_number
            and field.size == (base := BASE_TYPES[field.base]).size
            and base.fmt.isupper()
            and 8 * field.size <= bits
            for field in fields
        )

    def _scattered(self, number: int) -> Float | None:
        """The same for many definitions."""
        result: Float | None = None
        for found in self.find(number, odd=False):
            if found.base == STRING:
                continue
            values = without_invalid(found.first(), found.base)
            if found.messages is None:
                return values
            if result is None:
                result = np.full(self.length, np.nan)
            result[found.messages] = values
        return result

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
            values = Scattered(self._contents.data, start + where[used])
            yield Located(value >> 1, bool(value & 1), messages, size[used], values)
