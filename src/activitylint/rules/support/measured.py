"""The same stretch measured twice: by the distance in the records, and along their positions."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import inf
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.fit import SEMICIRCLES
from activitylint.model.format import Format
from activitylint.rules.support.markers import below_markers, is_one_of, markers_of
from activitylint.strava import thresholds
from activitylint.strava.extents import Positions, extent_of, extents, position_steps, positions, rises
from activitylint.strava.interpretation import jump_speed
from activitylint.strava.track import ROUGH, chosen, rough_steps, steps

__all__ = ["Measured", "degree_scale", "measure"]

_SCALES: Final = (1e7, 1e6, 1e5)
"""What programs multiply degrees by to store them as integers."""
_SAME: Final = 0.012
"""Of FIT files, lengths that differ by less say that the positions are in semicircles. A judgment."""
_SPARE: Final = 0.01
"""More than that share of a length is not lost to `ROUGH`, nor to steps of `TRACK_STEP_M` that are not straight."""
_NEAR_DEGREES: Final = 2.0
"""The greatest height and width of a track whose glitches hardly change its length. A judgment."""
_PIECE_M: Final = 100.0
_PIECES: Final = 20
"""A track is compared in pieces of 100 m, or in 20 pieces if it is short."""


class Measured(NamedTuple):
    """Two lengths of each step from one record to the next.

    rows: ordinals of the records. written, along: meters per step by the records and along the positions; both are 0
    where a pause or a glitch leaves nothing to compare. kept: the other steps. by_distance: False if the records have
    no distance, so that `written` is speed times time.
    """

    rows: Int
    written: Float
    along: Float
    kept: Bools
    by_distance: bool

    def disagree(self, error: float = 0.0) -> bool:
        """True if the records have a distance, and it is much longer or shorter than the track, if that is not short.

        error: by what share `along` may be wrong; then True if they may disagree.
        """
        written, along = float(self.written.sum()), float(self.along.sum())
        if not self.by_distance or along * (1 + error) < thresholds.TRACK_LENGTH_M:
            return False
        low, high = thresholds.DISTANCE_SHARES_LOW * (1 + error), thresholds.DISTANCE_SHARES_HIGH * (1 - error)
        return not low <= written / along <= high


def measure(activity: Activity) -> Measured | None:
    """Both lengths over the records that have a distance and a position; None if they surely agree or say nothing."""
    if len(activity.sessions) > 1 or len(activity.lengths):
        return None
    located, records, fit = positions(activity), activity.records, activity.format is Format.FIT
    by_distance, placed = True, _having(activity, "distance", located)
    if fit and not len(placed.rows):
        by_distance, placed = False, _having(activity, "speed", located)
        placed = placed.where(np.isfinite(placed.of(records.time)))
    if len(placed.rows) < 2:
        return None
    rough = position_steps(activity) if placed is located else rough_steps(placed.latitude, placed.longitude)
    if not by_distance:
        speed, time = placed.of(records.speed), placed.of(records.time)
        written = np.maximum((speed[1:] + speed[:-1]) / 2 * np.abs(time[1:] - time[:-1]), 0.0)
    elif len(placed.rows) == len(records):
        written = rises(activity)["distance"].gains
    else:
        distance = placed.of(records.distance)
        written = np.maximum(distance[1:] - distance[:-1], 0.0)
    # So few files pay for the sines of every step.
    if _is_near(activity, placed) and _agree_roughly(written, rough, fit=fit):
        return None
    if _surely_agree(activity, _compare(activity, placed.rows, written, rough, by_distance=by_distance)):
        return None
    return _compare(activity, placed.rows, written, steps(placed.latitude, placed.longitude), by_distance=by_distance)


def _surely_agree(activity: Activity, rough: Measured) -> bool:
    """True if STR012 has nothing to report. rough: both lengths, with `along` by `rough_steps`."""
    return not rough.disagree(ROUGH) and _degree_scale(activity, rough, rough_steps, ROUGH) is None


def _having(activity: Activity, stream: str, placed: Positions) -> Positions:
    """Those positions whose record has a value of a stream that is a number and not a marker."""
    span, highest = extents(activity)[stream], below_markers(stream)
    if span.complete and span.low > -inf and span.high <= highest:
        return placed
    values = placed.of(getattr(activity.records, stream))
    measured = np.isfinite(values)
    if span.high > highest:
        measured &= ~is_one_of(values, markers_of(stream))
    return placed if measured.all() else placed.where(measured)


def _compare(activity: Activity, rows: Int, written: Float, along: Float, *, by_distance: bool) -> Measured:
    """Set the lengths of the steps to 0 where they say nothing. along: the `steps`, or the `rough_steps`."""
    records = activity.records
    kept = along <= thresholds.TRACK_STEP_M
    far = (along > thresholds.JUMP_DISTANCE_M).nonzero()[0]
    if len(far):
        seconds = np.abs(records.time[rows[far + 1]] - records.time[rows[far]])
        kept[far] &= ~(along[far] > jump_speed(activity) * seconds)
    segment = extents(activity)["segment"]
    if segment.low != segment.high:
        kept &= records.segment[rows[1:]] == records.segment[rows[:-1]]
    if not kept.all():
        written, along = np.where(kept, written, 0.0), np.where(kept, along, 0.0)
    return Measured(rows, written, along, kept, by_distance)


def degree_scale(activity: Activity) -> float | None:
    """What degrees were multiplied by before a FIT file took them for semicircles: 1e7, 1e6 or 1e5. None if they are
    semicircles.

    Such positions are on Earth, too, and form the same track, but it is shorter, and more so to the north than to the
    east. So the track is compared with the distance piece by piece.
    """
    measured = activity.cached(measure)
    return None if measured is None else _degree_scale(activity, measured, steps, 0.0)


def _degree_scale(
    activity: Activity, measured: Measured, lengths: Callable[[Float, Float], Float], error: float
) -> float | None:
    """The same for these lengths.

    lengths: measures the steps between positions. error: by what share it may be wrong; then the first factor that may
    be right.
    """
    written, total = measured.written, float(measured.written.sum())
    if activity.format is not Format.FIT or total < thresholds.SCALED_TRACK_M:
        return None
    latitude, longitude = (
        chosen(column, measured.rows) for column in (activity.records.latitude, activity.records.longitude)
    )
    scales = _possible_scales(latitude, longitude, float(measured.along.sum()), total)
    if not scales:
        return None
    piece = max(min(_PIECE_M, total / _PIECES), total / len(written))
    pieces = ((np.cumsum(written) - written) / piece).astype(np.int64)
    expected = np.bincount(pieces, weights=written)

    def misfit(along: Float) -> tuple[float, float]:
        """The misfit of these steps, and by how much it may be wrong."""
        track = np.bincount(pieces, weights=along)
        return float(np.abs(expected - track).sum()) / total, error * float(track.sum()) / total

    as_read, off_by = misfit(measured.along)
    most = as_read + off_by
    for scale in scales if most > thresholds.SCALED_TRACK_SHARE else ():
        factor = SEMICIRCLES / scale
        scaled, off_by = misfit(np.where(measured.kept, lengths(latitude * factor, longitude * factor), 0.0))
        least = scaled - off_by
        if least <= thresholds.SCALED_TRACK_SHARE and most >= thresholds.SCALED_TRACK_BETTER * least:
            return scale
    return None


def _possible_scales(latitude: Float, longitude: Float, along: float, written: float) -> list[float]:
    """The factors that leave these positions on Earth, and the track no longer than the records say.

    along, written: the length of the track as it is, and by the records.
    """
    north, east = float(np.abs(latitude).max()), float(np.abs(longitude).max())
    possible = []
    for scale in _SCALES:
        factor = SEMICIRCLES / scale
        if north * factor > 90.0 or east * factor > 180.0:
            break
        # A step to the east grows least, and that of the highest latitude the least of all.
        least = factor * math.cos(math.radians(north * factor)) / math.cos(math.radians(north))
        if along * least * (1.0 - _SPARE) <= written * (1.0 + thresholds.SCALED_TRACK_SHARE):
            possible.append(scale)
    return possible


def _is_near(activity: Activity, placed: Positions) -> bool:
    """True if the positions are close together, so that no glitch makes up for what is missing elsewhere."""
    latitude, longitude = extents(activity)["latitude"], extents(activity)["longitude"]
    return (latitude.width < _NEAR_DEGREES and longitude.width < _NEAR_DEGREES) or (
        extent_of(placed.latitude).width < _NEAR_DEGREES and extent_of(placed.longitude).width < _NEAR_DEGREES
    )


def _agree_roughly(written: Float, along: Float, *, fit: bool) -> bool:
    """True if the lengths are surely within the limits, with half of them to spare."""
    low, high = 2.0 * thresholds.DISTANCE_SHARES_LOW, thresholds.DISTANCE_SHARES_HIGH / 2.0
    if fit:
        low, high = 1.0 - _SAME, 1.0 + _SAME
    track = float(along.sum())
    return low * track < float(written.sum()) < high * track
