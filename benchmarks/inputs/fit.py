"""Write FIT files with numpy: a message is a row of a packed structure."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import fastcrc.crc16
import numpy as np
import numpy.typing as npt

from benchmarks.inputs.ride import START, Ride, ride

__all__ = ["activity", "multisport", "new_definitions", "one_byte_messages"]

_EPOCH: Final = 631_065_600
"""1989-12-31T00:00:00Z, FIT's zero, in seconds since 1970."""

# Base types: the identifier in a definition, and the numpy type.
_TYPES: Final = {
    "enum": (0x00, "u1"), "sint8": (0x01, "i1"), "uint8": (0x02, "u1"), "uint16": (0x84, "<u2"),
    "sint32": (0x85, "<i4"), "uint32": (0x86, "<u4"), "uint32z": (0x8C, "<u4"),
}  # fmt: skip

Fields = Mapping[int, str]
Rows = npt.NDArray[Any]

_RECORD: Final[Fields] = {
    253: "uint32", 0: "sint32", 1: "sint32", 5: "uint32", 78: "uint32", 73: "uint32", 3: "uint8", 4: "uint8",
    7: "uint16", 13: "sint8", 31: "uint8", 39: "uint16",
}  # fmt: skip
"""33 bytes with the header, like a sports watch: 1 MB is 30,000 records."""
_DYNAMICS: Final[Fields] = {29: "uint32", 40: "uint16", 41: "uint16", 84: "uint16", 85: "uint16"}
"""What a watch adds on foot: accumulated power, balance and stance, vertical ratio, step length."""
_FILE_ID: Final[Fields] = {0: "enum", 1: "uint16", 2: "uint16", 3: "uint32z", 4: "uint32"}
_EVENT: Final[Fields] = {253: "uint32", 0: "enum", 1: "enum"}
_LAP: Final[Fields] = {253: "uint32", 2: "uint32", 7: "uint32", 8: "uint32", 9: "uint32", 11: "uint16"}
_SESSION: Final[Fields] = {**_LAP, 5: "enum", 6: "enum", 22: "uint16", 25: "uint16", 26: "uint16"}
_ACTIVITY: Final[Fields] = {253: "uint32", 0: "uint32", 1: "uint16", 2: "enum", 3: "enum", 4: "enum", 5: "uint32"}
_HRV: Final[Fields] = {0: "uint16"}


def activity(records: int, *, wild: bool = False) -> bytes:
    """One ride: every record with position, distance, altitude, speed, heart rate, cadence, power, temperature."""
    track = ride(records, wild=wild)
    body = [_head(), _define(3, 20, _RECORD), _records(3, track, _RECORD).tobytes()]
    body += _foot([(track, 2, 0)])
    return _file(b"".join(body))


