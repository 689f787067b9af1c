from __future__ import annotations

import json

import jsonschema
from hypothesis import given

from activitylint.report import Report
from activitylint.schema_files import read_schema
from report_examples import REPORTS, hostile_reports, of_fixtures, written

SCHEMA = read_schema("report-1.schema.json")
LINE = {"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]}


def test_json_meets_its_schema() -> None:
    made = json.loads(written("json", [*REPORTS, *of_fixtures()]))
    jsonschema.validate(made, SCHEMA)
    assert made["summary"]["files"] == len(made["files"])


def test_jsonl_is_a_file_a_line_then_the_summary() -> None:
    reports = [*REPORTS, *of_fixtures()]
    lines = [json.loads(line) for line in written("jsonl", reports).splitlines()]
    validator = jsonschema.Draft202012Validator(LINE)
    for line in lines:
        validator.validate(line)
    whole = json.loads(written("json", reports))
    assert lines[:-1] == whole["files"]
    assert lines[-1] == {"summary": whole["summary"]}


def test_jsonl_writes_each_file_when_it_is_done() -> None:
    assert [json.loads(line)["path"] for line in written("jsonl", REPORTS).splitlines()[:-1]] == [
        report.path for report in REPORTS
    ]
    assert written("jsonl", []) == '{"summary": {"files": 0, "errors": 0, "warnings": 0, "infos": 0}}\n'


@given(hostile_reports())
def test_no_text_breaks_it(reports: tuple[Report, ...]) -> None:
    jsonschema.validate(json.loads(written("json", reports)), SCHEMA)
    text = written("jsonl", reports)
    assert text.isascii()
    assert text.count("\n") == len(reports) + 1
