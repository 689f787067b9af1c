from __future__ import annotations

from datetime import date

import pytest
from numpy.testing import assert_array_equal

from activitylint.formats.fit import read, tables
from activitylint.model.faults import Place
from activitylint.model.fit import FitExercise
from activitylint.model.format import Format
from fit_builder import INVALID, START, FitFile, Raw, activity, pool_swim, strength

NAN = float("nan")


def test_a_whole_activity() -> None:
    found = read(activity(5).build())
    assert found.format is Format.FIT
    assert found.record_noun == "record"
    assert not found.damaged
    assert found.records.time.tolist() == [START + second for second in range(5)]
    assert found.records.heartrate.tolist() == [120.0, 121.0, 122.0, 123.0, 124.0]
    assert found.records.segment.tolist() == [0] * 5
    assert found.sessions.start.tolist() == [START]
    assert found.sessions.elapsed.tolist() == [4.0]
    assert found.sessions.distance.tolist() == [20.0]
    assert (list(found.sessions.sport), list(found.sessions.sub_sport)) == (["cycling"], ["road"])
    assert (found.laps.start.tolist(), found.laps.timestamp.tolist()) == ([START], [START + 4])
    assert (found.laps.elapsed.tolist(), found.laps.timer.tolist()) == ([4.0], [4.0])
    assert found.laps.distance.tolist() == [20.0]
    assert found.timer_events.kind == ["start", "stop_all"]
    assert found.timer_events.row.tolist() == [0, 1]
    assert found.timer_events.time.tolist() == [START, START + 4]
    assert found.fit is not None
    assert list(found.fit.messages) == ["file_id", "event", "record", "lap", "session", "activity"]
    assert date.fromisoformat(found.fit.profile_date).year >= 2023


def test_only_timer_events_are_timer_events() -> None:
    file = FitFile().message("event", timestamp=START, event="rider_position_change", event_type="marker")
    file.message("event", timestamp=START + 1, event="timer", event_type="start").message("event", event=INVALID)
    found = read(file.message("event", timestamp=START + 2, event="timer", event_type="stop").build()).timer_events
    assert found.kind == ["start", "stop"]
    assert found.row.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("sport", "sub_sport", "written", "mapped"),
    [
        ("cycling", "road", "cycling/road", "Ride"),
        ("cycling", "generic", "cycling", "Ride"),
        ("cycling", None, "cycling", "Ride"),
        ("running", "virtual_activity", "running/virtual_activity", "VirtualRun"),
        ("training", "strength_training", "training/strength_training", "WeightTraining"),
        (Raw(222), None, "222", None),
        (None, "road", None, None),
        (INVALID, "road", None, None),
    ],
)
def test_the_sport(sport: object, sub_sport: str | None, written: str | None, mapped: str | None) -> None:
    found = read(FitFile().message("session", sport=sport, sub_sport=sub_sport, num_laps=1).build()).sport
    assert (found.written, found.mapped, found.at) == (written, mapped, Place("session", 0, "sport"))


def test_the_sport_comes_from_the_first_session_that_has_one() -> None:
    file = (
        FitFile().message("session", num_laps=1).message("session", sport="rowing").message("session", sport="hiking")
    )
    found = read(file.build()).sport
    assert (found.written, found.at.row) == ("rowing", 1)


@pytest.mark.parametrize(
    ("manufacturer", "product", "names"),
    [
        (1, 3121, ("garmin", "edge_530")),
        (1, 64000, ("garmin", None)),
        (263, 10, ("favero_electronics", "assioma_uno")),
        (32, 28, ("wahoo_fitness", None)),
        (64999, 1, (None, None)),
    ],
)
def test_the_creator(manufacturer: int, product: int, names: tuple[str | None, str | None]) -> None:
    file = FitFile().message("file_id", manufacturer=Raw(manufacturer), product=Raw(product))
    found = read(file.build()).creator
    assert (found.manufacturer, found.product) == (manufacturer, product)
    assert (found.manufacturer_name, found.product_name) == names
    assert found.at == Place("file_id")


def test_an_empty_creator() -> None:
    found = read(FitFile().message("file_id", manufacturer=INVALID, product=INVALID, type="activity").build()).creator
    assert (found.name, found.manufacturer, found.product) == (None, None, None)
    assert read(FitFile().build()).creator.manufacturer is None


def test_lengths_of_a_pool() -> None:
    found = read(pool_swim(3).build())
    assert found.lengths.type == ["active"] * 3
    assert found.lengths.start.tolist() == [START, START + 30, START + 60]
    assert found.lengths.elapsed.tolist() == [30.0] * 3
    assert found.lengths.strokes.tolist() == [12.0] * 3
    assert found.sessions.pool_length.tolist() == [25.0]


def test_sets_without_records() -> None:
    found = read(strength(2).build())
    assert len(found.records) == 0
    assert found.sets.type[:2] == ["active", "rest"]
    assert found.fit is not None
    assert len(found.fit.exercises) == len(found.sets)


def test_the_categories_and_subtypes_of_a_set_are_paired_by_position() -> None:
    file = FitFile()
    file.message("set", category=[Raw(0).value, 28], category_subtype=[1, 6], weight=60.5, repetitions=10, duration=30)
    file.message("set", category=Raw([0xFFFF, 0, 999]), category_subtype=Raw([0xFFFF, 0xFFFF, 3]))
    file.message("set", category=Raw(0), category_subtype=Raw(9999))
    file.message("set", set_type="rest", duration=60)
    found = read(file.build())
    assert found.fit is not None
    bench, squat = found.fit.exercises[0]
    assert bench == FitExercise(0, "bench_press", 1, "barbell_bench_press")
    assert (squat.category_name, squat.name) == ("squat", "barbell_back_squat")
    assert found.fit.exercises[1] == (FitExercise(0, "bench_press", None, None), FitExercise(999, None, 3, None))
    assert found.fit.exercises[2] == (FitExercise(0, "bench_press", 9999, None),)
    assert found.fit.exercises[3] == ()
    assert found.sets.exercise == ["bench_press", "bench_press", "bench_press", None]
    assert_array_equal(found.sets.weight, [60.5, NAN, NAN, NAN])
    assert_array_equal(found.sets.repetitions, [10, NAN, NAN, NAN])
    assert_array_equal(found.sets.duration, [30, NAN, NAN, 60])


def test_only_the_first_distinct_exercises_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_DISTINCT", 3)
    file = FitFile()
    for category in (0, 28, 0, 17, 28, 18):
        file.message("set", category=Raw(category), duration=30)
    found = read(file.build())
    assert found.fit is not None
    named = [[exercise.category for exercise in exercises] for exercises in found.fit.exercises]
    assert named == [[0], [28], [0], [], [28], []]
    assert found.sets.exercise == ["bench_press", "squat", "bench_press", None, "squat", None]
