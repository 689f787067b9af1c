"""Attributes: of one element, or the same ones of many elements at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from activitylint.activity import Int
from activitylint.distinct import distinct
from activitylint.formats.xml.entities import unescape
from activitylint.formats.xml.index import Bools, Index
from activitylint.formats.xml.intern import I32
from activitylint.formats.xml.namespaces import alike_tags
from activitylint.formats.xml.text import Spans

__all__ = ["Attribute", "Attributes", "attribute", "attribute_span", "many"]

_ATTRIBUTE: Final = re.compile(rb"\s([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HEAD: Final = re.compile(rb"\s[^\s=\"'<>/]+=$")
_FEW: Final = 32
"""So many tags are sooner read one by one than by looking for all quotes of the file."""
_MOST_QUOTES: Final = 32


class Attribute:
    """One attribute of many elements: where the values stand, and which elements have it."""

    __slots__ = ("present", "spans")

    def __init__(self, count: int) -> None:
        self.spans = Spans(np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32))
        self.present: Bools = np.zeros(count, dtype=np.bool_)

    def put(self, rows: int | Bools, start: int | npt.NDArray[np.integer], stop: int | npt.NDArray[np.integer]) -> None:
        """Note where the values of some elements stand."""
        self.spans.start[rows] = start
        self.spans.stop[rows] = stop
        self.present[rows] = True


class Attributes(NamedTuple):
    """Attributes of many elements. wanted: those asked for; others: which elements have which other names."""

    wanted: dict[str, Attribute]
    others: dict[str, Int]


def attribute(index: Index, element: int, name: str) -> str | None:
    """One attribute of one element by its name as written, decoded; None where it is absent."""
    span = attribute_span(index, element, name)
    return None if span is None else unescape(index.text[span[1] : span[2]].decode(index.codec, "replace"))


def attribute_span(index: Index, element: int, name: str) -> tuple[int, int, int] | None:
    """The first byte of an attribute's name, and the bytes of its value."""
    wanted = name.encode()
    for match in _matches(index, element):
        if match[1] == wanted:
            return match.start(1), match.start(_group(match)), match.end(_group(match))
    return None


def _matches(index: Index, element: int) -> Iterator[re.Match[bytes]]:
    return _ATTRIBUTE.finditer(index.text, int(index.start[element]), int(index.stop[element]))


def _group(match: re.Match[bytes]) -> int:
    return 2 if match[2] is not None else 3


def many(index: Index, elements: I32, names: tuple[str, ...]) -> Attributes:
    """Some attributes of many elements, and which others they have.

    Most tags of a file are written alike: where the n-th quotes of each tag follow the same name, one look at the
    quotes is enough, and where the tags are equal, a look at one. Tags that are written otherwise are read one by one.
    """
    found = Attributes({name: Attribute(len(elements)) for name in names}, {})
    read = np.zeros(len(elements), dtype=np.bool_)
    if len(elements) > _FEW:
        read = _equal(index, elements, found) if _tag(index, elements[0]) == _tag(index, elements[-1]) else read
        read = read if bool(read.all()) else _alike(index, elements, found)
    others: dict[str, list[int]] = {}
    for row in (~read).nonzero()[0].tolist():
        for match in _matches(index, int(elements[row])):
            name = match[1].decode(index.codec, "replace")
            target = found.wanted.get(name)
            if target is None:
                others.setdefault(name, []).append(row)
            elif not target.present[row]:
                target.put(row, match.start(_group(match)), match.end(_group(match)))
    for name, rows in others.items():
        alike = found.others.get(name, np.empty(0, dtype=np.int64))
        found.others[name] = distinct(np.concatenate((alike, rows)))
    return found


def _tag(index: Index, element: np.int32) -> bytes:
    return index.text[index.start[element] : index.stop[element] + 1]


def _equal(index: Index, elements: I32, found: Attributes) -> Bools:
    """Read the elements at once if their tags are equal, byte by byte."""
    which, examples = alike_tags(index, elements)
    if len(examples) > 1:
        return np.zeros(len(elements), dtype=np.bool_)
    shift = index.start.take(elements) - index.start[examples[0]]
    read: Bools = which == 0
    for match in _matches(index, examples[0]):
        name = match[1].decode(index.codec, "replace")
        target = found.wanted.get(name)
        if target is None:
            found.others[name] = np.arange(len(elements))
        else:
            target.put(read, match.start(_group(match)) + shift, match.end(_group(match)) + shift)
    return read


def _alike(index: Index, elements: I32, found: Attributes) -> Bools:
    """Read the elements in which the same names stand before the same quotes as in the first; say which those are."""
    quotes = index.quotes
    first = quotes.searchsorted(index.start.take(elements))
    count = quotes.searchsorted(index.stop.take(elements)) - first
    model = int(count[0])
    read = np.zeros(len(elements), dtype=np.bool_)
    if model % 2 or model > _MOST_QUOTES:
        return read
    rows = (count == model).nonzero()[0]
    at = [quotes.take(first[rows] + number) for number in range(model)]
    good = np.ones(len(rows), dtype=np.bool_)
    heads: list[bytes] = []
    for number in range(0, model, 2):
        head = _head(index, int(elements[0]), [int(quote[0]) for quote in at[: number + 1]])
        if head is None:
            return read
        heads.append(head)
        good &= _written(index, at[number], head)
        good &= index.buffer.take(at[number]) == index.buffer.take(at[number + 1])
    read[rows[good]] = True
    for number, head in enumerate(heads):
        name = head[1:-1].decode(index.codec, "replace")
        target = found.wanted.get(name)
        if target is None:
            found.others[name] = read.nonzero()[0]
        else:
            target.put(read, at[2 * number][good] + 1, at[2 * number + 1][good])
    return read


def _head(index: Index, element: int, quotes: list[int]) -> bytes | None:
    """What stands before the last of these quotes: white space, a name and `=`; None where it is anything else."""
    previous = quotes[-2] if len(quotes) > 1 else int(index.start[element])
    found = _HEAD.search(index.text[previous : quotes[-1]])
    return found[0] if found else None


def _written(index: Index, quotes: I32, head: bytes) -> Bools:
    """Where white space and the same name and `=` stand before the quotes."""
    before = index.buffer.take(quotes - len(head))
    good: Bools = (before == 32) | ((before >= 9) & (before <= 13))
    for number, byte in enumerate(head[1:], start=1):
        good &= index.buffer.take(quotes - len(head) + number) == byte
    return good
