from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

import activitylint
from activitylint.cli import main
from activitylint.cli.terminal import can_draw
from activitylint.strava.inspection import Inspection
from activitylint.strava.interpretation import Elevation
from activitylint.vocabulary.schema_files import read_schema
from fit_builder import START, FitFile, activity, chain
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
    assert "type             exercise  repetitions  weight (kg)  duration (s)  " in output
    assert "active   BARBELL_BACK_SQUAT            8           80" in output
    assert "position    none: marked as stationary" in output
    assert "send        data_type=json sport_type=WeightTraining" in output


def multisport(*sports: str | None, **second: Any) -> FitFile:
    """Sessions one after the other, 60 s and 295 m each, of which the second has these values."""
    file = activity(60)
    values = file.of("session")[0].values
    file.drop("session")
    for number, sport in enumerate(sports):
        shifted = {"sport": sport, "sub_sport": None, "start_time": START + 60 * number}
        file.insert("activity", "session", **values | shifted | (second if number == 1 else {}))
    return file.change("activity", None, num_sessions=len(sports))


def inspected(file: FitFile | bytes, name: str = "a.fit") -> Inspection:
    return activitylint.inspect(file if isinstance(file, bytes) else file.build(), name=name)


def test_the_totals_of_a_multisport_file_are_those_of_all_its_sessions() -> None:
    found = inspected(multisport("running", "cycling", total_elapsed_time=100, total_timer_time=90, total_distance=500))
    assert [(one.sport, one.sport_type, one.start, one.elapsed, one.timer, one.distance) for one in found.sessions] == [
        ("running", "Run", START, 59.0, 59.0, 295.0),
        ("cycling", "Ride", START + 60, 100.0, 90.0, 500.0),
    ]
    assert (found.span.start, found.span.elapsed, found.span.timer) == (START, 160.0, 149.0)
    assert (found.distance, found.distance_from) == (795.0, "the sum of 2 sessions")
    assert found.sport_detected is None
    assert "not documented which one Strava uses" in found.sport_from
    assert "sport_type" not in found.send


def test_sessions_of_one_sport_and_transitions_leave_the_sport_clear() -> None:
    for sports in (("running", "running"), ("running", "transition"), ("transition", "running", "running")):
        found = inspected(multisport(*sports))
        assert [one.sport for one in found.sessions] == list(sports)
        assert (found.sport_detected, found.sport_from) == ("Run", "session.sport and session.sub_sport")
        assert found.send["sport_type"] == "Run"


def test_what_one_session_lacks_is_unknown_of_the_whole_file() -> None:
    assert inspected(multisport("running", "cycling", total_distance=None)).distance is None
    assert inspected(multisport("running", "cycling", total_timer_time=None)).span.timer is None
    started = inspected(multisport("running", "cycling", start_time=None))
    assert started.span.start == START
    assert started.span.elapsed == 59.0  # that of the records


def test_a_single_session_has_no_table() -> None:
    file = activity(60)
    found = inspected(file)
    assert (len(found.sessions), found.span.elapsed, found.distance_from) == (1, 59.0, "the records' distance")
    output = run("-", stdin=file.build()).output
    assert "sessions" not in output
    assert "elapsed (s)" in output  # of the laps


def test_several_sessions_are_a_table_with_units() -> None:
    output = run("-", stdin=multisport("running", "cycling").build()).output
    assert "sessions    2, see the table; what Strava makes of them is not documented" in output
    assert "  session   sport  sport_type  " in output
    assert "  elapsed (s)  timer (s)  distance (m)\n" in output
    assert "  file" not in output.partition("session ")[2].splitlines()[0]


def test_the_sessions_of_a_chain_are_told_apart_by_their_file() -> None:
    later = activity(30, start=START + 1000)
    found = inspected(chain(activity(60), later))
    assert [(one.file, one.start, one.elapsed) for one in found.sessions] == [
        (1, START, 59.0),
        (2, START + 1000, 29.0),
    ]
    assert (found.span.start, found.span.elapsed, found.span.timer) == (START, 1029.0, 88.0)
    assert (found.distance, found.distance_from) == (440.0, "the sum of 2 sessions")
    output = run("-", stdin=chain(activity(60), later)).output
    assert re.search(r"^  session +file +sport +sport_type ", output, re.MULTILINE)


