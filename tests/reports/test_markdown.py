from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from markdown_it import MarkdownIt

from activitylint.model.finding import Severity
from activitylint.model.report import Report
from report_examples import CLEAN, FAILED, FINDING, GPX, REPORTS, hostile_reports, of_fixtures, written

if TYPE_CHECKING:
    from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """The tokens of GitHub's Markdown: CommonMark with tables."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def rows(text: str) -> list[list[Token]]:
    """The cells of each row of the table, without the heading."""
    found: list[list[Token]] = []
    body = False
    parsed = tokens(text)
    for number, token in enumerate(parsed):
        body = {"tbody_open": True, "tbody_close": False}.get(token.type, body)
        if body and token.type == "tr_open":
            found.append([])
        elif body and token.type == "td_open":
            found[-1].append(parsed[number + 1])
    return found


def shown(cell: Token) -> str:
    return "".join(child.content for child in cell.children or [])


def test_a_table_of_findings_and_how_to_fix_them() -> None:
    text = written("markdown")
    assert text.splitlines()[0] == (
        "**activitylint**: 4 files checked, 1 did not pass: 1 error, 1 warning, 1 info (shown with --verbose), 1 failed"
    )
    assert [[shown(cell) for cell in row] for row in rows(text)] == [
        ["failed", "missing.fit", "", "No such file or directory"],
        ["error", "ride.gpx 45:7", "TIM001 record-without-time", "137 of 2,870 track points have no time"],
        [
            "warning",
            "rides/a b.fit.gz record 45, byte 0x1A2F",
            "STR001 heart-rate-out-of-range",
            "1 of 60 records has a heart rate of 0 bpm",
        ],
    ]
    assert "- **TIM001** record-without-time: Strava will reject this file. Write a time.\n" in text
    assert "no-sport" not in text
    assert "SPO002 no-sport" in written("markdown", least=Severity.INFO)


def test_each_finding_has_its_own_help() -> None:
    helps = ["Write a time.", "Remove the point.", "Write a time."]
    many = [
        replace(GPX, path=f"{number}.gpx", findings=(replace(FINDING, help=text),)) for number, text in enumerate(helps)
    ]
    assert written("markdown", many).splitlines()[-5:-2] == [
        "- **TIM001** record-without-time: Strava will reject this file.",
        "    - `0.gpx` 45:7 and 1 more finding: Write a time.",
        "    - `1.gpx` 45:7: Remove the point.",
    ]
    assert "\n- **TIM001** record-without-time: Strava will reject this file. Write a time.\n" in written(
        "markdown", [many[0], many[2]]
    )


def test_the_number_of_different_helps_is_limited() -> None:
    many = [
        replace(GPX, path=f"{number}.gpx", findings=(replace(FINDING, help=f"Fix {number}."),)) for number in range(120)
    ]
    assert written("markdown", many).count("\n    - ") == 50
    assert written("markdown", many, show_all=True).count("\n    - ") == 120


def test_without_findings_it_is_one_line() -> None:
    assert written("markdown", [CLEAN]) == "**activitylint**: 1 file checked: no errors, no warnings, no infos\n"


def test_a_long_table_keeps_the_most_severe_findings() -> None:
    many = [replace(REPORTS[1], path=f"{number}.fit") for number in range(120)]
    text = written("markdown", [*many, GPX, FAILED])
    assert [shown(row[0]) for row in rows(text)] == ["failed", "error", *["warning"] * 48]
    assert "\nAnd 72 more findings (--show-all).\n" in text
    assert len(rows(written("markdown", many, show_all=True))) == 120


def test_only_words_with_a_meaning_in_markdown_become_code() -> None:
    message = "all have <hr> (Garmin's TrackPointExtension v2), file_id lacks `a b`, 50% of '#12', 3 times: www.x.com."
    text = written("markdown", [replace(GPX, findings=(replace(FINDING, message=message),))])
    assert (
        "| all have `<hr>` (Garmin's TrackPointExtension v2), `file_id` lacks `a b`, 50% of '`#12`', 3 times: "
        "`www.x.com`. |" in text
    )


def test_every_finding_of_the_fixtures_has_a_row() -> None:
    reports = of_fixtures()
    text = written("markdown", reports, least=Severity.INFO, show_all=True)
    assert len(rows(text)) == sum(len(report.findings) for report in reports)
    assert all(len(row) == 4 for row in rows(text))


@given(hostile_reports())
def test_text_from_a_file_is_never_markup(reports: tuple[Report, ...]) -> None:
    text = written("markdown", reports, least=Severity.INFO)
    found = rows(text)
    assert len(found) == sum(len(report.findings) + (report.failure is not None) for report in reports)
    assert all(len(row) == 4 for row in found)
    html = 0
    for token in tokens(text):
        html += token.type == "html_block"
        for child in token.children or []:
            assert child.type in {"text", "code_inline", "strong_open", "strong_close", "softbreak"}
            if child.type == "text":
                # Outside of code, GitHub and GitLab turn these into links, mentions, references and formulas.
                assert not re.search(r"@\w|#\d|://|www\.|[$~!]\w|GH-\d|:\w+:", child.content)
    assert html == (2 if any(report.findings for report in reports) else 0)
