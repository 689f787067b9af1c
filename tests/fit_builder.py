"""Build FIT files for tests and fixtures from names and plain values.

    activity(10).change("record", 3, heart_rate=None).drop("lap").build()

Values are given as in an Activity: seconds since 1970-01-01 UTC, degrees, meters, enum names from the profile. None
leaves a field out of its message, INVALID writes the invalid value of the base type, and Raw writes anything else.
`activity`, `pool_swim` and `strength` return complete valid files to start from.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, Self

import fastcrc.crc16
from fitdecode.profile import BASE_TYPES, MESSAGE_TYPES

__all__ = [
    "INVALID",
    "RIGHT",
    "START",
    "DeveloperField",
    "FitFile",
    "Message",
    "Raw",
    "activity",
    "at",
    "chain",
    "pool_swim",
    "strength",
]

FIT_EPOCH: Final = 631_065_600
"""1989-12-31T00:00:00Z in seconds since 1970."""
UTC_OFFSET: Final = 3600
"""The offset of activity.local_timestamp in the ready-made files."""
RIGHT: Final = -1
"""Stands for the correct CRC, size or magic."""

_BASE: Final = {base.name: base for base in BASE_TYPES.values()}
_INVALID: Final[dict[str, Any]] = {
    "enum": 0xFF, "sint8": 0x7F, "uint8": 0xFF, "sint16": 0x7FFF, "uint16": 0xFFFF, "sint32": 0x7FFFFFFF,
    "uint32": 0xFFFFFFFF, "string": b"", "float32": math.nan, "float64": math.nan, "uint8z": 0, "uint16z": 0,
    "uint32z": 0, "byte": 0xFF, "sint64": 0x7FFFFFFFFFFFFFFF, "uint64": 0xFFFFFFFFFFFFFFFF, "uint64z": 0,
}  # fmt: skip


def at(text: str) -> int:
    """Convert a time such as `2026-03-01T08:00:00Z` to seconds since 1970."""
    return int(datetime.fromisoformat(text).timestamp())


START: Final = at("2026-03-01T08:00:00Z")


class _Invalid:
    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = _Invalid()
"""Writes the invalid value of the field's base type."""


@dataclass(frozen=True)
class Raw:
    """A field as it is stored in the file: a number, several numbers, or bytes of any length.

    base: the name or number of the base type for the definition, by default that of the profile.
    """

    value: float | bytes | Sequence[float]
    base: str | int | None = None


@dataclass(frozen=True)
class DeveloperField:
    """A developer field in a message: its number, the index of its developer, and its bytes."""

    number: int
    data: bytes
    developer: int = 0


@dataclass
class Message:
    """One data message.

    offset: the seconds of a compressed timestamp header. local: its local type, or None to choose one.
    """

    name: str | int
    values: dict[str, Any]
    developer: list[DeveloperField] = field(default_factory=list)
    offset: int | None = None
    local: int | None = None


_Definition = tuple[int, tuple[tuple[int, int, int], ...], tuple[tuple[int, int, int], ...]]


