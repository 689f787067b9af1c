"""Fixes of strength JSON: what was broken in one way is whole again, byte for byte, and what is not certain stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.fixes.result import FixResult
from example_count import examples
from formats.strength.documents import good
from generated import breakages
from generated.broken import BREAKAGES, Breakage
from generated.model import NOW, workouts
from generated.mutations import hostile_bytes
from generated.objects import JsonCase, Literal, Twice
from sampling import sampled

assert breakages.__all__
OF_JSON = [breakage for breakage in BREAKAGES if breakage.id.endswith("-json")]


def fixed(data: bytes | str, *, unsafe: bool = False) -> FixResult:
    raw = data.encode() if isinstance(data, str) else data
    return activitylint.fix(raw, name="gym.json", now=NOW, unsafe=unsafe)


# Whole again, byte for byte


def _numbers(document: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    held = [(document, name) for name in ("utc_offset", "elapsed_time", "active_time", "total_calories")]
    held += [(entry, name) for entry in document["sets"] for name in ("repetitions", "weight", "duration")]
    return [(holder, name) for holder, name in held if name in holder]


def _again(case: JsonCase) -> bytes:
    case.text = None
    return case.render()


def in_quotes(case: JsonCase) -> None:
    for holder, name in _numbers(case.document):
        holder[name] = json.dumps(holder[name])


def with_fractions(case: JsonCase) -> None:
    for holder, name in _numbers(case.document):
        if name != "weight":
            holder[name] = Literal(f"{holder[name]}.0")
    for name in {"time", "heartrate"} & case.document.get("streams", {}).keys():
        case.streams[name] = [Literal(f"{value}.00") for value in case.streams[name]]


def ids_spelled_otherwise(case: JsonCase) -> None:
    ways: list[Callable[[str], str]] = [
        str.lower,
        str.title,
        lambda text: text.replace("_", " "),
        lambda text: text.replace("_", "-").lower(),
        lambda text: f" {text} ",
        lambda text: text.replace("A", "\u0410"),
        lambda text: text.replace("E", "\u0395"),
    ]
    for entry in case.sets:
        entry["exercise_type"] = case.one_of(ways)(entry["exercise_type"])


def names_in_other_words(case: JsonCase) -> None:
    others = {
        "exercise_type": ["exercise", "exerciseType", "Exercise-Type", "exercise_id"],
        "repetitions": ["reps", "Reps", "repCount"],
        "weight": ["weight_kg", "weightKg", "kg", "Weight"],
        "duration": ["seconds", "Duration", "duration_seconds"],
        "start_time": ["start", "startTime", "started_at", "start time"],
        "elapsed_time": ["elapsedTime", "ELAPSED_TIME", "total_time"],
        "total_calories": ["calories", "kcal", "totalCalories"],
        "heartrate": ["heart_rate", "hr", "heartRate"],
    }

    def renamed(held: dict[str, Any]) -> dict[str, Any]:
        return {(case.one_of(others[name]) if name in others else name): value for name, value in held.items()}

    if "streams" in case.document:
        case.document["streams"] = renamed(case.streams)
    case.document["sets"] = [renamed(entry) for entry in case.sets]
    case.document = renamed(case.document)


def null_for_nothing(case: JsonCase) -> None:
    for name in ("active_time", "creator", "total_calories", "streams"):
        case.document.setdefault(name, None)
    for entry in case.sets:
        for name in ("weight", "start_time"):
            entry.setdefault(name, None)


def fields_twice(case: JsonCase) -> None:
    for entry in [case.document, *case.sets]:
        name = case.one_of(sorted(entry))
        entry[name] = Twice(entry[name], entry[name])


def version_as_number(case: JsonCase) -> None:
    case.document["version"] = case.one_of([1, 1.0, "1", "v1.0", " 1.0", "1.0.0"])


def blank_for_t(case: JsonCase) -> None:
    for entry in [case.document, *case.sets]:
        if "start_time" in entry:
            assume(re.match(r"\d{4}-\d\d-\d\dT\d\d:", entry["start_time"]))
            entry["start_time"] = case.one_of([lambda t: t.replace("T", " "), str.lower])(entry["start_time"])


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|\s+|[^"\[\]{}\s]+')


def trailing_commas(text: str) -> str:
    made: list[str] = []
    for token in _TOKEN.findall(text):
        last = next((number for number in reversed(range(len(made))) if not made[number].isspace()), None)
        if token in ("]", "}") and last is not None and made[last] not in ("[", "{"):
            made.insert(last + 1, ",")
        made.append(token)
    return "".join(made)


def _each_string(text: str, change: Callable[[str, str], str]) -> str:
    """change: makes of a string, and what stands behind it, another one."""
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', text)
    for number in range(1, len(pieces), 2):
        pieces[number] = change(pieces[number], pieces[number + 1].lstrip()[:1])
    return "".join(pieces)


def single_quotes(text: str) -> str:
    return _each_string(text, lambda string, _: "'" + string[1:-1].replace("'", r"\'") + "'")


def typographic_quotes(text: str) -> str:
    assume(not re.search("[\\\\\u2018-\u201e\u00ab\u00bb]", text))
    return _each_string(text, lambda string, after: f"\u201e{string[1:-1]}\u201c" if after else string)


def bare_keys(text: str) -> str:
    return _each_string(text, lambda string, after: string[1:-1] if after == ":" else string)


OF_THE_DOCUMENT = [
    *(in_quotes, with_fractions, ids_spelled_otherwise, names_in_other_words, null_for_nothing, fields_twice),
    *(version_as_number, blank_for_t),
]
OF_THE_TEXT = [trailing_commas, single_quotes, typographic_quotes, bare_keys]
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a failure names its spoiler, and a dozen examples is quickly read."""


