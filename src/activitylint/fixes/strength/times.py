"""Fixes for times and offsets: missing zones, offsets in another unit, totals that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isnan
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import JsonEditor, Splice
from activitylint.formats.iso8601 import read_time
from activitylint.model.format import JSON
from activitylint.strava import thresholds
from activitylint.strava.calendars import gregorian
from activitylint.strava.utc_offsets import is_utc_offset, likely_unit

__all__: list[str] = []


_BARE: Final = re.compile(r"([^+]*T[0-9:.,]+[+-][0-9]{2})([0-9]{2})?", re.ASCII)
"""A time whose offset has no colon."""
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T", re.ASCII)


def _offset(editor: JsonEditor) -> int | None:
    """utc_offset if it is an integer, else None."""
    value = editor.value.get("utc_offset")
    return value if type(value) is int else None


def _written(editor: JsonEditor) -> float | None:
    """The offset in start_time in seconds; None if it has none or a Z, which proves nothing."""
    start = editor.value.get("start_time")
    return (read_time(start).offset or None) if isinstance(start, str) else None


def _in_seconds(editor: JsonEditor) -> int | None:
    """utc_offset converted to seconds if it seems to be in another unit, else None."""
    offset = _offset(editor)
    if offset is None or is_utc_offset(offset):
        return None
    unit, factor = likely_unit(offset)
    return round(offset * factor) if unit else None


@fix("offset-as-start-time-has-it", "JSN011", safety=Safety.SAFE, formats=JSON)
def offset_as_start_time_has_it(task: FixTask) -> Iterator[FileChange]:
    """Converts utc_offset from hours, minutes or milliseconds to seconds, if start_time is written with exactly that
    offset.

    Limits: Skips a file whose start_time is written with a Z, which does not confirm the offset.
    """
    editor = JsonEditor(task)
    seconds = _in_seconds(editor)
    if seconds is not None and seconds == _written(editor):
        yield from _with(editor, "utc_offset", str(seconds))


@fix("offset-in-seconds", "JSN011", safety=Safety.UNSAFE, formats=JSON)
def offset_in_seconds(task: FixTask) -> Iterator[FileChange]:
    """Converts utc_offset from hours, minutes or milliseconds to seconds, if it is the offset of some place on Earth in
    that unit.

    Limits: Skips a value that is not a real offset in any of these units, and one that contradicts the offset in
    start_time.
    """
    editor = JsonEditor(task)
    seconds = _in_seconds(editor)
    if seconds is None:
        return
    if _written(editor) not in (None, seconds):
        raise NotApplicable("start_time is written with another offset")
    yield from _with(editor, "utc_offset", str(seconds))


@fix("colon-in-offset-of-times", "TIM014", safety=Safety.SAFE, formats=JSON)
def colon_in_offset_of_times(task: FixTask) -> Iterator[FileChange]:
    """Writes the UTC offset in start_time as hours, a colon and minutes: `+0200` and `+02` become `+02:00`.

    Limits: Skips all other times that cannot be read.
    """
    editor = JsonEditor(task)
    splices = []
    for one in editor.objects():
        for member in one.members:
            value = one.value[str(member.key)]
            found = _BARE.fullmatch(value) if member.key == "start_time" and isinstance(value, str) else None
            # An escape in the text would put the offset elsewhere.
            if found and editor.literal(member)[1:-1] == value and read_time(value).bare_offset:
                at = member.value + 1 + found.end(1)
                splices.append(Splice(at, at, ":" if found[2] else ":00"))
    yield from editor.edits(splices)


@fix("gregorian-start-times", "TIM007", "TIM008", safety=Safety.UNSAFE, formats=JSON)
def gregorian_start_times(task: FixTask) -> Iterator[FileChange]:
    """Converts the dates of all start_times from the Buddhist or the Solar Hijri calendar, if every date is of that
    calendar: 2569-05-01 becomes 2026-05-01.

    Limits: Skips a file in which any date is not between 2008 and now afterwards.
    """
    editor = JsonEditor(task)
    splices = []
    for one in editor.objects():
        for member in one.members:
            value = one.value[str(member.key)]
            if member.key != "start_time" or not isinstance(value, str):
                continue
            written = _DATE.match(value) if editor.literal(member)[1:-1] == value else None
            meant = gregorian(*map(int, written.groups()), now=task.context.now)[0] if written else None
            if meant is None:
                raise NotApplicable("not every date of the file is of another calendar")
            splices.append(Splice(member.value + 1, member.value + 11, meant.isoformat()))
    yield from editor.edits(splices)


@fix("offset-from-text", "JSN003", safety=Safety.UNSAFE, formats=JSON)
def offset_from_text(task: FixTask) -> Iterator[FileChange]:
    """Converts a utc_offset that is written in ISO 8601 to seconds: "+02:00" becomes 7200, "Z" becomes 0.

    Limits: Skips names of time zones, and numbers in quotes, which may be hours.
    """
    editor = JsonEditor(task)
    text = editor.value.get("utc_offset")
    if (isinstance(text, str) and text.strip()[:1] in ("+", "-", "Z", "z") and ":" in text) or text in ("Z", "z"):
        offset = read_time(f"2000-01-01T00:00:00{str(text).strip().upper()}").offset
        if offset is not None:
            yield from _with(editor, "utc_offset", str(round(offset)))


def _with(editor: JsonEditor, field: str, new: str) -> Iterator[FileChange]:
    member = editor.find(field)
    if member:
        yield from editor.edits([editor.replaced(member, new)])


@fix("zone-from-utc-offset", "JSN005", safety=Safety.UNSAFE, formats=JSON)
def zone_from_utc_offset(task: FixTask) -> Iterator[FileChange]:
    """Adds utc_offset to a start_time without a zone. The time is read as the athlete's local time, which is what
    clocks and most libraries give. It is read as UTC if the sets fall within the activity only in that case.

    Limits: Skips times that are not ISO 8601, and a file whose utc_offset is not a valid offset.
    """
    editor = JsonEditor(task)
    naive = [
        (path, read_time(value).seconds, member)
        for _, path, value, member in editor.reported("JSN005")
        if isinstance(value, str) and read_time(value).fault == "naive"
    ]
    if not naive:
        return
    offset = _offset(editor)
    if offset is None or not is_utc_offset(offset):
        raise NotApplicable("utc_offset is not a valid offset, so the zone of the local time is unknown")
    own = [seconds for path, seconds, _ in naive if len(path) == 1]
    sets = [seconds for path, seconds, _ in naive if len(path) > 1]
    start, elapsed = task.parsed.sessions.start[0], task.parsed.sessions.elapsed[0]
    zoned = [seconds for seconds in task.parsed.sets.start.tolist() if not isnan(seconds) and seconds not in sets]
    shifts = dict.fromkeys(("file", "set"), offset)
    if own and zoned and not _within(zoned, start - offset, elapsed) and _within(zoned, start, elapsed):
        shifts["file"] = 0
    start -= shifts["file"] if own else 0
    local = [seconds - offset for seconds in sets]
    if sets and not _within(local, start, elapsed) and _within(sets, start, elapsed):
        shifts["set"] = 0
    yield from editor.edits(
        Splice(member.end - 1, member.end - 1, _zone(shifts["file" if len(path) == 1 else "set"]))
        for path, _, member in naive
    )


def _within(starts: list[float], start: float, elapsed: float) -> bool:
    """True if all sets start during the activity."""
    edge = thresholds.SESSION_EDGE_S
    return all(start - edge <= one <= start + elapsed + edge for one in starts)


def _zone(offset: int) -> str:
    if not offset:
        return "Z"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


@fix("drop-impossible-active-time", "JSN012", safety=Safety.UNSAFE, formats=JSON)
def drop_impossible_active_time(task: FixTask) -> Iterator[FileChange]:
    """Removes active_time if it is negative or longer than elapsed_time. The field is optional, and elapsed_time gives
    the end of the activity.

    Limits: Does not change elapsed_time, although it may be the wrong one of the two.
    """
    editor = JsonEditor(task)
    active, elapsed = editor.value.get("active_time"), editor.value.get("elapsed_time")
    if not isinstance(active, int) or not isinstance(elapsed, int) or 0 <= active <= elapsed or elapsed < 0:
        return
    start = editor.opening()
    gone = {number for number, member in enumerate(editor.members(start)) if member.key == "active_time"}
    yield from editor.edits(editor.removed(start, gone))
