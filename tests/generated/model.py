"""A valid activity as plain numbers, and the strategies that generate one.

Values have the resolution of FIT (0.2 m of altitude, centimeters of distance, whole seconds on request), so that the
same activity can be written in each format and every value reads back the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from typing import Any

from hypothesis import strategies as st

from activitylint.vocabulary import exercises
from fit_builder import at

__all__ = ["NOW", "SENSORS", "SPORTS", "Draw", "Point", "Ride", "Set", "Workout", "rides", "workouts"]

Draw = Callable[[st.SearchStrategy[Any]], Any]

NOW = at("2026-06-01T00:00:00Z")
EARLIEST = at("2012-01-01T00:00:00Z")
METRES_A_DEGREE = 111_195
SENSORS = ("heartrate", "cadence", "power", "temperature", "altitude")
SPORTS = {"ride": (60, 110), "run": (65, 100), "walk": (40, 70), "hike": (40, 70), "swim": (20, 40)}
"""Sports that both TCX and FIT have, with their range of cadence."""
_SPEEDS = {"ride": (2.0, 14.0), "run": (1.5, 5.5), "walk": (0.8, 2.0), "hike": (0.8, 2.0), "swim": (0.5, 1.6)}
_NAMES = st.text("abzXÄéß&<'\"Ω漢 7-", min_size=1, max_size=8).map(lambda text: f"Logger{text}3")


@dataclass
class Point:
    """One record; None means not measured. Units as in the columns of an Activity."""

    time: float
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    distance: float | None = None
    heartrate: int | None = None
    cadence: int | None = None
    power: int | None = None
    temperature: int | None = None
    way: float = 0.0
    """Meters from the start, even if the distance is not written."""


@dataclass
class Ride:
    """A recording. laps: the first point of each. pauses: the points before which the timer was stopped."""

    sport: str
    creator: str
    points: list[Point]
    laps: list[int] = field(default_factory=lambda: [0])
    pauses: list[int] = field(default_factory=list)

    @property
    def start(self) -> float:
        return self.points[0].time

    @property
    def elapsed(self) -> float:
        return self.points[-1].time - self.points[0].time

    def bounds(self, lap: int) -> tuple[int, int]:
        """Return the first point of a lap and of the next one (for the last lap, the last point)."""
        return self.laps[lap], self.laps[lap + 1] if lap + 1 < len(self.laps) else len(self.points) - 1

    def paused(self, first: int = 0, last: int | None = None) -> float:
        """Return the seconds of pause between two points."""
        stop = len(self.points) - 1 if last is None else last
        return sum(self.points[row].time - self.points[row - 1].time for row in self.pauses if first < row <= stop)


@dataclass
class Set:
    """One strength set. start: seconds from the start of the workout."""

    exercise: str
    repetitions: int | None
    weight: float | None
    duration: int | None
    start: int | None


@dataclass
class Workout:
    """A strength session. streams: time, active and heartrate, or empty."""

    start: int
    offset: int
    elapsed: int
    active: int | None
    calories: int | None
    creator: str | None
    sets: list[Set]
    streams: dict[str, list[Any]]


def _pattern(draw: Draw, values: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Return `count` values that repeat a short drawn list, so that a long ride is as cheap to draw as a short one."""
    return list(islice(cycle(draw(st.lists(values, min_size=1, max_size=5))), count))


@st.composite
def rides(
    draw: Draw,
    *,
    whole_seconds: bool = False,
    positions: bool = True,
    need: Collection[str] = (),
    without: Collection[str] = (),
    sports: Collection[str] = tuple(SPORTS),
    least: int = 3,
    most: int = 80,
    still: bool = False,
    one_lap: bool = False,
) -> Ride:
    """Generate a ride. need, without: streams to have or not. positions: one for each point. still: no pauses."""
    count = draw(st.one_of(st.integers(least, max(least, 12)), st.integers(least, max(least, most))))
    sport = draw(st.sampled_from(sorted(sports)))
    streams = {stream for stream in SENSORS if stream in need or (stream not in without and draw(st.booleans()))}
    if "distance" in need or ("distance" not in without and draw(st.booleans())):
        streams.add("distance")
    if positions or "position" in need or "distance" not in streams or draw(st.booleans()):
        streams.add("position")
    streams -= set(without)
    points = _way(draw, count, sport, whole_seconds=whole_seconds)
    inner = st.integers(1, count - 2)
    pauses = [] if still or count < 4 else sorted(set(draw(st.lists(inner, max_size=2))))
    _pause(draw, points, pauses)
    _measure(draw, points, streams, sport, everywhere=positions)
    laps = [0] if count < 6 or one_lap else sorted({0, *draw(st.lists(inner, max_size=2))})
    creator = draw(_NAMES) + draw(st.sampled_from(["", " with barometer", " with Barometer"]))
    return Ride(sport, creator, points, laps, pauses)


