from __future__ import annotations

from typing import Any

import pytest

from activitylint.formats.fit import read
from activitylint.formats.fit.container import PIECE
from activitylint.formats.fit.scan import EACH, FREE
from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from fit_builder import FitFile, activity, chain, pool_swim

RECORDS = 3
WHOLE = activity(RECORDS)
DATA = WHOLE.build()
SIZE = len(WHOLE.body())
SECOND = read(DATA).places.locate([Place("record", 1)])[0][0].byte


def kinds(found: Activity) -> list[FaultKind]:
    return [fault.kind for fault in found.faults]


def detail(found: Activity, kind: FaultKind) -> dict[str, Any]:
    (fault,) = found.faults_of(kind)
    return dict(fault.detail)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(DATA, id="header of 14 bytes"),
        pytest.param(FitFile(header_size=12, items=WHOLE.items).build(), id="header of 12 bytes, which has no CRC"),
        pytest.param(WHOLE.build(header_crc=0), id="header CRC 0x0000"),
        pytest.param(FitFile(protocol=(1, 0), items=WHOLE.items).build(), id="protocol 1"),
    ],
)
def test_valid_containers_have_no_faults(data: bytes) -> None:
    found = read(data)
    assert not found.faults
    assert not found.damaged
    assert len(found.records) == RECORDS


def test_a_longer_header_is_skipped() -> None:
    found = read(FitFile(header_size=20, items=WHOLE.items).build())
    assert detail(found, FaultKind.FIT_ODD_HEADER_SIZE) == {"size": 20}
    assert not found.damaged
    assert len(found.records) == RECORDS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file has 0"),
        (b"\x0e\x20", "the file has 2"),
        (WHOLE.build(magic=b".GPX"), "not .FIT"),
        (b"\x05" + DATA[1:], "its own length as 5 bytes"),
        (b"\x0d" + DATA[1:], "its own length as 13 bytes"),
        (b"\xff" + DATA[1:20], "its own length as 255 bytes, but the file has 20"),
    ],
)
def test_nothing_is_read_after_a_damaged_header(data: bytes, reason: str) -> None:
    found = read(data)
    assert kinds(found) == [FaultKind.FIT_DAMAGED_HEADER]
    assert reason in detail(found, FaultKind.FIT_DAMAGED_HEADER)["reason"]
    assert found.faults[0].at == Place("byte", 0, length=min(len(data), 14))
    assert found.damaged
    assert len(found.records) == 0
    assert found.fit is not None
    assert not found.fit.files
    assert not found.fit.messages


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (0xFFFFFFFF, "never filled in"),
        (0, f"announces no data, but {SIZE + 2} bytes follow"),
        (SIZE - 30, f"announces {SIZE - 30} bytes of data, but the checksum matches {SIZE} bytes"),
    ],
)
def test_with_a_wrong_data_size_the_header_is_damaged_but_all_messages_are_read(size: int, reason: str) -> None:
    found = read(WHOLE.build(data_size=size))
    assert kinds(found) == [FaultKind.FIT_DAMAGED_HEADER]
    assert reason in detail(found, FaultKind.FIT_DAMAGED_HEADER)["reason"]
    assert found.faults[0].at == Place("byte", 4, length=4)
    assert found.damaged
    assert len(found.records) == RECORDS


@pytest.mark.parametrize("missing", [1, 2])
def test_without_a_valid_checksum_the_data_extend_to_the_end(missing: int) -> None:
    found = read(WHOLE.build(data_size=0xFFFFFFFF)[:-missing])
    assert found.fit is not None
    whole = {name: len(table) for name, table in found.fit.messages.items()}
    assert whole == {"file_id": 1, "event": 2, "record": RECORDS, "lap": 1, "session": 1, "activity": 1}


def test_a_file_without_messages_can_announce_no_data() -> None:
    assert not read(FitFile().build()).faults
    found = read(FitFile().build() + b"more")
    assert kinds(found) == [FaultKind.FIT_TRAILING_BYTES]


def test_the_checksum_of_a_file_without_messages_is_checked() -> None:
    empty = FitFile().build(crc=0x1234)
    assert kinds(read(empty)) == [FaultKind.FIT_CRC]
    found = read(empty + b"x")
    assert "no data, but 3 bytes follow" in detail(found, FaultKind.FIT_DAMAGED_HEADER)["reason"]
    found = read(chain(empty, WHOLE))
    assert kinds(found) == [FaultKind.FIT_CRC]
    assert len(found.records) == RECORDS


def test_a_file_can_consist_of_a_header() -> None:
    found = read(FitFile(header_size=12, items=WHOLE.items).build()[:12])
    assert kinds(found) == [FaultKind.FIT_TRUNCATED]


def test_the_start_of_a_header_after_a_file_is_not_a_file() -> None:
    found = read(DATA + DATA[:12])
    assert kinds(found) == [FaultKind.FIT_TRAILING_BYTES]
    assert found.faults[0].at == Place("byte", len(DATA), length=12)
    assert not found.damaged


