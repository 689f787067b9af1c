"""Times in the notation of ISO 8601 and XML Schema, many at once.

A file writes all its times alike. The first one shows where the digits, the fraction and the zone of all others are.
Times that are written differently are read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from activitylint.formats.iso8601 import DECIMALS, day_number, read_schema_time, zone_offset
from activitylint.formats.xml.buffers import chunks
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.text import Spans, cells
from activitylint.model.arrays import I32, Bools, Bytes, Float, Int
from activitylint.model.classes import NamedTuple, dataclass
from activitylint.model.patterns import regex

__all__ = ["Times", "times"]

_SHAPE: Final = regex(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:([.,])(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_UNITS: Final = np.array([3600.0, 60.0, 1.0])
_LAST: Final = np.array([[23], [59], [59]], dtype=np.uint8)
_END_OF_DAY: Final = np.array([[24], [0], [0]], dtype=np.uint8)
_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_TRIES: Final = 8
"""Notations that are read as columns in one chunk; times in further notations are read one by one."""
_FEW: Final = 16
"""Up to this many times are read one by one, which is faster than as columns."""
_TENS: Final = [0, 2, 5, 8, 11, 14, 17]
"""Positions of the first digit of century, year, month, day, hour, minute and second."""
_ONES: Final = [place + 1 for place in _TENS]
_DATE: Final = len("2026-06-01")
_FRACTION: Final = len("2026-06-01T08:00:05.")
_USUAL: Final = len("2026-06-01T08:00:05Z")


@dataclass(slots=True, eq=False, repr=False)
class Times:
    """Seconds since 1970-01-01 UTC, NaN if unreadable, and masks of what is noteworthy."""

    seconds: Float
    unreadable: Bools
    naive: Bools
    """Written without a zone; read as UTC."""
    odd_fraction: Bools
    """More than three decimals, or a comma."""
    bare_offset: Bools
    """An offset without a colon: `+0200`."""


def times(index: Index, spans: Spans) -> Times:
    """Read many times at once."""
    count = len(spans)
    found = Times(np.full(count, np.nan), *(np.zeros(count, dtype=np.bool_) for _ in range(4)))
    if count <= _FEW:
        _one_by_one(index, spans, range(count), found, 0)
    else:
        odd = spans.odd(index)
        for rows in chunks(count):
            _read(index, spans.part(rows), odd[rows] if odd is not None else None, found, rows)
    found.unreadable = np.isnan(found.seconds)
    return found


def _read(index: Index, spans: Spans, odd: Bools | None, found: Times, rows: slice) -> None:
    matrix = cells(index, spans)
    length = spans.stop - spans.start
    todo = np.ones(len(spans), dtype=np.bool_) if odd is None else ~odd
    for _ in range(_TRIES):
        candidates = todo.nonzero()[0]
        if not len(candidates):
            break
        model = candidates[0]
        same_length = length == length[model]
        read = _columns(matrix, int(length[model]), todo & same_length, found, rows)
        if read is None:
            # not a time, or not in a known notation: read all of this length one by one
            todo &= ~same_length
            continue
        todo &= ~read
    done = np.zeros(len(spans), dtype=np.bool_) if odd is None else odd.copy()
    done |= np.isnan(found.seconds[rows])
    _one_by_one(index, spans, done.nonzero()[0].tolist(), found, rows.start)


def _one_by_one(index: Index, spans: Spans, rows: Sequence[int], found: Times, first: int) -> None:
    """Read some rows of the spans. Row 0 of the spans is row `first` of `found`."""
    read = read_schema_time if len(rows) <= _FEW else lru_cache(maxsize=1024)(read_schema_time)
    for row in rows:
        at = first + row
        time = read(spans.text(index, row))
        found.seconds[at], found.odd_fraction[at] = time.seconds, time.odd_fraction
        found.naive[at], found.bare_offset[at] = time.fault == "naive", time.bare_offset


def _columns(matrix: Bytes, length: int, rows: Bools, found: Times, chunk: slice) -> Bools | None:
    """Read those of the rows that are written like the first of them.

    Returns which rows were read, or None if the first one is not a time. For example:

        first row     2026-06-01T08:00:05Z      20 characters, no fraction, zone Z
        as numbers    20 26 06 01 08 00 05      two digits each; seconds 1780300805.0
        other rows    2026-06-01T08:00:06Z is read, 1780300806.0; 2026-06-01 08:00:07Z has no T and is not
    """
    chosen = rows.nonzero()[0]
    model = matrix[chosen[0]].tobytes()[:length]
    shape = _shape(model) if length <= matrix.shape[1] else None
    offset = zone_offset(shape.zone) if shape else None
    if shape is None or offset is None:
        return None
    # transposed: one row per position, so that each step runs along memory
    text = np.ascontiguousarray((matrix if len(chosen) == len(matrix) else matrix[chosen]).T)
    digits = text - np.uint8(48)
    fraction = shape.decimals
    numeric, fixed = _positions(length, fraction)
    good = (digits.take(numeric, axis=0) < 10).all(axis=0)
    good &= (text.take(fixed, axis=0) == text[fixed, :1]).all(axis=0)
    pairs = digits[_TENS] * np.uint8(10) + digits[_ONES]
    if bool((text[:_DATE] == text[:_DATE, :1]).all()):  # all times are on the same day, as usual
        midnight: float | Float = read_schema_time(model[:_DATE].decode("ascii", "replace") + "T00:00:00Z").seconds
    else:
        midnight = _midnights(pairs[:4].astype(np.int32))
    seconds = midnight + _clock(pairs[4:]) - offset
    if fraction:
        decimals = np.zeros(len(chosen), dtype=np.int64)
        for position in range(_FRACTION, _FRACTION + fraction):
            decimals = decimals * 10 + digits[position]
        seconds += decimals / 10**fraction
    good &= ~np.isnan(seconds)
    taken = chosen[good]
    found.seconds[chunk.start + taken] = seconds[good]
    if not shape.zone:
        found.naive[chunk.start + taken] = True
    elif shape.zone != "Z" and ":" not in shape.zone:
        found.bare_offset[chunk.start + taken] = True
    if shape.mark == b"," or fraction > DECIMALS:
        found.odd_fraction[chunk.start + taken] = True
    read = np.zeros(len(matrix), dtype=np.bool_)
    read[taken] = True
    # the first row was either read or is not a valid date: do not try it again
    read[chosen[0]] = True
    return read


class _Shape(NamedTuple):
    """How a time is written: what is before its fraction, if it has one, the digits of that, and its zone."""

    mark: bytes = b""
    decimals: int = 0
    zone: str = "Z"


def _shape(text: bytes) -> _Shape | None:
    """How a time is written; None if it is none. Whether its digits are digits is seen later, with all other times."""
    if len(text) == _USUAL and text[4::3] == b"--T::Z":  # so most files need not compile the pattern
        return _Shape()
    found = _SHAPE.fullmatch(text)
    return _Shape(found[1] or b"", len(found[2] or b""), (found[3] or b"").decode()) if found else None


@lru_cache(maxsize=64)
def _positions(length: int, fraction: int) -> tuple[Int, Int]:
    """Where the digits of such a time are, and where the characters are that all times of this notation share."""
    numeric = [*_TENS, *_ONES, *range(_FRACTION, _FRACTION + fraction)]
    return np.array(numeric), np.array([position for position in range(length) if position not in numeric])


def _midnights(dates: I32) -> Float:
    """The seconds from 1970 to dates of the Gregorian calendar; NaN if there is no such date.

    dates: four rows: century, year in the century, month and day.
    """
    century, year, month, day = dates
    year = century * 100 + year
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    possible = np.clip(month, 0, 12)
    no_date = (month < 1) | (month > 12) | (day < 1) | (day > _DAYS[possible])
    no_date |= (month == 2) & (day == 29) & ~leap
    return np.where(no_date, np.nan, day_number(year, month, day) * 86400.0)


def _clock(clock: Bytes) -> Float:
    """The seconds from midnight to times of day; NaN if there is no such time.

    clock: three rows: hour, minute and second.
    """
    seconds: Float = _UNITS @ clock
    beyond = clock > _LAST
    if bool(beyond.any()):
        seconds[beyond.any(axis=0) & ~(clock == _END_OF_DAY).all(axis=0)] = np.nan
    return seconds
