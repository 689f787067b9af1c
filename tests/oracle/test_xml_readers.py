"""Other readers agree on every point of every real file: gpxpy for GPX, and a walk over lxml's tree for TCX."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from lxml import etree

from activitylint.formats import gpx, tcx
from activitylint.formats.iso8601 import read_schema_time
from activitylint.formats.xml.document import checked, decoded
from paths import CORPUS, corpus


def content(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def name(path: Path) -> str:
    return str(path.relative_to(CORPUS))


def seconds(moment: dt.datetime | None) -> float:
    if moment is None:
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


@pytest.mark.parametrize("path", corpus(".gpx", ".gpx.gz"), ids=name)
def test_gpxpy_reads_the_same_points(path: Path) -> None:
    data = content(path)
    try:
        points = [point for track in gpxpy.parse(data).tracks for part in track.segments for point in part.points]
    except Exception as error:  # noqa: BLE001 -- if gpxpy fails for any reason, there is nothing to compare with
        pytest.skip(f"gpxpy does not read it: {error}")
    records = gpx.read(data).records
    assert len(records) == len(points)
    np.testing.assert_array_equal(records.latitude, [point.latitude for point in points])
    np.testing.assert_array_equal(records.longitude, [point.longitude for point in points])
    elevations = [np.nan if point.elevation is None else point.elevation for point in points]
    np.testing.assert_array_equal(records.altitude, elevations)
    # gpxpy rounds to microseconds
    np.testing.assert_allclose(records.time, [seconds(point.time) for point in points], rtol=0, atol=1e-5)


WAYS = {
    "latitude": "*[local-name()='Position']/*[local-name()='LatitudeDegrees']",
    "longitude": "*[local-name()='Position']/*[local-name()='LongitudeDegrees']",
    "altitude": "*[local-name()='AltitudeMeters']",
    "distance": "*[local-name()='DistanceMeters']",
    "heartrate": "*[local-name()='HeartRateBpm']/*[local-name()='Value']",
    "power": "*[local-name()='Extensions']/*/*[namespace-uri()='{}' and local-name()='Watts']",
    "speed": "*[local-name()='Extensions']/*/*[namespace-uri()='{}' and local-name()='Speed']",
}
EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


@pytest.mark.parametrize("path", corpus(".tcx", ".tcx.gz"), ids=name)
def test_a_walk_over_the_tree_finds_the_same_trackpoints(path: Path) -> None:
    data = content(path)
    if checked(decoded(data)).damaged:
        pytest.skip("no tree of a damaged file")
    points = list(etree.fromstring(data.lstrip()).iter("{*}Trackpoint"))
    records = tcx.read(data).records
    assert len(records) == len(points)
    for stream, way in WAYS.items():
        found = etree.XPath(f"string({way.format(EXTENSION)})")
        np.testing.assert_array_equal(getattr(records, stream), [number(str(found(point))) for point in points])
    time = etree.XPath("string(*[local-name()='Time'])")
    np.testing.assert_array_equal(records.time, [read_schema_time(str(time(point)))[0] for point in points])


def number(text: str) -> float:
    return float(text) if text.strip() else np.nan
