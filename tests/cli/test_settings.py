"""Settings and suppression from end to end: runs of the command with settings files and baselines."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from activitylint.model.finding import Severity
from activitylint.reports import FORMATS
from activitylint.vocabulary.schema_files import read_schema
from paths import FIXTURES
from sampling import sampled

NAIVE = FIXTURES / "TIM004-time-without-zone" / "fail-naive.gpx"
NO_TIME = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"
GOOD = FIXTURES / "samples" / "ride.gpx"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, run in a temporary folder with three rides and a draft."""
    for name, source in {
        "rides/naive.gpx": NAIVE,
        "rides/no-time.gpx": NO_TIME,
        "indoor/good.gpx": GOOD,
        "drafts/no-time.gpx": NO_TIME,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def lint(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, ["lint", "--now", "2026-06-01T00:00:00Z", *arguments], input=stdin)

    return lint


def settings(text: str, path: str = "activitylint.toml") -> None:
    Path(path).write_text(text, encoding="utf-8")


def found(result: Result) -> dict[str, list[str]]:
    """The errors and warnings for each path in a JSON report, which is validated."""
    report = json.loads(result.stdout)
    jsonschema.validate(report, read_schema("report-1.schema.json"))
    return {
        entry["path"]: [one["code"] for one in entry["findings"] if one["severity"] != "info"]
        for entry in report["files"]
    }


def summary(result: Result) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(result.stdout)["summary"]
    return made


JSON = ("--format", "json")


# Settings


def test_a_pyproject_sets_what_the_command_line_may_override(run: Run) -> None:
    settings(
        '[tool.activitylint]\nselect = ["TIM"]\nfail-on = "warning"\nformat = "concise"\njobs = 2\n'
        'exclude = ["drafts/"]\nseverity = { TIM001 = "warning" }\n',
        "pyproject.toml",
    )
    result = run(".")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("./rides/naive.gpx:")
    assert " warning TIM004 " in lines[0]
    assert " warning TIM001 " in lines[1]
    assert run(".", "--fail-on", "error").exit_code == 0
    assert found(run(".", *JSON, "--severity", "TIM001=error"))["./rides/no-time.gpx"] == ["TIM001"]
    assert run(".", "--severity", "TIM001=error", "--fail-on", "error").exit_code == 1
    assert found(run(".", *JSON, "--select", "TIM004"))["./rides/no-time.gpx"] == []
    assert found(run(".", "--isolated", *JSON)).keys() >= {"./drafts/no-time.gpx"}


def test_the_file_nearest_to_the_paths_is_read(run: Run) -> None:
    settings("ignore = ['TIM004']")
    settings("ignore = ['TIM001']", "rides/activitylint.toml")
    assert found(run("rides", *JSON)) == {"rides/naive.gpx": ["TIM004"], "rides/no-time.gpx": []}
    assert found(run("rides/n*.gpx", *JSON)) == {"rides/naive.gpx": ["TIM004"], "rides/no-time.gpx": []}
    both = found(run("rides", "indoor", *JSON))
    assert both == {"rides/naive.gpx": [], "rides/no-time.gpx": ["TIM001"], "indoor/good.gpx": []}
    assert found(run("-", *JSON, stdin=NAIVE.read_bytes())) == {"-": []}


def test_the_current_folder_has_the_settings_for_files_elsewhere(run: Run, tmp_path: Path) -> None:
    settings("ignore = ['TIM004']")
    assert found(run(str(NAIVE), *JSON)) == {str(NAIVE): []}
    settings("ignore = []", "rides/activitylint.toml")
    assert found(run(str(tmp_path / "rides" / "naive.gpx"), *JSON)) == {str(tmp_path / "rides/naive.gpx"): ["TIM004"]}


def test_a_wrong_setting_stops_the_run_with_its_line(run: Run) -> None:
    settings("slect = ['TIM']\njobs = 'many'\n")
    result = run(".")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Error: activitylint.toml:1: there is no setting 'slect'; did you mean 'select'?",
        "activitylint.toml:2: jobs: is the string 'many'; write a whole number from 1, or remove it to use every core",
    ]
    assert run(".", "--isolated").exit_code == 1


