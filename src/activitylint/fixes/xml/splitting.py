"""Fixes that split a file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.fixes.edits import apply
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, SplitFile, fix
from activitylint.fixes.work import check_parts
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.model.format import GPX, TCX

__all__: list[str] = []


@fix("split-activities", "TCX009", safety=Safety.UNSAFE, formats=TCX, order=9)
def split_activities(task: FixTask) -> Iterator[FileChange]:
    """Writes each Activity of a TCX file to its own file, with the root element and the Author around it. An Activity
    in a MultiSportSession becomes an ordinary one.

    Limits: Skips a file that also has courses, a MultiSportSession with only one Activity, and a file that would become
    more than 100 files. What is between the
    activities (transitions, comments) is lost.
    """
    editor = XmlEditor(task)
    activities = editor.tables["activity"].tolist()
    if len(editor.tables["course"]):
        raise NotApplicable("the file also contains courses")
    if len(activities) < 2:
        raise NotApplicable("the file has only one Activity")
    check_parts(len(activities))
    tops = [_below(editor, activity, "Activities") for activity in activities]
    yield from _parts(editor, task, activities, min(tops), max(tops))


@fix("split-tracks", "GPX007", safety=Safety.ASKED, formats=GPX, order=9)
def split_tracks(task: FixTask) -> Iterator[FileChange]:
    """Writes each track of a GPX file to its own file, with everything around the tracks. You have to ask for this fix,
    because tracks are often the stages of one activity.

    Limits: Skips a file in which only one track has points, or in which something else is between the tracks, and a
    file that would become more than 100 files. Tracks without points are lost.
    """
    editor = XmlEditor(task)
    tracks = editor.tables["track"]
    gpx = task.parsed.gpx
    assert gpx is not None  # noqa: S101 -- for the type checker: GPX has its own part
    filled = np.unique(gpx.segment_track[gpx.segment_points > 0])
    if len(filled) < 2:
        raise NotApplicable("only one track has points")
    inside = [child for child in editor.children(0) if tracks[0] <= child <= tracks[-1]]
    if len(inside) != len(tracks):
        raise NotApplicable("there is something else between the tracks")
    yield from _parts(editor, task, tracks[filled].tolist(), int(tracks[0]), int(tracks[-1]))


def _below(editor: XmlEditor, element: int, name: str) -> int:
    """The element itself or the ancestor of it that is a child of an element with this name."""
    while editor.index.name(int(editor.index.parent[element]))[1] != name:
        element = int(editor.index.parent[element])
        if element <= 0:
            reason = f"an Activity is outside of {name}"
            raise NotApplicable(reason)
    return element


def _parts(editor: XmlEditor, task: FixTask, elements: list[int], first: int, last: int) -> Iterator[SplitFile]:
    """Yield one file per element; in it, the element replaces everything from `first` to `last`."""
    check_parts(len(elements))
    start, stop = editor.start(first), editor.end(last)
    for number, element in enumerate(elements, 1):
        alone = editor.written(editor.start(element), editor.end(element))
        yield SplitFile(str(number), apply(task.data, [editor.edit(start, stop, alone)]))
