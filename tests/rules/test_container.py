"""FIT001 to FIT013: the facts in their messages, in cases beyond the fixtures."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Finding
from fit_builder import START, DeveloperField, FitFile, Raw, activity, chain, pool_swim

DEFINITION = bytes((0x40, 0, 0, 20, 0, 0))
"""Defines messages of one byte each."""


def finding(file: FitFile | bytes, code: str) -> Finding:
    """The only finding of a rule."""
    (found,) = findings(file, code)
    return found


def findings(file: FitFile | bytes, code: str) -> list[Finding]:
    data = file if isinstance(file, bytes) else file.build()
    report = activitylint.lint(data, name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


def test_a_file_may_have_65536_messages_and_one_more_for_each_8_bytes() -> None:
    crowd = FitFile(items=[DEFINITION, bytes(150_000)]).build()
    most = 65_536 + len(crowd) // 8
    message = finding(crowd, "FIT004").message
    assert message.startswith(
        f"the file is not read to the end: it has more than {most:,} messages; nothing after byte"
    )
    most = 65_536 + len(chain(activity(3), crowd)) // 8
    chained = finding(chain(activity(3), crowd), "FIT004").message
    assert chained.startswith(f"file 2 of 2 is not read to the end: it has more than {most:,} messages; nothing after")
    assert findings(FitFile(items=[DEFINITION, bytes(65_536)]), "FIT004") == []
    assert findings(FitFile(items=[DEFINITION, bytes(74_000)]), "FIT004") == []


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (activity(3).build()[:-1], ["the file is ", "353 of 354 bytes"]),
        (chain(activity(3), activity(3).build()[:-30]), ["file 2 of 2 is ", "324 of 354 bytes"]),
        (activity(3).build()[:50], ["the file is ", "36 of 354 bytes"]),
    ],
)
def test_a_truncated_file_is_reported_with_what_is_left_of_it(data: bytes, facts: list[str]) -> None:
    message = finding(data, "FIT004").message
    fit = activitylint.read(data, name="a.fit").fit
    assert fit is not None
    count = fit.files[-1].messages
    facts.append(f"{count} complete message{'s' * (count != 1)}")
    assert [fact for fact in facts if fact not in message] == [], message


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (b"\x40\x00\x02\x14\x00\x00", "a definition message has the architecture 2, which must be 0 or 1"),
        (b"\x4f\x00\xff\x14\x00\x00", "a definition message has the architecture 255, which must be 0 or 1"),
        (b"\x40\x01\x00\x14\x00\x00", "a definition message has 1 in its reserved byte, which must be 0"),
        (b"\x60\x09\x00\x14\x00\x00\x00", "a definition message has 9 in its reserved byte, which must be 0"),
    ],
)
@pytest.mark.parametrize("before", [b"", activity(3).build()])
def test_what_no_definition_can_be_ends_the_file(damage: bytes, says: str, before: bytes) -> None:
    file = activity(9)
    start = (
        len(before) + file.header_size + len(FitFile(items=file.items[: file.items.index(file.of("lap")[0])]).body())
    )
    data = before + file.insert_raw("lap", damage).build()
    found = finding(data, "FIT011")
    assert found.location.byte == start
    assert found.message == f"{says}; nothing after byte 0x{start:X} was checked"
    assert findings(data, "FIT004") == []
    assert findings(data, "FIT201") == []  # the session may come later


def test_a_message_longer_than_the_rest_is_not_a_missing_end() -> None:
    body = activity(3).body()
    found = finding(FitFile(items=[body[:-3]]), "FIT011")
    assert "the last message is longer than the " in found.message
    assert findings(FitFile(items=[body[:-3]]), "FIT004") == []
    cut = FitFile(items=[body]).build()[:-5]  # the same message, and the header says that there is more
    assert findings(cut, "FIT011") == []
    assert "cut short" in finding(cut, "FIT004").message


@pytest.mark.parametrize("architecture", [0, 1])
def test_both_architectures_are_read(architecture: int) -> None:
    definition = bytes((0x40, 0, architecture, 0, 0, 0))
    assert findings(FitFile(items=[definition, activity(3).body()]), "FIT011") == []


@pytest.mark.parametrize(("size", "odd"), [(12, False), (14, False), (15, True), (16, True), (255, True)])
def test_a_header_has_12_or_14_bytes(size: int, odd: bool) -> None:
    file = activity(3)
    file.header_size = size
    for data, start in ((file.build(), 0), (chain(activity(3), file), len(activity(3).build()))):
        assert [(one.message, one.location.byte) for one in findings(data, "FIT012")] == (
            [(f"the header has {size} bytes, not 12 or 14", start)] if odd else []
        )


def twice(number: int, *values: int, size: int = 1, message: int = 20) -> bytes:
    """A definition with this field (uint8, or uint32) once for each value, and one message of it."""
    base = {1: 2, 4: 0x86}[size]
    head = bytes((0x4F, 0, 0, message, 0, len(values))) + bytes((number, size, base)) * len(values)
    return head + b"\x0f" + b"".join(value.to_bytes(size, "little") for value in values)


def test_of_a_field_defined_twice_the_last_value_counts() -> None:
    file = activity(3).insert_raw("lap", twice(3, 111, 122))
    found = finding(file, "FIT013")
    assert found.message == "1 field defined twice in one message: record.heart_rate"
    at = found.location.message
    assert at is not None
    assert (at.name, at.index) == ("record", 3)
    assert activitylint.read(file.build(), name="a.fit").records.heartrate[3] == 122
    thrice = activity(3).insert_raw("lap", twice(3, 111, 122, 133))
    assert activitylint.read(thrice.build(), name="a.fit").records.heartrate[3] == 133
    assert finding(thrice, "FIT013").count == 1
    once = activity(3).insert_raw("lap", twice(3, 111) + twice(3, 122))
    assert findings(once, "FIT013") == []


def test_bytes_of_the_size_of_the_profiles_type_are_read_as_that_type() -> None:
    moment = (START - 631_065_600 + 10).to_bytes(4, "little")
    record = bytes((0x4F, 0, 0, 20, 0, 1, 253, 4, 0x0D, 0x0F)) + moment  # a timestamp of four bytes (byte[4])
    file = activity(3).insert_raw("lap", record)
    assert activitylint.read(file.build(), name="a.fit").records.time[3] == START + 10
    assert finding(file, "FIT009").about == ("timestamp",)
    short = bytes((0x4F, 0, 0, 20, 0, 1, 253, 3, 0x0D, 0x0F)) + moment[:3]
    time = activitylint.read(activity(3).insert_raw("lap", short).build(), name="a.fit").records.time[3]
    assert time != START + 10


def test_a_data_size_in_big_endian_order_is_named() -> None:
    file = activity(3)
    right = len(file.body())
    swapped = int.from_bytes(right.to_bytes(4, "little"), "big")
    found = finding(file.build(data_size=swapped), "FIT001")
    assert f"big-endian order: 0x{swapped:08X} for {right} bytes" in found.message


def test_wrong_checksums_in_a_chain_share_one_finding() -> None:
    wrong, right = activity(3).build(crc=0x12), activity(3).build()
    numbers = f"0x0012 is stored, but the bytes give 0x{int.from_bytes(right[-2:], 'little'):04X}"
    single = finding(wrong, "FIT003")
    assert (single.count, single.message) == (1, f"the CRC is wrong: {numbers}")
    chained = finding(chain(right, wrong, wrong), "FIT003")
    assert (chained.count, chained.message) == (2, f"the CRC is wrong in 2 of 3 chained files; in the first, {numbers}")


@pytest.mark.parametrize(
    ("more", "described"),
    [
        ([pool_swim(2)], "activity (10 messages)"),
        (
            [FitFile().message("file_id", type="course"), FitFile()],
            "course (1 message), no file type (0 messages)",
        ),
        ([FitFile().message("file_id", type=Raw(200))] * 5, ", ".join(["type 200 (1 message)"] * 3) + " and 2 more"),
        ([FitFile().message("file_id", type=Raw(200))] * 3, ", ".join(["type 200 (1 message)"] * 3)),
    ],
)
def test_up_to_three_chained_files_are_described(more: list[FitFile], described: str) -> None:
    found = finding(chain(activity(3), *more), "FIT007")
    assert found.count == len(more)
    assert found.message.startswith(f"{len(more)} more FIT file{'s' * (len(more) > 1)} ")
    assert found.message.endswith(f": {described}")


@pytest.mark.parametrize(
    ("fields", "described"),
    [
        ({"power": Raw(b"\1", 0x84)}, "record.power (1 byte for uint16)"),
        (
            {"unknown_200": Raw(b"\1\2\3", 0x86), "unknown_201": Raw(b"\1\2", 0x55)},
            "record.unknown_200 (3 bytes for uint32), record.unknown_201 (2 bytes for base type 0x55)",
        ),
        (
            {f"unknown_{number}": Raw(b"\1", 0x84) for number in range(200, 205)},
            ", ".join(f"record.unknown_{number} (1 byte for uint16)" for number in range(200, 203)) + " and 2 more",
        ),
    ],
)
def test_up_to_three_fields_of_odd_size_are_described(fields: dict[str, Raw], described: str) -> None:
    found = finding(activity(3).change("record", None, **fields), "FIT009")
    assert found.count == len(fields)
    assert found.message.endswith(f": {described}")


def test_developer_fields_without_a_description_are_counted() -> None:
    file = activity(3)
    for record in file.of("record"):
        record.developer += [DeveloperField(7, b"\1", 2), DeveloperField(8, b"\1", 2)]
    two = finding(file, "FIT010")
    assert two.count == 2
    assert two.message.endswith("field 7 of developer 2 in record (no field_description)")
    described = activity(3)
    described.items.insert(1, FitFile().developer_field(7, "Load", "uint8", developer=2).items[0])
    described.of("record")[1].developer.append(DeveloperField(7, b"\1", 2))
    one = finding(described, "FIT010")
    assert one.count == 1
    assert one.message.endswith("field 7 of developer 2 in record (no developer_data_id)")


@pytest.mark.parametrize(("count", "fact"), [(1, "1 byte follows"), (30, "30 bytes follow")])
def test_bytes_after_the_file_are_counted(count: int, fact: str) -> None:
    assert finding(activity(3).build() + bytes(count), "FIT006").message.startswith(f"{fact} ")


def test_the_protocol_version_and_the_local_message_type_are_named() -> None:
    assert " 3.4," in finding(FitFile(protocol=(3, 4), items=activity(3).items), "FIT008").message
    assert " 13," in finding(activity(3).insert_raw("record", b"\x0d"), "FIT005").message


def test_a_cut_message_is_named_as_the_place_after_which_nothing_was_checked() -> None:
    whole = activity(3).build()
    at = activitylint.read(whole[:-30], name="a.fit").faults_of(FaultKind.FIT_TRUNCATED)[0].at.row
    assert finding(whole[:-30], "FIT004").message.endswith(f"; nothing after byte 0x{at:X} was checked")
    assert "was checked" not in finding(whole[:-1], "FIT004").message  # only the checksum is cut


def test_nothing_after_an_undefined_message_is_checked() -> None:
    found = finding(FitFile(items=[*activity(3).items, b"\x0b\x00\x00"]), "FIT005")
    assert found.message.endswith(f"; nothing after byte 0x{found.location.byte:X} was checked")
