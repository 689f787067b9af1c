from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from activitylint.formats.fit import read
from activitylint.formats.fit.layout import Layout
from activitylint.model.faults import FaultKind
from activitylint.model.fit import FIT_EPOCH_S, FitMessages
from fit_builder import INVALID, FitFile, Raw, activity

NAN = float("nan")


def table(file: FitFile, name: str) -> FitMessages:
    found = read(file.build())
    assert found.fit is not None
    return found.fit.messages[name]


@pytest.mark.parametrize("big_endian", [False, True])
def test_both_byte_orders(big_endian: bool) -> None:
    file = FitFile(big_endian=big_endian, items=activity(3).items)
    records = read(file.build()).records
    assert_allclose(records.distance, [0, 5, 10])
    assert_allclose(records.latitude, [40, 40.000045, 40.00009], atol=1e-6)
    assert_allclose(records.longitude, [-30] * 3)
    assert_allclose(records.altitude, [20, 20.2, 20.4])
    assert records.temperature.tolist() == [18.0] * 3


def test_one_file_can_mix_byte_orders() -> None:
    big = FitFile(big_endian=True).message("record", power=300, local=1).body()
    file = FitFile().message("record", power=200, local=0).raw(big).message("record", power=201, local=0)
    assert table(file, "record").column("power").tolist() == [200.0, 300.0, 201.0]


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize(
    ("base", "value", "invalid"),
    [
        ("enum", 254, 0xFF),
        ("sint8", -128, 0x7F),
        ("uint8", 254, 0xFF),
        ("sint16", -2, 0x7FFF),
        ("uint16", 65534, 0xFFFF),
        ("sint32", -3, 0x7FFFFFFF),
        ("uint32", 4294967294, 0xFFFFFFFF),
        ("float32", 0.5, NAN),
        ("float64", 0.1, NAN),
        ("uint8z", 255, 0),
        ("uint16z", 65535, 0),
        ("uint32z", 4294967295, 0),
        ("byte", 7, 0xFF),
        ("sint64", -(2**52), 0x7FFFFFFFFFFFFFFF),
        ("uint64", 2**64 - 2, 0xFFFFFFFFFFFFFFFF),
        ("uint64z", 2**52, 0),
    ],
)
def test_base_types_and_their_invalid_values(
    base: str, value: float, invalid: float, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(Layout, "is_small", small)
    file = FitFile().message(60000, unknown_7=Raw(value, base)).message(60000, unknown_7=Raw(invalid, base))
    assert_array_equal(table(file, "unknown_60000").column("unknown_7"), [value, NAN])


def test_absent_columns_of_many_messages_take_no_memory() -> None:
    file = FitFile()
    for _ in range(20):
        file.message("record", power=200)
    records = read(file.build()).records
    assert records.power.tolist() == [200.0] * 20
    assert np.isnan(records.heartrate).all()
    assert records.heartrate.strides == (0,)


def test_a_local_type_can_be_redefined() -> None:
    file = FitFile()
    for power, rate in ((200, None), (201, 90), (202, None), (None, 91)):
        file.message("record", local=0, power=power, heart_rate=rate)
    records = read(file.build()).records
    assert_array_equal(records.power, [200, 201, 202, NAN])
    assert_array_equal(records.heartrate, [NAN, 90, NAN, 91])


def test_messages_of_one_type_keep_file_order_across_local_types() -> None:
    file = FitFile()
    for row in range(6):
        values: dict[str, Any] = {("power", "heart_rate", "cadence")[row % 3]: 100 + row}
        file.message("record", local=row % 3, **values)
    records = read(file.build()).records
    assert_array_equal(records.power, [100, NAN, NAN, 103, NAN, NAN])
    assert_array_equal(records.heartrate, [NAN, 101, NAN, NAN, 104, NAN])
    assert_array_equal(records.cadence, [NAN, NAN, 102, NAN, NAN, 105])


@pytest.mark.parametrize("longest", [3, 20, 250])
def test_many_messages_of_different_sizes(longest: int) -> None:
    file = FitFile()
    for row in range(20):
        file.message("record", local=0, unknown_200=Raw([1] * longest, "uint8"), power=row)
    file.message("record", local=1, power=20)
    for row in range(21, 200):
        file.message("record", local=2, heart_rate=90, power=row)
    records = read(file.build()).records
    assert records.power.tolist() == list(range(200))
    assert_array_equal(records.heartrate, [NAN] * 21 + [90] * 179)


def test_messages_and_fields_that_are_not_in_the_profile() -> None:
    found = table(FitFile().message(60000, unknown_200=7).message(60000, unknown_3=1), "unknown_60000")
    assert (found.name, found.number, len(found)) == ("unknown_60000", 60000, 2)
    assert dict(found.fields()) == {"unknown_200": 1, "unknown_3": 1}
    assert_array_equal(found.column("unknown_200"), [7, NAN])
    assert found.names("unknown_200") == ["7", None]


def test_an_unknown_name_is_absent() -> None:
    found = table(activity(3), "record")
    assert np.isnan(found.column("no_such_field")).all()
    assert found.names("no_such_field") == [None] * 3
    assert found.values("no_such_field") == [()] * 3
    assert np.isnan(found.column("unknown_999")).all()


def test_fields_are_counted_by_their_definitions() -> None:
    file = FitFile().message("record", power=200, cadence=INVALID).message("record", power=201)
    assert dict(table(file, "record").fields()) == {"cadence": 1, "power": 2}


def test_arrays() -> None:
    file = FitFile().message("hr", filtered_bpm=[80, INVALID, 82]).message("hr", filtered_bpm=[90])
    found = table(file.message("hr", event_timestamp=1.5), "hr")
    assert found.values("filtered_bpm") == [(80.0, 82.0), (90.0,), ()]
    assert_array_equal(found.column("filtered_bpm"), [80, 90, NAN])
    assert found.values("event_timestamp") == [(), (), (1.5,)]


def test_enums_with_a_name_without_one_and_invalid() -> None:
    file = FitFile()
    for sport in ("cycling", Raw(200), INVALID, None, "running"):
        file.message("session", sport=sport, num_laps=1)
    assert table(file, "session").names("sport") == ["cycling", "200", None, None, "running"]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (b"Bolt\0", "Bolt"),
        (b"Bolt", "Bolt"),
        (b"Bolt\0\xff\xff", "Bolt"),
        ("Öl".encode() + b"\0", "Öl"),
        (b"\xff\xfe\0", "\ufffd\ufffd"),
        (b"\0\0", None),
    ],
)
def test_strings(stored: bytes, text: str | None) -> None:
    file = FitFile().message("file_id", product_name=Raw(stored))
    assert table(file, "file_id").names("product_name") == [text]
    assert read(file.build()).creator.name == text