def check(whole: bytes, broken: bytes) -> None:
    assume(broken != whole)
    result = fixed(broken)
    assert result.data == whole, (result.applied, result.skipped)


@pytest.mark.parametrize("spoil", OF_THE_DOCUMENT, ids=lambda spoil: spoil.__name__)
@settings(max_examples=examples(12), phases=_PHASES)
@given(st.data())
def test_a_document_that_was_spoilt_is_whole_again(spoil: Callable[[JsonCase], None], data: st.DataObject) -> None:
    case = JsonCase(data.draw, data.draw(workouts()))
    whole = case.render()
    spoil(case)
    check(whole, _again(case))


@pytest.mark.parametrize("spoil", OF_THE_TEXT, ids=lambda spoil: spoil.__name__)
@settings(max_examples=examples(12), phases=_PHASES)
@given(st.data())
def test_a_text_that_was_spoilt_is_whole_again(spoil: Callable[[str], str], data: st.DataObject) -> None:
    whole = JsonCase(data.draw, data.draw(workouts())).render()
    check(whole, spoil(whole.decode()).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@settings(max_examples=examples(15), phases=_PHASES)
@given(st.data())
def test_another_encoding_becomes_utf_8(encoding: str, data: st.DataObject) -> None:
    whole = JsonCase(data.draw, data.draw(workouts())).render()
    check(whole, whole.decode().encode(encoding))


@settings(max_examples=examples(12), phases=_PHASES)
@given(st.data())
def test_streams_as_the_api_returns_them_become_arrays(data: st.DataObject) -> None:
    case = JsonCase(data.draw, data.draw(workouts(streams=True)))
    whole = json.loads(case.render())
    for name, values in case.streams.items():
        about = case.one_of([{}, {"series_type": "time"}, {"original_size": len(values), "resolution": "high"}])
        case.document["streams"][name] = about | {"data": values}
    assert json.loads(fixed(_again(case)).data) == whole


# Whatever is broken


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("breakage", sampled(OF_JSON, 2), ids=lambda breakage: breakage.id)
@settings(max_examples=examples(2), phases=_PHASES)
@given(st.data())
def test_whole_sets_stay_as_they_are(breakage: Breakage, unsafe: bool, data: st.DataObject) -> None:
    broken = breakage.broken(data.draw)
    result = fixed(broken.data, unsafe=unsafe)
    assert not fixed(result.data, unsafe=unsafe).changed
    if not result.applied or breakage.code == "JSN001":
        return
    named = {
        row for finding in result.before.findings for first, last in finding.ranges for row in range(first - 1, last)
    }
    was, now = json.loads(result.source.data)["sets"], json.loads(result.data)["sets"]
    whole = [entry for row, entry in enumerate(was) if row not in named]
    assert [entry for entry in now if entry in whole] == whole


@settings(max_examples=examples(60), phases=_PHASES)
@given(hostile_bytes(), st.booleans())
def test_any_bytes_are_taken(data: bytes, unsafe: bool) -> None:
    result = fixed(data, unsafe=unsafe)
    assert result.after.failure is None
    if not result.source.compressed:
        again = activitylint.fix(result.data, name=result.name, now=NOW, unsafe=unsafe)
        # A fix that would rely on the checksum of another one is left for a second run.
        left = any("it would rely on" in skipped.reason for skipped in result.skipped)
        assert left or not again.changed, (result.applied, again.applied)


# Case by case


def document(**changes: Any) -> dict[str, Any]:
    return good() | {"streams": {"time": [0, 60]}} | changes


PLANK = {"exercise_type": "PLANK_GENERIC", "duration": 60}


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"version": "2.0"}, "version", "2.0"),
        ({"version": None}, "version", None),
        ({"elapsed_time": "1,800"}, "elapsed_time", "1,800"),
        ({"elapsed_time": "1800 s"}, "elapsed_time", "1800 s"),
        ({"elapsed_time": "1800.5"}, "elapsed_time", "1800.5"),
        ({"elapsed_time": "01800"}, "elapsed_time", "01800"),
        ({"elapsed_time": 1800.5}, "elapsed_time", 1800.5),
        ({"elapsed_time": 1e300}, "elapsed_time", 1e300),
        ({"elapsed_time": True}, "elapsed_time", True),
        ({"utc_offset": "+02:00"}, "utc_offset", "+02:00"),
        ({"utc_offset": 2}, "utc_offset", 2),
        ({"utc_offset": None}, "utc_offset", None),
        ({"start_time": "2026-05-01 08:00:00"}, "start_time", "2026-05-01 08:00:00"),
        ({"start_time": "01.05.2026 08:00:00 Z"}, "start_time", "01.05.2026 08:00:00 Z"),
        ({"sport_type": "Workout"}, "sport_type", "Workout"),
        ({"sets": [PLANK | {"weight_st": 10}]}, "sets", [PLANK | {"weight_st": 10}]),
        ({"sets": [PLANK | {"weight_lbs": 100, "unit": "lb"}]}, "sets", [PLANK | {"weight_lbs": 100, "unit": "lb"}]),
        ({"sets": [PLANK | {"weight_lbs": 100, "lb": 90}]}, "sets", [PLANK | {"weight_lbs": 100, "lb": 90}]),
        ({"sets": [PLANK | {"weight_lbs": "heavy"}]}, "sets", [PLANK | {"weight_lbs": "heavy"}]),
        ({"sets": [PLANK | {"reps": 5, "rep_count": 6}]}, "sets", [PLANK | {"reps": 5, "rep_count": 6}]),
        ({"sets": [PLANK | {"reps": 5, "repetitions": 5}]}, "sets", [PLANK | {"reps": 5, "repetitions": 5}]),
        ({"sets": [PLANK | {"kg": 50, "unit": "lb"}]}, "sets", [PLANK | {"kg": 50, "unit": "lb"}]),
        ({"sets": [PLANK | {"exercise_type": "PULL_UP"}]}, "sets", [PLANK | {"exercise_type": "PULL_UP"}]),
        ({"sets": [PLANK | {"weight": 60000}]}, "sets", [PLANK | {"weight": 60000}]),
        ({"sets": [PLANK, None]}, "sets", [PLANK, None]),
        ({"sets": [PLANK, {"duration": 5}]}, "sets", [PLANK, {"duration": 5}]),
        ({"streams": {"time": [0, None]}}, "streams", {"time": [0, None]}),
        ({"streams": {"time": {"data": [0], "unit": "ms"}}}, "streams", {"time": {"data": [0], "unit": "ms"}}),
        ({"streams": {"time": [0], "heartrate": [90, 91]}}, "streams", {"time": [0], "heartrate": [90, 91]}),
        ({"streams": {"heartrate": [90, 91]}}, "streams", {"heartrate": [90, 91]}),
    ],
)
def test_what_is_not_certain_is_left_by_safe_fixes(changes: dict[str, Any], path: str, value: object) -> None:
    assert json.loads(fixed(json.dumps(document(**changes))).data)[path] == value


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"version": "2.0"}, "version", "2.0"),
        ({"elapsed_time": "1,800"}, "elapsed_time", "1,800"),
        ({"utc_offset": 5.5}, "utc_offset", 5.5),
        ({"utc_offset": "CEST"}, "utc_offset", "CEST"),
        ({"utc_offset": "-09:30"}, "utc_offset", -34200),
        ({"utc_offset": "Z"}, "utc_offset", 0),
        ({"utc_offset": "z"}, "utc_offset", 0),
        ({"utc_offset": " +02:00 "}, "utc_offset", 7200),
        ({"start_time": "2026-05-01 08:00:00 UTC"}, "start_time", "2026-05-01T08:00:00Z"),
        ({"start_time": "2026-05-01 08:00:00 gmt"}, "start_time", "2026-05-01T08:00:00Z"),
        ({"start_time": "2026-05-01t08:00:00 +02:00"}, "start_time", "2026-05-01T08:00:00+02:00"),
        ({"utc_offset": 100_000}, "utc_offset", 100_000),
        ({"utc_offset": 2, "start_time": "2026-05-01T08:00:00-07:00"}, "utc_offset", 2),
        ({"utc_offset": 330}, "utc_offset", 19_800),
        ({"utc_offset": 0, "start_time": "2026-05-01T08:00:00"}, "start_time", "2026-05-01T08:00:00Z"),
        ({"start_time": "2026-05-01T08:00", "sets": [PLANK]}, "start_time", "2026-05-01T08:00+02:00"),
        ({"utc_offset": -12_600, "start_time": "2026-05-01T08:00", "sets": [PLANK]}, "start_time",
         "2026-05-01T08:00-03:30"),
        ({"utc_offset": 2, "start_time": "2026-05-01T08:00", "sets": [PLANK]}, "start_time", "2026-05-01T08:00+02:00"),
        ({"start_time": "2026-05-01"}, "start_time", "2026-05-01"),
        ({"name": "Legs", "description": "Hard"}, "name", "Legs"),
        ({"sets": [PLANK | {"weight_lbs": 100}]}, "sets", [PLANK | {"weight": 45.4}]),
        ({"sets": [PLANK | {"weight_lbs": 100, "unit": "lb"}]}, "sets", [PLANK | {"weight": 45.4}]),
        ({"sets": [PLANK | {"load": 100, "unit": "lb"}]}, "sets", [PLANK | {"weight": 45.4}]),
        ({"sets": [PLANK | {"weight_kg": 100, "unit": "lb"}]}, "sets", [PLANK | {"weight_kg": 100, "unit": "lb"}]),
        ({"unit": "lb", "sets": [PLANK | {"weight": 100}]}, "sets", [PLANK | {"weight": 45.4}]),
        ({"unit": "lb", "sets": [PLANK | {"weight": 9, "unit": "kg"}]}, "sets", [PLANK | {"weight": 9, "unit": "kg"}]),
        ({"sets": [PLANK | {"load": 100, "x": "lb"}]}, "sets", [PLANK | {"weight": 100}]),
        ({"sets": [PLANK, {"reps": 5, "name": "?"}]}, "sets", [PLANK, {"repetitions": 5, "name": "?"}]),
        ({"sets": [{"reps": 5}, None]}, "sets", [{"repetitions": 5}]),
        ({"sets": [None, 5]}, "sets", [None, 5]),
        ({"sets": [{"reps": 5}]}, "sets", [{"repetitions": 5}]),
        ({"sets": [PLANK, {"duration": 5}, "x", PLANK]}, "sets", [PLANK, PLANK]),
        ({"sets": [PLANK | {"weight": 1250.5}]}, "sets", [PLANK | {"weight": 1.2505}]),
        ({"sets": [PLANK | {"weight": 60000}, PLANK | {"weight": 9}]}, "sets", None),
        ({"sets": [PLANK | {"weight": 1e9}]}, "sets", None),
        ({"sets": [PLANK | {"weight": 60000}, PLANK | {"weight": 500}]}, "sets",
         [PLANK | {"weight": 60}, PLANK | {"weight": 0.5}]),
        ({"sets": [PLANK | {"weight": 500_000}, PLANK | {"weight": 0}]}, "sets",
         [PLANK | {"weight": 500}, PLANK | {"weight": 0}]),
        ({"sets": [PLANK | {"weight": 500_001}]}, "sets", None),
        ({"sets": [PLANK | {"duration": 90_000}, PLANK | {"duration": 999}]}, "sets", None),
        ({"sets": [PLANK | {"duration": 90_000}, PLANK | {"duration": 1_000}]}, "sets",
         [PLANK | {"duration": 90}, PLANK | {"duration": 1}]),
        ({"sets": [PLANK | {"duration": 90_500}, PLANK | {"duration": 30_000}]}, "sets",
         [PLANK | {"duration": 90}, PLANK | {"duration": 30}]),
        ({"streams": {"time": [0, 60, 90], "heartrate": [9, 8]}}, "streams", {"time": [0, 60], "heartrate": [9, 8]}),
        ({"streams": {"time": [], "heartrate": [90]}}, "streams", {"time": [], "heartrate": [90]}),
        ({"streams": {"time": [0, None], "heartrate": [None, 90]}}, "streams", None),
        ({"streams": {"time": [0, 1.6, 2.4]}}, "streams", {"time": [0, 1.6, 2.4]}),
        ({"streams": {"time": [0, 1.6, 3.4]}}, "streams", {"time": [0, 2, 3]}),
        ({"streams": {"time": [0, 400, 20_000_000]}}, "streams", {"time": [0, 400, 20_000_000]}),
        ({"streams": {"time": [0, 400, 1_700_000]}}, "streams", {"time": [0, 400, 1_700_000]}),
        ({"streams": {"time": [0, 1_000, 1_700_000]}}, "streams", {"time": [0, 1, 1_700]}),
        ({"active_time": 1801}, "elapsed_time", 1800),
    ],
)  # fmt: skip
def test_what_unsafe_fixes_make_and_leave(changes: dict[str, Any], path: str, value: object) -> None:
    was = document(**changes)
    assert json.loads(fixed(json.dumps(was), unsafe=True).data)[path] == (was[path] if value is None else value)


