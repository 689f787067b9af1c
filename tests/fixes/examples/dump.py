"""A FIT file as lines of text, a line a message: read by no code that is tested here."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from fastcrc import crc16
from fitdecode.profile import BASE_TYPES, MESSAGE_TYPES

__all__ = ["dump"]

_MAGIC: Final = b".FIT"


class _Definition(NamedTuple):
    number: int
    big: bool
    fields: list[tuple[int, int, int]]
    developer: list[tuple[int, int, int]]

    @property
    def size(self) -> int:
        return sum(size for _, size, _ in (*self.fields, *self.developer))


def dump(data: bytes) -> list[str]:
    """Header, definitions, messages and checksums of all files that stand in this one; the rest in hexadecimals."""
    found: list[str] = []
    start = 0
    while data[start + 8 : start + 12] == _MAGIC and len(data) - start >= data[start] >= 12:
        size = data[start] + int.from_bytes(data[start + 4 : start + 8], "little")
        found.extend(_file(data[start : start + size + 2], data[start]))
        start += size + 2
    rest = data[start:]
    return [*found, *([f"rest {rest.hex()}"] if rest else [])]


def _file(data: bytes, header: int) -> Iterator[str]:
    size = int.from_bytes(data[4:8], "little")
    stored = data[12:14] if header >= 14 else b""
    crc = "none" if not any(stored) else "right" if stored == _crc(data[:12]) else stored.hex()
    yield f"header {header}, {data[1]}, {int.from_bytes(data[2:4], 'little')}, size {size}, crc {crc}"
    end = min(header + size, len(data))
    yield from _messages(data[:end], header)
    tail = data[header + size :]
    if tail:
        yield f"crc {'right' if tail == _crc(data[:end]) else tail.hex()}"


def _messages(data: bytes, at: int) -> Iterator[str]:
    known: dict[int, _Definition] = {}
    while at < len(data):
        head = data[at]
        if head & 0xC0 == 0x40:
            definition, stop = _defined(data, at)
            local = head & 0x0F
            if definition is None:
                break
            known[local] = definition
            fields = " ".join(
                f"{_field(definition.number, one)}:{size}:{base:02x}" for one, size, base in definition.fields
            )
            more = "".join(f" developer {one}:{size}:{index}" for one, size, index in definition.developer)
            yield f"define {local} as {_name(definition.number)}{', big' * definition.big}: {fields}{more}"
        else:
            local = head >> 5 & 3 if head & 0x80 else head & 0x0F
            if local not in known or at + 1 + known[local].size > len(data):
                break
            stop = at + 1 + known[local].size
            later = f" +{head & 0x1F}" if head & 0x80 else ""
            yield f"{_name(known[local].number)} @{local}{later}: {' '.join(_values(data, at + 1, known[local]))}"
        at = stop
    if at < len(data):
        yield f"unread {data[at:].hex()}"


def _defined(data: bytes, at: int) -> tuple[_Definition | None, int]:
    fields_at = at + 6
    count = data[at + 5] if at + 5 < len(data) else 0
    stop = fields_at + 3 * count
    developer: list[tuple[int, int, int]] = []
    fields = _triples(data[fields_at:stop])
    if data[at] & 0x20:
        more = data[stop] if stop < len(data) else 0
        developer = _triples(data[stop + 1 : stop + 1 + 3 * more])
        stop += 1 + 3 * more
    if stop > len(data):
        return None, at
    big = bool(data[at + 2])
    number = int.from_bytes(data[at + 3 : at + 5], "big" if big else "little")
    return _Definition(number, big, fields, developer), stop


def _triples(data: bytes) -> list[tuple[int, int, int]]:
    return [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data) // 3 * 3, 3)]


def _values(data: bytes, at: int, definition: _Definition) -> Iterator[str]:
    for number, size, base in definition.fields:
        yield f"{_field(definition.number, number)}={_value(data[at : at + size], base, big=definition.big)}"
        at += size
    for number, size, _ in definition.developer:
        yield f"developer {number}={data[at : at + size].hex()}"
        at += size


def _value(stored: bytes, base: int, *, big: bool) -> str:
    kind = BASE_TYPES.get(base)
    if kind is None or kind.name in {"string", "byte"} or len(stored) % kind.size:
        return stored.hex()
    code = f"{'>' if big else '<'}{len(stored) // kind.size}{kind.fmt}"
    return ",".join(map(str, struct.unpack(code, stored)))


def _name(number: int) -> str:
    known = MESSAGE_TYPES.get(number)
    return str(number if known is None else known.name)


def _field(message: int, number: int) -> str:
    known = MESSAGE_TYPES.get(message)
    field = known.fields.get(number) if known is not None else None
    return str(number if field is None else field.name)


def _crc(data: bytes) -> bytes:
    return int(crc16.arc(data)).to_bytes(2, "little")
