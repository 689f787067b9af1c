"""Tables whose rows are elements: records, laps, tracks."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import I32

__all__ = ["Rows"]

_SPARSE: Final = 16
"""If a table has at most one in this many elements, it is searched; otherwise a lookup column is faster."""


class Rows:
    """The elements that are the rows of a table, and a way from anything inside them back to the row.

    table: its name in a `Place`. paths: the distinct paths of the elements.
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
        while path >= 0 and not self._paths[path]:
            path = int(self._index.path_parent[path])
            elements = self._index.parent.take(elements)
        if path < 0:
            return np.full(len(elements), -1, dtype=np.int32)
        return self._searched(elements) if self._few else self._row.take(elements)

    @property
    def _few(self) -> bool:
        return len(self.elements) * _SPARSE <= len(self._index.start)

    @cached_property
    def _row(self) -> I32:
        row = np.full(len(self._index.start), -1, dtype=np.int32)
        row[self.elements] = np.arange(len(self.elements), dtype=np.int32)
        return row

    def _searched(self, elements: I32) -> I32:
        order = self.elements.argsort(kind="stable").astype(np.int32)
        known = self.elements[order]
        at = np.minimum(known.searchsorted(elements), len(known) - 1)
        return np.where(known[at] == elements, order[at], np.int32(-1))