def test_a_time_without_zone_is_utc_where_only_that_fits_the_sets() -> None:
    sets = [PLANK | {"start_time": "2026-05-01T08:05:00Z"}]
    result = fixed(json.dumps(document(start_time="2026-05-01T08:00:00", sets=sets)), unsafe=True)
    assert json.loads(result.data)["start_time"] == "2026-05-01T08:00:00Z"


def test_sets_without_zone_are_read_as_the_activity_needs_it() -> None:
    for clock, meant in (("08:05:00", "08:05:00Z"), ("10:05:00", "10:05:00+02:00")):
        sets = [PLANK | {"start_time": f"2026-05-01T{clock}"}]
        result = fixed(json.dumps(document(sets=sets)), unsafe=True)
        assert json.loads(result.data)["sets"][0]["start_time"] == f"2026-05-01T{meant}"


PLAIN = json.dumps(document())


@pytest.mark.parametrize(
    "broken",
    [
        PLAIN[:-20],
        PLAIN.replace("[0, 60]", "[0,, 60]"),
        PLAIN.replace("[0, 60]", "[, 0, 60]"),
        PLAIN.replace("[0, 60]", "[NaN, 60]"),
        PLAIN.replace("[0, 60]", "[0, 1e999]"),
        PLAIN.replace("[0, 60]", "[0, 060]"),
        PLAIN.replace("[0, 60]", "[0, 0x3C]"),
        PLAIN.replace('"1.0"', "'1.0\""),
        PLAIN.replace('"Example Gym Log 3"', "'Farmer's walk'"),
        PLAIN.replace('"Example Gym Log 3"', r"'a\x41'"),
        PLAIN.replace('"Example Gym Log 3"', '"Example\n Gym, "sets": []'),
        PLAIN + PLAIN,
    ],
)
@pytest.mark.parametrize("unsafe", [False, True])
def test_ambiguous_json_errors_are_not_fixed(broken: str, unsafe: bool) -> None:
    assert not fixed(broken, unsafe=unsafe).changed


