"""Look-ups in the FIT profile: names, scales, units and enums.

`profile.txt` beside this module has the profile of Garmin's SDK, as fitdecode exports it. `python docs/generate.py`
writes it, since fitdecode itself takes longer to import than a small file to lint. The first line has the date of the
SDK. Then there is a section for each message and each type, with a line for each field or value. Columns are separated
by tabs, and empty if the profile has nothing there:

    message  number  name
    number   name    type    scale   offset  units               a field
    +        number  scale   offset  bits    bit offset  accumulate    one of the fields that are packed into it
    ?        name    type    scale   offset  units       number=value  a subfield, and what it depends on
    type     name    base type
    value    name

A section is parsed when something in it is looked up.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from activitylint.model.classes import NamedTuple

__all__ = [
    "BASE_TYPES",
    "INVALID",
    "STRING",
    "SUBSTITUTE",
    "BaseType",
    "Field",
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


class BaseType(NamedTuple):
    """How a value is stored. fmt: the letter of `struct` and numpy. invalid: the value that means "no value", None for
    floats (which use NaN) and strings.
    """

    identifier: int
    name: str
    fmt: str
    size: int
    invalid: int | None


BASE_TYPES: Final[Mapping[int, BaseType]] = {
    base.identifier: base
    for base in (
        BaseType(0x00, "enum", "B", 1, 0xFF),
        BaseType(0x01, "sint8", "b", 1, 0x7F),
        BaseType(0x02, "uint8", "B", 1, 0xFF),
        BaseType(0x83, "sint16", "h", 2, 0x7FFF),
        BaseType(0x84, "uint16", "H", 2, 0xFFFF),
        BaseType(0x85, "sint32", "i", 4, 0x7FFFFFFF),
        BaseType(0x86, "uint32", "I", 4, 0xFFFFFFFF),
        BaseType(0x07, "string", "s", 1, None),
        BaseType(0x88, "float32", "f", 4, None),
        BaseType(0x89, "float64", "d", 8, None),
        BaseType(0x0A, "uint8z", "B", 1, 0),
        BaseType(0x8B, "uint16z", "H", 2, 0),
        BaseType(0x8C, "uint32z", "I", 4, 0),
        BaseType(0x0D, "byte", "B", 1, 0xFF),
        BaseType(0x8E, "sint64", "q", 8, 0x7FFFFFFFFFFFFFFF),
        BaseType(0x8F, "uint64", "Q", 8, 0xFFFFFFFFFFFFFFFF),
        BaseType(0x90, "uint64z", "Q", 8, 0),
    )
}
"""Base types by their identifier in a definition."""

INVALID: Final[Mapping[int, int | None]] = {identifier: base.invalid for identifier, base in BASE_TYPES.items()}
"""Base type identifier to the invalid value of the type."""

STRING: Final = 0x07
SUBSTITUTE: Final = 0x0D
"""The base type `byte`: fields whose size or base type is invalid are read as bytes."""


class Type(NamedTuple):
    """The type of a field: a base type, or one with names for its values."""

    name: str
    base_type: BaseType
    enum: Mapping[int, str] | None


class Component(NamedTuple):
    """A field that is packed into another one."""

    def_num: int
    scale: float | None
    offset: float | None
    bits: int
    bit_offset: int
    accumulate: bool


class Field(NamedTuple):
    """A field, or a subfield: what a field means if others have certain raw values (references: number and value)."""

    def_num: int
    name: str
    type_name: str
    scale: float | None
    offset: float | None
    units: str | None
    components: tuple[Component, ...] = ()
    subfields: tuple[Field, ...] = ()
    references: tuple[tuple[int, int], ...] = ()

    @property
    def type(self) -> Type:
        """The type of its values."""
        return _type(self.type_name)

    @property
    def base_type(self) -> BaseType:
        """How its values are stored."""
        return self.type.base_type


def _read() -> tuple[str, dict[int, tuple[str, str]], dict[str, str]]:
    """The date of the profile, the name and the fields of each message, and each type."""
    with open(os.path.join(os.path.dirname(__file__), "profile.txt"), encoding="utf-8") as file:
        head, *sections = file.read().split("\n\n")
    messages: dict[int, tuple[str, str]] = {}
    types: dict[str, str] = {}
    for section in sections:
        title, _, lines = section.partition("\n")
        kind, name, rest = title.split("\t")
        if kind == "message":
            messages[int(name)] = rest, lines
        else:
            types[name] = f"{rest}\n{lines}"
    return head, messages, types


_HEAD, _MESSAGES, _TYPES = _read()
_BASES: Final = {base.name: Type(base.name, base, None) for base in BASE_TYPES.values()}


@cache
def _type(name: str) -> Type:
    if name in _BASES:
        return _BASES[name]
    base, *lines = _TYPES[name].splitlines()
    values = [line.split("\t") for line in lines]
    return Type(name, _BASES[base].base_type, {int(value): word for value, word in values} or None)


@cache
def _fields(message: int) -> Mapping[int, Field]:
    """The fields of a message by their number; none if the profile does not list the message."""
    found: dict[int, Field] = {}
    number = 0
    for line in _MESSAGES.get(message, ("", ""))[1].splitlines():
        mark, *columns = line.split("\t")
        if mark == "+":
            part = Component(
                int(columns[0]),
                _number(columns[1]),
                _number(columns[2]),
                int(columns[3]),
                int(columns[4]),
                columns[5] == "1",
            )
            found[number] = found[number]._replace(components=(*found[number].components, part))
        elif mark == "?":
            pairs = (reference.split("=") for reference in columns[5].split(" "))
            other = _described(number, columns)._replace(references=tuple((int(n), int(value)) for n, value in pairs))
            found[number] = found[number]._replace(subfields=(*found[number].subfields, other))
        else:
            number = int(mark)
            found[number] = _described(number, columns)
    return found


def _described(number: int, columns: list[str]) -> Field:
    name, kind, scale, offset, units = columns[:5]
    return Field(number, name, kind, _number(scale), _number(offset), units or None)


def _number(text: str) -> float | None:
    if not text:
        return None
    return float(text) if "." in text else int(text)


def base_type_name(identifier: int) -> str:
    """Return the name of a base type (`uint16`), or `base type 0x..` if it has none."""
    base = BASE_TYPES.get(identifier)
    return str(base.name) if base else f"base type 0x{identifier:02X}"


def message_name(number: int) -> str:
    """Return the name of a message, or `unknown_<number>`."""
    return _MESSAGES[number][0] if number in _MESSAGES else f"unknown_{number}"


@cache
def _message_numbers() -> dict[str, int]:
    return {name: number for number, (name, _) in _MESSAGES.items()}


def message_number(name: str) -> int | None:
    """Return the global number of a message by its name (also `unknown_<number>`), None if there is none."""
    known = _message_numbers().get(name)
    return _unknown_number(name) if known is None else known


def field(message: int, number: int) -> Field | None:
    """Return the profile's entry for a field, None if it has none."""
    return _fields(message).get(number)


