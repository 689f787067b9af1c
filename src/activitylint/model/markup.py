"""What only TCX and GPX have: the XML document, extensions, tracks and laps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from activitylint.model.faults import Place
from activitylint.model.tables import Int

__all__ = ["Directive", "Document", "ExtensionUse", "Gpx", "Tcx"]


@dataclass(frozen=True, slots=True, eq=False)
class ExtensionUse:
    """One kind of value met in extensions, wherever in the file it repeats.

    namespace and name are of the element with the value. parents: (namespace, name) of the elements from the root
    down to it,
    itself not included. count: how many carry text. row: ordinal of the first record that has it, or -1 where it
    stands outside the records. rows: 0-based ordinals of the records that have it. first: place of the first one.
    """

    namespace: str
    name: str
    parents: tuple[tuple[str, str], ...]
    count: int
    rows: Int
    first: Place


class Directive(NamedTuple):
    """A comment meant for activitylint: `<!-- activitylint: text -->`. What the text means is not known here."""

    text: str
    at: Place


class Document(NamedTuple):
    """What TCX and GPX share."""

    root: tuple[str, str]
    """(namespace, local name) of the root element."""
    encoding: str
    declared_prefixes: Mapping[str, str]
    """Prefix to namespace, of the whole file (the first where a prefix is declared twice)."""
    directives: tuple[Directive, ...] = ()
    """In file order; of comments that say the same the first."""


class Gpx(NamedTuple):
    """What only GPX has."""

    version: str | None
    tracks: int
    segment_track: Int
    """For each trkseg the ordinal of its trk."""
    segment_points: Int
    """For each trkseg how many trkpt it has."""
    routes: int
    waypoints: int
    type: str | None
    """<type> of the first trk that has one."""
    conflicts: Mapping[str, Int] = {}
    """Stream -> ordinals of the records that give it in two tags that are read and whose values differ."""


class Tcx(NamedTuple):
    """What only TCX has."""

    activities: int
    courses: int
    workouts: int
    multisport: int
    """MultiSportSession elements."""
    lap_values: Mapping[str, int]
    """Child elements of Lap (and their values' paths, joined by /) with how many laps carry each."""
    lap_numbers_missing: Mapping[str, Int]
    """TotalTimeSeconds, DistanceMeters, Calories -> ordinals of laps where it is absent or not a number."""
    tracks: Int
    """For each Track how many Trackpoints it has."""
    track_lap: Int
    """For each Track the ordinal of its lap."""
