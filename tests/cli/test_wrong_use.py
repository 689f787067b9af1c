"""A wrong use says what to do instead, and help teaches by examples."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from snippets import environment, lay_out

COMMANDS = ("lint", "inspect", "rule", "exercises")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> Result:
    return CliRunner().invoke(main, shlex.split(line), env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        ("lnit ride.gpx", 2, "did you mean lint?"),
        ("ride.gpx", 2, "to lint the file: activitylint lint ride.gpx"),
        ("frobnicate", 2, "the commands are lint, fix, inspect, rule, exercises"),
        ("--hlep", 2, "--help"),
        ("lint", 2, "`activitylint lint .` lints the activity files of this folder"),
        ("lint --stdin-filename a.gpx ride.gpx", 2, "give - as a path, too"),
        ("lint --files-from missing.txt", 2, "name a file that lists files, or - for standard input"),
        ("lint --frmat json ride.gpx", 2, "--format"),
        ("lint --format pretty ride.gpx", 2, "'concise'"),
        ("lint --fail-on never ride.gpx", 2, "'warning'"),
        ("lint --select TIM01x ride.gpx", 2, "`activitylint rule` lists them"),
        ("lint --ignore record-without-tim ride.gpx", 2, "did you mean record-without-time?"),
        ("lint --severity TIM001 ride.gpx", 2, "the severities are error, warning, info"),
        ("lint --severity TIM001=fatal ride.gpx", 2, "the severities are error, warning, info"),
        ("lint --now tomorrow ride.gpx", 2, "such as 2026-01-31T08:30:00Z"),
        ("lint --jobs 0 ride.gpx", 2, "x>=1"),
        ("lint --jobs many ride.gpx", 2, "not a valid integer"),
        ("lint missing.gpx", 2, "No such file"),
        ("lint m*.gpx", 2, "no file has this name or matches this pattern"),
        ("lint empty", 0, ".fit, .tcx, .gpx, each also with .gz, or .json with strength sets"),
        ("lint --sport-type ride ride.gpx", 1, "did you mean Ride?"),
        ("inspect", 2, "`activitylint inspect ride.fit` shows"),
        ("inspect empty", 2, "this is a folder; name the files in it"),
        ("inspect missing.gpx", 2, "No such file"),
        ("rule TIM999", 2, "did you mean"),
        ("rule whatever-it-is", 2, "`activitylint rule` lists them all"),
        ("exercises qqqqqq", 1, "`activitylint exercises` lists them all"),
    ],
)
def test_a_wrong_use_says_what_to_do(folder: Path, line: str, status: int, says: str) -> None:
    del folder
    result = run(line)
    assert result.exit_code == status, result.output
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_a_terminal_is_told_that_it_is_read(folder: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "activitylint", "lint", "-", "--stdin-filename", "a.gpx"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.close(theirs)
        os.write(ours, b"\x04")
        _, told = process.communicate(timeout=60)
        os.close(ours)
    assert b"Ctrl-D ends it" in told


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_ends_with_examples_that_run(folder: Path, name: str) -> None:
    (folder / "r.gpx").write_bytes((folder / "ride.gpx").read_bytes())
    (folder / "archive").mkdir()
    text = run(f"{name} --help").output
    examples = text.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(examples) > 2
    for example in examples:
        line = re.split(r"\s{2,}", example.strip())[0]
        if "|" in line or ">" in line or "--write" in line:
            continue  # a shell's work: what it pipes is tested on its own
        words = line.removeprefix("activitylint ")
        assert run(words).exit_code in {0, 1}, line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_names_come_from_a_list(folder: Path) -> None:
    odd = folder / "a\nb.gpx"
    odd.write_bytes((folder / "ride.gpx").read_bytes())
    (folder / "list").write_bytes(b"a\nb.gpx\0exports/race.fit\0exports\0-\0")
    result = run("lint --files-from list --format concise --quiet ride.gpx")
    assert result.exit_code == 2
    assert "./-: failed: No such file" in result.output
    assert result.output.count("exports/race.fit:") == 1
    (folder / "list").write_bytes(b"ride.gpx\r\n\nrun.tcx\n*.fit\n")
    assert "*.fit: failed" in run("lint --files-from list").output
    result = CliRunner().invoke(main, ["lint", "--files-from", "-"], input=b"ride.gpx\nrun.tcx\n")
    assert "2 files checked: no errors" in result.output
    assert CliRunner().invoke(main, ["lint", "--files-from", "-"], input=b"").exit_code == 0