@cache
def base_type_of(message: int, number: int) -> int | None:
    """The identifier of the base type that the profile gives a field; None if it does not list the field."""
    known = field(message, number)
    return known.base_type.identifier if known else None


@lru_cache(maxsize=4096)
def field_name(message: int, number: int) -> str:
    """Return the name of a field, or `unknown_<number>`."""
    known = field(message, number)
    return known.name if known else f"unknown_{number}"


@cache
def field_numbers(message: int) -> Mapping[str, int]:
    """Return the numbers of the fields of a message, by name."""
    return {entry.name: number for number, entry in _fields(message).items()}


def field_number(message: int, name: str) -> int | None:
    """Return the number of a field by its name (also `unknown_<number>`), None if there is none."""
    known = field_numbers(message).get(name)
    return _unknown_number(name) if known is None else known


def _unknown_number(name: str) -> int | None:
    prefix, _, digits = name.partition("_")
    return int(digits) if prefix == "unknown" and digits.isdecimal() and digits.isascii() else None


@cache
def sources_of(message: int, number: int) -> tuple[tuple[Field, Component], ...]:
    """Return the (field, component) pairs of the profile from which a field can be expanded.

    A field that packs several values of the same target (hr.event_timestamp_12) is left out, since it has more than
    one value per message.
    """
    pairs = [
        (entry, component)
        for entry in _fields(message).values()
        for component in entry.components
        if component.def_num == number
    ]
    return tuple(pair for pair in pairs if sum(other[0] is pair[0] for other in pairs) == 1)


def subfield(entry: Field, references: Mapping[int, float]) -> Field:
    """Return the subfield that applies if the message has these raw values (by field number), or else the field."""
    for candidate in entry.subfields:
        if any(references.get(number) == value for number, value in candidate.references):
            return candidate
    return entry


def is_time(entry: Field) -> bool:
    """True if a field counts seconds since FIT's epoch."""
    return entry.type_name in {"date_time", "local_date_time"}


def field_type_enum(name: str) -> Mapping[int, str] | None:
    """Return the enum of a type (`manufacturer`): value to name; None if it has none."""
    return _type(name).enum if name in _TYPES else None


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
    entry = _fields(0)[2]  # file_id.product, whose subfields depend on file_id.manufacturer
    enum = subfield(entry, {1: manufacturer}).type.enum
    return enum.get(product) if enum else None


def profile_date() -> str:
    """Return the ISO date of the SDK that the profile comes from."""
    return _HEAD.partition(" of ")[2][:10]
