"""Tables of elements: records, laps, tracks."""

from __future__ import annotations

import numpy as np

from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import I32

__all__ = ["Rows"]


class Rows:
    """Elements that are the rows of a table, and the way from anything inside them back to the row."""

    def __init__(self, index: Index, table: str, elements: I32) -> None:
        self.table = table
        self.elements = elements
        self._index = index
        self._row = np.full(len(index.start), -1, dtype=np.int32)
        self._row[elements] = np.arange(len(elements), dtype=np.int32)
        self._paths = np.zeros(len(index.path_parent), dtype=np.bool_)
        self._paths[index.path[elements]] = True
        self.paths: list[int] = self._paths.nonzero()[0].tolist()

    def __len__(self) -> int:
        return len(self.elements)

    def holds(self, path: int) -> bool:
        """Whether elements of this path are rows."""
        return bool(self._paths[path])

    def of(self, elements: I32, path: int) -> I32:
        """The row that each element (all of one path) stands in or is; -1 where there is none."""
        while path >= 0 and not self._paths[path]:
            path = int(self._index.path_parent[path])
            elements = self._index.parent.take(elements)
        return self._row.take(elements) if path >= 0 else np.full(len(elements), -1, dtype=np.int32)
