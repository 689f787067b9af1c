"""TCX: activities and courses, laps, tracks and trackpoints, and the extensions that Strava reads.

Every Track with Trackpoints is read: in Activities (also those of a MultiSportSession) and in Courses, in any version
and namespace. The namespace of the root element is taken as that of TCX, and rules report what is wrong with it.

A point can have its cadence in two places: Cadence, and RunCadence in the extension. If it has both, RunCadence is used
for sports on foot and Cadence for all others, since the schema reserves Cadence for cycling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final

import numpy as np

from activitylint.formats.xml.attributes import attribute
from activitylint.formats.xml.paths import Paths
from activitylint.formats.xml.reader import Reader, extent
from activitylint.formats.xml.rows import Rows
from activitylint.formats.xml.text import Spans
from activitylint.formats.xml.times import times
from activitylint.model.activity import Activity, Creator, Sport
from activitylint.model.arrays import I32, Float, Int
from activitylint.model.categorical import Categorical
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.format import Format
from activitylint.model.markup import Tcx
from activitylint.model.tables import Laps, Records, Sessions
from activitylint.vocabulary.extensions import Verdict, is_temperature, tcx_readings, tcx_verdict
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2
from activitylint.vocabulary.sports import tcx_sport_type

__all__ = ["read"]

_FIELDS: Final = {
    "time": ("Time",),
    "latitude": ("LatitudeDegrees",),
    "longitude": ("LongitudeDegrees",),
    "altitude": ("AltitudeMeters",),
    "distance": ("DistanceMeters",),
    "heartrate": ("HeartRateBpm",),
    "cadence": ("Cadence", "RunCadence"),
    "power": ("Watts",),
    "speed": ("Speed",),
}
_BASE: Final = {
    "latitude": ("Position", "LatitudeDegrees"),
    "longitude": ("Position", "LongitudeDegrees"),
    "altitude": ("AltitudeMeters",),
    "distance": ("DistanceMeters",),
    "heartrate": ("HeartRateBpm", "Value"),
    "cadence": ("Cadence",),
}
_STREAMS: Final = ("latitude", "longitude", "altitude", "distance", "heartrate", "cadence", "power", "speed")
_LAP_NUMBERS: Final = {"elapsed": "TotalTimeSeconds", "distance": "DistanceMeters", "calories": "Calories"}
_CONTAINER: Final = (ACTIVITY_EXTENSION_2, "TPX")
_ON_FOOT: Final = frozenset({"Run", "Walk", "Hike"})
_STRUCTURE: Final = {
    "TrainingCenterDatabase": ("Activities", "Courses"),
    "Activities": ("Activity", "MultiSportSession"),
    "MultiSportSession": ("FirstSport", "NextSport"),
    "FirstSport": ("Activity",),
    "NextSport": ("Transition", "Activity"),
    "Courses": ("Course",),
    "Activity": ("Lap", "Track"),
    "Course": ("Lap", "Track"),
    "Lap": ("Track",),
    "Transition": ("Track",),
    "Track": ("Trackpoint",),
}
"""Where to look for tracks: where the schema has them, and a Track one level too high."""


def read(data: bytes) -> Activity:
    """Parse a TCX document. Never raises: faults are noted in the `Activity`."""
    reader = Reader(data)
    places = reader.index.paths.cached(_structure)
    activities = reader.index.elements_of(places.get("Activity", []))
    courses = reader.index.elements_of(places.get("Course", []))
    sessions = reader.rows("session", np.concatenate((activities, courses)))
    laps = reader.rows("lap", reader.index.elements_of(_lap_paths(places)))
    tracks = reader.rows("track", reader.index.elements_of(places.get("Track", [])))
    points = reader.rows("record", reader.index.elements_of(places.get("Trackpoint", [])), closed=True)
    sport = _sport(reader, activities)
    records = _records(reader, points, places, tracks, on_foot=sport.mapped in _ON_FOOT)
    in_lap, in_session = _ancestors(reader, points, laps), _ancestors(reader, points, sessions)
    lap_columns = _laps(reader, points, laps, sessions, in_lap)
    reader.check(points, _is_extension_name)
    stray = list(_stray_trackpoints(reader, places))
    if stray:  # the schema's complaint about them would say the same again
        reader.faults = [fault for fault in reader.faults if fault.detail.get("element") != "Trackpoint"]
        reader.faults.extend(stray)
    creator, creators = _creator(reader, sessions)
    tcx = Tcx(
        activities=len(activities),
        courses=len(courses),
        workouts=len(reader.elements("Workouts", "Workout")),
        multisport=len(reader.index.elements_of(places.get("MultiSportSession", []))),
        lap_values=_lap_values(reader, laps),
        lap_numbers_missing={
            name: (np.isnan(getattr(lap_columns, column))).nonzero()[0].astype(np.int32)
            for column, name in _LAP_NUMBERS.items()
        },
        tracks=np.bincount(records.segment, minlength=len(tracks)).astype(np.int64)[: len(tracks)],
        track_lap=_track_laps(reader, tracks, laps, sessions),
    )
    tables = {
        "record": points.elements,
        "lap": laps.elements,
        "track": tracks.elements,
        "segment": tracks.elements,
        "session": sessions.elements,
        "activity": activities,
        "course": courses,
        "creator": creators,
    }
    return Activity(
        Format.TCX,
        reader.places(tables, _FIELDS),
        records=records,
        sessions=_sessions(reader, sessions, records, in_session, lap_columns),
        laps=lap_columns,
        creator=creator,
        sport=sport,
        extensions=reader.uses(points, _is_extension_name),
        faults=reader.finish(),
        damaged=reader.text.damaged,
        document=reader.document(),
        tcx=tcx,
    )


def _structure(paths: Paths) -> dict[str, list[int]]:
    """The paths of this file that lead to tracks, by the name of their last element."""
    found: dict[str, list[int]] = {}
    todo = [(paths.root, paths.root_name[1])] if paths.root >= 0 else []
    while todo:
        path, name = todo.pop(0)
        if name in _STRUCTURE or name == "Trackpoint":
            found.setdefault(name, []).append(path)
        for child in _STRUCTURE.get(name, ()):
            todo.extend((below, child) for below in paths.follow_each([path], child))
    return found


def _lap_paths(places: Mapping[str, list[int]]) -> list[int]:
    """The paths of laps. A transition of a multisport session counts as one."""
    return [*places.get("Lap", []), *places.get("Transition", [])]


def _stray_trackpoints(reader: Reader, places: Mapping[str, list[int]]) -> Iterator[Fault]:
    """One fault for the Trackpoints that stand beside a Track, where Strava does not look."""
    for parent in ("Lap", "Activity", "Course", "Transition"):
        stray = reader.index.elements_of(reader.index.paths.follow_each(places.get(parent, []), "Trackpoint"))
        if len(stray):
            place = Place("element", int(stray[0]))
            yield Fault(FaultKind.TRACKPOINT_OUTSIDE_TRACK, place, count=len(stray), detail={"parent": parent})


def _ancestors(reader: Reader, rows: Rows, table: Rows) -> Int:
    """For each row of a table, the row of another table that contains it, or -1."""
    if len(rows.paths) == 1:
        return table.of(rows.elements, rows.paths[0]).astype(np.int64)
    found = np.full(len(rows), -1, dtype=np.int64)
    paths = reader.index.path[rows.elements]
    for path in rows.paths:
        chosen = (paths == path).nonzero()[0]
        found[chosen] = table.of(rows.elements[chosen], path)
    return found


def _records(reader: Reader, points: Rows, places: Mapping[str, list[int]], tracks: Rows, *, on_foot: bool) -> Records:
    paths = reader.index.paths
    sources = dict(paths.cached(_sources))
    if on_foot:
        sources["cadence"] = sorted(sources["cadence"], key=lambda source: source[0] != "RunCadence")
    written = {
        stream: [found for name, tag in tags for found in reader.element_values(points, name, [tag])]
        for stream, tags in sources.items()
    }
    reader.read_together(chain.from_iterable(written.values()))
    columns = {stream: reader.numbers(stream, *values)[0] for stream, values in written.items() if values}
    clock = paths.follow_each(places.get("Trackpoint", []), "Time")
    if clock:
        columns["time"] = reader.times(*reader.element_values(points, "Time", clock))
    segment = np.maximum(_ancestors(reader, points, tracks), 0)
    return Records.of(len(points), segment=segment, **columns)


def _sources(paths: Paths) -> dict[str, list[tuple[str, int]]]:
    """For each stream the tags (name and path) with its values: trackpoints first, then extensions."""
    points = paths.cached(_structure).get("Trackpoint", [])
    found: dict[str, list[tuple[str, int]]] = {stream: [] for stream in _STREAMS}
    for stream, base in _BASE.items():
        found[stream] = [(_FIELDS[stream][0], tag) for tag in paths.follow_each(points, *base)]
    for extensions in paths.follow_each(points, "Extensions"):
        container = paths.children(extensions).get(_CONTAINER)
        if container is None:
            continue
        steps = paths.steps(container)
        for (namespace, name), tag in paths.children(container).items():
            verdict, stream = tcx_verdict(namespace, name, steps)
            if verdict is Verdict.COMPUTED and namespace == _CONTAINER[0]:
                stream = "speed"
            if stream in found:
                found[stream].append((name, tag))
    return found


def _laps(reader: Reader, points: Rows, laps: Rows, sessions: Rows, in_lap: Int) -> Laps:
    if not len(laps):
        return Laps()
    known = len(reader.faults)
    columns = {}
    for column, name in _LAP_NUMBERS.items():
        found = reader.index.paths.follow_each(laps.paths, name)
        if found:
            columns[column], _ = reader.numbers(name, *reader.element_values(laps, name, found))
    # a rule reports laps without these numbers; do not report them again as unreadable streams
    del reader.faults[known:]
    return Laps.of(
        len(laps),
        start=reader.times(*reader.attribute_values(laps, "StartTime")),
        **columns,
        first_record=points.elements.searchsorted(laps.elements).astype(np.int64),
        records=np.bincount(in_lap[in_lap >= 0], minlength=len(laps)).astype(np.int64),
        session=np.maximum(_ancestors(reader, laps, sessions), 0),
    )


def _lap_value_names(paths: Paths) -> dict[int, str]:
    """The paths below laps and outside their tracks, and how they are written from the lap on."""
    names: dict[int, str] = {}
    todo = [(path, "") for path in _lap_paths(paths.cached(_structure))]
    while todo:
        above, prefix = todo.pop()
        for (_, name), path in paths.children(above).items():
            if prefix or name not in {"Track", "Trackpoint"}:
                names[path] = prefix + name
                todo.append((path, f"{prefix}{name}/"))
    return names


def _lap_values(reader: Reader, laps: Rows) -> dict[str, int]:
    """How many laps have each value outside their tracks, by its path below the lap."""
    index = reader.index
    names = index.paths.cached(_lap_value_names)
    elements = index.elements_of(list(names))
    elements = elements[index.leaf.take(elements)]
    elements = elements[Spans.of(index, elements).filled(index)]
    # one number for each path and lap
    carrying = distinct(index.path.take(elements) * np.int64(max(len(laps), 1)) + laps.around(elements))
    counts = np.bincount(carrying // max(len(laps), 1))
    found: dict[str, int] = {}
    for path in counts.nonzero()[0].tolist():
        found[names[path]] = found.get(names[path], 0) + int(counts[path])
    return found


def _track_laps(reader: Reader, tracks: Rows, laps: Rows, sessions: Rows) -> Int:
    """The lap of each track. The track of a course is a sibling of its laps: it belongs to the last one."""
    found = _ancestors(reader, tracks, laps)
    beside = (found < 0).nonzero()[0]
    if len(beside) and len(laps):
        lap_session = _ancestors(reader, laps, sessions)
        last = np.full(max(len(sessions), 1), -1, dtype=np.int64)
        last[lap_session[lap_session >= 0]] = (lap_session >= 0).nonzero()[0]
        session = _ancestors(reader, tracks, sessions)[beside]
        found[beside] = np.where(session >= 0, last[session], -1)
    return found


def _sport(reader: Reader, activities: I32) -> Sport:
    for number, element in enumerate(activities.tolist()):
        written = attribute(reader.index, element, "Sport")
        if written is not None:
            return Sport(written, tcx_sport_type(written), Place("activity", number, "@Sport"))
    return Sport(at=Place("activity"))


def _creator(reader: Reader, sessions: Rows) -> tuple[Creator, I32]:
    """The first Creator that has a name, and all Creator elements with that one in front."""
    paths = reader.index.paths.follow_each(sessions.paths, "Creator")
    creators = reader.index.elements_of(paths)
    named = reader.first_text(paths, "Name")
    if named is not None:
        creators = np.concatenate((creators[named[1] :][:1], creators))
    author = reader.first_text(reader.paths("Author"), "Name")
    at = Place("creator", 0, "Name") if len(creators) else Place("session")
    return Creator(named[0] if named else None, author[0] if author else None, at=at), creators


def _sessions(reader: Reader, sessions: Rows, records: Records, in_session: Int, laps: Laps) -> Sessions:
    """One row per Activity or Course.

    It starts at its earliest trackpoint, or else with its first lap, or else at the time in its Id.
    """
    count = len(sessions)
    if not count:
        return Sessions()
    start, elapsed, timer, distance, calories = (np.full(count, np.nan) for _ in range(5))
    sports = Categorical.of((attribute(reader.index, element, "Sport") for element in sessions.elements.tolist()), None)
    if _ascending(in_session):
        bounds = in_session.searchsorted(np.arange(count + 1))
        for session in distinct(in_session[in_session >= 0]).tolist():
            start[session], elapsed[session] = extent(records, int(bounds[session]), int(bounds[session + 1]))
    if len(laps):
        timer = _totals(laps.elapsed, laps.session, count)
        distance = _totals(laps.distance, laps.session, count)
        calories = _totals(laps.calories, laps.session, count)
        first = np.full(count, np.nan)
        first[laps.session[::-1]] = laps.start[::-1]
        elapsed = np.where(np.isnan(start), timer, elapsed)
        start = np.where(np.isnan(start), first, start)
    if bool(np.isnan(start).any()):
        for written in reader.element_values(sessions, "Id", reader.index.paths.follow_each(sessions.paths, "Id")):
            seconds = times(reader.index, written.in_rows).seconds
            start[written.row] = np.where(np.isnan(start[written.row]), seconds, start[written.row])
    return Sessions.of(
        count,
        start=start,
        elapsed=elapsed,
        timer=timer,
        distance=distance,
        calories=calories,
        num_laps=np.bincount(laps.session, minlength=count).astype(np.float64),
        sport=sports,
    )


def _ascending(values: Int) -> bool:
    return bool((values[1:] >= values[:-1]).all())


def _totals(values: Float, session: Int, count: int) -> Float:
    """The sum over the laps of each session; NaN if no lap has a value."""
    there = np.isfinite(values)
    session = session[there]
    sums = np.bincount(session, weights=values[there], minlength=count)
    return np.where(np.bincount(session, minlength=count) > 0, sums, np.nan)


@cache
def _extension_names() -> frozenset[str]:
    return frozenset(reading.name.lower() for reading in tcx_readings())


def _is_extension_name(name: str) -> bool:
    """True if a value of this name counts as an extension wherever it occurs."""
    return name.lower() in _extension_names() or is_temperature(name)
