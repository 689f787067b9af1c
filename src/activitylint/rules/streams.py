"""STR: the streams. Values that no sensor measures, and streams that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import FIT, TCX, TRACKS, XML, Format
from activitylint.model.request import Context
from activitylint.model.tables import Float, Int
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.markers import MARKED_STREAMS, is_marker
from activitylint.rules.support.wording import of, quote, span, verb
from activitylint.strava import thresholds
from activitylint.strava.track import fastest, never_falls, speeds_along, way_of
from activitylint.vocabulary.sports import has_trait, is_airborne

_Mask = npt.NDArray[np.bool_]

_NAMES: Final = {
    "heartrate": "heart rate",
    "altitude": "elevation",
    "latitude": "latitude",
    "longitude": "longitude",
}
_UNITS: Final = {
    "heartrate": "bpm",
    "cadence": "rpm",
    "power": "W",
    "temperature": "degrees Celsius",
    "altitude": "m",
    "speed": "m/s",
    "distance": "m",
}


@rule("STR001", "heart-rate-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed())
def heart_rate_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Heart rates are 0, or over 254 beats a minute.

    Why: Strava takes every value for a measured one. Zeros pull the average down, and no heart beats faster than that.

    Fix: Leave the heart rate out of records where the sensor gave none.

    Threshold: over 254, the largest value that FIT can hold; 0 in more than 1 % of the heart rates. Below that share
    the average moves by one or two beats, and sensors that lose contact for some seconds are common. The share is a
    judgement. Markers such as 255 are STR009's.
    """
    rate = activity.records.heartrate
    there = int(np.count_nonzero(~np.isnan(rate)))
    zero = rate == 0
    if there and np.count_nonzero(zero) == there:
        rows = zero.nonzero()[0]
        message = f"all {there:,} heart rates are 0" if there > 1 else "the only heart rate is 0"
        yield Violation(message, at_record(activity, rows[0], "heartrate"), rows, noun=activity.record_noun)
        return
    if np.count_nonzero(zero) > thresholds.ZERO_HEARTRATE_SHARE * there:
        yield from _outside(activity, "heartrate", zero, "0 bpm")
    outside = (rate < 0) | (rate > thresholds.HEARTRATE_MAX)
    yield from _outside(activity, "heartrate", outside)


