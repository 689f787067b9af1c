"""Project the positions of an activity to a plane, and leave out what a screen cannot tell apart."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from activitylint.model.arrays import Bools, Float, Int, Intp
from activitylint.model.picture import COLUMNS, Track
from activitylint.model.tables import Records
from activitylint.strava.frame import frame
from activitylint.strava.track import DEGREE_M, has_position

__all__ = ["Projected", "project"]

_CELLS: Final = 900
"""Cells along the longer side of the frame: positions in one cell look the same."""
_MOST_VERTICES: Final = 6_000
_SMALLEST_M: Final = 20.0
"""The least width and height of a frame."""
_FAR: Final = 40.0
"""How far beyond the frame a vertex may be, in frames. The line leaves the frame in about the right direction."""
_PLACES: Final = 60
"""Places on Earth to show at most."""
_POLE: Final = 0.01
"""The least cosine of a latitude: at a pole itself, meridians have no distance."""


class Projected(NamedTuple):
    """A track, and which records its vertices stand for.

    first_rows: for each vertex, the ordinal of the first of its records.
    """

    track: Track
    first_rows: Intp

    def vertices_of(self, rows: Bools) -> Bools:
        """Mark the vertices that stand for the marked records.

        A record without a position belongs to the vertex before it, or to the first one.
        """
        marked = np.concatenate(([0], np.cumsum(rows)))
        ends = np.concatenate((self.first_rows[1:], [len(rows)]))
        found: Bools = marked[ends] > marked[self.first_rows]
        if rows[: self.first_rows[0]].any():
            found[0] = True
        return found


def project(records: Records, column: Intp) -> Projected | None:
    """The track of these records, or None if none has a position. column: of each record in the charts, or -1."""
    rows = has_position(records).nonzero()[0]
    if not len(rows):
        return None
    latitude, longitude = records.latitude[rows], _unrolled(records.longitude[rows])
    (south, north), (west, east) = frame(latitude), frame(longitude)
    shrink = max(float(np.cos(np.radians((south + north) / 2))), _POLE)
    along, up = DEGREE_M * shrink, DEGREE_M
    (west, east), (south, north) = _wide_enough(west, east, along), _wide_enough(south, north, up)
    width, height = (east - west) * along, (north - south) * up
    size = max(width, height)
    x = np.clip((longitude - west) * along, -_FAR * size, _FAR * size)
    y = np.clip((latitude - south) * up, -_FAR * size, _FAR * size)
    outside = (x < 0) | (x > width) | (y < 0) | (y > height)
    segment = records.segment[rows]
    kept = _distinguishable(x, y, segment, size)
    at = np.full((COLUMNS, 2), np.nan, dtype=np.float32)
    drawn = column[rows]
    first = (drawn >= 0).nonzero()[0][::-1]
    at[drawn[first], 0] = x[first]  # of several in one column, the last one assigned stays: the first of the file
    at[drawn[first], 1] = y[first]
    track = Track(
        south=south,
        west=west,
        north=north,
        east=east,
        width=width,
        height=height,
        outside=int(outside.sum()),
        positions=len(rows),
        vertices=np.stack((x[kept], y[kept]), axis=1).astype(np.float32),
        breaks=tuple(((np.diff(segment[kept]) != 0).nonzero()[0] + 1).tolist()),
        at=at,
        world=_places(records.latitude[rows], records.longitude[rows]),
        start=(float(records.latitude[rows[0]]), float(records.longitude[rows[0]])),
        end=(float(records.latitude[rows[-1]]), float(records.longitude[rows[-1]])),
    )
    return Projected(track, rows[kept])


def _unrolled(longitude: Float) -> Float:
    """The longitudes with those west of Greenwich one turn further, if that brings them closer together."""
    turned = np.where(longitude < 0, longitude + 360.0, longitude)
    low, high = frame(longitude)
    turned_low, turned_high = frame(turned)
    return turned if turned_high - turned_low < high - low else longitude


def _wide_enough(low: float, high: float, meters: float) -> tuple[float, float]:
    """The range, extended to the least size of a frame. meters: of one degree."""
    lacking = max(_SMALLEST_M / meters - (high - low), 0.0) / 2
    return low - lacking, high + lacking


def _distinguishable(x: Float, y: Float, segment: Int, size: float) -> Intp:
    """The ordinals of the positions that are in another cell than the one before, or begin or end a segment."""
    edges = np.diff(segment) != 0
    edge = np.concatenate(([True], edges)) | np.concatenate((edges, [True]))
    cells = float(_CELLS)
    while True:
        column, row = np.floor(x / size * cells), np.floor(y / size * cells)
        moved = np.concatenate(([True], (np.diff(column) != 0) | (np.diff(row) != 0)))
        kept = (moved | edge).nonzero()[0]
        if len(kept) <= _MOST_VERTICES:
            return kept
        if cells < 2:  # only a file made to do harm has so many segments
            return kept[:_MOST_VERTICES]
        cells /= 2


def _places(latitude: Float, longitude: Float) -> tuple[tuple[int, int], ...]:
    """The places on Earth, (latitude, longitude) to a degree, the most frequent first."""
    cells = np.round(latitude).astype(np.int64) * 1000 + np.round(longitude).astype(np.int64) + 500
    place, count = np.unique(cells, return_counts=True)
    most = place[np.argsort(-count, kind="stable")][:_PLACES]
    return tuple((one // 1000, one % 1000 - 500) for one in most.tolist())
