"""Look-ups in the profile, compared with the profile itself."""

from __future__ import annotations

from typing import Any

import pytest
from fitdecode.profile import BASE_TYPES, FIELD_TYPES, MESSAGE_TYPES

from activitylint.formats.fit import profile

ALL_BITS_SET = {"enum": 8, "byte": 8, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
ALL_BITS_BUT_THE_SIGN = {"sint8": 7, "sint16": 15, "sint32": 31, "sint64": 63}
ZERO = {"uint8z", "uint16z", "uint32z", "uint64z"}
NOT_A_NUMBER = {"string", "float32", "float64"}


def test_the_invalid_value_of_each_base_type() -> None:
    expected = {name: (1 << bits) - 1 for name, bits in (ALL_BITS_SET | ALL_BITS_BUT_THE_SIGN).items()}
    expected |= dict.fromkeys(ZERO, 0)
    found = {base.name: profile.INVALID[identifier] for identifier, base in BASE_TYPES.items()}
    assert found == expected | dict.fromkeys(NOT_A_NUMBER)
    assert BASE_TYPES[profile.STRING].name == "string"
    assert BASE_TYPES[profile.SUBSTITUTE].name == "byte"


def test_base_types_have_the_names_in_the_profile() -> None:
    assert {identifier: base[:4] for identifier, base in profile.BASE_TYPES.items()} == {
        identifier: (identifier, base.name, base.fmt, base.size) for identifier, base in BASE_TYPES.items()
    }
    assert profile.base_type_name(0x84) == "uint16"
    assert [profile.base_type_name(number) for number in (0x05, 0x55)] == ["base type 0x05", "base type 0x55"]


def _told(field: Any) -> tuple[object, ...]:
    """What an entry of either profile says about a field."""
    own = (field.def_num, field.name, field.scale, field.offset, field.units)
    parts = [
        (part.def_num, part.scale, part.offset, part.bits, part.bit_offset, part.accumulate)
        for part in field.components or ()
    ]
    others = [(_told(other)[:-2], _references(other)) for other in getattr(field, "subfields", None) or ()]
    return (*own, field.type.name, field.type.enum or None, field.base_type.name, parts, others)


def _references(subfield: Any) -> list[tuple[int, int]]:
    if isinstance(subfield, profile.Field):
        return list(subfield.references)
    return [(reference.def_num, reference.raw_value) for reference in subfield.ref_fields]


def test_messages_and_fields_by_name_and_by_number() -> None:
    for number, message in MESSAGE_TYPES.items():
        assert (profile.message_name(number), profile.message_number(message.name)) == (message.name, number)
        for place, field in message.fields.items():
            found = profile.field(number, place)
            assert found is not None
            assert _told(found) == _told(field)
            assert profile.field_name(number, place) == field.name
            assert profile.is_time(found) is (field.type.name in ("date_time", "local_date_time"))
        assert profile.field_numbers(number) == {field.name: place for place, field in message.fields.items()}
        assert all(profile.field_number(number, name) == place for name, place in profile.field_numbers(number).items())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("unknown_300", 300),
        ("unknown_0", 0),
        ("unknown_", None),
        ("unknown_x", None),
        ("unknown_\u0663", None),
        ("unknown_-1", None),
        ("other_5", None),
        ("5", None),
    ],
)
def test_names_of_unknown_messages_and_fields(name: str, number: int | None) -> None:
    assert profile.message_number(name) == number
    assert profile.field_number(20, name) == number
    assert profile.field_number(60_000, name) == number
    if number is not None:
        assert profile.field_name(60_000, number) == f"unknown_{number}"
        assert profile.field(60_000, number) is None
        assert profile.field_numbers(60_000) == {}
        assert profile.sources_of(60_000, number) == ()


def test_enums_by_name_and_by_number() -> None:
    for name, kind in FIELD_TYPES.items():
        assert profile.field_type_enum(name) == kind.enum
        for value, word in (kind.enum or {}).items():
            assert profile.enum_name(name, value) == word
            assert profile.enum_number(name, word) in {n for n, other in kind.enum.items() if other == word}
    assert (profile.enum_name("sport", 250), profile.enum_number("sport", "chess")) == (None, None)
    assert (profile.field_type_enum("chess"), profile.enum_name("chess", 1)) == (None, None)


def test_exercises_by_category() -> None:
    assert profile.exercise_enum(0) == FIELD_TYPES["bench_press_exercise_name"].enum
    assert profile.exercise_enum(60_000) is None


@pytest.mark.parametrize("message", MESSAGE_TYPES)
def test_sources_of_a_field_have_one_value_per_message(message: int) -> None:
    fields = MESSAGE_TYPES[message].fields
    for number in fields:
        packed = [
            (field, [part for part in field.components or () if part.def_num == number]) for field in fields.values()
        ]
        expected = [(field.def_num, parts[0].bit_offset) for field, parts in packed if len(parts) == 1]
        assert [(field.def_num, part.bit_offset) for field, part in profile.sources_of(message, number)] == expected


def test_the_first_reference_with_the_right_value_decides_the_subfield() -> None:
    products = profile.field(0, 2)
    assert products is not None
    names = {value: profile.subfield(products, {1: value}).name for value in (1, 13, 263)}
    assert names[1] == "garmin_product"
    assert names[263] == "favero_product"
    assert profile.subfield(products, {1: 2}) is products
    assert profile.subfield(products, {}) is products
    assert profile.subfield(products, {3: 1}) is products
    assert (profile.product_name(1, 3121), profile.product_name(263, 12)) == ("edge_530", "assioma_duo")
    assert (profile.product_name(1, 0), profile.product_name(2, 3121)) == (None, None)
