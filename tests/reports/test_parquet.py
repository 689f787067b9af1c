"""Results in Parquet: complete parts, a documented schema, queries that have the documented answers, and --resume."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main, results
from activitylint.model.identity import Identity, Run
from activitylint.model.report import Report, Totals
from activitylint.reports import Options
from paths import FIXTURES, ROOT
from report_examples import CLEAN, FAILED, GPX, REPORTS
from snippets import snippets

pq = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is not installed")
parquet = pytest.importorskip("activitylint.reports.parquet")

PAGE = ROOT / "docs" / "parquet.md"

Lint = Callable[..., Result]


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Run `lint` in an empty folder, into which it writes results."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, now: str = "2026-06-01T00:00:00Z") -> Result:
        words = ["lint", "--format", "concise", "--exit-zero", "--now", now, "--output", "parquet:results", *arguments]
        return CliRunner().invoke(main, words)

    return run


def rows(table: str = "files.parquet", folder: str = "results") -> list[dict[str, Any]]:
    return [row for part in sorted(Path(folder).glob(f"part-*/{table}")) for row in pq.read_table(part).to_pylist()]


def linted(folder: str = "results") -> list[str]:
    return [row["path"] for row in rows(folder=folder)]


def written(options: Options, *reports: Report) -> list[dict[str, bytes]]:
    parts: list[dict[str, bytes]] = []
    reporter = parquet.make("parquet", lambda files: parts.append(dict(files)), options)
    for report in reports:
        reporter.add(report)
    reporter.close(Totals())
    return parts


def table(data: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return rows


def test_every_report_is_a_row_and_every_finding_one_that_joins_it() -> None:
    (part,) = written(Options(run=Run("r", 1e9, "0.2.0", "s")), *REPORTS)
    files, findings = table(part["files.parquet"]), table(part["findings.parquet"])
    assert [row["path"].encode() for row in files] == [
        report.path.encode("utf-8", "backslashreplace") for report in REPORTS
    ]
    by_file = {row["file_id"]: [one for one in findings if one["file_id"] == row["file_id"]] for row in files}
    for row, report in zip(files, REPORTS, strict=True):
        assert (row["verdict"], row["failure"]) == (report.verdict.value, report.failure)
        assert [(one["code"], one["count"]) for one in by_file[row["file_id"]]] == [
            (one.code, one.count) for one in report.findings
        ]


def test_parts_are_bounded_by_files_and_by_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_FILES", 3)
    assert [len(table(part["files.parquet"])) for part in written(Options(), *[CLEAN] * 7)] == [3, 3, 1]
    monkeypatch.setattr(parquet, "_MOST_FINDINGS", len(GPX.findings))
    assert [len(table(part["files.parquet"])) for part in written(Options(), GPX, GPX)] == [1, 1]
    assert written(Options()) == []


def test_only_a_file_that_was_checked_has_an_identity() -> None:
    seen = Identity(10, 5_000_000_000, None)
    (part,) = written(Options(), replace(GPX, identity=seen), replace(FAILED, identity=seen), replace(CLEAN, path="-"))
    found = table(part["files.parquet"])
    assert [(row["size"], row["identity"] is None) for row in found] == [(10, False), (10, True), (None, True)]


def test_the_page_describes_every_column_and_its_type() -> None:
    documented = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    columns = [(field.name, str(field.type)) for schema in parquet.TABLES.values() for field in schema]
    assert [(name, kind.replace("&lt;", "<").replace("&gt;", ">")) for name, kind in documented] == columns


def test_files_are_compressed_with_zstd_and_say_their_version(lint: Lint) -> None:
    lint(str(FIXTURES / "demo"))
    for path in Path("results").glob("part-*/*"):
        with pq.ParquetFile(path) as file:
            assert file.schema_arrow.metadata[b"activitylint.schema"] == b"1"
            assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_second_run_lints_only_what_is_new_changed_or_failed(lint: Lint, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "demo", tmp_path / "in")
    names = ["in/gym.json", "in/lunch-ride.gpx", "in/race.fit", "in/run.tcx"]
    resume = ("--resume", "results", "in", "in/missing.fit")
    assert lint(*resume).exit_code == 2  # nothing is there yet, and one file cannot be read
    assert linted() == [*names, "in/missing.fit"]
    again = lint(*resume)
    assert again.stderr.startswith("4 files skipped: results has the results\n")
    assert linted() == [*names, "in/missing.fit", "in/missing.fit"]
    os.utime("in/race.fit", ns=(0, 1))  # another time
    Path("in/new.gpx").write_bytes(Path("in/lunch-ride.gpx").read_bytes())
    lint("--resume", "results", "in")
    assert linted()[-2:] == ["in/new.gpx", "in/race.fit"]
    lint("--resume", "results", "in")
    assert len(linted()) == 8


@pytest.mark.parametrize(
    "other",
    [
        ("--ignore", "TIM"),
        ("--severity", "TIM001=info"),
        ("--sport-type", "Ride"),
        ("--no-inline-ignores",),
        ("--baseline", "activities.toml"),
    ],
)
def test_other_rules_or_settings_skip_nothing(lint: Lint, other: tuple[str, ...]) -> None:
    file = str(FIXTURES / "demo" / "lunch-ride.gpx")
    if "--baseline" in other:
        CliRunner().invoke(main, ["lint", "--exit-zero", "--write-baseline", "activities.toml", file])
    lint(file)
    for _ in range(2):
        assert lint("--resume", "results", *other, file).exit_code == 0
        assert len(linted()) == 2


def test_another_version_of_activitylint_skips_nothing(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(FIXTURES / "demo" / "lunch-ride.gpx")
    lint(file)
    monkeypatch.setattr(results, "__version__", "0.0.0")
    lint("--resume", "results", file)
    assert len(linted()) == 2


def test_a_folder_with_results_is_not_mixed_up_by_accident(lint: Lint) -> None:
    lint(str(FIXTURES / "demo"))
    refused = lint(str(FIXTURES / "demo"))
    assert refused.exit_code == 2
    assert "results has the results of another run; add --resume results" in refused.stderr
    assert len(linted()) == 4
    nothing = CliRunner().invoke(main, ["lint", "--resume", "elsewhere", str(FIXTURES / "demo")])
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "--resume elsewhere: there are no results in this folder" in nothing.stderr


@pytest.mark.parametrize("other", [("--batch",), ("--fix",), ("--write-baseline", "b.toml")])
def test_what_needs_all_files_cannot_resume(lint: Lint, other: tuple[str, ...]) -> None:
    result = lint("--resume", "results", *other, str(FIXTURES / "demo"))
    assert result.exit_code == 2
    assert "cannot be combined with --resume" in " ".join(result.stderr.split())


def test_an_older_schema_or_a_damaged_part_is_refused(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    lint(str(FIXTURES / "demo"))
    monkeypatch.setattr(parquet, "SCHEMA_VERSION", 2)
    other = lint("--resume", "results", str(FIXTURES / "demo"))
    assert (other.exit_code, "has version 1 of the schema, not 2" in other.stderr) == (2, True)
    next(Path("results").glob("part-*/files.parquet")).write_bytes(b"PAR1")
    damaged = lint("--resume", "results", str(FIXTURES / "demo"))
    assert damaged.exit_code == 2
    assert damaged.stderr.startswith("Error: --resume results: ")


def test_a_part_that_cannot_be_written_leaves_nothing(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(os, "rename", full)
    result = lint(str(FIXTURES / "demo"))
    assert (result.exit_code, result.stderr) == (2, "Error: results cannot be written: No space left on device\n")
    assert list(Path("results").iterdir()) == []


def test_a_missing_extra_is_one_sentence(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = lint(str(FIXTURES / "demo"))
    assert result.exit_code == 2
    assert result.stderr == "Error: --output parquet needs more packages: pip install 'activitylint[parquet]'\n"


def test_the_queries_of_the_page_have_the_answers_of_the_page(lint: Lint) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    made_uploads()
    lint("--resume", "results", "users", now="2026-05-01T08:00:00Z")
    repaired = Path("users/anna/2026-03-14.gpx")
    text = repaired.read_text(encoding="utf-8")
    repaired.write_text(text.replace("</ele></", "</ele><time>2026-03-14T08:00:20Z</time></"), encoding="utf-8")
    os.utime(repaired, (0, 0))
    lint("--resume", "results", "users", now="2026-05-02T08:00:00Z")
    views, *queries = [one.text for one in snippets(PAGE) if one.language == "sql"]
    _, *answers = [one.text for one in snippets(PAGE) if one.language == "text"]
    with duckdb.connect() as database:
        database.execute(views)
        found = [as_table(database.sql(query)) for query in queries]
    assert len(found) == 5
    assert found == answers


def made_uploads() -> None:
    """The files of four users: one watch loses times since March, one application writes no time zone."""
    watch, bike, app = "Example Watch 3", "Example Bike 500", "Example App"
    for user, day, device in (
        ("anna", "2026-01-10", watch),
        ("anna", "2026-03-14", watch),
        ("anna", "2026-04-02", watch),
        ("ben", "2026-02-01", bike),
        ("ben", "2026-02-08", bike),
        ("ben", "2026-03-20", watch),
        ("chris", "2026-01-05", bike),
        ("chris", "2026-04-11", bike),
        ("dana", "2026-02-20", app),
    ):
        zone = "" if device == app else "Z"
        times = [f"<time>{day}T08:00:{second:02}{zone}</time>" for second in range(0, 60, 10)]
        if device == watch and day > "2026-03":
            times[2] = ""
        points = "\n".join(
            f'<trkpt lat="48.{n:04}" lon="11.5"><ele>520</ele>{time}</trkpt>' for n, time in enumerate(times)
        )
        path = Path("users", user, f"{day}.gpx")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="{device}" '
            f'xmlns="http://www.topografix.com/GPX/1/1"><trk><type>cycling</type><trkseg>\n{points}\n'
            "</trkseg></trk></gpx>\n",
            encoding="utf-8",
        )


def as_table(relation: Any) -> str:
    cells = [list(relation.columns), *([str(value) for value in row] for row in relation.fetchall())]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in cells)
