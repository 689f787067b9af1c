"""What is needed to draw a file: its streams and its track, reduced to what a screen can show.

A picture is made from an activity by `strava.picture`, and sent between processes. Its size does not depend on the
number of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from activitylint.model.arrays import Float32

__all__ = ["COLUMNS", "Axis", "Curve", "Picture", "Track"]

COLUMNS: Final = 720
"""The columns of a chart."""


class Axis(NamedTuple):
    """The horizontal axis that all charts of a file share.

    kind: seconds since the start (of the activity), meters since the start, or ordinals of records from 1. low, high:
    its ends. zero: of times, seconds since 1970-01-01 UTC at 0. outside: the records that lie beyond the ends, because
    they would squeeze all others.
    """

    kind: Literal["time", "distance", "record"]
    low: float
    high: float
    zero: float = 0.0
    outside: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One stream as a chart.

    stream: its name in `Records`. computed: True if the file has no such stream and it comes from distances or
    positions. values: one row per column of the chart with the first, least, greatest and last value in it, so that
    no spike is lost; NaN where there is none. low, high: the least and the greatest of all. bottom, top: the ends of
    the scale; a few values may be beyond, because they would squeeze all others. known: the number of records with a
    value.
    """

    stream: str
    computed: bool
    values: Float32
    low: float
    high: float
    bottom: float
    top: float
    known: int


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The positions as a line, in meters east and north of the southwest corner of a frame.

    The projection is equirectangular, true to scale at the middle latitude of the frame. If a few positions are so far
    away that the others would be one dot, the frame leaves them out.

    south, west, north, east: the frame in degrees; west may be less than -180, or east more than 180. width, height:
    the frame in meters. outside: positions beyond the frame. vertices: (east, north), without those that a screen
    cannot tell apart. breaks: ordinals of the vertices that begin a new piece of the line. at: for each column of the
    charts, (east, north) of its first position, or NaN. world: places on Earth, (latitude, longitude), where there are
    positions, to a degree; the one with most positions comes first. start, end: (latitude, longitude).
    """

    south: float
    west: float
    north: float
    east: float
    width: float
    height: float
    outside: int
    positions: int
    vertices: Float32
    breaks: tuple[int, ...]
    at: Float32
    world: tuple[tuple[int, int], ...]
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One file as charts and a track. curves: empty if no stream is drawn; then there is no axis. track: None if no
    record has a position.
    """

    axis: Axis | None
    curves: tuple[Curve, ...]
    track: Track | None
