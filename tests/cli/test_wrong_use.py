"""Wrong usage gives a hint, and every help page has options, examples and lines that fit."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from activitylint.cli.help import Group
from paths import FIXTURES
from snippets import environment

COMMANDS = ("lint", "fix", "inspect", "rule", "explain", "exercises")
LASTING = ("stand-in", "lsp")  # they run until they are stopped


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the examples of the help pages name: the samples, and the demo files in `exports/`."""
    shutil.copytree(FIXTURES / "samples", tmp_path, dirs_exist_ok=True)
    shutil.copytree(FIXTURES / "demo", tmp_path / "exports")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> Result:
    return CliRunner().invoke(main, shlex.split(line), env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        ("lnit ride.gpx", 2, "did you mean lint?"),
        ("ride.gpx", 2, "activitylint lint ride.gpx"),
        ("frobnicate", 2, "lint, fix, inspect, rule, explain, upload, exercises, stand-in, lsp"),
        ("--hlep", 2, "--help"),
        ("lint", 2, "`activitylint lint .`"),
        ("lint --stdin-filename a.gpx ride.gpx", 2, "give - as a path, too"),
        ("lint --files-from missing.txt", 2, "--files-from"),
        ("lint --frmat json ride.gpx", 2, "did you mean --format?"),
        ("lint --fail ride.gpx", 2, "did you mean --fail-on?"),
        ("lint --config x.toml ride.gpx", 2, "did you mean --show-settings?"),
        ("fix --config x.toml ride.gpx", 2, "settings are read from activitylint.toml or pyproject.toml"),
        ("lint --output-format json ride.gpx", 2, "did you mean --format?"),
        ("lint -j 4 ride.gpx", 2, "did you mean --jobs?"),
        ("lint --no-color ride.gpx", 2, "the environment variables NO_COLOR and FORCE_COLOR"),
        ("lint --verbos ride.gpx", 2, "did you mean --verbose?"),
        ("fix --dry-run ride.gpx", 2, "did you mean --diff?"),
        ("lint --format pretty ride.gpx", 2, "'concise'"),
        ("lint --fail-on never ride.gpx", 2, "'warning'"),
        ("lint --select TIM01x ride.gpx", 2, "`activitylint rule` lists all rules"),
        ("lint --ignore record-without-tim ride.gpx", 2, "did you mean record-without-time?"),
        ("lint --severity TIM001 ride.gpx", 2, "the severities are error, warning, info"),
        ("lint --severity TIM001=fatal ride.gpx", 2, "the severities are error, warning, info"),
        ("lint --now tomorrow ride.gpx", 2, "such as 2026-01-31T08:30:00Z"),
        ("lint --jobs 0 ride.gpx", 2, "x>=1"),
        ("lint --jobs many ride.gpx", 2, "not a valid integer"),
        ("lint missing.gpx", 2, "No such file"),
        ("lint m*.gpx", 2, "no file has this name or matches this pattern"),
        ("lint empty", 0, "no activity files in this folder"),
        ("lint --sport-type ride ride.gpx", 1, "did you mean Ride?"),
        ("inspect", 2, "`activitylint inspect ride.fit`"),
        ("inspect empty", 0, "no activity files in this folder"),
        ("inspect missing.gpx", 2, "No such file"),
        ("rule TIM999", 2, "did you mean"),
        ("rule whatever-it-is", 2, "`activitylint rule` lists them all"),
        ("exercises qqqqqq", 1, "`activitylint exercises` lists them all"),
    ],
)
def test_wrong_usage_gives_a_hint(folder: Path, line: str, status: int, says: str) -> None:
    del folder
    result = run(line)
    assert result.exit_code == status, result.output
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("line", ["lint --qqqqqq ride.gpx", "lint -x ride.gpx", "lint --cfg ride.gpx", "rule --config"])
def test_no_option_is_suggested_if_none_is_similar(folder: Path, line: str) -> None:
    del folder
    result = run(line)
    assert result.exit_code == 2
    assert "did you mean" not in result.output


def test_a_user_who_types_on_the_terminal_is_told_how_to_end(folder: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "activitylint", "lint", "-", "--stdin-filename", "a.gpx"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.close(theirs)
        os.write(ours, b"\x04")
        _, error = process.communicate(timeout=60)
        os.close(ours)
    assert b"Ctrl-D" in error


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_ends_with_examples_that_run(folder: Path, name: str) -> None:
    (folder / "r.gpx").write_bytes((folder / "ride.gpx").read_bytes())
    (folder / "archive").mkdir()
    for child in ("old", "rides"):
        (folder / child).mkdir()
    (folder / "old" / "r.tcx").write_bytes((folder / "ride.gpx").read_bytes())
    text = run(f"{name} --help").output
    examples = text.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(examples) > 2
    for example in examples:
        line = re.split(r"\s{2,}", example.strip())[0]
        if "|" in line or ">" in line:
            continue  # needs a shell; pipes have their own tests
        words = line.removeprefix("activitylint ")
        assert run(words).exit_code in {0, 1}, line


@pytest.mark.parametrize("name", ["", *COMMANDS, *LASTING])
def test_help_fits_80_columns(name: str) -> None:
    text = CliRunner().invoke(main, [*name.split(), "--help"], env={"COLUMNS": "80"}).output
    assert len(text.splitlines()) > 10
    assert [line for line in text.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", [*COMMANDS, *LASTING])
def test_help_lists_every_option_once_under_a_heading(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    text = run(f"{name} --help").output.partition("Examples:")[0]
    headings = re.findall(r"^(\S.*):$", text, re.MULTILINE)
    assert headings == [group.value for group in Group if group.value in headings]
    assert "Options" not in headings
    listed = re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert sorted(listed) == sorted(["--help", *(one.opts[-1] for one in options)])


@pytest.mark.parametrize("name", [*COMMANDS, *LASTING])
def test_every_option_has_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_file_names_come_from_a_list(folder: Path) -> None:
    odd = folder / "a\nb.gpx"
    odd.write_bytes((folder / "ride.gpx").read_bytes())
    (folder / "list").write_bytes(b"a\nb.gpx\0exports/race.fit\0exports\0-\0")
    result = run("lint --files-from list --format concise ride.gpx")
    assert result.exit_code == 2
    assert "./-: failed: No such file" in result.output
    assert result.output.count("exports/race.fit:") == 1
    (folder / "list").write_bytes(b"ride.gpx\r\n\nrun.tcx\n*.fit\n")
    assert "*.fit: failed" in run("lint --files-from list").output
    result = CliRunner().invoke(main, ["lint", "--files-from", "-"], input=b"ride.gpx\nrun.tcx\n")
    assert "2 files checked: no errors" in result.output
    assert CliRunner().invoke(main, ["lint", "--files-from", "-"], input=b"").exit_code == 0
