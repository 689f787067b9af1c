"""`brief` stays short however many files have the same finding, and leads to what to do next."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from activitylint.model.finding import Safety, Severity
from activitylint.model.report import AvailableFix, Report
from report_examples import CLEAN, FAILED, FINDING, FIT, GPX, INFO, of_fixtures, written


def many(files: int) -> list[Report]:
    return [replace(GPX, path=f"{number}.gpx") for number in range(files)]


def test_a_file_is_a_block_with_one_line_per_rule() -> None:
    twice = replace(GPX, findings=(FINDING, replace(FINDING, message="again"), INFO))
    text = written("brief", [twice])
    assert text.startswith(f"{GPX.path}  refused\n  error    {FINDING.code}  ")
    assert "(and 1 more)" in text
    assert "again" not in text
    assert INFO.code not in text.split("\n\n")[0]


def test_errors_come_first() -> None:
    info = replace(INFO, code="AAA001")
    block = written("brief", [replace(GPX, findings=(info, FINDING))], least=Severity.INFO).split("\n\n")[0]
    assert [line.split()[0] for line in block.splitlines()[1:]] == ["error", "info"]


@pytest.mark.parametrize("files", [6, 200])
def test_the_same_finding_in_many_files_is_folded(files: int) -> None:
    text = written("brief", many(files))
    assert text.count("  refused\n") == 5
    assert re.search(rf"{FINDING.code}  {FINDING.name}:\s+{files - 5} more files?, such as 5\.gpx", text)
    assert f"{FINDING.code} {FINDING.name} in {files} files" in text
    assert len(text.splitlines()) < 40


def test_a_block_names_what_is_folded() -> None:
    """Otherwise a file that is refused would have a block with a warning, and no reason."""
    other = replace(FINDING, code="AAA001", severity=Severity.WARNING)
    text = written("brief", [*many(6), replace(GPX, path="last.gpx", findings=(FINDING, other))])
    assert f"last.gpx  refused\n  warning  AAA001  {text.split('AAA001  ')[1].partition(chr(10))[0]}\n" in text
    assert f"           also {FINDING.code} (see the end)\n" in text


def test_show_all_folds_nothing() -> None:
    text = written("brief", many(20), show_all=True)
    assert text.count("  refused\n") == 20
    assert "more file" not in text


def test_the_end_counts_the_verdicts() -> None:
    text = written("brief", [*many(2), CLEAN, FAILED, FIT])
    assert "5 files: 2 refused, 1 at risk, 1 fine, 1 not checked" in text


def test_the_end_says_what_to_run_next() -> None:
    fixable = replace(GPX, path="my ride.gpx", fixes=(AvailableFix("x", (FINDING.code,), Safety.SAFE),))
    text = written("brief", [fixable], again=("rides/", "b c"))
    for command in (
        "activitylint fix --diff rides/ 'b c'",
        "activitylint lint 'my ride.gpx'",
        "activitylint lint --output html:report.html rides/ 'b c'",
    ):
        assert f"  {command}\n" in text
    assert "next:" not in written("brief", [CLEAN])


def test_quiet_has_neither_counts_nor_advice() -> None:
    text = written("brief", many(1), quiet=True)
    assert "next:" not in text
    assert "1 file:" not in text


@pytest.mark.parametrize("width", [50, 80, 120])
def test_lines_fit_the_terminal(width: int) -> None:
    for line in written("brief", [FIT, GPX, *of_fixtures()], width=width, least=Severity.INFO).splitlines():
        longest_word = max(map(len, line.split()), default=0)
        assert len(line) <= width or not line.startswith("  ") or longest_word > width // 2, line
