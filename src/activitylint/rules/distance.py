"""STR012 and STR013: the distance in the records beside the positions, and where it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Severity, observed
from activitylint.model.format import TRACKS
from activitylint.model.request import Context
from activitylint.model.tables import Float, Int
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.markers import is_marker
from activitylint.strava import thresholds
from activitylint.strava.track import DEGREE_M, has_position, steps


class _Measured(NamedTuple):
    """The same stretch measured twice, in meters: by the distance stream, and along the positions."""

    rows: Int
    written: float
    along: float


@rule(
    "STR012",
    "distance-disagrees-with-positions",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("several reports"),
    formats=TRACKS,
    needs_complete_file=True,
)
def distance_disagrees_with_positions(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a distance stream that is far from the length of the track.

    Why: Strava takes the distance in the file, not the track's, even if it is 30 times as long. Usually the unit is
    wrong: kilometers, centimeters or feet instead of meters.

    Fix: Write the distance in meters since the start of the activity. After an upload, "Correct distance" on the
    activity's page recomputes it from the positions.

    Threshold: at least {TRACK_LENGTH_M:,.0f} m of track, and a distance over {DISTANCE_SHARES_HIGH:g} times or under
    {DISTANCE_SHARES_LOW:g} times its length. A wheel sensor and a GPS track never differ by so much.

    Note: Only records that have both a position and a distance count. Pool swims and files with several sessions are
    left out.
    """
    measured = _measured(activity)
    if measured is None or measured.along < thresholds.TRACK_LENGTH_M:
        return
    ratio = measured.written / measured.along
    if thresholds.DISTANCE_SHARES_LOW <= ratio <= thresholds.DISTANCE_SHARES_HIGH:
        return
    place = at_record(activity, measured.rows[0], "distance")
    along = _length(measured.along)
    if not measured.written:
        message = (
            f"the distance stays {_length(activity.records.distance[measured.rows[0]])}, but the track is {along} long"
        )
        yield Violation(message, place, measured.rows, noun=activity.record_noun)
        return
    how = f"{ratio:,.1f} times" if ratio > 1 else f"{ratio:.2g} times"
    message = f"the distance grows by {_length(measured.written)}, {how} the {along} along the positions"
    yield Violation(message, place, measured.rows, help=_cause(ratio), noun=activity.record_noun)


@rule(
    "STR013",
    "distance-starts-late",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("one report"),
    formats=TRACKS,
)
def distance_starts_late(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a distance stream that does not start near 0.

    Why: Strava shows a gap at the start of the graphs. It happens when one leg of a longer recording is exported on
    its own and keeps the distance of the legs before it.

    Fix: Subtract the first distance from all of them.

    Threshold: a first distance over {DISTANCE_START_M:,.0f} m.
    """
    distance = activity.records.distance
    rows = (np.isfinite(distance) & ~is_marker(activity.records, "distance")).nonzero()[0]
    if len(rows) and distance[rows[0]] > thresholds.DISTANCE_START_M:
        message = f"the distance starts at {_length(float(distance[rows[0]]))}"
        place = at_record(activity, rows[0], "distance")
        yield Violation(message, place, rows[:1], noun=activity.record_noun)


def _measured(activity: Activity) -> _Measured | None:
    """Both lengths over the records that have a distance and a position; None if that says nothing."""
    records = activity.records
    if len(activity.sessions) > 1 or len(activity.lengths):
        return None
    known = has_position(records) & np.isfinite(records.distance) & ~is_marker(records, "distance")
    rows = known.nonzero()[0]
    if len(rows) < 2:
        return None
    grown = np.maximum(np.diff(records.distance[rows]), 0.0)
    latitude, longitude = records.latitude[rows], records.longitude[rows]
    if _agree_roughly(latitude, longitude, float(grown.sum())):
        return None  # so that nearly no file pays for the sines of every step
    meters = steps(latitude, longitude)
    joined = np.diff(records.segment[rows]) == 0
    seconds = np.abs(np.diff(records.time[rows]))
    jump = (meters > thresholds.JUMP_DISTANCE_M) & (meters > thresholds.JUMP_SPEED_MS * seconds)
    glitch = jump | (meters > thresholds.TRACK_STEP_M)
    kept = joined & ~glitch
    return _Measured(rows, float(grown[kept].sum()), float(meters[kept].sum()))


def _agree_roughly(latitude: Float, longitude: Float, written: float) -> bool:
    """True if the distance is surely within the limits: measured as on a flat map, with half of them to spare."""
    east = np.diff(longitude) * np.cos(np.radians(latitude[0]))
    along = float(np.hypot(np.diff(latitude), east).sum()) * DEGREE_M
    low, high = 2.0 * thresholds.DISTANCE_SHARES_LOW, thresholds.DISTANCE_SHARES_HIGH / 2.0
    near = float(np.ptp(latitude)) < _FLAT_DEGREES and float(np.ptp(longitude)) < _FLAT_DEGREES
    return near and low * along < written < high * along


_FLAT_DEGREES = 2.0
"""Within so many degrees a map is flat enough to compare lengths roughly."""
_CAUSES = (
    (1_000.0, "The distance seems to be in kilometers"),
    (100.0, "The distance seems to be in meters where the file counts hundredths (FIT stores centimeters)"),
    (0.3048, "The distance seems to be in feet"),
    (1_609.344, "The distance seems to be in miles"),
    (0.01, "The distance seems to be in centimeters"),
)


def _cause(ratio: float) -> str | None:
    """What to do if one factor makes the distance agree with the track within a fifth."""
    for factor, cause in _CAUSES:
        if 0.8 <= ratio * factor <= 1.25:
            return f"{cause}: multiply it by {factor:,.10g}."
    return None


def _length(meters: float) -> str:
    return (
        f"{meters / 1000:,.1f} km" if meters >= 10_000 else f"{meters:,.3g} m" if meters < 100 else f"{meters:,.0f} m"
    )
