"""POS rules on records made up in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model.activity import Activity, Sport
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.rules import position
from activitylint.rules.registry import Violation
from activitylint.strava.track import steps
from rules.memory import START, activity, rows, run

NAN = math.nan
Rule = Callable[[Activity, Context], Iterator[Violation]]
DEGREES = st.floats(-90, 90)
ANY = st.one_of(st.just(NAN), st.floats())


def test_the_highest_and_lowest_coordinates_are_on_earth() -> None:
    subject = activity(latitude=[90, -90, 0, 0, 90.0001], longitude=[0, 0, 180, -180, 0])
    assert rows(run(position.position_out_of_range, subject)) == [4]


def test_a_position_that_is_not_a_number_is_reported_once() -> None:
    subject = activity(Format.GPX, latitude=[1, NAN, 1], longitude=[NAN, 1, 1])
    subject.faults.append(Fault(FaultKind.BAD_POSITION, Place("record", 1, "@lat"), np.array([1]), 1, {"text": "x"}))
    subject.faults.append(Fault(FaultKind.BAD_POSITION, Place("record", 1, "@lon"), np.array([1]), 1, {"text": "y"}))
    assert rows(run(position.position_out_of_range, subject)) == [1]
    assert rows(run(position.half_a_position, subject)) == [0]
    assert rows(run(position.gpx_needs_position, subject)) == [0]


@pytest.mark.parametrize(("missing", "present"), [("longitude", "latitude"), ("latitude", "longitude")])
def test_half_a_position_is_reported_at_the_half_that_is_present(missing: str, present: str) -> None:
    columns = {"latitude": [1.0, 1.0, NAN], "longitude": [1.0, 1.0, NAN]}
    columns[missing][1] = NAN
    (found,) = run(position.half_a_position, activity(Format.TCX, **columns))
    assert (found.at, rows([found])) == (Place("record", 1, present), [1])
    assert found.message.endswith(f"has a {present} but no {missing}")


def test_positions_at_0_0_are_fine_if_the_rest_of_the_track_is_near() -> None:
    assert rows(run(position.null_island, activity(latitude=[0, 51, 51], longitude=[0, 4, 4]))) == [0]
    assert run(position.null_island, activity(latitude=[0, 0.5, 1], longitude=[0, 0.1, 0.2])) == []
    assert rows(run(position.null_island, activity(latitude=[0, 0], longitude=[0, 0]))) == [0, 1]


@pytest.mark.parametrize(("north", "east"), [(1, 0), (0, 1), (1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_a_jump_is_found_in_every_direction(north: int, east: int) -> None:
    latitude = [45 + (0.5 * north if row >= 3 else 0.0) for row in range(6)]
    longitude = [8 + (0.5 * east if row >= 3 else 0.0) for row in range(6)]
    assert rows(run(position.position_jump, activity(latitude=latitude, longitude=longitude))) == [3]


@given(DEGREES, st.floats(-180, 180), DEGREES, st.floats(-180, 180))
def test_steps_are_measured_along_the_sphere(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    one = (math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a))
    two = (math.cos(c) * math.cos(d), math.cos(c) * math.sin(d), math.sin(c))
    expected = 6_371_008.8 * 2 * math.asin(min(1.0, math.dist(one, two) / 2))
    (found,) = steps(np.array([lat1, lat2]), np.array([lon1, lon2]))
    assert found == pytest.approx(expected, abs=0.5)


def test_neither_the_date_line_nor_a_pause_is_a_jump() -> None:
    assert run(position.position_jump, activity(latitude=[0.5, 0.5], longitude=[179.99999, -179.99999])) == []
    times = [START, START + 600]
    assert run(position.position_jump, activity(time=times, latitude=[10, 10.4], longitude=[0, 0])) == []


def test_a_glitch_jumps_there_and_back() -> None:
    subject = activity(latitude=[10, 10, 11, 10], longitude=[20] * 4)
    (found,) = run(position.position_jump, subject)
    assert rows([found]) == [2, 3]
    assert "2 times" in found.message
    assert "111.2 km in 1 s" in found.message


def test_the_files_of_a_chain_may_be_far_apart() -> None:
    columns: dict[str, list[float]] = {
        "latitude": [45.0, 45.00001, 46.0, 46.00001],
        "longitude": [7.0] * 4,
        "segment": [0, 0, 1, 1],
    }
    assert run(position.position_jump, activity(**columns)) == []
    assert rows(run(position.position_jump, activity(Format.GPX, **columns))) == [2]
    inside = columns | {"segment": [0.0, 0.0, 0.0, 1.0]}
    assert rows(run(position.position_jump, activity(**inside))) == [2]


def test_single_jumps_beside_a_drive_are_reported_alone() -> None:
    """A row of fast steps on foot is a drive (STR008); the jump there and back elsewhere is a glitch."""
    lengths = [10.0] * 5 + [300.0] * 6 + [10.0] * 5 + [300.0, -300.0] + [10.0] * 5
    latitude = [45.0 + north / 111_195 for north in np.concatenate(([0.0], np.cumsum(lengths)))]
    subject = activity(
        time=[START + 10 * n for n in range(len(latitude))], latitude=latitude, longitude=[7.0] * len(latitude)
    )
    subject.sport = Sport("running", "Run")
    assert rows(run(position.position_jump, subject)) == [17, 18]
    subject.sport = Sport("cycling", "Ride")
    assert run(position.position_jump, subject) == []


def test_points_that_other_rules_report_are_not_jumps() -> None:
    nowhere = activity(latitude=[10, 0, 10, 130, 10, NAN], longitude=[20, 0, 20, 20, 20, 20])
    assert run(position.position_jump, nowhere) == []
    never_set = activity(time=[0, 1], latitude=[10, 11], longitude=[20, 20])
    assert run(position.position_jump, never_set) == []


@given(st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=8))
def test_no_number_makes_a_rule_crash(values: list[tuple[float, float, float]]) -> None:
    latitude, longitude, moment = (list(column) for column in zip(*values, strict=True))
    subject = activity(latitude=latitude, longitude=longitude, time=moment)
    for rule in (
        position.position_out_of_range,
        position.half_a_position,
        position.null_island,
        position.no_position,
        position.position_jump,
        position.coarse_positions,
        position.gpx_needs_position,
    ):
        run(rule, subject)


@pytest.mark.parametrize(
    ("rule", "columns", "message", "field"),
    [
        (
            *(position.position_out_of_range, {"latitude": [1, 91.5], "longitude": [1, 2]}),
            *("1 of 2 records is at a position that is not on Earth", "position_lat"),
        ),
        (
            *(position.position_out_of_range, {"latitude": [1, 2], "longitude": [-1234567.8, 200]}),
            *(
                "all 2 records are at a position that is not on Earth, the first at latitude 1, longitude -1.23457e+06",
                "position_long",
            ),
        ),
        (
            *(position.half_a_position, {"latitude": [1, NAN, 1], "longitude": [NAN, 1, 1]}),
            *("2 of 3 records have only one of latitude and longitude", "latitude"),
        ),
        (
            *(position.half_a_position, {"latitude": [NAN, NAN], "longitude": [1, 1]}),
            *("all 2 records have a longitude but no latitude", "longitude"),
        ),
        (
            *(position.half_a_position, {"latitude": [1, NAN], "longitude": [NAN, 1]}),
            *("all 2 records have only one of latitude and longitude", "latitude"),
        ),
        (
            *(position.null_island, {"latitude": [0, 51], "longitude": [0, 7]}),
            *("1 of 2 records is at", "latitude"),
        ),
        (
            *(position.position_jump, {"latitude": [45, 45.005], "longitude": [7, 7]}),
            *("the position jumps 556 m in 1 s", ""),
        ),
        (
            *(position.position_jump, {"latitude": [45, 45.009], "longitude": [7, 7]}),
            *("the position jumps 1.0 km in 1 s", ""),
        ),
        (
            *(position.gpx_needs_position, {"latitude": [45, NAN], "longitude": [NAN, NAN]}),
            *("all 2 track points have no lat or no lon", ""),
        ),
        (
            position.gpx_needs_position,
            {"latitude": [45, 1], "longitude": [NAN, 1]},
            "1 of 2 track points has no lat or no lon",
            "",
        ),
        (position.no_position, {"latitude": [NAN], "longitude": [NAN]}, "", ""),
    ],
)
def test_the_numbers_in_messages_and_the_fields(
    rule: Rule, columns: dict[str, list[float]], message: str, field: str
) -> None:
    (found,) = run(rule, activity(**columns))
    assert found.message.startswith(message)
    assert found.at.field in {field, {"position_lat": "latitude", "position_long": "longitude"}.get(field, field)}


def test_half_a_position_and_an_unreadable_one_are_not_missing() -> None:
    assert run(position.no_position, activity(latitude=[NAN, 1], longitude=[NAN, NAN])) == []
    subject = activity(latitude=[NAN], longitude=[NAN])
    subject.faults.append(Fault(FaultKind.BAD_POSITION, Place("record", 0), np.array([0]), 1, {"text": "x"}))
    assert run(position.no_position, subject) == []
    (found,) = run(position.position_out_of_range, subject)
    assert found.message == "the position of the record is not a number; the first is 'x'"
