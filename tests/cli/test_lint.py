from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from activitylint._version import __version__
from activitylint.cli import main
from activitylint.vocabulary.schema_files import read_schema
from paths import FIXTURES, ROOT

GOOD = FIXTURES / "UPL001-empty-file" / "pass-track.gpx"
BAD = FIXTURES / "UPL001-empty-file" / "fail-empty.gpx"
NOW = ("--now", "2026-06-01T00:00:00Z")

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def lint(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, ["lint", *NOW, *arguments], input=stdin)

    return lint


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([str(GOOD)], 0),
        ([str(BAD)], 1),
        ([str(GOOD), str(BAD)], 1),
        ([str(BAD), "--exit-zero"], 0),
        ([str(BAD), "--ignore", "UPL001"], 0),
        ([str(GOOD), "--activity-type", "Ride"], 0),
        ([str(GOOD), "--activity-type", "Ride", "--fail-on", "warning"], 1),
        ([str(GOOD), "--fail-on", "info"], 1),
        ([str(GOOD), "missing.gpx"], 2),
        ([str(BAD), "missing.gpx"], 2),
        (["missing.gpx", "--exit-zero"], 2),
        ([str(GOOD), "--select", "XYZ"], 2),
        ([str(GOOD), "--now", "tomorrow"], 2),
        ([str(GOOD), "--severity", "UPL001"], 2),
        ([], 2),
    ],
)
@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_the_exit_status_never_depends_on_the_format(
    run: Run, arguments: list[str], status: int, output_format: str
) -> None:
    assert run(*arguments, "--format", output_format).exit_code == status


def test_full_shows_place_line_effect_basis_and_help(run: Run) -> None:
    path = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"
    output = run(str(path)).output
    first = output.splitlines()[0]
    assert first.startswith(f"{path}:")
    assert " error TIM001 record-without-time:" in first
    assert " | " in output
    assert "^" in output
    assert '\n  Strava will reject this file. Documented under "Supported File Types".\n' in output
    assert "  help: " in output
    assert output.splitlines()[-2].startswith("1 file checked: 1 error, no warnings, ")


def test_concise_has_one_line_per_finding(run: Run) -> None:
    lines = run(str(BAD), "--format", "concise").output.splitlines()
    assert lines == [
        f"{BAD}:1:1 error UPL001 empty-file: the file is empty",
        "1 file checked: 1 error, no warnings, no infos",
    ]
    assert run(str(BAD), "--format", "concise", "--quiet").output.splitlines() == lines[:1]


def test_infos_are_counted_and_shown_with_verbose(run: Run) -> None:
    quiet = run(str(GOOD), "--format", "concise").output
    assert quiet.splitlines()[-1].endswith("infos (shown with --verbose)")
    assert " info " in run(str(GOOD), "--format", "concise", "--verbose").output


def test_statistics_count_findings_by_rule(run: Run) -> None:
    output = run(str(BAD), str(BAD.parent / "fail-packed-empty.gpx.gz"), "--statistics", "--quiet").output
    assert "      2  error    UPL001  empty-file" in output


@pytest.mark.slow
def test_json_meets_its_schema(run: Run) -> None:
    output = run(*map(str, sorted(FIXTURES.glob("TIM*"))), "missing.fit", "--format", "json").output
    report = json.loads(output)
    jsonschema.validate(report, read_schema("report-1.schema.json"))
    assert report["tool"]["version"] == __version__
    assert report["summary"]["files"] == len(report["files"])
    assert report["summary"]["errors"] == sum(f["severity"] == "error" for e in report["files"] for f in e["findings"])
    assert {entry["status"] for entry in report["files"]} == {"ok", "violations", "failed"}


def test_json_without_files_meets_its_schema(run: Run, tmp_path: Path) -> None:
    result = run(str(tmp_path), "--format", "json")
    jsonschema.validate(json.loads(result.stdout), read_schema("report-1.schema.json"))
    assert result.exit_code == 0
    assert "no activity files in this folder" in result.stderr


