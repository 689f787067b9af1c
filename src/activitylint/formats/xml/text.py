"""The text of elements: one by one, or many at once as columns of numbers.

Numbers follow XML Schema: `INTEGER`, `DECIMAL` and `DOUBLE` are its types of these names, without NaN and INF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import CHUNK, WORD, chunks, heads, windows
from activitylint.formats.xml.decimals import LONGEST, decimals
from activitylint.formats.xml.entities import unescape
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import intern
from activitylint.model.arrays import I32, Bools, Bytes, Float, Integers
from activitylint.model.classes import NamedTuple
from activitylint.model.patterns import regex

__all__ = [
    "DECIMAL",
    "DOUBLE",
    "FEW",
    "INTEGER",
    "Numbers",
    "PathSpans",
    "Spans",
    "cells",
    "decode",
    "numbers",
    "read_together",
    "text_of",
]

FEW: Final = 16
"""Up to this many numbers or words are read one by one, which is faster than as columns."""
_SAMPLE: Final = 64
"""If the first so many values are all distinct, as distances are, it is not worth looking for those that repeat."""
_SHORT: Final = 4096
"""Up to this many values in a column, several columns are faster to read together."""
_WIDTH: Final = 40
"""Bytes of a value that are read as columns. No usual number or time is longer; longer ones are read one by one."""

_MARKUP: Final = regex(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!\[CDATA\[(.*?)(?:\]\]>|$)|([^<]+)|<", re.DOTALL)

_FOREIGN: Final = np.zeros(256, dtype=np.uint8)
"""For each byte, the bits of the notations (`Lexical`) in which it does not occur."""


class Lexical:
    """The notation of a kind of number: its pattern, and the bit that marks foreign bytes, which it does not use."""

    __slots__ = ("bit", "pattern")

    def __init__(self, bit: int, characters: bytes, pattern: str) -> None:
        self.bit = bit
        self.pattern = regex(rf"[ \t\r\n]*+({pattern})[ \t\r\n]*+", re.ASCII)
        own = np.zeros(256, dtype=np.bool_)
        own[np.frombuffer(b"\0 \t\r\n" + characters, dtype=np.uint8)] = True
        _FOREIGN[~own] |= bit


INTEGER: Final = Lexical(1, b"+-0123456789", r"[+-]?\d++")
DECIMAL: Final = Lexical(2, b"+-.0123456789", r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)")
_ANY: Final = 7
DOUBLE: Final = Lexical(4, b"+-.0123456789eE", r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")


class Numbers(NamedTuple):
    """Many values as float64, NaN if not a number.

    bad: a mask of the values that are not numbers. foreign: the combined bits of foreign bytes, see `Lexical`.
    """

    values: Float
    bad: Bools
    foreign: int


class Spans:
    """Where many values are: from offset `start` up to `stop`, both int32 arrays of the same length.

    numbers: the values as numbers, once they have been read; streams and the schema check share them.
    """

    __slots__ = ("_extremes", "numbers", "start", "stop")

    def __init__(self, start: I32, stop: I32) -> None:
        self.start = start
        self.stop = stop
        self.numbers: Numbers | None = None
        self._extremes: tuple[int, int] | None = None

    @property
    def extremes(self) -> tuple[int, int]:
        """Length in bytes of the shortest and of the longest value; 0 if there are no values."""
        if self._extremes is None:
            length = self.stop - self.start
            self._extremes = (int(length.min()), int(length.max())) if len(length) else (0, 0)
        return self._extremes

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def of(cls, index: Index, elements: I32) -> Spans:
        """Return the text of elements, from their start tag to the next tag."""
        return cls(index.stop.take(elements) + 1, index.text_stop.take(elements))

    def part(self, rows: slice | Integers | Bools) -> Spans:
        """Return some of the values."""
        return Spans(self.start[rows], self.stop[rows])

    def text(self, index: Index, row: int) -> str:
        """Return one value, decoded."""
        return decode(index, int(self.start[row]), int(self.stop[row]))

    def filled(self, index: Index) -> Bools:
        """Return a mask: True for values that contain more than white space and comments."""
        filled: Bools = self.stop > self.start
        first = index.buffer.take(self.start)
        unclear = (first == 32) | ((first >= 9) & (first <= 13))
        odd = self.odd(index)
        if odd is not None:
            unclear |= odd
        for row in (filled & unclear).nonzero()[0].tolist():
            filled[row] = bool(self.text(index, row).strip(" \t\r\n"))
        return filled

    def odd(self, index: Index) -> Bools | None:
        """Return a mask of the values that have to be decoded one by one, because they contain references, comments or
        CDATA. None if there are none.
        """
        marks = index.marks
        if not len(marks):
            return None
        odd: Bools = marks.searchsorted(self.start) != marks.searchsorted(self.stop)
        return odd if bool(odd.any()) else None


class PathSpans:
    """The text of all elements of a path, cached."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[int, Spans] = {}

    def of(self, path: int) -> Spans:
        """Return where the text of each element of a path is."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = Spans.of(self._index, self._index.elements(path))
        return found


def decode(index: Index, start: int, stop: int) -> str:
    """Return the character data between two offsets, without comments, and with CDATA and references resolved."""
    text = index.text[start:stop].decode(index.codec, "replace")
    if "<" in text:
        return "".join(m[1] if m[1] is not None else unescape(m[2] or "") for m in _MARKUP.finditer(text))
    return unescape(text)


def text_of(index: Index, element: int) -> str:
    """Return the text of one element, up to its first child."""
    return decode(index, int(index.stop[element]) + 1, int(index.text_stop[element]))


def cells(index: Index, spans: Spans, most: int = _WIDTH) -> Bytes:
    """Return the bytes of the values as the rows of a matrix, padded with NUL. Longer ones are cut to `most` bytes."""
    shortest, longest = spans.extremes
    width = min(max(longest, 1), most)
    gathered = windows(index.buffer, spans.start, width)
    if shortest < width:
        gathered *= np.arange(width, dtype=np.int32) < (spans.stop - spans.start)[:, None]
    return gathered


def numbers(index: Index, spans: Spans, lexical: Lexical = DOUBLE) -> Numbers:
    """Read many numbers. Callers must not change the result, which is cached.

    lexical: the notation, by default XML Schema's double without NaN and INF, which no sensor measures.
    """
    known = spans.numbers
    if known is not None and (lexical is DOUBLE or not known.foreign & lexical.bit):
        return known
    if len(spans) <= FEW:
        values, foreign = np.array([_number(index, spans, row, lexical) for row in range(len(spans))]), _ANY
    elif len(spans) <= CHUNK:
        values, foreign = _numbers(index, spans, spans.odd(index), lexical)
    else:
        odd = spans.odd(index)
        values, foreign = np.empty(len(spans)), 0
        for rows in chunks(len(spans)):
            values[rows], strange = _numbers(index, spans.part(rows), odd[rows] if odd is not None else None, lexical)
            foreign |= strange
    bad = ~np.isfinite(values)
    if bool(bad.any()):
        values[bad] = np.nan
    found = Numbers(values, bad, foreign)
    if lexical is DOUBLE:
        spans.numbers = found
    return found


def read_together(index: Index, columns: Iterable[Spans]) -> None:
    """Read columns of plain decimal numbers in one step. `numbers` then has them, and reads all others.

    In a small file, a step costs more than the values. Columns of short values are left out, since these mostly repeat.
    """
    long = [
        spans
        for spans in columns
        if spans.numbers is None
        and FEW < len(spans) <= _SHORT
        and spans.extremes[0] > 0
        and WORD < spans.extremes[1] <= LONGEST
    ]
    if len(long) < 2:
        return
    every = Spans(np.concatenate([spans.start for spans in long]), np.concatenate([spans.stop for spans in long]))
    if every.odd(index) is not None:
        return
    plain = decimals(index.buffer, cells(index, every), every.start, every.stop)
    if plain is None:
        return
    values, points = plain
    bad = np.zeros(_SHORT, dtype=np.bool_)
    first = 0
    for spans in long:
        after = first + len(spans)
        spans.numbers = Numbers(values[first:after], bad[: len(spans)], INTEGER.bit if points else 0)
        first = after


def _numbers(index: Index, spans: Spans, odd: Bools | None, lexical: Lexical) -> tuple[Float, int]:
    """The values, and the combined bits of their foreign bytes. Of short ones, each distinct value is read once."""
    if odd is None and spans.extremes[1] <= WORD:
        texts = heads(index.buffer, spans.start, spans.stop - spans.start)
        words, which = intern(texts) if len(set(texts[:_SAMPLE].tolist())) < _SAMPLE else (texts, None)
        if which is not None and len(words) * 2 <= len(spans):
            rows = np.empty(len(words), dtype=np.int32)
            rows[which] = np.arange(len(spans), dtype=np.int32)
            values, strange = _column(index, spans.part(rows), None, lexical)
            return values.take(which), strange
    return _column(index, spans, odd, lexical)


def _column(index: Index, spans: Spans, odd: Bools | None, lexical: Lexical) -> tuple[Float, int]:
    shortest, longest = spans.extremes
    matrix = cells(index, spans)
    if shortest > 0 and odd is None and (plain := decimals(index.buffer, matrix, spans.start, spans.stop)):
        values, points = plain
        if not (points and lexical is INTEGER):
            return values, INTEGER.bit if points else 0
    foreign = _FOREIGN.take(matrix)
    # the matrix does not have the end of long values
    strange = int(np.bitwise_or.reduce(foreign, axis=None)) if longest <= _WIDTH else _ANY
    texts = matrix.view(f"S{matrix.shape[1]}").reshape(-1)
    doubtful = np.ones(len(spans), dtype=np.bool_)
    values = np.empty(len(spans))
    try:
        if shortest > 0 and not strange & lexical.bit and odd is None:
            return texts.astype(np.float64), strange
        length = spans.stop - spans.start
        sure = (length > 0) & (length <= _WIDTH) & ~(foreign & lexical.bit).any(axis=1)
        if odd is not None:
            sure &= ~odd
        values[sure] = texts[sure].astype(np.float64)
        doubtful = ~sure
    except ValueError:
        pass
    for row in doubtful.nonzero()[0].tolist():
        values[row] = _number(index, spans, row, lexical)
    return values, strange


def _number(index: Index, spans: Spans, row: int, lexical: Lexical) -> float:
    """One of the values, NaN if it is not a number."""
    text = spans.text(index, row)
    whole, point, rest = text.partition(".")
    # The usual notation. Most small files have no other, and need not compile the patterns.
    if text.isascii() and (whole + rest).isdigit() and not (point and lexical is INTEGER):
        return float(text)
    found = lexical.pattern.fullmatch(text)
    return float(found[1]) if found else np.nan
