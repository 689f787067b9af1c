"""Attributes of one element, or the same attributes of many elements at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import chunks, reads
from activitylint.formats.xml.entities import unescape
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.namespaces import MOST_OF_ONE, alike_tags
from activitylint.formats.xml.text import Spans
from activitylint.model.arrays import I32, Bools, Int, Integers
from activitylint.model.classes import NamedTuple
from activitylint.model.distinct import distinct
from activitylint.model.patterns import regex

__all__ = ["Alike", "Attribute", "Attributes", "PathAttributes", "attribute", "attribute_span", "many"]


_ATTRIBUTE: Final = regex(rb"\s([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HEAD: Final = regex(rb"\s[^\s=\"'<>/]+=$")
_QUOTE: Final = regex(rb"[\"']")
_FEW: Final = 32
"""Up to this many tags are read one by one, which is faster than as columns."""
_LONG: Final = 256
"""Bytes: if the first tag of a path is longer, all are read one by one."""
_MOST_QUOTES: Final = 32


class Attribute:
    """One attribute of many elements.

    present: which elements have it. spans: where its values are, for those elements.
    """

    __slots__ = ("_there", "present", "spans")

    def __init__(self, count: int) -> None:
        self.spans = Spans(np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32))
        self.present: Bools = np.zeros(count, dtype=np.bool_)
        self._there: tuple[I32, Spans] | None = None

    def put(self, rows: int | Int | Bools, start: int | Integers, stop: int | Integers) -> None:
        """Set where the values of some elements are."""
        self.spans.start[rows] = start
        self.spans.stop[rows] = stop
        self.present[rows] = True

    def put_all(self, spans: Spans) -> None:
        """Set where the values of all elements are."""
        self.spans = spans
        self.present[:] = True

    @property
    def there(self) -> tuple[I32, Spans]:
        """The rows of the elements that have it, and where their values are."""
        if self._there is None:
            rows = self.present.nonzero()[0].astype(np.int32)
            self._there = rows, self.spans if len(rows) == len(self.present) else self.spans.part(rows)
        return self._there


class Attributes(NamedTuple):
    """Attributes of many elements.

    wanted: the requested attributes by name. others: for each other name, the rows of the elements that have it.
    At most MOST_OF_ONE other names are kept; only a malicious file has more.
    """

    wanted: dict[str, Attribute]
    others: dict[str, Int]


class Alike(NamedTuple):
    """Elements of one path whose tags have the same attributes in the same order.

    rows: which of the elements those are. heads: what is before each value: white space, the name and `=`.
    values: where each value is, for those rows. example: one of the elements.
    equal: True if all these tags equal the tag of the example, byte by byte.
    """

    rows: Int
    heads: list[bytes]
    values: list[Spans]
    example: int
    equal: bool


_NONE_ALIKE: Final = Alike(np.empty(0, dtype=np.int64), [], [], -1, equal=False)


class PathAttributes:
    """The attributes of all elements of a path, cached."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._alike: dict[int, Alike] = {}
        self._known: dict[tuple[int, tuple[str, ...]], Attributes] = {}

    def alike(self, path: int) -> Alike:
        """Return the elements of a path whose tags are written like that of the first one."""
        found = self._alike.get(path)
        if found is None:
            found = self._alike[path] = _alike(self._index, self._index.elements(path))
        return found

    def of(self, path: int, names: tuple[str, ...]) -> Attributes:
        """Return the attributes of these names for all elements of a path, as `many` does."""
        found = self._known.get((path, names))
        if found is None:
            elements = self._index.elements(path)
            found = self._known[path, names] = _attributes(self._index, elements, names, self.alike(path))
        return found


def attribute(index: Index, element: int, name: str) -> str | None:
    """Return one attribute of one element, decoded; None if absent. name: as written, with its prefix."""
    span = attribute_span(index, element, name)
    return None if span is None else unescape(index.text[span[1] : span[2]].decode(index.codec, "replace"))


def attribute_span(index: Index, element: int, name: str) -> tuple[int, int, int] | None:
    """Return the offset of an attribute's name, and the start and stop of its value; None if absent."""
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
    """Return the attributes of these names for many elements, and which other attributes they have.

    Most tags of a file are written alike. If all tags are equal, one of them is parsed. If the n-th quote of each tag
    follows the same name, the tags are read as columns. All other tags are read one by one.
    """
    return _attributes(index, elements, names, _alike(index, elements))


def _attributes(index: Index, elements: I32, names: tuple[str, ...], alike: Alike) -> Attributes:
    found = Attributes({name: Attribute(len(elements)) for name in names}, {})
    others: dict[str, list[int]] = {}
    rest: Iterable[int] = range(len(elements))
    if len(elements) > _FEW:
        unread = np.ones(len(elements), dtype=np.bool_)
        unread[alike.rows] = False
        rest = _bearing(index, elements, unread.nonzero()[0])
    for head, values in zip(alike.heads, alike.values, strict=True):
        name = head.strip()[:-1].decode(index.codec, "replace")
        target = found.wanted.get(name)
        if target is None:
            found.others[name] = alike.rows
        elif len(alike.rows) == len(elements):
            target.put_all(values)
        else:
            target.put(alike.rows, values.start, values.stop)
    for row in rest:
        for match in _matches(index, int(elements[row])):
            name = match[1].decode(index.codec, "replace")
            target = found.wanted.get(name)
            if target is None:
                if name in others or len(others) < MOST_OF_ONE:
                    others.setdefault(name, []).append(row)
            elif not target.present[row]:
                target.put(row, match.start(_group(match)), match.end(_group(match)))
    for name, rows in others.items():
        known = found.others.get(name)
        more = np.array(rows, dtype=np.int64)
        found.others[name] = distinct(more if known is None else np.concatenate((known, more)))
    return found


