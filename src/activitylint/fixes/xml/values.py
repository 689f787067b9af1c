"""Finds the elements that Strava reads each stream from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from activitylint.fixes.registry import FixTask
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.formats.xml.index import Name
from activitylint.model.arrays import Int
from activitylint.model.format import Format
from activitylint.vocabulary.extensions import Verdict, gpx_verdict, tcx_verdict

__all__ = ["Inside", "inside_records", "values_of"]

_GPX: Final[dict[tuple[str, ...], str]] = {("time",): "time", ("ele",): "altitude"}
_TCX: Final[dict[tuple[str, ...], str]] = {
    ("Time",): "time",
    ("Position", "LatitudeDegrees"): "latitude",
    ("Position", "LongitudeDegrees"): "longitude",
    ("AltitudeMeters",): "altitude",
    ("DistanceMeters",): "distance",
    ("HeartRateBpm", "Value"): "heartrate",
    ("Cadence",): "cadence",
}


class Inside(NamedTuple):
    """A kind of element inside records.

    below: the (namespace, local name) of the elements from the record's child down to it. steps: the same from the root
    down. stream: the stream that it is read as; empty if it is not read.
    """

    path: int
    below: tuple[Name, ...]
    steps: tuple[Name, ...]
    stream: str


def inside_records(editor: XmlEditor, task: FixTask) -> Iterator[Inside]:
    """Yield every kind of element inside records."""
    index = editor.index
    records = editor.rows("record")
    depth: dict[int, int] = dict.fromkeys(records.paths, 0)
    # A path is numbered after its parent.
    for path in range(len(index.path_parent)):
        above = depth.get(int(index.path_parent[path]))
        if above is None:
            continue
        depth[path] = above + 1
        steps = index.steps(path)
        below = steps[len(steps) - above - 1 :]
        yield Inside(path, below, steps, _stream(task, editor.root[0], below, steps))


def values_of(editor: XmlEditor, task: FixTask, stream: str) -> tuple[Int, Int]:
    """The elements that a stream is read from, in document order, and the record that contains each."""
    paths = [inside.path for inside in inside_records(editor, task) if inside.stream == stream]
    elements = editor.index.elements_of(paths)
    records = editor.rows("record")
    rows = np.empty(len(elements), dtype=np.int64)
    kinds = editor.index.path[elements]
    for path in paths:
        chosen = np.flatnonzero(kinds == path)
        rows[chosen] = records.of(elements[chosen], path)
    return elements[rows >= 0].astype(np.int64), rows[rows >= 0]


def _stream(task: FixTask, namespace: str, below: tuple[Name, ...], steps: tuple[Name, ...]) -> str:
    gpx = task.source.format is Format.GPX
    if all(of == namespace for of, _ in below):
        base = (_GPX if gpx else _TCX).get(tuple(name for _, name in below))
        if base:
            return base
    of, name = below[-1]
    if len(below) == 1:
        return ""
    verdict, stream = (gpx_verdict if gpx else tcx_verdict)(of, name, steps[:-1])
    return stream if verdict is Verdict.READ else ""