def multisport(messages: int = 90_000) -> bytes:
    """Swim, change, ride, change, run: three messages of 101 bytes (record, hrv, record) over and over."""
    whole = ride(messages * 2 // 3)
    bounds = np.linspace(0, len(whole) // 2, 6).astype(int) * 2
    sports = [(5, 18), (3, 0), (2, 0), (3, 0), (1, 0)]
    fields = {**_RECORD, **_DYNAMICS}
    hrv = np.dtype([("header", "u1"), ("time", "<u2", 5)])
    record = _row_type(fields)
    cycle = np.dtype([("first", record), ("hrv", hrv), ("second", record)])
    body = [_head()]
    parts = []
    for (sport, sub), start, end in zip(sports, bounds[:-1], bounds[1:], strict=True):
        part = _slice(whole, int(start), int(end))
        parts.append((part, sport, sub))
        rows = _records(3, part, fields)
        cycles = np.zeros(len(rows) // 2, dtype=cycle)
        cycles["first"], cycles["second"] = rows[::2], rows[1::2]
        cycles["hrv"]["header"] = 4
        cycles["hrv"]["time"] = 430 + np.arange(5)
        body += [_define(3, 20, fields), _define(4, 78, _HRV, sizes={0: 10}), cycles.tobytes()]
    return _file(b"".join([*body, *_foot(parts)]))


def one_byte_messages(size: int) -> bytes:
    """As many messages as bytes: with a definition without fields, a message is only its header."""
    return _file(_define(0, 20, {}) + bytes(size))


def new_definitions(messages: int) -> bytes:
    """A different definition before each message: the fields come in another order."""
    numbers = list(_RECORD)
    body = bytearray(_head())
    for ordinal in range(messages):
        shift = ordinal % len(numbers)
        fields = {number: _RECORD[number] for number in (*numbers[shift:], *numbers[:shift])}
        # A field that no profile knows makes each definition unique.
        fields[200 + ordinal % 50] = "uint8"
        body += _define(3, 20, fields, sizes={200 + ordinal % 50: 1 + ordinal % 200})
        body += bytes([3]) + bytes(32 + 1 + ordinal % 200)
    return _file(bytes(body))


def _head() -> bytes:
    start = START - _EPOCH
    return b"".join(
        [
            _define(0, 0, _FILE_ID),
            _row(0, _FILE_ID, [4, 1, 3113, 3_900_000_001, start]),
            _define(1, 21, _EVENT),
            _row(1, _EVENT, [start, 0, 0]),
        ]
    )


def _foot(parts: Sequence[tuple[Ride, int, int]]) -> list[bytes]:
    """Timer stop, a lap and a session for each part, and the activity message."""
    end = int(parts[-1][0].time[-1]) - _EPOCH
    body = [_row(1, _EVENT, [end, 0, 4]), _define(5, 19, _LAP), _define(6, 18, _SESSION), _define(7, 34, _ACTIVITY)]
    for ordinal, (part, sport, sub) in enumerate(parts):
        start, stop = int(part.time[0]) - _EPOCH, int(part.time[-1]) - _EPOCH
        elapsed = (stop - start) * 1000
        metres = int((part.distance[-1] - part.distance[0]) * 100)
        lap = [stop, start, elapsed, elapsed, max(metres, 0), 500]
        body += [_row(5, _LAP, lap), _row(6, _SESSION, [*lap, sport, sub, 300, ordinal, 1])]
    total = (end + _EPOCH - START) * 1000
    body.append(_row(7, _ACTIVITY, [end, total, len(parts), 0, 26, 1, end + 3600]))
    return body


def _records(local: int, track: Ride, fields: Fields) -> Rows:
    rows = np.zeros(len(track), dtype=_row_type(fields))
    rows["header"] = local
    rows["253"] = (track.time - _EPOCH) % 2**32
    rows["0"] = track.latitude * (2**31 / 180)
    rows["1"] = track.longitude * (2**31 / 180)
    rows["5"] = track.distance * 100
    rows["78"] = (track.altitude + 500) * 5
    rows["73"] = track.speed * 1000
    rows["3"] = track.heartrate
    rows["4"] = np.minimum(track.cadence, 254)
    rows["7"] = track.power
    rows["13"] = track.temperature
    rows["31"] = 3
    rows["39"] = 800
    return rows


def _row_type(fields: Fields) -> np.dtype[Any]:
    return np.dtype([("header", "u1"), *((str(number), _TYPES[kind][1]) for number, kind in fields.items())])


def _row(local: int, fields: Fields, values: Sequence[int]) -> bytes:
    return np.array([(local, *values)], dtype=_row_type(fields)).tobytes()


def _define(local: int, number: int, fields: Fields, sizes: Mapping[int, int] | None = None) -> bytes:
    """A definition message. sizes: of array fields in bytes."""
    triplets = bytearray()
    for field, kind in fields.items():
        base, item = _TYPES[kind]
        triplets += bytes([field, (sizes or {}).get(field, np.dtype(item).itemsize), base])
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields)) + bytes(triplets)


def _file(body: bytes) -> bytes:
    head = struct.pack("<BBHI4s", 14, 0x20, 21_158, len(body), b".FIT")
    data = head + struct.pack("<H", fastcrc.crc16.arc(head)) + body
    return data + struct.pack("<H", fastcrc.crc16.arc(data))


def _slice(whole: Ride, start: int, end: int) -> Ride:
    return Ride(**{name: getattr(whole, name)[start:end] for name in Ride.__slots__})
