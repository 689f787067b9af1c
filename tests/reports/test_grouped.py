from __future__ import annotations

from dataclasses import replace

import pytest

from activitylint.model.finding import Severity
from report_examples import CLEAN, FINDING, FIT, GPX, of_fixtures, written


def test_a_heading_per_file_and_a_line_per_finding() -> None:
    assert written("grouped") == (
        "ride.gpx  1 error, 1 info\n"
        "  45:7  error    TIM001  137 of 2,870 track points have no time\n"
        "\n"
        "rides/a b.fit.gz  1 warning\n"
        "  record 45, byte 0x1A2F  warning  STR001  1 of 60 records has a heart rate of 0 bpm\n"
        "\n"
        "missing.fit\n"
        "  failed  No such file or directory\n"
        "\n"
        "4 files checked, 1 did not pass: 1 error, 1 warning, 1 info (shown with --verbose), 1 failed\n"
    )
    assert "2:1   info     SPO002  the file names no sport\n" in written("grouped", least=Severity.INFO)


def test_a_file_without_findings_has_no_heading() -> None:
    assert written("grouped", [CLEAN], quiet=True) == ""


def test_many_findings_of_a_rule_are_shortened_with_a_note() -> None:
    many = replace(GPX, findings=(FINDING,) * 25)
    assert "  15 more TIM001 record-without-time (--show-all)\n" in written("grouped", [many])
    assert written("grouped", [many], show_all=True).count("TIM001") == 25


@pytest.mark.parametrize("width", [60, 100])
def test_lines_fit_the_terminal(width: int) -> None:
    reports = [FIT, GPX, *of_fixtures()]
    for line in written("grouped", reports, width=width, least=Severity.INFO).splitlines():
        longest_word = max(map(len, line.split()), default=0)
        assert len(line) <= width or not line.startswith(" ") or longest_word > width // 2, line
