"""Tables whose rows are elements: records, laps, tracks. No row is inside another one."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.formats.xml.index import Index
from activitylint.model.arrays import I32
from activitylint.model.lazy import cached_property

__all__ = ["Rows"]

_SPARSE: Final = 16
"""If at most one in this many elements is a row, the rows are searched; otherwise a lookup column is faster."""


class Rows:
    """The elements that are the rows of a table, and a way from anything inside them back to the row.

    table: its name in a `Place`. paths: the distinct paths of the elements.
    complete: True if the rows are all elements of their paths, in the order of the document.
    """

    def __init__(self, index: Index, table: str, elements: I32) -> None:
        self.table = table
        self.elements = elements
        self._index = index
        self._paths = np.zeros(len(index.path_parent), dtype=np.bool_)
        self._paths[index.path[elements]] = True
        self.paths: list[int] = self._paths.nonzero()[0].tolist()

    def __len__(self) -> int:
        return len(self.elements)

    def holds(self, path: int) -> bool:
        """True if elements of this path are rows."""
        return bool(self._paths[path])

    def of(self, elements: I32, path: int) -> I32:
        """Return the row that each element is or is inside of, -1 for none. All elements must have this path."""
        above = 0
        while path >= 0 and not self._paths[path]:
            path = int(self._index.path_parent[path])
            above += 1
        if path < 0:
            return np.full(len(elements), -1, dtype=np.int32)
        if self.complete and len(self.elements) * _SPARSE <= len(self._index.start):
            return self.around(elements)
        for _ in range(above):
            elements = self._index.parent.take(elements)
        return self._row.take(elements)

    def around(self, elements: I32) -> I32:
        """Return the row that each element is or is inside of. The table must be complete, and none may be outside."""
        return self.elements.searchsorted(elements, side="right").astype(np.int32) - np.int32(1)

    @cached_property
    def numbers(self) -> I32:
        """The number of each row, from 0."""
        return np.arange(len(self.elements), dtype=np.int32)

    @cached_property
    def complete(self) -> bool:
        """See above."""
        every = sum(self._index.count(path) for path in self.paths) == len(self.elements)
        return every and bool((self.elements[1:] > self.elements[:-1]).all())

    @cached_property
    def _row(self) -> I32:
        row = np.full(len(self._index.start), -1, dtype=np.int32)
        row[self.elements] = self.numbers
        return row
