"""hr messages: heart rates that a strap recorded on its own clock and sent afterwards, in packed form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from activitylint.formats.fit import profile
from activitylint.formats.fit.counters import count_on
from activitylint.formats.fit.messages import MessageTable, in_order
from activitylint.model.arrays import I16, Bools, Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.fit import HeartRates
from activitylint.model.tables import is_complete

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["heart_rates"]

_Item = TypeVar("_Item", bound=np.generic)

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
    if len(padding):
        part_key, part = np.delete(part_key, padding), np.delete(part, padding)

    anchors = np.concatenate(((-1,), whole_key)), np.concatenate(((clock.ticks,), whole))
    counted = count_on(*anchors, part_key, part, 12)
    latest = counted if len(part_key) and part_key[-1] >= anchors[0][-1] else anchors[1]
    clock = clock._replace(ticks=latest.item(-1))
    # If a message has both, event_timestamp comes before event_timestamp_12 and counts.
    event_key, event = _overlaid(part_key, counted, whole_key, whole)
    event /= _TICKS
    key = _union(event_key, bpm_key)
    event, bpm = _spread(key, event_key, event), _spread(key, bpm_key, bpm)
    rows = HeartRates.of(len(key), message=key >> 8, event=event, bpm=bpm)
    return rows, _relate(table, rows, clock)


def _cells(table: MessageTable, number: int) -> tuple[Int, Float]:
    """All values of an array field: keys (message ordinal << 8 | position in the array), and raw values."""
    return _joined([_keyed(messages, values) for _, messages, values in table.arrays(number)], np.float64)


def _keyed(messages: Int, values: npt.NDArray[_Item]) -> tuple[Int, npt.NDArray[_Item]]:
    """The values in rows of a table, one per message, with their keys."""
    return (messages[:, None] << 8 | np.arange(values.shape[1])).ravel(), values.ravel()


def _twelve_bits(table: MessageTable, number: int) -> tuple[Int, I16]:
    """The 12-bit values in an array of bytes: two per three bytes, lowest bits first."""
    parts = []
    for messages, octets in table.octets(number):
        triplets = octets.shape[1] // 3
        low, middle, high = (octets[:, first : 3 * triplets : 3] for first in range(3))
        pairs = np.empty((len(octets), 2 * triplets), dtype=np.int16)
        pairs[:, 0::2] = low | (middle & 15) << 8
        pairs[:, 1::2] = middle >> 4 | high << 4
        parts.append(_keyed(messages, pairs))
    return _joined(parts, np.int16)


def _joined(parts: list[tuple[Int, npt.NDArray[_Item]]], kind: type[_Item]) -> tuple[Int, npt.NDArray[_Item]]:
    if not parts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=kind)
    return in_order(parts)


def _are_among(some: Int, keys: Int) -> Bools:
    """Mark those of some keys that are among others, which are in ascending order."""
    if not len(keys):
        return np.zeros(len(some), dtype=np.bool_)
    among: Bools = keys.take(keys.searchsorted(some), mode="clip") == some
    return among


def _union(some: Int, others: Int) -> Int:
    """The keys that are in either column, in ascending order like both. Most messages have a rate for each time."""
    if np.array_equal(some, others):
        return others
    new = some[~_are_among(some, others)]
    return np.insert(others, others.searchsorted(new), new)


def _overlaid(key: Int, value: Float, by_key: Int, by: Float) -> tuple[Int, Float]:
    """A column with the cells of another one, which count where both have one. Works in place if it can."""
    at = key.searchsorted(by_key)
    among = _are_among(by_key, key)
    value[at[among]] = by[among]
    if among.all():
        return key, value
    new = ~among
    return np.insert(key, at[new], by_key[new]), np.insert(value, at[new], by[new])


def _valid(key: Int, value: Float) -> tuple[Int, Float]:
    if is_complete(value):
        return key, value
    good = ~np.isnan(value)
    return key[good], value[good]


def _spread(key: Int, some_key: Int, some: Float) -> Float:
    """A column with a row for each key, NaN where some keys do not have it."""
    if len(some) == len(key):
        return some
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
    messages = (~np.isnan(stamped)).nonzero()[0]
    messages = messages[_are_among(messages, rows.message)]
    first = rows.message.searchsorted(messages)
    usable = ~np.isnan(rows.event[first])
    bounds = np.concatenate(((0,), first[usable], (len(rows),)))
    stamps = np.concatenate(((clock.stamp,), stamped[messages[usable]]))
    events = np.concatenate(((clock.event,), rows.event[first[usable]]))
    lengths = bounds[1:] - bounds[:-1]
    rows.time = stamps.repeat(lengths)
    rows.time += rows.event
    rows.time -= events.repeat(lengths)
    return clock._replace(stamp=stamps.item(-1), event=events.item(-1))
