"""hr messages: heart rates that a strap recorded on its own clock and sent afterwards, in packed form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.formats.fit import profile
from activitylint.formats.fit.counters import count_on
from activitylint.formats.fit.messages import MessageTable, in_order
from activitylint.model.classes import NamedTuple
from activitylint.model.fit import HeartRates
from activitylint.model.tables import Float, Int

__all__ = ["heart_rates"]

_TICKS = 1024
"""Ticks of the sensor's clock per second."""
_PADDING = 0xFFF
_PIECE: Final = 1 << 17
"""Bytes of a file whose messages are expanded at once. Each byte can become a row of fifty bytes."""
_MOST: Final = 16
"""Limit of pieces per file, since each piece looks at all definitions of hr messages."""


def heart_rates(table: MessageTable) -> Iterable[HeartRates]:
    """Return the event times and rates of hr messages, one row each, in pieces.

    As in Garmin's SDK, an event_timestamp sets the sensor's clock, and the 12-bit values count on from it. A message
    that also has a timestamp relates the clock to real time.
    """
    return _Pieces(table) if len(table) else ()


class _Clock(NamedTuple):
    """The state of the sensor's clock between two pieces.

    ticks: its last value. stamp, event: the last timestamp, and the sensor's time in the same message, in seconds.
    """

    ticks: float = np.nan
    stamp: float = np.nan
    event: float = np.nan


class _Pieces(Iterable[HeartRates]):
    """Expands the messages in pieces, so that the rates of the whole file are never in memory at once."""

    __slots__ = ("_table",)

    def __init__(self, table: MessageTable) -> None:
        self._table = table

    def __iter__(self) -> Iterator[HeartRates]:
        clock = _Clock()
        bounds = self._table.bounds(_PIECE, _MOST)
        for start, stop in pairwise(bounds):
            if start == stop:
                continue
            rates, clock = _expanded(self._table.part(start, stop), clock)
            rates.message += start
            yield rates


@np.errstate(all="ignore")  # a malicious file can have values of any size
def _expanded(table: MessageTable, clock: _Clock) -> tuple[HeartRates, _Clock]:
    """The rates of a piece, and the clock after it."""
    numbers = profile.field_numbers(table.number)
    whole_key, whole = _cells(table, numbers["event_timestamp"])
    part_key, part = _twelve_bits(table, numbers["event_timestamp_12"])
    bpm_key, bpm = _cells(table, numbers["filtered_bpm"])
    whole_key, whole = _valid(whole_key, whole)
    bpm_key, bpm = _valid(bpm_key, bpm)
    padding = (part == _PADDING).nonzero()[0]
    padding = padding[~_are_among(part_key[padding], bpm_key)]
    part_key, part = np.delete(part_key, padding), np.delete(part, padding)

    key = _union(_union(whole_key, part_key), bpm_key)
    anchors = np.concatenate(([-1], whole_key)), np.concatenate(([clock.ticks], whole))
    counted = count_on(*anchors, part_key, part, 12)
    event = _spread(key, part_key, counted)
    # If a message has both, event_timestamp comes before event_timestamp_12 and counts.
    event[key.searchsorted(whole_key)] = whole
    event /= _TICKS
    rows = HeartRates.of(len(key), message=key >> 8, event=event, bpm=_spread(key, bpm_key, bpm))
    latest = counted if len(part_key) and part_key[-1] >= anchors[0][-1] else anchors[1]
    clock = clock._replace(ticks=float(latest[-1]))
    return rows, _relate(table, rows, clock)


def _cells(table: MessageTable, number: int) -> tuple[Int, Float]:
    """All values of an array field: keys (message ordinal << 8 | position in the array), and raw values."""
    parts = [
        ((messages[:, None] << 8 | np.arange(values.shape[1])).ravel(), values.ravel())
        for _, messages, values in table.arrays(number)
    ]
    return _joined(parts)


def _twelve_bits(table: MessageTable, number: int) -> tuple[Int, Int]:
    """The 12-bit values in an array of bytes: two per three bytes, lowest bits first."""
    parts = []
    for base, messages, values in table.arrays(number):
        if profile.BASE_TYPES[base].size != 1:
            continue
        valid = ~np.isnan(values).any(axis=1)
        octets = values[valid][:, : values.shape[1] // 3 * 3].astype(np.int64)
        low, middle, high = octets[:, 0::3], octets[:, 1::3], octets[:, 2::3]
        pairs = np.stack((low | (middle & 15) << 8, middle >> 4 | high << 4), axis=2)
        pairs = pairs.reshape(len(octets), 2 * low.shape[1])
        parts.append(((messages[valid][:, None] << 8 | np.arange(pairs.shape[1])).ravel(), pairs.ravel()))
    key, value = _joined(parts)
    return key, value.astype(np.int64)


def _joined(parts: list[tuple[Int, Float]]) -> tuple[Int, Float]:
    if not parts:
        return np.empty(0, dtype=np.int64), np.empty(0)
    return in_order(parts)


def _are_among(some: Int, keys: Int) -> npt.NDArray[np.bool_]:
    """Mark those of some keys that are among others, which are in ascending order."""
    if not len(keys):
        return np.zeros(len(some), dtype=np.bool_)
    among: npt.NDArray[np.bool_] = keys.take(keys.searchsorted(some), mode="clip") == some
    return among


def _union(some: Int, others: Int) -> Int:
    """The keys that are in either column, in ascending order like both. Most messages have a rate for each time."""
    if np.array_equal(some, others):
        return others
    new = some[~_are_among(some, others)]
    return np.insert(others, others.searchsorted(new), new)


def _valid(key: Int, value: Float) -> tuple[Int, Float]:
    good = ~np.isnan(value)
    return (key, value) if good.all() else (key[good], value[good])


def _spread(key: Int, some_key: Int, some: Float) -> Float:
    """A column with a row for each key, NaN where some keys do not have it."""
    if len(some) == len(key):
        return some.copy()
    values = np.full(len(key), np.nan)
    values[key.searchsorted(some_key)] = some
    return values


def _relate(table: MessageTable, rows: HeartRates, clock: _Clock) -> _Clock:
    """Set the time of each event, relative to the last message so far that has both a timestamp and an event time.

    Returns the clock after the last event.
    """
    timestamp = table.column("timestamp")
    if np.isnan(clock.stamp) and not np.isfinite(timestamp).any():
        return clock
    fraction = table.column("fractional_timestamp")
    stamped = timestamp + np.where(np.isnan(fraction), 0.0, fraction)
    first = np.diff(rows.message, prepend=-1).nonzero()[0]
    usable = first[~np.isnan(stamped[rows.message[first]]) & ~np.isnan(rows.event[first])]
    stamps = np.concatenate(([clock.stamp], stamped[rows.message[usable]]))
    events = np.concatenate(([clock.event], rows.event[usable]))
    lengths = np.diff(usable, prepend=0, append=len(rows))
    rows.time = np.repeat(stamps, lengths) + rows.event - np.repeat(events, lengths)
    return clock._replace(stamp=float(stamps[-1]), event=float(events[-1]))
