from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import activitylint
from activitylint.cli import main
from activitylint.strava.interpretation import Elevation
from activitylint.vocabulary.schema_files import read_schema
from fixture_cases import NOW, cases, moment
from paths import FIXTURES, corpus

SAMPLES = FIXTURES / "samples"


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["inspect", *arguments], input=stdin)


def test_a_gpx_file_shows_sport_device_elevation_streams_and_extensions() -> None:
    output = run(str(SAMPLES / "ride.gpx")).output
    assert "sport       not detected: the athlete's default" in output
    assert "start       2026-04-12T06:30:00Z" in output
    assert 'elevation   used as recorded: its name ends in "with barometer"' in output
    assert "heartrate          60   100%   120 to 139 bpm" in output
    assert "hr of Garmin's TrackPointExtension v1: 60, read as heartrate" in output
    assert output.rstrip().endswith("send        data_type=gpx")


def test_a_fit_file_shows_local_time_and_form_fields() -> None:
    output = run(str(SAMPLES / "ride.fit")).output
    assert "sport       Ride, from session.sport and session.sub_sport" in output
    assert "local 2026-03-01 09:00:00 (UTC+01:00)" in output
    assert "looked up by position" in output
    assert "send        data_type=fit sport_type=Ride" in output


def test_sets_are_a_table_and_a_sport_for_them_is_sent() -> None:
    output = run(str(SAMPLES / "strength.json")).output
    assert "active BARBELL_BACK_SQUAT 8 80" in " ".join(output.split())
    assert "position    none: marked as stationary" in output
    assert "send        data_type=json sport_type=WeightTraining" in output


def test_the_request_wins() -> None:
    inspection = activitylint.inspect(SAMPLES / "ride.fit", request=activitylint.UploadRequest(sport_type="GravelRide"))
    assert (inspection.sport_detected, inspection.sport_from) == ("GravelRide", "the request's sport_type")


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_json_meets_its_schema(path: object) -> None:
    document = json.loads(run(str(path), "--format", "json").output)
    jsonschema.validate(document, read_schema("inspection-1.schema.json"))


def test_files_that_cannot_be_inspected_are_reported() -> None:
    result = run("missing.fit", "-", str(SAMPLES / "ride.gpx"), stdin=b"hello")
    assert result.exit_code == 2
    assert "missing.fit: No such file or directory" in result.stderr
    assert "\n-: " in result.stderr
    assert "ride.gpx: GPX" in result.stdout


def test_folders_and_globs_are_expanded_and_each_file_is_shown_once(tmp_path: Path) -> None:
    for name in ("a/ride.gpx", "a/b/run.tcx", "c/ride.fit"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((SAMPLES / path.name).read_bytes())
    (tmp_path / "a" / "notes.txt").write_text("hello")
    (tmp_path / "a" / "settings.json").write_text('{"a": 1}')
    result = run(str(tmp_path / "a"), str(tmp_path / "**/*.fit"), str(tmp_path / "a/ride.gpx"))
    shown = [line.partition(": ")[0] for line in result.stdout.splitlines() if line.endswith(" bytes")]
    assert shown == [str(tmp_path / name) for name in ("a/ride.gpx", "a/b/run.tcx", "c/ride.fit")]
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_bytes(b"not markup")
    (tmp_path / "b.tcx").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.gpx").write_bytes((SAMPLES / "ride.gpx").read_bytes())
    result = run("--format", "json", str(tmp_path))
    assert [one["path"] for one in json.loads(result.stdout)["files"]] == [str(tmp_path / "c.gpx")]
    assert "a.gpx: " in result.stderr
    assert "b.tcx: No such file or directory" in result.stderr
    assert result.exit_code == 2


def test_a_pattern_and_a_folder_without_files_are_reported(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert f"{tmp_path}: no activity files in this folder" in result.stderr
    result = run(str(tmp_path / "*.fit"))
    assert "no file has this name or matches this pattern" in result.stderr
    assert result.exit_code == 2


INSPECTED = [case.path for case in cases() if not case.make]
REAL = corpus(".fit", ".tcx", ".gpx", ".json", ".gz")


@pytest.mark.parametrize("paths", [INSPECTED[::4], pytest.param([*INSPECTED, *REAL], marks=pytest.mark.slow)], ids=len)
def test_inspect_agrees_with_the_rules(paths: list[Path]) -> None:
    schema = jsonschema.Draft202012Validator(read_schema("inspection-1.schema.json"))
    looked_at = 0
    for path in paths:
        report = activitylint.lint(path, now=moment(NOW))
        try:
            inspection = activitylint.inspect(path)
        except activitylint.UnsupportedContentError:
            assert {"UPL001", "UPL002", "UPL004", "UPL005"} & {finding.code for finding in report.findings}
            continue
        tool = {"name": "activitylint", "version": "0"}
        schema.validate(json.loads(json.dumps({"version": 1, "tool": tool, "files": [asdict(inspection)]})))
        codes = {finding.code for finding in report.findings}
        silenced = codes & {"FIT001", "FIT102", "JSN001", "UPL004"} or inspection.damaged
        if silenced:
            continue
        looked_at += 1
        assert ("DEV005" in codes) == (inspection.elevation is Elevation.LOOKED_UP and inspection.format != "json")
        if inspection.format in {"fit", "tcx"} and not codes & {"TIM002", "TCX001", "POS001"}:
            assert ("POS004" in codes) == inspection.stationary
        if inspection.format == "fit":
            assert ("FIT305" in codes) == any(inspection.unread.values())
        not_read = {one.verdict for one in inspection.extensions} - {"read"}
        if inspection.format == "gpx":
            assert bool({"GPX003", "GPX004", "GPX005"} & codes) <= bool(not_read)
    assert looked_at > 50
