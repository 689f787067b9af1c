"""Fixes for extensions: values that Strava would read in another place or namespace are moved there.

A value is not moved if the point already has a value of that stream. The vocabulary says what a tag means.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.moving import Container, Move, moved
from activitylint.fixes.xml.values import Inside, inside_records
from activitylint.formats.xml.index import Name
from activitylint.model.format import GPX, TCX, Format
from activitylint.vocabulary.extensions import Verdict, gpx_meant, gpx_readings, gpx_verdict, tcx_meant, tcx_verdict
from activitylint.vocabulary.namespaces import (
    ACTIVITY_EXTENSION_1,
    ACTIVITY_EXTENSION_2,
    GPX_1_1,
    TRACK_POINT_EXTENSION_1,
    TRACK_POINT_EXTENSION_2,
)

__all__: list[str] = []


_TRACK_POINT: Final = ("atemp", "wtemp", "depth", "hr", "cad")
"""The children of Garmin's TrackPointExtension v1, in the order of its schema."""
_TPX: Final = ("Speed", "RunCadence", "Watts")
"""The children of Garmin's TPX, in the order of its schema."""
_ACTIVITY: Final = frozenset({"TPX", "LX", *_TPX, "AvgSpeed", "AvgRunCadence", "MaxRunCadence", "AvgWatts", "MaxWatts"})
_PLAIN: Final = frozenset({"extensions", "Extensions", "TrackPointExtension", "TPX"})
"""Elements around a value that do not change its meaning; inside any other, it may be an average or a limit."""
_DECLARATION: Final = re.compile(rb"\sxmlns(?::[^\s=]+)?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

_JUDGED: Final = tuple(f"STR{number:03}" for number in range(1, 10))
"""Rules that check values, which is only possible once the values are read."""
_GIVEN: Final = "the points already have these values, or have them twice"
_FOREIGN: Final = "the values belong to another maker, or not to a trackpoint"

_Meant = Callable[[Inside, Verdict], tuple[str, str, bool] | None]
"""Maps a kind of value to its stream, its new name, and whether it goes into the container."""


@fix("track-point-extension-1", "GPX004", safety=Safety.SAFE, formats=GPX, order=5, reveals=_JUDGED)
def track_point_extension_1(task: FixTask) -> Iterator[FileChange]:
    """Declares version 1 of Garmin's TrackPointExtension instead of version 2, if the file uses nothing that only
    version 2 has, so that heart rate, cadence and temperature are read. Sorts the elements in the order of the version
    1 schema.

    Limits: Skips a file with speed, course or bearing of version 2; `documented-tags` moves the other values of such a
    file.
    """
    editor = XmlEditor(task)
    names = {name for namespace, name in editor.index.names if namespace == TRACK_POINT_EXTENSION_2}
    if not names:
        return
    if not names <= {"TrackPointExtension", *_TRACK_POINT}:
        return
    if any(namespace == TRACK_POINT_EXTENSION_1 for namespace, _ in editor.index.names):
        return
    yield from _renamed(editor, TRACK_POINT_EXTENSION_2, TRACK_POINT_EXTENSION_1)
    yield from _in_order(editor, (TRACK_POINT_EXTENSION_2, "TrackPointExtension"), _TRACK_POINT)


@fix("activity-extension-2", "TCX003", safety=Safety.SAFE, formats=TCX, order=5, reveals=_JUDGED)
def activity_extension_2(task: FixTask) -> Iterator[FileChange]:
    """Declares version 2 of Garmin's ActivityExtension instead of version 1, if the file uses nothing that version 2
    does not have.

    Limits: Skips a file with both versions; `documented-extensions` moves its values.
    """
    editor = XmlEditor(task)
    names = {name for namespace, name in editor.index.names if namespace == ACTIVITY_EXTENSION_1}
    if not names or not names <= _ACTIVITY:
        return
    if any(namespace == ACTIVITY_EXTENSION_2 for namespace, _ in editor.index.names):
        return
    yield from _renamed(editor, ACTIVITY_EXTENSION_1, ACTIVITY_EXTENSION_2)
    yield from _in_order(editor, (ACTIVITY_EXTENSION_1, "TPX"), _TPX)


@fix("documented-tags", "GPX004", safety=Safety.SAFE, formats=GPX, order=6, reveals=_JUDGED)
def documented_tags(task: FixTask) -> Iterator[FileChange]:
    """Moves values with a clear meaning from a namespace that Strava does not read to the documented tag of the same
    point: `hr`, `cad` and `atemp` to version 1 of Garmin's TrackPointExtension, power to `power`.

    Limits: Skips tags of other makers, because only the maker knows what they mean, and points that already have the
    value.
    """
    yield from _in_gpx(task, Verdict.WRONG_NAMESPACE)


@fix("tags-in-place", "GPX005", safety=Safety.SAFE, formats=GPX, order=6, reveals=_JUDGED)
def tags_in_place(task: FixTask) -> Iterator[FileChange]:
    """Moves documented tags to the place in `extensions` where Strava reads them: `hr`, `cad` and `atemp` into the
    TrackPointExtension, general tags out of it.

    Limits: Skips tags of waypoints, segments and tracks, which were not measured at a track point, and points that
    already have the value.
    """
    yield from _in_gpx(task, Verdict.MISPLACED)


@fix("power-tag", "GPX003", safety=Safety.SAFE, formats=GPX, order=6, reveals=_JUDGED)
def power_tag(task: FixTask) -> Iterator[FileChange]:
    """Moves power from Garmin's extensions (`PowerInWatts`, `watts`) to the general tag `power`.

    Limits: Skips all other data that Strava does not read, and points that already have a power value.
    """
    # Most data that is not read is not power; then there is no reason to give.
    editor = XmlEditor(task)
    own = {editor.root[0], GPX_1_1}
    if any(gpx_meant("" if of in own else of, name) == "power" for of, name in editor.index.names):
        yield from _in_gpx(task, Verdict.NOT_READ)


@fix("documented-extensions", "TCX003", safety=Safety.SAFE, formats=TCX, order=6, reveals=_JUDGED)
def documented_extensions(task: FixTask) -> Iterator[FileChange]:
    """Moves RunCadence and Watts of a Trackpoint into the TPX element of ActivityExtension version 2 in its Extensions.

    Limits: Skips values of laps and of other makers' extensions, and trackpoints that already have the value.
    """
    editor = XmlEditor(task)
    prefix = _declared(editor, ACTIVITY_EXTENSION_2)
    opening = f"{prefix}:TPX" if prefix else f'TPX xmlns="{ACTIVITY_EXTENSION_2}"'
    container = Container((ACTIVITY_EXTENSION_2, "TPX"), _TPX, opening, f"{prefix}:" if prefix else "")

    def meant(inside: Inside, verdict: Verdict) -> tuple[str, str, bool] | None:
        namespace, name = inside.below[-1]
        reading = tcx_meant("" if namespace == editor.root[0] else namespace, name)
        if reading is None or verdict not in {Verdict.WRONG_NAMESPACE, Verdict.MISPLACED}:
            return None
        return reading.stream, reading.name, True

    yield from _moves(task, editor, meant, "Extensions", container)


def _in_gpx(task: FixTask, wanted: Verdict) -> Iterator[FileChange]:
    editor = XmlEditor(task)
    own = editor.root[0]
    if own not in {GPX_1_1, ""}:
        raise NotApplicable("the file is not GPX 1.1")
    prefix = _declared(editor, TRACK_POINT_EXTENSION_1) or _free(task, "gpxtpx")
    container = Container(
        (TRACK_POINT_EXTENSION_1, "TrackPointExtension"), _TRACK_POINT, f"{prefix}:TrackPointExtension", f"{prefix}:"
    )
    homes = {reading.stream: reading for reading in reversed(gpx_readings()) if reading.namespace is None}
    homes |= {reading.stream: reading for reading in gpx_readings() if reading.container}

    def meant(inside: Inside, verdict: Verdict) -> tuple[str, str, bool] | None:
        if verdict is not wanted:
            return None
        namespace, name = inside.below[-1]
        general = "" if namespace in {own, GPX_1_1} else namespace
        documented = [
            reading for reading in gpx_readings() if reading.name == name and (reading.namespace or "") == general
        ]
        if verdict is Verdict.MISPLACED and documented and general in {"", TRACK_POINT_EXTENSION_1}:
            return documented[0].stream, name, bool(documented[0].container)
        stream = gpx_meant(general, name)
        return None if stream is None else (stream, homes[stream].name, bool(homes[stream].container))

    changes = list(_moves(task, editor, meant, "extensions", container))
    if _declared(editor, TRACK_POINT_EXTENSION_1) is None and any(
        f"{prefix}:".encode(editor.text.transcoded or editor.text.codec) in change.new for change in changes
    ):
        yield editor.declare(prefix, TRACK_POINT_EXTENSION_1)
    yield from changes


def _moves(task: FixTask, editor: XmlEditor, meant: _Meant, extensions: str, container: Container) -> Iterator[Edit]:
    """Yield the edits that move all movable values, record by record."""
    verdict_of = gpx_verdict if task.source.format is Format.GPX else tcx_verdict
    records = editor.rows("record")
    length = len(records)
    given: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    found: list[tuple[str, Move, int]] = []
    for inside in inside_records(editor, task):
        elements = editor.index.elements(inside.path)
        rows = records.of(elements, inside.path)
        if inside.stream:
            counted = given.setdefault(inside.stream, np.zeros(length, dtype=np.int64))
            counted += np.bincount(rows[rows >= 0], minlength=length)
            continue
        namespace, name = inside.below[-1]
        verdict, _ = verdict_of(namespace, name, inside.steps[:-1])
        meaning = meant(inside, verdict)
        if meaning is None or not {step for _, step in inside.below[:-1]} <= _PLAIN:
            continue
        stream, new, contained = meaning
        for element, row in zip(elements.tolist(), rows.tolist(), strict=True):
            if row >= 0 and editor.index.leaf[element] and editor.written(*editor.inner(element)).strip():
                found.append((stream, Move(element, new, contained), row))
                counted = given.setdefault(stream, np.zeros(length, dtype=np.int64))
                counted[row] += 1
    by_record = _movable(editor, given, found)
    if not by_record:
        raise NotApplicable(_GIVEN if found else _FOREIGN)
    root = editor.root[0]
    for row in sorted(by_record):
        record = int(records.elements[row])
        yield from moved(editor, record, by_record[row], (root, extensions), container)


def _movable(
    editor: XmlEditor,
    given: Mapping[str, np.ndarray[tuple[int], np.dtype[np.int64]]],
    found: list[tuple[str, Move, int]],
) -> dict[int, list[Move]]:
    """The movable values by record: the only value of its stream in the record, in a tag without attributes."""
    by_record: dict[int, list[Move]] = defaultdict(list)
    for stream, move, row in found:
        if given[stream][row] == 1 and not editor.has_attributes(move.element):
            by_record[row].append(move)
    for moves in by_record.values():
        moves.sort(key=lambda move: move.element)
    return by_record


def _declared(editor: XmlEditor, uri: str) -> str | None:
    """The prefix that the root element declares for a namespace, or None."""
    declared = editor.index.declared
    if not len(declared.elements) or int(declared.elements[0]) != 0:
        return None
    of_root = declared.distinct[int(declared.which[0])]
    return next((prefix for prefix, namespace in of_root.items() if prefix and namespace == uri), None)


def _free(task: FixTask, prefix: str) -> str:
    """A prefix that the file does not declare."""
    document = task.parsed.document
    taken = document.declared_prefixes if document else {}
    free = prefix
    number = 0
    while free in taken:
        number += 1
        free = f"{prefix}{number}"
    return free


def _renamed(editor: XmlEditor, old: str, new: str) -> Iterator[FileChange]:
    """Replace a namespace in all its declarations and in the root's schemaLocation."""
    for element in editor.index.declared.elements.tolist():
        start, stop = int(editor.index.start[element]), int(editor.index.stop[element])
        for found in _DECLARATION.finditer(editor.text.scanned, start, stop):
            group = 1 if found[1] is not None else 2
            if found[group].decode(editor.text.codec, "replace") == old:
                yield editor.edit(found.start(group), found.end(group), new)
    location = next((span for name in _locations(editor) if (span := editor.attribute(0, name))), None)
    if location:
        words = re.compile(rf"(?:^|(?<=\s)){re.escape(old)}(?=\s|$)|{re.escape(_schema(old))}(?=\.xsd)")
        start, stop = location
        text = editor.text.scanned[start:stop].decode("latin-1")
        for one in words.finditer(text):
            written = new if one[0] == old else _schema(new)
            yield editor.edit(start + one.start(), start + one.end(), written)


def _in_order(editor: XmlEditor, name: Name, names: Sequence[str]) -> Iterator[FileChange]:
    """Sort the children of elements with this name in the order of the schema."""
    for path in range(len(editor.index.path_parent)):
        if editor.index.names[int(editor.index.path_name[path])] != name:
            continue
        for element in editor.index.elements(path).tolist():
            children = editor.children(element)
            ranks = [names.index(child) for child in (editor.index.name(one)[1] for one in children) if child in names]
            if len(ranks) == len(children):
                yield from editor.reorder(children, sorted(range(len(ranks)), key=ranks.__getitem__))


def _locations(editor: XmlEditor) -> list[str]:
    """The names that the schemaLocation attribute of the root may have."""
    declared = editor.index.declared.distinct
    prefixes = [prefix for one in declared for prefix, uri in one.items() if uri.endswith("/XMLSchema-instance")]
    return [f"{prefix}:schemaLocation" for prefix in prefixes]


def _schema(uri: str) -> str:
    """Garmin's name for the schema file: `TrackPointExtensionv1`."""
    name, _, version = uri.rpartition("/")
    return name.rpartition("/")[2] + version
