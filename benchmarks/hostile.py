"""Measure the shapes of tests/hostile/shapes.py at two sizes: time must grow linearly, and the constant is reported."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from typing import Final

import activitylint
from activitylint import Limits
from benchmarks.results import Hostile
from benchmarks.rounds import Pace
from benchmarks.tools import NOW, READ_LIMIT
from hostile.shapes import SHAPES

__all__ = ["shapes"]

_SIZE: Final = 2_000_000
"""Bytes of the smaller file. Fixes are not computed for files of this size, so both sizes do the same work."""
_ROUNDS: Final = 3
"""At most: there are many shapes, and quadratic growth shows in few rounds."""


def shapes(pace: Pace, *, quick: bool) -> Iterator[Hostile]:
    """Lint each shape and one of twice its size, in turns and in this process."""
    size = _SIZE // 8 if quick else _SIZE
    for name, shape in SHAPES.items():
        files = shape.make(size), shape.make(2 * size)
        turns = [tuple(_seconds(data, f"x{shape.suffix}") for data in files) for _ in range(min(pace.rounds, _ROUNDS))]
        small, large = (statistics.median(turn[place] for turn in turns) for place in (0, 1))
        growth = statistics.median(turn[1] / turn[0] for turn in turns)
        yield Hostile(name, (len(files[0]), len(files[1])), (small, large), growth)


def _seconds(data: bytes, name: str) -> float:
    gc.collect()
    start = time.perf_counter()
    activitylint.lint(data, name=name, now=NOW, limits=Limits(read=READ_LIMIT))
    return time.perf_counter() - start
