"""TCX as columns, compared with a walk over libxml2's tree."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
import pytest
from lxml import etree
from numpy.testing import assert_array_equal

from activitylint.formats import tcx
from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2, TCX_2

NAN = math.nan
NS, EXT = f"{{{TCX_2}}}", f"{{{ACTIVITY_EXTENSION_2}}}"
ON_FOOT = {"Running", "Walking", "Hiking"}
SCALARS = ("TotalTimeSeconds", "DistanceMeters", "Calories")
Tree = etree._Element


def document(seed: int) -> bytes:
    """Return a random document: activities, multisport sessions and courses, with laps, tracks and trackpoints."""
    chance = random.Random(seed)
    clock = iter(range(0, 10**6, 7))
    root = f'<TrainingCenterDatabase xmlns="{TCX_2}" xmlns:x="{ACTIVITY_EXTENSION_2}">'
    activities = "".join(_activity(chance, clock) for _ in range(chance.randrange(3)))
    if chance.random() < 0.3:
        transition = f"<Transition{_start(chance, clock)}>{_inside(chance, clock)}</Transition>"
        following = (transition if chance.random() < 0.5 else "") + _activity(chance, clock)
        activities += f"<MultiSportSession><FirstSport>{_activity(chance, clock)}</FirstSport>"
        activities += f"<NextSport>{following}</NextSport></MultiSportSession>"
    courses = ""
    for _ in range(chance.choice((0, 0, 1, 2))):
        laps = "".join(f"<Lap>{_totals(chance)}</Lap>" for _ in range(chance.randrange(3)))
        courses += f"<Course><Name>c</Name>{laps}{_track(chance, clock)}</Course>"
    body = f"<Activities>{activities}</Activities>" + (f"<Courses>{courses}</Courses>" if courses else "")
    return f"{root}{body}</TrainingCenterDatabase>".encode()


def _activity(chance: random.Random, clock: Iterator[int]) -> str:
    sport = chance.choice((' Sport="Running"', ' Sport="Biking"', ' Sport="Walking"', ' Sport="Hiking"', ""))
    identity = f"<Id>{_time(next(clock))}</Id>" if chance.random() < 0.7 else ""
    laps = "".join(
        f"<Lap{_start(chance, clock)}>{_inside(chance, clock)}</Lap>" for _ in range(chance.choice((0, 1, 1, 2, 3)))
    )
    beside = _track(chance, clock) if chance.random() < 0.2 else ""
    return f"<Activity{sport}>{identity}{laps}{beside}</Activity>"


def _start(chance: random.Random, clock: Iterator[int]) -> str:
    return f' StartTime="{_time(next(clock)) if chance.random() < 0.9 else "noon"}"' if chance.random() < 0.9 else ""


def _inside(chance: random.Random, clock: Iterator[int]) -> str:
    rate = "<AverageHeartRateBpm><Value>9</Value></AverageHeartRateBpm>" if chance.random() < 0.5 else ""
    tracks = "".join(_track(chance, clock) for _ in range(chance.choice((0, 1, 1, 2))))
    alone = _point(chance, clock) if chance.random() < 0.2 else ""
    more = "<Extensions><x:LX><x:AvgSpeed>2</x:AvgSpeed></x:LX></Extensions>" if chance.random() < 0.3 else ""
    notes = chance.choice(("", "<Notes>n</Notes>", "<Notes> </Notes>"))
    return _totals(chance) + rate + tracks + alone + notes + more


def _totals(chance: random.Random) -> str:
    some = [name for name in SCALARS if chance.random() < 0.8]
    return "".join(f"<{name}>{chance.choice((chance.randrange(99), 1.5, 'x'))}</{name}>" for name in some)


def _track(chance: random.Random, clock: Iterator[int]) -> str:
    return f"<Track>{''.join(_point(chance, clock) for _ in range(chance.randrange(4)))}</Track>"


def _point(chance: random.Random, clock: Iterator[int]) -> str:
    def some(text: str) -> str:
        return text.format(chance.choice((chance.randrange(99), 2.5))) if chance.random() < 0.6 else ""

    seconds = next(clock)
    place = some("<LatitudeDegrees>{}</LatitudeDegrees>") + some("<LongitudeDegrees>{}</LongitudeDegrees>")
    parts = [some("<x:Speed>{}</x:Speed>"), some("<x:Watts>{}</x:Watts>"), some("<x:RunCadence>{}</x:RunCadence>")]
    own = some("<AltitudeMeters>{}</AltitudeMeters>") + some("<DistanceMeters>{}</DistanceMeters>")
    own += some("<HeartRateBpm><Value>{}</Value></HeartRateBpm>") + some("<Cadence>{}</Cadence>")
    time = f"<Time>{_time(seconds)}</Time>" if chance.random() < 0.9 else chance.choice(("", "<Time>x</Time>"))
    container = f"<Extensions><x:TPX>{''.join(parts)}</x:TPX></Extensions>" if chance.random() < 0.7 else ""
    return f"<Trackpoint>{time}<Position>{place}</Position>{own}{container}</Trackpoint>"


def _time(seconds: int) -> str:
    return f"1970-01-{seconds // 86400 + 1:02}T{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


def number(element: Tree | None) -> float:
    try:
        return NAN if element is None else float(element.text or "x")
    except ValueError:
        return NAN


def moment(text: str | None) -> float:
    try:
        return datetime.fromisoformat(text or "").timestamp()
    except ValueError:
        return NAN


def extent(times: list[float]) -> tuple[float, float]:
    known = [time for time in times if not math.isnan(time)]
    return (min(known), max(known) - min(known)) if known else (NAN, NAN)


class Walk:
    """The contents of a tree, read element by element."""

    def __init__(self, data: bytes) -> None:
        self.root = etree.fromstring(data)
        self.activities = list(self.root.iter(f"{NS}Activity"))
        self.sessions = [*self.activities, *self.root.iter(f"{NS}Course")]
        self.laps = list(self.root.iter(f"{NS}Lap", f"{NS}Transition"))
        self.tracks = list(self.root.iter(f"{NS}Track"))
        self.points = list(self.root.iterfind(f".//{NS}Track/{NS}Trackpoint"))
        self.stray = [point for point in self.root.iter(f"{NS}Trackpoint") if point.getparent().tag != f"{NS}Track"]

    @staticmethod
    def above(elements: list[Tree], table: list[Tree]) -> list[int]:
        places = {element: row for row, element in enumerate(table)}
        return [next((places[one] for one in element.iterancestors() if one in places), -1) for element in elements]

    @property
    def sport(self) -> str | None:
        return next((sport for one in self.activities if (sport := one.get("Sport")) is not None), None)

    def stream(self, *paths: str) -> list[float]:
        values = ([number(point.find(path)) for path in paths] for point in self.points)
        return [next((value for value in row if not math.isnan(value)), NAN) for row in values]

    @property
    def times(self) -> list[float]:
        return [moment(point.findtext(f"{NS}Time")) for point in self.points]


SEEDS = range(80)


def read(seed: int) -> tuple[Activity, Walk]:
    data = document(seed)
    found = tcx.read(data)
    assert not found.damaged
    return found, Walk(data)


@pytest.mark.parametrize("seed", SEEDS)
def test_records_equal_those_of_the_tree(seed: int) -> None:
    found, walk = read(seed)
    records, tpx = found.records, f"{NS}Extensions/{EXT}TPX/{EXT}"
    cadences = [f"{NS}Cadence", f"{tpx}RunCadence"]
    expected = {
        "time": walk.times,
        "latitude": walk.stream(f"{NS}Position/{NS}LatitudeDegrees"),
        "longitude": walk.stream(f"{NS}Position/{NS}LongitudeDegrees"),
        "altitude": walk.stream(f"{NS}AltitudeMeters"),
        "distance": walk.stream(f"{NS}DistanceMeters"),
        "heartrate": walk.stream(f"{NS}HeartRateBpm/{NS}Value"),
        "cadence": walk.stream(*(reversed(cadences) if walk.sport in ON_FOOT else cadences)),
        "power": walk.stream(f"{tpx}Watts"),
        "speed": walk.stream(f"{tpx}Speed"),
        "segment": [max(row, 0) for row in walk.above(walk.points, walk.tracks)],
    }
    for name, column in expected.items():
        assert_array_equal(getattr(records, name), column, err_msg=name)
    outside = found.faults_of(FaultKind.TRACKPOINT_OUTSIDE_TRACK)
    assert sum(fault.count for fault in outside) == len(walk.stray)


@pytest.mark.parametrize("seed", SEEDS)
def test_laps_and_tracks_equal_those_of_the_tree(seed: int) -> None:
    found, walk = read(seed)
    order = {element: place for place, element in enumerate(walk.root.iter())}
    in_lap = Counter(walk.above(walk.points, walk.laps))
    sessions = walk.above(walk.laps, walk.sessions)
    numbers = {name: [number(lap.find(f"{NS}{name}")) for lap in walk.laps] for name in SCALARS}
    laps = found.laps
    if walk.laps:
        assert_array_equal(laps.start, [moment(lap.get("StartTime")) for lap in walk.laps])
        for column, name in zip((laps.elapsed, laps.distance, laps.calories), SCALARS, strict=True):
            assert_array_equal(column, numbers[name], err_msg=name)
        before = [sum(order[point] < order[lap] for point in walk.points) for lap in walk.laps]
        assert (laps.first_record.tolist(), laps.session.tolist()) == (before, [max(row, 0) for row in sessions])
        assert laps.records.tolist() == [in_lap[row] for row in range(len(walk.laps))]
    assert found.tcx is not None
    missing = {name: np.isnan(values).nonzero()[0].tolist() for name, values in numbers.items()}
    assert {name: rows.tolist() for name, rows in found.tcx.lap_numbers_missing.items()} == missing
    counts = Counter(max(row, 0) for row in walk.above(walk.points, walk.tracks))
    assert found.tcx.tracks.tolist() == [counts[row] for row in range(len(walk.tracks))]
    own = walk.above(walk.tracks, walk.laps)
    for row, session in enumerate(walk.above(walk.tracks, walk.sessions)):
        last = [lap for lap, of in enumerate(sessions) if of == session and of >= 0]
        own[row] = last[-1] if own[row] < 0 and last else own[row]
    assert found.tcx.track_lap.tolist() == own
    assert found.tcx.lap_values == values_of(walk.laps)
    assert (found.tcx.activities, found.tcx.courses) == (
        len(walk.activities),
        len(walk.sessions) - len(walk.activities),
    )


def values_of(laps: list[Tree]) -> Counter[str]:
    """Return how many laps have each text outside their tracks and trackpoints, by its path."""
    counts: Counter[str] = Counter()
    for lap in laps:
        named = set()
        for element in lap.iterdescendants():
            path = [etree.QName(one).localname for one in (element, *element.iterancestors()) if one in set(lap.iter())]
            steps = list(reversed(path))[1:]
            if steps[0] not in ("Track", "Trackpoint") and not len(element) and (element.text or "").strip():
                named.add("/".join(steps))
        counts.update(named)
    return counts


@pytest.mark.parametrize("seed", SEEDS)
def test_sessions_equal_those_of_the_tree(seed: int) -> None:
    found, walk = read(seed)
    assert found.sport.written == walk.sport
    sessions, laps = found.sessions, found.laps
    assert list(sessions.sport) == [session.get("Sport") for session in walk.sessions]
    of_points, of_laps = walk.above(walk.points, walk.sessions), walk.above(walk.laps, walk.sessions)
    of_laps = [max(row, 0) for row in of_laps]
    in_order = of_points == sorted(of_points)
    for row, session in enumerate(walk.sessions):
        mine = [lap for lap, of in enumerate(of_laps) if of == row]
        times = [time for time, of in zip(walk.times, of_points, strict=True) if of == row and in_order]
        start, elapsed = extent(times)
        timer = total(laps.elapsed[mine].tolist())
        fallbacks = ([laps.start[mine[0]]] if mine else []) + [moment(session.findtext(f"{NS}Id"))]
        elapsed = timer if math.isnan(start) else elapsed
        start = next((time for time in (start, *fallbacks) if not math.isnan(time)), NAN)
        assert_array_equal(
            (sessions.start[row], sessions.elapsed[row], sessions.timer[row], sessions.num_laps[row]),
            (start, elapsed, timer, len(mine)),
        )
        assert_array_equal(sessions.distance[row], total(laps.distance[mine].tolist()))
        assert_array_equal(sessions.calories[row], total(laps.calories[mine].tolist()))


def total(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) if known else NAN


TABLES: dict[str, Callable[[Walk], list[Tree]]] = {
    "record": lambda walk: walk.points,
    "lap": lambda walk: walk.laps,
    "track": lambda walk: walk.tracks,
    "segment": lambda walk: walk.tracks,
    "session": lambda walk: walk.sessions,
    "activity": lambda walk: walk.activities,
    "course": lambda walk: walk.sessions[len(walk.activities) :],
}


@pytest.mark.parametrize("table", TABLES)
def test_each_row_is_located_at_its_element(table: str) -> None:
    found, walk = read(7)
    order = {element: place for place, element in enumerate(walk.root.iter())}
    rows = found.places.tables[table].tolist()  # type: ignore[attr-defined]
    assert rows == [order[element] for element in TABLES[table](walk)]
