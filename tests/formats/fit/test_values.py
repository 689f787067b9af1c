"""Single values as they are displayed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fitdecode.profile import MESSAGE_TYPES

from activitylint.formats.fit import profile
from activitylint.formats.fit.values import clean, displayed, numbers, scaled

NAN = math.nan
FIELDS = {
    f"{message.name}.{field.name}": profile.field(number, place)
    for number, message in MESSAGE_TYPES.items()
    for place, field in message.fields.items()
}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (None, [7.0], "7"),
        (None, [0.1], "0.1"),
        (None, [2.0**53 - 1], "9.00719925474099e+15"),
        (None, [], "-"),
        (None, [NAN], "-"),
        (None, [NAN, NAN], "-"),
        (None, [1.0, NAN, 3.0, NAN], "1, -, 3"),
        (None, [float(n) for n in range(8)], "0, 1, 2, 3, 4, 5, 6, 7"),
        (None, [float(n) for n in range(9)], "0, 1, 2, 3, 4, 5, 6, 7, …"),
        (None, "", "-"),
        (None, "x" * 60, "x" * 60),
        (None, "x" * 61, "x" * 59 + "…"),
        ("record.heart_rate", [121.0], "121 bpm"),
        ("record.heart_rate", [121.0, NAN, 122.0], "121, -, 122 bpm"),
        ("record.distance", [12345.0], "123.45 m"),
        ("record.altitude", [2600.0], "20 m"),
        ("record.altitude", [0.0], "-500 m"),
        ("record.temperature", [18.0], "18 C"),
        ("record.position_lat", [2.0**30], "90.0000000°"),
        ("record.position_long", [-(2.0**29)], "-45.0000000°"),
        ("record.timestamp", [0.0], "1989-12-31T00:00:00Z"),
        ("record.timestamp", [2.0**32 - 1], "2126-02-06T06:28:15Z"),
        ("record.timestamp", [2.0**32], "4294967296"),
        ("record.timestamp", [-1.0], "-1"),
        ("activity.local_timestamp", [3600.0], "1989-12-31T01:00:00"),
        ("session.sport", [2.0], "cycling"),
        ("session.sport", [200.0], "200"),
        ("weight_scale.weight", [7050.0], "70.5 kg"),
        ("session.sport", [1.0, 2.0], "running, cycling"),
        ("file_id.product", [3121.0], "3121"),
    ],
)
def test_values_are_displayed_with_their_units(field: str | None, value: str | list[float], text: str) -> None:
    assert displayed(FIELDS[field] if field else None, value, {}) == text


def test_other_fields_can_decide_what_a_number_means() -> None:
    product, data = FIELDS["file_id.product"], FIELDS["event.data"]
    assert displayed(product, [3121.0], {1: 1}) == "edge_530"
    assert displayed(product, [64_000.0], {1: 1}) == "64000"
    assert displayed(data, [12_500.0], {0: 11}) == "12.5 V"
    assert displayed(data, [12_500.0], {0: 0}) == "12500"


def test_control_characters_are_replaced() -> None:
    assert clean("Öl 5\u00ad\x00\ue000\u200f") == "Öl 5" + "\ufffd" * 4


def test_numbers_are_scaled_to_the_units_of_the_profile() -> None:
    values = np.array([100.0, NAN, 250.0])
    assert scaled(values, None, None) is values
    np.testing.assert_array_equal(scaled(values.copy(), 5, 500), [-480, NAN, -450])
    np.testing.assert_array_equal(scaled(values.copy(), 5, None), [20, NAN, 50])
    np.testing.assert_array_equal(scaled(values, None, 273), [-173, NAN, -23])
    np.testing.assert_array_equal(scaled(np.array([1e308]), 1e-3, None), [np.inf])


def test_a_column_as_python_numbers() -> None:
    for length in (0, 3, 40_000):
        found = list(numbers(np.arange(length)))
        assert found == list(range(length))
        assert all(type(number) is int for number in found)
