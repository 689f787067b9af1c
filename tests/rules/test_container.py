"""FIT001 to FIT010: what the fixtures do not show."""

from __future__ import annotations

import pytest

import activitylint
from fit_builder import START, DeveloperField, FitFile, Raw, activity, chain, pool_swim

DEFINITION = bytes((0x40, 0, 0, 20, 0, 0))
"""Of messages of one byte."""


def messages(file: FitFile | bytes, code: str) -> list[str]:
    data = file if isinstance(file, bytes) else file.build()
    report = activitylint.lint(data, name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    return [finding.message for finding in report.findings if finding.code == code]


def test_a_file_may_have_65536_messages_and_one_more_for_each_8_bytes() -> None:
    records = 150_000
    crowd = FitFile(items=[DEFINITION, bytes(records)]).build()
    most = 65_536 + len(crowd) // 8
    assert messages(crowd, "FIT004") == [f"the file is not read to its end: it has more than {most:,} messages"]
    most = 65_536 + len(chain(activity(3), crowd)) // 8
    assert messages(chain(activity(3), crowd), "FIT004") == [
        f"file 2 of 2 is not read to its end: it has more than {most:,} messages"
    ]
    assert messages(FitFile(items=[DEFINITION, bytes(65_536)]), "FIT004") == []
    assert messages(FitFile(items=[DEFINITION, bytes(74_000)]), "FIT004") == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            activity(3).build()[:-1],
            "the file is cut short: 353 of 354 bytes of data are there, the file's checksum is ",
        ),
        (
            chain(activity(3), activity(3).build()[:-30]),
            "file 2 of 2 is cut short: 324 of 354 bytes of data are there, ",
        ),
        (activity(3).build()[:50], "the file is cut short: 36 of 354 bytes of data are there, the file ends inside a"),
        (FitFile(items=[activity(3).body()[:-3]]).build(), "the file is cut short: the last message goes on past the "),
    ],
)
def test_where_a_file_breaks_off(data: bytes, told: str) -> None:
    (message,) = messages(data, "FIT004")
    assert message.startswith(told)
    whole = activitylint.read(data, name="a.fit").fit
    assert whole is not None
    count = whole.files[-1].messages
    assert message.endswith(
        f"; {count} {'message' if count == 1 else 'messages'} before that {'is' if count == 1 else 'are'} whole"
    )


def test_checksums_of_a_chain_are_told_together() -> None:
    wrong, right = activity(3).build(crc=0x12), activity(3).build()
    crc = int.from_bytes(right[-2:], "little")
    said = f"0x0012 is stored, the bytes give 0x{crc:04X}"
    assert messages(wrong, "FIT003") == [f"the CRC is wrong: {said}"]
    assert messages(chain(right, wrong, wrong), "FIT003") == [
        f"the CRC is wrong in 2 of 3 chained files, first: {said}"
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([pool_swim(2)], "1 more FIT file follows the first: one of type activity (10 messages)"),
        (
            [FitFile().message("file_id", type="course"), FitFile()],
            "2 more FIT files follow the first: one of type course (1 message), one without a file type (0 messages)",
        ),
        (
            [FitFile().message("file_id", type=Raw(200))] * 5,
            "5 more FIT files follow the first: " + ", ".join(["one of type 200 (1 message)"] * 3) + " and 2 more",
        ),
        (
            [FitFile().message("file_id", type=Raw(200))] * 3,
            "3 more FIT files follow the first: " + ", ".join(["one of type 200 (1 message)"] * 3),
        ),
    ],
)
def test_chained_files_are_described(more: list[FitFile], told: str) -> None:
    assert messages(chain(activity(3), *more), "FIT007") == [told]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"power": Raw(b"\1", 0x84)},
            "the size of 1 field does not fit the base type: record.power (1 byte of uint16)",
        ),
        (
            {"unknown_200": Raw(b"\1\2\3", 0x86), "unknown_201": Raw(b"\1\2", 0x55)},
            (
                "the size of 2 fields does not fit the base type: record.unknown_200 (3 bytes of uint32), "
                "record.unknown_201 (2 bytes of base type 0x55)"
            ),
        ),
        (
            {f"unknown_{number}": Raw(b"\1", 0x84) for number in range(200, 205)},
            "the size of 5 fields does not fit the base type: "
            + ", ".join(f"record.unknown_{number} (1 byte of uint16)" for number in range(200, 203))
            + " and 2 more",
        ),
    ],
)
def test_odd_sizes_are_told_by_field(fields: dict[str, Raw], told: str) -> None:
    assert messages(activity(3).change("record", None, **fields), "FIT009") == [told]


def test_developer_fields_that_nothing_describes() -> None:
    file = activity(3)
    for record in file.of("record"):
        record.developer += [DeveloperField(7, b"\1", 2), DeveloperField(8, b"\1", 2)]
    assert messages(file, "FIT010") == [
        "2 developer fields are not described, first field 7 of developer 2 in record: no field_description"
    ]
    described = activity(3)
    described.items.insert(1, FitFile().developer_field(7, "Load", "uint8", developer=2).items[0])
    described.of("record")[1].developer.append(DeveloperField(7, b"\1", 2))
    assert messages(described, "FIT010") == [
        "1 developer field is not described, first field 7 of developer 2 in record: no developer_data_id"
    ]


@pytest.mark.parametrize(("count", "told"), [(1, "1 byte follows"), (30, "30 bytes follow")])
def test_bytes_behind_the_file(count: int, told: str) -> None:
    assert messages(activity(3).build() + bytes(count), "FIT006") == [f"{told} the end of the FIT file"]


def test_a_version_and_a_local_type_are_named() -> None:
    assert messages(FitFile(protocol=(3, 4), items=activity(3).items), "FIT008") == [
        "the header says FIT protocol 3.4, and 2 is the newest major version"
    ]
    assert messages(activity(3).insert_raw("record", b"\x0d"), "FIT005") == [
        "a data message is of local type 13, which is not defined before it"
    ]
