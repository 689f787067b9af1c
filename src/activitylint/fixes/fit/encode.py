"""Messages of our own: the profile's names and plain values in, a definition and a message out."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from activitylint.formats.fit import profile

__all__ = ["Values", "encoded", "fields_of", "together"]

Values = Mapping[str, float | str | None]
"""Field names of the profile with values as an Activity has them (unix seconds, metres), or names of enums.

None and NaN leave a field out.
"""


def encoded(name: str, values: Values, local: int) -> bytes:
    """A message with its definition before it, little-endian. What a field cannot hold is left out."""
    specs, content = fields_of(name, values)
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, profile.message_number(name), len(specs) // 3)
    return head + specs + bytes([local]) + content


def together(messages: Iterable[tuple[str, Values]], local: int) -> bytes:
    """Messages one after another, all of one local type."""
    return b"".join(encoded(name, values, local) for name, values in messages)


def fields_of(name: str, values: Values, *, big: bool = False) -> tuple[bytes, bytes]:
    """Fields as a definition lists them, and what a message holds of them. What a field cannot hold is left out."""
    number = profile.message_number(name)
    assert number is not None  # noqa: S101 -- told to the type checker: the callers name messages of the profile
    numbers = profile.field_numbers(number)
    specs, content = bytearray(), bytearray()
    for field, value in values.items():
        entry = profile.field(number, numbers[field])
        stored = None if entry is None or value is None else _stored(entry, value, big=big)
        if entry is not None and stored is not None:
            specs += bytes((numbers[field], len(stored), entry.base_type.identifier))
            content += stored
    return bytes(specs), bytes(content)


def _stored(entry: Any, value: float | str, *, big: bool) -> bytes | None:
    """A value as its field holds it; None where it cannot."""
    if isinstance(value, str):
        # What the profile does not list is called by its number.
        named = int(value) if value.isdecimal() else profile.enum_number(entry.type.name, value)
        if named is None:
            return None
        value = named
    elif not math.isfinite(value):
        return None
    elif profile.is_time(entry):
        value -= profile.EPOCH
    else:
        value = (value + (entry.offset or 0)) * (entry.scale or 1)
    if not math.isfinite(value):
        return None
    raw = round(value)
    code = entry.base_type.fmt
    try:
        stored = struct.pack(f"{'>' if big else '<'}{code}", raw)
    except struct.error:
        return None
    return stored if raw != profile.INVALID[entry.base_type.identifier] else None
