"""Strength JSON: each problem gives one finding, with the right code, place, message and help."""

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


CASES: list[tuple[Document | Any, str, str, int]] = [  # document, code, path, count
    ([{"exercise_type": "SQUAT"}], "JSN003", "", 1),
    (without("version"), "JSN002", "$", 1),
    (without("sets"), "JSN002", "$", 1),
    (changed(sets=[{"duration": 60}] * 3), "JSN002", "$.sets[0]", 3),
    (changed(utc_offset="-28800"), "JSN003", "$.utc_offset", 1),
    (changed(utc_offset=True), "JSN003", "$.utc_offset", 1),
    (changed(utc_offset=None), "JSN003", "$.utc_offset", 1),
    (changed(elapsed_time=1800.5), "JSN003", "$.elapsed_time", 1),
    (changed(elapsed_time=1800.0), "JSN015", "$.elapsed_time", 1),
    (changed(active_time=None), "JSN016", "$.active_time", 1),
    (changed(version=None), "JSN003", "$.version", 1),
    (changed(version=10**60), "JSN004", "$.version", 1),
    (changed(version={}), "JSN004", "$.version", 1),
    (changed(version=1.0), "JSN004", "$.version", 1),
    (changed(version="1"), "JSN004", "$.version", 1),
    (changed(version=["1.0"]), "JSN004", "$.version", 1),
    (changed(start_time=1777622400), "JSN003", "$.start_time", 1),
    (changed(start_time="2026-05-01"), "JSN005", "$.start_time", 1),
    (changed(creator="App"), "JSN003", "$.creator", 1),
    (changed(creator={"name": 5}), "JSN003", "$.creator.name", 1),
    (changed(creator={"name": None}), "JSN016", "$.creator.name", 1),
    (changed(creator={"name": "Log 3", "version": "2"}), "JSN010", "$.creator.version", 1),
    (changed(sets={}), "JSN003", "$.sets", 1),
    (changed(sets=None), "JSN003", "$.sets", 1),
    (changed(sets=[]), "JSN006", "$.sets", 1),
    (with_set(exercise_type=None), "JSN003", "$.sets[1].exercise_type", 1),
    (with_set(exercise_type=5), "JSN003", "$.sets[1].exercise_type", 1),
    (with_set(weight="60"), "JSN003", "$.sets[1].weight", 1),
    (with_set(weight=None), "JSN016", "$.sets[1].weight", 1),
    (with_set(duration=60.0), "JSN015", "$.sets[1].duration", 1),
    (with_set(duration=60.5), "JSN003", "$.sets[1].duration", 1),
    (with_set(duration="60"), "JSN003", "$.sets[1].duration", 1),
    (with_set(start_time=5), "JSN003", "$.sets[1].start_time", 1),
    (with_set(reps=5), "JSN010", "$.sets[1].reps", 1),
    (changed(streams=[]), "JSN003", "$.streams", 1),
    (changed(streams=None), "JSN016", "$.streams", 1),
    (changed(streams={}), "JSN007", "$.streams", 1),
    (changed(streams={"heartrate": [1]}), "JSN007", "$.streams", 1),
    (changed(streams={"time": {"data": [0, 60]}}), "JSN009", "$.streams.time", 1),
    (changed(streams={"time": None}), "JSN009", "$.streams.time", 1),
    (with_stream(heartrate=None), "JSN016", "$.streams.heartrate", 1),
    (with_stream(heartrate=72), "JSN009", "$.streams.heartrate", 1),
    (with_stream(heartrate=[72, None, 90]), "JSN009", "$.streams.heartrate[1]", 1),
    (with_stream(heartrate=[72, 80.5, 90]), "JSN009", "$.streams.heartrate[1]", 1),
    (with_stream(heartrate=[72, 80.0, 90]), "JSN015", "$.streams.heartrate[1]", 1),
    (with_stream(heartrate=[72, True, 90]), "JSN009", "$.streams.heartrate[1]", 1),
    (with_stream(active=[1, 1, 0]), "JSN009", "$.streams.active[0]", 3),
    (with_stream(active=[True]), "JSN008", "$.streams.active", 1),
    (with_stream(power=[1, 2, 3]), "JSN010", "$.streams.power", 1),
    (with_stream(time=[0, 60, 60]), "JSN012", "$.streams.time[2]", 1),
    (with_stream(time=[-60, 0, 60]), "JSN012", "$.streams.time[0]", 1),
    (with_stream(time=[0, 60, 1860]), "JSN012", "$.streams.time[2]", 1),
    (changed(active_time=1801), "JSN012", "$.active_time", 1),
    (changed(total_calories=-5), "JSN012", "$.total_calories", 1),
    (changed(utc_offset=2), "JSN011", "$.utc_offset", 1),
    (changed(utc_offset=330), "JSN011", "$.utc_offset", 1),
    (changed(utc_offset=7_200_000), "JSN011", "$.utc_offset", 1),
    (changed(utc_offset=7201), "JSN011", "$.utc_offset", 1),
    (with_set(exercise_type="CRUNCHY"), "SET004", "$.sets[1].exercise_type", 1),
    (with_set(exercise_type="RUNNING"), "SET005", "$.sets[1].exercise_type", 1),
    (with_set(repetitions=0, duration=0), "SET007", "$.sets[1]", 1),
    (with_set(start_time="2026-05-01T07:00:00Z"), "SET008", "$.sets[1].start_time", 1),
    (with_set(weight=60_000), "SET009", "$.sets[1].weight", 1),
    (with_set(duration=90_000), "SET009", "$.sets[1].duration", 1),
    (with_set(repetitions=1_001), "SET009", "$.sets[1].repetitions", 1),
    (with_set(weight=-1), "SET009", "$.sets[1].weight", 1),
]

