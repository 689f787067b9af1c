"""The fix for sessions without times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.fit.encode import Values, fields_of
from activitylint.fixes.fit.summary_messages import MOST_SESSIONS, SummaryMessages
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.model.format import FIT

__all__: list[str] = []

_TIMES: Final = ("start_time", "total_elapsed_time", "total_timer_time", "timestamp")


@fix("complete-session", "FIT204", safety=Safety.UNSAFE, formats=FIT, order=6, reveals=("FIT208", "FIT209"))
def complete_session(task: FixTask) -> Iterator[FileChange]:
    """Adds the missing start_time, total_elapsed_time, total_timer_time and timestamp of a session. They are worked out
    from each other and, if the file has only one session, from the records and timer events.

    Limits: Does not add a missing sport. Skips a session if nothing in the file shows when it started or how long it
    was.
    """
    editor = FitEditor(task)
    sessions = editor.activity.sessions
    rows = np.flatnonzero(sessions.file == 0).tolist()
    if len(rows) > MOST_SESSIONS:
        raise NotApplicable("the file has too many sessions for an activity file")
    summary = SummaryMessages(editor, 0)
    edits: list[Edit] = []
    for row in rows:
        columns = {
            "start_time": sessions.start,
            "total_elapsed_time": sessions.elapsed,
            "total_timer_time": sessions.timer,
            "timestamp": sessions.timestamp,
        }
        known = {name: float(columns[name][row]) for name in _TIMES if np.isfinite(columns[name][row])}
        lacking = _completed(known, summary, alone=len(rows) == 1)
        if "timestamp" in lacking and editor.has_compressed_times(0):
            raise NotApplicable(
                "the file has compressed timestamps, which would be counted from the session's new time"
            )
        if lacking:
            edits.extend(_written(editor, row, lacking))
    if not edits:
        raise NotApplicable("nothing in the file provides the missing values of the session")
    yield from editor.sealed(edits)


def _completed(known: dict[str, float], summary: SummaryMessages, *, alone: bool) -> dict[str, float]:
    """The missing times of a session, as far as they can be worked out."""
    start, elapsed = known.get("start_time"), known.get("total_elapsed_time")
    end = known.get("timestamp")
    # Many devices write the start into timestamp, so the records are more reliable.
    if start is None and alone and np.isfinite(summary.start):
        start = summary.start
    if start is None and end is not None and elapsed is not None:
        start = end - elapsed
    if start is None:
        return {}
    if elapsed is None and alone and np.isfinite(summary.end):
        elapsed = summary.end - start
    if elapsed is None and end is not None:
        elapsed = end - start
    if elapsed is None or not elapsed > 0:
        return {}
    timer = min(summary.running(start, start + elapsed), elapsed)
    whole = {
        "start_time": start,
        "total_elapsed_time": elapsed,
        "total_timer_time": timer or elapsed,
        "timestamp": start + elapsed,
    }
    return {name: value for name, value in whole.items() if name not in known}


def _written(editor: FitEditor, row: int, values: Values) -> Iterator[Edit]:
    """Yield the edits that write values into a session. Missing fields are added with a new definition."""
    data = editor.data
    ordinal = int(editor.table("session").ordinal[row])
    start, stop = editor.span(ordinal)
    definition = int(editor.contents.definition[ordinal])
    big = bool(editor.contents.definitions.big[definition])
    new = bytearray(data[start:stop])
    added: dict[str, float | str | None] = {}
    for name, value in values.items():
        cell = next(editor.cells("session", name, [row]), None)
        specs, content = fields_of("session", {name: value}, big=big)
        if cell is None:
            added[name] = value
        elif specs[1:] == bytes((cell.size, cell.base)):
            new[cell.start - start : cell.start - start + cell.size] = content
        else:
            reason = f"{name} is stored in an unusual type"
            raise NotApplicable(reason)
    if not added:
        yield Edit(start, stop, bytes(new))
        return
    specs, content = fields_of("session", added, big=big)
    old, again = editor.definition_of(ordinal)
    fields_end = 6 + 3 * old[5]
    count = old[5] + len(specs) // 3
    if count > 255:
        raise NotApplicable("the session cannot hold more fields")
    own = old[:5] + bytes([count]) + old[6:fields_end] + specs + old[fields_end:]
    # Developer fields come after all other fields.
    plain = 1 + sum(old[7:fields_end:3])
    yield Edit(start, stop, own + bytes(new[:plain]) + content + bytes(new[plain:]) + (old if again else b""))
