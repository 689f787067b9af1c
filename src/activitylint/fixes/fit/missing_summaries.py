"""Fixes for missing summary messages: session, lap and activity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor, free_local
from activitylint.fixes.fit.encode import Values, together
from activitylint.fixes.fit.summary_messages import MOST_SESSIONS, SummaryMessages
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.model.format import FIT

__all__: list[str] = []


@fix(
    "write-session",
    "FIT201",
    safety=Safety.UNSAFE,
    formats=FIT,
    order=6,
    reveals=("FIT204", "FIT205", "DEV009", "SPO002", "SPO003", "SPO005", "STR011"),
)
def write_session(task: FixTask) -> Iterator[FileChange]:
    """Adds a session that covers all records: start, elapsed and timer time, distance, averages and number of laps. The
    sport comes from the sport message or the laps, and is `generic` if neither names one.

    Limits: Does not write what only the device knew: ascent, calories, strokes. Skips a file in which no time passes.
    """
    editor = FitEditor(task)
    summary = _summary(editor)
    yield from _inserted(editor, summary.missing_session(), before=("activity",))


@fix("write-activity", "FIT202", "SET001", safety=Safety.UNSAFE, formats=FIT, order=7, reveals=("FIT211",))
def write_activity(task: FixTask) -> Iterator[FileChange]:
    """Adds an activity message with the end time, the timer time and the number of sessions.

    Limits: Does not write local_timestamp, unless a timestamp_correlation message gives the offset of local time.
    """
    editor = FitEditor(task)
    summary = _summary(editor)
    if (editor.table("activity").file == 0).any():
        raise NotApplicable("the file has an activity message, but without a timestamp")
    yield from _inserted(editor, [summary.activity()], before=())


@fix("write-lap", "FIT203", safety=Safety.UNSAFE, formats=FIT, order=7, reveals=("FIT210",))
def write_lap(task: FixTask) -> Iterator[FileChange]:
    """Adds one lap per session, with the times and the distance of the session.

    Limits: Does not change num_laps of the sessions, which is what the device counted.
    """
    editor = FitEditor(task)
    summary = _summary(editor)
    if (editor.table("lap").file == 0).any():
        return
    if len(editor.activity.sessions) > MOST_SESSIONS:
        raise NotApplicable("the file has too many sessions for an activity file")
    laps = summary.laps_of_sessions() or summary.missing_lap()
    yield from _inserted(editor, laps, before=("session", "activity"))


def _summary(editor: FitEditor) -> SummaryMessages:
    """The summary messages of the first file of the chain. Raises NotApplicable if there is nothing to sum up."""
    summary = SummaryMessages(editor, 0)
    if not summary.is_activity:
        raise NotApplicable("the file does not say that it is an activity")
    if np.isnan(summary.start):
        raise NotApplicable("nothing in the file has a time")
    if summary.start == summary.end:
        raise NotApplicable("no time passes in the file")
    return summary


def _inserted(editor: FitEditor, messages: Sequence[tuple[str, Values]], *, before: tuple[str, ...]) -> Iterator[Edit]:
    """Yield the edit that inserts messages before the first message named in `before` that follows the last record,
    or at the end of the first file.
    """
    start, end = editor.body(0)
    last = [int(offset) for offset in editor.table("record").offset[editor.table("record").file == 0][-1:]]
    place = end
    for name in before:
        table = editor.table(name)
        later = table.offset[(table.file == 0) & (table.offset > (last[0] if last else start))]
        if len(later):
            place = min(place, int(later[0]))
    local = free_local(editor.found(0))
    if local is None or editor.counts_on(place, end):
        # After the end, no message uses the local type or a compressed timestamp.
        local, place = 0, end
    yield from editor.sealed([Edit(place, place, together(messages, local))])
