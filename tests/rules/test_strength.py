"""Each problem of a strength file has one code, and a message that a person understands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

import activitylint
from activitylint.formats import strength
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Finding
from activitylint.rules.support.json_problems import code_of
from activitylint.vocabulary import strength as vocabulary
from example_count import examples
from formats.strength.documents import Document, documents, good

NOW = 1_780_272_000.0  # 2026-06-01


def lint(document: Any) -> list[Finding]:
    report = activitylint.lint(json.dumps(document).encode(), name="workout.json", now=NOW)
    assert report.failure is None
    return [*report.errors, *report.warnings]


def changed(**fields: Any) -> Document:
    return good() | fields


def with_set(**fields: Any) -> Document:
    document = good()
    document["sets"][1].update(fields)
    return document


def with_stream(**streams: Any) -> Document:
    document = good()
    document["streams"].update(streams)
    return document


def without(*path: str) -> Document:
    document = inner = good()
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return document


CASES: list[tuple[Document | Any, str, str]] = [
    ([], "JSN003", "the file is an array, not an object"),
    ("text", "JSN003", "the file is the string 'text', not an object"),
    (without("version"), "JSN002", "version is missing"),
    (without("sets"), "JSN002", "sets is missing"),
    (changed(sets=[{"duration": 60}] * 3), "JSN002", "exercise_type is missing in all 3 sets"),
    (changed(utc_offset="-28800"), "JSN003", "utc_offset is the string '-28800', not an integer"),
    (changed(utc_offset=True), "JSN003", "utc_offset is true, not an integer"),
    (changed(utc_offset=None), "JSN003", "utc_offset is null, not an integer"),
    (changed(elapsed_time=1800.5), "JSN003", "elapsed_time is 1800.5, not an integer"),
    (changed(elapsed_time=1800.0), "JSN015", "elapsed_time is written with a fraction (1800.0)"),
    (changed(active_time=None), "JSN016", "active_time is null"),
    (changed(version=None), "JSN003", 'version is null, not the string "1.0"'),
    (changed(version=10**60), "JSN004", f'version is 1{"0" * 39}, not the string "1.0"'),
    (changed(version={}), "JSN004", 'version is an object, not the string "1.0"'),
    (changed(version=1.0), "JSN004", 'version is 1.0, not the string "1.0"'),
    (changed(version="1"), "JSN004", "version is '1', not the string \"1.0\""),
    (changed(version=["1.0"]), "JSN004", 'version is an array, not the string "1.0"'),
    (changed(start_time=1777622400), "JSN003", "start_time is 1777622400, not a string"),
    (changed(start_time="2026-05-01"), "JSN005", "start_time '2026-05-01' is no ISO 8601 date and time"),
    (changed(creator="App"), "JSN003", "creator is the string 'App', not an object"),
    (changed(creator={"name": 5}), "JSN003", "name is 5, not a string"),
    (changed(creator={"name": None}), "JSN016", "name is null"),
    (changed(creator={"name": "Log 3", "version": "2"}), "JSN010", "'version' is no field of creator"),
    (changed(sets={}), "JSN003", "sets is an object, not an array"),
    (changed(sets=None), "JSN003", "sets is null, not an array"),
    (changed(sets=[]), "JSN006", "sets is empty"),
    (with_set(exercise_type=None), "JSN003", "exercise_type is null, not a string, in 1 of 2 sets"),
    (with_set(exercise_type=5), "JSN003", "exercise_type is 5, not a string, in 1 of 2 sets"),
    (with_set(weight="60"), "JSN003", "weight is the string '60', not a number, in 1 of 2 sets"),
    (with_set(weight=None), "JSN016", "weight is null in 1 of 2 sets"),
    (with_set(duration=60.0), "JSN015", "duration is written with a fraction (60.0) in 1 of 2 sets"),
    (with_set(duration=60.5), "JSN003", "duration is 60.5, not an integer, in 1 of 2 sets"),
    (with_set(duration="60"), "JSN003", "duration is the string '60', not an integer, in 1 of 2 sets"),
    (with_set(start_time=5), "JSN003", "start_time is 5, not a string, in 1 of 2 sets"),
    (with_set(reps=5), "JSN010", "'reps' is no field of a set: 1 of 2 sets has it"),
    (changed(streams=[]), "JSN003", "streams is an array, not an object"),
    (changed(streams=None), "JSN016", "streams is null"),
    (changed(streams={}), "JSN007", "streams has no time array"),
    (changed(streams={"heartrate": [1]}), "JSN007", "streams has no time array beside 'heartrate'"),
    (changed(streams={"time": {"data": [0, 60]}}), "JSN009", 'time is an object with "data", not an array'),
    (changed(streams={"time": None}), "JSN009", "time is null, not an array"),
    (with_stream(heartrate=None), "JSN016", "heartrate is null"),
    (with_stream(heartrate=72), "JSN009", "heartrate is 72, not an array"),
    (with_stream(heartrate=[72, None, 90]), "JSN009", "heartrate[1] is null, not an integer, in 1 of 3 samples"),
    (with_stream(heartrate=[72, 80.5, 90]), "JSN009", "heartrate[1] is 80.5, not an integer, in 1 of 3 samples"),
    (with_stream(heartrate=[72, 80.0, 90]), "JSN015", "heartrate is written with a fraction (80.0) in 1 of 3 samples"),
    (with_stream(heartrate=[72, True, 90]), "JSN009", "heartrate[1] is true, not an integer, in 1 of 3 samples"),
    (with_stream(active=[1, 1, 0]), "JSN009", "active[0] is 1, not true or false, in all 3 samples"),
    (with_stream(active=[True]), "JSN008", "active has 1 sample, and time has 3"),
    (with_stream(power=[1, 2, 3]), "JSN010", "'power' is no field of streams"),
    (with_stream(time=[0, 60, 60]), "JSN012", "1 of 3 times is not later than the one before"),
    (with_stream(time=[-60, 0, 60]), "JSN012", "1 of 3 times is before start_time"),
    (with_stream(time=[0, 60, 1860]), "JSN012", "1 of 3 times is past elapsed_time (1,800), by up to 1 min"),
    (changed(active_time=1801), "JSN012", "active_time is 1,801 seconds and elapsed_time 1,800"),
    (changed(total_calories=-5), "JSN012", "total_calories is negative: -5"),
    (changed(utc_offset=2), "JSN011", "utc_offset is 2 seconds, which looks like hours"),
    (changed(utc_offset=330), "JSN011", "utc_offset is 330 seconds, which looks like minutes"),
    (changed(utc_offset=7_200_000), "JSN011", "utc_offset is 7,200,000 seconds, which looks like milliseconds"),
    (changed(utc_offset=7201), "JSN011", "utc_offset is 7,201 seconds, no multiple of a quarter of an hour"),
    (
        with_set(exercise_type="CRUNCHY"),
        "SET004",
        "'CRUNCHY' is none of the 656 exercise types listed as of 2026-10-03",
    ),
    (with_set(exercise_type="RUNNING"), "SET005", "RUNNING is an exercise type that the page lists only since"),
    (with_set(repetitions=0, duration=0), "SET007", "1 of 2 sets has neither repetitions nor a duration"),
    (with_set(start_time="2026-05-01T07:00:00Z"), "SET008", "1 of 2 sets starts before the start of the activity, by"),
    (with_set(weight=60_000), "SET009", "weight is over 500 kg in 1 of 2 sets: 60,000 kg first, perhaps grams"),
    (with_set(duration=90_000), "SET009", "duration is over 86,400 s in 1 of 2 sets: 90,000 s first, perhaps milli"),
    (with_set(repetitions=1_001), "SET009", "repetitions is over 1,000 repetitions in 1 of 2 sets"),
    (with_set(weight=-1), "SET009", "weight is negative in 1 of 2 sets: -1 kg first"),
]


@pytest.mark.parametrize(("document", "code", "message"), CASES, ids=lambda value: str(value)[:60])
def test_each_problem_has_one_code_and_one_message(document: Any, code: str, message: str) -> None:
    (finding,) = lint(document)
    assert finding.code == code
    assert finding.message.startswith(message)


def test_a_good_document_has_no_error_and_no_warning() -> None:
    assert lint(good()) == []


@given(documents())
@settings(max_examples=examples(200), deadline=None)
def test_every_fault_of_the_schema_belongs_to_a_rule(document: Document) -> None:
    activity = strength.read(json.dumps(document).encode("utf-8", "replace"))
    for fault in activity.faults_of(FaultKind.JSON_INVALID):
        assert code_of(fault) is not None or fault.detail["keyword"] == "enum"


@pytest.mark.parametrize(
    ("document", "help_text"),
    [
        (with_set(reps=5), "Rename it to repetitions if that is meant, or leave it out."),
        (with_set(exerciseType="X"), "Rename it to exercise_type if that is meant, or leave it out."),
        (with_set(weight_units="lbs"), "Leave it out: weights are in kilograms."),
        (
            changed(sport_type="Crossfit"),
            "Send sport_type as a field of the upload form, and leave it out of the file.",
        ),
        (with_stream(heart_rate=[1, 2, 3]), "Rename it to heartrate if that is meant, or leave it out."),
        (changed(utc_offset=-8), "Write -28800."),
        (
            with_set(exercise_type="PULL_UP"),
            (
                "Did you mean PULL_UP_GENERIC, WIDE_PULL_UP or NEUTRAL_GRIP_PULL_UP? "
                "`activitylint exercises` searches the list."
            ),
        ),
    ],
    ids=lambda value: str(value)[-60:],
)
def test_the_help_says_what_is_meant(document: Document, help_text: str) -> None:
    (finding,) = lint(document)
    assert finding.help == help_text


def test_a_look_alike_letter_is_named_with_its_position() -> None:
    (finding,) = lint(with_set(exercise_type="PL\u0410NK_GENERIC"))
    assert "its letter 3 is '\u0410' (Cyrillic capital letter a), which only looks like a Latin one" in finding.message
    assert finding.help.startswith("Did you mean PLANK_GENERIC?")


def test_many_unknown_exercises_are_counted_together_past_the_twentieth() -> None:
    findings = lint(changed(sets=[{"exercise_type": f"MOVE_{i}", "duration": 1} for i in range(30)]))
    assert len(findings) == 21
    assert findings[-1].message == "10 other unknown exercise types, in 10 of 30 sets"
    assert findings[-1].ranges == ((21, 30),)


@pytest.mark.parametrize(
    ("start", "offset", "told"),
    [
        ("2026-05-01T09:00:00+01:00", 7200, True),
        ("2026-05-01T09:00:00.5+01", 7200, True),
        ("2026-05-01T09:00:00-0330", 7200, True),
        ("2026-05-01T10:00:00+02:00", 7200, False),
        ("2026-05-01T04:30:00-03:30", -12600, False),
        ("2026-05-01T08:00:00+00:00", 7200, False),
        ("2026-05-01T08:00:00Z", 7200, False),
    ],
)
def test_an_offset_of_its_own_agrees(start: str, offset: int, told: bool) -> None:
    document = changed(start_time=start, utc_offset=offset, sets=good()["sets"][:1])
    report = activitylint.lint(json.dumps(document).encode(), name="workout.json", now=NOW)
    assert ("JSN013" in {finding.code for finding in report.infos}) is told


@pytest.mark.parametrize(
    ("streams", "noun"),
    [({"time": [0, 60, 60]}, "sample"), ({"time": [-60, 0]}, "sample"), ({"time": [0, 9999]}, "sample")],
)
def test_times_of_streams_are_counted_as_samples(streams: dict[str, Any], noun: str) -> None:
    found = [finding for finding in lint(changed(streams=streams)) if finding.code == "JSN012"]
    assert [(finding.noun, finding.count) for finding in found] == [(noun, 1)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weight": -1}, "weight is negative in 1 of 2 sets: -1 kg first"),
        ({"duration": -1}, "duration is negative in 1 of 2 sets: -1 s first"),
        ({"weight": 500.5}, "weight is over 500 kg in 1 of 2 sets: 500.5 kg first, perhaps grams sent as kilograms"),
        (
            {"duration": 86_401},
            "duration is over 86,400 s in 1 of 2 sets: 86,401 s first, perhaps milliseconds sent as seconds",
        ),
        ({"repetitions": 1_001}, "repetitions is over 1,000 repetitions in 1 of 2 sets: 1,001 repetitions first"),
        ({"weight": 500, "duration": 86_400, "repetitions": 1_000}, ""),
        ({"weight": 0}, ""),
    ],
)
def test_impossible_sets_are_told_whole(fields: dict[str, Any], message: str) -> None:
    found = [finding.message for finding in lint(with_set(**fields)) if finding.code == "SET009"]
    assert found == ([message] if message else [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": @}', "'@' stands where JSON has a value, a comma or a closing bracket"),
        ('{"a": [1}', "'}' closes a bracket of the other kind, or none"),
        ('{"a": 1}\0', "a NUL follows after the end of the JSON document"),
        ('{"a": "\t"}', "a tab stands inside a text, where JSON writes an escape; perhaps a quote is missing"),
        ('{"a": 1};', "';' follows after the end of the JSON document"),
        (" \n", "the file holds nothing but white space"),
        ('{"a": NaN}', "NaN is no number in JSON"),
        ('{"a": 1e999}', "the number 1e999 is too large for any reader"),
        ('{"a": 1,}', "a comma stands before '}', where nothing follows it"),
        ('{"a": ', "the file ends before a value: it is cut off, or a closing bracket or quote is missing"),
        ('{"a": NaN, "b": NaN}', "NaN is no number in JSON, and stands 2 times"),
        ('{"a": 1e999, "b": 1e999, "c": 1e999}', "the number 1e999 is too large for any reader, as are 2 others"),
        ("{" + "x" * 70 + ": 1}", f"the key '{'x' * 40}' stands without quotes"),
    ],
)
def test_what_is_no_json_is_told_whole(text: str, message: str) -> None:
    (found,) = activitylint.lint(text.encode(), name="workout.json", now=NOW).errors
    assert found.message == message


def test_a_file_that_is_no_json_has_that_finding_alone() -> None:
    report = activitylint.lint(b'{"version": 1, "sets": [],}', name="workout.json", now=NOW)
    assert [finding.code for finding in report.findings] == ["JSN001"]


def test_every_name_in_the_vocabulary_leads_to_a_field() -> None:
    for part in ("file", "creator", "streams", "set"):
        for field in vocabulary.fields(part):
            assert vocabulary.nearest_field(part, field.upper()) == field
    assert vocabulary.nearest_field("set", "colour") is None


def test_keys_that_are_repeated_beyond_the_twentieth_are_told_together() -> None:
    keys = ", ".join(f'"k{number}": 0, "k{number}": 1' for number in range(25))
    report = activitylint.lint(f"[{{{keys}}}]".encode(), name="a.json", now=0, select=["JSN014"])
    assert report.findings[-1].message == "other keys stand more than once in 5 objects, 'k20' among them"
