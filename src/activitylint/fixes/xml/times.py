"""Fixes for the notation of times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.formats.xml.text import Spans
from activitylint.formats.xml.times import times
from activitylint.model.arrays import Float
from activitylint.model.format import XML, Format

__all__ = ["WrittenTime", "written_times"]


_DOUBLED: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?Z)Z+", re.ASCII)
_COMMA: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d+(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_BARE: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?[+-]\d\d)(\d\d)?", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?([+-]\d\d(?::?\d\d)?|Z|)", re.ASCII)
_JUDGED: Final = ("TIM005", "TIM006", "TIM007", "TIM008", "TIM009", "TIM010", "POS005", "STR008", "TCX008", "TCX011")
"""Rules that check times, which is only possible once the times can be read."""
_NEAR_S: Final = 450.0
"""UTC offsets are multiples of 15 minutes: two times that are closer together are in the same zone."""


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as written in the file. recorded: True for the time of a trackpoint."""

    start: int
    text: str
    recorded: bool

    @property
    def zone(self) -> str | None:
        """The zone as written, empty if there is none; None if the text is not a time."""
        found = _TIME.fullmatch(self.text)
        return None if found is None else found[1]


@fix("single-zone", "TIM003", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def single_zone(task: FixTask) -> Iterator[FileChange]:
    """Replaces `ZZ` at the end of a time with `Z`.

    Limits: Skips all other times that cannot be read.
    """
    editor = XmlEditor(task)
    for time in written_times(editor, task):
        found = _DOUBLED.fullmatch(time.text)
        if found:
            yield editor.edit(time.start + found.end(1), time.start + found.end())


@fix("point-in-seconds", "TIM012", safety=Safety.SAFE, formats=XML, order=4)
def point_in_seconds(task: FixTask) -> Iterator[FileChange]:
    """Replaces the comma before the fraction of a second with a point.

    Limits: Does not shorten fractions with more than three decimals, because they are what was recorded.
    """
    editor = XmlEditor(task)
    for time in written_times(editor, task):
        found = _COMMA.fullmatch(time.text)
        if found:
            yield editor.edit(time.start + found.end(1), time.start + found.end(1) + 1, ".")


@fix("colon-in-offset", "TIM014", safety=Safety.SAFE, formats=XML, order=4)
def colon_in_offset(task: FixTask) -> Iterator[FileChange]:
    """Writes UTC offsets as hours, a colon and minutes: `+0200` and `+02` become `+02:00`.

    Limits: Skips all other times that cannot be read.
    """
    editor = XmlEditor(task)
    for time in written_times(editor, task):
        found = _BARE.fullmatch(time.text)
        if found:
            at = time.start + found.end(1)
            yield editor.edit(at, at, ":" if found[2] else ":00")


@fix("zone-as-elsewhere", "TIM004", safety=Safety.SAFE, formats=XML, order=4)
def zone_as_elsewhere(task: FixTask) -> Iterator[FileChange]:
    """Adds `Z` to times without a zone, if the file proves that they are UTC: every time with a zone is UTC, and a time
    with and a time without a zone are closer together than any two zones. The two times are consecutive trackpoints, or
    the start of the lap or file and the first trackpoint.

    Limits: Skips a file in which no time has a zone, that has another offset anywhere, or whose points are not in
    order.
    """
    editor = XmlEditor(task)
    written = sorted(written_times(editor, task), key=lambda time: time.start)
    zones = {time.zone for time in written} - {None, ""}
    if not zones:
        raise NotApplicable("no time of the file has a zone")
    if zones != {"Z"}:
        raise NotApplicable("the file has other UTC offsets, so its times may be local")
    seconds = _seconds(editor, written)
    recorded = np.array([time.recorded for time in written]) & np.isfinite(seconds)
    zoned = np.array([bool(time.zone) for time in written]) & np.isfinite(seconds)
    points = np.flatnonzero(recorded)
    if bool((np.diff(seconds[points]) < 0).any()):
        raise NotApplicable("the points are not in order of time, so the zones may differ")
    if bool(zoned[points].any()):
        changes = np.flatnonzero(np.diff(zoned[points].astype(np.int8)))
        apart = np.diff(seconds[points])[changes]
    else:
        # If no point has a zone, only the start of a lap or the file can have one.
        apart = np.abs(seconds[points[:1]] - (seconds[zoned].min() if zoned.any() else np.inf))
    if not bool((apart < _NEAR_S).any()):
        raise NotApplicable("no time with a zone is close enough to a time without one to prove anything")
    yield from _in_utc(editor, written)


@fix("zone-utc", "TIM004", safety=Safety.UNSAFE, formats=XML, order=6)
def zone_utc(task: FixTask) -> Iterator[FileChange]:
    """Adds `Z` to times without a zone, because Strava reads such times as UTC.

    Limits: Skips a file that has another offset anywhere. This is a guess: if the times are local, they stay as wrong
    as Strava would have read them.
    """
    editor = XmlEditor(task)
    written = list(written_times(editor, task))
    if {time.zone for time in written} - {None, "", "Z"}:
        raise NotApplicable("the file has other UTC offsets, so its times may be local")
    yield from _in_utc(editor, written)


def _in_utc(editor: XmlEditor, written: list[WrittenTime]) -> Iterator[FileChange]:
    for time in written:
        if time.zone == "":
            end = time.start + len(time.text)
            yield editor.edit(end, end, "Z")


def _seconds(editor: XmlEditor, written: list[WrittenTime]) -> Float:
    """Seconds since 1970-01-01 UTC, NaN if a time cannot be read. Times without a zone are read as UTC."""
    start = np.array([time.start for time in written], dtype=np.int32)
    length = np.array([len(time.text) for time in written], dtype=np.int32)
    return times(editor.index, Spans(start, start + length)).seconds


def written_times(editor: XmlEditor, task: FixTask) -> Iterator[WrittenTime]:
    """Yield every time in the document that is plain text."""
    index = editor.index
    namespace = editor.root[0]
    names = {"time"} if task.source.format is Format.GPX else {"Time", "Id"}
    records = editor.rows("record")
    for path in range(len(index.path_parent)):
        of, name = index.names[int(index.path_name[path])]
        if of != namespace or name not in names:
            continue
        elements = index.elements(path)
        recorded = (records.of(elements, path) >= 0).tolist()
        for element, is_recorded in zip(elements.tolist(), recorded, strict=True):
            if index.leaf[element]:
                yield _plain(editor, *editor.inner(element), recorded=is_recorded)
    if task.source.format is Format.TCX:
        for lap in editor.tables["lap"].tolist():
            found = editor.attribute(lap, "StartTime")
            if found:
                yield _plain(editor, *found, recorded=False)


def _plain(editor: XmlEditor, start: int, stop: int, *, recorded: bool) -> WrittenTime:
    """The time in a range of bytes, without the white space around it."""
    text = editor.text.scanned[start:stop].decode("ascii", "replace")
    return WrittenTime(start + len(text) - len(text.lstrip()), text.strip(), recorded)
