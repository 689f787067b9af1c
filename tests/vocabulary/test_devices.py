"""What the name of a device means to Strava."""

from __future__ import annotations

import gpxpy.gpx
import pytest
from fitdecode.profile import FIELD_TYPES

from activitylint.vocabulary._data import load
from activitylint.vocabulary.devices import (
    generic_name,
    known_barometric,
    known_barometric_product,
    marks_barometer,
    near_barometer_marker,
)


@pytest.mark.parametrize(
    ("name", "marks", "near"),
    [
        ("My Awesome Device with barometer", True, False),
        ("Best app ever with Barometer", True, False),
        ("X WITH BAROMETER", True, False),
        ("X (with barometer)", False, True),
        ("X with barometer ", False, True),
        ("X with barometer v2", False, True),
        ("X with-barometer", False, True),
        ("X with barometric altimeter", False, True),
        ("Barometer", False, True),
        ("X", False, False),
        ("", False, False),
    ],
)
def test_the_marker_must_be_at_the_very_end(name: str, marks: bool, near: bool) -> None:
    assert (marks_barometer(name), near_barometer_marker(name)) == (marks, near)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gpx.py -- https://github.com/tkrajina/gpxpy", "the default of gpxpy"),
        ("phpGPX/1.0-RC1", "the default of phpGPX"),
        ("GDAL 3.8.4", "the default of GDAL"),
        (" Test ", "a placeholder"),
        ("My Awesome Device with barometer", "a placeholder"),
        ("...", "a placeholder"),
        ("Garmin Connect", None),
        ("Test bench 7", None),
        ("togpx 2", None),
    ],
)
def test_names_that_are_not_those_of_a_device(name: str, why: str | None) -> None:
    assert generic_name(name) == why


def test_the_default_creator_of_gpxpy_is_known() -> None:
    document = gpxpy.gpx.GPX()
    written = document.to_xml()
    assert generic_name(gpxpy.parse(written).creator or "") == "the default of gpxpy"


def test_the_ids_of_barometric_devices_are_in_the_profile() -> None:
    products = FIELD_TYPES["garmin_product"].enum
    for row in load("devices")["barometric"]:
        assert FIELD_TYPES["manufacturer"].enum[row["manufacturer"]] == "garmin"
        assert products[row["product"]] in {"fr935", "edge520"}
        assert known_barometric(row["name"])
        assert known_barometric_product(row["manufacturer"], row["product"])
    assert not known_barometric("Garmin FR935")
    assert not known_barometric_product(None, None)
