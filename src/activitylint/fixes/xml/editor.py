"""Turns changes of XML elements into edits of the original bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FixTask, NotApplicable
from activitylint.formats.xml.attributes import attribute_span
from activitylint.formats.xml.index import Name
from activitylint.formats.xml.places import XmlPlaces
from activitylint.formats.xml.rows import Rows
from activitylint.model.arrays import Int, Intp

__all__ = ["ASIDE", "XmlEditor"]

ASIDE: Final = rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
"""Comments, CDATA sections and processing instructions."""

_ROOT: Final = re.compile(
    rb"(?:" + ASIDE + rb"|[^<])*+(<[^!?\s/>][^\s/>]*+)((?:[^\"'>]++|\"[^\"]*\"|'[^']*')*+)>", re.DOTALL
)
_ROOT_DECLARATION: Final = re.compile(rb"(?<!\s)(\s++)xmlns(?::([^\s=]+))?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_HEAD: Final = 4096
_LESS: Final = 0x3C
_SLASH: Final = 0x2F
_BLANK: Final = b" \t"
_LINE_END: Final = b"\r\n"
_DECLARATION: Final = re.compile(r"\sxmlns(?::[^\s=]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_CONTINUED: Final = (0x80, 0xC0)
"""Bytes of UTF-8 that continue a character."""


class XmlEditor:
    """The parsed document of a target.

    text, index and tables are the parser's own; offsets are counted in `text.scanned`, as the index counts them.
    """

    def __init__(self, task: FixTask) -> None:
        places = task.parsed.places
        assert isinstance(places, XmlPlaces)  # noqa: S101 -- for the type checker: TCX and GPX have no others
        self.text = places.text
        self.index = places.index
        self.tables = places.tables

    # Bytes

    def edit(self, start: int, stop: int, new: str = "") -> Edit:
        """An edit of the original bytes in their encoding; `start` and `stop` are offsets in `text.scanned`."""
        codec = self.text.transcoded or self.text.codec
        # A character that does not exist in the encoding becomes a character reference.
        return Edit(self._byte(start), self._byte(stop), new.encode(codec, "xmlcharrefreplace"))

    def written(self, start: int, stop: int) -> str:
        """The raw text between two offsets, including references and comments."""
        try:
            return self.text.scanned[start:stop].decode(self.text.codec)
        except UnicodeDecodeError:
            raise NotApplicable("the bytes are not valid in the encoding of the file") from None

    def _byte(self, offset: int) -> int:
        """The offset in the original of an offset in `scanned`."""
        if not self.text.transcoded:
            return self.text.base + offset
        return self.text.bom + int(self._widths[self.text.base + offset])

    @cached_property
    def _widths(self) -> Int:
        """For each byte of `whole`, the size in the original of the characters before it."""
        text = self.text
        decoded = text.whole.decode("utf-8", "surrogatepass")
        if decoded.encode(text.transcoded, "ignore") != text.original[text.bom :]:
            raise NotApplicable("the bytes are not valid in the encoding of the file")
        whole = np.frombuffer(text.whole, dtype=np.uint8)
        starts = np.flatnonzero((whole < _CONTINUED[0]) | (whole >= _CONTINUED[1]))
        characters = np.frombuffer(decoded.encode("utf-32-le"), dtype="<u4")
        distinct, which = np.unique(characters, return_inverse=True)
        width = np.array([len(chr(one).encode(text.transcoded)) for one in distinct.tolist()], dtype=np.int64)
        widths = np.zeros(len(whole) + 1, dtype=np.int64)
        widths[starts + 1] = width[which] if len(which) else 0
        # The width of a character counts from its last byte on; offsets inside a character do not occur.
        found: Int = np.cumsum(widths)
        if int(found[-1]) + text.bom != len(text.original):
            raise NotApplicable("the encoding of the file cannot be mapped back byte by byte")
        return found

    def declare(self, prefix: str, uri: str) -> Edit:
        """Declare a prefix on the root element, after its last declaration or else after its name.

        The root is searched in the text, because it is in no index if the damage starts in it.
        """
        whole = self.text.whole[self.text.base :]
        root = _ROOT.match(whole)
        if root is None:
            raise NotApplicable("the file has no root element")
        declared = list(_ROOT_DECLARATION.finditer(whole, root.start(2), root.end(2)))
        at, space = (declared[-1].end(), declared[-1][1].decode()) if declared else (root.end(1), " ")
        return self.edit(at, at, f'{space}xmlns:{prefix}="{uri}"')

    # Elements

    @property
    def root(self) -> Name:
        """The (namespace, local name) of the root element."""
        return self.index.name(0)

    def tag(self, element: int) -> str:
        """The name of an element as it is written, with its prefix."""
        start = int(self.index.start[element]) + 1
        head = self.written(start, int(self.index.stop[element]))
        return head.split(maxsplit=1)[0].rstrip("/")

    def prefix(self, element: int) -> str:
        """The prefix of an element with its colon; empty where it has none."""
        before, colon, _ = self.tag(element).rpartition(":")
        return before + colon

    def has_attributes(self, element: int) -> bool:
        """True if the tag of an element has attributes other than namespace declarations."""
        start, stop = int(self.index.start[element]) + 1, int(self.index.stop[element])
        return len(_DECLARATION.sub("", self.written(start, stop)).rstrip("/").split()) > 1

    def start(self, element: int) -> int:
        """The first byte of an element."""
        return int(self.index.start[element])

    def end(self, element: int) -> int:
        """The first byte after an element, including its end tag."""
        if self.index.empty[element]:
            return int(self.index.stop[element]) + 1
        tag = int(self._end_tags[element])
        stop = self.text.scanned.find(b">", tag) if tag >= 0 else -1
        if stop < 0:
            raise NotApplicable("an element has no end tag")
        return stop + 1

    def inner(self, element: int) -> tuple[int, int]:
        """The range of bytes between the tags of an element."""
        start = int(self.index.stop[element]) + 1
        return (start, start) if self.index.empty[element] else (start, int(self._end_tags[element]))

    def children(self, element: int) -> list[int]:
        """The child elements."""
        order, bounds = self._families
        found: list[int] = order[bounds[element] : bounds[element + 1]].tolist()
        return found

    def rows(self, table: str) -> Rows:
        """A table of elements: `record`, `lap`, ..."""
        return Rows(self.index, table, self.tables[table])

    def attribute(self, element: int, name: str) -> tuple[int, int] | None:
        """The range of bytes of an attribute's value; None if there is no such attribute."""
        found = attribute_span(self.index, element, name)
        return None if found is None else found[1:]

    @cached_property
    def _families(self) -> tuple[Intp, Intp]:
        parent = self.index.parent
        order = np.argsort(parent, kind="stable")
        return order, np.searchsorted(parent[order], np.arange(len(parent) + 1, dtype=parent.dtype))

    @cached_property
    def _end_tags(self) -> Int:
        """The first byte of each element's end tag; -1 if it has none."""
        index = self.index
        buffer = index.buffer[: len(index.text) + 1]
        ends = np.flatnonzero((buffer[:-1] == _LESS) & (buffer[1:] == _SLASH))
        if len(index.specials):
            special = np.searchsorted(index.specials[:, 0], ends, side="right") - 1
            ends = ends[(special < 0) | (ends >= index.specials[special, 1])]
        opened = np.flatnonzero(~index.empty)
        depth = np.searchsorted(index.start[opened], ends) - np.arange(1, len(ends) + 1)
        closed = opened[~np.isin(opened, index.open_ended)]
        if len(closed) != len(ends):
            raise NotApplicable("the start and end tags of the file do not match")
        found = np.full(len(index.start), -1, dtype=np.int64)
        found[closed[np.argsort(index.depth[closed], kind="stable")]] = ends[np.argsort(depth, kind="stable")]
        return found

    # Space

    @cached_property
    def line_end(self) -> str:
        """The line end that the file uses."""
        return "\r\n" if b"\r\n" in self.text.scanned[:_HEAD] else "\n"

    def indent(self, element: int) -> str:
        """The line end and white space before an element; empty if the element is not the first on its line."""
        scanned = self.text.scanned
        start = stop = self.start(element)
        while start and scanned[start - 1] in _BLANK:
            start -= 1
        if not start or scanned[start - 1] not in _LINE_END:
            return ""
        start -= 2 if scanned[start - 2 : start] == _LINE_END else 1
        return self.written(max(start, 0), stop)

    def lines(self, start: int, stop: int) -> tuple[int, int]:
        """The same range, or its complete lines if nothing else is on them."""
        scanned = self.text.scanned
        first, last = start, stop
        while first and scanned[first - 1] in _BLANK:
            first -= 1
        while last < len(scanned) and scanned[last] in _BLANK:
            last += 1
        if not first or scanned[first - 1] not in _LINE_END or last == len(scanned) or scanned[last] not in _LINE_END:
            return start, stop
        return first, last + (2 if scanned[last : last + 2] == _LINE_END else 1)

    # Moving and removing

    def reorder(self, elements: Sequence[int], order: Sequence[int]) -> Iterator[Edit]:
        """Reorder elements: the place of elements[i] gets elements[order[i]]."""
        for place, number in zip(elements, order, strict=True):
            element = elements[number]
            if element != place:
                new = self.written(self.start(element), self.end(element))
                yield self.edit(self.start(place), self.end(place), new)

    def remove(self, element: int) -> Edit:
        """Remove an element, including its lines if nothing else is on them."""
        return self.edit(*self.lines(self.start(element), self.end(element)))

    def remove_values(self, elements: Iterable[int], keep: Iterable[int]) -> Iterator[Edit]:
        """Remove elements, and the elements that this leaves empty, except those in `keep`."""
        for element in self.emptied(elements, keep):
            yield self.remove(element)

    def emptied(self, elements: Iterable[int], keep: Iterable[int]) -> list[int]:
        """The topmost elements that contain nothing but the given ones, except those in `keep`."""
        kept = frozenset(keep)
        gone = set(elements)
        todo = list(gone)
        removed: Counter[int] = Counter()
        while todo:
            parent = int(self.index.parent[todo.pop()])
            if parent < 0 or parent in kept or parent in gone:
                continue
            removed[parent] += 1
            inside = self.children(parent) if removed[parent] == 1 else None
            if inside is not None:
                removed[parent] -= len(inside)
            if removed[parent] == 0 and self._holds_nothing_else(parent):
                gone.add(parent)
                todo.append(parent)
        return sorted(element for element in gone if int(self.index.parent[element]) not in gone)

    def _holds_nothing_else(self, element: int) -> bool:
        """True if there is only white space between the children of an element."""
        start, stop = self.inner(element)
        for child in self.children(element):
            if self.text.scanned[start : self.start(child)].strip():
                return False
            start = self.end(child)
        return not self.text.scanned[start:stop].strip()