MESSAGES: list[tuple[Document | Any, str]] = [  # those that no fixture shows
    ([{"exercise_type": "SQUAT"}], "the file is an array, not an object"),
    (changed(version=None), 'version is null, not the string "1.0"'),
    (changed(version={}), 'version is an object, not the string "1.0"'),
    (changed(creator={"name": "Log 3", "version": "2"}), "unknown field 'version' in creator"),
    (with_set(exercise_type=None), "exercise_type is null, not a string, in 1 of 2 sets"),
    (changed(streams={}), "streams has no time array"),
    (changed(streams={"heartrate": [1]}), "streams has 'heartrate' but no time array"),
    (with_stream(active=[1, 1, 0]), "active[0] is 1, not true or false, in all 3 samples"),
    (with_stream(active=[True]), "active has 1 sample, but time has 3"),
    (with_stream(power=[1, 2, 3]), "unknown field 'power' in streams"),
    (with_stream(time=[-60, 0, 60]), "1 of 3 stream times is before start_time"),
    (changed(total_calories=-5), "total_calories is negative: -5"),
    (changed(utc_offset=7_200_000), "utc_offset is 7,200,000 seconds; this looks like milliseconds"),
    (changed(utc_offset=7201), "utc_offset is 7,201 seconds, not a multiple of 15 min"),
    (with_set(weight=-1), "weight is negative in 1 of 2 sets (first: -1 kg)"),
]


@pytest.mark.parametrize(("document", "code", "path", "count"), CASES, ids=lambda value: str(value)[:60])
def test_each_problem_is_one_finding(document: Any, code: str, path: str, count: int) -> None:
    (finding,) = lint(document)
    assert (finding.code, finding.location.path, finding.count) == (code, path, count)


@pytest.mark.parametrize(("document", "message"), MESSAGES, ids=lambda value: str(value)[-60:])
def test_the_message_is_about_this_case(document: Any, message: str) -> None:
    (finding,) = lint(document)
    assert finding.message == message


def test_a_good_document_has_no_error_and_no_warning() -> None:
    assert lint(good()) == []


@given(documents())
@settings(max_examples=examples(200), deadline=None)
def test_a_rule_reports_every_fault_of_the_schema(document: Document) -> None:
    activity = strength.read(json.dumps(document).encode("utf-8", "replace"))
    for fault in activity.faults_of(FaultKind.JSON_INVALID):
        assert code_of(fault) is not None or fault.detail["keyword"] == "enum"


@pytest.mark.parametrize(
    ("document", "help_text"),
    [
        (with_set(reps=5), "Rename it to repetitions if you mean that, or leave it out."),
        (
            with_set(weight_units="lbs"),
            (
                "Convert each weight to kilograms (a pound is 0.4536 kg), and leave out weight_units: weights are in "
                "kilograms."
            ),
        ),
        (with_set(weight_units="kg"), "Leave it out: weights are in kilograms."),
        (
            with_set(weight_lbs=132),
            "Convert the value to kilograms (132 lb are 59.9 kg) and write it as weight.",
        ),
        (
            changed(sport_type="Crossfit"),
            "Send sport_type as a field of the upload form, and leave it out of the file.",
        ),
        (with_stream(heart_rate=[1, 2, 3]), "Rename it to heartrate if you mean that, or leave it out."),
        (changed(utc_offset=-8), "If you mean -8 hours, write -28800."),
    ],
    ids=lambda value: str(value)[-60:],
)
def test_the_help_is_about_this_case(document: Document, help_text: str) -> None:
    (finding,) = lint(document)
    assert finding.help == help_text


def test_an_id_with_a_look_alike_letter_gets_the_right_suggestion() -> None:
    (finding,) = lint(with_set(exercise_type="PL\u0410NK_GENERIC"))
    assert "letter 3 is '\u0410'" in finding.message
    assert finding.help.startswith("Did you mean PLANK_GENERIC?")


def test_unknown_exercises_after_the_twentieth_are_counted_together() -> None:
    findings = lint(changed(sets=[{"exercise_type": f"MOVE_{i}", "duration": 1} for i in range(30)]))
    assert len(findings) == 21
    assert findings[-1].message == "10 other unknown exercise types in 10 of 30 sets"
    assert findings[-1].ranges == ((21, 30),)


