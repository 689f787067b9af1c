"""The XML element at a place in a document, and the structure of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from activitylint.formats.xml.index import Index, Name
from activitylint.formats.xml.places import XmlPlaces
from activitylint.lsp.analysis import Analysis
from activitylint.model.format import Format

__all__ = ["Element", "Span", "element_at", "spans"]

_NESTED: Final = {Format.GPX: ("track", "segment"), Format.TCX: ("session", "lap", "track")}
"""The tables whose rows are shown as a structure."""
_TITLES: Final = {"session": "Activity", "track": "Track", "lap": "Lap", "segment": "Segment"}
_MOST: Final = 2_000
"""Elements of the structure. Only a file made to do harm has more."""


class Element(NamedTuple):
    """An element. names: from the root down to it. start, stop: the offsets in characters of its tag.

    column: the column of `Records` that holds its value, or empty. attribute: the one that the place is in, or empty.
    """

    names: tuple[Name, ...]
    start: int
    stop: int
    column: str = ""


class Span(NamedTuple):
    """A part of the structure. title: such as `Lap 2`. start, end: offsets in characters. tag: the end of its tag.

    parent: the index of the span that it is in, or -1.
    """

    title: str
    start: int
    tag: int
    end: int
    parent: int


def element_at(analysis: Analysis, offset: int) -> Element | None:
    """The element whose tag or value is at an offset in characters; None if there is none."""
    places = analysis.activity.places if analysis.activity is not None else None
    if not isinstance(places, XmlPlaces):
        return None
    document, index = analysis.document, places.index
    inside = _scanned(places, document.byte(offset))
    number = int(index.start.searchsorted(inside, side="right")) - 1
    if number < 0 or inside > (int(index.stop[number]) if not index.leaf[number] else _leaf_end(index, number)):
        return None
    start, stop = int(index.start[number]), int(index.stop[number]) + 1
    at = document.offsets([_original(places, start), _original(places, stop)])
    names = index.steps(int(index.path[number]))
    return Element(
        names,
        at[_original(places, start)],
        at[_original(places, stop)],
        places.column_of(names[-1][1]) or "",
    )


def spans(analysis: Analysis) -> list[Span]:
    """The tracks, laps and segments of a document, each after the one that it is in."""
    places = analysis.activity.places if analysis.activity is not None else None
    if analysis.activity is None or not isinstance(places, XmlPlaces):
        return []
    found = sorted(_structure(places, analysis.activity.format))[:_MOST]
    ends = [_end(places.index, number) for number, _ in found]
    bytes_ = {
        byte: _original(places, byte)
        for (number, _), end in zip(found, ends, strict=True)
        for byte in (int(places.index.start[number]), int(places.index.stop[number]) + 1, end)
    }
    at = analysis.document.offsets(bytes_.values())
    made: list[Span] = []
    counts: dict[tuple[int, str], int] = {}
    open_: list[int] = []
    for (number, table), end in zip(found, ends, strict=True):
        start = int(places.index.start[number])
        while open_ and made[open_[-1]].end <= at[bytes_[start]]:
            open_.pop()
        parent = open_[-1] if open_ else -1
        counts[parent, table] = counts.get((parent, table), 0) + 1
        tag = int(places.index.stop[number]) + 1
        title = f"{_TITLES[table]} {counts[parent, table]}"
        made.append(Span(title, at[bytes_[start]], at[bytes_[tag]], at[bytes_[end]], parent))
        open_.append(len(made) - 1)
    return made


def _structure(places: XmlPlaces, form: Format) -> Iterator[tuple[int, str]]:
    for table in _NESTED[form]:
        yield from ((int(number), table) for number in places.tables.get(table, ()))


def _scanned(places: XmlPlaces, byte: int) -> int:
    """The offset in the indexed text of an offset in the file."""
    text = places.text
    if text.transcoded:
        byte = len(text.original[text.bom : byte].decode(text.transcoded, "ignore").encode("utf-8", "surrogatepass"))
    return byte - text.base


def _original(places: XmlPlaces, scanned: int) -> int:
    return places.text.original_byte(scanned)


def _leaf_end(index: Index, number: int) -> int:
    """The offset of the end of a leaf's end tag."""
    if index.empty[number]:
        return int(index.stop[number])
    found = index.text.find(b">", int(index.text_stop[number]))
    return found if found >= 0 else len(index.text)


def _end(index: Index, number: int) -> int:
    """The offset after the end tag of an element."""
    if index.empty[number]:
        return int(index.stop[number]) + 1
    after = index.depth[number + 1 :] <= index.depth[number]
    last = number + int(after.argmax()) if after.any() else len(index.start) - 1
    tag = index.text.find(b"</" + index.written[int(index.written_of[number])], int(index.stop[last]))
    end = index.text.find(b">", tag) if tag >= 0 else -1
    return end + 1 if end >= 0 else len(index.text)
