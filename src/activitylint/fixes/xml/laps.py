"""Fixes for the totals of TCX laps, and for run cadence that counts both feet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.values import values_of
from activitylint.model.arrays import Float
from activitylint.model.format import TCX
from activitylint.rules.support.lap_track import lap_track

__all__: list[str] = []


_TOTALS: Final = ("TotalTimeSeconds", "DistanceMeters", "MaximumSpeed", "Calories")
"""The first children of a Lap in the schema; all others come after them."""
_WHOLE: Final = re.compile(r"\s*(\d+)(?:\.0*)?\s*", re.ASCII)


@fix("lap-totals", "TCX007", safety=Safety.UNSAFE, formats=TCX, order=6)
def lap_totals(task: FixTask) -> Iterator[FileChange]:
    """Adds the missing TotalTimeSeconds and DistanceMeters of a lap, computed from its trackpoints.

    Limits: Does not add Calories, which no trackpoint shows. Skips laps whose trackpoints do not show how long they
    were.
    """
    editor = XmlEditor(task)
    measured = _measured(task)
    tcx = task.parsed.tcx
    assert tcx is not None  # noqa: S101 -- for the type checker: TCX has its own part
    changed = False
    for name, laps in tcx.lap_numbers_missing.items():
        for lap in laps.tolist():
            if name in measured and np.isfinite(measured[name][lap]):
                changed = True
                yield _total(editor, lap, name, _number(float(measured[name][lap])))
    if not changed:
        raise NotApplicable("the trackpoints do not show the missing totals")


@fix("lap-totals-of-track", "TCX008", safety=Safety.UNSAFE, formats=TCX, order=6)
def lap_totals_of_track(task: FixTask) -> Iterator[FileChange]:
    """Replaces the TotalTimeSeconds and DistanceMeters of a lap with the values computed from its trackpoints, if the
    two disagree.

    Limits: Never writes 0, because then the trackpoints may be what is wrong. Does not change Calories, or totals that
    differ only by rounding and pauses.
    """
    editor = XmlEditor(task)
    measured = _measured(task)
    changed = False
    for finding in task.findings:
        name = re.sub(r"\[\d+\]$", "", finding.location.path.rpartition("/")[2])
        for first, last in finding.ranges:
            for lap in range(first - 1, last):
                if name in measured and np.isfinite(measured[name][lap]):
                    changed = True
                    yield _total(editor, lap, name, _number(float(measured[name][lap])))
    if not changed:
        raise NotApplicable("the trackpoints show no distance or time for the laps")


@fix("strides-from-steps", "STR003", safety=Safety.UNSAFE, formats=TCX)
def strides_from_steps(task: FixTask) -> Iterator[FileChange]:
    """Halves the run cadence of every trackpoint, rounded to whole strides, so that it counts one foot.

    Limits: Skips cadences that are not whole numbers.
    """
    editor = XmlEditor(task)
    for element in values_of(editor, task, "cadence")[0].tolist():
        start, stop = editor.inner(element)
        found = _WHOLE.fullmatch(editor.written(start, stop)) if editor.index.leaf[element] else None
        if found:
            yield editor.edit(start, stop, str((int(found[1][-9:]) + 1) // 2))


def _measured(task: FixTask) -> dict[str, Float]:
    """For each total, its value per lap computed from the trackpoints; NaN if unknown or 0, which may mean unknown."""
    laps = task.parsed.laps
    track = lap_track(task.parsed)
    lasted, way = np.full(len(laps), np.nan), np.full(len(laps), np.nan)
    lasted[track.rows] = np.where(track.lasted > 0, track.lasted, np.nan)
    # From the first trackpoint of the lap to that of the next lap, so that no distance counts twice.
    measured = track.shortest + (track.reached - track.counted)
    way[track.rows] = np.where(measured > 0, measured, np.nan)
    return {"TotalTimeSeconds": lasted, "DistanceMeters": way}


def _total(editor: XmlEditor, lap: int, name: str, value: str) -> FileChange:
    """The edit that sets a total of a lap: replaces it, or inserts it where the schema wants it."""
    element = int(editor.tables["lap"][lap])
    children = editor.children(element)
    named = [editor.index.name(child) for child in children]
    namespace = editor.root[0]
    if (namespace, name) in named:
        child = children[named.index((namespace, name))]
        tag = editor.tag(child)
        return editor.edit(editor.start(child), editor.end(child), f"<{tag}>{value}</{tag}>")
    tag = f"{editor.prefix(element)}{name}"
    new = f"<{tag}>{value}</{tag}>"
    before = [
        child
        for child, (of, other) in zip(children, named, strict=True)
        if of == namespace and other in _TOTALS[: _TOTALS.index(name)]
    ]
    if before:
        at = editor.end(before[-1])
        return editor.edit(at, at, editor.indent(before[-1]) + new)
    at = int(editor.index.stop[element]) + 1
    return editor.edit(at, at, (editor.indent(children[0]) if children else "") + new)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"
