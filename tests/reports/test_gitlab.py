from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import jsonschema
from hypothesis import given

from activitylint.model.report import Report
from activitylint.reports.words import effect_sentence
from report_examples import FINDING, GPX, REPORTS, hostile_reports, of_fixtures, written

# The schema that GitLab publishes under "Code Quality report format".
SHAPE: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def read(*reports: Report, **options: object) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(written("gitlab", reports, **options))
    jsonschema.validate(made, SHAPE)
    fingerprints = [issue["fingerprint"] for issue in made]
    assert len(set(fingerprints)) == len(fingerprints)
    return made


def test_findings_become_issues() -> None:
    error, info, binary, failure = read(*REPORTS)
    assert error["check_name"] == "TIM001 record-without-time"
    assert error["description"] == f"137 of 2,870 track points have no time. {effect_sentence(FINDING.effect)}"
    assert error["location"] == {"path": "ride.gpx", "lines": {"begin": 45}}
    assert [issue["severity"] for issue in (error, info, binary, failure)] == ["blocker", "info", "minor", "blocker"]
    assert binary["description"].startswith("record 45, byte 0x1A2F: 1 of 60")
    assert binary["location"]["lines"] == {"begin": 1}
    assert "No such file" in failure["description"]


def test_the_fixtures_meet_the_schema_and_fingerprints_are_unique() -> None:
    assert len(read(*of_fixtures())) == sum(len(report.findings) for report in of_fixtures())
    assert read() == []


def test_fingerprints_do_not_depend_on_the_current_folder() -> None:
    here = read(GPX, root="/repo")
    for path in ("./ride.gpx", "/repo/ride.gpx"):
        assert read(replace(GPX, path=path), root="/repo") == here
    assert read(replace(GPX, path="other.gpx"))[0]["fingerprint"] != here[0]["fingerprint"]


@given(hostile_reports())
def test_text_from_a_file_cannot_break_the_report(reports: tuple[Report, ...]) -> None:
    same = len({report.path for report in reports}) < len(reports)
    made = json.loads(written("gitlab", reports)) if same else read(*reports)
    jsonschema.validate(made, SHAPE)
