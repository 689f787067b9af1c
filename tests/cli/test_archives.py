"""The commands on archives: every option that takes paths takes the paths of members, too."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from making_archives import packed, zip_of
from paths import FIXTURES

DEMO = {path.name: path.read_bytes() for path in sorted((FIXTURES / "demo").iterdir())}
GYM = "export.zip!/gym/gym.json"


def run(command: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments])


def lint(*arguments: str) -> Result:
    return run("lint", "--now", "2026-06-01T00:00:00Z", *arguments)


def found(*arguments: str) -> dict[str, list[str]]:
    """The codes of the errors and warnings of each file."""
    files = json.loads(lint("--format", "json", *arguments).stdout)["files"]
    return {file["path"]: [one["code"] for one in file["findings"] if one["severity"] != "info"] for file in files}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive: export.zip has a folder with each kind of file."""
    members = {f"{name.partition('.')[0]}/{name}": data for name, data in DEMO.items()}
    (tmp_path / "export.zip").write_bytes(zip_of(members))
    monkeypatch.chdir(tmp_path)
    return tmp_path


EXPECTED = {
    GYM: ["SET004"],
    "export.zip!/lunch-ride/lunch-ride.gpx": ["TIM001"],
    "export.zip!/race/race.fit": ["STR004"],
    "export.zip!/run/run.tcx": [],
}


@pytest.mark.parametrize("arguments", [["export.zip"], ["*.zip"], ["export.zip", GYM], [*EXPECTED]])
def test_archives_are_named_found_by_globs_and_by_their_members(arguments: list[str]) -> None:
    assert found(*arguments) == EXPECTED
    assert found("--jobs", "2", *arguments) == EXPECTED


@pytest.mark.parametrize(
    ("argument", "names"),
    [
        ("export.zip!/gym/*.json", ["gym"]),
        ("export.zip!/*.json", []),
        ("export.zip!/**/*.[gt][pc]x", ["lunch-ride", "run"]),
        ("*.zip!/r*/*", ["race", "run"]),
        ("export.zip!/gym", ["gym"]),
        ("export.zip!/gym/", ["gym"]),
        ("all.zip!/*.zip!/**/run.tcx", ["run"]),
        ("all.zip!/in*", ["gym", "lunch-ride", "race", "run"]),
    ],
)
def test_globs_and_folders_name_members(folder: Path, argument: str, names: list[str]) -> None:
    if argument.startswith("all"):
        (folder / "all.zip").write_bytes(zip_of({"inner.zip": (folder / "export.zip").read_bytes()}))
        (folder / "export.zip").unlink()
    ran = lint("--format", "json", argument)
    paths = [file["path"] for file in json.loads(ran.stdout)["files"] if not file.get("failure")]
    assert [path.rpartition("/")[2].partition(".")[0] for path in paths] == names
    assert ("matches this pattern" in ran.stderr) == (not names)


def test_a_glob_in_an_archive_that_cannot_be_read_to_its_end_reports_that(folder: Path) -> None:
    """What it names may be in the part that is lost. A file that is there is what was asked for."""
    (folder / "cut.zip").write_bytes((folder / "export.zip").read_bytes()[:900])
    assert found("cut.zip!/gym/*") == {"cut.zip": ["UPL305"], "cut.zip!/gym/gym.json": ["SET004"]}
    assert found("cut.zip!/gym/gym.json") == {"cut.zip!/gym/gym.json": ["SET004"]}


