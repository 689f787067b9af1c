"""The distinct definitions of a chain of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from activitylint.formats.fit.definition_columns import DefinitionColumns, FieldRow, FieldRows
from activitylint.formats.fit.scan import ScanResult
from activitylint.formats.fit.shapes import Shape, shapes_of
from activitylint.model.arrays import U16, Bools, Bytes, Int
from activitylint.model.lazy import cached_property

__all__ = ["Definitions"]

_FEW: Final = 1_024
_FEW_BYTES: Final = 1 << 17
"""Up to this many definitions of this size in total, each is an object that the process keeps; more are only columns.
Files of real devices have up to 16,000 bytes of them.
"""


class Definitions:
    """The distinct definitions of a chain of files."""

    def __init__(self, buffer: Bytes, found: ScanResult, used: Bools) -> None:
        self._buffer = buffer
        self._offsets = found.definitions
        self._used = used
        self._shapes: list[Shape] | None = None
        if len(found.definitions) <= _FEW and sum(map(len, found.known)) <= _FEW_BYTES:
            self._shapes = shapes_of(buffer, found.definitions, list(found.known))

    def __len__(self) -> int:
        return len(self._offsets)

    @cached_property
    def number(self) -> U16:
        """The global message number of each."""
        if self._shapes is None:
            return self.columns.number
        return np.array([shape.number for shape in self._shapes], dtype=np.uint16)

    @cached_property
    def big(self) -> Bools:
        """True for each that is big-endian."""
        if self._shapes is None:
            return self.columns.big
        return np.array([shape.big for shape in self._shapes], dtype=np.bool_)

    @cached_property
    def size(self) -> Int:
        """The size of a message of each, in bytes with its header; only of those that have messages."""
        if self._shapes is None:
            return self.columns.size
        return np.array([shape.size for shape in self._shapes], dtype=np.int64)

    @cached_property
    def columns(self) -> DefinitionColumns:
        """The fields of all definitions that have messages, as columns."""
        return DefinitionColumns(self._buffer, self._offsets, self._used)

    def fields_of(self, definition: int) -> list[FieldRow]:
        """Return the fields of a definition, in file order."""
        if self._shapes is not None:
            return self._shapes[definition].fields
        return self.columns.of(definition).each()

    def numbered(self, number: int) -> FieldRows:
        """Return the fields of this number, in messages of any type."""
        if self.used is None:
            fields = self.columns.fields
            return fields.take((fields.number == number).nonzero()[0])
        return FieldRows.of((one, shape.at[number]) for one, shape in self.used.items() if number in shape.at)

    @property
    def developer(self) -> FieldRows:
        """The developer fields of all definitions that have messages, without empty ones."""
        if self.with_developer is None:
            fields = self.columns.developer
            return fields.take(fields.size.nonzero()[0])
        return FieldRows.of((one, field) for one, shape in self.with_developer.items() for field in shape.developer)

    @property
    def has_developer(self) -> bool:
        """True if there is a developer field in messages."""
        if self.with_developer is None:
            return bool(self.columns.developer.size.any())
        return len(self.with_developer) > 0

    @cached_property
    def with_developer(self) -> dict[int, Shape] | None:
        """Those of `used` that have developer fields. None if there are many of all."""
        if self.used is None:
            return None
        return {definition: shape for definition, shape in self.used.items() if shape.developer}

    def have(self, flag: Callable[[Shape], bool]) -> bool:
        """Return False if this is False for every definition that has messages. True if there are many definitions."""
        return self.used is None or any(map(flag, self.used.values()))

    def shapes_of(self, message: int) -> Mapping[int, Shape] | None:
        """Return the definitions of a message type that have messages, ascending. None if there are many of all."""
        return None if self._by_number is None else self._by_number.get(message, {})

    @cached_property
    def used(self) -> dict[int, Shape] | None:
        """The definitions that have messages, ascending. None if there are many of all."""
        if self._shapes is None:
            return None
        return {definition: self._shapes[definition] for definition in self._used.nonzero()[0].tolist()}

    @cached_property
    def _by_number(self) -> dict[int, dict[int, Shape]] | None:
        if self.used is None:
            return None
        found: dict[int, dict[int, Shape]] = {}
        for definition, shape in self.used.items():
            found.setdefault(shape.number, {})[definition] = shape
        return found

    def used_by(self, message: int) -> Int:
        """Return the ordinals of the definitions of a message type that have messages, ascending."""
        used, numbers = self._in_order
        low, high = numbers.searchsorted((message, message + 1))
        return used[low:high]

    @cached_property
    def _in_order(self) -> tuple[Int, Int]:
        """The definitions that have messages, by message type, and their types."""
        rows = self._used.nonzero()[0]
        used = rows[np.argsort(self.number[rows], kind="stable")]
        return used, self.number[used].astype(np.int64)