def _way(draw: Draw, count: int, sport: str, *, whole_seconds: bool) -> list[Point]:
    """Generate points along a straight line, which may cross the 180th meridian."""
    steps = _pattern(draw, st.sampled_from([1000, 2000, 5000] if whole_seconds else [500, 1000, 1001, 2250]), count)
    slow, fast = _SPEEDS[sport]
    speeds = _pattern(draw, st.integers(int(slow * 10), int(fast * 10)), count)
    heading = math.radians(draw(st.integers(0, 359)))
    clock = draw(st.integers(EARLIEST, NOW - 10 * 86_400)) * 1000
    if not whole_seconds:
        clock += draw(st.sampled_from([0, 250, 7]))
    latitude = draw(st.sampled_from([-1, 1])) * draw(st.integers(6, 70)) + 0.123
    longitude = draw(st.one_of(st.integers(-179, 179).map(float), st.just(179.9999), st.just(-179.9999)))
    way = 0.0
    points = []
    for step, speed in zip(steps, speeds, strict=True):
        points.append(Point(clock / 1000, round(latitude, 7), _wrapped(longitude), distance=round(way, 2), way=way))
        metres = speed / 10 * step / 1000
        way += metres
        clock += step
        latitude += metres * math.cos(heading) / METRES_A_DEGREE
        longitude += metres * math.sin(heading) / METRES_A_DEGREE / math.cos(math.radians(latitude))
    return points


def _wrapped(longitude: float) -> float:
    rounded = round((longitude + 180) % 360 - 180, 7)
    return -180.0 if rounded > 179.9999998 else rounded  # FIT would round this to its invalid value


def _pause(draw: Draw, points: list[Point], pauses: list[int]) -> None:
    for row in pauses:
        rest = draw(st.integers(30, 4000))
        for point in points[row:]:
            point.time += rest


def _measure(draw: Draw, points: list[Point], streams: set[str], sport: str, *, everywhere: bool) -> None:
    low, high = SPORTS[sport]
    ranges = {"heartrate": (50, 200), "cadence": (low, high), "power": (1, 900), "temperature": (-20, 45)}
    count = len(points)
    for stream, bounds in ranges.items():
        if stream in streams:
            _fill(draw, points, stream, _pattern(draw, st.integers(*bounds), count))
    if "altitude" in streams:
        base = draw(st.integers(-2000, 20_000))
        climb = _pattern(draw, st.integers(-20, 20), count)
        _fill(draw, points, "altitude", [round((base + step) * 0.2, 1) for step in climb])
    fixed = [True] * count if everywhere else [*_there(draw, count)[:-1], True]
    for point, there in zip(points, fixed, strict=True):
        if "distance" not in streams:
            point.distance = None
        if "position" not in streams or not there:
            point.latitude = point.longitude = None


def _fill(draw: Draw, points: list[Point], stream: str, values: list[Any]) -> None:
    for point, value, there in zip(points, values, _there(draw, len(points)), strict=True):
        setattr(point, stream, value if there else None)


def _there(draw: Draw, count: int) -> list[bool]:
    """Choose the points that have a value: all, or with gaps; always the first two."""
    if draw(st.booleans()):
        return [True] * count
    return [True, True, *_pattern(draw, st.booleans(), count - 2)]


@st.composite
def workouts(draw: Draw, *, streams: bool | None = None, least: int = 1) -> Workout:
    """Generate a strength session that JSON can express."""
    elapsed = draw(st.integers(600, 7200))
    count = draw(st.integers(least, 6))
    return Workout(
        start=draw(st.integers(EARLIEST, NOW - 10 * 86_400)),
        offset=900 * draw(st.integers(-48, 56)),
        elapsed=elapsed,
        active=draw(st.none() | st.integers(0, elapsed)),
        calories=draw(st.none() | st.integers(0, 900)),
        creator=draw(st.none() | _NAMES),
        sets=[draw(_sets(elapsed)) for _ in range(count)],
        streams=_streams(draw, elapsed) if (draw(st.booleans()) if streams is None else streams) else {},
    )


@st.composite
def _sets(draw: Draw, elapsed: int) -> Set:
    repetitions = draw(st.none() | st.integers(1, 30))
    return Set(
        exercise=draw(_exercises()),
        repetitions=repetitions,
        weight=draw(st.none() | st.integers(0, 400).map(lambda half: half / 2)),
        duration=draw(st.integers(5, 300) if repetitions is None else st.none() | st.integers(5, 300)),
        start=draw(st.none() | st.integers(0, elapsed)),
    )


@cache
def _exercises() -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(exercises.listed()))


def _streams(draw: Draw, elapsed: int) -> dict[str, list[Any]]:
    count = draw(st.integers(2, 40))
    step = draw(st.integers(1, elapsed // count))
    streams: dict[str, list[Any]] = {"time": [row * step for row in range(count)]}
    streams["heartrate"] = _pattern(draw, st.integers(50, 200), count)
    if draw(st.booleans()):
        streams["active"] = _pattern(draw, st.booleans(), count)
    return streams
