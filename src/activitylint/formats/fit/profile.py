"""The FIT profile, as fitdecode generates it from Garmin's SDK: names, scales, units and enums.

Nothing of the profile is written down here; this module only asks it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
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
"""Unix seconds at FIT's own epoch, 1989-12-31 00:00 UTC."""

BASE_TYPES: Final[Mapping[int, Any]] = _types.BASE_TYPES
"""Base types by the identifier that a definition names."""

STRING: Final = 0x07
SUBSTITUTE: Final = 0x0D
"""byte: what a field is read as when its size or base type makes no sense."""

_ALL_ONES: Final = frozenset({"enum", "byte", "uint8", "uint16", "uint32", "uint64"})


def _invalid(base: Any) -> int | None:
    """The value that stands for "no value"; None for floats (NaN) and strings."""
    if base.name in {"string", "float32", "float64"}:
        return None
    dtype = np.dtype("<" + base.fmt)
    if base.name in _ALL_ONES or base.name.startswith("sint"):
        return int(np.iinfo(dtype).max)
    return 0


INVALID: Final[Mapping[int, int | None]] = {identifier: _invalid(base) for identifier, base in BASE_TYPES.items()}
"""Base type identifier to its invalid value."""


def base_type_name(identifier: int) -> str:
    """The profile's name of a base type (`uint16`), or `base type 0x..` where there is none."""
    base = BASE_TYPES.get(identifier)
    return str(base.name) if base else f"base type 0x{identifier:02X}"


def message_name(number: int) -> str:
    """The profile's name of a message, or `unknown_<number>`."""
    message = _profile.MESSAGE_TYPES.get(number)
    return message.name if message else f"unknown_{number}"


@cache
def _message_numbers() -> dict[str, int]:
    return {message.name: number for number, message in _profile.MESSAGE_TYPES.items()}


def message_number(name: str) -> int | None:
    """The global number of a message by its name, None where there is none."""
    known = _message_numbers().get(name)
    return _unknown_number(name) if known is None else known


def field(message: int, number: int) -> Any | None:
    """The profile's field, None where it lists none."""
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


def field_name(message: int, number: int) -> str:
    """The profile's name of a field, or `unknown_<number>`."""
    known = field(message, number)
    return known.name if known else f"unknown_{number}"


@cache
def field_numbers(message: int) -> Mapping[str, int]:
    """Field names of a message in the profile, with their numbers."""
    known = _profile.MESSAGE_TYPES.get(message)
    return {entry.name: number for number, entry in known.fields.items()} if known else {}


def field_number(message: int, name: str) -> int | None:
    """The number of a field by its name (`unknown_<number>` too), None where there is none."""
    known = field_numbers(message).get(name)
    return _unknown_number(name) if known is None else known


def _unknown_number(name: str) -> int | None:
    prefix, _, digits = name.partition("_")
    return int(digits) if prefix == "unknown" and digits.isdecimal() and digits.isascii() else None


@cache
def sources_of(message: int, number: int) -> tuple[tuple[Any, Any], ...]:
    """(field, component) pairs of the profile that a field can be expanded from.

    A field that packs several values of one target (hr.event_timestamp_12) is not among them: it has more than
    one value a message.
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
    """The subfield that applies where these fields have these raw values, else the field itself."""
    for candidate in entry.subfields or ():
        for reference in candidate.ref_fields:
            if references.get(reference.def_num) == reference.raw_value:
                return candidate
    return entry


def is_time(entry: Any) -> bool:
    """Whether a field counts seconds since FIT's epoch."""
    return entry.type.name in {"date_time", "local_date_time"}


def field_type_enum(name: str) -> Mapping[int, str] | None:
    """The enum of a type of the profile (`manufacturer`), None where it has none."""
    known = _profile.FIELD_TYPES.get(name)
    return known.enum if known else None


def enum_name(type_name: str, value: int) -> str | None:
    """The profile's name of a value, None where it does not list it."""
    return (field_type_enum(type_name) or {}).get(value)


def enum_number(type_name: str, name: str) -> int | None:
    """The value that the profile gives this name, None where it has none."""
    return next((n for n, known in (field_type_enum(type_name) or {}).items() if known == name), None)


def exercise_enum(category: int) -> Mapping[int, str] | None:
    """The names of a category's exercises (bench_press_exercise_name and its kin), None where there are none."""
    name = enum_name("exercise_category", category)
    return field_type_enum(f"{name}_exercise_name") if name else None


def product_name(manufacturer: int, product: int) -> str | None:
    """The profile's name of a product (garmin_product and its kin), None where it does not list it."""
    numbers = field_numbers(_profile.MESG_NUM_FILE_ID)
    entry = field(_profile.MESG_NUM_FILE_ID, numbers["product"])
    kind = subfield(entry, {numbers["manufacturer"]: manufacturer})
    return kind.type.enum.get(product) if kind.type.enum else None


@cache
def profile_date() -> str:
    """The date of the SDK that the profile was exported from, ISO; empty where fitdecode does not say it.

    fitdecode states it in the head of the generated module and nowhere else.
    """
    try:
        with Path(_profile.__file__).open(encoding="utf-8") as lines:
            head = lines.read(2000)
    except OSError:
        return ""
    found = re.search(r"SDK VERSION \S+ ON (\d{4}-\d\d-\d\d)", head)
    return found[1] if found else ""