def test_a_wrong_header_crc() -> None:
    found = read(WHOLE.build(header_crc=0x1234))
    assert kinds(found) == [FaultKind.FIT_HEADER_CRC]
    assert detail(found, FaultKind.FIT_HEADER_CRC)["stored"] == 0x1234
    assert found.faults[0].at == Place("byte", 12, length=2)
    assert not found.damaged
    later = read(chain(WHOLE, WHOLE.build(header_crc=0x1234)))
    assert detail(later, FaultKind.FIT_HEADER_CRC)["file"] == 1
    assert later.faults[0].at == Place("byte", len(DATA) + 12, length=2)


def test_a_wrong_file_crc() -> None:
    found = read(WHOLE.build(crc=0x1234))
    assert kinds(found) == [FaultKind.FIT_CRC]
    assert detail(found, FaultKind.FIT_CRC)["stored"] == 0x1234
    assert found.faults[0].at == Place("byte", len(DATA) - 2, length=2)
    assert not found.damaged


@pytest.mark.parametrize(
    ("missing", "reason", "records"),
    [
        (1, "the file's checksum is missing", 3),
        (2, "the file's checksum is missing", 3),
        (3, "the file ends inside a message", 3),
        (len(DATA) - SECOND - 5, "the file ends inside a message", 1),
        (len(DATA) - SECOND, "the file ends before the end of its data", 1),
        (SIZE + 2, "the file ends before the end of its data", 0),
    ],
)
def test_complete_messages_of_a_truncated_file_are_read(missing: int, reason: str, records: int) -> None:
    found = read(DATA[:-missing])
    assert kinds(found) == [FaultKind.FIT_TRUNCATED]
    facts = detail(found, FaultKind.FIT_TRUNCATED)
    assert reason == facts["reason"]
    assert facts["promised"] - facts["present"] == missing
    assert found.damaged
    assert len(found.records) == records
    assert found.fit is not None
    assert facts["whole_messages"] == sum(len(table) for table in found.fit.messages.values())


@pytest.mark.parametrize("more", [1, 2, 30])
def test_a_valid_checksum_shows_that_the_size_in_the_header_is_wrong(more: int) -> None:
    found = read(WHOLE.build(data_size=SIZE + more))
    assert kinds(found) == [FaultKind.FIT_TRUNCATED]
    assert "the size in the header is wrong" in detail(found, FaultKind.FIT_TRUNCATED)["reason"]
    assert len(found.records) == RECORDS


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_message_that_extends_beyond_the_data(missing: int) -> None:
    cut = FitFile(items=[WHOLE.body()[:-3]]).build()
    found = read(cut[: len(cut) - missing])
    # Only where bytes are missing is the file cut; otherwise a definition gives the last message a wrong size.
    assert kinds(found) == [FaultKind.FIT_TRUNCATED if missing else FaultKind.FIT_IMPOSSIBLE_DEFINITION]
    if not missing:
        assert detail(found, FaultKind.FIT_IMPOSSIBLE_DEFINITION)["left"] > 0


@pytest.mark.parametrize(("at", "value"), [(1, 1), (1, 255), (2, 2), (2, 0x40)])
def test_a_definition_with_an_impossible_byte_ends_the_reading(at: int, value: int) -> None:
    body = bytearray(WHOLE.body())
    second = body.index(bytes([0x41, 0, 0]))
    body[second + at] = value
    found = read(FitFile(items=[bytes(body)]).build())
    assert kinds(found) == [FaultKind.FIT_IMPOSSIBLE_DEFINITION]
    assert found.damaged
    facts = detail(found, FaultKind.FIT_IMPOSSIBLE_DEFINITION)
    assert facts["reserved" if at == 1 else "architecture"] == value
    (fault,) = found.faults_of(FaultKind.FIT_IMPOSSIBLE_DEFINITION)
    assert fault.at.row == 14 + second


@pytest.mark.parametrize("before", [b"", DATA], ids=["single", "second in a chain"])
@pytest.mark.parametrize(
    ("data", "start", "length"),
    [
        pytest.param(DATA[:-1], len(DATA) - 2, 1, id="half a checksum"),
        pytest.param(DATA[:-2], len(DATA) - 2, 0, id="no checksum"),
        pytest.param(DATA[:SECOND], SECOND, 0, id="before a message"),
        pytest.param(DATA[: SECOND + 5], SECOND, 5, id="inside a message"),
        pytest.param(WHOLE.build(data_size=SIZE + 1), 4, 4, id="another size in the header"),
    ],
)
def test_the_place_of_a_truncation(data: bytes, start: int, length: int, before: bytes) -> None:
    (fault,) = read(before + data).faults
    assert fault.at == Place("byte", len(before) + start, length=length)
    assert fault.detail["file"] == bool(before)


def test_an_undefined_local_type_ends_the_file() -> None:
    broken = activity(RECORDS).insert_raw("record", b"\x0e\1\2\3", row=1).build()
    found = read(broken)
    assert kinds(found) == [FaultKind.FIT_UNDEFINED_LOCAL]
    assert detail(found, FaultKind.FIT_UNDEFINED_LOCAL)["local"] == 14
    assert found.faults[0].at.row == broken.index(b"\x0e\1\2\3")
    assert found.damaged
    assert len(found.records) == 1


