from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model.finding import Effect, Excerpt, Finding, Location, MessageRef, Section, Severity, documented
from activitylint.model.format import Format
from activitylint.model.report import Report, totals
from activitylint.reports import FORMATS, Options, reporter
from activitylint.reports.escape import printable

FINDING = Finding(
    code="TIM001",
    name="record-without-time",
    severity=Severity.ERROR,
    effect=Effect.REJECTED,
    basis=(documented(Section.FILE_TYPES),),
    message="137 of 2,870 track points have no time",
    help="Write a time.",
    location=Location(byte=1234, line=45, column=7),
    count=137,
    ranges=((12, 147), (2811, 2811)),
    noun="track point",
    excerpt=Excerpt(line='      <trkpt lat="51.1" lon="4.2"/>', column=7),
)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def written(*findings: Finding, output_format: str = "full", path: str = "ride.gpx", **options: object) -> str:
    parts: list[str] = []
    made = Options(**options)  # type: ignore[arg-type]
    output = reporter(output_format, parts.append, made)
    report = Report(path, Format.GPX, compressed=False, findings=findings)
    output.add(report)
    output.close(totals([report]))
    return "".join(parts)


def test_full_has_this_layout() -> None:
    assert written(FINDING) == (
        "ride.gpx:45:7 error TIM001 record-without-time: 137 of 2,870 track points have no time\n"
        '   45 |       <trkpt lat="51.1" lon="4.2"/>\n'
        "      |       ^\n"
        "  track points 12-147, 2,811\n"
        '  Strava will reject this file. Documented under "Supported File Types".\n'
        "  help: Write a time. (more: activitylint rule TIM001)\n"
        "\n"
        "1 file checked: 1 error, no warnings, no infos\n"
    )


def test_a_fit_message_is_a_table_with_the_field_marked() -> None:
    fields = tuple((f"field_{number}", f"{number} bpm") for number in range(12))
    finding = replace(
        FINDING,
        location=Location(byte=0x1A2F, message=MessageRef("record", 44)),
        excerpt=Excerpt(fields=fields, marked="field_11"),
        ranges=((45, 45),),
        count=1,
    )
    output = written(finding)
    assert output.startswith("ride.gpx:record 45, byte 0x1A2F error TIM001")
    assert "    > field_11  11 bpm\n" in output
    assert "      field_0   0 bpm\n" in output
    assert "      and 4 more fields (--show-all)\n" in output
    assert "more field" not in written(finding, show_all=True)
    # The place already names the record.
    assert "track point 45" not in output


def test_long_lists_are_shortened_with_a_note() -> None:
    many = tuple((number, number) for number in range(1, 100, 2))
    finding = replace(FINDING, ranges=many, count=50)
    assert "track points 1, 3, 5, 7, 9, 11, 13, 15 and 42 more ranges (--show-all)" in written(finding)
    assert "99" in written(finding, show_all=True)


@pytest.mark.parametrize("width", [40, 60, 80])
@given(
    message=st.text(st.characters(codec="ascii", categories=["L", "Zs"]), min_size=1, max_size=300),
    line=st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=500),
    data=st.data(),
)
def test_lines_fit_the_terminal_and_the_caret_points_to_its_character(
    width: int, message: str, line: str, data: st.DataObject
) -> None:
    column = data.draw(st.integers(1, len(line)))
    # Longer words are not broken, so that file names can be copied.
    message = " ".join(word[:20] for word in message.split())
    finding = replace(FINDING, message=message, excerpt=Excerpt(line=line, column=column))
    lines = written(finding, width=width, path="r.gpx").splitlines()
    assert max(len(text) for text in lines) <= max(width, 62)
    number = next(i for i, text in enumerate(lines) if text.lstrip().startswith("45 | "))
    caret = lines[number + 1].index("^")
    if column <= len(line.rstrip()):
        assert lines[number][caret] == line[column - 1]


