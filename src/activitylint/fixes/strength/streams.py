"""Fixes of streams: their shape, their length, and samples without a value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.strength.document import OF_VALUES, Document, Splice
from activitylint.model.format import JSON
from activitylint.vocabulary.strength import fields

__all__: list[str] = []

_ABOUT: Final = frozenset({"data", "series_type", "original_size", "resolution", "type", "length"})
"""What Strava's API says of a stream beside its data: how it was thinned out, not what was recorded."""


def _arrays(document: Document) -> dict[str, list[Any]]:
    """The streams that are arrays and that the page lists, by name."""
    streams = document.value.get("streams")
    held: dict[str, Any] = streams if isinstance(streams, dict) else {}
    return {name: held[name] for name in fields("streams") if isinstance(held.get(name), list)}


@fix("streams-as-arrays", "JSN009", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def streams_as_arrays(target: Target) -> Iterator[Change]:
    """Writes the array itself where a stream is an object with `data`, as Strava's own API returns it.

    Leaves: an object that holds more than the data and what the API says of it (series_type, original_size,
    resolution).
    """
    document = Document(target)
    splices: list[Splice] = []
    for _, path, value, member in document.refused("JSN009"):
        if isinstance(value, dict) and isinstance(value.get("data"), list) and value.keys() <= _ABOUT:
            data = document.find(*path, "data")
            if data:
                splices += [Splice(member.value, data.value), Splice(data.end, member.end)]
    yield from document.edits(splices)


@fix("drop-empty-streams", "JSN008", safety=Safety.SAFE, formats=JSON, order=4)
def drop_empty_streams(target: Target) -> Iterator[Change]:
    """Removes streams that have no sample beside a time that has some.

    Leaves: an empty time.
    """
    document = Document(target)
    gone = {name for name, values in _arrays(document).items() if not values and name != "time"}
    yield from document.edits(_without(document, gone))


@fix("cut-streams", "JSN008", safety=Safety.UNSAFE, formats=JSON, order=6)
def cut_streams(target: Target) -> Iterator[Change]:
    """Cuts all streams to the length of the shortest: it is taken that their first samples belong together.

    Leaves: streams of which one is empty.
    """
    document = Document(target)
    arrays = _arrays(document)
    shortest = min(map(len, arrays.values()))
    if not shortest:
        raise NotApplicable("a stream is empty")
    splices: list[Splice] = []
    for name, values in arrays.items():
        splices += document.removed(document.opening("streams", name), range(shortest, len(values)))
    yield from document.edits(splices)


@fix("drop-empty-samples", "JSN009", safety=Safety.UNSAFE, formats=JSON, order=6)
def drop_empty_samples(target: Target) -> Iterator[Change]:
    """Removes samples that are null in some stream, from all streams.

    Leaves: streams of unequal length, in which it is not known what belongs together; and streams in which no sample
    is whole.
    """
    document = Document(target)
    arrays = _arrays(document)
    gone = {row for values in arrays.values() for row, value in enumerate(values) if value is None}
    if not gone:
        return
    if len({len(values) for values in arrays.values()}) != 1:
        raise NotApplicable("the streams are not of one length")
    if len(gone) == len(next(iter(arrays.values()))):
        raise NotApplicable("no sample has all values")
    splices = [splice for name in arrays for splice in document.removed(document.opening("streams", name), gone)]
    yield from document.edits(splices)


@fix("drop-streams-without-time", "JSN007", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_streams_without_time(target: Target) -> Iterator[Change]:
    """Removes the streams where time is not among them: no reader can tell when their samples were taken.

    Leaves: the rest of the file.
    """
    document = Document(target)
    if "time" in _arrays(document):
        return
    start = document.opening()
    gone = {number for number, member in enumerate(document.members(start)) if member.key == "streams"}
    yield from document.edits(document.removed(start, gone))


def _without(document: Document, names: set[str]) -> Iterator[Splice]:
    if names:
        start = document.opening("streams")
        listed = document.members(start)
        yield from document.removed(start, {number for number, member in enumerate(listed) if member.key in names})


@fix("stream-times-in-seconds", "JSN012", safety=Safety.UNSAFE, formats=JSON)
def stream_times_in_seconds(target: Target) -> Iterator[Change]:
    """Takes the times of streams for milliseconds and writes them in seconds, where the last one is past elapsed_time
    as seconds and not as milliseconds.

    Leaves: times of which two would become one second.
    """
    document = Document(target)
    times, elapsed = _arrays(document).get("time", []), document.value.get("elapsed_time")
    if not times or type(elapsed) is not int or any(type(time) is not int for time in times):
        return
    if not max(times) > elapsed >= max(times) / 1000 - 1 or max(times) < 10 * elapsed or min(times) < 0:
        return
    seconds = [round(time / 1000) for time in times]
    if any(later <= earlier for earlier, later in pairwise(seconds)):
        raise NotApplicable("two times would become one second, or they do not rise")
    listed = document.members(document.opening("streams", "time"))
    yield from document.edits(document.replaced(member, str(new)) for member, new in zip(listed, seconds, strict=True))
