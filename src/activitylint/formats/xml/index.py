"""The tag index: every element of a document as columns, found by its brackets.

libxml2 has judged the text before, so every `<` outside comments, CDATA, processing instructions and the DOCTYPE begins
a tag. Numpy finds the brackets, interns the names and follows the nesting; elements with the same path share a
path number, so that a file of a hundred thousand elements has a table of some thirty paths. Everything else is
a query over those.
"""

from __future__ import annotations

import re
from array import array
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.formats.xml.buffers import occurrences, word_view
from activitylint.formats.xml.intern import I32, first_ones, intern, intern_below
from activitylint.formats.xml.namespaces import declarations, qualify

__all__ = ["Index", "Name"]

Bools = npt.NDArray[np.bool_]
Name = tuple[str, str]
"""(namespace, local name)."""

_SPACE: Final = 0x20
_QUOTE: Final = 0x22
_AMPERSAND: Final = 0x26
_APOSTROPHE: Final = 0x27
_LESS: Final = 0x3C
_GREATER: Final = 0x3E
_SLASH: Final = 0x2F
_BANG: Final = 0x21
_QUESTION: Final = 0x3F
_NAME_END: Final = re.compile(rb"[ \t\r\n/\0]")
_TAG: Final = re.compile(rb"<(?:[^\"'>]+|\"[^\"]*\"|'[^']*')*+>")
_DOCTYPE_PART: Final = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|[\[\]>]", re.DOTALL)
_WORD_MASKS: Final = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)
_PADDING: Final = bytes(8192)
_OTHER: Final = b"..."
"""Stands for all names beyond those that are told apart."""


