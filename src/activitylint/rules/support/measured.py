"""The same stretch measured twice: by the distance in the records, and along their positions."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple
from activitylint.model.format import Format
from activitylint.model.tables import Float, Int
from activitylint.rules.support.markers import is_marker
from activitylint.strava import thresholds
from activitylint.strava.interpretation import jump_speed
from activitylint.strava.track import DEGREE_M, SEMICIRCLES, has_position, steps

__all__ = ["Measured", "degree_scale", "measure"]

_SCALES: Final = (1e7, 1e6, 1e5)
"""What programs multiply degrees by to store them as integers."""
_FLAT_DEGREES: Final = 2.0
"""Within so many degrees a map is flat enough to compare lengths roughly."""
_SAME: Final = 0.012
"""Of FIT files, lengths that differ by less say that the positions are in semicircles. A judgment."""
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
    kept: npt.NDArray[np.bool_]
    by_distance: bool


def measure(activity: Activity) -> Measured | None:
    """Both lengths over the records that have a distance and a position; None if they surely agree or say nothing."""
    records = activity.records
    if len(activity.sessions) > 1 or len(activity.lengths):
        return None
    fit = activity.format is Format.FIT
    placed = has_position(records)
    rows = (placed & np.isfinite(records.distance) & ~is_marker(records, "distance")).nonzero()[0]
    by_distance = len(rows) > 0 or not fit
    if not by_distance:
        rows = (placed & np.isfinite(records.speed * records.time) & ~is_marker(records, "speed")).nonzero()[0]
    if len(rows) < 2:
        return None
    seconds = np.abs(np.diff(records.time[rows]))
    speed = records.speed[rows]
    written = np.diff(records.distance[rows]) if by_distance else (speed[1:] + speed[:-1]) / 2 * seconds
    written = np.maximum(written, 0.0)
    latitude, longitude = records.latitude[rows], records.longitude[rows]
    if _agree_roughly(latitude, longitude, float(written.sum()), fit=fit):
        return None  # so that few files pay for the sines of every step
    along = steps(latitude, longitude)
    glitch = (along > thresholds.JUMP_DISTANCE_M) & (along > jump_speed(activity) * seconds)
    kept = (np.diff(records.segment[rows]) == 0) & ~glitch & (along <= thresholds.TRACK_STEP_M)
    return Measured(rows, np.where(kept, written, 0.0), np.where(kept, along, 0.0), kept, by_distance)


def degree_scale(activity: Activity) -> float | None:
    """What degrees were multiplied by before a FIT file took them for semicircles: 1e7, 1e6 or 1e5. None if they are
    semicircles.

    Such positions are on Earth, too, and form the same track, but it is shorter, and more so to the north than to the
    east. So the track is compared with the distance piece by piece.
    """
    measured = activity.cached(measure)
    if measured is None or activity.format is not Format.FIT:
        return None
    written, total = measured.written, float(measured.written.sum())
    if total < thresholds.SCALED_TRACK_M:
        return None
    piece = max(min(_PIECE_M, total / _PIECES), total / len(written))
    pieces = ((np.cumsum(written) - written) / piece).astype(np.int64)
    expected = np.bincount(pieces, weights=written)

    def misfit(along: Float) -> float:
        return float(np.abs(expected - np.bincount(pieces, weights=along)).sum()) / total

    as_read = misfit(measured.along)
    for scale in _SCALES if as_read > thresholds.SCALED_TRACK_SHARE else ():
        factor = SEMICIRCLES / scale
        latitude, longitude = (
            column[measured.rows] * factor for column in (activity.records.latitude, activity.records.longitude)
        )
        if np.abs(latitude).max() > 90.0 or np.abs(longitude).max() > 180.0:
            return None
        off = misfit(np.where(measured.kept, steps(latitude, longitude), 0.0))
        if off <= thresholds.SCALED_TRACK_SHARE and as_read >= thresholds.SCALED_TRACK_BETTER * off:
            return scale
    return None


def _agree_roughly(latitude: Float, longitude: Float, written: float, *, fit: bool) -> bool:
    """True if the lengths are surely within the limits: measured as on a flat map, with half of them to spare."""
    east = np.diff(longitude) * np.cos(np.radians(latitude[0]))
    along = float(np.hypot(np.diff(latitude), east).sum()) * DEGREE_M
    low, high = 2.0 * thresholds.DISTANCE_SHARES_LOW, thresholds.DISTANCE_SHARES_HIGH / 2.0
    if fit:
        low, high = 1.0 - _SAME, 1.0 + _SAME
    near = float(np.ptp(latitude)) < _FLAT_DEGREES and float(np.ptp(longitude)) < _FLAT_DEGREES
    return near and low * along < written < high * along
