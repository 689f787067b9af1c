"""Measure in process: each reader on the same files, growth, and each rule by itself."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from benchmarks.generate import FORMATS, HERE, SIZES, Input, corpus, generated, special
from benchmarks.results import Growth, Reading, RuleTimes
from benchmarks.rounds import Pace, in_turns, in_two_files
from benchmarks.tools import OURS, TOOLS

__all__ = ["growth", "readings", "rules"]

_HOSTILE: Final = {
    "one-byte-messages-{}MB.fit": (1, 10),
    "new-definitions-{}.fit": (10_000, 100_000),
    "bad-sets-{}k.json": (10, 150),
    "nested-xml-{}.gpx": (100_000, 500_000),
    "strange-extensions-{}.gpx": (5_000, 30_000),
    "bad-points-{}.gpx": (5_000, 30_000),
}
"""Kinds of files that no device writes, with their size in a quick run and in a full run."""


def readings(pace: Pace, *, quick: bool) -> Iterator[Reading]:
    """Each tool on each file of its format."""
    if quick:
        inputs = [generated(kind, size) for kind in FORMATS for size in SIZES[:2]] + [generated("fit", 30_000)]
        inputs.append(generated("json", 10_000))
    else:
        inputs = [generated(kind, size) for kind in FORMATS for size in SIZES] + corpus()
    inputs.append(special("multisport-90000.fit"))
    inputs.sort(key=lambda item: item.size)
    for item in inputs:
        tools = [tool for tool in TOOLS.values() if item.format in tool.formats]
        measures = in_turns(tools, item.path, generated(item.format, SIZES[0]).path, pace)
        yield Reading(item.name, item.format, item.size, item.records, measures)


def growth(pace: Pace, *, quick: bool) -> Iterator[Growth]:
    """Files and others with twice the records, in each format, with good and with bad values, and hostile files."""
    for small, large in _doubles(quick=quick):
        one, two = in_two_files(TOOLS[OURS], small.path, large.path, pace)
        ratio = statistics.median(after / before for before, after in zip(one, two, strict=True))
        yield Growth(small.name, large.name, (statistics.median(one), statistics.median(two)), ratio)


def _doubles(*, quick: bool) -> Iterator[tuple[Input, Input]]:
    sizes = (5_000, 10_000) if quick else (25_000, 50_000, 100_000, 200_000)
    for kind in FORMATS:
        for small, large in pairwise(sizes):
            yield generated(kind, small), generated(kind, large)
        yield generated(kind, sizes[0], wild=True), generated(kind, 2 * sizes[0], wild=True)
    for kind, (few, many) in _HOSTILE.items():
        count = few if quick else many
        yield special(kind.format(count)), special(kind.format(2 * count))


def rules(pace: Pace, *, quick: bool) -> Iterator[RuleTimes]:
    """Each rule by itself, on files with good values and on files in which a tenth of the values is wrong."""
    records = 10_000 if quick else 100_000
    for kind in FORMATS:
        for wild in (False, True):
            yield _rules_on(kind, records, pace, wild=wild)
        if kind in {"fit", "gpx"}:
            yield _rules_on(kind, records // 20, pace, wild=False, optional=True)


def _rules_on(kind: str, records: int, pace: Pace, *, wild: bool, optional: bool = False) -> RuleTimes:
    small, large = (generated(kind, count, wild=wild) for count in (records, 2 * records))
    command = [sys.executable, "-m", "benchmarks.alone", str(small.path), str(large.path), str(pace.rounds)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [*command, *(["optional"] if optional else [])], capture_output=True, text=True, check=True, env=environment
    )
    return RuleTimes(kind, large.name, large.records, json.loads(done.stdout), optional=optional)
