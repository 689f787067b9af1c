"""Fixes for the notation of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.values import values_of
from activitylint.model.faults import FaultKind
from activitylint.model.format import TCX, XML, Format

__all__: list[str] = []


_JUDGED: Final = (
    *(f"STR{number:03}" for number in (*range(1, 10), 11)),
    *("POS001", "POS002", "POS003", "POS005", "POS006", "DEV004", "DEV005", "TCX008"),
)
"""Rules that check values, which is only possible once these are numbers."""
_COMMA: Final = re.compile(rb"\s*[+-]?(\d*)(,)(\d+)\s*")
_NOTHING: Final = re.compile(rb"\s*+(?:[Nn][Aa][Nn])?\s*+")
_LAP_TOTALS: Final = frozenset({"TotalTimeSeconds", "DistanceMeters", "Calories"})

_Span = tuple[int, int]


@fix("decimal-point", "STR010", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def decimal_point(task: FixTask) -> Iterator[FileChange]:
    """Replaces the decimal comma in numbers with a decimal point.

    Limits: Skips a stream if all its commas may be thousands separators: one to three digits before and exactly three
    digits after.
    """
    editor = XmlEditor(task)
    streams = {str(fault.detail["stream"]) for fault in task.parsed.faults_of(FaultKind.UNREADABLE_NUMBER)}
    found = [list(_commas(editor, _texts(editor, task, stream))) for stream in sorted(streams)]
    yield from _with_points(editor, [commas for commas in found if commas], thousands=True)


@fix("decimal-point-in-positions", "POS001", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def decimal_point_in_positions(task: FixTask) -> Iterator[FileChange]:
    """Replaces the decimal comma in latitudes and longitudes with a decimal point.

    Limits: Skips positions that are not numbers for another reason, or that are off the globe.
    """
    editor = XmlEditor(task)
    found = [list(_commas(editor, _texts(editor, task, stream))) for stream in ("latitude", "longitude")]
    yield from _with_points(editor, [commas for commas in found if commas], thousands=False)


@fix("decimal-point-in-totals", "TCX007", safety=Safety.SAFE, formats=TCX, order=4, reveals=_JUDGED)
def decimal_point_in_totals(task: FixTask) -> Iterator[FileChange]:
    """Replaces the decimal comma in the totals of laps with a decimal point.

    Limits: Skips totals that are missing or not numbers for another reason, and totals whose commas may be thousands
    separators.
    """
    editor = XmlEditor(task)
    spans = [
        editor.inner(child)
        for lap in editor.tables["lap"].tolist()
        for child in editor.children(lap)
        if editor.index.name(child)[1] in _LAP_TOTALS and editor.index.leaf[child]
    ]
    yield from _with_points(editor, [list(_commas(editor, spans))], thousands=True)


@fix("drop-empty-values", "STR010", safety=Safety.SAFE, formats=XML, order=5)
def drop_empty_values(task: FixTask) -> Iterator[FileChange]:
    """Removes elements that should hold a number but are empty or `NaN`. A missing element means the same.

    Limits: Skips values that are anything else than numbers.
    """
    editor = XmlEditor(task)
    streams = {str(fault.detail["stream"]) for fault in task.parsed.faults_of(FaultKind.UNREADABLE_NUMBER)}
    empty = [
        element
        for stream in sorted(streams)
        for element in values_of(editor, task, stream)[0].tolist()
        if editor.index.leaf[element] and _NOTHING.fullmatch(editor.text.scanned, *editor.inner(element))
    ]
    if not empty:
        raise NotApplicable("the values are not numbers, but not empty either")
    yield from editor.remove_values(empty, editor.tables["record"].tolist())


def _texts(editor: XmlEditor, task: FixTask, stream: str) -> Iterator[_Span]:
    """Yield the range of bytes of each value of a stream."""
    if task.source.format is Format.GPX and stream in ("latitude", "longitude"):
        for record in editor.tables["record"].tolist():
            found = editor.attribute(record, stream[:3])
            if found:
                yield found
        return
    for element in values_of(editor, task, stream)[0].tolist():
        if editor.index.leaf[element]:
            yield editor.inner(element)


def _commas(editor: XmlEditor, spans: Iterator[_Span] | list[_Span]) -> Iterator[re.Match[bytes]]:
    for start, stop in spans:
        found = _COMMA.fullmatch(editor.text.scanned, start, stop)
        if found:
            yield found


def _with_points(editor: XmlEditor, streams: list[list[re.Match[bytes]]], *, thousands: bool) -> Iterator[FileChange]:
    """Yield the edits of the commas, stream by stream. thousands: a comma may be a thousands separator."""
    if not any(streams):
        raise NotApplicable("no value has a decimal comma")
    for commas in streams:
        if thousands and all(_may_be_thousands(found[1], found[3]) for found in commas):
            continue
        for found in commas:
            yield editor.edit(found.start(2), found.end(2), ".")
    if thousands and all(_may_be_thousands(found[1], found[3]) for commas in streams for found in commas):
        raise NotApplicable("the commas may separate thousands")


def _may_be_thousands(before: bytes, after: bytes) -> bool:
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith(b"0")
