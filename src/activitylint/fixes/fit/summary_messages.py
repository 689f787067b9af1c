"""Builds summary messages from the recording: laps, a session and the activity message, as a device writes at the end.

They contain only the fields that Strava's documentation lists and those that an Activity file requires. What only the
device knew (ascent, calories, the offset of local time) is omitted, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.fit.encode import Values
from activitylint.model.arrays import Float, Int
from activitylint.strava.thresholds import (
    EARLIEST_OFFSET_S,
    EARLIEST_S,
    GAP_S,
    LATEST_OFFSET_S,
    OFFSET_STEP_S,
    SESSION_EDGE_S,
)

__all__ = ["MOST_SESSIONS", "SummaryMessages"]

MOST_SESSIONS: Final = 1_000
"""The most sessions that are handled; no device writes as many."""
_ACTIVITY_TYPE: Final = 4.0
_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True)
class _Timer:
    """The stretches in which the timer ran."""

    starts: Float
    stops: Float

    def between(self, start: float, end: float) -> float:
        """The seconds that the timer ran between two times."""
        ran = np.minimum(self.stops, end) - np.maximum(self.starts, start)
        return float(np.maximum(ran, 0.0).sum())


class SummaryMessages:
    """The summary messages of one file of a chain.

    start, end: of the recording, in seconds since 1970-01-01 UTC; NaN if nothing in it has a time. Times more than a
    day away from most others are ignored.
    """

    def __init__(self, editor: FitEditor, file: int) -> None:
        activity = editor.activity
        self._activity = activity
        self._editor = editor
        self._file = file
        records = activity.records
        mine = records.segment == file
        self._time = np.where(mine, records.time, np.nan)
        self.start, self.end = _bulk(self._moments())
        self._timer = self._stretches()

    @property
    def says_its_type(self) -> bool:
        """True if the file gives its type."""
        return bool(np.isfinite(self._types()[:1]).any())

    @property
    def is_activity(self) -> bool:
        """True if the type of the file is activity."""
        return bool((self._types()[:1] == _ACTIVITY_TYPE).any())

    @property
    def is_empty(self) -> bool:
        """True if nothing was recorded: no record, set or length."""
        return not any(len(self._rows(name)) for name in ("record", "set", "length"))

    def _types(self) -> Float:
        table = self._editor.table("file_id")
        types: Float = table.column("type")[table.file == self._file]
        return types

    def missing(self) -> list[tuple[str, Values]]:
        """The messages that are missing for a complete Activity file: laps, a session, the activity message."""
        made: list[tuple[str, Values]] = []
        if not self.is_activity or np.isnan(self.start):
            return made
        made += self.missing_lap()
        made += self.missing_session(made)
        if not len(self._rows("activity")):
            made.append(self.activity(sum(name == "session" for name, _ in made)))
        return made

    def missing_lap(self) -> list[tuple[str, Values]]:
        """A lap from the end of the last one (or the start) to the end of the recording."""
        laps = self._activity.laps
        rows = np.flatnonzero(laps.session == self._file)
        return self._rest("lap", np.fmax(laps.start[rows] + laps.elapsed[rows], laps.timestamp[rows]))

    def missing_session(self, more_laps: Sequence[tuple[str, Values]] = ()) -> list[tuple[str, Values]]:
        """A session from the end of the last one (or the start) to the end of the recording; more_laps: that are
        written with it.
        """
        sessions = self._activity.sessions
        rows = np.flatnonzero(sessions.file == self._file)
        found = self._rest("session", np.fmax(sessions.start[rows] + sessions.elapsed[rows], sessions.timestamp[rows]))
        return [(name, {**values, **self._of_laps(rows, more_laps), **self._sport()}) for name, values in found]

    def _of_laps(self, sessions: Int, more_laps: Sequence[tuple[str, Values]]) -> dict[str, float | str | None]:
        """The fields of a single session that summarize all laps and records."""
        if len(sessions):
            return {}
        laps = self._activity.laps
        rows = np.flatnonzero(laps.session == self._file)
        fields: dict[str, float | str | None] = {**self._averages(), "num_laps": len(rows) + len(more_laps) or None}
        timed = [*laps.timer[rows].tolist(), *(lap["total_timer_time"] for _, lap in more_laps)]
        if timed and np.isfinite(summed := sum(float(timer or 0.0) for timer in timed)):
            # Watches omit rests in a pool from both the laps and the session.
            fields["total_timer_time"] = min(summed, self.end - self.start)
        if self._distance(self.start, self.end) is None and np.isfinite(laps.distance[rows]).all() and len(rows):
            fields["total_distance"] = float(laps.distance[rows].sum())
        return fields

    def laps_of_sessions(self) -> list[tuple[str, Values]]:
        """One lap per session, with its times and distance."""
        sessions = self._activity.sessions
        made: list[tuple[str, Values]] = []
        for row in np.flatnonzero(sessions.file == self._file).tolist():
            start, elapsed, timer = sessions.start[row], sessions.elapsed[row], sessions.timer[row]
            distance = float(sessions.distance[row])
            totals = {**self._totals("lap", start, start + elapsed), "total_timer_time": timer}
            if np.isfinite(distance):
                totals["total_distance"] = distance
            made.append(("lap", {"message_index": float(len(made)), **totals}))
        return made

    def activity(self, more_sessions: int = 0) -> tuple[str, Values]:
        """The activity message. more_sessions: the number of sessions that are added at the same time."""
        sessions = self._activity.sessions
        rows = np.flatnonzero(sessions.file == self._file)
        end, timer = self.end, self._timer.between(self.start, self.end)
        ends = sessions.start[rows] + sessions.elapsed[rows]
        if len(rows) and not more_sessions and np.isfinite(ends).all():
            end, timer = float(ends.max()), float(sessions.timer[rows].sum())
        return "activity", {
            "timestamp": end,
            "local_timestamp": end + self._offset(),
            "total_timer_time": timer,
            "num_sessions": float(len(rows) + more_sessions),
            "type": "manual",
            "event": "activity",
            "event_type": "stop",
        }

    def running(self, start: float, end: float) -> float:
        """The seconds that the timer ran between two times."""
        return self._timer.between(start, end)

    def _rest(self, name: str, ends: Float) -> list[tuple[str, Values]]:
        """One more message of a kind for the time after the last one; nothing if no time is left."""
        if np.isnan(ends).any():
            return []
        start = float(max(self.start, ends.max())) if len(ends) else self.start
        if len(ends) and not self.end > start + SESSION_EDGE_S:
            return []
        return [(name, {"message_index": float(len(ends)), **self._totals(name, start, self.end)})]

    def _totals(self, name: str, start: float, end: float) -> dict[str, float | str | None]:
        return {
            "timestamp": end,
            "event": name,
            "event_type": "stop",
            "start_time": start,
            "total_elapsed_time": end - start,
            "total_timer_time": self._timer.between(start, end),
            "total_distance": self._distance(start, end),
        }

    def _distance(self, start: float, end: float) -> float | None:
        """The meters between two times according to the records; None if they have no distance."""
        distance = self._activity.records.distance
        counted = np.isfinite(distance) & np.isfinite(self._time)
        before = distance[counted & (self._time <= start)]
        until = distance[counted & (self._time >= start) & (self._time <= end)]
        if not len(until):
            return None
        return max(float(until.max() - (before.max() if len(before) and start > self.start else 0.0)), 0.0)

    def _averages(self) -> dict[str, float | str | None]:
        """The averages and maxima of a session that covers the whole recording."""
        records = self._activity.records
        here = (self._time >= self.start) & (self._time <= self.end)
        timer, distance = self._timer.between(self.start, self.end), self._distance(self.start, self.end)
        return {
            "avg_speed": distance / timer if distance and timer else None,
            "max_speed": _most(records.speed[here]),
            "avg_heart_rate": _mean(records.heartrate[here]),
            "avg_cadence": _mean(records.cadence[here]),
            "avg_temperature": _mean(records.temperature[here], zeros=True),
        }

    def _sport(self) -> dict[str, float | str | None]:
        """The sport of the last sport message, or else of the last lap, or else generic."""
        for name in ("sport", "lap"):
            rows, table = self._rows(name), self._editor.table(name)
            if len(rows) and (sport := table.names("sport")[int(rows[-1])]) is not None:
                return {"sport": sport, "sub_sport": table.names("sub_sport")[int(rows[-1])] or "generic"}
        return {"sport": "generic", "sub_sport": "generic"}

    def _offset(self) -> float:
        """The UTC offset of local time in seconds from a timestamp_correlation message; NaN if there is none."""
        table = self._editor.table("timestamp_correlation")
        offsets = (table.column("local_timestamp") - table.column("timestamp"))[self._rows("timestamp_correlation")]
        there = offsets[(offsets >= EARLIEST_OFFSET_S) & (offsets <= LATEST_OFFSET_S) & (offsets % OFFSET_STEP_S == 0)]
        return float(there[-1]) if len(there) else _NAN

    def _rows(self, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
        return np.flatnonzero(self._editor.table(name).file == self._file)

    def _moments(self) -> Float:
        """All times in the recording."""
        activity, file = self._activity, self._file
        events = activity.timer_events
        table = self._editor.table("event")
        found = [self._time, events.time[table.file[events.row] == file]]
        laps = np.flatnonzero(activity.laps.session == file)
        found += [activity.laps.start[laps], activity.laps.start[laps] + activity.laps.elapsed[laps]]
        for name, rows in (("set", activity.sets), ("length", activity.lengths)):
            mine = self._editor.table(name).file == file
            took = activity.sets.duration if name == "set" else activity.lengths.elapsed
            found += [rows.start[mine], rows.start[mine] + took[mine]]
        return np.concatenate(found)

    def _stretches(self) -> _Timer:
        """The stretches in which the timer ran; the whole time if no event says otherwise."""
        events = self._activity.timer_events
        table = self._editor.table("event")
        mine = np.flatnonzero((table.file[events.row] == self._file) & np.isfinite(events.time))
        starts, stops, running = [self.start], [], True
        for row in mine[np.argsort(events.time[mine], kind="stable")].tolist():
            time, kind = float(events.time[row]), events.kind[row] or ""
            if not self.start <= time <= self.end:
                continue
            if kind == "start" and not running:
                starts.append(time)
                running = True
            elif kind.startswith("stop") and running:
                stops.append(time)
                running = False
        if running:
            stops.append(self.end)
        return _Timer(np.array(starts), np.array(stops))


def _bulk(moments: Float) -> tuple[float, float]:
    """The first and the last time, without those that are more than a day away from most."""
    times = np.sort(moments[np.isfinite(moments)])
    if not len(times):
        return _NAN, _NAN
    # If all times are early, the clock was never set, and all of them count.
    times = times[times >= EARLIEST_S] if times[-1] >= EARLIEST_S else times
    groups = np.split(times, np.flatnonzero(np.diff(times) > GAP_S) + 1)
    largest = max(groups, key=len)
    return float(largest[0]), float(largest[-1])


def _mean(values: Float, *, zeros: bool = False) -> float | None:
    there = values[np.isfinite(values) & (values != 0.0)] if not zeros else values[np.isfinite(values)]
    return float(there.mean()) if len(there) else None


def _most(values: Float) -> float | None:
    there = values[np.isfinite(values)]
    return float(there.max()) if len(there) else None
