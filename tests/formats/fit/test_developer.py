from __future__ import annotations

from collections.abc import Mapping

from activitylint.activity import Fault, FaultKind
from activitylint.formats.fit import read
from fit_builder import DeveloperField, FitFile, chain

LOAD = DeveloperField(5, b"\x10\0")


def described(name: str = "Load") -> FitFile:
    return FitFile().message("developer_data_id", developer_data_index=0).developer_field(5, name)


def fields_and_faults(data: bytes) -> tuple[Mapping[str, int], list[Fault]]:
    found = read(data)
    assert found.fit is not None
    assert not found.damaged
    return found.fit.developer_fields, found.faults


def test_developer_fields_are_counted_by_their_described_name() -> None:
    file = described().developer_field(6, "Form")
    file.message("record", heart_rate=90, developer=[LOAD]).message("lap", total_calories=1, developer=[LOAD])
    file.message("record", heart_rate=91, developer=[LOAD, DeveloperField(6, b"\1")])
    assert fields_and_faults(file.build()) == ({"Load": 3, "Form": 1}, [])
    assert read(file.build()).records.heartrate.tolist() == [90.0, 91.0]


def test_a_field_without_description() -> None:
    file = FitFile().message("developer_data_id", developer_data_index=0).message("record", power=1)
    for _ in range(2):
        file.message("record", power=1, developer=[LOAD])
    fields, (fault,) = fields_and_faults(file.build())
    assert fields == {"undescribed": 2}
    assert fault.kind is FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD
    assert (fault.at.table, fault.at.row, fault.count) == ("record", 1, 2)
    assert fault.detail["reason"] == "no field_description"
    assert (fault.detail["message"], fault.detail["developer_data_index"], fault.detail["field"]) == ("record", 0, 5)


def test_a_field_without_description_is_told_once_however_it_is_defined() -> None:
    file = FitFile().message("developer_data_id", developer_data_index=0)
    file.message("record", heart_rate=1).message("record", power=1, developer=[LOAD])
    file.message("record", heart_rate=1, developer=[LOAD]).message("lap", total_calories=1, developer=[LOAD])
    fields, faults = fields_and_faults(file.build())
    assert fields == {"undescribed": 3}
    assert [(fault.at.table, fault.at.row, fault.count) for fault in faults] == [("record", 1, 2), ("lap", 0, 1)]


def test_a_field_without_developer() -> None:
    file = FitFile().developer_field(5, "Load").message("record", power=1, developer=[LOAD])
    fields, (fault,) = fields_and_faults(file.build())
    assert fields == {"Load": 1}
    assert fault.detail["reason"] == "no developer_data_id"


def test_a_description_holds_for_its_own_file_of_a_chain() -> None:
    record = FitFile().message("record", power=1, developer=[LOAD])
    fields, (fault,) = fields_and_faults(chain(described().append(record), described("Form").append(record), record))
    assert fields == {"Load": 1, "Form": 1, "undescribed": 1}
    assert (fault.at.row, fault.count) == (2, 1)


def test_fields_of_no_bytes_are_legal_and_count_for_nothing() -> None:
    file = FitFile().message("record", power=7, developer=[DeveloperField(9, b"", 3)])
    assert fields_and_faults(file.build()) == ({}, [])
    assert read(file.build()).records.power.tolist() == [7.0]
