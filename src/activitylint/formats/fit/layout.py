"""Where the fields of the messages of one type stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from activitylint.activity import Int
from activitylint.formats.fit.contents import Contents, Ordinals
from activitylint.formats.fit.definitions import FieldRows

__all__ = ["Layout", "Located"]


@dataclass(frozen=True, slots=True)
class Located:
    """A field in messages that write it with one base type and byte order.

    messages: their ordinals in the table, None for all of them. position: byte of the field in each. size: in bytes; of
    each message, or one for all.
    """

    base: int
    big: bool
    messages: Int | None
    position: Int
    size: Int


class Layout:
    """The messages of one type: their offsets and definitions.

    Where all definitions agree, which is the rule, nothing is done message by message.
    """

    def __init__(self, contents: Contents, number: int, rows: Ordinals) -> None:
        everything = len(rows) == len(contents)
        self._contents = contents
        self._number = number
        self.offset = contents.offset if everything else contents.offset[rows]
        self.definition = contents.definition if everything else contents.definition[rows]

    @cached_property
    def _used(self) -> Int:
        """The definitions of these messages, rising."""
        return self._contents.definitions.used_by(self._number)

    @cached_property
    def _place_in_used(self) -> npt.NDArray[Any]:
        place = np.searchsorted(self._used.astype(self.definition.dtype), self.definition)
        return place.astype(np.min_scalar_type(len(self._used)))

    def find(self, number: int, *, odd: bool = True) -> Iterator[Located]:
        """The messages that have a field, grouped by how they write it; of a field named twice the first one counts.

        odd: whether fields that are read as bytes, since their size does not fit their type, are wanted.
        """
        rows = self._contents.definitions.find(self._number, number)
        if len(rows) == len(self._used) == 1:
            # One definition, one such field: the rule in device files, and in most tables of most others.
            if rows.size[0] and (odd or rows.base[0] == rows.declared[0]):
                big = bool(self._contents.definitions.big[rows.definition[0]])
                yield Located(
                    int(rows.base[0]), big, None, self.offset + (1 + rows.offset[0]), rows.size.astype(np.int64)
                )
            return
        if len(rows):
            wanted = rows.size > 0
            if not odd:
                wanted &= rows.base == rows.declared
            rows = rows.take(np.flatnonzero(wanted))
        if len(rows):
            yield from self._groups(rows)

    def _groups(self, rows: FieldRows) -> Iterator[Located]:
        big = self._contents.definitions.big[rows.definition]
        place = np.searchsorted(self._used, rows.definition)[::-1]
        code, where, size = (np.full(len(self._used), -1, dtype=np.int64) for _ in range(3))
        code[place] = (rows.base.astype(np.int64) << 1 | big)[::-1]
        where[place] = rows.offset[::-1]
        size[place] = rows.size[::-1]
        codes = np.unique(code[place]).tolist()
        everything = len(codes) == 1 and code.min() >= 0
        for value in codes:
            messages = None if everything else np.flatnonzero(code[self._place_in_used] == value)
            start = self.offset + 1 if messages is None else self.offset[messages] + 1
            if len(self._used) == 1:
                position, sizes = start + where[0], size[:1]
            else:
                used = self._place_in_used if messages is None else self._place_in_used[messages]
                position, sizes = start + where[used], size[used]
            yield Located(value >> 1, bool(value & 1), messages, position, sizes)
