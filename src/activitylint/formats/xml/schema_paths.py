"""The part of the schema that applies to each path of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.formats.xml.paths import Paths
from activitylint.formats.xml.schema_table import ANY, ElementType, ValueType, table
from activitylint.model.arrays import I16
from activitylint.model.classes import NamedTuple

__all__ = ["SchemaPath", "SchemaPaths", "schema_paths"]

_UNKNOWN: Final = 1 << 14
"""The number of elements that the schema does not know: whatever is before them, they are in order."""


class SchemaPath(NamedTuple):
    """A path that the schema knows, and what its elements may contain.

    required: the paths of its required children, -1 for one that is missing throughout, and True for those that may be
    repeated. strange: True if it has children that the schema does not know.
    bound: True if an attribute is required. value: the type of its text, None if it has none or may have any.
    """

    path: int
    element: ElementType
    required: tuple[tuple[int, bool], ...]
    strange: bool
    bound: bool
    value: ValueType | None


class SchemaPaths(NamedTuple):
    """All paths that the schema knows, in the order in which they are checked; none if it does not know the root.

    first, last: two numbers for each path, for the order of children in their parent. Two children that follow each
    other are in order if the first number of the second one is not below the last number of the first one. For example,
    if a Lap may have one Calories (numbers 6 and 7) and several Tracks (10 and 10), then Calories, Track, Track is in
    order; Track, Calories and Calories, Calories are not.
    """

    known: tuple[SchemaPath, ...]
    first: I16
    last: I16


def schema_paths(paths: Paths) -> SchemaPaths:
    """Find the paths of a document that the schema of its root knows."""
    first = np.full(len(paths), _UNKNOWN, dtype=np.int16)
    last = np.full(len(paths), -1, dtype=np.int16)
    known: list[SchemaPath] = []
    roots = table().roots
    for root, top in paths.children(-1).items():
        todo = [(top, roots[root])] if root in roots else []
        while todo:
            path, kind = todo.pop()
            if kind == "Extensions":
                todo.extend(_extensions(paths, path))
                continue
            element = table().element(kind)
            if element is None:
                continue
            inside, namespace = paths.children(path), paths.name_of(path)[0]
            children = {part.name: inside.get((namespace, part.name), -1) for part in element.children}
            for rank, part in enumerate(element.children):
                child = children[part.name]
                if child >= 0:
                    first[child], last[child] = 2 * rank, 2 * rank + (not part.repeats)
                    if part.type != ANY:
                        todo.append((child, part.type))
            required = tuple((children[part.name], part.repeats) for part in element.children if part.required)
            strange = not set(inside.values()) <= set(children.values())
            bound = any(part.required for part in element.attributes)
            value = table().values[element.text] if element.text else None
            checked = value if value is not None and not value.free else None
            known.append(SchemaPath(path, element, required, strange, bound, checked))
    return SchemaPaths(tuple(known), first, last)


def _extensions(paths: Paths, path: int) -> Iterator[tuple[int, str]]:
    """The children of an `extensions` element that have a known schema. All others are allowed."""
    known = table().extensions
    return ((child, known[name]) for name, child in paths.children(path).items() if name in known)