def _bearing(index: Index, elements: I32, rows: Int) -> Iterator[int]:
    """Yield those rows whose elements may have attributes."""
    if len(index.tagged):
        at = index.tagged.searchsorted(elements[rows])
        at[at == len(index.tagged)] = 0
        rows = rows[index.tagged[at] == elements[rows]]
        for some in chunks(len(rows)):
            yield from rows[some].tolist()


def _tag(index: Index, element: np.int32) -> bytes:
    return index.text[index.start[element] : index.stop[element] + 1]


def _alike(index: Index, elements: I32) -> Alike:
    found = None
    if len(elements) > _FEW:
        if _tag(index, elements[0]) == _tag(index, elements[-1]):
            found = _equal(index, elements)
        found = found or _by_quotes(index, elements)
    return found or _NONE_ALIKE


def _equal(index: Index, elements: I32) -> Alike | None:
    """All elements, if their tags are equal byte by byte, or else None."""
    _, examples = alike_tags(index, elements)
    if len(examples) > 1:
        return None
    shift = index.start.take(elements) - index.start[examples[0]]
    heads: list[bytes] = []
    values: list[Spans] = []
    for match in _matches(index, examples[0]):
        heads.append(match[1] + b"=")
        values.append(Spans(match.start(_group(match)) + shift, match.end(_group(match)) + shift))
    return Alike(np.arange(len(elements)), heads, values, examples[0], equal=True)


def _by_quotes(index: Index, elements: I32) -> Alike | None:
    """The elements whose tags have the same names before the same quotes as the first one.

    None if the first tag has no attributes, or is written in an unusual way.

    For example, with three tags:

        first tag      <p lat="1" lon="2">      heads b" lat=", b" lon=": 2 values, so 4 quotes
        second tag     <p lat="40" lon="5">     quotes at 7, 10, 16, 18; the heads end before 7 and 16: kept
        third tag      <p lon="5" lat="40">     b" lat=" is not before the first quote: left out
        result         rows [0, 1]; values 1 and 40 of lat, 2 and 5 of lon
    """
    heads = _heads(_tag(index, elements[0]))
    if not heads:
        return None
    tags = Spans(index.start.take(elements), index.stop.take(elements))
    taken: list[Int] = []
    quotes: list[list[I32]] = []
    for rows in chunks(len(elements)):
        chosen, columns = _quotes(index, tags.part(rows), 2 * len(heads))
        good = np.ones(len(chosen), dtype=np.bool_)
        for head, opening, closing in zip(heads, columns[::2], columns[1::2], strict=True):
            good &= _preceded_by(index, opening, head)
            good &= index.buffer.take(opening) == index.buffer.take(closing)
        if not bool(good.all()):
            chosen, columns = chosen[good], [column[good] for column in columns]
        taken.append(rows.start + chosen)
        quotes.append(columns)
    at = [np.concatenate(column) if len(column) > 1 else column[0] for column in zip(*quotes, strict=True)]
    values = [Spans(opening + 1, closing) for opening, closing in zip(at[::2], at[1::2], strict=True)]
    return Alike(np.concatenate(taken), heads, values, int(elements[0]), equal=False)


def _heads(tag: bytes) -> list[bytes]:
    """What is before each value of a tag: white space, a name and `=`. Empty if the tag is written in any other way."""
    quotes = [found.start() for found in _QUOTE.finditer(tag)]
    if len(quotes) % 2 or len(quotes) > _MOST_QUOTES or len(tag) > _LONG:
        return []
    heads = [
        _HEAD.search(tag, previous, quote) for previous, quote in zip([0, *quotes[1::2]], quotes[::2], strict=False)
    ]
    return [head[0] for head in heads if head] if all(heads) else []


def _quotes(index: Index, tags: Spans, count: int) -> tuple[Int, list[I32]]:
    """Which of the tags have `count` quotes, and for each n the offsets of their n-th quotes."""
    at = index.quotes
    first = at.searchsorted(tags.start)
    rows = (at.searchsorted(tags.stop) - first == count).nonzero()[0]
    first = first[rows]
    return rows, [at.take(first + number) for number in range(count)]


def _preceded_by(index: Index, quotes: I32, head: bytes) -> Bools:
    """A mask: True for quotes that follow this head (any white space, then the same name and `=`)."""
    start = quotes - len(head)
    before = index.buffer.take(start)
    white: Bools = (before == 32) | ((before >= 9) & (before <= 13))
    return white & reads(index.buffer, start + 1, head[1:])
