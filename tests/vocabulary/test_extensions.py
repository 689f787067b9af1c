"""What Strava does with each tag in an extension."""

from __future__ import annotations

import pytest

from activitylint.vocabulary.extensions import (
    Element,
    Verdict,
    gpx_meant,
    gpx_readings,
    gpx_verdict,
    is_temperature,
    tcx_meant,
    tcx_verdict,
)
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2 as AE2
from activitylint.vocabulary.namespaces import GPX_1_0, GPX_1_1, GPXDATA, TCX_2
from activitylint.vocabulary.namespaces import TRACK_POINT_EXTENSION_1 as TPE1
from activitylint.vocabulary.namespaces import TRACK_POINT_EXTENSION_2 as TPE2

VENDOR = "http://example.com/1"


def gpx(*names: str, own: str = GPX_1_1) -> list[Element]:
    return [(own, name) for name in ("gpx", *names)]


POINT = gpx("trk", "trkseg", "trkpt", "extensions")
GARMIN = [*POINT, (TPE1, "TrackPointExtension")]
OLD = gpx("trk", "trkseg", "trkpt", "extensions", own=GPX_1_0)


@pytest.mark.parametrize(
    ("namespace", "name", "parents", "verdict", "stream"),
    [
        (TPE1, "hr", GARMIN, Verdict.READ, "heartrate"),
        (TPE1, "cad", GARMIN, Verdict.READ, "cadence"),
        (TPE1, "atemp", GARMIN, Verdict.READ, "temperature"),
        (GPXDATA, "hr", POINT, Verdict.READ, "heartrate"),
        (GPXDATA, "temp", POINT, Verdict.READ, "temperature"),
        (GPXDATA, "cadence", POINT, Verdict.READ, "cadence"),
        (GPXDATA, "distance", POINT, Verdict.READ, "distance"),
        (GPX_1_1, "power", POINT, Verdict.READ, "power"),
        ("", "power", POINT, Verdict.READ, "power"),
        ("", "heartrate", POINT, Verdict.READ, "heartrate"),
        (GPX_1_0, "cadence", OLD, Verdict.READ, "cadence"),
        (TPE1, "wtemp", GARMIN, Verdict.NOT_READ, ""),
        (TPE1, "speed", GARMIN, Verdict.NOT_READ, ""),
        (VENDOR, "stress", POINT, Verdict.NOT_READ, ""),
        (GPXDATA, "distance", [*gpx("extensions"), (GPXDATA, "lap")], Verdict.NOT_READ, ""),
        (VENDOR, "distance", gpx("rte", "rtept", "extensions"), Verdict.NOT_READ, ""),
        (TPE1, "power", GARMIN, Verdict.WRONG_NAMESPACE, ""),
        (TPE2, "hr", [*POINT, (TPE2, "TrackPointExtension")], Verdict.WRONG_NAMESPACE, ""),
        (GPX_1_1, "hr", POINT, Verdict.WRONG_NAMESPACE, ""),
        (GPXDATA, "power", POINT, Verdict.WRONG_NAMESPACE, ""),
        (VENDOR, "temp", POINT, Verdict.WRONG_NAMESPACE, ""),
        (GPX_1_0, "power", POINT, Verdict.WRONG_NAMESPACE, ""),
        (TPE1, "hr", POINT, Verdict.MISPLACED, ""),
        (TPE1, "hr", [*POINT, (VENDOR, "TrackPointExtension")], Verdict.MISPLACED, ""),
        (GPX_1_1, "power", GARMIN, Verdict.MISPLACED, ""),
        (GPX_1_1, "power", POINT[:-1], Verdict.MISPLACED, ""),
        (GPXDATA, "hr", gpx("trk", "trkseg", "extensions"), Verdict.MISPLACED, ""),
        (TPE1, "hr", [*gpx("wpt", "extensions"), (TPE1, "TrackPointExtension")], Verdict.MISPLACED, ""),
        (GPXDATA, "hr", [*gpx("extensions"), (GPXDATA, "dataPt")], Verdict.MISPLACED, ""),
    ],
)
def test_the_verdict_on_gpx_tags(
    namespace: str, name: str, parents: list[Element], verdict: Verdict, stream: str
) -> None:
    assert gpx_verdict(namespace, name, parents) == (verdict, stream)


def tcx(*names: str) -> list[Element]:
    return [(TCX_2, name) for name in ("TrainingCenterDatabase", "Activities", "Activity", "Lap", *names)]


TRACKPOINT = tcx("Track", "Trackpoint", "Extensions")
TPX = [*TRACKPOINT, (AE2, "TPX")]
LX = [*tcx("Extensions"), (AE2, "LX")]


@pytest.mark.parametrize(
    ("namespace", "name", "parents", "verdict", "stream"),
    [
        (AE2, "Watts", TPX, Verdict.READ, "power"),
        (AE2, "RunCadence", TPX, Verdict.READ, "cadence"),
        (AE2, "runcadence", TPX, Verdict.READ, "cadence"),
        (AE2, "Speed", TPX, Verdict.COMPUTED, ""),
        (AE2, "AvgWatts", LX, Verdict.NOT_READ, ""),
        (VENDOR, "Stress", TRACKPOINT, Verdict.NOT_READ, ""),
        (TCX_2, "Watts", [*TRACKPOINT, (TCX_2, "TPX")], Verdict.WRONG_NAMESPACE, ""),
        (TCX_2, "Watts", TRACKPOINT[:-1], Verdict.WRONG_NAMESPACE, ""),
        ("", "RunCadence", [*TRACKPOINT, ("", "TPX")], Verdict.WRONG_NAMESPACE, ""),
        (AE2, "Watts", TRACKPOINT, Verdict.MISPLACED, ""),
        (AE2, "Watts", [*TRACKPOINT, ("", "TPX")], Verdict.MISPLACED, ""),
        (AE2, "Watts", LX, Verdict.MISPLACED, ""),
    ],
)
def test_the_verdict_on_tcx_tags(
    namespace: str, name: str, parents: list[Element], verdict: Verdict, stream: str
) -> None:
    assert tcx_verdict(namespace, name, parents) == (verdict, stream)


@pytest.mark.parametrize("name", ["atemp", "temp", "Temperature", "AvgTemp", "wtemp", "TemperatureCelsius"])
def test_names_that_say_temperature(name: str) -> None:
    assert is_temperature(name)


@pytest.mark.parametrize("name", ["Tempo", "attempt", "template", "Watts"])
def test_names_that_do_not_say_temperature(name: str) -> None:
    assert not is_temperature(name)


@pytest.mark.parametrize(
    ("namespace", "name", "stream"),
    [
        ("", "hr", "heartrate"),
        (TPE2, "cad", "cadence"),
        (TPE1, "power", "power"),
        (VENDOR, "hr", None),
        (GPXDATA, "power", None),
        ("", "speed", None),
    ],
)
def test_the_stream_that_a_gpx_tag_means(namespace: str, name: str, stream: str | None) -> None:
    assert gpx_meant(namespace, name) == stream


def test_every_meant_stream_has_a_tag() -> None:
    assert {gpx_meant("", name) for name in ("hr", "cad", "atemp", "watts")} <= {one.stream for one in gpx_readings()}


@pytest.mark.parametrize(
    ("namespace", "name", "meant"),
    [("", "Watts", "Watts"), (AE2, "runcadence", "RunCadence"), (VENDOR, "Watts", None), ("", "Speed", None)],
)
def test_the_tag_that_a_tcx_value_means(namespace: str, name: str, meant: str | None) -> None:
    found = tcx_meant(namespace, name)
    assert (found.name if found else None) == meant
