"""Look-ups in the FIT profile, as fitdecode generates it from Garmin's SDK: names, scales, units and enums.

This module contains no part of the profile itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
from fitdecode import profile as _profile
from fitdecode import types as _types

__all__ = [
    "BASE_TYPES",
    "EPOCH",
    "INVALID",
    "STRING",
    "SUBSTITUTE",
    "base_type_name",
    "base_type_of",
    "enum_name",
    "enum_number",
    "exercise_enum",
    "field",
    "field_name",
    "field_number",
    "field_numbers",
    "field_type_enum",
    "is_time",
    "message_name",
    "message_number",
    "product_name",
    "profile_date",
    "sources_of",
    "subfield",
]

EPOCH: Final = 631_065_600
"""Unix seconds at FIT's epoch, 1989-12-31 00:00 UTC."""

BASE_TYPES: Final[Mapping[int, Any]] = _types.BASE_TYPES
"""Base types by their identifier in a definition."""

STRING: Final = 0x07
SUBSTITUTE: Final = 0x0D
"""The base type `byte`: fields whose size or base type is invalid are read as bytes."""

_ALL_ONES: Final = frozenset({"enum", "byte", "uint8", "uint16", "uint32", "uint64"})


def _invalid(base: Any) -> int | None:
    """The value that means "no value"; None for floats (which use NaN) and strings."""
    if base.name in {"string", "float32", "float64"}:
        return None
    dtype = np.dtype("<" + base.fmt)
    if base.name in _ALL_ONES or base.name.startswith("sint"):
        return int(np.iinfo(dtype).max)
    return 0


INVALID: Final[Mapping[int, int | None]] = {identifier: _invalid(base) for identifier, base in BASE_TYPES.items()}
"""Base type identifier to the invalid value of the type."""


def base_type_name(identifier: int) -> str:
    """Return the name of a base type (`uint16`), or `base type 0x..` if it has none."""
    base = BASE_TYPES.get(identifier)
    return str(base.name) if base else f"base type 0x{identifier:02X}"


def message_name(number: int) -> str:
    """Return the name of a message, or `unknown_<number>`."""
    message = _profile.MESSAGE_TYPES.get(number)
    return message.name if message else f"unknown_{number}"


@cache
def _message_numbers() -> dict[str, int]:
    return {message.name: number for number, message in _profile.MESSAGE_TYPES.items()}


def message_number(name: str) -> int | None:
    """Return the global number of a message by its name (also `unknown_<number>`), None if there is none."""
    known = _message_numbers().get(name)
    return _unknown_number(name) if known is None else known


def field(message: int, number: int) -> Any | None:
    """Return the profile's entry for a field, None if it has none."""
    known = _profile.MESSAGE_TYPES.get(message)
    return known.fields.get(number) if known else None


@cache
def base_type_of(message: int, number: int) -> int | None:
    """The identifier of the base type that the profile gives a field; None if it does not list the field."""
    known = field(message, number)
    if known is None:
        return None
    base = getattr(known.type, "base_type", None) or known.type
    return int(base.identifier)


@lru_cache(maxsize=4096)
def field_name(message: int, number: int) -> str:
    """Return the name of a field, or `unknown_<number>`."""
    known = field(message, number)
    return known.name if known else f"unknown_{number}"


@cache
def field_numbers(message: int) -> Mapping[str, int]:
    """Return the numbers of the fields of a message, by name."""
    known = _profile.MESSAGE_TYPES.get(message)
    return {entry.name: number for number, entry in known.fields.items()} if known else {}


def field_number(message: int, name: str) -> int | None:
    """Return the number of a field by its name (also `unknown_<number>`), None if there is none."""
    known = field_numbers(message).get(name)
    return _unknown_number(name) if known is None else known


def _unknown_number(name: str) -> int | None:
    prefix, _, digits = name.partition("_")
    return int(digits) if prefix == "unknown" and digits.isdecimal() and digits.isascii() else None


@cache
def sources_of(message: int, number: int) -> tuple[tuple[Any, Any], ...]:
    """Return the (field, component) pairs of the profile from which a field can be expanded.

    A field that packs several values of the same target (hr.event_timestamp_12) is left out, since it has more than
    one value per message.
    """
    known = _profile.MESSAGE_TYPES.get(message)
    if not known:
        return ()
    pairs = [
        (entry, component)
        for entry in known.fields.values()
        for component in entry.components or ()
        if component.def_num == number
    ]
    return tuple(pair for pair in pairs if sum(other[0] is pair[0] for other in pairs) == 1)


def subfield(entry: Any, references: Mapping[int, float]) -> Any:
    """Return the subfield that applies if the message has these raw values (by field number), or else the field."""
    for candidate in entry.subfields or ():
        for reference in candidate.ref_fields:
            if references.get(reference.def_num) == reference.raw_value:
                return candidate
    return entry


def is_time(entry: Any) -> bool:
    """True if a field counts seconds since FIT's epoch."""
    return entry.type.name in {"date_time", "local_date_time"}


def field_type_enum(name: str) -> Mapping[int, str] | None:
    """Return the enum of a type (`manufacturer`): value to name; None if it has none."""
    known = _profile.FIELD_TYPES.get(name)
    return known.enum if known else None


def enum_name(type_name: str, value: int) -> str | None:
    """Return the name of a value of an enum type, None if it has none."""
    return (field_type_enum(type_name) or {}).get(value)


def enum_number(type_name: str, name: str) -> int | None:
    """Return the value of a name of an enum type, None if there is none."""
    return next((n for n, known in (field_type_enum(type_name) or {}).items() if known == name), None)


def exercise_enum(category: int) -> Mapping[int, str] | None:
    """Return the exercise names of a category (from `bench_press_exercise_name` and the like), None if it has none."""
    name = enum_name("exercise_category", category)
    return field_type_enum(f"{name}_exercise_name") if name else None


def product_name(manufacturer: int, product: int) -> str | None:
    """Return the name of a product (from `garmin_product` and the like), None if it has none."""
    numbers = field_numbers(_profile.MESG_NUM_FILE_ID)
    entry = field(_profile.MESG_NUM_FILE_ID, numbers["product"])
    kind = subfield(entry, {numbers["manufacturer"]: manufacturer})
    return kind.type.enum.get(product) if kind.type.enum else None


@cache
def profile_date() -> str:
    """Return the ISO date of the SDK that the profile was exported from, empty if unknown.

    It is read from the head of the module that fitdecode generates, the only place that has it.
    """
    try:
        with open(_profile.__file__, encoding="utf-8") as lines:
            head = lines.read(2000)
    except OSError:
        return ""
    found = re.search(r"SDK VERSION \S+ ON (\d{4}-\d\d-\d\d)", head)
    return found[1] if found else ""