def test_a_folder_gives_activity_files_a_named_file_is_always_linted(run: Run, tmp_path: Path) -> None:
    for name in ("b.gpx", "a.GPX", "sub/c.tcx.gz", ".hidden/d.gpx", "notes.txt", "package.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"hello")
    files = json.loads(run(str(tmp_path), "--format", "json").stdout)["files"]
    assert [entry["path"] for entry in files] == [str(tmp_path / name) for name in ("a.GPX", "b.gpx", "sub/c.tcx.gz")]
    named = json.loads(run(str(tmp_path / "notes.txt"), str(tmp_path), "--format", "json").stdout)["files"]
    assert named[0]["path"] == str(tmp_path / "notes.txt")
    assert len(named) == 4


def test_only_activities_treats_named_files_as_a_folder_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "sets.json").write_text('{"sets": []}')
    arguments = [str(tmp_path / "package.json"), str(tmp_path / "sets.json")]
    files = json.loads(run("--only-activities", *arguments, "--format", "json").stdout)["files"]
    assert [entry["path"] for entry in files] == arguments[1:]


def test_an_existing_path_wins_over_a_glob(run: Run, tmp_path: Path) -> None:
    for name in ("[a].gpx", "a.gpx", "b.gpx"):
        (tmp_path / name).write_bytes(GOOD.read_bytes())
    named = json.loads(run(str(tmp_path / "[a].gpx"), "--format", "json").stdout)["files"]
    assert [Path(entry["path"]).name for entry in named] == ["[a].gpx"]
    globbed = json.loads(run(str(tmp_path / "?.gpx"), "--format", "json").stdout)["files"]
    assert [Path(entry["path"]).name for entry in globbed] == ["a.gpx", "b.gpx"]
    assert run(str(tmp_path / "*.fit")).exit_code == 2


def test_standard_input_with_and_without_a_name(run: Run) -> None:
    packed = gzip.compress(GOOD.read_bytes())
    assert run("-", stdin=packed).exit_code == 0
    assert run("-", "--stdin-filename", "ride.gpx.gz", stdin=packed).exit_code == 0
    wrong = run("-", "--stdin-filename", "ride.gpx", "--format", "concise", stdin=packed)
    assert wrong.output.startswith("ride.gpx:1:1 error UPL005")


def test_the_request_is_checked_with_the_file(run: Run) -> None:
    output = run(
        str(GOOD), "--format", "concise", "--sport-type", "ride", "--data-type", "FIT", "--trainer", "x"
    ).output
    assert [line.split()[2] for line in output.splitlines()[:-1]] == ["UPL102", "UPL105", "UPL109"]


def test_batch_reports_the_second_of_two_duplicates(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.gpx").write_bytes(GOOD.read_bytes())
    output = run(str(GOOD), str(tmp_path / "copy.gpx"), "--batch", "--format", "concise").output
    assert f"UPL201 duplicate-activity: the file has the same content as '{GOOD}'" in output
    assert "UPL201" not in run(str(GOOD), str(tmp_path / "copy.gpx")).output


def test_select_ignore_and_severity(run: Run) -> None:
    assert "UPL001" in run(str(BAD), "--select", "UPL,TIM").output
    assert "UPL001" not in run(str(BAD), "--select", "TIM").output
    assert " warning UPL001 " in run(str(BAD), "--severity", "UPL001=warning").output


@pytest.mark.slow
def test_jobs_do_not_change_the_report(run: Run) -> None:
    one = run(str(FIXTURES), "--jobs", "1", "--format", "json").stdout
    assert run(str(FIXTURES), "--jobs", "3", "--format", "json").stdout == one
    assert run(str(FIXTURES), "--format", "json").stdout == one
    assert run(str(FIXTURES), "--jobs", "0").exit_code == 2


@pytest.mark.slow
def test_a_long_run_on_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number}.gpx").write_bytes(GOOD.read_bytes())
    # Every run counts as long, so that a thousand files are enough.
    program = "from activitylint.cli import main, progress; progress._PATIENCE_S = 0; main()"
    script = (
        "import pty, sys; "
        f"pty.spawn([sys.executable, '-c', {program!r}, 'lint', '--jobs', '1', '--select', 'UPL', sys.argv[1]])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        check=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
    )
    assert b"of 1,000 files" in ran.stdout
    assert b"1,000 files: " in ran.stdout


