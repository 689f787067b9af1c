"""Checks many values against a type of the schema table."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import chunks
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import intern
from activitylint.formats.xml.schema_table import ValueType
from activitylint.formats.xml.text import DECIMAL, DOUBLE, FEW, INTEGER, Spans, cells, numbers
from activitylint.formats.xml.times import times
from activitylint.model.arrays import I32, U64, Bools
from activitylint.model.patterns import regex

__all__ = ["mistyped"]

_SPACE: Final = regex(r"[ \t\r\n]+")
_LEXICAL: Final = {"integer": INTEGER, "decimal": DECIMAL, "double": DOUBLE}
_NOT_FINITE: Final = frozenset({"NaN", "INF", "-INF"})
"""Allowed by XML Schema's double."""


def mistyped(index: Index, spans: Spans, kind: ValueType) -> Bools:
    """Return a mask: True for values that the type does not allow."""
    if kind.number:
        return _not_numbers(index, spans, kind)
    if kind.time:
        read = times(index, spans)
        return read.unreadable | read.bare_offset
    if kind.words or kind.pattern:
        return _not_words(index, spans, kind)
    return np.zeros(len(spans), dtype=np.bool_)


def _not_numbers(index: Index, spans: Spans, kind: ValueType) -> Bools:
    values, no_number, _ = numbers(index, spans, DOUBLE if kind.only_range else _LEXICAL[kind.number or "double"])
    bad = np.zeros(len(spans), dtype=np.bool_) if kind.only_range else no_number.copy()
    if kind.minimum is not None:
        bad |= values < kind.minimum
    if kind.maximum is not None:
        bad |= values > kind.maximum
    if kind.below is not None:
        bad |= values >= kind.below
    if kind.number == "double" and kind.minimum is None:
        for row in bad.nonzero()[0].tolist():
            bad[row] = spans.text(index, row).strip() not in _NOT_FINITE
    return bad


def _not_words(index: Index, spans: Spans, kind: ValueType) -> Bools:
    pattern = re.compile(kind.pattern, re.DOTALL) if kind.pattern else None
    bad = np.zeros(len(spans), dtype=np.bool_)
    for rows in chunks(len(spans)):
        part = spans.part(rows)
        samples, which = _distinct(index, part)
        wrong = np.zeros(len(samples), dtype=np.bool_)
        for number, sample in enumerate(samples.tolist()):
            text = part.text(index, sample)
            if not text.isalnum():
                text = _SPACE.sub(" ", text).strip(" ")
            wrong[number] = pattern.fullmatch(text) is None if pattern else text not in kind.words
        bad[rows] = wrong.take(which)
    return bad


def _distinct(index: Index, spans: Spans) -> tuple[I32, I32]:
    """One value of each distinct text, and for each value the index of its text.

    Texts that are too long to compare, and those with references, comments or CDATA, count as distinct. If there are
    few, all do.
    """
    if len(spans) <= FEW:
        every = np.arange(len(spans), dtype=np.int32)
        return every, every
    matrix = cells(index, spans)
    width = -(-matrix.shape[1] // 8) * 8
    padded = np.zeros((len(matrix), width), dtype=np.uint8)
    padded[:, : matrix.shape[1]] = matrix
    words: U64 = padded.view(np.uint64)
    which = np.minimum(spans.stop - spans.start, width + 1)
    for column in range(words.shape[1]):
        distinct, inverse = intern(np.ascontiguousarray(words[:, column]))
        _, which = intern(which.astype(np.uint64) * np.uint64(len(distinct)) + inverse.astype(np.uint64))
    alone = spans.stop - spans.start > matrix.shape[1]
    odd = spans.odd(index)
    if odd is not None:
        alone |= odd
    if bool(alone.any()):
        which = which.copy()
        which[alone] = which.max() + 1 + np.arange(int(alone.sum()), dtype=np.int32)
        _, which = intern(which.astype(np.uint64))
    samples = np.zeros(int(which.max(initial=-1)) + 1, dtype=np.int32)
    samples[which] = np.arange(len(which), dtype=np.int32)
    return samples, which
