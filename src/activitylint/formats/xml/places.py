"""Lines, columns and bytes of elements and attributes. They are computed only for findings."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from activitylint.formats.xml.attributes import attribute_span
from activitylint.formats.xml.document import XmlText
from activitylint.formats.xml.index import Index
from activitylint.model.arrays import I32, Bools
from activitylint.model.faults import Place
from activitylint.model.finding import Excerpt, Location
from activitylint.model.patterns import regex

__all__ = ["XmlPlaces"]

_REPEATING: Final = frozenset(
    {
        *("trk", "trkseg", "trkpt", "rte", "rtept", "wpt"),
        *("Activity", "MultiSportSession", "NextSport", "Course", "CoursePoint", "Lap", "Track", "Trackpoint"),
    }
)
"""Elements that always have a number in a path, even if there is only one."""

_DESCENDANTS: Final = 4096
"""Descendants of a row that are searched for a field. A point has about twenty."""

_BEFORE: Final = 80
_WIDTH: Final = 200
_UNSHOWN: Final = regex("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class XmlPlaces:
    """The `Places` of TCX and GPX.

    tables: the elements that are the rows of each table. fields: for each column of `Records` the names that it has in
    the file. Any of these names, and the name of the column, finds whichever is present: `heartrate` finds `hr`.
    """

    def __init__(
        self, text: XmlText, index: Index, tables: Mapping[str, I32], fields: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._text = text
        self._index = index
        self._tables = tables
        self._fields = {name: names for column, names in fields.items() for name in (column, *names)}
        self._columns = fields
        self._alike: dict[int, tuple[I32, I32]] = {}
        self._by_name: dict[str, Bools] = {}
        self._paths: dict[int, str] = {}

    def column_of(self, name: str) -> str | None:
        """The column of `Records` that holds the values of elements of this name, or None."""
        return next((column for column, names in self._columns.items() if name in names), None)

    @property
    def text(self) -> XmlText:
        """The bytes of the document and their encoding."""
        return self._text

    @property
    def index(self) -> Index:
        """The elements of the document."""
        return self._index

    @property
    def tables(self) -> Mapping[str, I32]:
        """The elements that are the rows of each table: `record`, `lap`, `track`, `segment`, `session`, ..."""
        return self._tables

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        """Return location and excerpt of each place; something absent is located at its nearest existing parent."""
        spots = [self._spot(place) for place in places]
        order = sorted(range(len(spots)), key=lambda i: spots[i][0])
        lines = _LineCounter(self._text)
        found: dict[int, tuple[Location, Excerpt | None]] = {}
        for i in order:
            offset, length, path = spots[i]
            line, column, excerpt = lines.at(offset)
            byte = self._original(offset)
            length = min(self._original(offset + length) if self._text.transcoded else byte + length, self._size) - byte
            found[i] = (Location(byte, max(length, 0), line, column, path), excerpt)
        return [found[i] for i in range(len(spots))]

    @property
    def _size(self) -> int:
        return len(self._text.original)

    def _original(self, offset: int) -> int:
        return self._text.original_byte(offset - self._text.base)

    def _spot(self, place: Place) -> tuple[int, int, str]:
        """The offset in `whole`, the length and the path of a place."""
        if place.table == "file":
            return 0, 0, ""
        if place.table == "byte":
            return self._byte_spot(place)
        element = self._element(place)
        if element is None:
            absent = self._element(Place("root"))
            return (0, 0, "") if absent is None else self._tag(absent)
        for name in self._fields.get(place.field, (place.field,)) if place.field else ():
            found = (
                self._attribute(element, name[1:])
                if name.startswith("@")
                else self._below(element, name, deep=place.table == "record")
            )
            if found is not None:
                return found
        return self._tag(element)

    def _byte_spot(self, place: Place) -> tuple[int, int, str]:
        offset = max(min(place.row, self._size - 1), 0)
        if self._text.transcoded:
            before = self._text.original[self._text.bom : offset].decode(self._text.transcoded, "ignore")
            offset = min(len(before.encode("utf-8", "surrogatepass")), max(len(self._text.whole) - 1, 0))
        inside = self._index.start.searchsorted(offset - self._text.base, side="right") - 1
        path = ""
        if inside >= 0 and offset - self._text.base <= self._index.stop[inside]:
            path = self._path(int(inside))
        return offset, place.length, path

    def _element(self, place: Place) -> int | None:
        """The element that a row is, or None."""
        if place.table == "element":
            return place.row if 0 <= place.row < len(self._index.start) else None
        rows = self._tables.get(place.table)
        return int(rows[place.row]) if rows is not None and 0 <= place.row < len(rows) else None

    def _tag(self, element: int) -> tuple[int, int, str]:
        start, stop = int(self._index.start[element]), int(self._index.stop[element])
        return self._text.base + start, stop + 1 - start, self._path(element)

    def _attribute(self, element: int, name: str) -> tuple[int, int, str] | None:
        span = attribute_span(self._index, element, name)
        if span is None:
            return None
        start, _, stop = span
        return self._text.base + start, stop + 1 - start, f"{self._path(element)}/@{name}"

    def _below(self, element: int, field: str, *, deep: bool) -> tuple[int, int, str] | None:
        """The first child of this name, or, if `deep`, else the first descendant. `a/b` means b inside the first a."""
        head, _, rest = field.partition("/")
        index = self._index
        depth = index.depth[element]
        below = index.depth[element + 1 : element + 1 + _DESCENDANTS] > depth
        count = len(below) if bool(below.all()) else int(np.argmin(below))
        first = element + 1
        named = self._called(head)[index.path[first : first + count]].nonzero()[0] + first
        if not deep:
            named = named[index.depth[named] == depth + 1]
        if not len(named):
            return None
        child = int(named[np.argmin(index.depth[named])])
        return (self._below(child, rest, deep=deep) if rest else None) or self._tag(child)

    def _called(self, name: str) -> Bools:
        """Which paths lead to elements of this local name."""
        known = self._by_name.get(name)
        if known is None:
            names = np.array([local == name for _, local in self._index.names], dtype=np.bool_)
            known = self._by_name[name] = names[self._index.path_name]
        return known

    def _path(self, element: int) -> str:
        """The names from the root down, joined by /. Paths of ancestors are cached."""
        unknown: list[int] = []
        while element >= 0 and element not in self._paths:
            unknown.append(element)
            element = int(self._index.parent[element])
        path = self._paths.get(element, "")
        for below in reversed(unknown):
            path = self._paths[below] = f"{path}/{self._step(below)}" if path else self._step(below)
        return path

    def _step(self, element: int) -> str:
        """The name of an element, with its number if there can be more than one."""
        name = self._index.name(element)[1]
        alike, parents = self._family(int(self._index.path[element]))
        if len(alike) == 1:
            return f"{name}[1]" if name in _REPEATING else name
        parent = self._index.parent[element]
        first, last = parents.searchsorted((parent, parent + 1))
        if name in _REPEATING or last - first > 1:
            return f"{name}[{int(alike.searchsorted(element) - first) + 1}]"
        return name

    def _family(self, path: int) -> tuple[I32, I32]:
        """The elements of a path and their parents. Cached, since many findings need the same."""
        known = self._alike.get(path)
        if known is None:
            elements = self._index.elements(path)
            known = self._alike[path] = elements, self._index.parent.take(elements)
        return known


_COUNTED: Final = 1 << 20
"""Bytes that are compared at once, to limit memory."""


class _LineCounter:
    """Counts lines and columns. Offsets must be ascending: no byte is read twice, however long its line is."""

    def __init__(self, text: XmlText) -> None:
        self._whole = text.whole
        self._codec = text.codec
        self._newline = b"\n" if b"\n" in self._whole or b"\r" not in self._whole else b"\r"
        self._first = len(codecs.BOM_UTF8) if self._whole.startswith(codecs.BOM_UTF8) else 0
        self._line = 1
        self._column = 0
        self._start = -1
        self._end = -1
        self._counted = 0

    def at(self, offset: int) -> tuple[int, int, Excerpt]:
        """Return line and column (1-based, columns in characters) and the excerpt of an offset."""
        whole = self._whole
        self._line += _count(whole, self._newline, self._counted, offset)
        if self._start < 0 or offset > self._end:
            self._start = whole.rfind(self._newline, 0, offset) + 1 or min(self._first, offset)
            end = whole.find(self._newline, offset)
            self._end = len(whole) if end < 0 else end
            self._counted, self._column = self._start, 0
        self._column += len(whole[self._counted : offset].decode(self._codec, "replace"))
        self._counted = offset
        return self._line, self._column + 1, self._excerpt(self._start, offset, self._end)

    def _excerpt(self, start: int, offset: int, end: int) -> Excerpt:
        # at most four bytes per character; cut between characters, if the encoding is valid
        first = self._character(max(start, offset - 4 * _BEFORE))
        last = self._character(min(end, offset + 4 * _WIDTH))
        before = self._whole[first:offset].decode(self._codec, "replace")
        after = self._whole[offset:last].decode(self._codec, "replace").rstrip("\r\n")
        if len(before) + len(after) > _WIDTH or first > start or last < end:
            if len(before) > _BEFORE or first > start:
                before = "..." + before[-_BEFORE:]
            if len(after) > _WIDTH - _BEFORE:
                after = after[: _WIDTH - _BEFORE] + "..."
        line = (before + after).replace("\t", " ")
        if not (line.isascii() and line.isprintable()):
            line = _UNSHOWN.sub("\ufffd", line)
        return Excerpt(line, len(before) + 1)

    def _character(self, offset: int) -> int:
        while self._codec == "utf-8" and offset < len(self._whole) and self._whole[offset] & 0xC0 == 0x80:
            offset += 1
        return offset


def _count(whole: bytes, newline: bytes, first: int, last: int) -> int:
    """The number of newlines between two offsets. Faster than `bytes.count` if there are many."""
    view = np.frombuffer(whole, dtype=np.uint8)
    wanted = newline[0]
    return sum(
        int(np.count_nonzero(view[at : min(at + _COUNTED, last)] == wanted)) for at in range(first, last, _COUNTED)
    )
