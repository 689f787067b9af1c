"""Look-ups in the profile, compared with the profile itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from fitdecode import profile as generated
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
    assert {identifier: profile.base_type_name(identifier) for identifier in BASE_TYPES} == {
        identifier: base.name for identifier, base in BASE_TYPES.items()
    }
    assert [profile.base_type_name(number) for number in (0x05, 0x55)] == ["base type 0x05", "base type 0x55"]


def test_messages_and_fields_by_name_and_by_number() -> None:
    for number, message in MESSAGE_TYPES.items():
        assert (profile.message_name(number), profile.message_number(message.name)) == (message.name, number)
        for place, field in message.fields.items():
            assert profile.field(number, place) == field
            assert profile.field_name(number, place) == field.name
            assert profile.is_time(field) is (field.type.name in ("date_time", "local_date_time"))
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
        expected = tuple((field, parts[0]) for field, parts in packed if len(parts) == 1)
        assert profile.sources_of(message, number) == expected


def test_the_first_reference_with_the_right_value_decides_the_subfield() -> None:
    products = MESSAGE_TYPES[0].fields[2]
    names = {
        reference.raw_value: profile.subfield(products, {1: reference.raw_value}).name
        for candidate in products.subfields
        for reference in candidate.ref_fields
    }
    assert names[1] == "garmin_product"
    assert names[263] == "favero_product"
    assert profile.subfield(products, {1: 2}) is products
    assert profile.subfield(products, {}) is products
    assert profile.subfield(products, {3: 1}) is products
    assert (profile.product_name(1, 3121), profile.product_name(263, 12)) == ("edge_530", "assioma_duo")
    assert (profile.product_name(1, 0), profile.product_name(2, 3121)) == (None, None)


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("# EXPORTED PROFILE FROM SDK VERSION 21.171 ON 2025-08-04 *", "2025-08-04"),
        ("# EXPORTED PROFILE\n", ""),
        ("#" * 3000 + " SDK VERSION 21.171 ON 2025-08-04", ""),
        (None, ""),
    ],
)
def test_the_date_of_the_profile(head: str | None, date: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "profile.py"
    if head is not None:
        file.write_text(head, encoding="utf-8")
    monkeypatch.setattr(generated, "__file__", str(file))
    profile.profile_date.cache_clear()
    assert profile.profile_date() == date
    monkeypatch.undo()
    profile.profile_date.cache_clear()
