"""Values as fields of a FIT file hold them."""

from __future__ import annotations

import math

import pytest

from activitylint.fixes.fit.encode import encoded, fields_of, together

EPOCH = 631_065_600


@pytest.mark.parametrize(
    ("message", "field", "value", "spec", "content"),
    [
        ("record", "heart_rate", 120, (3, 1, 2), "78"),
        ("record", "heart_rate", 120.4, (3, 1, 2), "78"),
        ("record", "heart_rate", 254, (3, 1, 2), "fe"),
        ("record", "heart_rate", 255, None, "the invalid value"),
        ("record", "heart_rate", 256, None, "too large"),
        ("record", "heart_rate", -1, None, "no sign"),
        ("record", "temperature", -5, (13, 1, 1), "fb"),
        ("record", "temperature", 127, None, "the invalid value of a signed type"),
        ("record", "timestamp", EPOCH + 258, (253, 4, 0x86), "02010000"),
        ("record", "timestamp", EPOCH - 1, None, "before the epoch"),
        ("record", "distance", 2.58, (5, 4, 0x86), "02010000"),
        ("record", "altitude", -499.8, (2, 2, 0x84), "0100"),
        ("record", "altitude", 0, (2, 2, 0x84), "c409"),
        ("record", "power", None, None, "nothing"),
        ("record", "power", math.nan, None, "no number"),
        ("record", "power", math.inf, None, "no number"),
        ("record", "distance", 1e308, None, "no number once it is scaled"),
        ("session", "sport", "cycling", (5, 1, 0), "02"),
        ("session", "sport", "200", (5, 1, 0), "c8"),
        ("session", "sport", "255", None, "the invalid value"),
        ("session", "sport", "no sport", None, "no word of the profile"),
        ("activity", "local_timestamp", EPOCH + 3, (5, 4, 0x86), "03000000"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_omitted(
    message: str, field: str, value: float | str | None, spec: tuple[int, int, int] | None, content: str
) -> None:
    expected = (b"", b"") if spec is None else (bytes(spec), bytes.fromhex(content))
    assert fields_of(message, {field: value}) == expected
    assert fields_of(message, {field: value}, big=True) == (expected[0], expected[1][::-1])


def test_messages_follow_their_definitions() -> None:
    made = encoded("record", {"heart_rate": 120, "cadence": None, "power": 258}, 5)
    assert made == bytes.fromhex("45 00 00 1400 02 030102 070284 05 78 0201")
    lap = ("lap", {"event": "lap"})
    assert together([("record", {"heart_rate": 120}), lap], 3) == bytes.fromhex(
        "43 00 00 1400 01 030102 03 78" + "43 00 00 1300 01 000100 03 09"
    )