def test_excluded_files_are_skipped_in_folders_and_hooks_but_not_if_named(run: Run) -> None:
    settings("exclude = ['drafts', 'naive.*']")
    assert found(run(".", *JSON)).keys() == {"./indoor/good.gpx", "./rides/no-time.gpx"}
    assert found(run("drafts/no-time.gpx", "rides", *JSON)).keys() == {"drafts/no-time.gpx", "rides/no-time.gpx"}
    hook = run("--only-activities", "drafts/no-time.gpx", "rides/naive.gpx", "indoor/good.gpx", *JSON)
    assert found(hook).keys() == {"indoor/good.gpx"}
    empty = run("drafts", *JSON)
    assert empty.exit_code == 0
    assert empty.stderr == "drafts: the settings exclude every activity file in this folder\n"
    assert found(run("rid*", *JSON)).keys() == {"rides/no-time.gpx"}


def test_limits_come_from_the_settings(run: Run) -> None:
    settings("[limits]\nupload = 100\n")
    assert found(run("indoor", *JSON)) == {"indoor/good.gpx": ["UPL007"]}
    settings("limits = { read = '0.1 KB' }")
    assert found(run("indoor", *JSON)) == {"indoor/good.gpx": ["UPL008"]}


@pytest.mark.parametrize("jobs", sampled(("2", "1"), 2))
def test_form_fields_by_folder_reach_the_rules_in_every_process(run: Run, jobs: str) -> None:
    settings(
        "[per-file.'indoor/**']\nsport_type = 'virtualride'\ntrainer = 7\n"
        "[per-file.'rides/']\nexternal_id = 'same'\nignore = ['TIM001']\n"
    )
    result = found(run(".", *JSON, "--jobs", jobs))
    assert result["./indoor/good.gpx"] == ["UPL102", "UPL105"]
    assert found(run(".", *JSON, "--jobs", jobs, "--sport-type", "Ride"))["./indoor/good.gpx"] == ["UPL105"]
    assert "UPL106" in found(run("rides", *JSON, "--jobs", jobs, "--batch"))["rides/no-time.gpx"]
    assert "UPL106" not in found(run(".", *JSON, "--jobs", jobs, "--batch"))["./drafts/no-time.gpx"]


def test_standard_input_has_the_settings_for_its_assumed_name(run: Run) -> None:
    settings("[per-file.'indoor/**']\nsport_type = 'x'\nignore = ['TIM004']\n")
    data = NAIVE.read_bytes()
    assert found(run("-", *JSON, stdin=data)) == {"-": ["TIM004"]}
    assert found(run("-", "--stdin-filename", "indoor/a.gpx", *JSON, stdin=data)) == {"indoor/a.gpx": ["UPL102"]}


# Show settings


def test_show_settings_prints_the_source_of_each_value(run: Run) -> None:
    settings(
        "select = ['TIM', 'POS']\nignore = ['TIM006']\nexclude = ['drafts/']\n\nfail-on = 'warning'\n"
        "baseline = 'known.toml'\nseverity = { TIM004 = 'error' }\n[limits]\nread = '64 MB'\n"
        "[per-file.'indoor/**']\nignore = ['POS004']\nsport_type = 'VirtualRide'\n"
    )
    result = run("--show-settings", "rides", "--ignore", "POS001", "--format", "json", "--severity", "TIM=info")
    assert result.exit_code == 0
    assert result.stdout == (
        """\
# settings file: activitylint.toml

select = ["TIM", "POS"]  # activitylint.toml:1
extend-select = []  # default
ignore = [
    "TIM006",  # activitylint.toml:2
    "POS001",  # command line
]
exclude = ["drafts/"]  # activitylint.toml:3
fail-on = "warning"  # activitylint.toml:5
format = "json"  # command line
# jobs: one per core if there is enough work  # default
baseline = "known.toml"  # activitylint.toml:6
inline-ignores = true  # default

[severity]
TIM004 = "error"  # activitylint.toml:7
TIM = "info"  # command line

[limits]
read = 64_000_000  # activitylint.toml:9
upload = 25_000_000  # default

[per-file."indoor/**"]
ignore = ["POS004"]  # activitylint.toml:11
sport_type = "VirtualRide"  # activitylint.toml:12
"""
    )
    settings(result.stdout)
    assert run("--show-settings").exit_code == 0