def test_the_table_of_an_unpacked_export_is_compared_as_in_the_archive(folder: Path) -> None:
    table = "Aktivitäts-ID,Name,Dateiname\n1,a,activities/run.tcx.gz\n2,b,activities/gone.fit.gz\n3,c,../up.fit\n4,,\n"
    members = {f"activities/{name}": DEMO[name] for name in ("run.tcx", "race.fit")}
    members["routes/planned.gpx"] = DEMO["lunch-ride.gpx"]
    (folder / "e.zip").write_bytes(zip_of({"activities.csv": table.encode()} | members))
    zipfile.ZipFile("e.zip").extractall("e")
    shown = json.loads(lint("--format", "json", "e.zip", "e").stdout)["files"]
    assert not [file["path"] for file in shown if "planned" in file["path"]]
    assert found("e/routes") == {"e/routes/planned.gpx": ["TIM001"]}
    packed_up, unpacked = (file["findings"] for file in shown if file["path"] in {"e.zip", "e/activities.csv"})
    assert [one["code"] for one in packed_up] == ["UPL301", "UPL302"]
    assert [(one["code"], one["message"].replace("e/activities/", "activities/")) for one in unpacked] == [
        (one["code"], one["message"]) for one in packed_up
    ]
    (folder / "e" / "activities" / "gone.fit").write_bytes(DEMO["race.fit"])
    assert "UPL301" not in lint("e/activities.csv").stdout
    (folder / "e" / "activities.csv").write_text("no,table\n", encoding="utf-8")
    assert "e/activities.csv" not in found("e")
    assert found("e/activities.csv") == {"e/activities.csv": ["UPL002"]}


def test_archives_are_found_in_folders_and_lists(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "old.tgz").write_bytes(packed(".tgz", {"run.tcx": DEMO["run.tcx"]}))
    (folder / "list.txt").write_text("export.zip\n./sub/old.tgz\n", encoding="utf-8")
    inside = str(Path("sub") / "old.tgz")
    assert {path.removeprefix("./") for path in found(".")} == {*EXPECTED, f"{inside}!/run.tcx"}
    listed = found("--files-from", "list.txt", "--only-activities")
    assert set(listed) == {*EXPECTED, "./sub/old.tgz!/run.tcx"}


def test_reports_for_other_tools_name_members() -> None:
    refused = [path for path, codes in EXPECTED.items() if codes]
    (sarif,) = json.loads(lint("--format", "sarif", "export.zip").stdout)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in sarif["results"] if result["level"] != "note"]
    assert sorted(place["artifactLocation"]["uri"] for place in places) == sorted(refused)
    suites = ET.fromstring(lint("--format", "junit", "export.zip").stdout)
    assert [suite.get("name") for suite in suites.iter("testsuite") if int(suite.get("failures", 0))] == [
        path for path in EXPECTED if path == GYM or "lunch" in path
    ]
    assert f"::error file={GYM},line=8" in lint("--format", "github", "export.zip").stdout
    assert {one["location"]["path"] for one in json.loads(lint("--format", "gitlab", "export.zip").stdout)} >= set(
        refused
    )


def test_settings_apply_to_members(folder: Path) -> None:
    (folder / "activitylint.toml").write_text(
        'exclude = ["**/race"]\n[per-file."export.zip!/gym/**"]\nignore = ["SET004"]\n'
        '[per-file."lunch-ride.gpx"]\nignore = ["TIM001"]\n',
        encoding="utf-8",
    )
    assert found(".") == {
        f"./{path}" if not path.startswith("./") else path: [] for path in EXPECTED if "race" not in path
    }
    (folder / "activitylint.toml").write_text(
        '[per-file."*.zip"]\nignore = ["SET004"]\n[per-file."export.zip/lunch-ride/*"]\nignore = ["TIM001"]\n',
        encoding="utf-8",
    )
    assert found("export.zip") == EXPECTED | {path: [] for path in EXPECTED if "race" not in path}
    (folder / "activitylint.toml").write_text('exclude = ["*.zip/"]', encoding="utf-8")
    assert "exclude every activity file in this archive" in lint("export.zip").stderr
    assert found("export.zip!/gym/*") == {GYM: ["SET004"]}


def test_a_baseline_lists_members(folder: Path) -> None:
    (folder / "b").mkdir()
    assert lint("--write-baseline", "b/known.toml", "export.zip").exit_code == 0
    assert "export.zip!/gym/gym.json" in (folder / "b" / "known.toml").read_text(encoding="utf-8")
    assert not any(found("--baseline", "b/known.toml", "export.zip").values())
    # What was not checked this time stays in it, as long as the archive is there.
    lint("--write-baseline", "b/known.toml", GYM)
    assert "race.fit" in (folder / "b" / "known.toml").read_text(encoding="utf-8")


