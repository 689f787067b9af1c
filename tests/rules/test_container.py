"""FIT001 to FIT010: the facts in their messages, in cases beyond the fixtures."""

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