@rule("STR002", "cadence-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed("one report"), formats=TRACKS)
def cadence_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Cadences are negative, or over 254 a minute.

    Why: a cadence over 255 is reported to have broken an upload, and nobody turns so fast. Steps of both feet, or
    strokes an hour, come out this high.

    Fix: Write revolutions a minute, on foot the strides of one foot; leave out what the sensor did not give.

    Threshold: over 254, the largest value that FIT can hold. Markers such as 255 are STR009's.
    """
    outside = (activity.records.cadence > thresholds.CADENCE_MAX) | (activity.records.cadence < 0)
    yield from _outside(activity, "cadence", outside)


@rule(
    "STR003",
    "doubled-run-cadence",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("several reports"),
    formats=FIT | TCX,
)
def doubled_run_cadence(activity: Activity, context: Context) -> Iterator[Violation]:
    """The cadence of a run counts the steps of both feet.

    Why: FIT and TCX define it so, and Strava doubles it to steps. A file that already counts both feet is shown with
    150 to 200 strides, doubled to 300 to 400 steps.

    Fix: Halve the cadence: one foot comes down 70 to 110 times a minute.

    Threshold: more than half of the cadences above 0 lie between 120 and 220. The bounds are a judgement: runners
    keep 70 to 110 strides a minute.
    """
    if not has_trait(activity.sport.mapped, "run"):
        return
    cadence = activity.records.cadence
    low, high = thresholds.DOUBLED_CADENCE
    turning = cadence > 0
    doubled = (cadence >= low) & (cadence <= high)
    rows = doubled.nonzero()[0]
    if len(rows) > thresholds.DOUBLED_CADENCE_SHARE * np.count_nonzero(turning):
        middle = float(np.median(cadence[turning]))
        message = f"the run cadence is {middle:,.0f} strides a minute in the middle: both feet seem to be counted"
        yield Violation(message, at_record(activity, rows[0], "cadence"), rows, noun=activity.record_noun)


@rule("STR004", "power-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def power_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Power is negative, or over 3,000 watts.

    Why: Strava counts every value, so one glitch makes a best effort that never was.

    Fix: Remove the values that the meter made up.

    Threshold: below 0 or over 3,000 W, a judgement: track sprinters peak near 2,500 W. Markers such as 65535 are
    STR009's.
    """
    outside = (activity.records.power < 0) | (activity.records.power > thresholds.POWER_MAX_W)
    yield from _outside(activity, "power", outside)


@rule(
    "STR005",
    "temperature-out-of-range",
    Severity.WARNING,
    Effect.MISREAD,
    basis=format_spec("FIT sint8; TrackPointExtension v1 DegreesCelsius_t"),
    formats=TRACKS,
)
def temperature_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Temperatures lie outside -60 to +80 degrees Celsius.

    Why: the formats define degrees Celsius. Kelvin, tenths of a degree and Fahrenheit in the sun end outside.

    Fix: Convert to degrees Celsius; leave out what was not measured.

    Threshold: beyond any place where one exercises, and within what FIT's signed byte can hold. A judgement.
    """
    low, high = thresholds.TEMPERATURE_C
    outside = (activity.records.temperature < low) | (activity.records.temperature > high)
    yield from _outside(activity, "temperature", outside)


@rule("STR006", "elevation-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def elevation_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Elevations lie outside -500 to 9,000 metres.

    Why: no sport on the ground takes place elsewhere. Strava drops elevation that is "clearly inaccurate", and counts
    the climb to it where it does not. Feet, millimetres and a sensor's start value end outside.

    Fix: Convert to metres above sea level; leave out what was not measured.

    Threshold: the shore of the Dead Sea lies at -430 m, the summit of Everest at 8,849 m. Flights are left out.
    """
    if is_airborne(activity.sport.written):
        return
    low, high = thresholds.ELEVATION_M
    outside = (activity.records.altitude < low) | (activity.records.altitude > high)
    yield from _outside(activity, "altitude", outside)


@rule(
    "STR007",
    "distance-decreases",
    Severity.WARNING,
    Effect.MISREAD,
    basis=format_spec("FIT record.distance; TCX v2 DistanceMeters; Cluetrust distance"),
    formats=TRACKS,
)
def distance_decreases(activity: Activity, context: Context) -> Iterator[Violation]:
    """The distance of the records falls.

    Why: Strava computes speed from distance over time. A distance that starts again with each lap, or that is counted
    from point to point, makes both wrong.

    Fix: Write the distance covered since the start of the activity, not since the last lap or point.

    Threshold: a fall of more than 0.1 m, a judgement: rounding stays below it. The distance may start again with a
    new session, activity or file.
    """
    distance = activity.records.distance
    if never_falls(distance):
        return  # nor does any part of it fall, whichever records are left out
    rows = (np.isfinite(distance) & ~is_marker(activity.records, "distance")).nonzero()[0]
    if len(rows) < 2:
        return
    falls = -np.diff(distance[rows])
    falls[np.diff(_counted_apart(activity)[rows]) != 0] = 0.0
    fallen = (falls > thresholds.DISTANCE_DROP_M).nonzero()[0]
    if len(fallen):
        noun = activity.record_noun
        after = rows[fallen + 1]
        amount = f"{falls[fallen].max():,.0f} m"
        message = f"the distance falls by {amount} from one {noun} to the next"
        if len(fallen) > 1:
            message = f"the distance falls {len(fallen):,} times from one {noun} to the next, by up to {amount}"
        if activity.format is Format.TCX and np.isin(after, activity.laps.first_record).all():
            message += ": it starts again with a lap"
        yield Violation(message, at_record(activity, after[0], "distance"), after, noun=noun)


@rule("STR008", "implausible-speed", Severity.WARNING, Effect.FLAGGED, basis=observed("one report"), formats=TRACKS)
def implausible_speed(activity: Activity, context: Context) -> Iterator[Violation]:
    """Speeds look like km/h where metres a second belong, or are faster than the sport allows.

    Why: Strava accepts km/h written as m/s and speeds of a car, and flags the activity as recorded in a vehicle.

    Fix: Divide speeds in km/h by 3.6. Cut the drive home off the end of the recording.

    Threshold: a speed that is 3.24 to 3.96 times distance over time, in the middle of the moving records; or 10 m/s
    held for a minute on foot, 25 m/s for five minutes on a bicycle, 3.5 m/s for a minute in the water. All are
    judgements, above the records of each sport.

    Note: Where sessions differ in sport, only km/h are looked for.
    """
    records, noun = activity.records, activity.record_noun
    written = records.speed
    way = way_of(records)
    rows, along = speeds_along(way)
    moving = (along > thresholds.MOVING_MS) & (written[rows] > 0) & ~is_marker(records, "speed")[rows]
    count = int(np.count_nonzero(moving))
    low, high = thresholds.KMH_AS_MS
    # Where more than half of the ratios are below, so is the median; looking for it costs more than counting.
    if count >= thresholds.KMH_AS_MS_RECORDS and 2 * np.count_nonzero(moving & (written[rows] < low * along)) <= count:
        ratio = float(np.median(written[rows][moving] / along[moving]))
        if low <= ratio <= high:
            there = rows[moving]
            message = f"the speed is {ratio:.1f} times distance over time: km/h seem to stand for m/s"
            yield Violation(message, at_record(activity, there[0], "speed"), there, noun=noun)
    if len(set(activity.sessions.sport)) > 1:
        return
    for trait, (seconds, limit) in thresholds.VEHICLE_SPEEDS.items():
        if has_trait(activity.sport.mapped, trait):
            fast, top = fastest(way, seconds, limit)
            if len(fast):
                message = f"{top * 3.6:,.0f} km/h are held for {span(seconds)}: too fast for {activity.sport.mapped}"
                yield Violation(message, at_record(activity, fast[0]), fast, noun=noun)
            return


@rule(
    "STR009",
    "invalid-marker-as-value",
    Severity.WARNING,
    Effect.MISREAD,
    basis=(observed("one report"), format_spec("FIT base types: invalid values")),
)
def invalid_marker_as_value(activity: Activity, context: Context) -> Iterator[Violation]:
    """A stream holds the values that mean "no value": 255, 65535 and their kin.

    Why: FIT marks an absent value with all bits set. A program that copies the mark into another field or format
    makes a measurement of it, and Strava shows 255 bpm or 65,535 W.

    Fix: Leave the value out of records that have none.

    Note: The value just below the mark (254, 65534) counts as one too, and so does either after FIT's scale and offset:
    an elevation of 12,607 m, a speed of 65.535 m/s.
    """
    records = activity.records
    for stream in MARKED_STREAMS:
        rows = is_marker(records, stream).nonzero()[0]
        if len(rows):
            value = f"{getattr(records, stream)[rows[0]]:,.10g}"
            total = of(len(rows), len(records), activity.record_noun)
            message = f"{total} {verb(len(rows), 'has')} {_an(stream)} of {value}, which marks an absent value"
            yield Violation(message, at_record(activity, rows[0], stream), rows, noun=activity.record_noun)


@rule(
    "STR010",
    "unreadable-number",
    Severity.WARNING,
    Effect.IGNORED,
    basis=format_spec("xsd:double, xsd:decimal (TCX v2, GPX 1.1)"),
    formats=XML,
)
def unreadable_number(activity: Activity, context: Context) -> Iterator[Violation]:
    """A stream value is no number.

    Why: what cannot be read as a number is lost. A decimal comma, a unit behind the number and `NaN` are the usual
    causes.

    Fix: Write plain numbers with a decimal point, and leave out the element where there is no value.
    """
    for fault in activity.faults_of(FaultKind.UNREADABLE_NUMBER):
        stream = str(fault.detail.get("stream", "value"))
        text = quote(fault.detail.get("text", ""))
        total = of(fault.count, len(activity.records), activity.record_noun)
        message = f"the {_NAMES.get(stream, stream)} of {total} is no number, the first is {text}"
        if not str(fault.detail.get("text", "")).strip():
            message = f"the {_NAMES.get(stream, stream)} of {total} is empty or no number"
        noun = activity.record_noun if fault.at.table == "record" else ""
        yield Violation(message, fault.at, fault.rows, count=fault.count, noun=noun)


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
    """An activity in a sport that covers distance has neither positions nor a distance in its records.

    Why: Strava computes the distance from either. Without both it shows none; the total of a lap or session alone is
    not used.

    Fix: Write the running distance into each record.

    Note: Sports without distance (strength, yoga, games) and unknown ones are left out, and so are pool swims whose
    lengths carry the distance. Positions and distances that are there and cannot be read are POS001's and STR010's.
    """
    records = activity.records
    if not has_trait(activity.sport.mapped, "distance") or len(activity.lengths):
        return
    told = activity.faults_of(FaultKind.BAD_POSITION) or any(
        fault.detail.get("stream") == "distance" for fault in activity.faults_of(FaultKind.UNREADABLE_NUMBER)
    )
    if not told and not (_any(records.distance) or (_any(records.latitude) and _any(records.longitude))):
        message = f"no {activity.record_noun} has a position or a distance, so the {activity.sport.mapped} has none"
        yield Violation(message, at_record(activity, 0))


def _outside(activity: Activity, stream: str, outside: _Mask, what: str = "") -> Iterator[Violation]:
    """One violation for the values of a stream that lie outside, less the markers that STR009 reports."""
    rows = (outside & ~is_marker(activity.records, stream)).nonzero()[0]
    if len(rows):
        values = getattr(activity.records, stream)[rows]
        total = of(len(rows), len(activity.records), activity.record_noun)
        if not what:
            low, high = float(values.min()), float(values.max())
            what = f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"
            what += f" {_UNITS[stream]}"
        message = f"{total} {verb(len(rows), 'has')} {_an(stream)} of {what}"
        yield Violation(message, at_record(activity, rows[0], stream), rows, noun=activity.record_noun)


def _an(stream: str) -> str:
    name = _NAMES.get(stream, stream)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _any(values: Float) -> bool:
    return bool(np.isfinite(values).any())


def _counted_apart(activity: Activity) -> Int:
    """A number for each record: the distance may start again where it changes."""
    records = activity.records
    if activity.format is Format.TCX:
        row = np.arange(len(records))
        lap = activity.laps.first_record.searchsorted(row, side="right") - 1
        return activity.laps.session[np.maximum(lap, 0)] if len(activity.laps) else np.zeros_like(row)
    if activity.format is Format.FIT:
        starts = np.sort(activity.sessions.start[np.isfinite(activity.sessions.start)])
        session = starts[1:].searchsorted(records.time, side="right")
        return session + records.segment * (len(starts) + 1)
    return np.zeros(len(records), dtype=np.int64)