@pytest.mark.parametrize("comment", ["// a", "/* a */", "/* a\n * b */", "# a", "//", "/**/"])
def test_comments_go_with_their_line(comment: str) -> None:
    text = json.dumps(document(), indent=2)
    beside = text.replace("1800,", f"1800, {comment}", 1)
    above = text.replace('  "elapsed', f'  {comment}\n  "elapsed', 1)
    assert fixed(beside, unsafe=True).data.decode() == text
    assert fixed(above, unsafe=True).data.decode() == text
    assert not fixed(above).changed


def test_tokens_around_a_removed_comment_stay_separate() -> None:
    text = PLAIN.replace("[0, 60]", "[0, 6/**/0]")
    assert b"6 0" in fixed(text, unsafe=True).data


def test_a_comment_in_a_text_is_text() -> None:
    text = PLAIN.replace("Example Gym", "https://example.org/ # 1 /* ' ,] */").replace("1800,", "1800, // x\n")
    assert "https://example.org/ # 1 /* ' ,] */" in fixed(text, unsafe=True).data.decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_letters_of_another_encoding_are_read_alone(newline: str) -> None:
    text = json.dumps(document(creator={"name": "Caf\u00e9 \u2013 Log"}), ensure_ascii=False, indent=1)
    text = text.replace("\n", newline)
    assert fixed(text.encode("cp1252"), unsafe=True).data.decode() == text
    mixed = text.encode("cp1252").replace(b'"1.0"', '"1.0", "\u00e9": 1'.encode())
    assert not fixed(mixed, unsafe=True).changed


