"""The exercise types: suggestions, search, and the lists themselves."""

from __future__ import annotations

import re

import pytest

from activitylint.vocabulary import exercises
from activitylint.vocabulary._data import load
from page import between, digest, kept_digest, page_text
from paths import LATER_EXERCISES
from strength_schema import SCHEMA, written

# What people have sent instead of an id, and the right ids, one of which must be the first suggestion.
USUAL = {
    "PULL_UP": {"PULL_UP_GENERIC"},
    "PULLUPS": {"PULL_UP_GENERIC"},
    "CHIN_UP": {"CLOSE_GRIP_CHIN_UP"},
    "BARBELL_ROW": {"BENT_OVER_BARBELL_ROW"},
    "BARBELL_BENT_OVER_ROW": {"BENT_OVER_BARBELL_ROW"},
    "HACK_SQUAT": {"MACHINE_HACK_SQUAT"},
    "LEG_EXTENSION": {"MACHINE_LEG_EXTENSION", "LEG_EXTENSIONS"},
    "DUMBBELL_LATERAL_RAISE": {"SEATED_DUMBBELL_LATERAL_RAISE", "LATERAL_RAISE_GENERIC"},
    "SEATED_LEG_CURL": {"MACHINE_LEG_CURL_SEATED"},
    "LEG_CURL": {"LEG_CURL_GENERIC"},
    "BARBELL_SHOULDER_PRESS": {"OVERHEAD_BARBELL_PRESS"},
    "DUMBBELL_SHOULDER_PRESS": {"OVERHEAD_DUMBBELL_PRESS"},
    "OVERHEAD_PRESS": {"SHOULDER_PRESS_GENERIC", "OVERHEAD_BARBELL_PRESS"},
    "BENCH_PRESS": {"BENCH_PRESS_GENERIC"},
    "SQUAT": {"SQUAT_GENERIC"},
    "DEADLIFT": {"DEADLIFT_GENERIC"},
    "PUSH_UP": {"PUSH_UP_GENERIC"},
    "PLANK": {"PLANK_GENERIC"},
    "SIT_UPS": {"SIT_UP_GENERIC"},
    "CRUNCHES": {"CRUNCH"},
    "BURPEES": {"BURPEE"},
    "RDL": {"ROMANIAN_DEADLIFTS"},
    "DB_RDL": {"DUMBBELL_ROMANIAN_DEADLIFTS"},
    "LAT_PULL_DOWN": {"LAT_PULLDOWN"},
    "TRICEPS_PUSHDOWN": {"TRICEPS_PRESSDOWN", "CABLE_TRICEPS_PUSHDOWN"},
    "CABLE_ROW": {"SEATED_CABLE_ROW"},
    # names in the FIT SDK
    "barbell_bench_press": {"BARBELL_BENCH_PRESS"},
    "wide_grip_lat_pulldown": {"LAT_PULLDOWN"},
    "goblet_squat": {"GOBLET_SQUAT"},
    # other spellings
    "BenchPress": {"BENCH_PRESS_GENERIC"},
    "Bench Press (Barbell)": {"BARBELL_BENCH_PRESS"},
    "BARBEL_BENCH_PRES": {"BARBELL_BENCH_PRESS"},
    "B\u0410RBELL_B\u0415NCH_PRESS": {"BARBELL_BENCH_PRESS"},
}


@pytest.mark.parametrize("mistake", USUAL, ids=ascii)
def test_the_first_suggestion_for_a_common_mistake_is_right(mistake: str) -> None:
    assert exercises.suggest(mistake)[0] in USUAL[mistake]
    assert len(exercises.suggest(mistake)) <= 3


@pytest.mark.parametrize("text", ["", "_", "YOGA", "QQQQ", "\u6df1\u8e72", "\ud800", "'; --", "A_" * 100_000])
def test_a_text_without_a_near_id_gets_no_suggestion(text: str) -> None:
    assert exercises.suggest(text) == []


def test_every_listed_id_is_its_own_suggestion() -> None:
    for exercise in (*exercises.listed(), *exercises.listed_later()):
        assert exercises.suggest(exercise.lower()) == [exercise]


def test_letters_that_only_look_latin_are_listed_with_their_position() -> None:
    assert exercises.look_alikes("B\u0410R\u0395") == [
        (2, "\u0410", "CYRILLIC CAPITAL LETTER A"),
        (4, "\u0395", "GREEK CAPITAL LETTER EPSILON"),
    ]
    assert exercises.look_alikes("BARBELL") == []
    assert exercises.look_alikes("\u6df1") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bench press", "BENCH_PRESS_GENERIC"),
        ("pullups", "PULL_UP_GENERIC"),
        ("pulups", "PULL_UP_GENERIC"),
        ("Hip Thrusts", "HIP_THRUST"),
        ("incl bench", "INCLINE_BARBELL_BENCH_PRESS"),
        ("lower leg", "TIBIALIS_RAISE"),
        ("kb swing", "KETTLEBELL_SWING"),
        ("kettle bell swing", "KETTLEBELL_SWING"),
        ("MACHINE_HACK_SQUAT", "MACHINE_HACK_SQUAT"),
    ],
)
def test_a_search_tolerates_spelling(words: str, expected: str) -> None:
    assert exercises.search(words)[0].exercise == expected


def test_a_match_has_its_group_and_knows_if_it_was_listed_later() -> None:
    assert exercises.search("tibialis") == [("Lower Leg", "TIBIALIS_RAISE", True)]
    found = exercises.search("calf raise")
    assert {entry.group for entry in found} >= {"Calf Raise"}
    assert {entry.later for entry in found} == {True, False}


def test_an_empty_search_gives_the_whole_list_in_stravas_order() -> None:
    found = exercises.search(" ")
    assert len(found) == 656
    assert [entry.exercise for entry in found if not entry.later] == list(exercises.listed())


def test_the_numbers_of_ids_and_groups() -> None:
    assert len(load("exercises")["groups"]) == 31
    assert len(exercises.listed()) == 509
    assert len(exercises.listed_later()) == 147
    assert len(exercises.groups()) == 34
    assert not exercises.listed().keys() & exercises.listed_later().keys()
    assert set(exercises.groups()) - set(load("exercises")["groups"]) == {"Hip Thrust", "Lower Leg", "Quad Extension"}


def test_the_list_is_that_of_stravas_page() -> None:
    text = between(page_text(), "The following exercise_type values are supported:", "Example File")
    assert _read(text) == load("exercises")["groups"]


def test_the_later_list_matches_the_saved_page() -> None:
    if not LATER_EXERCISES.is_file():
        pytest.skip("the later list is not available; its digest is compared instead")
    assert _read(LATER_EXERCISES.read_text(encoding="utf-8")) == load("exercises")["later"]["groups"]


def test_the_lists_have_not_changed_since_they_were_compared() -> None:
    assert digest(exercises.listed().items()) == kept_digest("exercises")
    assert digest(exercises.listed_later().items()) == kept_digest("exercises_later")


def test_the_list_in_the_schema_is_current() -> None:
    text = SCHEMA.read_text(encoding="utf-8")
    assert text == written(text), "run `python -m strength_schema` in tests/"


def _read(text: str) -> dict[str, list[str]]:
    return {group: ids.split(", ") for group, ids in re.findall(r"^([A-Z][A-Za-z ]+): (.+)$", text, re.MULTILINE)}
