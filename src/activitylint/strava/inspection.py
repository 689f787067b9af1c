"""The data that `activitylint inspect` shows: what Strava will read of a file. inspector.py works it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from activitylint.model.format import Format
from activitylint.strava.interpretation import Elevation

__all__ = ["Extension", "Inspection", "Lap", "Length", "Session", "Set", "Span", "Stream"]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: how many records have it, their share (0 to 1), and the lowest and highest value.

    low, high: None if no record has the stream; of the stream `time`, seconds since the first record.
    """

    name: str
    unit: str
    records: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Extension:
    """One tag in extensions. verdict: what Strava does with it. stream: what Strava reads it as, or empty."""

    namespace: str
    name: str
    count: int
    verdict: str
    stream: str


@dataclass(frozen=True, slots=True)
class Span:
    """The times of the whole activity; None if the file does not say.

    start: seconds since 1970-01-01 UTC. utc_offset: seconds that local time is ahead of UTC, as the file says.
    elapsed, timer: seconds.
    """

    start: float | None
    utc_offset: int | None
    elapsed: float | None
    timer: float | None


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap. start: seconds since 1970-01-01 UTC; elapsed, timer: seconds; distance: meters."""

    start: float | None
    elapsed: float | None
    timer: float | None
    distance: float | None


@dataclass(frozen=True, slots=True)
class Session:
    """One activity of a file: a FIT session, a TCX Activity or Course, a GPX track.

    file: 1-based ordinal of the chained FIT file, otherwise 1. sport: as the file writes it. sport_type: what Strava
    uses for it, None if unknown. start: seconds since 1970-01-01 UTC; elapsed, timer: seconds; distance: meters.
    """

    file: int
    sport: str | None
    sport_type: str | None
    start: float | None
    elapsed: float | None
    timer: float | None
    distance: float | None


@dataclass(frozen=True, slots=True)
class Length:
    """One length of a pool. type: active or idle; elapsed: seconds; strokes: how many."""

    type: str | None
    elapsed: float | None
    strokes: float | None


@dataclass(frozen=True, slots=True)
class Set:
    """One strength set. duration: seconds; weight: kilograms; start: seconds since 1970-01-01 UTC."""

    type: str | None
    exercise: str | None
    repetitions: float | None
    weight: float | None
    duration: float | None
    start: float | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What Strava will read of one file.

    size: bytes, unpacked. damaged: the file could be read only in part.
    sport_written: the sport as the file writes it. sport_detected: the sport_type that Strava uses, None if unknown.
    sport_from: where Strava gets it from.
    sessions: the activities in the file, usually one. span and distance are about all of them together.
    distance: meters. distance_from: where Strava gets it from.
    stationary: no record has a position. records: how many there are.
    device: as the file names it. barometer: why the device counts as one with a barometer, or None.
    unread: what Strava does not read in a FIT file: kind -> name -> how many messages have it.
    totals: how many sessions, laps, lengths and sets the file has. At most the first 10,000 of each are listed.
    send: the form fields to send with the file.
    """

    path: str
    format: Format
    compressed: bool
    size: int
    damaged: bool
    sport_written: str | None
    sport_detected: str | None
    sport_from: str
    sessions: tuple[Session, ...]
    span: Span
    distance: float | None
    distance_from: str
    stationary: bool
    device: str | None
    barometer: str | None
    elevation: Elevation
    records: int
    streams: tuple[Stream, ...]
    extensions: tuple[Extension, ...]
    unread: Mapping[str, Mapping[str, int]]
    laps: tuple[Lap, ...]
    lengths: tuple[Length, ...]
    sets: tuple[Set, ...]
    totals: Mapping[str, int]
    send: Mapping[str, str]
