"""STR012 and STR013: the distance in the records beside the positions, and where it starts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Severity, observed
from activitylint.model.format import TRACKS
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.markers import is_marker
from activitylint.rules.support.measured import Measured, degree_scale, measure
from activitylint.strava import thresholds


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
    wrong: kilometers, centimeters or feet instead of meters. Or the positions are wrong: FIT stores semicircles, and
    degrees times 10,000,000 in their place look like another place on Earth, where the track is shorter.

    Fix: Write the distance in meters since the start of the activity. After an upload, "Correct distance" on the
    activity's page recomputes it from the positions.

    Threshold: at least {TRACK_LENGTH_M:,.0f} m of track, and a distance over {DISTANCE_SHARES_HIGH:g} times or under
    {DISTANCE_SHARES_LOW:g} times its length. A wheel sensor and a GPS track never differ by so much. In FIT files of
    {SCALED_TRACK_M:,.0f} m and more, also positions that fit the distance (or speed and time) within
    {SCALED_TRACK_SHARE:.0%}, piece by piece, once they are read as degrees times a power of ten, and at least
    {SCALED_TRACK_BETTER:g} times better than as semicircles.

    Note: Only records that have both a position and a distance count. Pool swims and files with several sessions are
    left out.
    """
    measured = activity.cached(measure)
    if measured is None:
        return
    scale = activity.cached(degree_scale)
    if scale is not None:
        yield _scaled(activity, measured, scale)
        return
    if not measured.by_distance or measured.along.sum() < thresholds.TRACK_LENGTH_M:
        return
    written = float(measured.written.sum())
    ratio = written / float(measured.along.sum())
    if thresholds.DISTANCE_SHARES_LOW <= ratio <= thresholds.DISTANCE_SHARES_HIGH:
        return
    place = at_record(activity, measured.rows[0], "distance")
    along = _length(float(measured.along.sum()))
    if not written:
        message = (
            f"the distance stays {_length(activity.records.distance[measured.rows[0]])}, but the track is {along} long"
        )
        yield Violation(message, place, measured.rows, noun=activity.record_noun)
        return
    how = f"{ratio:,.1f} times" if ratio > 1 else f"{ratio:.2g} times"
    message = f"the distance grows by {_length(written)}, {how} the {along} along the positions"
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


_CAUSES = (
    (1_000.0, "The distance seems to be in kilometers"),
    (100.0, "The distance seems to be in meters where the file counts hundredths (FIT stores centimeters)"),
    (0.3048, "The distance seems to be in feet"),
    (1_609.344, "The distance seems to be in miles"),
    (0.01, "The distance seems to be in centimeters"),
)


def _scaled(activity: Activity, measured: Measured, scale: float) -> Violation:
    """Say that the positions are degrees times `scale`."""
    by = "the distance grows by" if measured.by_distance else "by speed and time, the way is"
    written, along = (_length(float(meters.sum())) for meters in (measured.written, measured.along))
    message = f"{by} {written}, but the track is {along} long: degrees times {scale:,.0f} were written as semicircles"
    advice = (
        f"Multiply the degrees by 2^31 / 180, not by {scale:,.0f}, before you round them to an integer: 47.1 degrees "
        "are 561,924,888 semicircles."
    )
    place = at_record(activity, measured.rows[0], "latitude")
    about = ("position_lat", "position_long", "semicircles")
    return Violation(message, place, measured.rows, help=advice, noun=activity.record_noun, about=about)


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
