"""Random FIT files, and a simple reader that decodes one message and one value at a time."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from fitdecode.profile import BASE_TYPES, MESSAGE_TYPES

from fit_builder import FitFile, chain

__all__ = ["EPOCH", "Field", "Message", "columns", "files", "messages"]

EPOCH: Final = 631_065_600
_STRING: Final = 0x07
_BYTE: Final = 0x0D
_CODES: Final = tuple(BASE_TYPES)
_INVALID: Final = {
    base.identifier: (
        None
        if base.name in {"string", "float32", "float64"}
        else 0
        if base.name.endswith("z")
        else (1 << 8 * base.size - base.name.startswith("sint")) - 1
    )
    for base in BASE_TYPES.values()
}
# Fields of the session that are not expanded from others: start_time, start_position_lat, sport, total_distance,
# avg_temperature and pool_length; and some that no message has.
_SESSION: Final = (2, 3, 5, 9, 57, 44, 220, 221)
_NUMBERS: Final = {18: _SESSION, 60_000: (7, 8, 9, 10, 11), 60_001: (7, 8)}


@dataclass(frozen=True)
class Field:
    """A field of one message. declared: the base type in the definition."""

    number: int
    size: int
    declared: int
    big: bool
    data: bytes

    @property
    def odd(self) -> bool:
        """True if its size does not match its base type, so that it is read as bytes."""
        if self.declared == _STRING:
            return False
        return self.declared not in BASE_TYPES or self.size % BASE_TYPES[self.declared].size != 0

    @property
    def base(self) -> int:
        """The base type as which it is read."""
        return _BYTE if self.odd else self.declared

    def values(self, most: int = 255) -> list[float]:
        """Return the first numbers in it, NaN if invalid. Bytes are invalid only if all of them are."""
        code = BASE_TYPES[self.base].fmt
        count = min(self.size // struct.calcsize(code), most)
        raw = struct.unpack_from(f"{'>' if self.big else '<'}{count}{code}", self.data)
        invalid = _INVALID[self.base]
        if self.base == _BYTE:
            return [math.nan if all(byte == invalid for byte in raw) else float(byte) for byte in raw]
        return [math.nan if value == invalid else float(value) for value in raw]


@dataclass(frozen=True)
class Message:
    """One data message. file: the ordinal of its file in the chain."""

    file: int
    number: int
    offset: int
    size: int
    fields: list[Field] = field(default_factory=list)

    def first(self, number: int, *, odd: bool) -> Field | None:
        """Return the first field of this number that is not empty. odd: accept fields that are read as bytes."""
        some = (one for one in self.fields if one.number == number and one.size and (odd or not one.odd))
        return next(some, None)


def _profile_type(message: int, number: int) -> int:
    """The base type that the profile gives a field, or bytes."""
    known = MESSAGE_TYPES.get(message)
    entry = known.fields.get(number) if known else None
    if entry is None:
        return _BYTE
    return int((getattr(entry.type, "base_type", None) or entry.type).identifier)


def messages(data: bytes) -> Iterator[Message]:
    """Yield the data messages of a chain of complete files."""
    start = file = 0
    while start < len(data):
        at, end = start + 14, start + 14 + int.from_bytes(data[start + 4 : start + 8], "little")
        known: dict[int, tuple[int, list[tuple[int, int, int]], bool, int]] = {}
        while at < end:
            header = data[at]
            if not header & 0x80 and header & 0x40:
                big, count = bool(data[at + 2]), data[at + 5]
                number = int.from_bytes(data[at + 3 : at + 5], "big" if big else "little")
                specs = [(data[n], data[n + 1], data[n + 2]) for n in range(at + 6, at + 6 + 3 * count, 3)]
                at += 6 + 3 * count
                extra = 0
                if header & 0x20:
                    extra = sum(data[at + 2 + 3 * n] for n in range(data[at]))
                    at += 1 + 3 * data[at]
                known[header & 15] = number, specs, big, extra
                continue
            number, specs, big, extra = known[header >> 5 & 3 if header & 0x80 else header & 15]
            fields, place = [], at + 1
            for name, size, base in specs:
                read_as = _profile_type(number, name) if base == _BYTE and size > 1 else base
                fits = read_as in BASE_TYPES and BASE_TYPES[read_as].size == size and read_as != _STRING
                fields.append(Field(name, size, read_as if fits else base, big, data[place : place + size]))
                place += size
            last = {one.number: one for one in fields if one.size}
            fields = [one for one in fields if last.get(one.number, one) is one or not one.size]
            yield Message(file, number, at, place + extra - at, fields)
            at = place + extra
        start, file = end + 2, file + 1


def columns(number: int, name: int) -> tuple[float, float, str]:
    """Return scale, offset and kind (`time`, `degrees` or empty) of a field, from the profile."""
    message = MESSAGE_TYPES.get(number)
    entry = message.fields.get(name) if message else None
    if entry is None:
        return 1, 0, ""
    kind = "time" if entry.type.name == "date_time" else "degrees" if entry.units == "semicircles" else ""
    return entry.scale or 1, entry.offset or 0, kind


def files(seed: int) -> bytes:
    """Return a chain of up to three files with many definitions, some with invalid field sizes."""
    chance = random.Random(seed)
    return chain(*(FitFile(items=[_body(chance)]) for _ in range(chance.choice((1, 1, 2, 3)))))


def _body(chance: random.Random) -> bytes:
    out = bytearray()
    known: dict[int, list[tuple[int, int, int, bool]]] = {}
    redefining = chance.choice((0.05, 0.3, 0.9))
    for _ in range(chance.randint(3, 90)):
        local = chance.randrange(6)
        if local not in known or chance.random() < redefining:
            out += _definition(chance, local, known)
        header = local
        if local < 4 and chance.random() < 0.1:
            header = 0x80 | local << 5 | chance.randrange(32)
        for _ in range(chance.choice((1, 1, 2, 30))):
            out.append(header)
            for _, size, base, big in known[local]:
                out += _value(chance, size, base, big=big)
    return bytes(out)


def _definition(chance: random.Random, local: int, known: dict[int, list[tuple[int, int, int, bool]]]) -> bytes:
    number = chance.choice(tuple(_NUMBERS))
    big = chance.random() < 0.3
    specs = []
    for _ in range(chance.randint(0, 6)):
        base = chance.choice(_CODES) if chance.random() < 0.95 else 0x55
        item = BASE_TYPES[base].size if base in BASE_TYPES else 1
        size = item * chance.choice((1, 1, 1, 2, 3, 0)) + (chance.random() < 0.05)
        specs.append((chance.choice(_NUMBERS[number]), size, base, big))
    known[local] = list(specs)
    head = 0x40 | local
    out = struct.pack(">BBBHB" if big else "<BBBHB", head, 0, big, number, len(specs))
    out += b"".join(bytes(spec[:3]) for spec in specs)
    if chance.random() < 0.2:
        sizes = [chance.randint(0, 3) for _ in range(chance.randint(0, 2))]
        known[local] += [(0, size, _BYTE, big) for size in sizes]
        out = bytes([out[0] | 0x20]) + out[1:] + bytes([len(sizes)])
        out += b"".join(bytes([place, size, 0]) for place, size in enumerate(sizes))
    return out


def _value(chance: random.Random, size: int, base: int, *, big: bool) -> bytes:
    """Random bytes for a field, some of them invalid values."""
    kind: Any = BASE_TYPES.get(base)
    if kind is None or kind.name == "string" or size % kind.size:
        return bytes(chance.choice((0, 65, 0xC3, 0xA9, 0xFF)) for _ in range(size))
    out = b""
    for _ in range(size // kind.size):
        if kind.name.startswith("float"):
            value = chance.choice((0.5, -7.25, math.nan))
            out += struct.pack(f"{'>' if big else '<'}{kind.fmt}", value)
        elif chance.random() < 0.25:
            out += (_INVALID[base] or 0).to_bytes(kind.size, "big" if big else "little")
        else:
            out += chance.choice((0, 1, 254, chance.getrandbits(31))).to_bytes(9, "little")[: kind.size]
    return out
