"""Fixes of files that lack what sums them up: a session, a lap, the activity message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.encode import Values, together
from activitylint.fixes.fit.recording import Recording, free_local
from activitylint.fixes.fit.summary import MOST_SESSIONS, Summary
from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
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
def write_session(target: Target) -> Iterator[Change]:
    """Writes a session that covers the records: its start, its elapsed and timer time, distance, averages and the
    number of laps. The sport is that of the sport message or of the laps, and generic where neither tells it.

    Leaves: what only the device knew: ascent, calories, strokes; and a file in which no time passes.
    """
    recording = Recording(target)
    summary = _summary(recording)
    yield from _inserted(recording, summary.missing_session(), before=("activity",))


@fix("write-activity", "FIT202", "SET001", safety=Safety.UNSAFE, formats=FIT, order=7, reveals=("FIT211",))
def write_activity(target: Target) -> Iterator[Change]:
    """Writes an activity message with the end, the timer time and the number of the sessions.

    Leaves: local_timestamp, but where a timestamp_correlation message tells the offset of local time.
    """
    recording = Recording(target)
    summary = _summary(recording)
    if (recording.table("activity").file == 0).any():
        raise NotApplicable("the activity message is there, and lacks its timestamp")
    yield from _inserted(recording, [summary.activity()], before=())


@fix("write-lap", "FIT203", safety=Safety.UNSAFE, formats=FIT, order=7, reveals=("FIT210",))
def write_lap(target: Target) -> Iterator[Change]:
    """Writes a lap for each session, with its times and its distance.

    Leaves: the num_laps of the sessions, which says what the device counted.
    """
    recording = Recording(target)
    summary = _summary(recording)
    if (recording.table("lap").file == 0).any():
        return
    if len(recording.activity.sessions) > MOST_SESSIONS:
        raise NotApplicable("the file has too many sessions to be one of activities")
    laps = summary.laps_of_sessions() or summary.missing_lap()
    yield from _inserted(recording, laps, before=("session", "activity"))


def _summary(recording: Recording) -> Summary:
    """Of the first file, which the rules speak of. Raises Refused where there is nothing to sum up."""
    summary = Summary(recording, 0)
    if not summary.is_activity:
        raise NotApplicable("the file does not say that it is an activity")
    if np.isnan(summary.start):
        raise NotApplicable("nothing in the file has a time")
    if summary.start == summary.end:
        raise NotApplicable("no time passes in the file")
    return summary


def _inserted(
    recording: Recording, messages: Sequence[tuple[str, Values]], *, before: tuple[str, ...]
) -> Iterator[Edit]:
    """Messages before the first of certain others behind the last record, or at the end of the first file."""
    start, end = recording.body(0)
    last = [int(offset) for offset in recording.table("record").offset[recording.table("record").file == 0][-1:]]
    place = end
    for name in before:
        table = recording.table(name)
        behind = table.offset[(table.file == 0) & (table.offset > (last[0] if last else start))]
        if len(behind):
            place = min(place, int(behind[0]))
    local = free_local(recording.found(0))
    if local is None or recording.counts_on(place, end):
        # Nothing follows the end that reads a local type, or counts on from a time.
        local, place = 0, end
    yield from recording.sealed([Edit(place, place, together(messages, local))])
