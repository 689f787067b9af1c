"""JSN: strength JSON that is not JSON, or not as documented."""

from __future__ import annotations

from typing import Any

from generated.broken import Expect, breaks
from generated.numerals import zulu
from generated.objects import JsonCase, Literal, Twice


def _row(case: JsonCase) -> int:
    return case.number(0, len(case.sets) - 1)


@breaks("JSN001", "json")
def no_json_value(case: JsonCase) -> Expect:
    row = _row(case)
    words = [
        "NaN",
        "-Infinity",
        "None",
        "True",
        "+5",
        ".5",
        "0x1F",
        "'a'",
        "weight",
        "\u201c5\u201d",
        "/* 5 */ 5",
        "# 5",
    ]
    case.sets[row]["weight"] = Literal(case.one_of(words))
    return Expect(("sets", row, "weight"))


@breaks("JSN001", "json")
def control_character(case: JsonCase) -> Expect:
    case.document["creator"] = {"name": Literal('"Logger\t3"')}
    return Expect(case.offset(("creator", "name")) + len('"Logger'))


@breaks("JSN001", "json")
def byte_order_mark(case: JsonCase) -> Expect:
    return Expect(data=b"\xef\xbb\xbf" + case.render())


@breaks("JSN001", "json")
def comma_at_the_end(case: JsonCase) -> Expect:
    row = _row(case)
    case.sets[row]["weight"] = Literal("60")
    case.sets[row] = dict(sorted(case.sets[row].items()))
    case.render()
    assert case.text is not None
    closing = case.text.index("}", case.offset(("sets", row)))
    case.text = case.text[:closing] + "," + case.text[closing:]
    return Expect(closing)


@breaks("JSN001", "json")
def a_second_document(case: JsonCase) -> Expect:
    case.render()
    assert case.text is not None
    end = len(case.text)
    case.text += "\n{}"
    return Expect(end + 1)


@breaks("JSN001", "json")
def cut_off(case: JsonCase) -> Expect:
    start = case.offset(("sets", _row(case), "exercise_type"))
    assert case.text is not None
    case.text = case.text[: start + case.number(1, 4)]
    return Expect(start)


@breaks("JSN002", "json")
def field_left_out(case: JsonCase) -> Expect:
    del case.document[case.one_of(["version", "start_time", "utc_offset", "elapsed_time", "sets"])]
    return Expect((), 1)


@breaks("JSN002", "json")
def set_without_exercise(case: JsonCase) -> Expect:
    row = _row(case)
    del case.sets[row]["exercise_type"]
    return Expect(("sets", row), 1, [row])


@breaks("JSN003", "json")
def wrong_type(case: JsonCase) -> Expect:
    name = case.one_of(["utc_offset", "elapsed_time", "total_calories", "active_time"])
    # Half a second, which contradicts no other time of the workout.
    fraction = {"elapsed_time": case.workout.elapsed + 0.5, "active_time": 0.5}.get(name, 3600.5)
    case.document[name] = case.one_of(["3600", True, fraction, [3600], {"s": 3600}])
    return Expect((name,), 1)


@breaks("JSN003", "json")
def weight_in_quotes(case: JsonCase) -> Expect:
    row = _row(case)
    case.sets[row]["weight"] = case.one_of(["60", False, [60]])
    return Expect(("sets", row, "weight"), 1, [row])


@breaks("JSN003", "json")
def set_is_no_object(case: JsonCase) -> Expect:
    row = _row(case)
    case.sets[row] = case.one_of(["SQUAT", 7, None, []])
    return Expect(("sets", row), 1, [row])


@breaks("JSN004", "json")
def another_version(case: JsonCase) -> Expect:
    case.document["version"] = case.one_of(["1", "2.0", 1.0, 1, ""])
    return Expect(("version",))


@breaks("JSN005", "json")
def start_without_zone(case: JsonCase) -> Expect:
    start = zulu(case.workout.start)
    case.document["start_time"] = case.one_of(
        [start[:-1], start[:10], "yesterday", start + "Z", "2025-13-01T00:00:00Z"]
    )
    return Expect(("start_time",))


@breaks("JSN005", "json")
def set_start_without_zone(case: JsonCase) -> Expect:
    row = _row(case)
    case.sets[row]["start_time"] = zulu(case.workout.start)[:-1]
    return Expect(("sets", row, "start_time"), 1, [row])


@breaks("JSN006", "json")
def no_sets(case: JsonCase) -> Expect:
    case.sets.clear()
    return Expect(("sets",))


@breaks("JSN007", "json", streams=True)
def streams_without_time(case: JsonCase) -> Expect:
    del case.streams["time"]
    return Expect(("streams",))


