"""The values of a field, in messages that write it alike: read from the bytes of the file as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from activitylint.formats.fit.contents import gather
from activitylint.formats.fit.definition_columns import base_dtype
from activitylint.formats.fit.profile import INVALID, SUBSTITUTE
from activitylint.model.arrays import AnyArray, Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.distinct import distinct

__all__ = ["Located", "Scattered", "Together", "without_invalid"]

_PIECE: Final = 1 << 19
"""Bytes of a field that are read at once; for short fields, 65,536 messages."""
_EXACT: Final = 4
"""Up to this size in bytes, every number of a base type is exact as a float."""


class Scattered(NamedTuple):
    """A field at arbitrary offsets of the data."""

    data: bytes
    position: Int

    def __len__(self) -> int:
        return len(self.position)

    def first(self, dtype: np.dtype[Any]) -> AnyArray:
        """Return the first value in each message."""
        return gather(self.data, self.position, dtype)

    def table(self, dtype: np.dtype[Any], width: int, some: Int | slice) -> AnyArray:
        """Return `width` bytes of some messages as values, with a row per message."""
        return gather(self.data, self.position[some][:, None] + np.arange(0, width, dtype.itemsize), dtype)


class Together(NamedTuple):
    """A field in messages of the same definition that were copied together: a strided view reads it."""

    block: AnyArray
    offset: int

    def __len__(self) -> int:
        return len(self.block)

    def first(self, dtype: np.dtype[Any]) -> AnyArray:
        """Return the first value in each message."""
        return self.block.getfield(dtype, self.offset)

    def table(self, dtype: np.dtype[Any], width: int, some: Int | slice) -> AnyArray:
        """Return `width` bytes of some messages as values, with a row per message."""
        shape = (len(self.block), width // dtype.itemsize)
        cells: AnyArray = np.ndarray(shape, dtype, self.block, self.offset, (*self.block.strides, dtype.itemsize))
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
    values: Scattered | Together

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy type of one value."""
        return base_dtype(self.base, big=self.big)

    def first(self) -> AnyArray:
        """Return the first value in each message."""
        return self.values.first(self.dtype)

    def tables(self) -> Iterator[tuple[Int | slice, AnyArray]]:
        """Yield all values, by size of the field and in pieces: (which messages, array with a row per message)."""
        for width in [self.size] if isinstance(self.size, int) else distinct(self.size).tolist():
            chosen = None if isinstance(self.size, int) else (self.size == width).nonzero()[0]
            piece = max(_PIECE // max(width, 8), 1)
            for start in range(0, len(self.values) if chosen is None else len(chosen), piece):
                stop = start + piece
                some = slice(start, stop) if chosen is None else chosen[start:stop]
                yield some, self.values.table(self.dtype, width, some)


def without_invalid(raw: AnyArray, base: int) -> Float:
    """Return raw values as numbers, NaN if invalid. An array of bytes is invalid only if all its bytes are."""
    invalid = INVALID[base]
    if invalid is None:
        with np.errstate(invalid="ignore"):  # a signalling NaN is just another invalid value
            return raw.astype(np.float64)
    values: Float = raw.astype(np.float64)
    if base == SUBSTITUTE and raw.ndim > 1:
        values[(raw == invalid).all(axis=-1)] = np.nan
    elif len(values):
        exact = values if raw.itemsize <= _EXACT else raw
        # The invalid value is the least or the greatest of the type. To ask for that one takes a fraction of the time.
        if exact.item(exact.argmax() if invalid else exact.argmin()) == invalid:
            values[exact == invalid] = np.nan
    return values
