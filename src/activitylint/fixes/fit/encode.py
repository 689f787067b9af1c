"""Encodes new FIT messages from field names of the profile and plain values."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from activitylint.formats.fit import profile
from activitylint.model.fit import FIT_EPOCH_S

__all__ = ["Values", "encoded", "fields_of", "together"]

Values = Mapping[str, float | str | None]
"""Field names of the profile with values in the units of an Activity (Unix seconds, meters), or enum names.

Fields with None or NaN are omitted.
"""


def encoded(name: str, values: Values, local: int) -> bytes:
    """A definition followed by a message, little-endian. Values that do not fit their field are omitted."""
    specs, content = fields_of(name, values)
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, profile.message_number(name), len(specs) // 3)
    return head + specs + bytes([local]) + content


def together(messages: Iterable[tuple[str, Values]], local: int) -> bytes:
    """Several encoded messages, all with the same local type."""
    return b"".join(encoded(name, values, local) for name, values in messages)


def fields_of(name: str, values: Values, *, big: bool = False) -> tuple[bytes, bytes]:
    """The field list of a definition and the content of a message. Values that do not fit their field are omitted."""
    number = profile.message_number(name)
    assert number is not None  # noqa: S101 -- for the type checker: the callers name messages of the profile
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
    """The stored form of a value; None if it does not fit its field."""
    if isinstance(value, str):
        # Enum values that the profile does not list are given by number.
        named = int(value) if value.isdecimal() else profile.enum_number(entry.type.name, value)
        if named is None:
            return None
        value = named
    elif not math.isfinite(value):
        return None
    elif profile.is_time(entry):
        value -= FIT_EPOCH_S
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
