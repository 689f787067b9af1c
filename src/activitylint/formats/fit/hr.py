"""hr messages: the heart rate of a strap that recorded on its own clock, sent afterwards in packed form."""

from __future__ import annotations

import numpy as np

from activitylint.activity import Float, HeartRates, Int, absent
from activitylint.formats.fit import profile
from activitylint.formats.fit.counters import count_on
from activitylint.formats.fit.messages import MessageTable, in_order

__all__ = ["heart_rates"]

_TICKS = 1024
"""The sensor's clock, a second."""
_PADDING = 0xFFF


def heart_rates(table: MessageTable) -> HeartRates:
    """The event times and rates of hr messages, a row each.

    An event_timestamp sets the clock, the 12-bit values count on from it, and a message that has a timestamp as well
    relates the clock to it, as Garmin's SDK expands them.
    """
    if not len(table):
        return HeartRates()
    numbers = profile.field_numbers(table.number)
    whole_key, whole = _cells(table, numbers["event_timestamp"])
    part_key, part = _twelve_bits(table, numbers["event_timestamp_12"])
    bpm_key, bpm = _cells(table, numbers["filtered_bpm"])
    whole_key, whole = _valid(whole_key, whole)
    bpm_key, bpm = _valid(bpm_key, bpm)
    padding = (part == _PADDING).nonzero()[0]
    padding = padding[~np.isin(part_key[padding], bpm_key)]
    part_key, part = np.delete(part_key, padding), np.delete(part, padding)

    key = _union(whole_key, part_key, bpm_key)
    event = np.full(len(key), np.nan)
    event[np.searchsorted(key, part_key)] = count_on(whole_key, whole, part_key, part, 12)
    # event_timestamp stands before event_timestamp_12 where a message has both, and the first one counts.
    event[key.searchsorted(whole_key)] = whole
    event /= _TICKS
    rows = HeartRates.of(len(key), message=key >> 8, event=event, bpm=_spread(key, bpm_key, bpm))
    rows.time = _related(table, rows)
    return rows


def _cells(table: MessageTable, number: int) -> tuple[Int, Float]:
    """All values of an array field: (message ordinal << 8 | position in it, raw value)."""
    parts = [
        ((messages[:, None] << 8 | np.arange(values.shape[1])).ravel(), values.ravel())
        for _, messages, values in table.arrays(number)
    ]
    return _joined(parts)


def _twelve_bits(table: MessageTable, number: int) -> tuple[Int, Int]:
    """The 12-bit values that an array of bytes packs, two in three, lowest bits first."""
    parts = []
    for base, messages, values in table.arrays(number):
        if profile.BASE_TYPES[base].size != 1:
            continue
        valid = ~np.isnan(values).any(axis=1)
        octets = values[valid][:, : values.shape[1] // 3 * 3].astype(np.int64)
        low, middle, high = octets[:, 0::3], octets[:, 1::3], octets[:, 2::3]
        pairs = np.stack((low | (middle & 15) << 8, middle >> 4 | high << 4), axis=2).reshape(len(octets), -1)
        parts.append(((messages[valid][:, None] << 8 | np.arange(pairs.shape[1])).ravel(), pairs.ravel()))
    key, value = _joined(parts)
    return key, value.astype(np.int64)


def _joined(parts: list[tuple[Int, Float]]) -> tuple[Int, Float]:
    if not parts:
        return np.empty(0, dtype=np.int64), np.empty(0)
    return in_order(parts)


def _union(*keys: Int) -> Int:
    some = [key for key in keys if len(key)]
    every = some[0] if len(some) == 1 else np.sort(np.concatenate(keys), kind="stable")  # sorted runs: a merge
    repeated = every[1:] == every[:-1]
    return np.delete(every, np.flatnonzero(repeated) + 1) if repeated.any() else every


def _valid(key: Int, value: Float) -> tuple[Int, Float]:
    good = ~np.isnan(value)
    return (key, value) if good.all() else (key[good], value[good])


def _spread(key: Int, some_key: Int, some: Float) -> Float:
    if not len(some):
        return absent(len(key))
    values = np.full(len(key), np.nan)
    values[key.searchsorted(some_key)] = some
    return values


def _related(table: MessageTable, rows: HeartRates) -> Float:
    """Times of the events, from the last message before them that has a timestamp and an event time of its own."""
    timestamp = table.column("timestamp")
    if not np.isfinite(timestamp).any():
        return absent(len(rows))
    fraction = table.column("fractional_timestamp")
    stamped = timestamp + np.where(np.isnan(fraction), 0.0, fraction)
    first = np.diff(rows.message, prepend=-1).nonzero()[0]
    anchor_of_row = np.full(len(rows), -1)
    usable = first[~np.isnan(stamped[rows.message[first]]) & ~np.isnan(rows.event[first])]
    anchor_of_row[usable] = usable
    anchor = np.maximum.accumulate(anchor_of_row)
    time = stamped[rows.message[anchor]] + rows.event - rows.event[anchor]
    return np.where(anchor >= 0, time, np.nan)
