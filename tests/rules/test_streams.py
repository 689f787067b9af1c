"""STR on records made up in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model.activity import Activity, Sport
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.model.tables import Laps, Sessions
from activitylint.rules import distance as distances
from activitylint.rules import streams
from activitylint.rules.registry import Violation
from activitylint.strava.track import fastest, timed_path
from rules.memory import START, activity, rows, run

NAN = math.nan
Rule = Callable[[Activity, Context], Iterator[Violation]]


def sport(subject: Activity, mapped: str | None, written: str = "a sport") -> Activity:
    subject.sport = Sport(written, mapped)
    return subject


def test_only_the_rule_for_markers_reports_them() -> None:
    subject = activity(heartrate=[120, 255, 300, 254], cadence=[90, 254, 400, 90], power=[200, 65_535, 4_000, 65_534])
    assert rows(run(streams.heart_rate_out_of_range, subject)) == [2]
    assert rows(run(streams.cadence_out_of_range, subject)) == [2]
    assert rows(run(streams.power_out_of_range, subject)) == [2]
    found = run(streams.invalid_marker_as_value, subject)
    assert [[int(row) for row in v.rows] for v in found if v.rows is not None] == [[1, 3], [1], [1, 3]]


@pytest.mark.parametrize(
    ("stream", "value"),
    [
        ("altitude", 12_607.0),
        ("altitude", 12_606.8),
        ("speed", 65.535),
        ("distance", 42_949_672.95),
        ("temperature", 127),
    ],
)
def test_scaled_markers_count_too(stream: str, value: float) -> None:
    assert rows(run(streams.invalid_marker_as_value, activity(**{stream: [1.0, value, 2.0]}))) == [1]


@pytest.mark.parametrize(("zeros", "expected"), [(1, False), (3, True), (200, True)])
def test_a_dropout_of_a_few_seconds_is_not_reported(zeros: int, expected: bool) -> None:
    found = run(streams.heart_rate_out_of_range, activity(heartrate=[0] * zeros + [120] * (200 - zeros)))
    assert bool(found) == expected


@pytest.mark.parametrize(
    ("cadence", "mapped", "expected"),
    [
        ([170, 172, 0, 0, 174], "Run", True),
        ([170, 172, 0, 0, 174], "TrailRun", True),
        ([170, 172, 85, 85, 85], "Run", False),
        ([85, 86, 0, 0], "Run", False),
        ([0, 0, 0], "Run", False),
        ([130, 130, 130], "Ride", False),
        ([170, 172, 174], None, False),
    ],
)
def test_a_run_cadence_of_both_feet_is_reported(cadence: Sequence[float], mapped: str | None, expected: bool) -> None:
    assert bool(run(streams.doubled_run_cadence, sport(activity(cadence=cadence), mapped))) == expected


def test_the_elevation_of_flights_is_not_checked() -> None:
    subject = activity(altitude=[11_000, 11_000])
    assert run(streams.elevation_out_of_range, sport(subject, None, "flying/fly_ifr")) == []
    assert rows(run(streams.elevation_out_of_range, sport(subject, None, "hiking"))) == [0, 1]


def test_the_distance_may_start_again_with_a_session_a_file_or_a_tcx_activity() -> None:
    distance = [0, 5, 10, 0, 5, 10]
    assert rows(run(distances.distance_decreases, activity(distance=distance))) == [3]
    assert run(distances.distance_decreases, activity(distance=distance, segment=[0, 0, 0, 1, 1, 1])) == []
    multisport = activity(distance=distance)
    multisport.sessions = Sessions.of(2, start=np.array([START, START + 3]))
    assert run(distances.distance_decreases, multisport) == []
    activities = activity(Format.TCX, distance=distance)
    activities.laps = Laps.of(2, first_record=np.array([0, 3]), session=np.array([0, 1]))
    assert run(distances.distance_decreases, activities) == []
    activities.laps = Laps.of(2, first_record=np.array([0, 3]), session=np.array([0, 0]))
    (found,) = run(distances.distance_decreases, activities)
    assert "starts again with each lap" in found.message


def test_a_record_without_distance_does_not_hide_a_drop() -> None:
    assert rows(run(distances.distance_decreases, activity(distance=[10, NAN, 4]))) == [2]
    assert run(distances.distance_decreases, activity(distance=[10, NAN, 5])) == []


@pytest.mark.parametrize(("factor", "expected"), [(3.6, True), (1.0, False), (2.237, False), (0.28, False)])
def test_kmh_are_recognized_by_the_ratio_to_distance_over_time(factor: float, expected: bool) -> None:
    distance = [i * 4.0 for i in range(30)]
    subject = activity(distance=distance, speed=[4.0 * factor] * 30)
    assert bool(run(distances.implausible_speed, subject)) == expected


def test_kmh_are_recognized_from_positions_if_there_is_no_distance() -> None:
    subject = activity(latitude=[10 + i * 4 / 111_195 for i in range(30)], longitude=[20] * 30, speed=[14.4] * 30)
    assert len(run(distances.implausible_speed, subject)) == 1


def test_the_speed_is_not_checked_if_the_sessions_have_different_sports() -> None:
    subject = sport(activity(distance=[i * 12.0 for i in range(90)]), "Run")
    assert len(run(distances.implausible_speed, subject)) == 1
    subject.sessions = Sessions.of(2, sport=["running", "cycling"])
    assert run(distances.implausible_speed, subject) == []


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 900)), min_size=2, max_size=25),
    st.integers(10, 90),
    st.integers(1, 30),
)
def test_the_fastest_stretch_is_what_a_plain_loop_finds(legs: list[tuple[int, int]], hold: int, limit: int) -> None:
    times, meters = [START], [0.0]
    for seconds, length in legs:
        glitch = length > 100 and length > 100 * seconds
        times.append(times[-1] + seconds)
        meters.append(meters[-1] + (0 if glitch else length))
    subject = activity(time=times, distance=np.cumsum([0, *(length for _, length in legs)]).tolist())
    expected: set[int] = set()
    for i, begin in enumerate(times):
        j = next((j for j in range(i, len(times)) if times[j] >= begin + hold), None)
        if j is not None and (meters[j] - meters[i]) / (times[j] - begin) > limit:
            expected |= set(range(i, j + 1))
    found, _ = fastest(timed_path(subject.records), float(hold), float(limit))
    assert [int(row) for row in found] == sorted(expected)


@pytest.mark.parametrize(("mapped", "expected"), [("Ride", True), ("Run", True), ("Yoga", False), (None, False)])
def test_a_missing_distance_is_reported_only_in_sports_with_a_distance(mapped: str | None, expected: bool) -> None:
    subject = sport(activity(heartrate=[120, 121]), mapped)
    assert bool(run(distances.no_distance_no_position, subject)) == expected


ANY = st.one_of(st.just(NAN), st.floats())


@given(st.lists(st.tuples(*[ANY] * 10), min_size=1, max_size=8), st.sampled_from(["Run", "Ride", "Swim", None]))
def test_no_number_makes_a_rule_crash(values: list[tuple[float, ...]], mapped: str | None) -> None:
    names = (
        *("time", "latitude", "longitude", "altitude", "distance"),
        *("speed", "heartrate", "cadence", "power", "temperature"),
    )
    columns = {name: list(column) for name, column in zip(names, zip(*values, strict=True), strict=True)}
    subject = sport(activity(**columns), mapped)
    for rule in (
        streams.heart_rate_out_of_range,
        streams.cadence_out_of_range,
        streams.doubled_run_cadence,
        streams.power_out_of_range,
        streams.temperature_out_of_range,
        streams.elevation_out_of_range,
        distances.distance_decreases,
        distances.implausible_speed,
        streams.invalid_marker_as_value,
        distances.no_distance_no_position,
    ):
        run(rule, subject)


@pytest.mark.parametrize(
    ("rule", "columns", "message"),
    [
        (streams.heart_rate_out_of_range, {"heartrate": [0, NAN]}, "the only heart rate is 0"),
        (streams.heart_rate_out_of_range, {"heartrate": [260, -1]}, "all 2 records have a heart rate of -1 to 260 bpm"),
        (streams.cadence_out_of_range, {"cadence": [300, 300, 90]}, "2 of 3 records have a cadence of 300 rpm"),
        (streams.power_out_of_range, {"power": [4000.25, 1]}, "1 of 2 records has a power of 4,000.25 W"),
        (
            *(streams.temperature_out_of_range, {"temperature": [290, 300]}),
            "all 2 records have a temperature of 290 to 300 degrees Celsius",
        ),
        (streams.elevation_out_of_range, {"altitude": [20_000, 1]}, "1 of 2 records has an elevation of 20,000 m"),
        (
            *(distances.distance_decreases, {"distance": [9, 1, 5000, 0]}),
            "the distance drops 2 times from one record to the next, by up to 5,000 m",
        ),
        (
            *(streams.invalid_marker_as_value, {"altitude": [12_607, 1]}),
            "1 of 2 records has an elevation of 12,607, which marks a missing value",
        ),
        (
            *(streams.invalid_marker_as_value, {"speed": [65.535]}),
            "the record has a speed of 65.535, which marks a missing value",
        ),
    ],
)
def test_the_numbers_in_messages(rule: Rule, columns: dict[str, list[float]], message: str) -> None:
    assert [found.message for found in run(rule, activity(**columns))] == [message]


@pytest.mark.parametrize(
    ("mapped", "meters", "speed"),
    [("Run", 12, "43 km/h for 1 min"), ("Ride", 30, "108 km/h for 5 min"), ("Swim", 5, "18 km/h for 1 min")],
)
def test_the_message_gives_the_speed_in_km_h(mapped: str, meters: float, speed: str) -> None:
    subject = sport(activity(distance=[meters * n for n in range(310)]), mapped)
    (found,) = run(distances.implausible_speed, subject)
    assert found.message.startswith(speed)


@pytest.mark.parametrize("stream", ["heartrate", "altitude", "latitude", "longitude", "power", "cadence", "distance"])
@pytest.mark.parametrize(
    ("text", "words"), [("1,5", "not a number; the first is '1,5'"), (" ", "empty or not a number")]
)
def test_the_message_names_the_stream_that_is_not_a_number(stream: str, text: str, words: str) -> None:
    subject = activity(Format.GPX, power=[1, 2])
    detail = {"stream": stream, "text": text}
    subject.faults.append(Fault(FaultKind.UNREADABLE_NUMBER, Place("record", 1), np.array([1]), 1, detail))
    name = {"heartrate": "heart rate", "altitude": "elevation"}.get(stream, stream)
    (found,) = run(streams.unreadable_number, subject)
    assert (found.message, found.noun) == (f"the {name} of 1 of 2 track points is {words}", "track point")


def test_the_message_gives_the_median_of_the_run_cadences_above_0() -> None:
    (found,) = run(streams.doubled_run_cadence, sport(activity(cadence=[0, 160, 170, 190]), "Run"))
    assert "cadence of the run is 170," in found.message
    assert rows([found]) == [1, 2, 3]


@pytest.mark.parametrize("kind", [FaultKind.BAD_POSITION, FaultKind.UNREADABLE_NUMBER])
@pytest.mark.parametrize("stream", ["distance", "power"])
def test_a_distance_or_position_that_cannot_be_read_is_not_also_missing(kind: FaultKind, stream: str) -> None:
    subject = sport(activity(Format.TCX, heartrate=[120, 121]), "Run")
    subject.faults.append(Fault(kind, Place("record", 0), np.array([0]), 1, {"stream": stream}))
    expected = kind is FaultKind.UNREADABLE_NUMBER and stream == "power"
    assert len(run(distances.no_distance_no_position, subject)) == expected


def test_positions_that_are_not_on_earth_are_not_also_missing() -> None:
    assert run(distances.no_distance_no_position, sport(activity(latitude=[95.0], longitude=[0.0]), "Run")) == []


def test_a_latitude_without_a_longitude_is_not_a_position() -> None:
    for columns, expected in (
        ({"latitude": [1.0], "longitude": [NAN]}, True),
        ({"latitude": [NAN], "longitude": [1.0]}, True),
        ({"latitude": [1.0, NAN], "longitude": [NAN, 1.0]}, True),
        ({"latitude": [1.0], "longitude": [1.0]}, False),
        ({"distance": [1.0]}, False),
    ):
        assert bool(run(distances.no_distance_no_position, sport(activity(**columns), "Ride"))) is expected


@pytest.mark.parametrize(
    ("mapped", "distance", "total", "says"),
    [
        ("Ride", [0.0, 0.0, 0.0], 0.0, "and the distance stays 0"),
        ("Ride", [0.0, NAN, 0.0], 0.0, "and the distance stays 0"),
        ("Ride", [0.0, 0.0, 0.1], 0.0, None),
        ("Ride", [0.0, NAN, NAN], 0.0, None),  # a single distance does not stay
        ("Ride", [NAN, NAN, NAN], 0.0, "a position or a distance"),
        ("Swim", [0.0, 0.0, 0.0], 0.0, None),
        ("Swim", [0.0, 0.0, 0.0], 500.0, "(the total of 500 m in the laps or the session is not used)"),
        ("Yoga", [0.0, 0.0, 0.0], 0.0, None),
        ("Yoga", [NAN, NAN, NAN], 0.0, None),
        ("Yoga", [NAN, NAN, NAN], 500.0, "(the total of 500 m in the laps or the session is not used)"),
        (None, [NAN, NAN, NAN], 500.0, "(the total of 500 m in the laps or the session is not used)"),
        (None, [NAN, NAN, NAN], 0.0, None),
    ],
)
@pytest.mark.parametrize("table", ["laps", "sessions"])
def test_a_distance_that_stays_0_is_none(
    mapped: str | None, distance: list[float], total: float, says: str | None, table: str
) -> None:
    subject = sport(activity(distance=distance), mapped)
    totals = np.array([total])
    if table == "laps":
        subject.laps = Laps.of(1, distance=totals)
    else:
        subject.sessions = Sessions.of(1, distance=totals)
    found = run(distances.no_distance_no_position, subject)
    assert len(found) == bool(says)
    assert not says or says in found[0].message
    located = sport(activity(distance=distance, latitude=[1.0] * 3, longitude=[2.0] * 3), mapped)
    assert run(distances.no_distance_no_position, located) == []


def test_a_raw_0_of_fit_is_another_violation_than_a_low_elevation() -> None:
    low, high = [-500.0, -500.0, 20.0, -600.0], [-499.9, 20.0]
    zero, others = run(streams.elevation_out_of_range, activity(altitude=low))
    assert (rows([zero]), rows([others])) == ([0, 1], [3])
    assert (zero.about, others.about) == (("altitude", "raw 0"), ())
    assert zero.message == "2 of 4 records have an elevation of exactly -500 m, which is a raw 0 in FIT"
    (found,) = run(streams.elevation_out_of_range, activity(altitude=high))
    assert found.about == ()


def test_a_glitch_does_not_make_up_for_the_rest_of_the_track() -> None:
    latitude = [45.0 + n * 100 / 111_195 for n in range(21)]
    latitude[10] += 3.0  # about 330 km, there and back
    distance = [n * 30_000.0 for n in range(21)]
    time = [START + 10 * n for n in range(21)]
    subject = activity(Format.TCX, time=time, latitude=latitude, longitude=[7.0] * 21, distance=distance)
    (found,) = run(distances.distance_disagrees_with_positions, subject)
    assert found.at.field == "distance"


@pytest.mark.parametrize(
    ("factor", "advice"),
    [
        (0.001, "in kilometers: multiply it by 1,000."),
        (0.01, "hundredths (FIT stores centimeters): multiply it by 100."),
        (3.281, "in feet: multiply it by 0.3048."),
        (1 / 1609.344, "in miles: multiply it by 1,609.344."),
        (100.0, "in centimeters: multiply it by 0.01."),
        (30.0, None),
        (0.05, None),
    ],
)
def test_the_unit_of_a_distance_is_guessed_from_the_positions(factor: float, advice: str | None) -> None:
    latitude = [45.0 + n * 100 / 111_195 for n in range(21)]
    subject = activity(
        time=[START + 10 * n for n in range(21)],
        latitude=latitude,
        longitude=[7.0] * 21,
        distance=[factor * n * 100 for n in range(21)],
    )
    (found,) = run(distances.distance_disagrees_with_positions, subject)
    assert found.at.field == "distance"
    assert rows([found]) == list(range(21))
    assert (found.help or "").endswith(advice or "")
    assert bool(found.help) is bool(advice)
