"""The bounds of the project: ratios within one run, and how to compute each from the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.results import Page, Results
from benchmarks.tools import OURS

__all__ = ["BOUNDS", "Bound", "Figure"]

_FIT = (800_000, 1_200_000)
_ANY = (0, 1 << 40)
_FILE: Final = 100_000
"""Bytes. On smaller files, the fixed cost of a call is most of the time."""
_SEEN: Final = 0.002
"""Seconds. If a rule takes less for the larger file, its growth is not judged: it would show the caches."""
_WARM: Final = 0.02
"""Seconds. The growth of a hostile file that takes less is not judged, for the same reason."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a bound applies to, and what it was measured on."""

    value: float
    on: str


Figures = Callable[[Results], Iterator[Figure]]


@dataclass(frozen=True, slots=True)
class Bound:
    """limit: the least allowed value, or with `at_most` the greatest. figures: what is bounded; the worst one counts.

    floor: the same figures for a tool that does only what no tool can avoid, so that nothing can be faster.
    """

    name: str
    limit: float
    figures: Figures
    unit: str
    at_most: bool
    floor: Figures | None = None

    def worst(self, results: Results) -> Figure | None:
        """The figure nearest to the limit or furthest beyond it, or None if nothing was measured."""
        found = [figure for figure in self.figures(results) if figure.value == figure.value]  # no NaN
        if not found:
            return None
        return (max if self.at_most else min)(found, key=lambda figure: figure.value)

    def floor_on(self, results: Results, on: str) -> Figure | None:
        """The figure of the floor on the same input."""
        found = self.floor(results) if self.floor is not None else ()
        return next((figure for figure in found if figure.on == on), None)

    def holds(self, figure: Figure) -> bool:
        """True if the figure is within the limit."""
        return figure.value <= self.limit if self.at_most else figure.value >= self.limit


def _most(name: str, limit: float, figures: Figures, unit: str = "x") -> Bound:
    return Bound(name, limit, figures, unit, at_most=True)


def _least(name: str, limit: float, figures: Figures, floor: Figures | None = None) -> Bound:
    return Bound(name, limit, figures, "x", at_most=False, floor=floor)


def _faster_than(tool: str, least: int, most: int, whose: str = OURS) -> Figures:
    """The time of a tool as a multiple of ours (or of another tool's), on files of `least` to `most` bytes."""

    def figures(results: Results) -> Iterator[Figure]:
        for reading in results.readings:
            if least <= reading.size <= most:
                yield Figure(reading.ratio(tool, whose), reading.input)

    return figures


def _beside_libxml2(tool: str, least: int = _FILE) -> tuple[Figures, Figures]:
    """The time of a GPX reader as a multiple of ours, and of libxml2's bare parse."""
    return _faster_than(tool, least, _ANY[1]), _faster_than(tool, least, _ANY[1], "libxml2")


def _slower_than(tool: str, formats: tuple[str, ...], least: int = 0) -> Figures:
    """Our time as a multiple of a tool's."""

    def figures(results: Results) -> Iterator[Figure]:
        for reading in results.readings:
            if reading.format in formats and reading.size >= least:
                yield Figure(reading.ratio(OURS, tool), reading.input)

    return figures


def _multisport(results: Results) -> Iterator[Figure]:
    for reading in results.readings:
        if reading.input.startswith("multisport"):
            yield Figure(reading.ratio(OURS, "header scan"), reading.input)


def _validation(results: Results) -> Iterator[Figure]:
    for reading in results.readings:
        if reading.format == "json" and reading.records == 10_000:
            yield Figure(reading.ratio(OURS, "jsonschema"), reading.input)


def _bad_sets(results: Results) -> Iterator[Figure]:
    for file in results.files:
        if file.input == "bad-sets-300k.json":
            yield Figure(file.seconds, file.input)


def _file_growth(results: Results) -> Iterator[Figure]:
    for growth in results.growth:
        yield Figure(growth.growth, f"{growth.input} to {growth.double}")


