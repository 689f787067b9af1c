"""Definitions that this process has read before.

The files of a device have the same definitions, and most of what the reader needs to know about a message depends on
nothing else: where its fields are, and how to unpack them.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np

from activitylint.formats.fit.definition_columns import DefinitionColumns, FieldRow, FieldRows, base_dtype
from activitylint.formats.fit.kinds import Kind, kind_of
from activitylint.formats.fit.profile import BASE_TYPES, INVALID, STRING, field_name
from activitylint.model.arrays import Bytes
from activitylint.model.classes import NamedTuple
from activitylint.model.fit import FIT_EPOCH_S, SEMICIRCLE
from activitylint.model.lazy import cached_property

__all__ = ["Recipe", "Shape", "View", "shapes_of"]

_MOST: Final = 4_096
"""Shapes that are kept."""
_MOST_BYTES: Final = 1 << 19
"""Total size of the definitions whose shapes are kept: the shape of a field of three bytes takes about 180."""


class View(NamedTuple):
    """How to read the first value of a field in many messages: its numpy type, where it starts in a message, and its
    base type.
    """

    dtype: np.dtype[Any]
    start: int
    base: int


Recipe = tuple[int, int | None, float, float, float]
"""How to make a number in the units of the profile: at, invalid, scale, offset, factor.

at: the index of the raw value in what `Shape.unpack` returns, with NaN after it. invalid: the raw value that means
"no value". The number is (raw value / scale - offset) * factor.

A plain tuple is unpacked in a third of the time of one with names, and this is done for every value.
"""

_ABSENT: Final[Recipe] = (-1, None, 1.0, 0.0, 1.0)
"""Of a field that the message does not have: the last of the raw values, which is NaN."""


class Reading(NamedTuple):
    """How to read some fields of a message by name.

    recipes: one per name. views: the same for many messages, None if the message does not have the field.
    packed: the places of those names whose values can also be packed into another field of the message.
    """

    recipes: tuple[Recipe, ...]
    views: tuple[View | None, ...]
    packed: tuple[int, ...]


class Shape:
    """What one definition message says.

    number: the global message number. big: True if it is big-endian. size: of a message, in bytes with its header.
    fields: its fields in file order. at: the same by number; an empty field only if there is no other of its number.
    has_odd: True if a field is not read as it is declared (`DefinitionColumns.odd` and `retyped`).
    has_repeated: True if it names a field twice. developer: its developer fields, without empty ones.
    """

    def __init__(
        self,
        number: int,
        size: int,
        fields: list[FieldRow],
        developer: list[FieldRow],
        *,
        big: bool,
        has_odd: bool,
        has_repeated: bool,
    ) -> None:
        self.number = number
        self.size = size
        self.big = big
        self.fields = fields
        self.developer = developer
        self.has_odd = has_odd
        self.has_repeated = has_repeated
        self.at: dict[int, FieldRow] = {}
        self._readings: dict[tuple[str, ...], Reading] = {}
        for field in fields:
            if field.size or field.number not in self.at:
                self.at[field.number] = field

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in ascending order of their numbers."""
        return tuple(field_name(self.number, number) for number in sorted(self.at))

    @cached_property
    def developer_keys(self) -> tuple[int, ...]:
        """Its developer fields, each as message number << 16 | developer data index << 8 | field number."""
        return tuple(self.number << 16 | field.declared << 8 | field.number for field in self.developer)

    @cached_property
    def cells(self) -> dict[int, tuple[int, int | None]]:
        """By field number: the index of a numeric field in what `unpack` returns, and its invalid value."""
        return {field.number: (index, INVALID[field.base]) for index, field in enumerate(self._numeric)}

    @cached_property
    def unpack(self) -> Callable[[bytes, int], tuple[Any, ...]]:
        """Read the first values of all numeric fields of the message whose header is at an offset of the data."""
        end, parts = -1, [">" if self.big else "<"]
        for field in self._numeric:
            base = BASE_TYPES[field.base]
            parts.append(f"{field.offset - end}x{base.fmt}")
            end = field.offset + base.size
        return struct.Struct("".join(parts)).unpack_from

    @property
    def _numeric(self) -> list[FieldRow]:
        return [field for field in self.fields if field.is_number]

    def view(self, number: int) -> View | None:
        """Return how to read a numeric field in many messages, None if there is none of this number."""
        if number not in self.cells:
            return None
        field = self.at[number]
        return _view(field.base, field.offset, self.big)

    def reading(self, names: tuple[str, ...]) -> Reading:
        """Return how to read these fields. It is kept, since the code has few such lists."""
        known = self._readings.get(names)
        if known is None:
            kinds = [kind_of(self.number, name) for name in names]
            packed = tuple(place for place, kind in enumerate(kinds) if kind is not None and self._packs(kind))
            views = tuple([None if kind is None else self.view(kind.number) for kind in kinds])
            known = self._readings[names] = Reading(tuple(map(self._recipe, kinds)), views, packed)
        return known

    def _recipe(self, kind: Kind | None) -> Recipe:
        cell = None if kind is None else self.cells.get(kind.number)
        if kind is None or cell is None:
            return _ABSENT
        offset = (kind.offset or 0.0) - (FIT_EPOCH_S if kind.is_time else 0)
        return *cell, kind.scale or 1.0, offset, SEMICIRCLE if kind.is_angle else 1.0

    def _packs(self, kind: Kind) -> bool:
        return any(source.def_num in self.at for source, _ in kind.sources)

    @cached_property
    def texts(self) -> dict[int, FieldRow]:
        """The fields that are strings, by number. None of them is empty."""
        return {number: field for number, field in self.at.items() if field.base == STRING and field.size}


