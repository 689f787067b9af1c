"""The distinct paths of a document, such as `gpx/trk/trkseg/trkpt/ele`.

A program writes the same paths into all its files. So what follows from the paths alone, such as the part of the schema
that applies to each, is worked out for the first of these files, and the others share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np

from activitylint.model.arrays import Int, Intp
from activitylint.model.lazy import cached_property

__all__ = ["Name", "Paths", "shared"]

Name = tuple[str, str]
"""(namespace, local name)."""

_Result = TypeVar("_Result")

_MOST: Final = 256
"""Paths of a document that shares them. A file of a device has about thirty."""
_LONGEST: Final = 8192
"""Characters of all names of such a document, namespaces included."""


class Paths:
    """For each path: parent (number of a path, -1 for the root) and name (index in `names`).

    names: the distinct (namespace, local name) pairs.
    root, root_name: path and name of the root element; -1 and ("", "") if there is none.
    """

    def __init__(self, names: list[Name], parent: Int, name: Int) -> None:
        self.names = names
        self.parent = parent
        self.name = name
        self._worked_out: dict[object, Any] = {}
        self.root_name, self.root = next(iter(self.children(-1).items()), (("", ""), -1))

    def __len__(self) -> int:
        return len(self.parent)

    @cached_property
    def _below(self) -> tuple[Intp, Int]:
        order = self.parent.argsort(kind="stable")
        counts = np.bincount(self.parent + 1, minlength=len(self) + 1)
        return order, np.concatenate(([0], counts.cumsum()))

    def children(self, path: int) -> Mapping[Name, int]:
        """Return the child paths of a path, by name. Path -1 is the document, whose only child is the root."""
        if len(self) <= _MOST:
            return self._all_children.get(path, {})
        order, bounds = self._below
        return {self.name_of(child): child for child in order[bounds[path + 1] : bounds[path + 2]].tolist()}

    @cached_property
    def _all_children(self) -> dict[int, dict[Name, int]]:
        found: dict[int, dict[Name, int]] = {}
        for child, parent in enumerate(self.parent.tolist()):
            found.setdefault(parent, {})[self.name_of(child)] = child
        return found

    def name_of(self, path: int) -> Name:
        """Return the last name of a path."""
        found: Name = self.names[self.name[path]]
        return found

    def steps(self, path: int) -> tuple[Name, ...]:
        """Return the names from the root down to the element itself."""
        found: list[Name] = []
        while path >= 0:
            found.append(self.name_of(path))
            path = int(self.parent[path])
        return tuple(reversed(found))

    def follow(self, *names: str, below: int | None = None) -> int | None:
        """Follow these local names, in the namespace of the root, from the root or from another path.

        Returns the path number, None if the document has no such element.
        """
        found = self.root if below is None else below
        for name in names:
            step = self.children(found).get((self.root_name[0], name))
            if step is None:
                return None
            found = step
        return found

    def follow_each(self, paths: Iterable[int], *names: str) -> list[int]:
        """Follow these local names from each of some paths, and return the paths that they lead to."""
        found = (self.follow(*names, below=path) for path in paths)
        return [path for path in found if path is not None]

    def cached(self, work: Callable[[Paths], _Result]) -> _Result:
        """Return `work(self)`, worked out once. The result must not be changed, since other documents may share it."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        result: _Result = self._worked_out[work]
        return result


def shared(names: list[Name], parent: Int, name: Int) -> Paths:
    """Return the paths of a document, the same object as for other documents with the same paths if they are few."""
    if len(parent) > _MOST or sum(len(namespace) + len(local) for namespace, local in names) > _LONGEST:
        return Paths(names, parent, name)
    return _shared(tuple(names), parent.tobytes(), name.tobytes())


@lru_cache(maxsize=64)
def _shared(names: tuple[Name, ...], parent: bytes, name: bytes) -> Paths:
    return Paths(list(names), np.frombuffer(parent, dtype=np.int64), np.frombuffer(name, dtype=np.int64))
