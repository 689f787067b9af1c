"""Fixes that remove values, positions and points that were not measured."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.values import values_of
from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Int, Intp
from activitylint.model.format import GPX, TCX, XML, Format
from activitylint.rules.support.markers import MARKED_STREAMS, is_marker
from activitylint.strava import thresholds
from activitylint.strava.interpretation import jump_speed
from activitylint.strava.track import has_position, long_steps

__all__ = ["drop_records"]


@fix("drop-empty-tracks", "TCX010", "GPX008", safety=Safety.SAFE, formats=XML)
def drop_empty_tracks(task: FixTask) -> Iterator[FileChange]:
    """Removes a Track or trkseg that is completely empty, if others contain points. No data is lost.

    Limits: Keeps a Lap without trackpoints, because its totals were recorded, and a segment that contains anything
    other than points.
    """
    editor = XmlEditor(task)
    table = "segment" if task.source.format is Format.GPX else "track"
    empty = [element for element in editor.tables[table].tolist() if _is_empty(editor, element)]
    if not empty:
        raise NotApplicable("the track without points contains something else")
    # A track that contains nothing but this segment is removed too.
    yield from editor.remove_values(empty, _kept(editor))


@fix("drop-markers", "STR009", safety=Safety.UNSAFE, formats=XML)
def drop_markers(task: FixTask) -> Iterator[FileChange]:
    """Removes values that mean "no value" in binary files, such as 255 and 65535.

    Limits: Keeps everything else in the point.
    """
    editor = XmlEditor(task)
    marked = {stream: is_marker(task.parsed.records, stream) for stream in MARKED_STREAMS}
    yield from _without(editor, task, marked)


@fix("drop-heart-rates", "STR001", safety=Safety.UNSAFE, formats=XML)
def drop_heart_rates(task: FixTask) -> Iterator[FileChange]:
    """Removes heart rates that are negative or above 254 beats per minute, and zeros if there are more than a few.

    Limits: Keeps everything else in the point, and the zeros of a sensor that lost contact for a few seconds.
    """
    yield from _without(XmlEditor(task), task, {"heartrate": _found(task)})


@fix("drop-cadences", "STR002", safety=Safety.UNSAFE, formats=XML)
def drop_cadences(task: FixTask) -> Iterator[FileChange]:
    """Removes cadences that are negative or above 254 per minute.

    Limits: Keeps everything else in the point. Skips a file if most cadences are out of range, because then they count
    something else.
    """
    yield from _outside(task, "cadence")


@fix("drop-power", "STR004", safety=Safety.UNSAFE, formats=XML)
def drop_power(task: FixTask) -> Iterator[FileChange]:
    """Removes power that is negative or above 3,000 watts.

    Limits: Keeps everything else in the point. Skips a file if most values are out of range, because then they are in
    another unit.
    """
    yield from _outside(task, "power")


@fix("drop-temperatures", "STR005", safety=Safety.UNSAFE, formats=XML)
def drop_temperatures(task: FixTask) -> Iterator[FileChange]:
    """Removes temperatures below -60 or above 80 degrees Celsius.

    Limits: Keeps everything else in the point. Skips a file if most values are out of range, because then they are in
    another unit.
    """
    yield from _outside(task, "temperature")


@fix("drop-elevations", "STR006", safety=Safety.UNSAFE, formats=XML)
def drop_elevations(task: FixTask) -> Iterator[FileChange]:
    """Removes elevations below -500 or above 9,000 meters.

    Limits: Keeps everything else in the point. Skips a file if most values are out of range, because then they are in
    another unit.
    """
    yield from _outside(task, "altitude")


@fix("drop-positions", "POS001", "POS002", "POS003", safety=Safety.UNSAFE, formats=TCX, reveals=("POS004", "STR011"))
def drop_positions(task: FixTask) -> Iterator[FileChange]:
    """Removes positions that are incomplete, not numbers, off the globe, or at 0, 0.

    Limits: Keeps everything else in the trackpoint, such as its time and heart rate.
    """
    yield from _without_positions(XmlEditor(task), task, task.rows())


@fix("drop-impossible-points", "POS001", "POS003", "POS006", safety=Safety.UNSAFE, formats=GPX)
def drop_impossible_points(task: FixTask) -> Iterator[FileChange]:
    """Removes track points whose position is missing, incomplete, not a number, off the globe, or at 0, 0. A GPX point
    cannot exist without a position.

    Limits: Skips a file if fewer than two points would be left; export it as TCX or FIT instead.
    """
    yield from drop_records(XmlEditor(task), task.rows())


@fix("drop-jumps", "POS005", safety=Safety.UNSAFE, formats=XML, judges=("latitude", "longitude"))
def drop_jumps(task: FixTask) -> Iterator[FileChange]:
    """Removes single points that are far from both neighbors. At the start and the end of the track, removes a point
    that is far from its only neighbor. In TCX, only the position of the trackpoint is removed.

    Limits: Skips jumps after which the track goes on from the new place, because it is unclear which side is wrong.
    """
    stray = _strays(task.parsed)
    if not len(stray):
        raise NotApplicable("the track goes on from the place that it jumped to")
    editor = XmlEditor(task)
    if task.source.format is Format.TCX:
        yield from _without_positions(editor, task, stray)
    else:
        yield from drop_records(editor, stray)


def drop_records(editor: XmlEditor, rows: Int) -> Iterator[FileChange]:
    """Remove points, and the elements that this leaves empty, except laps.

    rows: numbers of the records. Raises NotApplicable if fewer than two points would be left.
    """
    records = editor.tables["record"]
    if len(records) - len(rows) < 2:
        raise NotApplicable("fewer than two points would be left")
    yield from editor.remove_values(records[rows].tolist(), _kept(editor))


def _kept(editor: XmlEditor) -> list[int]:
    """Elements that stay even if they are empty: the root, and laps, whose totals were recorded."""
    return [0, *editor.tables.get("lap", np.empty(0, dtype=np.int32)).tolist()]


def _outside(task: FixTask, stream: str) -> Iterator[FileChange]:
    """Remove the reported values from a stream. Raises NotApplicable if they are most of it: their unit is wrong."""
    outside = _found(task)
    there = int(np.count_nonzero(np.isfinite(getattr(task.parsed.records, stream))))
    if 2 * int(np.count_nonzero(outside)) > there:
        raise NotApplicable("most of the values are out of range, so they are in another unit")
    yield from _without(XmlEditor(task), task, {stream: outside})


def _found(task: FixTask) -> Bools:
    """True for each record that the findings name."""
    found = np.zeros(len(task.parsed.records), dtype=np.bool_)
    found[task.rows()] = True
    return found


def _without(editor: XmlEditor, task: FixTask, masks: dict[str, Bools]) -> Iterator[FileChange]:
    """Remove the values of some rows from streams."""
    gone: list[int] = []
    for stream, mask in masks.items():
        if bool(mask.any()):
            elements, rows = values_of(editor, task, stream)
            gone.extend(elements[mask[rows]].tolist())
    yield from editor.remove_values(gone, editor.tables["record"].tolist())


def _without_positions(editor: XmlEditor, task: FixTask, rows: Int) -> Iterator[FileChange]:
    gone: list[int] = []
    for stream in ("latitude", "longitude"):
        elements, of = values_of(editor, task, stream)
        gone.extend(elements[np.isin(of, rows)].tolist())
    yield from editor.remove_values(gone, editor.tables["record"].tolist())


def _strays(activity: Activity) -> Int:
    """Rows of single points with a jump to the point and a jump back."""
    records = activity.records
    timed = np.isfinite(records.time) & (records.time >= thresholds.EARLIEST_S)
    near = thresholds.NULL_ISLAND_DEGREES
    null = (np.abs(records.latitude) < near) & (np.abs(records.longitude) < near)
    rows = np.flatnonzero(has_position(records) & ~null & timed)
    if len(rows) < 3:
        return np.empty(0, dtype=np.int64)
    far = np.zeros(len(rows) + 1, dtype=np.bool_)
    far[1:-1][_jumps(activity, rows)] = True
    both = far[:-1] & far[1:]
    # The first and the last point have only one neighbor, which must be near to the next point.
    both[0] = far[1] and not far[2]
    both[-1] = far[-2] and not far[-3]
    candidates = np.flatnonzero(both)
    # Two in a row are not single points, and the neighbors of a stray must be near to each other.
    alone = np.ones(len(candidates), dtype=np.bool_)
    alone[1:] &= np.diff(candidates) > 1
    alone[:-1] &= np.diff(candidates) > 1
    candidates = candidates[alone]
    kept = np.delete(np.arange(len(rows)), candidates)
    before = kept[_jumps(activity, rows[kept])]
    strays: Int = rows[np.setdiff1d(candidates, before + 1)]
    return strays


def _jumps(activity: Activity, rows: Intp) -> Intp:
    """The steps between these rows that POS005 reports as jumps."""
    records = activity.records
    seconds = np.abs(np.diff(records.time[rows]))
    plausible = np.maximum(jump_speed(activity) * seconds, thresholds.JUMP_DISTANCE_M)
    return long_steps(records.latitude[rows], records.longitude[rows], plausible)[0]


def _is_empty(editor: XmlEditor, element: int) -> bool:
    start, stop = editor.inner(element)
    return bool(editor.index.leaf[element]) and not editor.text.scanned[start:stop].strip()