def test_show_settings_without_a_file(run: Run) -> None:
    result = run("--show-settings", "--isolated", "--sport-type", "Ride", "--select", "TIM", "--jobs", "3")
    assert result.stdout.splitlines()[0] == "# settings file: none (--isolated)"
    assert tomllib.loads(result.stdout) == {
        "select": ["TIM"],
        "extend-select": [],
        "ignore": [],
        "exclude": [],
        "fail-on": "error",
        "format": "full",
        "inline-ignores": True,
        "jobs": 3,
        "limits": {"read": 256_000_000, "upload": 25_000_000},
    }
    assert '# sport_type = "Ride"  # command line' in result.stdout.splitlines()
    assert run("--show-settings").stdout.startswith("# settings file: none found\n")
    jsonschema.validate(tomllib.loads(result.stdout), read_schema("settings-1.schema.json"))


# Suppression


@pytest.mark.parametrize("output_format", list(FORMATS))
def test_suppressed_findings_are_counted_and_do_not_fail(run: Run, output_format: str) -> None:
    settings("[per-file.'rides/**']\nignore = ['TIM001', 'TIM004']\n[per-file.'drafts/']\nignore = ['TIM001']\n")
    result = run(".", "--format", output_format)
    assert result.exit_code == 0
    if output_format in {"full", "concise", "grouped"}:
        assert result.stdout.splitlines()[-1].endswith(", 3 suppressed")
    if output_format == "json":
        assert summary(result)["suppressed"] == 3


SILENT = NAIVE.read_text(encoding="utf-8").replace("<trk>", "<!-- activitylint: ignore=TIM004 mine --><trk>")


def test_comments_count_unless_an_option_or_a_setting_says_otherwise(run: Run) -> None:
    Path("rides/naive.gpx").write_text(SILENT, encoding="utf-8")
    silenced: dict[str, list[str]] = {"rides/naive.gpx": []}
    reported = {"rides/naive.gpx": ["TIM004"]}
    assert found(run("rides/naive.gpx", *JSON)) == silenced
    assert run("rides/naive.gpx").stdout.splitlines()[-1].endswith(", 1 suppressed")
    assert found(run("rides/naive.gpx", *JSON, "--no-inline-ignores")) == reported
    settings("inline-ignores = false")
    assert found(run("rides/naive.gpx", *JSON)) == reported
    assert found(run("rides/naive.gpx", *JSON, "--inline-ignores")) == silenced


def test_a_comment_cannot_silence_every_rule(run: Run) -> None:
    Path("rides/naive.gpx").write_text(SILENT.replace("TIM004", "pos,All"), encoding="utf-8")
    assert found(run("rides/naive.gpx", *JSON)) == {"rides/naive.gpx": ["LNT002", "TIM004"]}


@pytest.mark.usefixtures("run")
def test_fix_counts_what_is_suppressed() -> None:
    Path("rides/naive.gpx").write_text(SILENT, encoding="utf-8")
    closing = CliRunner().invoke(main, ["fix", "rides/naive.gpx"]).output.splitlines()[-1]
    assert closing == "1 file checked, 0 fixed: no errors and no warnings left, 1 suppressed"
    result = CliRunner().invoke(main, ["fix", "--diff", "--no-inline-ignores", "rides/naive.gpx"])
    assert "suppressed" not in result.output


def test_a_run_without_suppressed_findings_does_not_mention_them(run: Run) -> None:
    assert "suppressed" not in run(".").output
    assert "suppressed" not in summary(run(".", *JSON))


def test_an_unused_per_file_ignore_is_reported_with_its_line(run: Run) -> None:
    settings("jobs = 1\n[per-file.'rides/**']\nignore = [\n  'TIM004',\n  'TIM005',\n]\n")
    result = run(".", *JSON)
    assert found(result)["activitylint.toml"] == ["LNT002"]
    (finding,) = json.loads(result.stdout)["files"][-1]["findings"]
    assert finding["message"].startswith("TIM005 is ignored for 'rides/**'")
    assert finding["location"] == {"line": 3, "column": 1, "byte": 31}
    assert Path("activitylint.toml").read_bytes()[31:].startswith(b"ignore")
    assert "activitylint.toml:3:1 warning LNT002 unused-suppression: TIM005" in run(".", "--format", "concise").output
    assert "LNT002" not in run(".", "--ignore", "LNT002").output


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (["rides"], True),
        (["."], True),
        (["indoor", "rides"], True),
        (["rides/naive.gpx", "rides/no-time.gpx"], False),
        (["indoor"], False),
        (["--select", "POS,LNT", "."], False),
    ],
)
def test_a_per_file_ignore_is_unused_only_if_all_its_files_were_checked(
    run: Run, arguments: list[str], *, reported: bool
) -> None:
    settings("[per-file.'rides/*.gpx']\nignore = ['TIM005']\n")
    assert ("LNT002" in run(*arguments).output) is reported