@pytest.mark.parametrize(
    ("start", "offset", "reported"),
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
def test_the_offset_of_start_time_is_compared_with_utc_offset(start: str, offset: int, reported: bool) -> None:
    document = changed(start_time=start, utc_offset=offset, sets=good()["sets"][:1])
    report = activitylint.lint(json.dumps(document).encode(), name="workout.json", now=NOW)
    assert ("JSN013" in {finding.code for finding in report.infos}) is reported


@pytest.mark.parametrize(
    ("streams", "noun"),
    [({"time": [0, 60, 60]}, "sample"), ({"time": [-60, 0]}, "sample"), ({"time": [0, 9999]}, "sample")],
)
def test_stream_times_are_counted_as_samples(streams: dict[str, Any], noun: str) -> None:
    found = [finding for finding in lint(changed(streams=streams)) if finding.code == "JSN012"]
    assert [(finding.noun, finding.count) for finding in found] == [(noun, 1)]


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"weight": -1}, ("weight", "negative")),
        ({"duration": -1}, ("duration", "negative")),
        ({"weight": 500.5}, ("weight", "over")),
        ({"duration": 86_401}, ("duration", "over")),
        ({"repetitions": 1_001}, ("repetitions", "over")),
        ({"weight": 500, "duration": 86_400, "repetitions": 1_000}, None),
        ({"weight": 0}, None),
    ],
)
def test_sets_beyond_the_thresholds_are_implausible(fields: dict[str, Any], about: tuple[str, ...] | None) -> None:
    found = [finding.about for finding in lint(with_set(**fields)) if finding.code == "SET009"]
    assert found == ([about] if about else [])


def test_a_file_that_is_not_json_has_only_that_finding() -> None:
    report = activitylint.lint(b'{"version": 1, "sets": [],}', name="workout.json", now=NOW)
    assert [finding.code for finding in report.findings] == ["JSN001"]


def test_every_field_is_found_in_any_case() -> None:
    for scope in ("file", "creator", "streams", "set"):
        for field in vocabulary.fields(scope):
            assert vocabulary.nearest_field(scope, field.upper()) == field
    assert vocabulary.nearest_field("set", "colour") is None


def test_repeated_keys_after_the_twentieth_are_reported_together() -> None:
    keys = ", ".join(f'"k{number}": 0, "k{number}": 1' for number in range(25))
    text = f'{{"version": "1.0", "sets": [{{{keys}}}]}}'
    report = activitylint.lint(text.encode(), name="a.json", now=0, select=["JSN014"])
    assert len(report.findings) == 21
    assert report.findings[-1].message == "other keys appear more than once in 5 objects (first: 'k20')"


@pytest.mark.parametrize(
    ("elapsed", "message", "advice"),
    [
        (0, "elapsed_time is 0", None),
        (1, None, None),
        (172_800, None, None),
        (172_801, "elapsed_time is 172,801 s, which is 2 days", None),
        (1_800_000, "elapsed_time is 1,800,000 s, which is 20.8 days", "If it is in milliseconds, write 1800."),
        (172_800_000, "elapsed_time is 172,800,000 s, which is 5.5 years", "milliseconds, write 172800."),
        (172_801_000, "elapsed_time is 172,801,000 s, which is 5.5 years", None),
        (-1, None, None),  # JSN012
    ],
)
def test_an_elapsed_time_of_nothing_or_of_days(elapsed: int, message: str | None, advice: str | None) -> None:
    found = [finding for finding in lint(changed(elapsed_time=elapsed)) if finding.code == "JSN017"]
    assert [finding.message for finding in found] == ([message] if message else [])
    assert [finding.location.path for finding in found] == ["$.elapsed_time"] * len(found)
    if message:
        assert (advice or "") in found[0].help
        assert ("milliseconds, write" in found[0].help) is bool(advice)


@pytest.mark.parametrize("offset", ["+0200", "+02", "-0730", "+0000", "-00"])
def test_an_offset_without_a_colon_is_one_finding_in_the_file_and_its_sets(offset: str) -> None:
    written = f"2026-05-01T08:00:00{offset}"
    for document, count in (
        (changed(start_time=written), 1),
        (with_set(start_time=written), 1),
        (with_set(start_time=written) | {"start_time": written}, 2),
    ):
        (found,) = [finding for finding in lint(document) if finding.code == "TIM014"]
        assert found.count == count
        assert repr(written) in found.message
        assert "JSN005" not in {finding.code for finding in lint(document)}


@pytest.mark.parametrize("offset", ["+02:00", "-07:30", "+00:00", "Z"])
def test_an_offset_with_a_colon_is_fine(offset: str) -> None:
    written = f"2026-05-01T08:00:00{offset}"
    assert "TIM014" not in {finding.code for finding in lint(changed(start_time=written))}


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"duration": 1, "repetitions": 8}, None),
        ({"duration": 0, "repetitions": 8}, None),
        ({"duration": -1, "repetitions": 8}, ("duration", "negative")),
    ],
)
def test_a_second_is_enough_for_a_set(fields: dict[str, int], about: tuple[str, str] | None) -> None:
    found = [finding.about for finding in lint(with_set(**fields)) if finding.code == "SET009"]
    assert found == ([about] if about else [])