@breaks("JSN008", "json", streams=True)
def a_sample_less(case: JsonCase) -> Expect:
    case.streams["heartrate"].pop(0)
    return Expect(("streams", "heartrate"))


@breaks("JSN008", "json", streams=True)
def a_sample_more(case: JsonCase) -> Expect:
    case.streams["heartrate"].append(100)
    return Expect(("streams", "heartrate"))


@breaks("JSN009", "json", streams=True)
def stream_of_an_object(case: JsonCase) -> Expect:
    name = case.one_of(sorted(case.streams))
    case.streams[name] = case.one_of([{"data": case.streams[name]}, "0,60", 5])
    return Expect(("streams", name))


@breaks("JSN009", "json", streams=True)
def sample_of_another_type(case: JsonCase) -> Expect:
    row = case.number(0, case.rows - 1)
    case.streams["heartrate"][row] = case.one_of([None, "120", 120.5, True])
    return Expect(("streams", "heartrate", row), 1, [row])


@breaks("JSN010", "json")
def unknown_field(case: JsonCase) -> Expect:
    name = case.one_of(["sport_type", "notes", "", "Version", "elapsed time", "é"])
    case.document[name] = case.one_of(["a", 5, [1], {"a": None}])
    return Expect(("key", (name,)), 1)


@breaks("JSN010", "json")
def unknown_field_in_set(case: JsonCase) -> Expect:
    row = _row(case)
    name = case.one_of(["reps", "weight_units", "exercise", "rest"])
    case.sets[row][name] = case.one_of(["a", 5])
    return Expect(("key", ("sets", row, name)), 1, [row])


@breaks("JSN011", "json")
def offset_in_another_unit(case: JsonCase) -> Expect:
    case.document["utc_offset"] = case.one_of([2, -8, 120, 330, -480, 54_000, 100, 3601, -46_800])
    return Expect(("utc_offset",))


@breaks("JSN012", "json")
def more_active_than_elapsed(case: JsonCase) -> Expect:
    case.document["active_time"] = case.workout.elapsed + case.number(1, 9999)
    return Expect(("active_time",))


@breaks("JSN012", "json", streams=True)
def stream_beyond_the_end(case: JsonCase) -> Expect:
    case.streams["time"][-1] = case.workout.elapsed + case.number(1, 9999)
    return Expect(("streams", "time", case.rows - 1), 1, [case.rows - 1])


@breaks("JSN012", "json", streams=True)
def time_stands_still(case: JsonCase) -> Expect:
    row = case.number(1, case.rows - 1)
    case.streams["time"][row] = case.streams["time"][row - 1]
    return Expect(("streams", "time", row), 1, [row])


@breaks("JSN012", "json")
def negative_calories(case: JsonCase) -> Expect:
    case.document["total_calories"] = -case.number(1, 999)
    return Expect(("total_calories",))


@breaks("JSN017", "json")
def elapsed_in_milliseconds(case: JsonCase) -> Expect:
    case.document["elapsed_time"] *= 1000
    return Expect(("elapsed_time",), 1)


@breaks("JSN013", "json")
def another_offset(case: JsonCase) -> Expect:
    case.document["utc_offset"] = 7200
    case.document["start_time"] = zulu(case.workout.start).replace("Z", "+01:00")
    for entry in case.sets:
        entry.pop("start_time", None)
    return Expect(("start_time",))


@breaks("JSN014", "json")
def key_twice(case: JsonCase) -> Expect:
    row = _row(case)
    case.sets[row]["weight"] = Twice(50, 60)
    return Expect(("key", ("sets", row, "weight")), 1, [row])


@breaks("JSN014", "json")
def key_twice_at_the_top(case: JsonCase) -> Expect:
    case.document["elapsed_time"] = Twice(5, case.workout.elapsed)
    return Expect(("key", ("elapsed_time",)), 1)


@breaks("JSN015", "json")
def integer_with_a_fraction(case: JsonCase) -> Expect:
    name, value = case.one_of([("elapsed_time", case.workout.elapsed), ("total_calories", 100), ("utc_offset", 3600)])
    case.document[name] = Literal(f"{value}.0")
    return Expect((name,))


@breaks("JSN016", "json")
def null(case: JsonCase) -> Expect:
    row = _row(case)
    choices: list[tuple[Any, dict[str, Any]]] = [
        (("sets", row, "weight"), case.sets[row]),
        (("sets", row, "start_time"), case.sets[row]),
        (("active_time",), case.document),
        (("creator",), case.document),
        (("streams",), case.document),
    ]
    path, holder = case.one_of(choices)
    holder[path[-1]] = None
    return Expect(path)