def test_a_per_file_ignore_for_one_file_is_checked_with_that_file(run: Run) -> None:
    settings("[per-file.'rides/naive.gpx']\nignore = ['TIM005']\n")
    assert "LNT002" in run("rides/naive.gpx").output
    assert "LNT002" not in run("rides/no-time.gpx").output


@pytest.mark.parametrize("jobs", sampled(("2", "1"), 2))
def test_a_baseline_is_written_applied_and_survives_other_edits(run: Run, jobs: str) -> None:
    before = run(".", *JSON, "--jobs", jobs)
    assert before.exit_code == 1
    written = run(".", "--write-baseline", "known.toml", "--jobs", jobs)
    assert written.exit_code == 0
    assert written.stderr == "known.toml: wrote a baseline with 3 findings; 3 without a reason (add it in the file)\n"
    text = Path("known.toml").read_text(encoding="utf-8")
    assert run(".", "--write-baseline", "known.toml", "--jobs", jobs).exit_code == 0
    assert Path("known.toml").read_text(encoding="utf-8") == text
    settings('baseline = "known.toml"')
    after = run(".", *JSON, "--jobs", jobs)
    assert after.exit_code == 0
    assert summary(after) == {**summary(before), "errors": 0, "warnings": 0, "suppressed": 3}
    naive = Path("rides/naive.gpx")
    naive.write_text("<!-- one line more -->\n".join(naive.read_text("utf-8").split("\n", 1)), encoding="utf-8")
    assert found(run(".", *JSON))["./rides/naive.gpx"] == []
    assert run("../" + Path.cwd().name + "/rides", *JSON).exit_code == 0


def test_writing_a_baseline_keeps_reasons_and_files_that_were_not_checked(run: Run) -> None:
    run(".", "--write-baseline", "known.toml")
    path = Path("known.toml")
    text = path.read_text(encoding="utf-8").replace('reason = ""', 'reason = "an old watch"')
    path.write_text(text, encoding="utf-8")
    assert run("rides", "--write-baseline", "known.toml").exit_code == 0
    assert path.read_text(encoding="utf-8") == text
    shutil.copy(GOOD, "rides/no-time.gpx")
    Path("drafts/no-time.gpx").unlink()
    run("rides", "--write-baseline", "known.toml")
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["finding"]
    assert [(entry["path"], entry["reason"]) for entry in entries] == [("rides/naive.gpx", "an old watch")]


def test_stale_entries_are_reported_for_files_that_were_checked(run: Run) -> None:
    run(".", "--write-baseline", "known.toml")
    shutil.copy(GOOD, "rides/naive.gpx")
    shutil.copy(GOOD, "drafts/no-time.gpx")
    assert found(run("rides", *JSON, "--baseline", "known.toml")) == {
        "rides/naive.gpx": ["LNT002"],
        "rides/no-time.gpx": [],
    }
    output = " ".join(run("rides", "--baseline", "known.toml").output.split())
    assert "a finding of TIM004 that the file does not have" in output
    assert "--write-baseline known.toml" in output


def test_entries_of_a_damaged_file_are_not_reported(run: Run) -> None:
    run(".", "--write-baseline", "known.toml")
    Path("rides/naive.gpx").write_bytes(b"")
    assert found(run("rides", *JSON, "--baseline", "known.toml"))["rides/naive.gpx"] == ["UPL001"]


