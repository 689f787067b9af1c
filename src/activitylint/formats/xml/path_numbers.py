"""Number the distinct paths of a document: those of small ones at once, and of all others level by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import CHUNK, chunks
from activitylint.formats.xml.intern import intern, intern_below, taken
from activitylint.model.arrays import I32, Int, SignedIntegers
from activitylint.model.classes import NamedTuple

__all__ = ["PathNumbers", "number_paths"]

_INT32: Final = 1 << 31
_INT64: Final = 1 << 63


class PathNumbers(NamedTuple):
    """The paths of a document, numbered level by level from that of the root.

    of: the path of each element. parent: for each path that of its parent, -1 for the root. name: for each path the
    number of its last name. levels: for each depth its paths.
    """

    of: I32
    parent: Int
    name: Int
    levels: list[slice]


def number_paths(name_of: SignedIntegers, names: int, parent: I32, levels: Sequence[I32]) -> PathNumbers:
    """Number the paths of all elements.

    name_of: the number of each element's name, below `names`. parent: its parent, one level higher. levels: the
    elements at each depth.
    """
    if len(name_of) <= CHUNK and (names + 1) ** len(levels) < _INT64:
        return _at_once(name_of, names + 1, parent, levels)
    return _by_level(name_of, names, parent, levels)


def _at_once(name_of: SignedIntegers, base: int, parent: I32, levels: Sequence[I32]) -> PathNumbers:
    """Write each path as one integer, whose digits are the names from the root down, counted from 1.

    In a small file, the steps for each level cost more than its elements. Here they are few.
    """
    keys = name_of.astype(np.int64)
    keys += 1
    for level in levels[1:]:
        longer = keys.take(parent.take(level))
        longer *= base
        longer += keys.take(level)
        keys[level] = longer
    distinct, which = intern(keys.view(np.uint64))
    paths = np.sort(distinct.view(np.int64))  # a longer path is a larger integer
    number = paths.searchsorted(distinct.view(np.int64)).astype(np.int32)
    above, name = np.divmod(paths, base)
    bounds = paths.searchsorted([base**depth for depth in range(len(levels) + 1)]).tolist()
    parents = paths.searchsorted(above)
    parents[above == 0] = -1
    return PathNumbers(number.take(which), parents, name - 1, [*map(slice, bounds, bounds[1:])])


def _by_level(name_of: SignedIntegers, names: int, parent: I32, levels: Sequence[I32]) -> PathNumbers:
    """Number the paths of each depth by their parent's path and their last name."""
    path = np.zeros(len(name_of), dtype=np.int32)
    parents: list[Int] = []
    path_names: list[Int] = []
    above, base = 1, 0
    slices: list[slice] = []
    for number, level in enumerate(levels):
        keys: SignedIntegers = taken(name_of, level)
        if number:
            above_it = taken(path, taken(parent, level))
            above_it -= np.int32(base - above)
            if above * names >= _INT32:
                keys = keys + above_it * np.int64(names)
            else:
                above_it *= np.int32(names)
                keys += above_it
            del above_it
        distinct, inverse = intern_below(keys, above * names)
        inverse += np.int32(base)
        for some in chunks(len(level)):
            path[level[some]] = inverse[some]
        parents.append(distinct // names + (base - above))
        path_names.append(distinct % names)
        slices.append(slice(base, base + len(distinct)))
        above = len(distinct)
        base += above
    empty = np.empty(0, dtype=np.int64)
    return PathNumbers(path, np.concatenate(parents or [empty]), np.concatenate(path_names or [empty]), slices)