def test_a_field_goes_with_the_comma_that_keeps_the_lines() -> None:
    text = (
        '{"version": "1.0", "notes": 1,\n "start_time": "2026-05-01T08:00:00Z", "utc_offset": 0,\n'
        ' "id": 1, "elapsed_time": 1800,\n'
        ' "sets": [{"a": [1, {"b": 2}], "exercise_type": "PLANK_GENERIC", "duration": 5}],\n'
        ' "mood": "x"\n}\n'
    )
    assert fixed(text, unsafe=True).data.decode() == (
        '{"version": "1.0",\n "start_time": "2026-05-01T08:00:00Z", "utc_offset": 0,\n'
        ' "elapsed_time": 1800,\n "sets": [{"exercise_type": "PLANK_GENERIC", "duration": 5}]\n}\n'
    )


def test_only_the_selected_codes_are_fixed() -> None:
    text = json.dumps(document(elapsed_time="1800", version=1))
    result = activitylint.fix(text.encode(), name="gym.json", now=NOW, select=["JSN004"])
    assert json.loads(result.data) == document(elapsed_time="1800")


def test_an_id_of_the_later_list_is_spelled_as_listed_though_it_is_warned_of() -> None:
    result = fixed(json.dumps(document(sets=[PLANK | {"exercise_type": "Paused Bench Press"}])))
    assert json.loads(result.data)["sets"][0]["exercise_type"] == "PAUSED_BENCH_PRESS"
    assert "SET005" in {finding.code for finding in result.after.warnings}