@lru_cache(maxsize=4096)
def _view(base: int, offset: int, big: bool) -> View:  # noqa: FBT001 -- a cache is slower with keywords
    return View(base_dtype(base, big=big), 1 + offset, base)


_known: dict[bytes, Shape] = {}
"""The shapes that are kept, by the contents of the definition."""


def shapes_of(buffer: Bytes, offsets: array[int], contents: Sequence[bytes]) -> list[Shape]:
    """Return the shapes of the definitions at these offsets. contents: their bytes without the header byte."""
    found = list(map(_known.get, contents))
    if None in found:
        if len(_known) > _MOST or sum(map(len, _known)) > _MOST_BYTES:
            _known.clear()
        new = [ordinal for ordinal, shape in enumerate(found) if shape is None]
        for ordinal, shape in zip(new, _read(buffer, array("I", [offsets[one] for one in new])), strict=True):
            found[ordinal] = _known[contents[ordinal]] = shape
    return [shape for shape in found if shape is not None]


def _read(buffer: Bytes, offsets: array[int]) -> list[Shape]:
    columns = DefinitionColumns(buffer, offsets, np.ones(len(offsets), dtype=np.bool_))
    odd = {*columns.fields.definition[np.concatenate((columns.odd, columns.retyped))].tolist()}
    repeated = {*columns.repeated.definition.tolist()}
    fields, developer = (_by_definition(rows, len(offsets)) for rows in (columns.fields, columns.developer))
    return [
        Shape(
            number,
            size,
            own,
            [field for field in others if field.size],
            big=big,
            has_odd=definition in odd,
            has_repeated=definition in repeated,
        )
        for definition, (number, size, big, own, others) in enumerate(
            zip(columns.number.tolist(), columns.size.tolist(), columns.big.tolist(), fields, developer, strict=True)
        )
    ]


def _by_definition(fields: FieldRows, definitions: int) -> Iterator[list[FieldRow]]:
    rows = fields.each()
    bounds = fields.definition.searchsorted(np.arange(definitions + 1)).tolist()
    return (rows[start:stop] for start, stop in pairwise(bounds))
