"""Fixes that replace impossible values and positions with the invalid value.

The record and everything else in it stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.model.activity import Activity
from activitylint.model.arrays import Int, Intp
from activitylint.model.format import FIT
from activitylint.rules.support.markers import MARKED_STREAMS, is_marker
from activitylint.strava import interpretation, thresholds
from activitylint.strava.track import has_position, long_steps

__all__: list[str] = []

_FIELDS: Final = {
    "heartrate": ("heart_rate",),
    "cadence": ("cadence", "fractional_cadence"),
    "power": ("power",),
    "temperature": ("temperature",),
    "altitude": ("enhanced_altitude", "altitude"),
    "speed": ("enhanced_speed", "speed"),
    "distance": ("distance",),
    "position": ("position_lat", "position_long"),
}
"""The record fields that each column of the Activity is read from."""
_STREAMS: Final = {
    "STR001": "heartrate",
    "STR002": "cadence",
    "STR004": "power",
    "STR005": "temperature",
    "STR006": "altitude",
}
_FAR_OFF_SHARE: Final = 0.1
"""If more of the positions are off, it is unclear which ones are right. A judgment."""


@fix(
    "blank-impossible-values",
    *("STR001", "STR002", "STR004", "STR005", "STR006", "STR009"),
    safety=Safety.UNSAFE,
    formats=FIT,
    reveals=("STR011",),
)
def blank_impossible_values(task: FixTask) -> Iterator[FileChange]:
    """Replaces heart rates, cadences, powers, temperatures, elevations, speeds and distances that no sensor can
    measure, or that are the "no value" marker of another field type, with the invalid value of their field.

    Limits: Does not change the averages and maxima of laps and sessions that include these values. Skips values that
    are packed into another field (compressed_speed_distance).
    """
    editor = FitEditor(task)
    found: dict[str, set[int]] = {}
    for finding in task.findings:
        if finding.code in _STREAMS:
            rows = found.setdefault(_STREAMS[finding.code], set())
            rows.update(row for first, last in finding.ranges for row in range(first - 1, last))
        else:
            for stream in MARKED_STREAMS:
                marked = np.flatnonzero(is_marker(editor.activity.records, stream))
                found.setdefault(stream, set()).update(marked.tolist())
    edits = [edit for stream, rows in found.items() for edit in _blanked(editor, stream, sorted(rows))]
    yield from editor.sealed(edits)


@fix(
    "blank-impossible-positions",
    *("POS001", "POS002", "POS003"),
    safety=Safety.UNSAFE,
    formats=FIT,
    order=4,
    reveals=("POS004", "STR011"),
)
def blank_impossible_positions(task: FixTask) -> Iterator[FileChange]:
    """Sets position_lat and position_long to the invalid value in records whose position is off the globe, at 0, 0, or
    has only one of the two coordinates.

    Limits: Keeps everything else in the record. Swapped coordinates are removed, not converted. Skips files whose
    degrees were written as semicircles: without positions, the program that wrote them is still wrong.
    """
    if any("semicircles" in finding.about for finding in task.findings):
        raise NotApplicable("degrees were written as semicircles, so the file has to be exported again")
    editor = FitEditor(task)
    yield from editor.sealed(_blanked(editor, "position", task.rows().tolist()))


@fix("blank-far-off-positions", "POS005", safety=Safety.UNSAFE, formats=FIT, judges=("latitude", "longitude"))
def blank_far_off_positions(task: FixTask) -> Iterator[FileChange]:
    """Sets position_lat and position_long to the invalid value in records that cannot be reached from the longest
    stretch without a jump.

    Limits: Skips a track if more than a tenth of its positions would be removed, because then it is unclear which side
    of the jump is right.
    """
    editor = FitEditor(task)
    rows, positioned = _far_off(editor.activity, task.rows())
    if len(rows) > _FAR_OFF_SHARE * positioned:
        reason = (
            f"{len(rows):,} of {positioned:,} positions are off the longest stretch, so it is unclear which are right"
        )
        raise NotApplicable(reason)
    yield from editor.sealed(_blanked(editor, "position", rows.tolist()))


def _blanked(editor: FitEditor, stream: str, rows: list[int]) -> Iterator[Edit]:
    data = editor.data
    written: set[int] = set()
    for field in _FIELDS[stream]:
        for cell in editor.cells("record", field, rows):
            edit = cell.invalid()
            written.add(cell.row)
            if data[edit.start : edit.stop] != edit.new:
                yield edit
    if len(written) < len(rows):
        raise NotApplicable("a value is packed into another field")


def _far_off(activity: Activity, named: Int) -> tuple[Int, int]:
    """The records that cannot be reached from the longest stretch, and the number of records with time and position.

    This goes stretch by stretch away from the longest one. A stretch belongs to the track if it can be reached in time
    from the last record that does. named: the rows that POS005 reports. If they are all that is too fast for the sport,
    there is no drive in the recording, and the sport says how fast is too fast.
    """
    records = activity.records
    rows = np.flatnonzero(has_position(records) & (records.time >= thresholds.EARLIEST_S))
    time, latitude, longitude = (column[rows] for column in (records.time, records.latitude, records.longitude))

    speed = interpretation.jump_speed(activity)

    def jumps(order: Intp) -> Intp:
        seconds = np.abs(np.diff(time[order]))
        least = np.maximum(speed * seconds, thresholds.JUMP_DISTANCE_M)
        return long_steps(latitude[order], longitude[order], least)[0]

    if not np.array_equal(rows[jumps(np.arange(len(rows))) + 1], named):
        speed = thresholds.JUMP_SPEED_MS
    bounds = np.concatenate(([0], jumps(np.arange(len(rows))) + 1, [len(rows)]))
    if len(bounds) - 2 > 2 * _FAR_OFF_SHARE * len(rows) + 1:
        raise NotApplicable("the position jumps back and forth too often to know which side is right")
    longest = int(np.argmax(np.diff(bounds)))
    off = np.zeros(len(rows), dtype=np.bool_)
    last = int(bounds[longest + 1]) - 1
    for stretch in range(longest + 1, len(bounds) - 1):
        first, end = int(bounds[stretch]), int(bounds[stretch + 1])
        if len(jumps(np.array([last, first]))):
            off[first:end] = True
        else:
            last = end - 1
    last = int(bounds[longest])
    for stretch in range(longest - 1, -1, -1):
        first, end = int(bounds[stretch]), int(bounds[stretch + 1])
        if len(jumps(np.array([end - 1, last]))):
            off[first:end] = True
        else:
            last = first
    return rows[off], len(rows)
