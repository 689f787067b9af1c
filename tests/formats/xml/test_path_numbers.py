"""Both ways of numbering paths give elements with the same names above them, and only those, the same number."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from activitylint.formats.xml.path_numbers import PathNumbers, _at_once, _by_level, number_paths

STEPS = st.lists(st.tuples(st.integers(-3, 1), st.integers(0, 4)), max_size=80)
"""For each element how much deeper it is than the one before it, and the number of its name."""


def tree(steps: list[tuple[int, int]]) -> tuple[list[int], list[int], list[tuple[int, ...]]]:
    """The depth, the parent and the path of each element. A damaged document can have several roots."""
    depths: list[int] = []
    parents: list[int] = []
    paths: list[tuple[int, ...]] = []
    for step, name in steps:
        depth = max(depths[-1] + step, 0) if depths else 0
        parent = max((at for at, above in enumerate(depths) if above == depth - 1), default=-1)
        depths.append(depth)
        parents.append(parent)
        paths.append((*(paths[parent] if parent >= 0 else ()), name))
    return depths, parents, paths


def spelled(found: PathNumbers) -> list[tuple[int, ...]]:
    """The names of each path, from the root down."""
    paths: list[tuple[int, ...]] = []
    for parent, name in zip(found.parent.tolist(), found.name.tolist(), strict=True):
        paths.append((*(paths[parent] if parent >= 0 else ()), name))
    return paths


@given(STEPS)
def test_paths_are_numbered_by_the_names_above(steps: list[tuple[int, int]]) -> None:
    depths, parents, expected = tree(steps)
    levels = [
        np.flatnonzero(np.array(depths) == depth).astype(np.int32) for depth in range(max(depths, default=-1) + 1)
    ]
    name_of, parent = np.array([name for _, name in steps], dtype=np.int32), np.array(parents, dtype=np.int32)
    for found in (
        _at_once(name_of, 6, parent, levels),
        _by_level(name_of, 5, parent, levels),
        number_paths(name_of, 5, parent, levels),
        number_paths(name_of, 1 << 20, parent, levels),
        _by_level(name_of, 1 << 30, parent, levels),
    ):
        paths = spelled(found)
        assert [paths[number] for number in found.of.tolist()] == expected
        assert len(set(paths)) == len(paths)
        assert len(found.levels) == len(levels)
        assert [len(paths[number]) for part in found.levels for number in range(len(paths))[part]] == sorted(
            map(len, paths)
        )


def test_paths_too_long_for_one_integer_are_numbered_level_by_level() -> None:
    for names in (1, 2, 3, 99):
        for deep in (9, 10, 31, 32, 39, 40, 62, 63, 64, 200):
            name_of = np.full(deep, names - 1, dtype=np.int32)
            parent = np.arange(-1, deep - 1, dtype=np.int32)
            found = number_paths(name_of, names, parent, [np.array([at], dtype=np.int32) for at in range(deep)])
            assert spelled(found) == [(names - 1,) * (depth + 1) for depth in range(deep)]
