from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest
from hypothesis import given

from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.reports.words import effect_sentence
from report_examples import FINDING, hostile_reports, of_fixtures, written


@dataclass
class Command:
    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text


def read(log: str) -> list[Command]:
    """Parse workflow commands like GitHub's runner: line by line, with the escapes decoded."""
    data_escapes = {"%0D": "\r", "%0A": "\n", "%25": "%"}
    property_escapes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    found: list[Command] = []
    for line in re.split(r"\r\n|\r|\n", log):
        match = re.fullmatch(r"\s*::([^\s:]+)(?: (.*?))?::(.*)", line)
        if match is None:
            # The older form, which can be anywhere in a line.
            assert not re.search(r"##\w*\[", line), line
            continue
        properties = [part.partition("=") for part in (match[2] or "").split(",") if part]
        found.append(
            Command(
                match[1],
                {key: unescaped(value, property_escapes) for key, _, value in properties},
                unescaped(match[3], data_escapes),
            )
        )
    return found


def test_findings_become_annotations() -> None:
    error, warning, failure = read(written("github"))
    assert error.name == "error"
    assert error.properties == {"file": "ride.gpx", "line": "45", "col": "7", "title": "TIM001 record-without-time"}
    assert error.data.splitlines() == [
        "137 of 2,870 track points have no time",
        effect_sentence(FINDING.effect),
        "help: Write a time.",
    ]
    assert warning.name == "warning"
    assert warning.properties == {"file": "rides/a b.fit.gz", "title": "STR001 heart-rate-out-of-range"}
    assert warning.data.startswith("record 45, byte 0x1A2F: 1 of 60 records")
    assert failure.name == "error"
    assert failure.properties["file"] == "missing.fit"
    assert failure.data == "missing.fit: No such file or directory"


def test_infos_are_notices_with_verbose() -> None:
    assert [command.name for command in read(written("github", least=Severity.INFO))] == [
        "error",
        "notice",
        "warning",
        "error",
    ]


def test_paths_are_relative_to_the_root() -> None:
    report = Report("/repo/x/a,b:c.gpx", None, compressed=False, findings=(), failure="50% of 100%0A")
    command = read(written("github", [report], root="/repo"))[0]
    assert command.properties["file"] == "x/a,b:c.gpx"
    assert command.data == "x/a,b:c.gpx: 50% of 100%0A"


@given(hostile_reports())
def test_text_from_a_file_cannot_add_a_command(reports: tuple[Report, ...]) -> None:
    commands = read(written("github", reports, least=Severity.INFO))
    assert len(commands) == sum(len(report.findings) + (report.failure is not None) for report in reports)
    assert {command.name for command in commands} <= {"error", "warning", "notice"}
    for command in commands:
        assert list(command.properties) in (["file", "line", "col", "title"], ["file", "title"])


@pytest.mark.parametrize(
    "output_format", ["full", "concise", "grouped", "markdown", "json", "jsonl", "sarif", "gitlab"]
)
@given(reports=hostile_reports())
def test_other_formats_print_no_commands_either(output_format: str, reports: tuple[Report, ...]) -> None:
    for options in ({"least": Severity.INFO, "width": 60}, {"show_all": True}):
        assert read(written(output_format, reports, **options)) == []


def test_every_finding_of_the_fixtures_has_an_annotation() -> None:
    commands = read(written("github", of_fixtures(), least=Severity.INFO))
    assert len(commands) == sum(len(report.findings) for report in of_fixtures())
    assert all(not PurePosixPath(command.properties["file"]).is_absolute() for command in commands)