@dataclass
class FitFile:
    """A FIT file as a list of messages and raw bytes; `build` makes the bytes."""

    protocol: tuple[int, int] = (2, 0)
    profile: int = 21171
    header_size: int = 14
    big_endian: bool = False
    items: list[Message | bytes] = field(default_factory=list)

    # Adding

    def message(
        self,
        name: str | int,
        *,
        local: int | None = None,
        offset: int | None = None,
        developer: Iterable[DeveloperField] = (),
        **values: Any,
    ) -> Self:
        """Add a message; its definition is added as needed. Fields without a name are `unknown_<number>`."""
        self.items.append(Message(name, values, list(developer), offset, local))
        return self

    def raw(self, data: bytes) -> Self:
        """Add raw bytes between two messages."""
        self.items.append(data)
        return self

    def developer_field(
        self, number: int, name: str, base: str = "uint16", *, developer: int = 0, units: str = ""
    ) -> Self:
        """Add a field_description. It must come before the messages with the field."""
        return self.message(
            "field_description",
            developer_data_index=developer,
            field_definition_number=number,
            fit_base_type_id=Raw(_BASE[base].identifier),
            field_name=name,
            units=units,
        )

    # Editing

    def of(self, *names: str | int) -> list[Message]:
        """Return the messages with these names, in file order."""
        return [item for item in self.items if isinstance(item, Message) and item.name in names]

    def change(self, name: str, row: int | None = None, **values: Any) -> Self:
        """Change values in one message with this name, or in all of them."""
        messages = self.of(name)
        for message in messages if row is None else [messages[row]]:
            message.values.update(values)
        return self

    def edit(self, name: str, change: Callable[[int, dict[str, Any]], dict[str, Any]]) -> Self:
        """Change values in each message with this name, computed from its number and its values."""
        for row, message in enumerate(self.of(name)):
            message.values.update(change(row, message.values))
        return self

    def drop(self, name: str, *rows: int) -> Self:
        """Remove messages with this name: some, or all."""
        messages = self.of(name)
        gone = {id(message) for message in ([messages[row] for row in rows] if rows else messages)}
        self.items = [item for item in self.items if id(item) not in gone]
        return self

    def insert(self, before: str, name: str | int, row: int = 0, **values: Any) -> Self:
        """Insert a message before another one; `before` may be `end`."""
        target = None if before == "end" else self.of(before)[row]
        place = len(self.items) if target is None else next(i for i, item in enumerate(self.items) if item is target)
        self.message(name, **values)
        self.items.insert(place, self.items.pop())
        return self

    def insert_raw(self, before: str, data: bytes, row: int = 0) -> Self:
        """Insert raw bytes before a message."""
        target = self.of(before)[row]
        self.items.insert(next(i for i, item in enumerate(self.items) if item is target), data)
        return self

    def append(self, other: FitFile) -> Self:
        """Append the messages of another file."""
        self.items.extend(other.items)
        return self

    # Writing

    def body(self) -> bytes:
        """Return the definitions and messages, without header and CRC."""
        out = bytearray()
        defined: dict[int, _Definition] = {}
        for item in self.items:
            if isinstance(item, bytes):
                out += item
                continue
            definition, data = self._encode(item)
            local = self._local(item, definition, defined)
            if defined.get(local) != definition:
                out += self._define(local, definition)
                defined[local] = definition
            if item.offset is None:
                out.append(local)
            else:
                out.append(0x80 | local << 5 | item.offset & 0x1F)
            out += data
        return bytes(out)

    def build(
        self, *, crc: int = RIGHT, header_crc: int = RIGHT, data_size: int = RIGHT, magic: bytes = b".FIT"
    ) -> bytes:
        """Return the bytes of the file. The keywords override the header and the CRC."""
        body = self.body()
        size = len(body) if data_size == RIGHT else data_size
        version = self.protocol[0] << 4 | self.protocol[1]
        header = struct.pack("<BBHI4s", self.header_size, version, self.profile, size, magic)
        if self.header_size >= 14:
            header += struct.pack("<H", _crc(header) if header_crc == RIGHT else header_crc)
            header += bytes(self.header_size - 14)
        content = header + body
        return content + struct.pack("<H", _crc(content) if crc == RIGHT else crc)

    def _local(self, message: Message, definition: _Definition, defined: dict[int, _Definition]) -> int:
        if message.local is not None:
            return message.local
        slots = 16 if message.offset is None else 4  # a compressed header has two bits for the local type
        for local, known in defined.items():
            if known == definition and local < slots:
                return local
        if len(defined) < slots:
            return len(defined)
        oldest = next(local for local in defined if local < slots)
        del defined[oldest]  # so that it becomes the newest when it is defined again
        return oldest

    def _define(self, local: int, definition: _Definition) -> bytes:
        number, fields, developer = definition
        head = 0x40 | local | (0x20 if developer else 0)
        out = struct.pack(">BBBHB" if self.big_endian else "<BBBHB", head, 0, self.big_endian, number, len(fields))
        out += b"".join(bytes(spec) for spec in fields)
        if developer:
            out += bytes([len(developer)]) + b"".join(bytes(spec) for spec in developer)
        return out

    def _encode(self, message: Message) -> tuple[_Definition, bytes]:
        number, known = _message_type(message.name)
        fields: list[tuple[int, int, int]] = []
        data = bytearray()
        for name, value in message.values.items():
            if value is None:
                continue
            spec = known.get(name)
            base, stored = self._value(spec, value)
            fields.append((int(name.removeprefix("unknown_")) if spec is None else spec.def_num, len(stored), base))
            data += stored
        for extra in message.developer:
            data += extra.data
        developer = tuple((extra.number, len(extra.data), extra.developer) for extra in message.developer)
        return (number, tuple(fields), developer), bytes(data)

    def _value(self, spec: Any, value: Any) -> tuple[int, bytes]:
        base = _BASE["uint8"] if spec is None else spec.base_type
        identifier = base.identifier
        if isinstance(value, Raw):
            if value.base is not None:
                base = _BASE.get(value.base, base) if isinstance(value.base, str) else BASE_TYPES.get(value.base, base)
                identifier = base.identifier if isinstance(value.base, str) else value.base
            if isinstance(value.value, bytes):
                return identifier, value.value
            stored = value.value if isinstance(value.value, Sequence) else [value.value]
            return identifier, self._pack(base.fmt, stored)
        if value is INVALID:
            return identifier, (b"\0" if base.name == "string" else self._pack(base.fmt, [_INVALID[base.name]]))
        if isinstance(value, bytes):
            return identifier, value
        if base.name == "string":
            return identifier, value.encode() + b"\0"
        values = value if isinstance(value, list | tuple) else [value]
        return identifier, self._pack(base.fmt, [_stored(spec, one) for one in values])

    def _pack(self, code: str, values: Sequence[Any]) -> bytes:
        return struct.pack(f"{'>' if self.big_endian else '<'}{len(values)}{code}", *values)


