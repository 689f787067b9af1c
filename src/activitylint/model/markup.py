"""What only TCX and GPX have: the XML document, extensions, tracks, laps, and comments for activitylint."""

from __future__ import annotations

from collections.abc import Mapping

from activitylint.model.arrays import Int
from activitylint.model.classes import NamedTuple, dataclass
from activitylint.model.faults import Place

__all__ = ["Directive", "Document", "ExtensionUse", "Gpx", "Tcx"]


@dataclass(frozen=True, slots=True, eq=False)
class ExtensionUse:
    """One kind of extension value, with all its occurrences in the file.

    namespace, name: of the element that contains the value.
    parents: (namespace, name) of its ancestors, from the root down.
    count: the number of elements that contain text.
    rows: 0-based ordinals of the records that have such a value; empty if it occurs outside records only.
    first: place of the first occurrence.
    """

    namespace: str
    name: str
    parents: tuple[tuple[str, str], ...]
    count: int
    rows: Int
    first: Place


class Directive(NamedTuple):
    """A comment for activitylint: `<!-- activitylint: text -->`. `activitylint.suppression` interprets the text."""

    text: str
    at: Place


class Document(NamedTuple):
    """What TCX and GPX have in common.

    encoding: as declared, or else as detected.
    """

    root: tuple[str, str]
    """(namespace, local name) of the root element."""
    encoding: str
    declared_prefixes: Mapping[str, str]
    """Prefix to namespace, for the whole file; if a prefix is declared twice, the first one."""
    directives: tuple[Directive, ...] = ()
    """In file order. Of comments with the same text, only the first."""


class Gpx(NamedTuple):
    """What only GPX has."""

    version: str | None
    tracks: int
    segment_track: Int
    """For each trkseg, the ordinal of its trk."""
    segment_points: Int
    """For each trkseg, its number of trkpt."""
    routes: int
    waypoints: int
    type: str | None
    """<type> of the first trk that has one."""
    conflicts: Mapping[str, Int] = {}
    """Stream to the ordinals of records in which two tags that Strava reads give it different values."""


class Tcx(NamedTuple):
    """What only TCX has."""

    activities: int
    courses: int
    workouts: int
    multisport: int
    """MultiSportSession elements."""
    lap_values: Mapping[str, int]
    """How many laps have each value outside their tracks, by its path below Lap (names joined by /)."""
    lap_numbers_missing: Mapping[str, Int]
    """TotalTimeSeconds, DistanceMeters and Calories to the ordinals of laps where it is absent or not a number."""
    tracks: Int
    """For each Track, its number of Trackpoints."""
    track_lap: Int
    """For each Track, the ordinal of its lap."""
