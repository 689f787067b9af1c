"""The index of a document: all its elements as columns.

Numpy interns the names of the tags and follows their nesting. Elements with the same path share a path number, so a
document of a hundred thousand elements has only about thirty paths. Everything else queries these columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import FIRST_BITS, WIDE, bits, chunks, occurrences, windows
from activitylint.formats.xml.intern import MOST, taken
from activitylint.formats.xml.names import element_names
from activitylint.formats.xml.namespaces import declarations, qualify
from activitylint.formats.xml.path_numbers import number_paths
from activitylint.formats.xml.paths import Name, shared
from activitylint.formats.xml.tags import Tags
from activitylint.model.arrays import I32, Bools, Bytes, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.lazy import cached_property

__all__ = ["Between", "Index", "Name"]

_SPACE: Final = 0x20
_QUOTE: Final = 0x22
_AMPERSAND: Final = 0x26
_APOSTROPHE: Final = 0x27


class Between(NamedTuple):
    """Text between tags, apart from white space and the text of leaves. It may also be a comment.

    start, stop: byte offsets. depth: the depth of the element that the text is directly in.
    """

    start: I32
    stop: I32
    depth: I32


class Index:
    """The elements of a document in document order. An element is identified by its ordinal.

    For each element:
    start, stop: byte offsets of `<` and `>` of its start tag. text_stop: where its text ends, at the
    next tag.
    empty: True for `<a/>`. leaf: True if it has no child elements. depth: 0 for the root.
    parent: ordinal of its parent, -1 for the root.
    path: its path number. written_of: index of its name in `written`.

    paths: the distinct paths, see `Paths`; path_parent, path_name and names are its columns.

    written: the distinct names as written, with prefixes.
    redundant: ordinals of elements that declare again the namespace that they are in.
    undeclared: True if a name has a prefix that is not declared.
    tagged: ordinals of elements that may have attributes, because their tag ends in a quote or white space.
    open_ended: ordinals of elements that are still open at the end of the text.
    siblings: the ordinals of all elements by their depth, so that children of one parent follow each other.
    between: text that is not only white space and not the text of a leaf, see `Between`.
    declared: the namespace declarations. specials: (start, stop) of comments and the like, see `Tags`.
    text, buffer: the document as bytes, and as a numpy array with padding. codec: Python's name for its encoding.
    """

    __slots__ = (
        "__dict__",
        "_level_paths",
        "_levels",
        "between",
        "buffer",
        "codec",
        "declared",
        "depth",
        "empty",
        "leaf",
        "names",
        "open_ended",
        "parent",
        "path",
        "path_name",
        "path_parent",
        "paths",
        "redundant",
        "siblings",
        "specials",
        "start",
        "stop",
        "tagged",
        "text",
        "text_stop",
        "undeclared",
        "written",
        "written_of",
    )

    def __init__(self, text: bytes, codec: str = "utf-8", tags: Tags | None = None) -> None:
        self.text = text
        self.codec = codec
        tags = tags or Tags(text)
        self.buffer = tags.buffer
        self.specials = tags.specials
        self._place(tags)
        self._link()
        self._name()

    def _place(self, tags: Tags) -> None:
        """Keep the start tags, and where the text after each one ends."""
        elements = (~tags.ends).nonzero()[0].astype(np.int32)
        followed = np.minimum(elements + 1, max(len(tags.opens) - 1, 0))
        self.start = taken(tags.opens, elements)
        self.stop = taken(tags.stops, elements)
        self.empty = taken(tags.empties, elements)
        self.text_stop = np.where(self.empty, self.stop + 1, taken(tags.opens, followed))
        self.leaf = self.empty | taken(tags.ends, followed)
        if len(elements) and elements[-1] == len(tags.opens) - 1:
            self.text_stop[-1] = self.stop[-1] + 1 if self.empty[-1] else len(self.text)
            self.leaf[-1] = True
        last = taken(tags.last, elements)
        last[self.empty] = self.buffer.take(self.stop[self.empty] - 2)
        self.tagged = ((last == _QUOTE) | (last == _APOSTROPHE) | (last <= _SPACE)).nonzero()[0].astype(np.int32)
        depth = taken(tags.after, elements)
        depth -= ~self.empty
        self.depth = np.maximum(depth, 0, out=depth).astype(np.int16)
        del depth, elements, followed, last
        self.between = _between(tags)
        still_open = int(tags.after[-1]) if len(tags.after) else 0
        self.open_ended = self._still_open(still_open)

    def _still_open(self, count: int) -> list[int]:
        """The last element at each of the first `count` depths: these are open at the end of the text."""
        found: list[int] = []
        for depth in range(count):
            at = ((self.depth == depth) & ~self.empty).nonzero()[0]
            if len(at):
                found.append(int(at[-1]))
        return found

    def _link(self) -> None:
        """Find the parent of each element.

        If an element is deeper than the previous one, that one is its parent. Otherwise it has the same parent as the
        previous element of the same depth.
        """
        count = len(self.start)
        self.siblings = by_depth = self.depth.argsort(kind="stable").astype(np.int32)
        ends = np.bincount(self.depth).cumsum().tolist()
        levels = [slice(*bounds) for bounds in pairwise((0, *ends))]
        self._levels = [by_depth[level] for level in levels]
        before = np.arange(-1, count - 1, dtype=np.int32)
        before[1:][self.depth[1:] <= self.depth[:-1]] = -1
        parents = taken(before, by_depth)
        for level in levels:
            np.maximum.accumulate(parents[level], out=parents[level])
        self.parent = np.empty(count, dtype=np.int32)
        self.parent[by_depth] = parents

    def _name(self) -> None:
        """Intern names, resolve their namespaces, and number the distinct paths."""
        self.written, self.written_of = element_names(self.buffer, self.start, self.stop)
        self.declared = declarations(self)
        names, qualified, self.undeclared, self.redundant = qualify(
            self.written, self.written_of, self.parent, self._levels, self.declared
        )
        numbers = number_paths(qualified, len(names), self.parent, self._levels)
        del self._levels
        self.path, self._level_paths = numbers.of, numbers.levels
        self.paths = shared(names, numbers.parent, numbers.name)
        self.names, self.path_parent, self.path_name = self.paths.names, self.paths.parent, self.paths.name

    @cached_property
    def _by_path(self) -> tuple[I32, list[int] | Int]:
        """The elements in the order of their paths, and where those of each path begin."""
        paths = self.path.astype(np.uint16) if len(self.path_parent) < 65536 else self.path
        order = paths.argsort(kind="stable").astype(np.int32)
        bounds = np.concatenate(([0], np.bincount(self.path, minlength=len(self.path_parent)).cumsum()))
        return order, bounds.tolist() if len(bounds) <= MOST else bounds

    def elements(self, path: int) -> I32:
        """Return the ordinals of the elements with this path, ascending."""
        order, bounds = self._by_path
        return order[bounds[path] : bounds[path + 1]]

    def elements_of(self, paths: list[int]) -> I32:
        """Return the ordinals of the elements with any of these paths, ascending."""
        if len(paths) == 1:
            return self.elements(paths[0])
        if not paths:
            return np.empty(0, dtype=np.int32)
        return np.sort(np.concatenate([self.elements(path) for path in paths]))

    def count(self, path: int) -> int:
        """Return the number of elements with this path."""
        bounds = self._by_path[1]
        return int(bounds[path + 1] - bounds[path])

    def children(self, path: int) -> Mapping[Name, int]:
        """Return the child paths of a path, by name. Path -1 is the document, whose only child is the root."""
        return self.paths.children(path)

    def inherit(self, flags: Bools) -> Bools:
        """Return a mask over the paths: True if any element of the path has a name flagged in `flags`."""
        return self.with_children(flags[self.path_name])

    def with_children(self, found: Bools) -> Bools:
        """Flag in a mask over the paths, which is changed, all paths below those that it flags. Returns the mask."""
        for paths in self._level_paths[1:]:
            found[paths] |= found[self.path_parent[paths]]
        return found

    def steps(self, path: int) -> tuple[Name, ...]:
        """Return the names from the root down to the element itself."""
        return self.paths.steps(path)

    def name(self, element: int) -> Name:
        """Return the (namespace, local name) of an element."""
        return self.paths.name_of(int(self.path[element]))

    @cached_property
    def attributed(self) -> Bools:
        """A mask over the paths: True if an element of the path may have attributes."""
        found = np.zeros(len(self.path_parent), dtype=np.bool_)
        found[self.path[self.tagged]] = True
        return found

    @cached_property
    def marks(self) -> I32:
        """Byte offsets of references, comments, CDATA sections and processing instructions after the first tag: text
        with one inside has to be decoded.
        """
        inside = self.specials[:, 0].searchsorted(self.start[0]) if len(self.start) else 0
        marks = self.specials[inside:, 0].astype(np.int32)
        if b"&" not in self.text:
            return marks
        return np.sort(np.concatenate((marks, occurrences(self.buffer, _AMPERSAND))))

    @cached_property
    def quotes(self) -> I32:
        """Byte offsets of all double and single quotes."""
        double = occurrences(self.buffer, _QUOTE)
        if b"'" not in self.text:
            return double
        return np.sort(np.concatenate((double, occurrences(self.buffer, _APOSTROPHE))))


def _between(tags: Tags) -> Between:
    """Find the text that is not in a leaf. White space is skipped 32 bytes at a time."""
    outside_leaf = tags.ends[:-1] | tags.empties[:-1] | ~tags.ends[1:]
    start, stop = tags.stops[:-1] + 1, tags.opens[1:]
    rows = (outside_leaf & (stop > start)).nonzero()[0].astype(np.int32)
    found = [rows[:0]]
    at = start.take(rows)
    while len(rows):
        room = stop.take(rows) - at
        filled = _filled(tags.buffer, at, room)
        found.append(rows[filled])
        more = ~filled & (room > WIDE)
        rows, at = rows[more], at[more] + WIDE
    chosen = np.sort(np.concatenate(found))
    return Between(start.take(chosen), stop.take(chosen), (tags.after.take(chosen) - 1).astype(np.int32))


def _filled(buffer: Bytes, start: I32, room: I32) -> Bools:
    """A mask: True if the first 32 bytes of a text, or all of a shorter one, are more than white space."""
    found = np.empty(len(start), dtype=np.bool_)
    for rows in chunks(len(start)):
        visible = bits(windows(buffer, start[rows], WIDE) > _SPACE)
        found[rows] = visible & FIRST_BITS.take(np.minimum(room[rows], WIDE)) != 0
    return found
