"""GPX: tracks, segments and points, and the extensions that Strava reads.

Points are read in any version and namespace: the namespace of the root element is taken as that of GPX, and rules
report what is wrong with it. Only /gpx/trk/trkseg/trkpt are records; routes and waypoints are only counted.

Which extensions Strava reads comes from its upload documentation, by way of `activitylint.vocabulary.extensions`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.formats.xml.paths import Paths
from activitylint.formats.xml.reader import Reader, extent
from activitylint.formats.xml.rows import Rows
from activitylint.model.activity import Activity, Creator, Sport
from activitylint.model.arrays import Int
from activitylint.model.categorical import Categorical
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.model.markup import Gpx
from activitylint.model.tables import Records, Sessions
from activitylint.vocabulary.extensions import Verdict, gpx_names, gpx_readings, gpx_verdict

__all__ = ["read"]

_FIELDS: Final = {
    "time": ("time",),
    "latitude": ("@lat",),
    "longitude": ("@lon",),
    "altitude": ("ele",),
    "distance": ("distance",),
    "heartrate": ("hr", "heartrate"),
    "cadence": ("cad", "cadence"),
    "power": ("power",),
    "temperature": ("atemp", "temp"),
}
_STREAMS: Final = ("heartrate", "cadence", "temperature", "power", "distance")


def read(data: bytes) -> Activity:
    """Parse a GPX document. Never raises: faults are noted in the `Activity`."""
    reader = Reader(data)
    if reader.root_name[1] != "gpx":
        return _without_records(reader)
    point = reader.index.paths.follow("trk", "trkseg", "trkpt")
    points = reader.rows("record", reader.elements("trk", "trkseg", "trkpt"), closed=True)
    records, conflicts = _records(reader, points, point)
    reader.check(points, gpx_names().__contains__)
    tracks, segments = reader.elements("trk"), reader.elements("trk", "trkseg")
    types = reader.first_text(reader.paths("trk"), "type")
    sport = Sport(types[0], None, Place("track", types[1], "type")) if types else Sport(at=Place("track"))
    sessions = Sessions()
    if len(records):
        start, elapsed = extent(records)
        sports = Categorical.same(1, sport.written)
        sessions = Sessions.of(1, start=np.array([start]), elapsed=np.array([elapsed]), sport=sports)
    gpx = Gpx(
        version=reader.root_attribute("version"),
        tracks=len(tracks),
        segment_track=tracks.searchsorted(reader.index.parent[segments]).astype(np.int64),
        segment_points=np.bincount(records.segment, minlength=len(segments)).astype(np.int64),
        routes=len(reader.elements("rte")),
        waypoints=len(reader.elements("wpt")),
        type=types[0] if types else None,
        conflicts=conflicts,
    )
    author = reader.first_text(reader.paths("metadata", "author"), "name")
    return Activity(
        Format.GPX,
        reader.places({"record": points.elements, "track": tracks, "segment": segments, "session": tracks}, _FIELDS),
        records=records,
        sessions=sessions,
        creator=Creator(
            reader.root_attribute("creator"), author[0] if author else None, at=Place("root", field="@creator")
        ),
        sport=sport,
        extensions=reader.uses(points, gpx_names().__contains__),
        faults=reader.finish(),
        damaged=reader.text.damaged,
        document=reader.document(),
        gpx=gpx,
    )


def _without_records(reader: Reader) -> Activity:
    none = np.empty(0, dtype=np.int64)
    return Activity(
        Format.GPX,
        reader.places({}, _FIELDS),
        faults=reader.finish(),
        damaged=reader.text.damaged,
        document=reader.document(),
        gpx=Gpx(None, 0, none, none, 0, 0, None),
    )


def _records(reader: Reader, points: Rows, path: int | None) -> tuple[Records, dict[str, Int]]:
    if path is None:
        return Records(), {}
    index = reader.index
    conflicts: dict[str, Int] = {}
    columns = {}
    positions = reader.attribute_values(points, "lat", "lon")
    altitude = reader.index.paths.follow("ele", below=path)
    altitudes = reader.element_values(points, "ele", [altitude]) if altitude is not None else []
    reader.read_together([*positions, *altitudes])
    for stream, values in zip(("latitude", "longitude"), positions, strict=True):
        columns[stream], _ = reader.numbers(stream, values)
    time = reader.index.paths.follow("time", below=path)
    if time is not None:
        columns["time"] = reader.times(*reader.element_values(points, "time", [time]))
    if altitudes:
        columns["altitude"], _ = reader.numbers("altitude", *altitudes)
    sources = index.paths.cached(_sources)
    for stream in _STREAMS:
        if stream in sources:
            written = [found for name, tag in sources[stream] for found in reader.element_values(points, name, [tag])]
            columns[stream], disagree = reader.numbers(stream, *written)
            if len(disagree):
                conflicts[stream] = disagree
    segments = reader.elements("trk", "trkseg")
    segment = segments.searchsorted(index.parent[points.elements]).astype(np.int64)
    return Records.of(len(points), segment=segment, **columns), conflicts


def _sources(paths: Paths) -> dict[str, list[tuple[str, int]]]:
    """For each stream the tags (name and path) that Strava reads it from, in the order of Strava's documentation."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    extensions = paths.follow("trk", "trkseg", "trkpt", "extensions")
    if extensions is None:
        return {}
    inside = paths.children(extensions)
    containers = {reading.container for reading in gpx_readings()}
    tags = [(name, path) for name, path in inside.items() if name[1] in gpx_names()]
    for (_, name), path in inside.items():
        if name in containers:
            tags.extend(pair for pair in paths.children(path).items() if pair[0][1] in gpx_names())
    order = {(reading.namespace, reading.name): number for number, reading in enumerate(gpx_readings())}
    for (namespace, name), path in tags:
        verdict, stream = gpx_verdict(namespace, name, paths.steps(path)[:-1])
        if verdict is Verdict.READ:
            rank = order.get((namespace, name), len(order))
            found.setdefault(stream, []).append((rank, name, path))
    return {stream: [(name, path) for _, name, path in sorted(ranked)] for stream, ranked in found.items()}