def _stored(spec: Any, value: Any) -> Any:
    """Convert a value to the number that is stored in the file, as the profile defines."""
    if value is INVALID:
        return _INVALID[spec.base_type.name]
    if isinstance(value, str):
        return int(next(number for number, name in spec.type.enum.items() if name == value))
    if spec is None or isinstance(value, bool):
        return int(value)
    if spec.type.name in {"date_time", "local_date_time"}:
        return round(value) - FIT_EPOCH
    if spec.units == "semicircles":
        return round(value * 2**31 / 180)
    scaled = (value + (spec.offset or 0)) * (spec.scale or 1)
    return float(scaled) if spec.base_type.name.startswith("float") else round(scaled)


@cache
def _message_type(name: str | int) -> tuple[int, dict[str, Any]]:
    if isinstance(name, str) and name.startswith("unknown_"):
        name = int(name.removeprefix("unknown_"))
    for message in MESSAGE_TYPES.values():
        if name in {message.name, message.mesg_num}:
            known = {sub.name: sub for spec in message.fields.values() for sub in spec.subfields or ()}
            return message.mesg_num, known | {spec.name: spec for spec in message.fields.values()}
    if isinstance(name, int):
        return name, {}
    raise KeyError(name)


def _crc(data: bytes) -> int:
    return int(fastcrc.crc16.arc(data))


def chain(*files: FitFile | bytes) -> bytes:
    """Return FIT files one after another, in one file."""
    return b"".join(file if isinstance(file, bytes) else file.build() for file in files)