def test_the_caret_moves_with_escaped_characters() -> None:
    finding = replace(FINDING, excerpt=Excerpt(line="\x1b\u202ex", column=3))
    lines = written(finding).splitlines()
    assert lines[1] == "   45 | \\x1b\\u202ex"
    assert lines[2] == "      | " + " " * 10 + "^"


@pytest.mark.parametrize(
    ("line", "column", "shown", "cell"),
    [
        ("日本 x", 4, "日本 x", 6),
        ("e\u0301 x", 4, "e\u0301 x", 3),
        ("##[error]x", 10, "#\\x23[error]x", 13),
    ],
)
def test_the_caret_counts_cells(line: str, column: int, shown: str, cell: int) -> None:
    lines = written(replace(FINDING, excerpt=Excerpt(line=line, column=column))).splitlines()
    assert lines[1] == f"   45 | {shown}"
    assert lines[2] == "      | " + " " * (cell - 1) + "^"


def test_a_long_line_is_cut_on_both_sides_with_dots() -> None:
    line = "a" * 300 + "X" + "b" * 300
    output = written(replace(FINDING, excerpt=Excerpt(line=line, column=301)), width=60).splitlines()
    source, caret = output[2:4]
    assert len(source) <= 60
    assert source.startswith("   45 | ...aaa")
    assert source.endswith("bbb...")
    assert source[caret.index("^")] == "X"


def test_the_hint_to_read_more_comes_once_per_rule() -> None:
    assert written(FINDING, FINDING, replace(FINDING, code="TIM002")).count("more: activitylint rule TIM001") == 1


def test_many_findings_of_a_rule_are_shortened_with_a_note() -> None:
    output = written(*[FINDING] * 25)
    assert output.count("error TIM001") == 10
    assert "ride.gpx: 15 more TIM001 record-without-time (--show-all)\n" in output
    assert output.endswith("1 file checked: 25 errors, no warnings, no infos\n")
    assert written(*[FINDING] * 25, show_all=True).count("error TIM001") == 25
    assert written(*[FINDING] * 25, output_format="concise").count("error TIM001") == 25


@pytest.mark.parametrize("path", ["::error file=x::boo", "  ::debug::boo"])
@pytest.mark.parametrize("output_format", ["full", "concise", "grouped"])
def test_no_line_is_a_command_for_a_runner(path: str, output_format: str) -> None:
    finding = replace(FINDING, message="::error::boo " * 30, help="::error::boo " * 30)
    for line in written(finding, path=path, output_format=output_format, width=60).splitlines():
        assert not line.lstrip().startswith("::")


def test_without_colors_the_text_is_the_same() -> None:
    colored = written(FINDING, color=True)
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert ESCAPES.sub("", colored) == written(FINDING)


def test_infos_are_hidden_and_counted() -> None:
    info = replace(FINDING, severity=Severity.INFO)
    assert written(info) == "1 file checked: no errors, no warnings, 1 info (shown with --verbose)\n"
    assert "TIM001" in written(info, least=Severity.INFO)


def test_a_failure_is_shown_with_its_reason() -> None:
    parts: list[str] = []
    output = reporter("concise", parts.append, Options())
    report = Report("a\nb.fit", None, compressed=False, findings=(), failure="Permission denied")
    output.add(report)
    output.close(totals([report]))
    assert "".join(parts) == (
        "a\\nb.fit: failed: Permission denied\n1 file checked: no errors, no warnings, no infos, 1 failed\n"
    )


@given(st.text())
def test_printable_text_has_no_control_characters(text: str) -> None:
    shown = printable(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert printable(shown) == shown


@pytest.mark.parametrize("output_format", FORMATS)
@given(hostile=st.text())
def test_text_from_a_file_is_escaped_in_every_format(output_format: str, hostile: str) -> None:
    excerpt = Excerpt(line=hostile, column=1, fields=((hostile, hostile),))
    finding = replace(FINDING, message=hostile, help=hostile, excerpt=excerpt)
    output = written(finding, output_format=output_format, path=hostile)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output)
