"""The namespaces of activity files and their usual prefixes."""

from __future__ import annotations

import pytest

from activitylint.vocabulary._data import load
from activitylint.vocabulary.namespaces import (
    ACTIVITY_EXTENSION_2,
    GPXDATA,
    TRACK_POINT_EXTENSION_1,
    TRACK_POINT_EXTENSION_2,
    meant,
    title,
    usual,
    usual_in,
)

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@pytest.mark.parametrize(
    ("prefix", "format_", "uri"),
    [
        ("gpxtpx", "gpx", TRACK_POINT_EXTENSION_1),
        ("gpxtpx2", "gpx", TRACK_POINT_EXTENSION_2),
        ("gpxtpx", "tcx", None),
        ("ax2", "tcx", ACTIVITY_EXTENSION_2),
        ("ns3", "gpx", None),
        ("xsi", "gpx", XSI),
        ("xsi", "tcx", XSI),
        ("zz", "gpx", None),
    ],
)
def test_the_namespace_of_a_prefix_in_a_format(prefix: str, format_: str, uri: str | None) -> None:
    assert usual_in(prefix, format_) == uri


def test_the_namespace_in_a_format_is_the_usual_one() -> None:
    for prefix in ("gpxtpx", "ns3", "xsi"):
        assert usual_in(prefix, "gpx") in {None, usual(prefix)}
        assert title(usual(prefix) or "")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("http://www.garmin.com/xmlschemes/TrackPointExtension/v1", TRACK_POINT_EXTENSION_1),
        ("https://www.garmin.com/xmlschemas/TrackPointExtension/v1", TRACK_POINT_EXTENSION_1),
        ("http://www.garmin.com/xmlschemas/TrackPointExtension/v1/", TRACK_POINT_EXTENSION_1),
        (" http://garmin.com/xmlschemas/trackpointextension/v1", TRACK_POINT_EXTENSION_1),
        ("www.garmin.com/xmlschemas/TrackPointExtention/v1", TRACK_POINT_EXTENSION_1),
        ("https://www.garmin.com/xmlschemas/TrackPointExtension/v2", TRACK_POINT_EXTENSION_2),
        ("http://www.garmin.com/xmlschemas/ActivityExtensions/v2", ACTIVITY_EXTENSION_2),
        ("https://www.cluetrust.com/XML/GPXDATA/1/0", GPXDATA),
        ("http://www.cluetrust.com/Schemas/gpxdata10.xsd", GPXDATA),
        ("http://www.cluetrust.com/Schemas/", GPXDATA),
        # right, another version, or another namespace
        (TRACK_POINT_EXTENSION_1, None),
        (TRACK_POINT_EXTENSION_2, None),
        ("http://www.garmin.com/xmlschemas/TrackPointExtension/v3", None),
        ("http://www.garmin.com/xmlschemas/TrackPointExtension", None),
        ("http://www.garmin.com/xmlschemas/WaypointExtension/v1", None),
        ("http://www.garmin.com/xmlschemas/PowerExtension/v2", None),
        ("http://www.cluetrust.com/XML/GPXDATA/1/1", None),
        ("http://www.topografix.com/GPX/gpx_overlay/0/3", None),
        ("http://example.com/TrackPointExtension/v1", None),
        ("source", None),
        ("", None),
        ("x" * 1000, None),
    ],
)
def test_the_namespace_that_a_wrong_one_means(written: str, right: str | None) -> None:
    assert meant(written) == right


def test_every_address_means_a_known_namespace() -> None:
    others = [uri for uri in load("namespaces")["meant"] if uri != "source"]
    assert all(title(meant(uri) or "") for uri in others)