def _rule_growth(results: Results) -> Iterator[Figure]:
    for run in results.rules:
        for code, times in run.times.items():
            if times["large"] >= _SEEN:
                yield Figure(times["growth"], f"{code} on {run.input}")


def _hostile_growth(results: Results) -> Iterator[Figure]:
    for shape in results.hostile:
        if shape.seconds[0] >= _WARM:
            yield Figure(shape.growth, shape.shape)


def _memory(results: Results) -> Iterator[Figure]:
    for file in results.files:
        yield Figure(file.peak / (60e6 + 20 * file.size), file.input)


def _together(kind: str) -> Figures:
    """Our time for many real files as a multiple of the least that reading them takes."""
    return lambda results: (
        Figure(some.ratio, f"{some.files} files") for some in results.together if some.kind.endswith(kind)
    )


def _pages(value: Callable[[Page], float]) -> Figures:
    """A figure of each HTML report."""
    return lambda results: (Figure(value(page), page.input) for page in results.pages)


def _command(group: str, prefix: str, *, inverse: bool = False) -> Figures:
    """A command's time as a multiple of its floor's, or the reverse."""

    def figures(results: Results) -> Iterator[Figure]:
        floors = {command.label: command.median for command in results.commands}
        for command in results.commands:
            if command.group == group and command.floor and command.label.startswith(prefix):
                ratio = command.median / floors[command.floor]
                yield Figure(1 / ratio if inverse else ratio, command.label)

    return figures


BOUNDS: Final = (
    _least("FIT of about 0.8 to 1.2 MB: faster than fitdecode", 150, _faster_than("fitdecode", *_FIT)),
    _least("FIT of about 0.8 to 1.2 MB: faster than garmin-fit-sdk", 60, _faster_than("garmin-fit-sdk", *_FIT)),
    _most("FIT of 3 MB and 90,000 messages: times its header scan", 6, _multisport),
    _most("GPX: times libxml2's bare parse", 3, _slower_than("libxml2", ("gpx",), _FILE)),
    _most("TCX: times libxml2's bare parse", 3, _slower_than("libxml2", ("tcx",), _FILE)),
    _least("GPX: faster than gpxpy", 8, *_beside_libxml2("gpxpy")),
    _least(
        "GPX of about 1 MB and more: faster than the gpx package with its validation",
        20,
        *_beside_libxml2("gpx, strict", _FIT[0]),
    ),
    _least("GPX of less, too: faster than the gpx package with its validation", 20, *_beside_libxml2("gpx, strict")),
    _most("strength JSON of 10,000 samples: times plain jsonschema", 1 / 3, _validation),
    _most("300,000 bad sets: seconds", 5, _bad_sets, "s"),
    _most("twice the records: times the time, every format", 2.2, _file_growth),
    _most("twice the records: times the time, every rule", 2.2, _rule_growth),
    _most("twice the size: times the time, every hostile shape", 3, _hostile_growth),
    _least("two jobs: times as fast as one", 1.7, _command("jobs", "", inverse=True)),
    _most("peak memory: of 60 MB plus 20 times the file", 1, _memory),
    _most("HTML report of 10,000 points: kB", 300, _pages(lambda page: page.size / 1000), "kB"),
    _most("HTML report of 10,000 points: seconds until Chromium has drawn it", 2, _pages(lambda page: page.drawn), "s"),
    _most("--version: times python -c 'import click'", 1.5, _command("start-up", "activitylint --version")),
    _most("rule: times python -c 'import click'", 1.5, _command("start-up", "activitylint rule")),
    _most(
        "one small file: times python -c 'import numpy, lxml.etree, click'",
        1.2,
        _command("start-up", "activitylint lint"),
    ),
    _most("real FIT files, gzipped, together: times gunzip", 5, _together("gzipped")),
    _most("real TCX and GPX files of 100 to 700 kB, together: times libxml2's bare parse", 3, _together("700 kB")),
    _most("real TCX and GPX files of 700 kB and more, together: the same", 2, _together("more")),
)