def test_the_activities_of_a_tcx_file_are_sessions() -> None:
    found = inspected((FIXTURES / "TCX009-multiple-activities" / "fail-two-activities.tcx").read_bytes(), "a.tcx")
    assert [(one.file, one.sport, one.sport_type, one.elapsed) for one in found.sessions] == [
        (1, "Biking", "Ride", 2.0),
        (1, "Biking", "Ride", 2.0),
    ]
    assert found.span.elapsed == 5.0
    assert found.span.timer == sum(one.timer or 0 for one in found.sessions) == 4.0


def test_the_tracks_of_a_gpx_file_are_sessions_with_their_own_lengths() -> None:
    def track(seconds: int, *latitudes: float) -> str:
        points = "".join(
            f'<trkpt lat="{latitude}" lon="7"><time>2026-01-01T08:{seconds // 60:02}:{n:02}Z</time></trkpt>'
            for n, latitude in enumerate(latitudes)
        )
        return f"<trk><trkseg>{points}</trkseg></trk>"

    tracks = track(0, 45.0, 45.0001) + track(60, 46.0, 46.0002, 46.0003) + "<trk/>"
    data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">{tracks}</gpx>'
    found = inspected(data.encode(), "a.gpx")
    assert [(one.elapsed, one.distance and round(one.distance)) for one in found.sessions] == [
        (1.0, 11),
        (2.0, 33),
        (None, None),
    ]
    whole = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">{track(0, 45.0, 45.1)}</gpx>'
    assert len(inspected(whole.encode(), "a.gpx").sessions) < 2


def test_the_elevation_of_a_file_without_positions_is_not_shown() -> None:
    file = activity(60).change("record", None, position_lat=None, position_long=None)
    assert inspected(file).elevation is Elevation.NOT_SHOWN
    output = run("-", stdin=file.build()).output
    assert "elevation   not shown, because the file has no positions" in output
    assert inspected(activity(60)).elevation is Elevation.LOOKED_UP
    report = activitylint.lint(file.build(), name="a.fit", now=START + 86_400.0)
    assert {"DEV005", "POS004"} & {finding.code for finding in report.findings} == {"POS004"}


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


@pytest.mark.parametrize("paths", [INSPECTED[::10], pytest.param([*INSPECTED, *REAL], marks=pytest.mark.slow)], ids=len)
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


def test_of_many_rows_the_first_are_listed_with_the_true_totals(tmp_path: Path) -> None:
    (tmp_path / "gym.json").write_text(
        json.dumps({"version": "1.0", "sets": [{"repetitions": n} for n in range(10_007)]})
    )
    inspection = activitylint.inspect(tmp_path / "gym.json")
    assert (len(inspection.sets), inspection.sets[-1].repetitions) == (10_000, 9_999)
    assert inspection.totals == {"sessions": 1, "laps": 0, "lengths": 0, "sets": 10_007}
    assert "and 9,987 more sets (--show-all)" in run(str(tmp_path / "gym.json")).output
    assert run(str(tmp_path / "gym.json"), "--show-all").output.count("and 7 more sets\n") == 1


@pytest.mark.parametrize(
    ("options", "terminal", "encoding", "drawn"),
    [
        ((), True, "utf-8", True),
        ((), False, "utf-8", False),
        ((), True, "ascii", False),
        (("--no-pictures",), True, "utf-8", False),
        (("--pictures",), False, "utf-8", True),
    ],
)
def test_pictures_are_drawn_where_the_terminal_can_show_them(
    options: tuple[str, ...], terminal: bool, encoding: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    runner = CliRunner(charset=encoding)
    with runner.isolation(), monkeypatch.context() as patched:
        patched.setattr(sys.stdout, "isatty", lambda: terminal)
        assert can_draw() is (terminal and encoding == "utf-8")
    monkeypatch.setattr("activitylint.cli.terminal.can_draw", lambda: terminal and encoding == "utf-8")
    output = runner.invoke(main, ["inspect", *options, str(FIXTURES / "samples" / "ride.fit")]).stdout
    assert ("\n  track       " in output) is drawn
    assert ("\n  heartrate   ▁" in output) is drawn
