"""Fixes of what TCX counts up: the totals of laps, and the steps of both feet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.fixes.xml.values import values_of
from activitylint.model.format import TCX
from activitylint.model.tables import Float
from activitylint.rules.support.lap_track import lap_track

__all__: list[str] = []


_TOTALS: Final = ("TotalTimeSeconds", "DistanceMeters", "MaximumSpeed", "Calories")
"""How the schema begins a Lap; all else stands behind these."""
_WHOLE: Final = re.compile(r"\s*(\d+)(?:\.0*)?\s*", re.ASCII)


@fix("lap-totals", "TCX007", safety=Safety.UNSAFE, formats=TCX, order=6)
def lap_totals(target: Target) -> Iterator[Change]:
    """Writes the TotalTimeSeconds and DistanceMeters that a lap lacks as its trackpoints have them, and 0 Calories.

    Leaves: laps whose trackpoints do not say how long they were.
    """
    markup = Markup(target)
    measured = _measured(target)
    tcx = target.parsed.tcx
    assert tcx is not None  # noqa: S101 -- told to the type checker: TCX has its own part
    changed = False
    for name, laps in tcx.lap_numbers_missing.items():
        for lap in laps.tolist():
            if name == "Calories" and target.parsed.laps.session[lap] >= tcx.activities:
                continue
            if np.isfinite(measured[name][lap]):
                changed = True
                yield _total(markup, lap, name, _number(float(measured[name][lap])))
    if not changed:
        raise NotApplicable("the trackpoints do not say how long the laps were")


@fix("lap-totals-of-track", "TCX008", safety=Safety.UNSAFE, formats=TCX, order=6)
def lap_totals_of_track(target: Target) -> Iterator[Change]:
    """Writes the TotalTimeSeconds and DistanceMeters of laps as their trackpoints have them, where the two disagree.

    Leaves: totals that agree with the trackpoints but for rounding and pauses, and the Calories.
    """
    markup = Markup(target)
    measured = _measured(target)
    for finding in target.findings:
        name = re.sub(r"\[\d+\]$", "", finding.location.path.rpartition("/")[2])
        for first, last in finding.ranges:
            for lap in range(first - 1, last):
                if name in measured and np.isfinite(measured[name][lap]):
                    yield _total(markup, lap, name, _number(float(measured[name][lap])))


@fix("strides-from-steps", "STR003", safety=Safety.UNSAFE, formats=TCX)
def strides_from_steps(target: Target) -> Iterator[Change]:
    """Halves the run cadence of every trackpoint, rounded to whole strides, so that it counts one foot.

    Leaves: cadences that are no whole numbers.
    """
    markup = Markup(target)
    for element in values_of(markup, target, "cadence")[0].tolist():
        start, stop = markup.inner(element)
        found = _WHOLE.fullmatch(markup.written(start, stop)) if markup.index.leaf[element] else None
        if found:
            yield markup.edit(start, stop, str((int(found[1][-9:]) + 1) // 2))


def _measured(target: Target) -> dict[str, Float]:
    """For each total what the trackpoints of each lap say, NaN where they do not."""
    laps = target.parsed.laps
    track = lap_track(target.parsed)
    lasted, way = np.full(len(laps), np.nan), np.full(len(laps), np.nan)
    lasted[track.rows] = np.where(track.lasted > 0, track.lasted, np.nan)
    # From the lap's first trackpoint to the next lap's, so that no way counts twice.
    way[track.rows] = track.shortest + (track.reached - track.counted)
    return {"TotalTimeSeconds": lasted, "DistanceMeters": way, "Calories": np.zeros(len(laps))}


def _total(markup: Markup, lap: int, name: str, value: str) -> Change:
    """The edit that gives a lap a total: in the place of what is there, or where the schema has it."""
    element = int(markup.tables["lap"][lap])
    children = markup.children(element)
    named = [markup.index.name(child) for child in children]
    namespace = markup.root[0]
    if (namespace, name) in named:
        child = children[named.index((namespace, name))]
        tag = markup.tag(child)
        return markup.edit(markup.start(child), markup.end(child), f"<{tag}>{value}</{tag}>")
    tag = f"{markup.prefix(element)}{name}"
    new = f"<{tag}>{value}</{tag}>"
    before = [
        child
        for child, (of, other) in zip(children, named, strict=True)
        if of == namespace and other in _TOTALS[: _TOTALS.index(name)]
    ]
    if before:
        at = markup.end(before[-1])
        return markup.edit(at, at, markup.indent(before[-1]) + new)
    at = int(markup.index.stop[element]) + 1
    return markup.edit(at, at, (markup.indent(children[0]) if children else "") + new)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"
