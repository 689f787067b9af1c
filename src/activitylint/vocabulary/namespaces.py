"""The XML namespaces of activity files, with their titles and usual prefixes.

A file may use any prefix for a namespace. The usual prefixes serve only to guess a missing declaration.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from activitylint.vocabulary._data import load

__all__ = [
    "ACTIVITY_EXTENSION_1",
    "ACTIVITY_EXTENSION_2",
    "GPXDATA",
    "GPX_1_0",
    "GPX_1_1",
    "TCX_2",
    "TRACK_POINT_EXTENSION_1",
    "TRACK_POINT_EXTENSION_2",
    "title",
    "usual",
    "usual_in",
]

GPX_1_1: Final = "http://www.topografix.com/GPX/1/1"
GPX_1_0: Final = "http://www.topografix.com/GPX/1/0"
TRACK_POINT_EXTENSION_1: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
TRACK_POINT_EXTENSION_2: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
GPXDATA: Final = "http://www.cluetrust.com/XML/GPXDATA/1/0"
TCX_2: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
ACTIVITY_EXTENSION_1: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v1"
ACTIVITY_EXTENSION_2: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


def title(uri: str) -> str | None:
    """What people call a namespace, or None if it is unknown."""
    return _titles().get(uri)


def usual(prefix: str) -> str | None:
    """The namespace that a prefix usually stands for, or None."""
    return _prefixes().get(prefix)


def usual_in(prefix: str, format: str) -> str | None:  # noqa: A002 -- the field's own word
    """The namespace that a prefix always stands for in files of this format (`gpx` or `tcx`), or None."""
    uri = usual(prefix)
    return uri if any(row["uri"] == uri and format in row["in"] for row in load("namespaces")["namespaces"]) else None


@cache
def _titles() -> dict[str, str]:
    return {row["uri"]: row["title"] for row in load("namespaces")["namespaces"]}


@cache
def _prefixes() -> dict[str, str]:
    return {prefix: row["uri"] for row in load("namespaces")["namespaces"] for prefix in row["prefixes"]}
