"""STR: distance and speed, in the records and along the positions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import FIT, TCX, TRACKS, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.markers import below_markers, is_marker
from activitylint.rules.support.measured import Measured, degree_scale, measure
from activitylint.rules.support.wording import span
from activitylint.strava import interpretation, thresholds
from activitylint.strava.extents import extents, rises, rough_path, within_earth
from activitylint.strava.track import (
    ROUGH,
    TimedPath,
    chosen,
    fastest,
    neighbors,
    speeds_along,
    timed_path,
)
from activitylint.vocabulary.sports import has_trait


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
    if not measured.disagree():
        return
    written = float(measured.written.sum())
    ratio = written / float(measured.along.sum())
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
    distance, late = activity.records.distance, thresholds.DISTANCE_START_M
    if not extents(activity)["distance"].high > late or distance[0] <= late:
        return
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
    """What to do if one factor makes the distance agree with the track within a tenth."""
    for factor, cause in _CAUSES:
        if 0.9 <= ratio * factor <= 1.1:
            return f"{cause}: multiply it by {factor:,.10g}."
    return None


def _length(meters: float) -> str:
    return (
        f"{meters / 1000:,.1f} km" if meters >= 10_000 else f"{meters:,.3g} m" if meters < 100 else f"{meters:,.0f} m"
    )


@rule(
    "STR007",
    "distance-decreases",
    Severity.WARNING,
    Effect.MISREAD,
    basis=format_spec("FIT record.distance; TCX v2 DistanceMeters; Cluetrust distance"),
    formats=TRACKS,
)
def distance_decreases(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects records whose distance is less than in the record before.

    Why: Strava computes the speed from distance and time. If the distance starts again with each lap, or is counted
    from point to point, both the distance and the speed are wrong.

    Fix: Write the distance since the start of the activity, not since the last lap or point.

    Threshold: A drop of more than {DISTANCE_DROP_M} m. This is a judgment: rounding stays below it. The distance may
    start again with a new session, activity or file.
    """
    distance, span = activity.records.distance, extents(activity)["distance"]
    if span.empty or (span.complete and rises(activity)["distance"].span.low >= -thresholds.DISTANCE_DROP_M):
        return
    rows = (np.isfinite(distance) & ~is_marker(activity.records, "distance")).nonzero()[0]
    written = chosen(distance, rows)
    falls = written[:-1] - written[1:]
    fallen = (falls > thresholds.DISTANCE_DROP_M).nonzero()[0]
    if not len(fallen):
        return
    fallen = fallen[_distance_sections(activity, rows[fallen]) == _distance_sections(activity, rows[fallen + 1])]
    if len(fallen):
        noun = activity.record_noun
        after = rows[fallen + 1]
        amount = f"{falls[fallen].max():,.0f} m"
        message = f"the distance drops by {amount} from one {noun} to the next"
        if len(fallen) > 1:
            message = f"the distance drops {len(fallen):,} times from one {noun} to the next, by up to {amount}"
        if activity.format is Format.TCX and np.isin(after, activity.laps.first_record).all():
            message += ", because it starts again with each lap"
        yield Violation(message, at_record(activity, after[0], "distance"), after, noun=noun)


def _distance_sections(activity: Activity, rows: Int) -> Int:
    """Number the sections that these records belong to: the distance may start again with each section."""
    records = activity.records
    if activity.format is Format.TCX and len(activity.laps):
        lap = activity.laps.first_record.searchsorted(rows, side="right") - 1
        return activity.laps.session[np.maximum(lap, 0)]
    if activity.format is Format.FIT:
        starts = np.sort(activity.sessions.start[np.isfinite(activity.sessions.start)])
        session = starts[1:].searchsorted(records.time[rows], side="right")
        return session + records.segment[rows] * (len(starts) + 1)
    return np.zeros_like(rows)


