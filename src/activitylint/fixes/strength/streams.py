"""Fixes for streams: their form, their length, and samples without a value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import OF_VALUES, JsonEditor, Splice
from activitylint.model.format import JSON
from activitylint.vocabulary.strength import fields

__all__: list[str] = []

_ABOUT: Final = frozenset({"data", "series_type", "original_size", "resolution", "type", "length"})
"""Fields that Strava's API adds to the data of a stream: how it was sampled, not what was recorded."""


def _arrays(editor: JsonEditor) -> dict[str, list[Any]]:
    """The documented streams that are arrays, by name."""
    streams = editor.value.get("streams")
    held: dict[str, Any] = streams if isinstance(streams, dict) else {}
    return {name: held[name] for name in fields("streams") if isinstance(held.get(name), list)}


@fix("streams-as-arrays", "JSN009", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def streams_as_arrays(task: FixTask) -> Iterator[FileChange]:
    """Replaces a stream that is an object with a `data` field, as Strava's own API returns it, with the array in that
    field.

    Limits: Skips an object with fields other than the data and what the API adds (series_type, original_size,
    resolution).
    """
    editor = JsonEditor(task)
    splices: list[Splice] = []
    for _, path, value, member in editor.reported("JSN009"):
        if isinstance(value, dict) and isinstance(value.get("data"), list) and value.keys() <= _ABOUT:
            data = editor.find(*path, "data")
            if data:
                splices += [Splice(member.value, data.value), Splice(data.end, member.end)]
    yield from editor.edits(splices)


@fix("drop-empty-streams", "JSN008", safety=Safety.SAFE, formats=JSON, order=4)
def drop_empty_streams(task: FixTask) -> Iterator[FileChange]:
    """Removes streams without samples, if the time stream has some.

    Limits: Keeps an empty time stream.
    """
    editor = JsonEditor(task)
    gone = {name for name, values in _arrays(editor).items() if not values and name != "time"}
    yield from editor.edits(_without(editor, gone))


@fix("cut-streams", "JSN008", safety=Safety.UNSAFE, formats=JSON, order=6)
def cut_streams(task: FixTask) -> Iterator[FileChange]:
    """Cuts all streams to the length of the shortest one, on the assumption that the first samples belong together.

    Limits: Skips a file if one of the streams is empty.
    """
    editor = JsonEditor(task)
    arrays = _arrays(editor)
    shortest = min(map(len, arrays.values()))
    if not shortest:
        raise NotApplicable("a stream is empty")
    splices: list[Splice] = []
    for name, values in arrays.items():
        splices += editor.removed(editor.opening("streams", name), range(shortest, len(values)))
    yield from editor.edits(splices)


@fix("drop-empty-samples", "JSN009", safety=Safety.UNSAFE, formats=JSON, order=6)
def drop_empty_samples(task: FixTask) -> Iterator[FileChange]:
    """Removes samples that are null in at least one stream from all streams.

    Limits: Skips streams of different lengths, because it is unclear which samples belong together, and streams in
    which no sample is complete.
    """
    editor = JsonEditor(task)
    arrays = _arrays(editor)
    gone = {row for values in arrays.values() for row, value in enumerate(values) if value is None}
    if not gone:
        return
    if len({len(values) for values in arrays.values()}) != 1:
        raise NotApplicable("the streams have different lengths")
    if len(gone) == len(next(iter(arrays.values()))):
        raise NotApplicable("no sample is complete")
    splices = [splice for name in arrays for splice in editor.removed(editor.opening("streams", name), gone)]
    yield from editor.edits(splices)


@fix("drop-streams-without-time", "JSN007", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_streams_without_time(task: FixTask) -> Iterator[FileChange]:
    """Removes all streams if there is no time stream, because no reader can tell when the samples were taken.

    Limits: Keeps the rest of the file.
    """
    editor = JsonEditor(task)
    if "time" in _arrays(editor):
        return
    start = editor.opening()
    gone = {number for number, member in enumerate(editor.members(start)) if member.key == "streams"}
    yield from editor.edits(editor.removed(start, gone))


def _without(editor: JsonEditor, names: set[str]) -> Iterator[Splice]:
    if names:
        start = editor.opening("streams")
        listed = editor.members(start)
        yield from editor.removed(start, {number for number, member in enumerate(listed) if member.key in names})


@fix("stream-times-in-seconds", "JSN012", safety=Safety.UNSAFE, formats=JSON)
def stream_times_in_seconds(task: FixTask) -> Iterator[FileChange]:
    """Converts the time stream from milliseconds to seconds, if its last value is beyond elapsed_time as seconds but
    not as milliseconds.

    Limits: Skips a stream if two times would become the same second.
    """
    editor = JsonEditor(task)
    times, elapsed = _arrays(editor).get("time", []), editor.value.get("elapsed_time")
    if not times or type(elapsed) is not int or any(type(time) is not int for time in times):
        return
    if not max(times) > elapsed >= max(times) / 1000 - 1 or max(times) < 10 * elapsed or min(times) < 0:
        return
    seconds = [round(time / 1000) for time in times]
    if any(later <= earlier for earlier, later in pairwise(seconds)):
        raise NotApplicable("two times would become the same second, or the times do not increase")
    listed = editor.members(editor.opening("streams", "time"))
    yield from editor.edits(editor.replaced(member, str(new)) for member, new in zip(listed, seconds, strict=True))
