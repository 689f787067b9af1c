from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from activitylint.formats.fit import read, values
from activitylint.model.faults import Fault, FaultKind
from fit_builder import INVALID, DeveloperField, FitFile, Raw, chain

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


def test_a_field_without_description_is_one_fault_for_all_definitions() -> None:
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


def test_a_description_is_valid_in_its_own_file_only() -> None:
    record = FitFile().message("record", power=1, developer=[LOAD])
    fields, (fault,) = fields_and_faults(chain(described().append(record), described("Form").append(record), record))
    assert fields == {"Load": 1, "Form": 1, "undescribed": 1}
    assert (fault.at.row, fault.count) == (2, 1)


@pytest.mark.parametrize("index", [1e30, 256.0, -1.0, float("nan")])
def test_a_description_of_a_developer_that_cannot_be(index: float) -> None:
    file = FitFile()
    number = Raw(index, "float32")
    file.message("field_description", developer_data_index=number, field_definition_number=5)
    file.message("developer_data_id", developer_data_index=number)
    fields, (fault,) = fields_and_faults(file.message("record", power=1, developer=[LOAD]).build())
    assert fields == {"undescribed": 1}
    assert fault.detail["reason"] == "no field_description"


def test_a_description_of_a_field_that_cannot_be() -> None:
    file = FitFile().message("developer_data_id", developer_data_index=1)
    file.message("field_description", developer_data_index=0, field_definition_number=Raw(256, "uint16"))
    file.message("record", power=1, developer=[DeveloperField(0, b"\x10\0", 1)])
    assert fields_and_faults(file.build())[0] == {"undescribed": 1}


def test_empty_fields_are_valid_and_not_counted() -> None:
    file = FitFile().message("record", power=7, developer=[DeveloperField(9, b"", 3)])
    assert fields_and_faults(file.build()) == ({}, [])
    assert read(file.build()).records.power.tolist() == [7.0]


@pytest.mark.parametrize("piece", [1 << 14, 2])
@pytest.mark.parametrize("seed", range(60))
def test_uses_are_the_same_when_counted_one_by_one(seed: int, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_PIECE", piece)
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    faults: Counter[tuple[str, int, int, str]] = Counter()
    first: dict[tuple[str, int, int, str], int] = {}
    rows: Counter[str] = Counter()
    files = []
    for _ in range(chance.choice((1, 2, 3))):
        file = FitFile()
        declared = {index for index in range(3) if chance.random() < 0.6}
        described = {key: f"Field {key}" for key in ((i, n) for i in range(3) for n in (5, 6)) if chance.random() < 0.5}
        for index in declared:
            file.message("developer_data_id", developer_data_index=index)
        for (index, number), name in described.items():
            file.developer_field(number, name, developer=index)
        for _ in range(chance.randrange(12)):
            name, local = chance.choice(("record", "lap", "unknown_60000")), chance.randrange(3)
            keys = chance.sample([(i, n) for i in range(3) for n in (5, 6)], chance.randrange(4))
            fields = [DeveloperField(n, bytes(chance.choice((0, 1, 2))), i) for i, n in keys]
            file.message(name, local=local, developer=fields, unknown_200=1)
            for key in (key for key, field in zip(keys, fields, strict=True) if field.data):
                counts[described.get(key, "undescribed")] += 1
                if key not in described or key[0] not in declared:
                    reason = "no developer_data_id" if key in described else "no field_description"
                    fault = (name, *key, reason)
                    faults[fault] += 1
                    first.setdefault(fault, rows[name])
            rows[name] += 1
        files.append(file)
    fields_found, noted = fields_and_faults(chain(*files))
    assert fields_found == counts
    keys_of = ("message", "developer_data_index", "field", "reason")
    found = {tuple(fault.detail[key] for key in keys_of): (fault.count, fault.at.row) for fault in noted}
    assert found == {fault: (count, first[fault]) for fault, count in faults.items()}
    assert all(fault.at.table == fault.detail["message"] for fault in noted)


def test_a_later_description_counts_and_one_without_number_does_not() -> None:
    file = FitFile().message("record", power=1, developer=[LOAD]).append(described())
    file.message("field_description", developer_data_index=0, field_definition_number=INVALID, field_name="None")
    file.message("developer_data_id", developer_data_index=INVALID)
    assert fields_and_faults(file.build()) == ({"Load": 1}, [])
    unnamed = FitFile().message("developer_data_id", developer_data_index=0)
    unnamed.message("field_description", developer_data_index=0, field_definition_number=5)
    unnamed.message("record", power=1, developer=[LOAD])
    assert fields_and_faults(unnamed.build()) == ({"unnamed": 1}, [])


def test_a_field_counts_under_the_description_that_holds_when_it_is_read() -> None:
    file = described().message("record", power=1, developer=[LOAD]).developer_field(5, "Form")
    file.message("record", power=1, developer=[LOAD]).message("record", power=1, developer=[LOAD])
    file.developer_field(5, "Load").message("record", power=1, developer=[LOAD])
    file.developer_field(6, "Other").message("lap", total_calories=1, developer=[LOAD])
    assert fields_and_faults(file.build()) == ({"Load": 3, "Form": 2}, [])


def test_the_same_description_again_and_that_of_another_field_change_nothing() -> None:
    file = described().message("record", power=1, developer=[LOAD]).developer_field(5, "Load")
    file.message("record", power=1, developer=[LOAD]).message("developer_data_id", developer_data_index=1)
    file.developer_field(5, "Form", developer=1).message("record", power=1, developer=[LOAD])
    assert fields_and_faults(file.build()) == ({"Load": 3}, [])


def test_before_its_first_description_a_field_has_the_first_name() -> None:
    file = FitFile().message("record", power=1, developer=[LOAD]).append(described("Load")).developer_field(5, "Form")
    file.message("record", power=1, developer=[LOAD])
    assert fields_and_faults(file.build()) == ({"Load": 1, "Form": 1}, [])


def test_a_field_that_is_described_again_without_developer_is_one_fault() -> None:
    file = FitFile().developer_field(5, "Load").message("record", power=1, developer=[LOAD])
    file.developer_field(5, "Form").message("record", power=1, developer=[LOAD])
    fields, (fault,) = fields_and_faults(file.build())
    assert fields == {"Load": 1, "Form": 1}
    assert (fault.count, fault.at.row, fault.detail["reason"]) == (2, 0, "no developer_data_id")


def test_a_later_file_of_a_chain_has_its_own_descriptions() -> None:
    again = described().message("record", power=1, developer=[LOAD]).developer_field(5, "Form")
    again.message("record", power=1, developer=[LOAD])
    assert fields_and_faults(chain(again, again)) == ({"Load": 2, "Form": 2}, [])