@pytest.mark.parametrize(
    ("broken", "made"),
    [
        ("""{'version': 'say "hi"'}""", r"""{"version": "say \"hi\""}"""),
        (r"""{'version': 'it\'s'}""", """{"version": "it's"}"""),
        (r"""{'version': 'a\n\\'}""", r"""{"version": "a\n\\"}"""),
        (r"""{'version': '\"'}""", r"""{"version": "\""}"""),
        (r"""{'version': 'a\q'}""", None),
        ("""{“version”: “1.0”}""", """{"version": "1.0"}"""),
    ],
)
def test_what_stands_in_other_quotes_means_the_same_in_straight_ones(broken: str, made: str | None) -> None:
    assert fixed(broken).data.decode() == (broken if made is None else made)


@pytest.mark.parametrize(
    ("number", "made"),
    [("+5", "5"), (".5", "0.5"), ("5.", "5"), ("+.5", "0.5"), ("-.5e3", "-0.5e3"), ("+5.e1", "5e1"), ("+0.5", "0.5")],
)
def test_numbers_are_written_as_json_has_them(number: str, made: str) -> None:
    assert fixed(f'{{"version": [{number}, 1]}}').data.decode() == f'{{"version": [{made}, 1]}}'


@pytest.mark.parametrize("number", ["05", "0x5", ".", "+", "5.5.5"])
def test_ambiguous_numbers_are_not_changed(number: str) -> None:
    broken = f'{{"version": [+1, {number}]}}'
    assert fixed(broken).data.decode() == broken.replace("+1", "1")
