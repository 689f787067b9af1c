"""The diff of a result: it shows what was changed and nothing else."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.fixes.diffs import difference
from activitylint.fixes.edits import Edit, apply
from activitylint.fixes.result import FixResult
from activitylint.model.report import Report
from activitylint.source.reading import open_source
from fit_builder import activity
from generated.model import NOW
from hostile.shapes import SHAPES
from paths import FIXTURES

HUNK = re.compile(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@")


def _result(data: bytes, edits: list[Edit]) -> FixResult:
    source = open_source(data, name="ride.gpx", read_limit=10**6)
    report = Report("ride.gpx", source.format, compressed=False, findings=())
    return FixResult(source, apply(data, edits), "ride.gpx", tuple(edits), (), (), report, report)


def _patched(old: list[str], diff: list[str]) -> list[str]:
    """Apply the diff to the old lines; every line that it quotes must match."""
    made: list[str] = []
    here = 0
    for line in diff[2:]:
        hunk = HUNK.fullmatch(line)
        if hunk:
            first = int(hunk[1]) - 1
            made += old[here:first]
            here = first
            assert len(made) == int(hunk[3]) - 1
        elif line.startswith("+"):
            made.append(line[1:])
        else:
            assert old[here] == line[1:]
            made += [old[here]] if line.startswith(" ") else []
            here += 1
    return made + old[here:]


@st.composite
def texts(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    lines = draw(st.lists(st.text("ab<>/", max_size=6), min_size=1, max_size=30))
    data = ("<gpx>\n" + "\n".join(lines) + "\n").encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    pieces = st.text("xy\n", max_size=5)
    edits = [Edit(a, b, draw(pieces).encode()) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    merged: list[Edit] = []
    for edit in edits:
        if merged and edit.start == merged[-1].stop:
            continue
        if edit.new or edit.stop > edit.start:
            merged.append(edit)
    return data, merged


@given(texts())
def test_a_diff_turns_the_old_lines_into_the_new_ones(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    diff = list(difference(_result(data, edits)))
    old, new = (text.decode().split("\n") for text in (data, apply(data, edits)))
    if edits:
        ends = [lines[:-1] if not lines[-1] else lines for lines in (old, new)]
        assert _patched(ends[0], diff) == ends[1]
    else:
        assert diff == []


def test_a_small_change_looks_the_same_as_with_difflib() -> None:
    data = ("<gpx>\n" + "".join(f"<a>{number}</a>\n" for number in range(20))).encode()
    at = data.index(b"<a>10")
    edits = [Edit(at + 3, at + 5, b"ten")]
    old, new = data.decode().splitlines(), apply(data, edits).decode().splitlines()
    expected = list(difflib.unified_diff(old, new, "ride.gpx", "ride.gpx", lineterm=""))
    assert list(difference(_result(data, edits))) == expected


def test_a_long_line_is_cut_around_the_change() -> None:
    data = b"<gpx>" + b"<a>1</a>" * 10_000 + b"</gpx>"
    shown = list(difference(_result(data, [Edit(40_000, 40_001, b"?")])))
    assert len(shown) == 5
    assert all(len(line) < 200 for line in shown)
    assert "?" in shown[-1]


def test_a_fit_file_is_shown_as_messages(fit_ride: bytes) -> None:
    fit = activitylint.read(fit_ride).fit
    assert fit is not None
    offset = int(fit.messages["record"].offset[1])
    source = open_source(fit_ride, name="ride.fit", read_limit=10**6)
    report = Report("ride.fit", source.format, compressed=False, findings=())
    size = int(fit.messages["record"].offset[2]) - offset
    edits = (Edit(offset, offset + size),)
    result = FixResult(source, apply(fit_ride, edits), "ride.fit", edits, (), (), report, report)
    shown = list(difference(result))
    assert shown[2] == f"@@ byte 0x{offset:X} @@"
    assert shown[3].startswith("-record 2: timestamp ")
    assert len(shown) == 4


def fixed(data: bytes, name: str = "ride.fit") -> list[str]:
    """The diff after applying all safe and unsafe fixes."""
    return list(difference(activitylint.fix(data, name=name, unsafe=True, now=NOW)))


@pytest.mark.parametrize("before", [b"", activity().build()], ids=["single file", "second in a chain"])
def test_a_changed_message_shows_the_changed_fields(before: bytes) -> None:
    data = activity().change("record", 3, power=40_000).build()
    row = 4 if not before else 14
    shown = fixed(before + data)
    assert shown[:5] == [
        "--- ride.fit",
        "+++ ride.fit",
        f"@@ byte 0x{len(before) + data.index((40_000).to_bytes(2, 'little')):X} @@",
        f"-record {row}: power 40000 watts",
        f"+record {row}: power -",
    ]


def test_a_checksum_is_shown_as_bytes() -> None:
    data = activity().change("activity", num_sessions=3).build()
    shown = fixed(data)
    assert shown[3:6] == [
        "-activity 1: num_sessions 3",
        "+activity 1: num_sessions 1",
        f"@@ byte 0x{len(data) - 2:X} @@",
    ]
    old, new = (line[1:] for line in shown[6:])
    assert bytes.fromhex(old) == data[-2:]
    assert len(bytes.fromhex(new)) == 2


def test_only_the_first_of_many_other_bytes_are_shown() -> None:
    data = activity().build()
    assert fixed(data + b"\0" * 30)[2:] == [
        f"@@ byte 0x{len(data):X} @@",
        f"-{' '.join(['00'] * 12)} and 18 more bytes",
    ]
    assert fixed(data + b"\0" * 12)[3:] == [f"-{' '.join(['00'] * 12)}"]


def test_a_new_message_shows_its_first_fields() -> None:
    data = activity().drop("session").build()
    (session,) = (line for line in fixed(data) if "session" in line)
    assert session.startswith("+session 1: message_index 0, timestamp 2026-03-01T08:00:09Z, event session, ")
    assert session.endswith(", total_distance 45 m and 8 more fields")
    assert len(session.split(", ")) == 8


def test_a_new_name_is_shown() -> None:
    assert fixed(activity().build(), "ride.gpx") == ["rename ride.gpx to ride.fit"]


@pytest.fixture
def fit_ride() -> bytes:
    return (FIXTURES / "samples" / "ride.fit").read_bytes()


def test_the_changes_of_a_fit_file_are_counted_after_the_first_thousands_of_fields() -> None:
    data = SHAPES["FIT: positions of one byte with compressed times"].make(40_000)
    lines = list(difference(activitylint.fix(data, name="a.fit", now=NOW, unsafe=True)))
    shown = sum(line.startswith("@@") for line in lines)
    total = len(activitylint.fix(data, name="a.fit", now=NOW, unsafe=True).edits)
    assert 1_000 < shown < total
    assert lines[-1] == f"and {total - shown:,} more changes"
