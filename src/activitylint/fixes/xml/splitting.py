"""Fixes that make several files of one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.fixes.edits import apply
from activitylint.fixes.registry import Change, NotApplicable, Part, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.model.format import GPX, TCX

__all__: list[str] = []


@fix("split-activities", "TCX009", safety=Safety.UNSAFE, formats=TCX, order=9)
def split_activities(target: Target) -> Iterator[Change]:
    """Writes each Activity of a TCX file to a file of its own, with everything that stands around it: the root element
    and the Author. An Activity of a MultiSportSession becomes one that stands by itself.

    Leaves: files that hold courses as well, and a MultiSportSession of one Activity. What stands between the activities
    (transitions, comments) is dropped.
    """
    markup = Markup(target)
    activities = markup.tables["activity"].tolist()
    if len(markup.tables["course"]):
        raise NotApplicable("the file holds courses as well")
    if len(activities) < 2:
        raise NotApplicable("there is one Activity only")
    tops = [_below(markup, activity, "Activities") for activity in activities]
    yield from _parts(markup, target, activities, min(tops), max(tops))


@fix("split-tracks", "GPX007", safety=Safety.ASKED, formats=GPX, order=9)
def split_tracks(target: Target) -> Iterator[Change]:
    """Writes each track of a GPX file to a file of its own, with everything that stands around the tracks. It has to be
    asked for, since tracks are often the stages of one activity.

    Leaves: files with one track that has points, or with something else between the tracks. Tracks without points are
    dropped.
    """
    markup = Markup(target)
    tracks = markup.tables["track"]
    gpx = target.parsed.gpx
    assert gpx is not None  # noqa: S101 -- told to the type checker: GPX has its own part
    filled = np.unique(gpx.segment_track[gpx.segment_points > 0])
    if len(filled) < 2:
        raise NotApplicable("there is one track only that has points")
    inside = [child for child in markup.children(0) if tracks[0] <= child <= tracks[-1]]
    if len(inside) != len(tracks):
        raise NotApplicable("something else stands between the tracks")
    yield from _parts(markup, target, tracks[filled].tolist(), int(tracks[0]), int(tracks[-1]))


def _below(markup: Markup, element: int, name: str) -> int:
    """The element itself, or the one around it that stands directly below an element of this name."""
    while markup.index.name(int(markup.index.parent[element]))[1] != name:
        element = int(markup.index.parent[element])
        if element <= 0:
            reason = f"an Activity stands outside of {name}"
            raise NotApplicable(reason)
    return element


def _parts(markup: Markup, target: Target, elements: list[int], first: int, last: int) -> Iterator[Part]:
    """One part an element, which stands there in the place of all that lies from the first to the last of them."""
    start, stop = markup.start(first), markup.end(last)
    for number, element in enumerate(elements, 1):
        alone = markup.written(markup.start(element), markup.end(element))
        yield Part(str(number), apply(target.data, [markup.edit(start, stop, alone)]))
