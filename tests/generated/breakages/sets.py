"""SET: strength sets, in FIT and in JSON."""

from __future__ import annotations

from hypothesis import strategies as st

from activitylint.vocabulary import exercises
from fit_builder import Raw
from generated.broken import Expect, breaks
from generated.devices import FitCase
from generated.numerals import zulu
from generated.objects import JsonCase


def _some(case: JsonCase) -> list[int]:
    """Draw a few of the sets."""
    rows = st.sampled_from(range(len(case.sets)))
    return sorted(case.draw(st.sets(rows, min_size=1, max_size=3)))


def _active(case: FitCase) -> int:
    """Draw an active set; each is followed by a rest."""
    return 2 * case.number(0, len(case.file.of("set")) // 2 - 1)


@breaks("SET001", "strength")
def no_activity_timestamp(case: FitCase) -> Expect:
    case.file.change("activity", timestamp=None)
    return Expect("activity 0")


@breaks("SET001", "strength")
def no_activity(case: FitCase) -> Expect:
    case.file.drop("activity")
    return Expect()


@breaks("SET002", "strength")
def no_elapsed_time(case: FitCase) -> Expect:
    case.file.change("session", total_elapsed_time=None)
    return Expect("session 0")


@breaks("SET003", "strength")
def sets_at_pilates(case: FitCase) -> Expect:
    case.file.change("session", sub_sport=case.one_of(["pilates", "yoga"]))
    active = range(0, len(case.file.of("set")), 2)
    return Expect("set 0", len(active), active)


@breaks("SET004", "json")
def unknown_exercise(case: JsonCase) -> Expect:
    rows = _some(case)
    name = case.one_of(["PULL_UP", "barbell_bench_press", "", "BARBELL_B\u0415NCH_PRESS", "DÉVELOPPÉ", "X" * 200])
    for row in rows:
        case.sets[row]["exercise_type"] = name
    return Expect(("sets", rows[0], "exercise_type"), len(rows), rows)


@breaks("SET005", "json")
def later_exercise(case: JsonCase) -> Expect:
    rows = _some(case)
    for row in rows:
        case.sets[row]["exercise_type"] = case.one_of(sorted(exercises.listed_later()))
    return Expect(("sets", rows[0], "exercise_type"), len(rows), rows)


@breaks("SET006", "strength")
def exercise_beyond_the_profile(case: FitCase) -> Expect:
    row = _active(case)
    case.file.change("set", row, category=Raw(case.one_of([0, 4711])), category_subtype=Raw(4711))
    return Expect(f"set {row}", 1, [row])


@breaks("SET007", "json")
def nothing_done(case: JsonCase) -> Expect:
    rows = _some(case)
    for row in rows:
        for name in ("repetitions", "duration"):
            case.sets[row].pop(name, None)
            if case.draw(st.booleans()):
                case.sets[row][name] = 0
    return Expect(("sets", rows[0]), len(rows), rows)


@breaks("SET007", "strength")
def nothing_done_in_fit(case: FitCase) -> Expect:
    row = _active(case)
    case.file.change("set", row, repetitions=None, duration=None)
    return Expect(f"set {row}", 1, [row])


@breaks("SET008", "json")
def at_another_time(case: JsonCase) -> Expect:
    rows = _some(case)
    early = case.draw(st.booleans())
    for row in rows:
        away = case.number(6, 100_000)
        start = case.workout.start + (-away if early else case.workout.elapsed + away)
        case.sets[row]["start_time"] = zulu(start)
    return Expect(("sets", rows[0], "start_time"), len(rows), rows)


@breaks("SET008", "strength")
def at_another_time_in_fit(case: FitCase) -> Expect:
    row = _active(case)
    start = case.file.of("set")[row].values["start_time"]
    case.file.change("set", row, start_time=start + case.one_of([-7200, 86_400]))
    return Expect(f"set {row}", 1, [row])


@breaks("SET009", "json")
def superhuman(case: JsonCase) -> Expect:
    rows = _some(case)
    name, values = case.one_of(
        [("repetitions", [1001, 10**9]), ("weight", [500.5, 60_000]), ("duration", [86_401, 60_000_000])]
    )
    for row in rows:
        case.sets[row][name] = case.one_of(values)
    return Expect(("sets", rows[0], name), len(rows), rows)


@breaks("SET009", "json")
def less_than_nothing(case: JsonCase) -> Expect:
    rows = _some(case)
    name = case.one_of(["repetitions", "weight", "duration"])
    for row in rows:
        case.sets[row] |= {"repetitions": 5, "duration": 9, name: -case.number(1, 100)}
    return Expect(("sets", rows[0], name), len(rows), rows)


@breaks("SET009", "strength")
def seconds_as_milliseconds(case: FitCase) -> Expect:
    row = _active(case)
    case.file.change("set", row, duration=case.one_of([0.001, 0.045, 0.499]), repetitions=8)
    return Expect(f"set {row}", 1, [row])


@breaks("SET009", "strength")
def superhuman_in_fit(case: FitCase) -> Expect:
    row = _active(case)
    name, value = case.one_of([("weight", 501), ("repetitions", 1001), ("duration", 86_401)])
    case.file.change("set", row, **{name: value})
    return Expect(f"set {row}", 1, [row])


@breaks("SET010", "strength")
def attribute_left_out(case: FitCase) -> Expect:
    name = case.one_of(["weight", "repetitions", "category_subtype", "start_time"])
    case.file.change("set", None, **{name: None})
    return Expect("set 0")