def test_tiny_messages_are_limited_in_number() -> None:
    definition = bytes((0x40, 0, 0, 20, 0, 0))
    data = FitFile(items=[definition, bytes(2 * FREE)]).build()
    found = read(chain(data, WHOLE))
    (fault,) = found.faults_of(FaultKind.FIT_TRUNCATED)
    most = FREE + len(chain(data, WHOLE)) // EACH
    assert fault.detail["most"] == most
    assert most < len(found.records) < 2 * FREE
    assert fault.detail["whole_messages"] == len(found.records)
    assert found.damaged
    assert found.fit is not None
    assert len(found.fit.files) == 1
    whole = read(FitFile(items=[definition, bytes(FREE)]).build())
    assert not whole.damaged
    assert len(whole.records) == FREE


def test_definitions_are_valid_in_their_own_file_only() -> None:
    record = b"\1" + bytes(40)
    found = read(chain(WHOLE, FitFile(items=[record])))
    assert kinds(found) == [FaultKind.FIT_UNDEFINED_LOCAL]
    assert detail(found, FaultKind.FIT_UNDEFINED_LOCAL)["file"] == 1


def test_a_chain_is_read_on_after_a_damaged_file() -> None:
    broken = activity(RECORDS).insert_raw("record", b"\x0e")
    found = read(chain(broken, pool_swim(2)))
    assert kinds(found) == [FaultKind.FIT_UNDEFINED_LOCAL]
    assert found.damaged
    assert len(found.lengths) == 2


def test_a_chain_is_one_activity_with_a_segment_for_each_file() -> None:
    found = read(chain(WHOLE, pool_swim(2), WHOLE.build(crc=1)))
    assert found.records.segment.tolist() == [0] * 3 + [1] * 2 + [2] * 3
    assert found.sessions.file.tolist() == [0, 1, 2]
    assert found.laps.session.tolist() == [0, 1, 2]
    assert detail(found, FaultKind.FIT_CRC)["file"] == 2
    assert found.fit is not None
    first, second, third = found.fit.files
    assert (first.offset, second.offset) == (0, len(DATA))
    assert (first.messages, third.messages) == (9, 9)
    assert {file.first_message for file in found.fit.files} == {"file_id"}
    assert (first.type, first.type_name) == (4, "activity")
    assert (first.header_size, first.data_size, first.protocol, first.profile) == (14, SIZE, (2, 0), 21171)


def test_a_chained_file_without_file_id() -> None:
    found = read(chain(WHOLE, FitFile().message("hr", filtered_bpm=80)))
    assert found.fit is not None
    tail = found.fit.files[1]
    assert (tail.type, tail.type_name, tail.first_message) == (None, None, "hr")
    found = read(chain(FitFile().message("hr", filtered_bpm=80), FitFile(), WHOLE))
    assert found.fit is not None
    assert [(file.type, file.first_message) for file in found.fit.files] == [(None, "hr"), (None, None), (4, "file_id")]


def test_trailing_bytes() -> None:
    found = read(DATA + b"\0" * 5)
    assert kinds(found) == [FaultKind.FIT_TRAILING_BYTES]
    assert found.faults[0].at == Place("byte", len(DATA), length=5)
    assert not found.damaged


def test_a_newer_protocol_is_noted_and_read() -> None:
    found = read(FitFile(protocol=(3, 1), items=WHOLE.items).build())
    assert kinds(found) == [FaultKind.FIT_NEWER_PROTOCOL]
    assert detail(found, FaultKind.FIT_NEWER_PROTOCOL) == {"major": 3, "minor": 1}
    assert found.faults[0].at == Place("byte", 1, length=1)
    assert len(found.records) == RECORDS


def test_the_same_fault_in_several_files_is_counted() -> None:
    found = read(chain(WHOLE.build(crc=0x1234), WHOLE, WHOLE.build(crc=0x4321, header_crc=1)))
    assert [(fault.kind, fault.count) for fault in found.faults] == [
        (FaultKind.FIT_CRC, 2),
        (FaultKind.FIT_HEADER_CRC, 1),
    ]
    assert detail(found, FaultKind.FIT_CRC)["file"] == 0
    assert detail(found, FaultKind.FIT_HEADER_CRC)["file"] == 2


def test_each_file_of_a_chain_is_described() -> None:
    found = read(chain(WHOLE, WHOLE)).fit
    assert found is not None
    first, second = found.files
    assert found.files[1] == second
    assert found.files[-1:] == [second]
    assert second == first._replace(offset=len(WHOLE.build()))
    assert found.files[0].messages == sum(len(table) for table in found.messages.values()) / 2
    with pytest.raises(IndexError):
        found.files[2]


@pytest.mark.slow
def test_the_checksum_of_a_long_file_covers_all_its_pieces() -> None:
    data = activity(20_000).build()
    assert len(data) > 2 * PIECE
    assert kinds(read(data)) == []
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    assert kinds(read(changed)) == [FaultKind.FIT_CRC]
