from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from activitylint.cli.outputs import open_outputs
from activitylint.model.finding import Severity
from activitylint.model.identity import Run
from activitylint.reports import FORMATS
from paths import FIXTURES

GOOD = FIXTURES / "UPL001-empty-file" / "pass-track.gpx"
BAD = FIXTURES / "UPL001-empty-file" / "fail-empty.gpx"

RunLint = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> RunLint:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def lint(*arguments: str | Path, github: bool = False) -> Result:
        environment = {"GITHUB_ACTIONS": "true" if github else None}
        command = ["lint", "--now", "2026-06-01T00:00:00Z", *map(str, arguments)]
        return CliRunner(env=environment).invoke(main, command)

    return lint


def test_several_reports_at_once(run: RunLint, tmp_path: Path) -> None:
    outputs = [argument for form in FORMATS for argument in ("--output", f"{form}:{tmp_path / form}")]
    result = run(BAD, *outputs)
    assert result.exit_code == 1
    assert result.stdout == run(BAD).stdout
    for output_format in FORMATS:
        written = (tmp_path / output_format).read_text(encoding="utf-8")
        assert written == run(BAD, "--format", output_format).stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FORMATS)


def test_the_exit_status_never_depends_on_outputs(run: RunLint, tmp_path: Path) -> None:
    for output_format in FORMATS:
        for path, status in ((GOOD, 0), (BAD, 1), (tmp_path / "missing.fit", 2)):
            assert run(path, "--format", output_format).exit_code == status
            assert run(path, "--output", f"{output_format}:{tmp_path / 'out'}").exit_code == status


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("sarif", "not FORMAT:FILE"),
        ("sarif:", "not FORMAT:FILE"),
        ("srif:x", "full, concise"),
        ("sarif:missing/x.sarif", "--output sarif:missing/x.sarif cannot be written: No such file or directory"),
        ("sarif:.", "cannot be written: Is a directory"),
    ],
)
def test_a_report_that_cannot_be_written_is_wrong_usage(run: RunLint, value: str, error: str) -> None:
    result = run(BAD, "--output", value)
    assert result.exit_code == 2
    assert error in " ".join(result.stderr.split())
    assert result.stdout == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_file_that_is_read_only_is_not_replaced(run: RunLint, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("mine")
    target.chmod(0o444)
    assert run(BAD, "--output", f"json:{target}").exit_code == 2
    assert target.read_text() == "mine"


def test_two_reports_do_not_share_a_file(run: RunLint, tmp_path: Path) -> None:
    target = tmp_path / "out"
    result = run(BAD, "--output", f"json:{target}", "--output", f"sarif:{tmp_path}/./out")
    assert result.exit_code == 2
    assert "cannot both be written" in result.stderr
    assert not target.exists()


def test_no_report_overwrites_an_activity(run: RunLint, tmp_path: Path) -> None:
    ride = tmp_path / "ride.gpx"
    ride.write_bytes(GOOD.read_bytes())
    result = run(tmp_path, "--output", f"json:{ride}")
    assert result.exit_code == 2
    assert "would overwrite" in result.stderr
    assert ride.read_bytes() == GOOD.read_bytes()


def test_an_interrupted_run_keeps_the_old_report(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    options = {
        **dict.fromkeys(("verbose", "quiet", "show_all", "statistics"), False),
        "min_severity": None,
        "again": (),
        "outputs": [("json", str(target))],
        "output_format": "concise",
    }
    with pytest.raises(KeyboardInterrupt), open_outputs(options, Severity.ERROR, [], Run()):
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_link_stays_a_link_and_a_device_is_written_to(run: RunLint, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target.json")
    assert run(BAD, "--output", f"json:{tmp_path / 'link'}", "--output", "sarif:/dev/null").exit_code == 1
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "target.json").read_text())["version"] == 1
    assert Path("/dev/null").is_char_device()


def test_github_actions_get_annotations_by_default(run: RunLint) -> None:
    plain = run(BAD).stdout
    annotated = run(BAD, github=True).stdout
    commands = [line for line in annotated.splitlines(keepends=True) if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error file=")
    assert annotated.replace(commands[0], "") == plain
    assert run(BAD, "--format", "full", github=True).stdout == plain
    assert run(BAD, github=True).exit_code == 1


def test_help_explains_formats_and_outputs(run: RunLint) -> None:
    text = " ".join(run("--help").stdout.split())
    assert "under GitHub Actions" in text
    assert "FORMAT:FILE" in text


def test_paths_are_relative_to_the_current_folder(
    run: RunLint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a b.gpx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    for argument in ("a b.gpx", "./a b.gpx", str(tmp_path / "a b.gpx")):
        log = json.loads(run(argument, "--format", "sarif").stdout)
        place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "a%20b.gpx", "uriBaseId": "%SRCROOT%"}
        assert json.loads(run(argument, "--format", "gitlab").stdout)[0]["location"]["path"] == "a b.gpx"
        assert "file=a b.gpx," in run(argument, "--format", "github").stdout


def test_file_names_cannot_control_the_terminal(run: RunLint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "::error::\x1b[31m").mkdir()
    for arguments in (["::error::\x1b[31m"], ["::error::\x1b[31m*.gpx"], [BAD, "--output", "sarif:\x1b[31m/x"]):
        error = run(*arguments).stderr
        assert "\\x1b[31m" in error
        assert "\x1b" not in error
        assert not error.startswith("::")