@rule("STR008", "implausible-speed", Severity.WARNING, Effect.FLAGGED, basis=observed("one report"), formats=TRACKS)
def implausible_speed(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects speeds that seem to be in km/h instead of m/s, or that are too fast for the sport.

    Why: Strava accepts km/h written as m/s, and the speed of a car. It then flags the activity as recorded in a
    vehicle.

    Fix: Divide speeds in km/h by 3.6. If the recording includes the drive home, cut it off. If the sport is wrong,
    correct it.

    Threshold: For km/h: the median speed of the moving records is {KMH_AS_MS[0]} to {KMH_AS_MS[1]} times distance over
    time. For the sport: more than {VEHICLE_SPEEDS[foot][1]} m/s for {VEHICLE_SPEEDS[foot][0]:time} on foot,
    {VEHICLE_SPEEDS[bicycle][1]} m/s for {VEHICLE_SPEEDS[bicycle][0]:time} on a bicycle, or {VEHICLE_SPEEDS[swim][1]}
    m/s for {VEHICLE_SPEEDS[swim][0]:time} in the water. All limits are judgments, above the records of each sport.

    Note: If the sessions have different sports, only km/h are detected.
    """
    vehicle = _vehicle_speed(activity)
    if vehicle is None and not extents(activity)["speed"].high > 0:
        return
    path = rough_path(activity)
    # Few files pay for an exact path, or for the median of a ratio.
    kmh = _may_be_kmh(activity, path)
    fast = vehicle is not None and _may_exceed(path, vehicle[1])
    if (kmh or fast) and not path.by_distance:
        path = timed_path(activity.records)
    if kmh:
        yield from _kmh(activity, path)
    if fast and vehicle is not None:
        yield from _too_fast(activity, path, *vehicle)


def _vehicle_speed(activity: Activity) -> tuple[float, float] | None:
    """The seconds and the speed (m/s) that are too fast for the sport; None if nothing is, or there are several."""
    if len(set(activity.sessions.sport)) <= 1:
        for trait, speed in thresholds.VEHICLE_SPEEDS.items():
            if has_trait(activity.sport.mapped, trait):
                return speed
    return None


def _may_exceed(rough: TimedPath, limit: float) -> bool:
    """True if a speed along the path may be over a limit (m/s). rough: the path by `rough_steps`."""
    least = limit / (1 + ROUGH)
    return any(
        bool(np.count_nonzero(rough.meters[step] > least * rough.seconds[step]))
        for step, _ in neighbors(len(rough.rows))
    )


def _may_be_kmh(activity: Activity, rough: TimedPath) -> bool:
    """True if the speeds may be in km/h. rough: the path by `rough_steps`."""
    highest = extents(activity)["speed"].high
    if not 0 < highest <= below_markers("speed"):
        return highest > 0
    written, meters, seconds = chosen(activity.records.speed, rough.rows), rough.meters, rough.seconds
    least = thresholds.KMH_AS_MS[0] * (1 - ROUGH)
    below = 0
    for step, after in neighbors(len(written)):
        needed = meters[step] / seconds[step]
        needed *= least
        slow = written[after] < needed
        slow &= written[after] > 0
        slow &= needed > least * thresholds.MOVING_MS / (1 - ROUGH)
        # Where more than half of the ratios are below, so is the median.
        below += int(np.count_nonzero(slow))
        if 2 * below > len(meters):
            return False
    moving = meters > thresholds.MOVING_MS / (1 + 2 * ROUGH) * seconds
    moving &= written[1:] > 0
    return int(np.count_nonzero(moving)) >= max(thresholds.KMH_AS_MS_RECORDS, 2 * below)


def _kmh(activity: Activity, path: TimedPath) -> Iterator[Violation]:
    written = activity.records.speed
    rows, along = speeds_along(path)
    moving = (along > thresholds.MOVING_MS) & (written[rows] > 0) & ~is_marker(activity.records, "speed")[rows]
    if np.count_nonzero(moving) >= thresholds.KMH_AS_MS_RECORDS:
        low, high = thresholds.KMH_AS_MS
        ratio = float(np.median(written[rows][moving] / along[moving]))
        if low <= ratio <= high:
            there = rows[moving]
            message = f"the speed is {ratio:.1f} times distance over time, so it seems to be in km/h instead of m/s"
            advice = "Divide the speeds by 3.6, to get meters per second."
            place = at_record(activity, there[0], "speed")
            yield Violation(message, place, there, noun=activity.record_noun, help=advice)


def _too_fast(activity: Activity, path: TimedPath, seconds: float, limit: float) -> Iterator[Violation]:
    fast, top = fastest(path, seconds, limit)
    if len(fast):
        message = f"{top * 3.6:,.0f} km/h for {span(seconds)} is too fast for the sport {activity.sport.mapped}"
        advice = "If the recording includes a drive, cut it off. Otherwise, correct the sport."
        if top > thresholds.JUMP_SPEED_MS:
            advice = "No vehicle on a road is that fast: check that distances are in meters and times are right."
        yield Violation(message, at_record(activity, fast[0]), fast, noun=activity.record_noun, help=advice)


@rule(
    "STR011",
    "no-distance-no-position",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("several reports"),
    formats=FIT | TCX,
    needs_complete_file=True,
)
def no_distance_no_position(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects activities whose records have neither positions nor a distance, although distance was covered.

    Why: Strava computes the distance from one of the two. Without them it shows no distance, even if a lap or session
    has a total.

    Fix: Write into each record the distance since the start.

    Note: A distance that stays 0 from record to record counts as none. Sports without a distance (strength, yoga,
    games) and unknown sports are checked only if a lap or session has a distance. Pool swims whose lengths give the
    distance are not checked.
    POS001 and STR010 report positions and distances that cannot be read.
    """
    records, distance = activity.records, extents(activity)["distance"]
    if distance.high > 0 or interpretation.has_position(activity):
        return
    total = _total_distance(activity)
    if not (has_trait(activity.sport.mapped, "distance") or total) or len(activity.lengths):
        return
    reported = (
        activity.faults_of(FaultKind.BAD_POSITION)
        or any(fault.detail.get("stream") == "distance" for fault in activity.faults_of(FaultKind.UNREADABLE_NUMBER))
        or not within_earth(activity)
    )
    known = int(np.count_nonzero(np.isfinite(records.distance)))
    if reported or known == 1:
        return
    zero = known > 0
    if zero and not total and has_trait(activity.sport.mapped, "swim"):
        return  # a watch under water: nothing was measured
    has = "a position, and the distance stays 0" if zero else "a position or a distance"
    instead = f" (the total of {total:,.0f} m in the laps or the session is not used)" if total else ""
    message = f"no {activity.record_noun} has {has}, so Strava shows no distance{instead}"
    yield Violation(message, at_record(activity, 0, "distance" if zero else ""), about=("distance",))


def _total_distance(activity: Activity) -> float:
    """The distance of the laps or sessions in meters, 0 if they have none."""
    sums = [float(np.nansum(table.distance)) for table in (activity.laps, activity.sessions) if len(table)]
    return max(sums, default=0.0)