def test_times_are_unix_seconds_and_positions_are_degrees() -> None:
    file = FitFile().message("record", timestamp=Raw(10**9), position_lat=Raw(2**30), position_long=INVALID)
    records = read(file.build()).records
    assert records.time.tolist() == [10**9 + 631_065_600.0]
    assert records.latitude.tolist() == [90.0]
    assert np.isnan(records.longitude[0])


@pytest.mark.parametrize(
    ("field", "size", "base", "expected_detail"),
    [
        ("power", b"\1\2\3", 0x84, {"size": 3, "base_type": "uint16"}),
        ("power", b"\1", 0x84, {"size": 1, "base_type": "uint16"}),
        ("power", b"\1\2", 0x55, {"size": 2, "base_type": "base type 0x55"}),
        ("unknown_250", b"\1\2", 0x04, {"size": 2, "base_type": "base type 0x04"}),
    ],
)
def test_a_field_size_that_does_not_match_the_base_type(
    field: str, size: bytes, base: int, expected_detail: dict[str, Any]
) -> None:
    values: dict[str, Any] = {field: Raw(size, base), "heart_rate": 90}
    file = FitFile().message("record", cadence=80).message("record", **values).message("record", **values)
    found = read(file.build())
    (fault,) = found.faults
    assert fault.kind is FaultKind.FIT_ODD_FIELD_SIZE
    assert dict(fault.detail) == {"message": "record", "field": field, **expected_detail}
    assert (fault.count, fault.at.table, fault.at.row, fault.at.field) == (2, "record", 1, field)
    assert not found.damaged
    assert_array_equal(found.records.heartrate, [NAN, 90, 90])
    assert np.isnan(found.records.power).all()
    assert found.fit is not None
    assert found.fit.messages["record"].values(field)[1] == tuple(float(byte) for byte in size)


def test_an_empty_field_is_absent() -> None:
    found = read(FitFile().message("record", power=Raw(b"", 0x84), heart_rate=90).build())
    assert not found.faults
    assert found.records.heartrate.tolist() == [90.0]
    assert np.isnan(found.records.power[0])


def test_if_a_field_is_listed_twice_the_last_one_counts_as_in_garmins_sdk() -> None:
    raw = bytes([0x40, 0, 0, 20, 0, 2, 3, 1, 2, 3, 1, 2]) + bytes([0, 90, 91])
    found = table(FitFile().raw(raw), "record")
    assert found.column("heart_rate").tolist() == [91.0]
    assert dict(found.fields()) == {"heart_rate": 1}
    (fault,) = read(FitFile().raw(raw).build()).faults_of(FaultKind.FIT_REPEATED_FIELD)
    assert (fault.at.table, fault.at.field) == ("record", "heart_rate")


@pytest.mark.parametrize(("size", "read_as"), [(4, "uint32"), (2, None)])
def test_a_field_declared_as_bytes_is_read_by_the_type_of_the_profile(size: int, read_as: str | None) -> None:
    raw = bytes([0x40, 0, 0, 20, 0, 2, 253, size, 13, 3, 1, 2, 0]) + (1_000_000_000).to_bytes(4, "little")[:size] + b"Z"
    found = read(FitFile().raw(raw).build())
    faults = {fault.detail["field"]: fault.detail["read_as"] for fault in found.faults_of(FaultKind.FIT_ODD_FIELD_SIZE)}
    assert faults == ({"timestamp": read_as} if read_as else {})
    if read_as:
        assert found.records.time.tolist() == [1_000_000_000.0 + FIT_EPOCH_S]
    assert found.records.heartrate.tolist() == [90.0]


def test_a_row_for_display() -> None:
    file = FitFile().message(
        "file_id", type="activity", manufacturer="garmin", product=Raw(3121), time_created=1_767_225_600, number=INVALID
    )
    file.message("record", position_lat=45.5, altitude=12.2, heart_rate=Raw([90, 91, 255]), unknown_250=7)
    found = read(file.build()).fit
    assert found is not None
    assert found.messages["file_id"].row(0) == [
        ("type", "activity"),
        ("manufacturer", "garmin"),
        ("product", "edge_530"),
        ("time_created", "2026-01-01T00:00:00Z"),
        ("number", "-"),
    ]
    assert found.messages["record"].row(0) == [
        ("position_lat", "45.5000000°"),
        ("altitude", "12.2 m"),
        ("heart_rate", "90, 91 bpm"),
        ("unknown_250", "7"),
    ]


def test_control_characters_are_replaced_for_display() -> None:
    file = FitFile().message("file_id", product_name=Raw(b"a\x1b[31mb\x07\xe2\x80\xae\0"))
    assert table(file, "file_id").row(0) == [("product_name", "a\ufffd[31mb\ufffd\ufffd")]