class Index:
    """The elements of a document, in document order; an element's ordinal is its name.

    start, stop: bytes of `<` and `>` of the start tag. text_stop: byte of the markup that follows the start tag. depth:
    0 for the root. parent: ordinal, -1 for the root. path: number of the path; `path_parent` and `path_name` describe
    each path, `names` holds the (namespace, local name) pairs that `path_name` counts. tagged: the elements that may
    have attributes, since their tags end in a quote or white space. open_ended: the ordinals of elements that the text
    ends inside of.
    """

    __slots__ = (
        "__dict__",
        "_level_paths",
        "_levels",
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
        "specials",
        "start",
        "stop",
        "tagged",
        "text",
        "text_stop",
    )

    def __init__(self, text: bytes, codec: str = "utf-8") -> None:
        self.text = text
        self.codec = codec
        self.buffer = np.frombuffer(text + _PADDING, dtype=np.uint8)
        opens = occurrences(self.buffer, _LESS)
        closes = occurrences(self.buffer, _GREATER)
        second = self.buffer[1:].take(opens)
        self.specials = _specials(text, opens[(second == _BANG) | (second == _QUESTION)])
        opens = _outside(opens, self.specials)
        closes = _outside(closes, self.specials)
        opens, stops = _tag_ends(text, opens, closes)
        self._place(opens, stops)
        self._link()
        self._name()

    def _place(self, opens: I32, stops: I32) -> None:
        """Tell start tags from end tags, and count the depth."""
        ends = self.buffer[1:].take(opens) == _SLASH
        last = self.buffer.take(stops - 1)
        empties = last == _SLASH
        empties &= ~ends
        step = np.ones(len(opens), dtype=np.int8)
        step -= ends
        step -= ends
        step -= empties
        after = step.cumsum(dtype=np.int32)
        elements = (~ends).nonzero()[0].astype(np.int32)
        followed = np.minimum(elements + 1, max(len(opens) - 1, 0))
        self.start = opens.take(elements)
        self.stop = stops.take(elements)
        self.empty = empties.take(elements)
        self.text_stop = opens.take(followed)
        self.leaf = self.empty | ends.take(followed)
        if len(elements) and elements[-1] == len(opens) - 1:
            self.text_stop[-1] = len(self.text)
            self.leaf[-1] = True
        last = last.take(elements)
        last[self.empty] = self.buffer.take(self.stop[self.empty] - 2)
        self.tagged = ((last == _QUOTE) | (last == _APOSTROPHE) | (last <= _SPACE)).nonzero()[0].astype(np.int32)
        self.depth = np.maximum(after.take(elements) - (~self.empty), 0).astype(np.int16)
        still_open = int(after[-1]) if len(after) else 0
        self.open_ended = self._still_open(still_open)

    def _still_open(self, count: int) -> list[int]:
        """The last element of each of the first `count` depths: what the text ends inside of."""
        found: list[int] = []
        for depth in range(count):
            at = ((self.depth == depth) & ~self.empty).nonzero()[0]
            if len(at):
                found.append(int(at[-1]))
        return found

    def _link(self) -> None:
        """Find each element's parent: a first child stands right behind it, the others follow in the same depth."""
        count = len(self.start)
        by_depth = self.depth.argsort(kind="stable").astype(np.int32)
        bounds = np.bincount(self.depth, minlength=1).cumsum()
        self._levels = np.split(by_depth, bounds[:-1]) if count else []
        before = np.arange(-1, count - 1, dtype=np.int32)
        before[1:][self.depth[1:] <= self.depth[:-1]] = -1
        parents = before.take(by_depth)
        for level in np.split(parents, bounds[:-1]) if count else []:
            np.maximum.accumulate(level, out=level)
        self.parent = np.empty(count, dtype=np.int32)
        self.parent[by_depth] = parents

    def _name(self) -> None:
        """Intern names, resolve their namespaces, and number the distinct paths."""
        names, name_of = _names(self.buffer, self.start, self.stop)
        self.declared = declarations(self)
        self.names, qualified = qualify(names, name_of, self.parent, self._levels, self.declared)
        self.path = np.zeros(len(self.start), dtype=np.int32)
        parents: list[npt.NDArray[np.int64]] = []
        path_names: list[npt.NDArray[np.int64]] = []
        count, above, base = len(self.names), 1, 0
        self._level_paths: list[slice] = []
        for number, level in enumerate(self._levels):
            keys = qualified.take(level).astype(np.int64)
            if number:
                keys += (self.path.take(self.parent.take(level)) - np.int64(base - above)) * count
            distinct, inverse = intern_below(keys, above * count)
            self.path[level] = inverse + base
            parents.append(distinct // count + (base - above))
            path_names.append(distinct % count)
            self._level_paths.append(slice(base, base + len(distinct)))
            above = len(distinct)
            base += above
        del self._levels
        empty = np.empty(0, dtype=np.int64)
        self.path_parent = np.concatenate(parents) if parents else empty
        self.path_name = np.concatenate(path_names) if path_names else empty

    @cached_property
    def _by_path(self) -> tuple[I32, npt.NDArray[np.int64]]:
        paths = self.path.astype(np.uint16) if len(self.path_parent) < 65536 else self.path
        order = paths.argsort(kind="stable").astype(np.int32)
        return order, np.concatenate(([0], np.bincount(self.path, minlength=len(self.path_parent)).cumsum()))

    def elements(self, path: int) -> I32:
        """The ordinals of the elements with this path, ascending."""
        order, bounds = self._by_path
        return order[bounds[path] : bounds[path + 1]]

    def elements_of(self, paths: list[int]) -> I32:
        """The ordinals of the elements with any of these paths, ascending."""
        if len(paths) == 1:
            return self.elements(paths[0])
        if not paths:
            return np.empty(0, dtype=np.int32)
        return np.sort(np.concatenate([self.elements(path) for path in paths]))

    def count(self, path: int) -> int:
        """How many elements have this path."""
        bounds = self._by_path[1]
        return int(bounds[path + 1] - bounds[path])

    @cached_property
    def _below(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
        order = self.path_parent.argsort(kind="stable")
        counts = np.bincount(self.path_parent + 1, minlength=len(self.path_parent) + 1)
        return order, np.concatenate(([0], counts.cumsum()))

    def children(self, path: int) -> dict[Name, int]:
        """The paths one step below (of the document itself: -1), by the name of the last step."""
        order, bounds = self._below
        names, path_name = self.names, self.path_name
        return {names[path_name[p]]: p for p in order[bounds[path + 1] : bounds[path + 2]].tolist()}

    def inherit(self, flags: Bools) -> Bools:
        """Flags of names, as flags of the paths in which any step has such a name."""
        found: Bools = flags[self.path_name]
        for paths in self._level_paths[1:]:
            found[paths] |= found[self.path_parent[paths]]
        return found

    def steps(self, path: int) -> tuple[Name, ...]:
        """The names from the root down to the element itself."""
        found: list[Name] = []
        while path >= 0:
            found.append(self.names[self.path_name[path]])
            path = int(self.path_parent[path])
        return tuple(reversed(found))

    def name(self, element: int) -> Name:
        """The (namespace, local name) of an element."""
        return self.names[int(self.path_name[self.path[element]])]

    @cached_property
    def attributed(self) -> Bools:
        """Which paths have elements that may have attributes."""
        found = np.zeros(len(self.path_parent), dtype=np.bool_)
        found[self.path[self.tagged]] = True
        return found

    @cached_property
    def marks(self) -> I32:
        """The bytes that text cannot be read straight across: references, comments, CDATA, instructions."""
        if b"&" not in self.text:
            return self.specials[:, 0].astype(np.int32)
        references = occurrences(self.buffer, _AMPERSAND)
        return np.sort(np.concatenate((self.specials[:, 0].astype(np.int32), references)))


def _specials(text: bytes, starts: I32) -> npt.NDArray[np.int64]:
    """(start, stop) of comments, CDATA sections, processing instructions and the DOCTYPE, one row each."""
    spans = array("q")
    position = 0
    for start in starts.tolist():
        if start < position:
            continue
        if text.startswith(b"<!--", start):
            position = _after(text, b"-->", start + 4)
        elif text.startswith(b"<![CDATA[", start):
            position = _after(text, b"]]>", start + 9)
        elif text.startswith(b"<?", start):
            position = _after(text, b"?>", start + 2)
        else:
            position = _doctype_end(text, start + 2)
        spans.extend((start, position))
    return np.frombuffer(spans, dtype=np.int64).reshape(-1, 2) if spans else np.empty((0, 2), dtype=np.int64)


def _after(text: bytes, mark: bytes, position: int) -> int:
    found = text.find(mark, position)
    return found + len(mark) if found >= 0 else len(text)


def _doctype_end(text: bytes, position: int) -> int:
    depth = 0
    for part in _DOCTYPE_PART.finditer(text, position):
        if part[0] == b"[":
            depth += 1
        elif part[0] == b"]":
            depth -= 1
        elif part[0] == b">" and depth <= 0:
            return part.end()
    return len(text)


def _outside(positions: I32, spans: npt.NDArray[np.int64]) -> I32:
    """The positions that lie in none of the spans."""
    if not len(spans):
        return positions
    if len(spans) == 1:
        first, last = positions.searchsorted(spans[0])
        return np.concatenate((positions[:first], positions[last:]))
    span = spans[:, 0].searchsorted(positions, side="right") - 1
    kept: I32 = positions[(span < 0) | (positions >= spans[span, 1])]
    return kept


def _tag_ends(text: bytes, opens: I32, closes: I32) -> tuple[I32, I32]:
    """The `>` of each tag; tags that the text ends inside of are left out."""
    if len(opens) == len(closes) and bool((closes > opens).all()) and bool((closes[:-1] < opens[1:]).all()):
        return opens, closes
    first = closes.searchsorted(opens)
    following = np.append(first[1:], len(closes))
    complete = following > first
    opens, first, following = opens[complete], first[complete], following[complete]
    stops = closes[first] if len(first) else np.empty(0, dtype=np.int32)
    # more than one > before the next tag: in its text, or quoted in an attribute
    for tag in (following - first > 1).nonzero()[0].tolist():
        found = _TAG.match(text, int(opens[tag]))
        if found:
            stops[tag] = found.end() - 1
    return opens, stops


def _names(buffer: npt.NDArray[np.uint8], start: I32, stop: I32) -> tuple[list[bytes], I32]:
    """The distinct element names as written, and for each element which one it is.

    Names are compared eight bytes at a time: most tags are done after one or two rounds.
    """
    count = len(start)
    words = word_view(buffer)
    names: dict[bytes, int] = {}
    name_of = np.zeros(count, dtype=np.int32)
    prefixes: list[bytes] = [b""]
    prefix_of = name_of
    todo: I32 | None = None
    first = start + 1
    room = stop - first
    while len(first):
        word = words[first]
        word &= _WORD_MASKS.take(np.minimum(room, 8))
        distinct, inverse = intern(word)
        heads = np.zeros(len(distinct), dtype=np.int64)
        if len(prefixes) > 1:
            # tell the same eight bytes apart by what precedes them
            size = np.uint64(len(distinct))
            pairs, inverse = intern(prefix_of.astype(np.uint64) * size + inverse.astype(np.uint64))
            heads, distinct = (pairs // size).astype(np.int64), distinct[(pairs % size).astype(np.int64)]
        order, inverse = first_ones(np.arange(len(distinct), dtype=np.uint64), inverse)
        chosen = order.astype(np.int64)
        done = np.empty(len(chosen) + 1, dtype=np.int32)
        longer: list[bytes] = []
        tails = distinct[chosen].astype("<u8").tobytes()
        for i, head in enumerate(heads[chosen].tolist()):
            tail = tails[8 * i : 8 * i + 8]
            end = _NAME_END.search(tail)
            if end:
                done[i] = names.setdefault(prefixes[head] + tail[: end.start()], len(names))
            else:
                longer.append(prefixes[head] + tail)
                done[i] = -len(longer)
        if len(distinct) > len(chosen):
            done[-1] = names.setdefault(_OTHER, len(names))
        found = done.take(inverse)
        rest = (found < 0).nonzero()[0].astype(np.int32)
        if todo is None:
            name_of, todo = found, rest
        else:
            name_of[todo] = found
            todo = todo[rest]
        first, room = first[rest] + 8, room[rest] - 8
        prefix_of = -found[rest] - 1
        prefixes = longer
    return list(names), name_of