def activity(
    n: int = 10,
    *,
    sport: str = "cycling",
    sub_sport: str = "road",
    start: int = START,
    step: float = 1.0,
    speed: float = 5.0,
    file: FitFile | None = None,
) -> FitFile:
    """Return an activity with n records in one lap, `step` seconds apart, heading north over sea at `speed` m/s."""
    seconds = (n - 1) * step
    metres = round(seconds * speed, 2)
    end = start + seconds
    out = replace(file, items=list(file.items)) if file else FitFile()
    _file_id(out, start)
    out.message("event", timestamp=start, event="timer", event_type="start", timer_trigger="manual")
    for i in range(n):
        out.message(
            "record",
            timestamp=start + i * step,
            position_lat=40 + i * step * speed / 111_195,
            position_long=-30,
            enhanced_altitude=20 + 0.2 * i,
            enhanced_speed=speed,
            distance=i * step * speed,
            heart_rate=120 + i % 20,
            cadence=80 + i % 5,
            power=180 + i % 30,
            temperature=18,
        )
    out.message("event", timestamp=end, event="timer", event_type="stop_all", timer_trigger="manual")
    totals: dict[str, Any] = {
        "timestamp": end,
        "start_time": start,
        "total_elapsed_time": seconds,
        "total_timer_time": seconds,
        "total_distance": metres,
        "total_ascent": round(0.2 * (n - 1)),
    }
    out.message("lap", **totals)
    out.message("session", **totals, sport=sport, sub_sport=sub_sport, total_calories=10, num_laps=1)
    return _activity_message(out, end, seconds)


def pool_swim(lengths: int = 4, *, seconds: float = 30.0, pool: float = 25.0, start: int = START) -> FitFile:
    """Return a pool swim with some active lengths and one record per length."""
    out = FitFile()
    _file_id(out, start)
    out.message("event", timestamp=start, event="timer", event_type="start", timer_trigger="manual")
    for i in range(lengths):
        begin, end = start + i * seconds, start + (i + 1) * seconds
        out.message("record", timestamp=end, distance=(i + 1) * pool, enhanced_speed=pool / seconds, heart_rate=130)
        out.message(
            "length",
            timestamp=end,
            start_time=begin,
            total_elapsed_time=seconds,
            total_timer_time=seconds,
            event="length",
            event_type="stop",
            length_type="active",
            swim_stroke="freestyle",
            total_strokes=12,
        )
    end, total = start + lengths * seconds, lengths * seconds
    out.message("event", timestamp=end, event="timer", event_type="stop_all", timer_trigger="manual")
    totals: dict[str, Any] = {
        "timestamp": end,
        "start_time": start,
        "total_elapsed_time": total,
        "total_timer_time": total,
        "total_distance": lengths * pool,
    }
    out.message("lap", **totals)
    out.message("session", **totals, sport="swimming", sub_sport="lap_swimming", pool_length=pool, num_laps=1)
    return _activity_message(out, end, total)


def strength(sets: int = 3, *, start: int = START) -> FitFile:
    """Return a strength session with some sets, each followed by a rest, and no records."""
    out = FitFile()
    _file_id(out, start)
    out.message("event", timestamp=start, event="timer", event_type="start", timer_trigger="manual")
    for i in range(sets):
        begin = start + i * 90
        out.message(
            "set",
            timestamp=begin + 30,
            set_type="active",
            start_time=begin,
            duration=30,
            repetitions=10,
            weight=40,
            category="bench_press",
            category_subtype=1,
        )
        out.message("set", timestamp=begin + 90, set_type="rest", start_time=begin + 30, duration=60)
    total = sets * 90
    end = start + total
    out.message("event", timestamp=end, event="timer", event_type="stop_all", timer_trigger="manual")
    totals: dict[str, Any] = {
        "timestamp": end,
        "start_time": start,
        "total_elapsed_time": total,
        "total_timer_time": total,
    }
    out.message("lap", **totals)
    out.message("session", **totals, sport="training", sub_sport="strength_training", num_laps=1)
    return _activity_message(out, end, total)


def _file_id(out: FitFile, start: int) -> None:
    out.message(
        "file_id",
        type="activity",
        manufacturer="garmin",
        garmin_product="edge_530",
        serial_number=1234567890,
        time_created=start,
    )


def _activity_message(out: FitFile, end: float, seconds: float) -> FitFile:
    return out.message(
        "activity",
        timestamp=end,
        local_timestamp=end + UTC_OFFSET,
        total_timer_time=seconds,
        num_sessions=1,
        type="manual",
        event="activity",
        event_type="stop",
    )
