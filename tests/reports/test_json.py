from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from activitylint.model.report import Report
from activitylint.reports import json as module
from activitylint.vocabulary.schema_files import read_schema
from report_examples import FINDING, GPX, INFO, REPORTS, hostile_reports, of_fixtures, written

SCHEMA = read_schema("report-1.schema.json")
LINE = {"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]}


def loaded(text: str) -> Any:
    """Parse JSON, and fail if an object has a key twice; the standard parser would use the last one silently."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        assert len(made) == len(pairs)
        return made

    return json.loads(text, object_pairs_hook=once)


def test_json_meets_its_schema() -> None:
    made = loaded(written("json", [*REPORTS, *of_fixtures()]))
    jsonschema.validate(made, SCHEMA)
    assert made["summary"]["files"] == len(made["files"])


def test_jsonl_has_one_line_per_file_then_the_summary() -> None:
    reports = [*REPORTS, *of_fixtures()]
    lines = [loaded(line) for line in written("jsonl", reports).splitlines()]
    validator = jsonschema.Draft202012Validator(LINE)
    for line in lines:
        validator.validate(line)
    whole = loaded(written("json", reports))
    assert lines[:-1] == whole["files"]
    assert lines[-1] == {"summary": whole["summary"]}
    assert [line["status"] for line in lines[:-1]] == [report.status() for report in reports]


def test_jsonl_writes_each_file_at_once() -> None:
    assert [json.loads(line)["path"] for line in written("jsonl", REPORTS).splitlines()[:-1]] == [
        report.path for report in REPORTS
    ]
    assert written("jsonl", []) == '{"summary": {"files": 0, "errors": 0, "warnings": 0, "infos": 0}}\n'


@pytest.mark.parametrize("output_format", ["json", "jsonl"])
def test_many_ranges_are_written_like_a_few(output_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = tuple((number, number + 1) for number in range(1, 40, 3))
    report = replace(GPX, findings=(replace(FINDING, ranges=pairs), replace(FINDING, ranges=()), INFO))
    whole = written(output_format, [report])
    monkeypatch.setattr(module, "_PIECE", 5)
    assert written(output_format, [report]) == whole
    file = json.loads(whole if output_format == "json" else whole.splitlines()[0])
    first, second, _ = (file["files"][0] if output_format == "json" else file)["findings"]
    assert first["ranges"] == [list(pair) for pair in pairs]
    assert second["ranges"] == []


@given(hostile_reports())
def test_text_from_a_file_cannot_break_the_report(reports: tuple[Report, ...]) -> None:
    jsonschema.validate(loaded(written("json", reports)), SCHEMA)
    text = written("jsonl", reports)
    assert text.isascii()
    assert text.count("\n") == len(reports) + 1
