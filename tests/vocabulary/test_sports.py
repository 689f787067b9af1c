"""The sports in files, and the sport types that Strava gives them."""

from __future__ import annotations

import pytest
from fitdecode.profile import FIELD_TYPES

from activitylint.vocabulary import upload
from activitylint.vocabulary._data import load
from activitylint.vocabulary.sports import fit_sport_type, has_trait, is_airborne, tcx_meant, tcx_sport_type, tcx_sports
from paths import DOCUMENTATION

ROWS = load("sports")


def test_every_row_has_a_listed_sport_type_and_a_basis() -> None:
    for row in (*ROWS["fit"], *ROWS["tcx"]):
        assert row["sport_type"] in upload.sport_types()
        assert row["basis"] in ROWS["bases"]


def test_every_fit_sport_is_in_the_profile_and_has_one_row() -> None:
    sports, sub_sports = (set(FIELD_TYPES[name].enum.values()) for name in ("sport", "sub_sport"))
    pairs = [(row["sport"], row.get("sub_sport")) for row in ROWS["fit"]]
    assert len(pairs) == len(set(pairs))
    assert {sport for sport, _ in pairs} <= sports
    assert {sub for _, sub in pairs} <= sub_sports | {None}
    assert set(ROWS["airborne"]) <= sports


def test_traits_belong_to_listed_sport_types() -> None:
    for types in ROWS["traits"].values():
        assert set(types) <= set(upload.sport_types())


@pytest.mark.parametrize(
    ("sport", "sub_sport", "sport_type"),
    [
        ("cycling", "road", "Ride"),
        ("cycling", "virtual_activity", "VirtualRide"),
        ("running", "virtual_activity", "VirtualRun"),
        ("training", "strength_training", "WeightTraining"),
        ("training", "cardio_training", "Workout"),
        ("racket", "padel", "Padel"),
        ("racket", None, None),
        ("flying", "generic", None),
        ("generic", "generic", None),
        ("999", None, None),
    ],
)
def test_the_sport_type_of_fit_sports(sport: str, sub_sport: str | None, sport_type: str | None) -> None:
    assert fit_sport_type(sport, sub_sport) == sport_type


@pytest.mark.parametrize(
    ("text", "sport_type"),
    [("Biking", "Ride"), ("RUNNING", "Run"), (" swimming ", "Swim"), ("Other", None), ("", None)],
)
def test_the_sport_type_of_tcx_sports(text: str, sport_type: str | None) -> None:
    assert tcx_sport_type(text) == sport_type


@pytest.mark.skipif(not DOCUMENTATION.is_file(), reason="the documentation is not here")
@pytest.mark.parametrize(
    ("text", "sport"),
    [
        ("Cycling", "Biking"),
        (" RUN ", "Running"),
        ("swim", "Swimming"),
        ("Other", None),
        ("trail run", None),
        ("", None),
    ],
)
def test_the_tcx_sport_that_another_word_means(text: str, sport: str | None) -> None:
    assert tcx_meant(text) == sport


def test_a_word_means_only_one_sport_and_is_not_a_sport_itself() -> None:
    words = [word for sport in tcx_sports() for word in ROWS["tcx_meant"][sport]]
    assert len(set(words)) == len(words)
    assert not set(words) & set(tcx_sports())


@pytest.mark.skipif(not DOCUMENTATION.is_file(), reason="the documentation is not here")
def test_the_tcx_sports_are_those_of_stravas_page() -> None:
    plain = DOCUMENTATION.read_text(encoding="utf-8").translate({0x2018: "'", 0x2019: "'"})
    *most, last = (f"'{sport}'" for sport in tcx_sports())
    assert f"{', '.join(most)} and {last} are mapped" in plain


def test_traits() -> None:
    assert has_trait("Run", "foot")
    assert not has_trait(None, "distance")
    assert is_airborne("sky_diving/wingsuit")
    assert not is_airborne(None)
