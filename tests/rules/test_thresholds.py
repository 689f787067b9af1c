"""Each rule passes a file at its threshold and reports one just beyond it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from activitylint.model.activity import Activity, Sport
from activitylint.model.format import Format
from activitylint.model.request import Context, Limits
from activitylint.model.tables import Laps, Sessions, Sets
from activitylint.rules import distance as distances
from activitylint.rules import position, sets, streams
from activitylint.rules.fit.laps import lap_time_disorder as fit_lap_time_disorder
from activitylint.rules.registry import Violation
from activitylint.rules.tcx.laps import lap_time_disorder, lap_totals_disagree
from activitylint.rules.time import clock as time
from activitylint.rules.upload.batch import duplicate_activity
from activitylint.rules.upload.file import file_too_large
from activitylint.source.reading import open_source
from activitylint.strava.summary import Summary
from rules.memory import NOW, START, activity, run

NAN = math.nan
DAY = 86_400.0
WEEK = 7 * DAY
Y2000 = 946_684_800.0
Y2008 = 1_199_145_600.0
METERS = 111_195.0797  # in a degree along a meridian
Check = Callable[[Activity, Context], Iterator[Violation]]


def of(sport: str | None, subject: Activity) -> Activity:
    subject.sport = Sport("a sport", sport)
    return subject


def of_written(sport: str, subject: Activity) -> Activity:
    subject.sport = Sport(sport, None)
    return subject


def at_speed(meters_per_s: float, count: int, sport: str | None = None, written: float = NAN) -> Activity:
    """Records a second apart, whose distance grows at this speed. written: the speed that they give."""
    distance = [meters_per_s * n for n in range(count)]
    return of(sport, activity(distance=distance, speed=[written] * count))


def ratios(*written: float) -> Activity:
    """Records at 4 m/s, whose written speeds are these multiples of it."""
    count = len(written) + 1
    return activity(distance=[4.0 * n for n in range(count)], speed=[0.0, *(4.0 * ratio for ratio in written)])


def north(meters: float, seconds: float = 1.0, start: float = START) -> Activity:
    latitude = [45.0, 45.0 + meters / METERS]
    return activity(time=[start, start + seconds], latitude=latitude, longitude=[7.0, 7.0])


def track(meters: float, factor: float, *, count: int = 11, **columns: Sequence[float]) -> Activity:
    """A way north of so many meters in all, whose distance grows by this factor of it."""
    latitude = [45.0 + meters * n / (count - 1) / METERS for n in range(count)]
    distance = [factor * meters * n / (count - 1) for n in range(count)]
    time = [START + 10 * n for n in range(count)]
    return activity(**{"time": time, "latitude": latitude, "longitude": [7.0] * count, "distance": distance} | columns)


def several_sessions(subject: Activity) -> Activity:
    subject.sessions = Sessions.of(2, start=np.array([START, START + 50]))
    return subject


def several_sports(subject: Activity) -> Activity:
    subject.sessions = Sessions.of(2, sport=["running", "cycling"])
    return subject


def at_altitude(altitude: Sequence[float], latitude: float = 45.0, longitude: float = 7.0) -> Activity:
    count = len(altitude)
    return activity(altitude=altitude, latitude=[latitude] * count, longitude=[longitude] * count)


def drive(meters: float, count: int, sport: str) -> Activity:
    """A way with so many steps in a row of this length in 10 s, between others of 10 m."""
    lengths = [10.0] * 5 + [meters] * count + [10.0] * 5
    latitude = [45.0 + north / METERS for north in np.concatenate(([0.0], np.cumsum(lengths)))]
    time = [START + 10 * n for n in range(len(latitude))]
    return of(sport, activity(time=time, latitude=latitude, longitude=[7.0] * len(latitude)))


def decimals(degrees: float, count: int = 20, *, far: int = 0) -> Activity:
    """Positions, each one degree step further than the one before; the last `far` of them 40 steps further."""
    steps = [1.0] * (count - 1 - far) + [40.0] * far
    latitude = [round(45.0 + degrees * n, 7) for n in np.concatenate(([0.0], np.cumsum(steps)))]
    return activity(latitude=latitude, longitude=[7.0] * count)


def fit_laps(*starts: float, elapsed: float = 60.0, session: float = 0.0) -> Activity:
    """FIT laps that start so many seconds after START, in a session that starts at another offset."""
    subject = activity(time=[START, START + 100])
    subject.sessions = Sessions.of(1, start=np.array([START + session]), file=np.array([0]))
    count = len(starts)
    columns = {"start": START + np.array(starts), "elapsed": np.array([elapsed] * count)}
    subject.laps = Laps.of(count, session=np.zeros(count, dtype=np.int64), **columns)
    return subject


def chained(subject: Activity, session: float) -> Activity:
    """Add a session of a second file, which starts so many seconds after START."""
    starts = np.append(subject.sessions.start, START + session)
    subject.sessions = Sessions.of(2, start=starts, file=np.array([0, 1]))
    return subject


def with_set(**columns: Any) -> Activity:
    subject = activity(time=[START, START + 100])
    subject.sessions = Sessions.of(1, start=np.array([START]), elapsed=np.array([100.0]))
    subject.sets = Sets.of(1, **{name: np.array([value]) for name, value in columns.items()})
    return subject


def lap(*, points: int = 401, step: float = 1.0, meters: float = 1.0, **columns: float) -> Activity:
    """One lap with trackpoints so many seconds and meters apart."""
    subject = activity(
        Format.TCX, time=[START + step * n for n in range(points)], distance=[meters * n for n in range(points)]
    )
    values = {"start": START, **columns}
    arrays: dict[str, Any] = {name: np.array([value]) for name, value in values.items()}
    subject.laps = Laps.of(1, first_record=np.array([0]), records=np.array([points]), **arrays)
    return subject


def two_laps(second: float) -> Activity:
    """Two laps, the second of which starts so many seconds after the first."""
    subject = activity(Format.TCX, time=[START + n for n in range(20)])
    starts = np.array([START, START + second])
    subject.laps = Laps.of(2, start=starts, first_record=np.array([0, 10]), records=np.array([10, 10]))
    return subject


def repeated(shared: int, count: int) -> Activity:
    return activity(time=[START] * shared + [START + n for n in range(1, count - shared + 1)])


CASES: list[tuple[Check, Sequence[Activity], Sequence[Activity]]] = [
    (
        streams.heart_rate_out_of_range,
        [activity(heartrate=[120, 253.9, 254.0]), activity(heartrate=[0] * 2 + [120] * 198)],
        [
            *(activity(heartrate=[120, rate]) for rate in (254.1, 254.9, -0.1, -1)),
            activity(heartrate=[0] * 3 + [120] * 197),
            activity(heartrate=[NAN, 0]),
        ],
    ),
    (
        streams.cadence_out_of_range,
        [activity(cadence=[0, 253.9])],
        [activity(cadence=[80, cadence]) for cadence in (254.1, 254.9, -0.1)],
    ),
    (
        streams.doubled_run_cadence,
        [
            of("Run", activity(cadence=[119.9] * 3)),
            of("Run", activity(cadence=[220.1] * 3)),
            of("Run", activity(cadence=[170, 170, 85, 85, 0, -1])),
        ],
        [
            of("Run", activity(cadence=[120] * 3)),
            of("Run", activity(cadence=[220] * 3)),
            of("Run", activity(cadence=[170, 170, 85, 0, 0, 0])),
            of("Run", activity(cadence=[170, 170, 170, 0.5, 0.5])),
        ],
    ),
    (streams.power_out_of_range, [activity(power=[0, 3000])], [activity(power=[1, p]) for p in (3000.1, 3001, -0.1)]),
    (
        streams.temperature_out_of_range,
        [activity(temperature=[-60, 80])],
        [activity(temperature=[20, value]) for value in (-60.1, -61, 80.1, 81)],
    ),
    (
        streams.elevation_out_of_range,
        [activity(altitude=[-430, 9000]), activity(altitude=[NAN, 20])],
        [activity(altitude=[20, value]) for value in (-430.1, -431, -499.9, -500, -500.1, 9000.1, 9001)],
    ),
    (
        streams.elevation_below_land,
        [
            at_altitude([-160.0] * 3),
            at_altitude([-430.1] * 3),  # STR006
            at_altitude([-161.0, -159.0, -159.0]),
            at_altitude([-400.0] * 3, latitude=31.5, longitude=35.5),  # the Dead Sea
            activity(altitude=[-400.0] * 3),
            of_written("flying", at_altitude([-400.0] * 3)),
        ],
        [
            at_altitude([-160.1] * 3),
            at_altitude([-430.0] * 3),
            at_altitude([-161.0, -161.0, -159.0]),
            *(at_altitude([-400.0] * 3, *place) for place in ((29.9, 35.5), (33.6, 35.5), (31.5, 34.8), (31.5, 36.1))),
        ],
    ),
    (
        distances.distance_disagrees_with_positions,
        [
            *(track(1000.0, factor) for factor in (0.201, 1.0, 2.99)),
            *(track(499.0, factor) for factor in (0.0, 30.0)),
            several_sessions(track(1000.0, 30.0)),
            track(1000.0, 30.0, distance=[NAN] * 11),
            track(1000.0, 30.0, latitude=[NAN] * 11),
            # A glitch of the GPS does not count as a part of the way.
            track(1000.0, 1.0, latitude=[45.0 + (n + 80 * (n == 5)) * 100 / METERS for n in range(11)]),
        ],
        [
            *(track(1000.0, factor) for factor in (0.0, 0.199, 3.01, 1000.0)),
            *(track(501.0, factor) for factor in (0.0, 30.0)),
        ],
    ),
    (
        distances.distance_starts_late,
        [
            activity(distance=[500.0, 501.0]),
            activity(distance=[NAN, 500.0, 9000.0]),
            activity(distance=[NAN, NAN]),
        ],
        [activity(distance=[500.1, 501.0]), activity(distance=[NAN, 500.1])],
    ),
    (distances.distance_decreases, [activity(distance=[5.0, 0.0])], [activity(distance=[5.001, 0.0])]),
    (
        distances.implausible_speed,
        [
            *(at_speed(4.0, 9, written=4.0 * ratio) for ratio in (3.2, 4.0)),
            at_speed(4.0, 5, written=14.4),  # four stretches are too few for a ratio
            at_speed(1.0, 90, written=3.6),  # standing about gives no ratio either
            ratios(3.2, 3.2, 3.2, 3.2, 3.6, 3.6),
            at_speed(10.0, 90, "Run"),
            at_speed(10.5, 60, "Run"),
            at_speed(25.0, 400, "Ride"),
            at_speed(26.0, 300, "Ride"),
            at_speed(3.5, 90, "Swim"),
            at_speed(4.0, 60, "Swim"),
            at_speed(50.0, 400, "AlpineSki"),
            at_speed(101.0, 300, "Ride"),
            # Single jumps say nothing about the speed of the rest.
            of("Ride", activity(distance=[5.0 * n + 9000.0 * (n > 200) for n in range(400)])),
        ],
        [
            *(at_speed(4.0, 9, written=4.0 * ratio) for ratio in (3.24, 3.96)),
            at_speed(4.0, 6, written=14.4),
            at_speed(1.1, 90, written=3.96),
            ratios(3.0, 3.0, 3.0, 3.6, 3.6, 3.6),
            at_speed(10.1, 61, "Run"),
            at_speed(25.1, 301, "Ride"),
            at_speed(101.0, 301, "Ride"),
            at_speed(3.6, 61, "Swim"),
        ],
    ),
    (time.repeated_time, [repeated(2, 20)], [repeated(3, 20), repeated(2, 19)]),
    (time.time_in_future, [activity(time=[NOW + DAY])], [activity(time=[NOW + DAY + 1])]),
    (
        time.implausible_date,
        [
            activity(time=[Y2008]),
            *(activity(kind, time=[Y2000]) for kind in (Format.TCX, Format.GPX, Format.JSON)),
            *(activity(Format.GPX, time=[START, START - 1024 * WEEK - off]) for off in (WEEK + 1, -WEEK - 1)),
        ],
        [
            activity(time=[Y2008 - 1]),
            *(activity(kind, time=[Y2000 - 1]) for kind in (Format.TCX, Format.GPX, Format.JSON)),
            *(activity(time=[START, START - 1024 * WEEK - off]) for off in (WEEK, -WEEK, 0)),
        ],
    ),
    (time.gap_over_a_day, [activity(time=[START, START + DAY])], [activity(time=[START, START + DAY + 1])]),
    (
        position.null_island,
        [
            activity(latitude=[0.0001, 51], longitude=[0, 7]),
            activity(latitude=[0, 51], longitude=[-0.0001, 7]),
            activity(latitude=[0, 4.9], longitude=[0, 4.9]),
        ],
        [
            activity(latitude=[0.00009, 51], longitude=[-0.00009, 7]),
            activity(latitude=[0, 5.0], longitude=[0, 0]),
            activity(latitude=[0, 0], longitude=[0, -5.0]),
        ],
    ),
    (
        position.position_jump,
        [north(99), north(99, 0.1), north(199, 2), north(999, 10), north(9e6, start=Y2000 - 1)],
        [north(101), north(101, 0.1), north(201, 2), north(1001, 10), north(101, start=Y2000)],
    ),
    (
        position.position_jump,
        [
            *(of(sport, north(199, 10)) for sport in ("Run", "Walk", "Hike", "TrailRun")),
            *(of(sport, north(499, 10)) for sport in ("Ride", "MountainBikeRide")),
            *(of("Swim", north(99, seconds)) for seconds in (1, 10)),
            *(of(sport, north(999, 10)) for sport in ("AlpineSki", "Sail", None)),
            of("Swim", north(109, 11)),
            of("Run", several_sports(north(999, 10))),
            drive(300.0, 3, "Run"),
        ],
        [
            *(of(sport, north(201, 10)) for sport in ("Run", "Walk", "Hike", "TrailRun")),
            of("Hike", north(667, 30)),
            *(of(sport, north(501, 10)) for sport in ("Ride", "MountainBikeRide")),
            *(of("Swim", north(meters, seconds)) for meters, seconds in ((101, 10), (111, 11))),
            *(of(sport, north(1001, 10)) for sport in ("AlpineSki", "Sail", None, "Run")),
            *(drive(300.0, count, "Run") for count in (1, 2)),
            drive(1001.0, 3, "Run"),
        ],
    ),
    (
        position.coarse_positions,
        [
            decimals(1e-4, 19),
            decimals(1e-5),
            decimals(2e-4),
            activity(latitude=[*(45 + n * 1e-4 for n in range(25)), 45.00011], longitude=[7.0] * 26),
            decimals(1e-4, 21, far=10),
        ],
        [decimals(1e-4), decimals(1e-3 * 0), decimals(1e-4, 400), decimals(1e-4, 22, far=10)],
    ),
    (
        fit_lap_time_disorder,
        [
            fit_laps(0, 1, 2),
            fit_laps(0, 60, session=5.0),
            chained(fit_laps(0, 60), 1000.0),
            fit_laps(0, 0, elapsed=1.0),
            fit_laps(0, NAN, 60),
            fit_laps(60),
        ],
        [
            fit_laps(0, 0.9),
            fit_laps(0, 0, 0),
            fit_laps(60, 59),
            fit_laps(0, 60, session=5.5),
            chained(fit_laps(0, 60, session=5.5), -1000.0),
            fit_laps(0, 0, elapsed=1.1),
        ],
    ),
    (
        sets.implausible_set,
        [
            with_set(repetitions=1000.0, weight=500.0, duration=DAY),
            with_set(repetitions=0.0, weight=0.0, duration=0.0),
            with_set(repetitions=8.0, duration=0.5),
            with_set(repetitions=8.0, duration=0.0),
            with_set(repetitions=0.0, duration=0.1),
            with_set(duration=0.1),
        ],
        [
            *(with_set(repetitions=value) for value in (1000.5, -0.5)),
            *(with_set(weight=value) for value in (500.5, -0.5)),
            *(with_set(duration=value) for value in (DAY + 0.5, -0.5)),
            *(with_set(duration=value, repetitions=8.0) for value in (0.001, 0.499)),
        ],
    ),
    (
        sets.set_outside_activity,
        [with_set(start=START - 5), with_set(start=START + 105), with_set(start=NAN)],
        [with_set(start=START - 5.5), with_set(start=START + 105.5)],
    ),
    (
        lap_totals_disagree,
        [
            *(lap(distance=meters) for meters in (350, 400, 450)),
            *(lap(meters=10.0, distance=meters) for meters in (3600, 4400)),
            *(lap(elapsed=seconds) for seconds in (80, 400, 460)),
            *(lap(step=10.0, elapsed=seconds) for seconds in (800, 4400)),
            *(lap(step=10.5, elapsed=seconds) for seconds in (1, 4620)),
            lap(points=61, elapsed=1),
        ],
        [
            *(lap(distance=meters) for meters in (349, 451)),
            *(lap(meters=10.0, distance=meters) for meters in (3599, 4401)),
            *(lap(elapsed=seconds) for seconds in (79, 461)),
            *(lap(step=10.0, elapsed=seconds) for seconds in (799, 4401)),
            lap(points=62, elapsed=1),
        ],
    ),
    (
        lap_time_disorder,
        [lap(start=START + 401), lap(elapsed=0.0), two_laps(-1)],
        [lap(start=START + 401.5), lap(elapsed=-0.5), two_laps(-1.5)],
    ),
]
PASSING = [
    pytest.param(check, one, id=f"{check.__name__}-{n}") for check, some, _ in CASES for n, one in enumerate(some)
]
REPORTED = [
    pytest.param(check, one, id=f"{check.__name__}-{n}") for check, _, some in CASES for n, one in enumerate(some)
]


@pytest.mark.parametrize(("check", "subject"), PASSING)
def test_a_file_at_the_threshold_passes(check: Check, subject: Activity) -> None:
    assert [found.message for found in run(check, subject)] == []


@pytest.mark.parametrize(("check", "subject"), REPORTED)
def test_a_file_beyond_the_threshold_is_reported(check: Check, subject: Activity) -> None:
    assert len(run(check, subject)) == 1


@pytest.mark.parametrize(
    ("start", "elapsed", "same"),
    [
        (0, 0, True),
        (2, 10, True),
        (-2, -10, True),
        (2.5, 0, False),
        (-2.5, 0, False),
        (0, 10.5, False),
        (0, -10.5, False),
        (3.9, 0, False),
        (None, 0, False),
        (0, None, False),
    ],
)
@pytest.mark.parametrize("base", [1000.0, 1000.5, 1001.0, 1001.9])
def test_duplicates_differ_by_up_to_2_s_in_start_and_10_s_in_elapsed_time(
    base: float, start: float | None, elapsed: float | None, same: bool
) -> None:
    first = Summary("a.gpx", Format.GPX, b"a", base, 3605.0, "a.gpx")
    begun, taken = None if start is None else base + start, None if elapsed is None else 3605.0 + elapsed
    second = Summary("b.gpx", Format.GPX, b"b", begun, taken, "b.gpx")
    found = list(map(duplicate_activity(Context(now=NOW)), [first, second]))
    assert [violation is not None for violation in found] == [False, same]


@pytest.mark.parametrize(
    ("size", "numbers"),
    [(1_000_000, []), (1_000_001, ["1.0 MB"]), (25_000_000, ["25.0 MB"])],
)
def test_a_size_beyond_the_limit_is_reported(size: int, numbers: list[str]) -> None:
    source = open_source(b" " * size, name="a.gpx", read_limit=1 << 30)
    found = list(file_too_large(source, Context(now=NOW, limits=Limits(upload=1_000_000))))
    assert len(found) == len(numbers)
    assert all(number in one.message for one, number in zip(found, numbers, strict=True))


def test_the_default_limits() -> None:
    assert Limits() == Limits(upload=25_000_000, read=256_000_000)
