"""Fixes for the activity message and for totals in sessions and laps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import Cell, FitEditor
from activitylint.fixes.fit.seal import holds
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import FIT
from activitylint.strava.thresholds import DOUBLED_CADENCE, OFFSET_STEP_S
from activitylint.strava.utc_offsets import is_utc_offset

__all__: list[str] = []

_HALF: Final = 64
"""Half a turn in fractional_cadence, whose unit is 1/128."""


@fix("count-sessions", "FIT205", safety=Safety.SAFE, formats=FIT, trusts=("CRC",))
def count_sessions(task: FixTask) -> Iterator[FileChange]:
    """Writes the actual number of sessions into activity.num_sessions.

    Limits: Skips a file with a wrong CRC, because sessions may have been lost since the number was written.
    """
    editor = FitEditor(task)
    if not holds(editor.data, editor.headers[0]):
        raise NotApplicable("the CRC is wrong, so sessions may have been lost")
    sessions = int((editor.table("session").file == 0).sum())
    rows = np.flatnonzero(editor.table("activity").file == 0)
    promised = editor.table("activity").column("num_sessions")[rows]
    wrong = rows[np.isfinite(promised) & (promised != sessions)]
    cells = editor.cells("activity", "num_sessions", wrong.tolist())
    yield from editor.sealed(cell.holding(sessions) for cell in cells)


@fix("right-local-timestamp", "FIT206", safety=Safety.UNSAFE, formats=FIT, reveals=("FIT211",))
def right_local_timestamp(task: FixTask) -> Iterator[FileChange]:
    """Corrects activity.local_timestamp. If it was counted from 1970 instead of 1989, the difference is subtracted,
    provided that this gives a real time zone offset. If timestamp and local_timestamp were swapped, they are swapped
    back, provided that this gives a real offset and the session ends at timestamp. Otherwise the field is set to the
    invalid value, which means that local time is unknown.

    Limits: Does not change a local_timestamp that may be right.
    """
    editor = FitEditor(task)
    rows = np.flatnonzero(editor.table("activity").file == 0).tolist()
    local = {cell.row: cell for cell in editor.cells("activity", "local_timestamp", rows)}
    whole = {cell.row: cell for cell in editor.cells("activity", "timestamp", rows)}
    edits: list[Edit] = []
    for row, cell in local.items():
        there = cell.stored(editor.data)
        utc = whole[row].stored(editor.data) if row in whole else None
        # 0 is legal and means that it is unknown.
        if there and utc is not None and not is_utc_offset(there - utc):
            edits.extend(_righted(editor, cell, there, whole[row], utc))
    yield from editor.sealed(edits)


def _righted(editor: FitEditor, local: Cell, there: int, whole: Cell, utc: int) -> Iterator[Edit]:
    if is_utc_offset(there - FIT_EPOCH_S - utc):
        yield local.holding(there - FIT_EPOCH_S)
        return
    sessions = editor.activity.sessions
    ends = np.concatenate((sessions.start + sessions.elapsed, sessions.timestamp)) - FIT_EPOCH_S
    ends_there = bool((np.abs(ends - there) < OFFSET_STEP_S).any())
    if is_utc_offset(utc - there) and ends_there and not editor.has_compressed_times(0):
        yield local.holding(utc)
        yield whole.holding(there)
        return
    yield local.invalid()


@fix("halve-run-cadence", "STR003", safety=Safety.UNSAFE, formats=FIT)
def halve_run_cadence(task: FixTask) -> Iterator[FileChange]:
    """Halves the cadence of every record, and the average and maximum cadence of each session or lap whose average is
    too high as well. For odd numbers, the remaining half goes into fractional_cadence if the record has that field;
    otherwise halves are rounded to the even number, so that the average stays the same.

    Limits: Does not change total_strides and other counts, or values in developer fields.
    """
    editor = FitEditor(task)
    edits = list(_halved(editor, "record", "cadence", "fractional_cadence"))
    low, high = DOUBLED_CADENCE
    for name in ("session", "lap"):
        average = editor.table(name).column("avg_cadence")
        rows = np.flatnonzero((average >= low) & (average <= high)).tolist()
        edits += _halved(editor, name, "avg_cadence", "avg_fractional_cadence", rows)
        edits += _halved(editor, name, "max_cadence", "max_fractional_cadence", rows)
    yield from editor.sealed(edits)


def _halved(editor: FitEditor, name: str, field: str, fraction: str, rows: list[int] | None = None) -> Iterator[Edit]:
    data = editor.data
    rows = list(range(len(editor.table(name)))) if rows is None else rows
    fractions = {cell.row: cell for cell in editor.cells(name, fraction, rows)}
    for cell in editor.cells(name, field, rows):
        whole = cell.stored(data)
        if not whole:
            continue
        part = fractions.get(cell.row)
        if part is None:
            yield cell.holding(round(whole / 2))
            continue
        fraction_of = part.stored(data) or 0
        yield cell.holding(whole // 2)
        if whole % 2 or fraction_of:
            yield part.holding(whole % 2 * _HALF + fraction_of // 2)
