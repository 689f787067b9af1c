"""Fixes for records without a time, with a stale time, or out of order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.model.arrays import Float, Int
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import FIT
from activitylint.strava.thresholds import EARLIEST_S, GAP_S, STALE_SHARE

__all__: list[str] = []

_UNTIMED_SHARE: Final = 0.5
"""If more of the records would be removed, the file does not record its activity. A judgment."""
_RUN_S: Final = 60.0
_STALE_S: Final = 300.0
"""Records less than a minute apart that go on for more than five minutes are not stale. A judgment."""
_CHANGES_A_STEP: Final = 4
_IN_HEADER: Final = "the file has compressed timestamps, which are counted from one message to the next"


@fix("time-or-drop-records", "TIM001", safety=Safety.UNSAFE, formats=FIT, order=3)
def time_or_drop_records(task: FixTask) -> Iterator[FileChange]:
    """Gives each record with an invalid timestamp a time between those of its neighbors. Removes records that have no
    timestamp field, and records whose neighbors are more than a day apart or leave no full second between them.

    Limits: Skips a file if more than half of its records would be removed, or if a later message has a compressed
    timestamp that would change.
    """
    editor = FitEditor(task)
    rows = task.rows()
    if not len(rows):
        return
    timed: dict[int, Edit] = {}
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        timed |= dict(_between(editor, run))
    dropped = np.setdiff1d(rows, np.array(list(timed), dtype=np.int64))
    if len(dropped) > _UNTIMED_SHARE * len(editor.activity.records):
        reason = f"{len(dropped):,} of {len(editor.activity.records):,} records would be removed"
        raise NotApplicable(reason)
    if timed and any(map(editor.has_compressed_times, range(len(editor.headers)))):
        raise NotApplicable(_IN_HEADER)
    if len(dropped):
        list(editor.without_records(dropped))  # raises NotApplicable if others would change
    ordinals = editor.table("record").ordinal[dropped].tolist()
    gone = [Edit(*editor.span(ordinal)) for ordinal in ordinals]
    yield from editor.sealed([*timed.values(), *gone])


def _between(editor: FitEditor, run: Int) -> Iterator[tuple[int, Edit]]:
    """Yield edits that space the times of a run of records evenly between its neighbors, in full seconds."""
    records = editor.activity.records
    first, last = int(run[0]) - 1, int(run[-1]) + 1
    if first < 0 or last >= len(records) or records.segment[first] != records.segment[last]:
        return
    cells = list(editor.cells("record", "timestamp", run.tolist()))
    start, end = float(records.time[first]), float(records.time[last])
    if len(cells) < len(run) or not len(run) < end - start < GAP_S:
        return
    for place, cell in enumerate(cells, 1):
        time = start + round(place * (end - start) / (len(run) + 1))
        yield cell.row, cell.holding(int(time - FIT_EPOCH_S))


@fix("drop-stale-records", "TIM009", "FIT209", safety=Safety.UNSAFE, formats=FIT, order=4)
def drop_stale_records(task: FixTask) -> Iterator[FileChange]:
    """Removes records that lie outside the session, or more than a day away from most other records.

    Limits: Skips a file if these records go on for more than five minutes or are more than a quarter of all records,
    because then they belong to the recording: the session's times are wrong, or the file covers several days. Skips
    records if the times of later messages are counted from them.
    """
    editor = FitEditor(task)
    records = editor.activity.records
    outside = [finding for finding in task.findings if finding.code == "FIT209"]
    rows = {row for finding in outside for first, last in finding.ranges for row in range(first - 1, last)}
    for file in np.unique(records.segment).tolist():
        rows.update(_far_from_most(records.time, np.flatnonzero(records.segment == file)).tolist())
    dropped = np.array(sorted(rows), dtype=np.int64)
    if len(dropped) > STALE_SHARE * len(records):
        reason = f"{len(dropped):,} of {len(records):,} records would be removed, which is too many to be stale"
        raise NotApplicable(reason)
    times = np.sort(records.time[dropped])
    runs = np.split(times, np.flatnonzero(np.diff(times) > _RUN_S) + 1)
    longest = max((float(run[-1] - run[0]) for run in runs if len(run)), default=0.0)
    if longest > _STALE_S:
        reason = f"records over {longest:,.0f} s would be removed, which is too long to be stale"
        raise NotApplicable(reason)
    yield from editor.without_records(dropped)


def _far_from_most(time: Float, rows: Int) -> Int:
    """The rows that are more than a day away from the run with the most rows."""
    rows = rows[np.isfinite(time[rows]) & (time[rows] >= EARLIEST_S)]
    rows = rows[np.argsort(time[rows], kind="stable")]
    runs = np.split(rows, np.flatnonzero(np.diff(time[rows]) > GAP_S) + 1)
    most = max(range(len(runs)), key=lambda run: len(runs[run]))
    return np.concatenate([rows[:0], *(run for place, run in enumerate(runs) if place != most)])


@fix("sort-records", "TIM005", safety=Safety.UNSAFE, formats=FIT, order=4)
def sort_records(task: FixTask) -> Iterator[FileChange]:
    """Sorts the records of each file by time. Each record is moved byte for byte; all other messages keep their place.

    Limits: Skips a file if two stretches of records cover the same time because the clock was set back, if messages
    have compressed timestamps, or if the definition of the records changes between them.
    """
    editor = FitEditor(task)
    records = editor.activity.records
    edits: list[Edit] = []
    for file in np.unique(records.segment).tolist():
        rows = np.flatnonzero((records.segment == file) & (records.time >= EARLIEST_S))
        order = rows[np.argsort(records.time[rows], kind="stable")]
        moved = np.flatnonzero(order != rows)
        if not len(moved):
            continue
        if _interleave(records.time[rows]):
            raise NotApplicable("two stretches that cover the same time would be mixed: the clock was set back")
        if editor.has_compressed_times(file):
            raise NotApplicable(_IN_HEADER)
        edits.extend(_moved(editor, file, rows[moved], order[moved]))
    yield from editor.sealed(edits)


def _interleave(time: Float) -> bool:
    """True if sorting would mix stretches with each other, record by record.

    A stretch ends where time steps back. Swapped neighbors and tracks in the wrong order cause only a few changes from
    one stretch to another per step back.
    """
    stretch = np.concatenate(([0], np.cumsum(np.diff(time) < 0)))
    changes = np.count_nonzero(np.diff(stretch[np.argsort(time, kind="stable")]))
    return bool(changes > _CHANGES_A_STEP * (int(stretch[-1]) + 1))


def _moved(editor: FitEditor, file: int, places: Int, rows: Int) -> Iterator[Edit]:
    """Yield the edits that put the records `rows` in the places of the records `places`."""
    contents = editor.contents
    ordinal = editor.table("record").ordinal
    first = int(contents.files[file])
    bound = {local: editor.bound(file, local) for local in range(16)}
    for place, row in zip(ordinal[places].tolist(), ordinal[rows].tolist(), strict=True):
        before, definitions = bound[editor.local(row)]
        there, here = (np.searchsorted(before, message - first, side="right") - 1 for message in (place, row))
        if there < 0 or definitions[there] != definitions[here]:
            raise NotApplicable("the definition of the records changes between the records that would change places")
        start, stop = editor.span(row)
        yield Edit(*editor.span(place), editor.data[start:stop])
