"""The fix that splits a FIT file with several sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.fit.encode import Values, encoded
from activitylint.fixes.fit.seal import crc_bytes, header_of, holds
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, SplitFile, fix
from activitylint.fixes.work import check_parts
from activitylint.model.arrays import U32, Float, Int
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import FIT
from activitylint.strava.thresholds import SESSION_EDGE_S

__all__: list[str] = []

_IN_EVERY_PART: Final = frozenset(
    {
        *("file_id", "file_creator", "software", "capabilities", "device_settings", "user_profile", "zones_target"),
        *("hrm_profile", "sdm_profile", "bike_profile", "hr_zone", "speed_zone", "cadence_zone", "power_zone"),
        *("met_zone", "developer_data_id", "field_description", "device_info", "device_aux_battery_info"),
        *("training_settings", "workout", "workout_step"),
    }
)
"""Messages that describe devices, settings and developer fields; they go into every file."""
_WITHOUT: Final = frozenset({"activity", "sport", "split_summary"})
"""Messages about the whole file; each new file gets its own."""
_INDEXED: Final = ("session", "lap", "length", "set", "split")
"""Messages with a message_index, which other messages refer to."""
_EVERY: Final = -1
_NONE: Final = -2


@fix("split-sessions", "FIT207", safety=Safety.UNSAFE, formats=FIT, order=9, trusts=("CRC",))
def split_sessions(task: FixTask) -> Iterator[FileChange]:
    """Splits the file into one file per session. Each file gets the file_id, the messages that describe devices and
    developer fields, the records, laps, events, lengths and sets that belong to the session by time, the session
    itself, and an activity message for one session. If the timer kept running from one session into the next, a timer
    start is added. Messages are copied unchanged, except that indices start at 0 again and that time_created of the
    later files becomes their start.

    Limits: Skips a file if sessions overlap or lack a time, if the number of laps in a session's time span differs from
    its num_laps, if it is a chain of files, if its CRC is wrong, if messages have compressed timestamps, or if it has
    more than 100 sessions. A transition between two sports is written as a file too.
    """
    editor = FitEditor(task)
    if len(editor.headers) != 1:
        raise NotApplicable("the file is a chain of several FIT files")
    if len(editor.activity.sessions) < 2:
        raise NotApplicable("the file has only one session")
    if not holds(editor.data, editor.headers[0]):
        raise NotApplicable("the CRC is wrong")
    if editor.has_compressed_times(0):
        raise NotApplicable("the file has compressed timestamps, which are counted from one message to the next")
    if np.isnan(editor.activity.records.time).any():
        raise NotApplicable("some records have no time")
    sessions = _Sessions(editor)
    yield from _Split(editor, sessions).parts()


class _Sessions:
    """The sessions in order of time. rows: in the file. start, end: seconds since 1970-01-01 UTC."""

    def __init__(self, editor: FitEditor) -> None:
        found = editor.activity.sessions
        self.rows = np.argsort(found.start, kind="stable")
        self.start: Float = found.start[self.rows]
        self.end: Float = self.start + found.elapsed[self.rows]
        check_parts(len(self.rows))
        if not np.isfinite(self.end).all():
            raise NotApplicable("a session has no start or no elapsed time")
        # Watches add the rest between two sessions to the elapsed time of the first, so the timer time is compared.
        timed = self.start + np.fmin(found.timer[self.rows], found.elapsed[self.rows])
        if (timed[:-1] > self.start[1:] + SESSION_EDGE_S).any() or (np.diff(self.start) <= 0).any():
            raise NotApplicable("sessions overlap")
        self.end[:-1] = np.minimum(self.end[:-1], self.start[1:])

    def of(self, times: Float, *, ending: bool) -> Int:
        """The session of each time. ending: True if a time between two sessions belongs to the first of them."""
        return np.searchsorted(self.start[1:], times, side="left" if ending else "right")


class _Split:
    """Assigns messages to sessions and builds the new files."""

    def __init__(self, editor: FitEditor, sessions: _Sessions) -> None:
        self._editor = editor
        self._sessions = sessions
        self._data = bytearray(editor.data)
        self._part = self._assigned()
        self._count_anew()

    def parts(self) -> Iterator[SplitFile]:
        """Yield one file per session, in order of time."""
        for place in range(len(self._sessions.rows)):
            yield SplitFile(str(place + 1), self._file(place))

    def _assigned(self) -> Int:
        """The number of the new file for each message."""
        editor = self._editor
        part = np.full(len(editor.contents), _NONE, dtype=np.int64)
        untimed: list[U32] = []
        for name, table in editor.tables.items():
            ordinals = table.ordinal
            if name in _IN_EVERY_PART:
                part[ordinals] = _EVERY
            elif name == "session":
                part[ordinals[self._sessions.rows]] = np.arange(len(self._sessions.rows))
            elif name not in _WITHOUT:
                found = self._by_time(name)
                part[ordinals] = found
                untimed.append(ordinals[found == _NONE])
        # A message without a time belongs to the record before it; before all records, it belongs to every file.
        records = editor.table("record").ordinal
        rest = np.sort(np.concatenate(untimed)) if untimed else np.empty(0, dtype=np.uint32)
        before = np.searchsorted(records, rest) - 1
        part[rest] = np.where(before < 0, _EVERY, part[records[np.maximum(before, 0)]] if len(records) else _EVERY)
        self._follow_references(part)
        return part

    def _follow_references(self, part: Int) -> None:
        """Assign messages that refer to others to the same file: watches give them the start as their time."""
        for name, table in self._editor.tables.items():
            if not table.has("reference_mesg"):
                continue
            for row, number in self._references(name):
                kind, index = number
                found = self._indices[kind].get(index)
                if found is not None:
                    part[table.ordinal[row]] = part[found]

    @cached_property
    def _indices(self) -> dict[str, dict[float, int]]:
        """By kind and message_index, the number of the message."""
        tables = {name: self._editor.table(name) for name in _INDEXED}
        return {
            name: dict(zip(table.column("message_index").tolist(), table.ordinal.tolist(), strict=True))
            for name, table in tables.items()
        }

    def _references(self, name: str) -> Iterator[tuple[int, tuple[str, float]]]:
        """Yield the rows that refer to an indexed message: (row, (its kind, its message_index))."""
        table = self._editor.table(name)
        kinds, index = table.names("reference_mesg"), table.column("reference_index").tolist()
        for row, pair in enumerate(zip(kinds, index, strict=True)):
            kind, number = pair
            if kind in _INDEXED:
                yield row, (kind, number)

    def _by_time(self, name: str) -> Int:
        table = self._editor.table(name)
        started, stamped = table.column("start_time"), table.column("timestamp")
        if name == "event":
            starts = table.names("event_type").where(lambda kind: kind == "start")
        else:
            starts = np.full(len(table), name == "record")
        found = np.where(
            np.isfinite(started) | starts,
            self._sessions.of(np.where(np.isfinite(started), started, stamped), ending=False),
            self._sessions.of(stamped, ending=True),
        )
        found[~(np.isfinite(started) | np.isfinite(stamped))] = _NONE
        return found

    def _count_anew(self) -> None:
        """Make indices start at 0 in each file. Raises NotApplicable if the laps do not match the sessions."""
        editor = self._editor
        promised = editor.activity.sessions.num_laps[self._sessions.rows]
        laps = np.bincount(self._part_of("lap") + 1, minlength=len(promised) + 1)[1:]
        # Strength sessions count sets as laps, so num_laps is compared only if it counts the laps of the file.
        if promised.sum() == laps.sum() and (promised != laps).any():
            raise NotApplicable("the laps cannot be assigned to sessions by their times")
        least = {name: self._least(name) for name in _INDEXED}
        for name in _INDEXED:
            self._lower(name, "message_index", least[name])
        self._lower("lap", "first_length_index", least["length"])
        self._lower("session", "first_lap_index", least["lap"])
        for name, table in editor.tables.items():
            if table.has("reference_mesg"):
                kinds = [(row, kind) for row, (kind, _) in self._references(name)]
                for one in _INDEXED:
                    self._lower(name, "reference_index", least[one], [row for row, kind in kinds if kind == one])

    def _least(self, name: str) -> Float:
        """The lowest message_index in each file; 0 if there is none."""
        column, parts = self._editor.table(name).column("message_index"), self._part_of(name)
        least = np.full(len(self._sessions.rows), np.inf)
        there = np.isfinite(column) & (parts >= 0)
        np.minimum.at(least, parts[there], column[there])
        return np.where(np.isfinite(least), least, 0.0)

    def _lower(self, name: str, field: str, least: Float, rows: Iterable[int] | None = None) -> None:
        """Subtract the lowest index of the file from an index."""
        parts = self._part_of(name)
        for cell in self._editor.cells(name, field, range(len(parts)) if rows is None else rows):
            value = cell.stored(self._editor.data)
            base = int(least[parts[cell.row]]) if parts[cell.row] >= 0 else 0
            if value is not None and 0 < base <= value:
                self._write(cell.holding(value - base))

    def _part_of(self, name: str) -> Int:
        return self._part[self._editor.table(name).ordinal]

    def _write(self, edit: Edit) -> None:
        self._data[edit.start : edit.stop] = edit.new

    def _file(self, place: int) -> bytes:
        """The bytes of one new file."""
        editor = self._editor
        mine = (self._part == place) | (self._part == _EVERY)
        mine[self._sports(place)] = True
        ordinals = np.flatnonzero(mine).tolist()
        activity = editor.table("activity").ordinal[:1].tolist()
        for edit in self._own(place):
            self._write(edit)
        records = editor.table("record").ordinal
        first = next(iter(records[self._part[records] == place].tolist()), None) if self._is_running(place) else None
        bound: dict[int, int] = {}
        body = bytearray()
        for ordinal in [*ordinals, *activity]:
            local, definition = editor.local(ordinal), int(editor.contents.definition[ordinal])
            if ordinal == first:
                body += self._start(place, local)
                bound.pop(local, None)
            if bound.get(local) != definition:
                body += editor.definition_bytes(0, definition, local)
                bound[local] = definition
            start, stop = editor.span(ordinal)
            body += self._data[start:stop]
        whole = header_of(editor.data, editor.headers[0], len(body)) + bytes(body)
        return whole + crc_bytes(whole)

    def _is_running(self, place: int) -> bool:
        """True if the timer was running when this file starts: its first timer event there is a stop."""
        events = self._editor.activity.timer_events
        mine = np.flatnonzero(self._part_of("event")[events.row] == place)
        first = mine[np.argsort(events.time[mine], kind="stable")][:1].tolist()
        return any((events.kind[row] or "").startswith("stop") for row in first)

    def _start(self, place: int, local: int) -> bytes:
        """An encoded timer start event."""
        start = round(float(self._sessions.start[place]))
        values: Values = {"timestamp": start, "event": "timer", "event_type": "start"}
        return encoded("event", values, local)

    def _sports(self, place: int) -> list[int]:
        """The sport messages with the sport of the session."""
        editor = self._editor
        sessions = editor.activity.sessions
        row = int(self._sessions.rows[place])
        table = editor.table("sport")
        named = zip(table.names("sport"), table.names("sub_sport"), strict=True)
        wanted = (sessions.sport[row], sessions.sub_sport[row])
        return [int(table.ordinal[index]) for index, sport in enumerate(named) if sport == wanted]

    def _own(self, place: int) -> Iterator[Edit]:
        """Yield the edits of the file_id and the activity message for one new file."""
        editor, row = self._editor, int(self._sessions.rows[place])
        start, end = round(self._sessions.start[place]), round(self._sessions.end[place])
        if place:
            for cell in editor.cells("file_id", "time_created", range(len(editor.table("file_id")))):
                yield cell.holding(start - FIT_EPOCH_S)
        activity = editor.table("activity")
        if not len(activity):
            return
        timer = editor.activity.sessions.timer[row]
        offset = activity.column("local_timestamp")[0] - activity.column("timestamp")[0]
        values = {"timestamp": end - FIT_EPOCH_S, "total_timer_time": timer * 1000, "num_sessions": 1}
        if activity.column("local_timestamp")[0] > FIT_EPOCH_S:
            values["local_timestamp"] = end - FIT_EPOCH_S + offset
        for field, value in values.items():
            for cell in editor.cells("activity", field, [0]):
                if np.isfinite(value):
                    yield cell.holding(round(value))