def test_a_batch_compares_members_with_files(folder: Path) -> None:
    (folder / "again.tcx").write_bytes(DEMO["run.tcx"])
    assert found("--batch", "export.zip", "again.tcx")["again.tcx"] == ["UPL201"]
    rows = csv.DictReader(io.StringIO(lint("--batch", "--format", "csv", "again.tcx", "export.zip").stdout))
    assert {row["path"]: row["duplicate_of"] for row in rows}["export.zip!/run/run.tcx"] == "again.tcx"


def test_fix_writes_beside_the_archive_and_never_into_it(folder: Path) -> None:
    before = hashlib.sha256((folder / "export.zip").read_bytes()).digest()
    for _ in range(2):  # the second run finds what the first one wrote
        ran = run("fix", "export.zip")
        assert "applied exercise-ids-as-listed (SET004); written to export.fixed/gym/gym.json" in ran.output
        assert ran.exit_code == 1  # what has no safe fix is left
    assert [path.name for path in (folder / "export.fixed").rglob("*.*")] == ["gym.json"]
    assert found("export.fixed") == {"export.fixed/gym/gym.json": []}
    assert hashlib.sha256((folder / "export.zip").read_bytes()).digest() == before
    (folder / "export.fixed" / "gym" / "gym.json").write_bytes(b"{}")
    refused = run("fix", GYM)
    assert "already exists" in refused.output
    assert refused.exit_code == 2


def test_fix_shows_a_diff_and_fills_a_folder(folder: Path) -> None:
    assert "+++ export.zip!/gym/gym.json" in run("fix", "--diff", "export.zip").output
    assert not (folder / "export.fixed").exists()
    run("fix", "--output-dir", "out", ".")
    written = {path.name: path for path in (folder / "out" / "export").rglob("*.*")}
    assert set(written) == set(DEMO)
    changed = {name for name, path in written.items() if path.read_bytes() != DEMO[name]}
    assert changed == {"gym.json"}
    assert lint("--fix", "export.zip").exit_code == 1
    assert (folder / "export.fixed" / "gym" / "gym.json").is_file()


def test_fix_splits_and_packs_as_the_member_was(folder: Path) -> None:
    double = (FIXTURES / "UPL005-gzip-suffix-mismatch").glob("fail-*.gpx.gz")
    members = {path.name: path.read_bytes() for path in double}
    (folder / "packed.zip").write_bytes(zip_of(members))
    run("fix", "packed.zip")
    for path in (folder / "packed.fixed").iterdir():
        assert path.read_bytes()[:2] == b"\x1f\x8b"
    assert members


def test_inspect_shows_members_and_names_what_it_cannot_read(folder: Path) -> None:
    shown = run("inspect", "--format", "json", "export.zip")
    assert [file["path"] for file in json.loads(shown.stdout)["files"]] == list(EXPECTED)
    assert shown.exit_code == 0
    (folder / "cut.zip").write_bytes((folder / "export.zip").read_bytes()[:900])
    cut = run("inspect", "cut.zip")
    assert cut.exit_code == 2
    assert "cut.zip: the archive is damaged: it is cut off" in cut.stderr


@pytest.mark.parametrize("arguments", [["lint"], ["fix"]])
def test_a_damaged_archive_fails_every_command(folder: Path, arguments: list[str]) -> None:
    (folder / "cut.zip").write_bytes((folder / "export.zip").read_bytes()[:900])
    ran = run(*arguments, "cut.zip")
    assert ran.exit_code == 1
    assert "UPL305" in ran.output


def test_an_archive_without_activities_is_named(folder: Path) -> None:
    (folder / "photos.zip").write_bytes(zip_of({"1.jpg": b"\xff\xd8\xff"}))
    ran = lint("photos.zip")
    assert "photos.zip: no activity files in this archive" in ran.stderr
    assert ran.exit_code == 0


def test_an_archive_named_otherwise_is_one_file(folder: Path) -> None:
    """Strava refuses an archive, whatever its name; only its members can be uploaded."""
    (folder / "export.zip").rename(folder / "ride.gpx")
    assert found("ride.gpx") == {"ride.gpx": ["UPL002"]}


def test_a_report_does_not_overwrite_the_archive() -> None:
    for path in ("export.zip", GYM):
        ran = lint("--output", "json:export.zip", path)
        assert ran.exit_code == 2
        assert "would overwrite" in ran.stderr
    assert zipfile.is_zipfile("export.zip")
