"""Fixes of times and offsets: zones that are missing, offsets in another unit, totals that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.strength.document import Document, Splice
from activitylint.formats.strength.times import read_time
from activitylint.model.format import JSON
from activitylint.rules.strength import is_offset, offset_unit
from activitylint.strava import thresholds

__all__: list[str] = []


def _offset(document: Document) -> int | None:
    """utc_offset, where it is an integer."""
    value = document.value.get("utc_offset")
    return value if type(value) is int else None


def _written(document: Document) -> float | None:
    """The offset that start_time itself is written at; None where it has none, or a Z, which says nothing."""
    start = document.value.get("start_time")
    return (read_time(start).offset or None) if isinstance(start, str) else None


def _in_seconds(document: Document) -> int | None:
    """utc_offset in seconds, where it looks like another unit."""
    offset = _offset(document)
    if offset is None or is_offset(offset):
        return None
    unit, factor = offset_unit(offset)
    return round(offset * factor) if unit else None


@fix("offset-as-start-time-has-it", "JSN011", safety=Safety.SAFE, formats=JSON)
def offset_as_start_time_has_it(target: Target) -> Iterator[Change]:
    """Writes utc_offset in seconds where it is in hours, minutes or milliseconds, and start_time is written at just
    that offset.

    Leaves: an offset that start_time, written with a Z, says nothing of.
    """
    document = Document(target)
    seconds = _in_seconds(document)
    if seconds is not None and seconds == _written(document):
        yield from _with(document, "utc_offset", str(seconds))


@fix("offset-in-seconds", "JSN011", safety=Safety.UNSAFE, formats=JSON)
def offset_in_seconds(target: Target) -> Iterator[Change]:
    """Takes utc_offset for hours, minutes or milliseconds where it is an offset of some place on earth in that unit,
    and writes it in seconds.

    Leaves: an offset that is none in any of these units, or another one than start_time is written at.
    """
    document = Document(target)
    seconds = _in_seconds(document)
    if seconds is None:
        return
    if _written(document) not in (None, seconds):
        raise NotApplicable("start_time is written at another offset")
    yield from _with(document, "utc_offset", str(seconds))


@fix("offset-from-text", "JSN003", safety=Safety.UNSAFE, formats=JSON)
def offset_from_text(target: Target) -> Iterator[Change]:
    """Writes utc_offset in seconds where it is written as ISO 8601 has it: 7200 for "+02:00", 0 for "Z".

    Leaves: names of zones, and numbers in quotes that may be hours.
    """
    document = Document(target)
    text = document.value.get("utc_offset")
    if (isinstance(text, str) and text.strip()[:1] in ("+", "-", "Z", "z") and ":" in text) or text in ("Z", "z"):
        offset = read_time(f"2000-01-01T00:00:00{str(text).strip().upper()}").offset
        if offset is not None:
            yield from _with(document, "utc_offset", str(round(offset)))


def _with(document: Document, field: str, new: str) -> Iterator[Change]:
    member = document.find(field)
    if member:
        yield from document.edits([document.replaced(member, new)])


@fix("zone-from-utc-offset", "JSN005", safety=Safety.UNSAFE, formats=JSON)
def zone_from_utc_offset(target: Target) -> Iterator[Change]:
    """Writes utc_offset behind a start_time that has no zone: it is taken for the athlete's local time, as clocks and
    most libraries give it. It is read as UTC instead where sets and activity fall together only then.

    Leaves: times that are no ISO 8601, and a file whose utc_offset is none.
    """
    document = Document(target)
    naive = [
        (path, read_time(value).seconds, member)
        for _, path, value, member in document.refused("JSN005")
        if isinstance(value, str) and read_time(value).fault == "naive"
    ]
    if not naive:
        return
    offset = _offset(document)
    if offset is None or not is_offset(offset):
        raise NotApplicable("utc_offset is no offset, so that the local time is not known")
    own = [seconds for path, seconds, _ in naive if len(path) == 1]
    sets = [seconds for path, seconds, _ in naive if len(path) > 1]
    start, elapsed = target.parsed.sessions.start[0], target.parsed.sessions.elapsed[0]
    zoned = [seconds for seconds in target.parsed.sets.start.tolist() if not isnan(seconds) and seconds not in sets]
    shifts = dict.fromkeys(("file", "set"), offset)
    if own and zoned and not _within(zoned, start - offset, elapsed) and _within(zoned, start, elapsed):
        shifts["file"] = 0
    start -= shifts["file"] if own else 0
    local = [seconds - offset for seconds in sets]
    if sets and not _within(local, start, elapsed) and _within(sets, start, elapsed):
        shifts["set"] = 0
    yield from document.edits(
        Splice(member.end - 1, member.end - 1, _zone(shifts["file" if len(path) == 1 else "set"]))
        for path, _, member in naive
    )


def _within(starts: list[float], start: float, elapsed: float) -> bool:
    """Whether all sets start in the activity."""
    edge = thresholds.SESSION_EDGE_S
    return all(start - edge <= one <= start + elapsed + edge for one in starts)


def _zone(offset: int) -> str:
    if not offset:
        return "Z"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


@fix("drop-impossible-active-time", "JSN012", safety=Safety.UNSAFE, formats=JSON)
def drop_impossible_active_time(target: Target) -> Iterator[Change]:
    """Removes active_time where it is longer than elapsed_time, or negative: the field is optional, and the end of the
    activity follows from elapsed_time.

    Leaves: elapsed_time, which may be the wrong one of the two.
    """
    document = Document(target)
    active, elapsed = document.value.get("active_time"), document.value.get("elapsed_time")
    if not isinstance(active, int) or not isinstance(elapsed, int) or 0 <= active <= elapsed or elapsed < 0:
        return
    start = document.opening()
    gone = {number for number, member in enumerate(document.members(start)) if member.key == "active_time"}
    yield from document.edits(document.removed(start, gone))