def test_a_baseline_knows_a_file_by_every_path_that_leads_to_it(run: Run, tmp_path: Path) -> None:
    Path("outside").symlink_to(tmp_path / "rides", target_is_directory=True)
    Path("rides/again.gpx").symlink_to("naive.gpx")
    Path("config").mkdir()
    Path("known.toml").symlink_to("config/known.toml")
    one, through = "rides/naive.gpx", "outside/../outside/naive.gpx"
    paths = [one, through, "rides/again.gpx", str(tmp_path / one), f"{tmp_path}/outside/naive.gpx"]
    for recorded in (one, through):
        Path("config/known.toml").unlink(missing_ok=True)
        assert run(recorded, "--write-baseline", "known.toml").exit_code == 0
        for baseline in ("known.toml", "config/known.toml", str(tmp_path / "known.toml")):
            assert found(run(*paths, *JSON, "--baseline", baseline)) == {path: [] for path in paths}
    # A second run by another path replaces the entry.
    Path("known.toml").write_text(Path("known.toml").read_text().replace('reason = ""', 'reason = "old"'))
    assert run(str(tmp_path / one), "--write-baseline", "known.toml").exit_code == 0
    (entry,) = tomllib.loads(Path("known.toml").read_text(encoding="utf-8"))["finding"]
    assert entry["reason"] == "old"
    assert found(run("rides/no-time.gpx", *JSON, "--baseline", "known.toml")) == {"rides/no-time.gpx": ["TIM001"]}


def test_infos_are_in_a_baseline_if_they_fail(run: Run) -> None:
    run("indoor", "--write-baseline", "known.toml", "--fail-on", "info")
    assert tomllib.loads(Path("known.toml").read_text(encoding="utf-8"))["finding"]
    assert run("indoor", "--baseline", "known.toml", "--fail-on", "info").exit_code == 0


def test_paths_are_relative_to_the_folder_of_the_baseline(run: Run) -> None:
    Path("config").mkdir()
    settings("baseline = 'config/known.toml'")
    result = run(".")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: activitylint.toml:1: the baseline config/known.toml cannot be read: No such file or directory; "
        "create it with --write-baseline config/known.toml\n"
    )
    run(".", "--write-baseline", "config/known.toml")
    text = Path("config/known.toml").read_text(encoding="utf-8")
    assert 'path = "../rides/naive.gpx"' in text
    assert run(".").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--baseline", "none.toml"], "--baseline: the baseline none.toml cannot be read: No such file or directory;"),
        (["--baseline", "rides/naive.gpx"], "rides/naive.gpx: not valid TOML: "),
        (["--baseline", "x.toml"], "x.toml: has no version"),
        (["--baseline", "image"], "image: not a baseline"),
        (["--baseline", "rides"], "--baseline: the baseline rides cannot be read: is a folder"),
        (["--write-baseline", "rides"], "--write-baseline rides cannot be written: is a folder"),
        (
            ["--write-baseline", "rides/naive.gpx"],
            "--write-baseline rides/naive.gpx cannot be written: the file exists and",
        ),
        (["--write-baseline", "no/x.toml"], "--write-baseline no/x.toml cannot be written: its folder does not exist;"),
        (
            ["--write-baseline", "a.toml", "--baseline", "b.toml"],
            "remove --baseline",
        ),
    ],
)
def test_wrong_usage_of_a_baseline_gives_a_hint(run: Run, arguments: list[str], says: str) -> None:
    settings("", "x.toml")
    Path("image").write_bytes(b"\xff\xd8\xff")
    result = run(".", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert Path("rides/naive.gpx").read_bytes() == NAIVE.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="file names that are not text")
def test_a_baseline_can_have_a_file_name_that_is_not_text(run: Run) -> None:
    Path(os.fsdecode(b"rides/\xff.gpx")).write_bytes(NAIVE.read_bytes())
    assert run("rides", "--write-baseline", "known.toml").exit_code == 0
    assert run("rides", "--baseline", "known.toml", "--fail-on", "warning").exit_code == 0


def test_the_command_applies_comments_in_files(run: Run) -> None:
    path = Path("rides/no-time.gpx")
    text = path.read_text("utf-8").replace("<trk>", "<!-- activitylint: ignore=TIM001 made by hand -->\n<trk>", 1)
    path.write_text(text, encoding="utf-8")
    result = run("rides/no-time.gpx")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith(", 1 suppressed")


def test_the_settings_can_set_fail_on_to_each_severity(run: Run) -> None:
    statuses = {}
    for severity in Severity:
        settings(f"fail-on = '{severity.value}'")
        statuses[severity.value] = run("rides/naive.gpx").exit_code
    assert statuses == {"error": 0, "warning": 1, "info": 1}
