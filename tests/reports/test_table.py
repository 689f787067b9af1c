"""The table has one row per file, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from activitylint.cli import main
from activitylint.model.overview import Overview
from activitylint.model.report import Report
from activitylint.reports.table import COLUMNS
from paths import FIXTURES
from report_examples import CLEAN, FAILED, GPX, REPORTS, written

SAMPLES = FIXTURES / "samples"
OVERVIEW = Overview("Ride", 1_780_000_000.0, -12_600, 60.0, 55.25, 1234.56, None, "-1", 60, ("time", "power"), {})


def rows(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written("csv", reports))))


def test_every_report_is_a_row_in_order() -> None:
    found = rows(*REPORTS)
    assert [row["path"] for row in found] == [report.path for report in REPORTS]
    assert all(tuple(row) == COLUMNS for row in found)
    for row, report in zip(found, REPORTS, strict=True):
        assert (row["verdict"], int(row["errors"])) == (report.verdict.value, len(report.errors))


def test_a_file_that_failed_says_why_and_leaves_the_rest_empty() -> None:
    (row,) = rows(FAILED)
    assert row["failure"] == FAILED.failure
    assert row["verdict"] == "not checked"
    assert row["start_utc"] == row["records"] == row["sport"] == ""


def test_times_have_their_zone_and_numbers_their_unit() -> None:
    (row,) = rows(replace(CLEAN, overview=OVERVIEW))
    assert row["start_utc"] == "2026-05-28T20:26:40Z"
    assert row["start_local"] == "2026-05-28T16:56:40-03:30"
    assert (row["elapsed_s"], row["moving_s"], row["distance_m"]) == ("60", "55.2", "1234.6")
    assert row["streams"] == "time power"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_starts_with_an_apostrophe(start: str) -> None:
    (row,) = rows(replace(GPX, path=f"{start}cmd|' /C calc'!A0", overview=OVERVIEW))
    assert row["path"].startswith("'")
    assert row["device"] == "'-1"


def test_a_worst_code_is_of_the_highest_severity() -> None:
    (row,) = rows(GPX)
    assert row["worst_code"] in {finding.code for finding in GPX.errors or GPX.warnings}


def test_a_duplicate_names_the_file_that_it_repeats(tmp_path: Path) -> None:
    paths = [str(SAMPLES / "ride.fit"), str(tmp_path / "copy.fit")]
    shutil.copy(*paths)
    for arguments in (["lint", "--isolated", "--batch", "--format", "csv"], ["inspect", "--format", "csv"]):
        done = CliRunner().invoke(main, [*arguments, *paths])
        first, second = csv.DictReader(io.StringIO(done.stdout))
        assert (first["duplicate_of"], second["duplicate_of"]) == ("", paths[0])


def test_inspect_prints_the_same_rows_as_json_lines() -> None:
    path = str(SAMPLES / "ride.fit")
    (line,) = CliRunner().invoke(main, ["inspect", "--format", "jsonl", path]).stdout.splitlines()
    found = json.loads(line)
    assert tuple(found) == COLUMNS
    assert (found["path"], found["records"], found["send_sport_type"]) == (path, 60, "Ride")


def test_inspect_fails_if_a_file_cannot_be_read() -> None:
    done = CliRunner().invoke(main, ["inspect", "--format", "csv", "missing.fit", str(SAMPLES / "ride.fit")])
    assert done.exit_code == 2
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["not checked", "fine"]