def test_file_names_cannot_control_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\n\u202eb.gpx"
    path.write_bytes(b"")
    output = run(str(path)).output
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "a\\x1b[31m\\n\\u202eb.gpx:1:1" in output


def test_lines_fit_a_narrow_terminal() -> None:
    # A pseudo-terminal; COLUMNS sets its width.
    path = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"
    script = (
        "import pty, sys; sys.exit(0 if pty.spawn([sys.executable, '-m', 'activitylint', 'lint', *sys.argv[1:]]) >= 0 "
        "else 1)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *NOW, path.name],
        capture_output=True,
        check=True,
        cwd=path.parent,
        env={**os.environ, "COLUMNS": "60", "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
    )
    lines = [_plain(line) for line in ran.stdout.decode().replace("\r", "").splitlines()]
    assert any("record-without-time" in line for line in lines)
    assert max(len(line) for line in lines) <= 60
    assert b"\x1b[1;31m" in ran.stdout


def test_no_color_is_respected() -> None:
    script = "import pty, sys; pty.spawn([sys.executable, '-m', 'activitylint', 'lint', *sys.argv[1:]])"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(BAD)],
        capture_output=True,
        check=True,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
    )
    assert b"UPL001" in ran.stdout
    assert b"\x1b" not in ran.stdout


def test_python_m_runs_the_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "activitylint", "lint", "--help"], capture_output=True, check=True)
    assert b"Examples:" in ran.stdout
    assert b"Exit status:" in ran.stdout


def test_each_hook_matches_its_file_names() -> None:

    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    ids = re.findall(r"^- id: (.*)$", text, re.MULTILINE)
    assert ids == ["activitylint", "activitylint-fit", "activitylint-tcx", "activitylint-gpx", "activitylint-json"]
    patterns = dict(zip(ids, re.findall(r"^  files: (.*)$", text, re.MULTILINE), strict=True))
    taken = {
        name: [hook for hook, pattern in patterns.items() if re.search(pattern, name)]
        for name in ("a/b.fit", "b.FIT.gz", "b.tcx", "b.gpx.gz", "b.json", "b.json.gz", "b.txt", "fit")
    }
    assert taken == {
        "a/b.fit": ["activitylint", "activitylint-fit"],
        "b.FIT.gz": ["activitylint", "activitylint-fit"],
        "b.tcx": ["activitylint", "activitylint-tcx"],
        "b.gpx.gz": ["activitylint", "activitylint-gpx"],
        "b.json": ["activitylint", "activitylint-json"],
        "b.json.gz": [],
        "b.txt": [],
        "fit": [],
    }


def _plain(line: str) -> str:

    return re.sub(r"\x1b\[[0-9;]*m", "", line)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ((), {"error", "warning"}),
        (("--min-severity", "error"), {"error"}),
        (("--min-severity", "info"), {"error", "warning", "info"}),
        (("--verbose",), {"error", "warning", "info"}),
        (("--quiet",), {"error"}),
        (("--quiet", "--fail-on", "warning"), {"error", "warning"}),
    ],
)
def test_the_least_severity_decides_what_is_shown_but_not_what_fails(
    run: Run, options: tuple[str, ...], shown: set[str]
) -> None:
    result = run(str(FIXTURES / "demo"), "--isolated", "--format", "concise", *options)
    lines = [line for line in result.stdout.splitlines() if line.startswith(str(FIXTURES))]
    assert {word for line in lines for word in ("error", "warning", "info") if f" {word} " in line} == shown
    assert result.exit_code == 1


def test_more_than_ten_files_get_the_brief_report(run: Run, tmp_path: Path) -> None:
    for number in range(11):
        (tmp_path / f"{number:02}.gpx").write_bytes(GOOD.read_bytes())
    (tmp_path / "00.gpx").write_bytes(b"")
    few = run(*(str(tmp_path / f"{number:02}.gpx") for number in range(10)), "--isolated")
    many = run(str(tmp_path), "--isolated")
    assert "Strava will reject this file." in few.stdout
    assert "11 files: 1 refused, 10 fine" in many.stdout
