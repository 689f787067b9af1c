"""Fixes of the activity message, and of what sessions and laps say of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.recording import Cell, Recording
from activitylint.fixes.fit.seal import holds
from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.formats.fit import profile
from activitylint.model.format import FIT
from activitylint.strava.thresholds import DOUBLED_CADENCE, EARLIEST_OFFSET_S, LATEST_OFFSET_S, OFFSET_STEP_S

__all__: list[str] = []

_HALF: Final = 64
"""Half a turn in fractional_cadence, which counts 128ths."""


@fix("count-sessions", "FIT205", safety=Safety.SAFE, formats=FIT)
def count_sessions(target: Target) -> Iterator[Change]:
    """Writes into activity.num_sessions how many sessions there are.

    Leaves: a file whose CRC is wrong: there the number may tell of sessions that were lost since it was written.
    """
    recording = Recording(target)
    if not holds(recording.data, recording.headers[0]):
        raise NotApplicable("the CRC is wrong, so that sessions may have been lost")
    sessions = int((recording.table("session").file == 0).sum())
    rows = np.flatnonzero(recording.table("activity").file == 0)
    promised = recording.table("activity").column("num_sessions")[rows]
    wrong = rows[np.isfinite(promised) & (promised != sessions)]
    cells = recording.cells("activity", "num_sessions", wrong.tolist())
    yield from recording.sealed(cell.holding(sessions) for cell in cells)


@fix("right-local-timestamp", "FIT206", safety=Safety.UNSAFE, formats=FIT, reveals=("FIT211",))
def right_local_timestamp(target: Target) -> Iterator[Change]:
    """Takes the years from 1970 to 1989 off an activity.local_timestamp that was counted from 1970, where that leaves
    the offset of a time zone. Puts timestamp and local_timestamp in each other's place where only then they differ by
    such an offset, and the session ends at timestamp. Else it writes the invalid value, which says that local time is
    not known.

    Leaves: a local_timestamp that may be right: an offset that is no time zone's today.
    """
    recording = Recording(target)
    rows = np.flatnonzero(recording.table("activity").file == 0).tolist()
    local = {cell.row: cell for cell in recording.cells("activity", "local_timestamp", rows)}
    whole = {cell.row: cell for cell in recording.cells("activity", "timestamp", rows)}
    edits: list[Edit] = []
    for row, cell in local.items():
        there = cell.stored(recording.data)
        utc = whole[row].stored(recording.data) if row in whole else None
        # 0 says that it is not known, and is legal.
        if there and utc is not None and not _is_offset(there - utc):
            edits.extend(_righted(recording, cell, there, whole[row], utc))
    yield from recording.sealed(edits)


def _righted(recording: Recording, local: Cell, there: int, whole: Cell, utc: int) -> Iterator[Edit]:
    if _is_offset(there - profile.EPOCH - utc):
        yield local.holding(there - profile.EPOCH)
        return
    sessions = recording.activity.sessions
    ends = np.concatenate((sessions.start + sessions.elapsed, sessions.timestamp)) - profile.EPOCH
    ends_there = bool((np.abs(ends - there) < OFFSET_STEP_S).any())
    if _is_offset(utc - there) and ends_there and not recording.has_compressed_times(0):
        yield local.holding(utc)
        yield whole.holding(there)
        return
    yield local.invalid()


def _is_offset(seconds: int) -> bool:
    return EARLIEST_OFFSET_S <= seconds <= LATEST_OFFSET_S and seconds % OFFSET_STEP_S == 0


@fix("halve-run-cadence", "STR003", safety=Safety.UNSAFE, formats=FIT)
def halve_run_cadence(target: Target) -> Iterator[Change]:
    """Halves the cadence of every record, and the average and the maximum of a session or lap whose average is as high.
    The half of an odd number goes into fractional_cadence where the record has that field; else it is rounded to the
    even neighbour, so that the mean stays.

    Leaves: total_strides and other counts; and values in developer fields.
    """
    recording = Recording(target)
    edits = list(_halved(recording, "record", "cadence", "fractional_cadence"))
    low, high = DOUBLED_CADENCE
    for name in ("session", "lap"):
        average = recording.table(name).column("avg_cadence")
        rows = np.flatnonzero((average >= low) & (average <= high)).tolist()
        edits += _halved(recording, name, "avg_cadence", "avg_fractional_cadence", rows)
        edits += _halved(recording, name, "max_cadence", "max_fractional_cadence", rows)
    yield from recording.sealed(edits)


def _halved(
    recording: Recording, name: str, field: str, fraction: str, rows: list[int] | None = None
) -> Iterator[Edit]:
    data = recording.data
    rows = list(range(len(recording.table(name)))) if rows is None else rows
    fractions = {cell.row: cell for cell in recording.cells(name, fraction, rows)}
    for cell in recording.cells(name, field, rows):
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
