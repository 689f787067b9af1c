"""Fixes for the sport of a TCX Activity and the name of the device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.formats.xml.attributes import attribute
from activitylint.model.format import TCX, XML, Format
from activitylint.strava import interpretation
from activitylint.vocabulary.devices import BAROMETER_MARKER, marks_barometer, speaks_of_barometer
from activitylint.vocabulary.sports import tcx_meant, tcx_sport_type

__all__: list[str] = []

_MARKER: Final = re.compile(
    r"(?P<open>(?<![ \t])[ \t]*+[(\[][ \t]*+)?with[ \t_-]++barometer(?P<close>[ \t]*+[)\]])?[ \t\r\n.,;]*+",
    re.IGNORECASE,
)


@fix("sport-spelling", "SPO001", safety=Safety.SAFE, formats=TCX)
def sport_spelling(task: FixTask) -> Iterator[FileChange]:
    """Replaces the Sport of a TCX Activity with the name that Strava knows: `Cycling` becomes `Biking`, `Run` becomes
    `Running`.

    Limits: Skips sports that have no TCX name, such as `Other` and `Rowing`; send sport_type with the upload instead.
    """
    editor = XmlEditor(task)
    changed = False
    for activity in editor.tables["activity"].tolist():
        found = editor.attribute(activity, "Sport")
        written = attribute(editor.index, activity, "Sport")
        if found is None or written is None or tcx_sport_type(written):
            continue
        meant = tcx_meant(written)
        if meant:
            changed = True
            yield editor.edit(*found, meant)
    if not changed:
        raise NotApplicable("the sport has no name in TCX")


@fix("barometer-marker", "DEV003", safety=Safety.SAFE, formats=XML)
def barometer_marker(task: FixTask) -> Iterator[FileChange]:
    """Rewrites the end of the creator's name as ` with barometer`, if it has that text in brackets, with hyphens, or
    followed by white space or a full stop.

    Limits: Skips a name in which anything else follows, or that mentions a barometer in other words, and the author of
    a TCX file, which is not the device.
    """
    editor = XmlEditor(task)
    name = task.parsed.creator.name or ""
    if not speaks_of_barometer(name) or marks_barometer(name):
        raise NotApplicable("the author of the file mentions a barometer, but the author is not the device")
    start, stop = _name(editor, task)
    written = editor.written(start, stop)
    found = list(_MARKER.finditer(written))
    last = found[-1] if found else None
    if last is None or last.end() != len(written) or bool(last["open"]) != bool(last["close"]):
        raise NotApplicable("the name has other words for it, or more text after it")
    before = written[: last.start()].rstrip(" \t_-,;")
    yield editor.edit(start + len(before.encode(editor.text.codec)), stop, f"{' ' if before else ''}{BAROMETER_MARKER}")


@fix("with-barometer", "DEV005", "DEV003", safety=Safety.ASKED, formats=XML)
def with_barometer(task: FixTask) -> Iterator[FileChange]:
    """Adds ` with barometer` to the creator's name, so that Strava uses the elevation in the file.

    Limits: Skips a file without elevation, without a creator, or with the marker already in place. Only you know
    whether the device measured the elevation by air pressure.
    """
    editor = XmlEditor(task)
    if not interpretation.has_elevation(task.parsed):
        raise NotApplicable("the file has no elevation")
    name = task.parsed.creator.name
    if not (name or "").strip():
        raise NotApplicable("the file names no creator")
    if marks_barometer(name or ""):
        raise NotApplicable("the creator already has the marker")
    start, stop = _name(editor, task)
    written = editor.written(start, stop).rstrip()
    yield editor.edit(start + len(written.encode(editor.text.codec)), stop, f" {BAROMETER_MARKER}")


def _name(editor: XmlEditor, task: FixTask) -> tuple[int, int]:
    """The range of bytes of the creator's name."""
    if task.source.format is Format.GPX:
        found = editor.attribute(0, "creator")
    else:
        # The parser puts the Creator that has a name first.
        creators = editor.tables["creator"].tolist()[:1]
        names = [child for creator in creators for child in editor.children(creator) if _is_name(editor, child)]
        found = editor.inner(names[0]) if names else None
    if found is None:
        raise NotApplicable("the file names no creator")
    return found


def _is_name(editor: XmlEditor, element: int) -> bool:
    return editor.index.name(element) == (editor.root[0], "Name") and bool(editor.index.leaf[element])
