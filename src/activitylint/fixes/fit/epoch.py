"""Fixes for FIT times that are counted from 1970."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.formats.fit import profile
from activitylint.model.arrays import Float
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import FIT
from activitylint.strava.calendars import SMALLEST_DATE_S
from activitylint.strava.thresholds import GAP_S

__all__: list[str] = []

_FIRST_FIT: Final = 1_199_145_600.0
"""2008-01-01 UTC; FIT did not exist before."""


@fix("times-from-1989-as-created", "TIM007", safety=Safety.SAFE, formats=FIT, order=4)
def times_from_1989_as_created(task: FixTask) -> Iterator[FileChange]:
    """Subtracts 631,065,600 s from all times that are counted from 1970, if file_id.time_created is right and proves
    it: it is less than a day from the first record then.

    Limits: Skips a file in which nothing else shows when the activity was.
    """
    editor = FitEditor(task)
    created = editor.table("file_id").column("time_created")
    right = _right_times(task)
    if right is not None and bool((np.abs(created - right.min()) < GAP_S).any()):
        yield from _from_1989(editor, task)


@fix("times-from-1989", "TIM007", safety=Safety.UNSAFE, formats=FIT, order=4)
def times_from_1989(task: FixTask) -> Iterator[FileChange]:
    """Subtracts 631,065,600 s from the times of all messages: the program that wrote the file counted them from 1970,
    but FIT counts from 1989-12-31.

    Limits: Skips a file in which a record is not in the future, or would be in the future or before 2008 afterwards,
    when FIT did not exist. Does not change a time that is right already.
    """
    if _right_times(task) is not None:
        yield from _from_1989(FitEditor(task), task)


def _right_times(task: FixTask) -> Float | None:
    """The times of the records, counted from 1970; None if they cannot have been counted so."""
    time = task.parsed.records.time
    time = time[np.isfinite(time)]
    right: Float = time - FIT_EPOCH_S
    now = task.context.now
    if not len(time) or time.min() <= now or right.max() > now or right.min() < _FIRST_FIT:
        return None
    return right


def _from_1989(editor: FitEditor, task: FixTask) -> Iterator[Edit]:
    if any(map(editor.has_compressed_times, range(len(editor.headers)))):
        raise NotApplicable("the file has compressed timestamps, which hold only the lowest bits of a time")
    yield from editor.sealed(_shifted(editor, task.context.now))


def _shifted(editor: FitEditor, now: float) -> Iterator[Edit]:
    for _, cell in editor.cells_of(profile.is_time):
        stored = cell.stored(editor.data)
        if stored is not None and stored + FIT_EPOCH_S >= SMALLEST_DATE_S and stored + FIT_EPOCH_S > now:
            yield cell.holding(stored - FIT_EPOCH_S)
