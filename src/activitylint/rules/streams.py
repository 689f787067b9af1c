"""STR: streams with values that no sensor measures, and streams that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import FIT, TCX, TRACKS, XML
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.markers import MARKED_STREAMS, below_markers, is_marker
from activitylint.rules.support.wording import of, quote, verb
from activitylint.strava import interpretation, thresholds
from activitylint.strava.extents import extents
from activitylint.vocabulary.sports import has_trait, is_airborne

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
    """Detects heart rates that are 0, negative, or too high for a heart.

    Why: Strava counts every value as a measured one. Zeros pull the average down, and no heart beats faster than the
    limit.

    Fix: Leave out heart rates that the sensor did not measure, or measured wrongly.

    Threshold: Over {HEARTRATE_MAX} beats per minute, the largest value that FIT can hold, or 0 in more than
    {ZERO_HEARTRATE_SHARE:.0%} of the heart rates. Fewer zeros move the average by only one or two beats, and sensors
    often lose contact for a few seconds. The share is a judgment. STR009 reports markers such as 255.
    """
    span = extents(activity)["heartrate"]
    if not (span.low <= 0 or span.high > thresholds.HEARTRATE_MAX):
        return
    rate = activity.records.heartrate
    there = int(np.count_nonzero(~np.isnan(rate)))
    zero = rate == 0
    if there and np.count_nonzero(zero) == there:
        rows = zero.nonzero()[0]
        message = f"all {there:,} heart rates are 0" if there > 1 else "the only heart rate is 0"
        yield Violation(message, at_record(activity, rows[0], "heartrate"), rows, noun=activity.record_noun)
        return
    if np.count_nonzero(zero) > thresholds.ZERO_HEARTRATE_SHARE * there:
        yield from _marked(activity, "heartrate", zero, "0 bpm")
    yield from _outside(activity, "heartrate", 0, thresholds.HEARTRATE_MAX)


@rule("STR002", "cadence-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed("one report"), formats=TRACKS)
def cadence_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects cadences that are negative or too high for a person.

    Why: One uploader reports that a cadence over 255 broke an upload, and nobody turns the pedals that fast. Steps of
    both feet, or strokes per hour, give such high values.

    Fix: Write revolutions per minute. On foot, write the strides of one foot per minute. Leave out values that the
    sensor did not give.

    Threshold: Over {CADENCE_MAX} per minute, the largest value that FIT can hold. STR009 reports markers such as 255.
    """
    yield from _outside(activity, "cadence", 0, thresholds.CADENCE_MAX)


@rule(
    "STR003",
    "doubled-run-cadence",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("several reports"),
    formats=FIT | TCX,
)
def doubled_run_cadence(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects runs whose cadence counts the steps of both feet instead of one.

    Why: FIT and TCX define the cadence of a run as the strides of one foot, and Strava doubles it to get steps. If a
    file already counts both feet, 150 to 200 steps become 300 to 400.

    Fix: Halve the cadence: one foot touches the ground 70 to 110 times per minute.

    Threshold: More than {DOUBLED_CADENCE_SHARE:.0%} of the cadences above 0 are between {DOUBLED_CADENCE[0]} and
    {DOUBLED_CADENCE[1]}. The limits are a judgment: runners take 70 to 110 strides per minute.
    """
    if not has_trait(activity.sport.mapped, "run"):
        return
    cadence = activity.records.cadence
    low, high = thresholds.DOUBLED_CADENCE
    if not extents(activity)["cadence"].high >= low:
        return
    turning = cadence > 0
    doubled = (cadence >= low) & (cadence <= high)
    rows = doubled.nonzero()[0]
    if len(rows) > thresholds.DOUBLED_CADENCE_SHARE * np.count_nonzero(turning):
        middle = float(np.median(cadence[turning]))
        message = f"the median cadence of the run is {middle:,.0f}, which seems to count the steps of both feet"
        yield Violation(message, at_record(activity, rows[0], "cadence"), rows, noun=activity.record_noun)


@rule("STR004", "power-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def power_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects power values that are negative or higher than anyone can produce.

    Why: Strava counts every value, so a single glitch becomes a best effort that never happened.

    Fix: Remove the wrong values.

    Threshold: Below 0 or over {POWER_MAX_W:,.0f} W. This is a judgment: track sprinters peak near 2,500 W. STR009
    reports markers such as 65535.
    """
    yield from _outside(activity, "power", 0, thresholds.POWER_MAX_W)


@rule(
    "STR005",
    "temperature-out-of-range",
    Severity.WARNING,
    Effect.MISREAD,
    basis=format_spec("FIT sint8; TrackPointExtension v1 DegreesCelsius_t"),
    formats=TRACKS,
)
def temperature_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects temperatures that are too low or too high for any place where people exercise.

    Why: The formats define degrees Celsius. Kelvin, tenths of a degree, and Fahrenheit in the sun give values outside
    the limits.

    Fix: Convert the values to degrees Celsius. Leave out values that were not measured.

    Threshold: Below {TEMPERATURE_C[0]} or over {TEMPERATURE_C[1]} degrees Celsius. This is a judgment: no one exercises
    beyond these limits, and FIT's signed byte can still hold them.
    """
    yield from _outside(activity, "temperature", *thresholds.TEMPERATURE_C)


@rule("STR006", "elevation-out-of-range", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def elevation_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects elevations that no place on the ground has.

    Why: Strava drops elevation that is "clearly inaccurate". If it does not notice the error, it counts the climb to
    the wrong elevation. Feet, millimeters and the start value of a sensor give such values.

    Fix: Convert the values to meters above sea level. Leave out values that were not measured.

    Threshold: Below {ELEVATION_M[0]} m or over {ELEVATION_M[1]:,.0f} m. The shore of the Dead Sea is at -430 m, the
    summit of Everest at 8,849 m. Flights are not checked.
    """
    low, high = thresholds.ELEVATION_M
    if not extents(activity)["altitude"].leaves(low, high) or is_airborne(activity.sport.written):
        return
    altitude = activity.records.altitude
    outside = (altitude < low) | (altitude > high)
    zero = altitude == thresholds.FIT_RAW_ZERO_M
    if zero.any():
        rows = zero.nonzero()[0]
        total = of(len(rows), len(altitude), activity.record_noun)
        message = f"{total} {verb(len(rows), 'has')} an elevation of exactly -500 m, which is a raw 0 in FIT"
        help_text = "Leave out the elevation of records that have none: FIT's marker for that is 65535, not 0."
        place = at_record(activity, rows[0], "altitude")
        yield Violation(message, place, rows, help=help_text, noun=activity.record_noun, about=("altitude", "raw 0"))
    yield from _marked(activity, "altitude", outside & ~zero)


@rule("STR014", "elevation-below-land", Severity.INFO, Effect.MISREAD, basis=observed("one report"), formats=TRACKS)
def elevation_below_land(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a whole track below every land outside the Jordan rift.

    Why: A barometer that was never calibrated, or an offset that was subtracted twice, gives a steady elevation that is
    hundreds of meters too low. The climb is right, but the elevation that Strava shows is not.

    Fix: If you write the file, check the offset: FIT stores (elevation + 500) times 5. If a device recorded it,
    calibrate the device before the next activity.

    Threshold: The median elevation is between {LOWEST_LAND_M} m and {ELEVATION_M[0]} m, and no position is near the
    Dead Sea. STR006 reports what is lower. Flights are not checked.
    """
    records = activity.records
    if not extents(activity)["altitude"].low < thresholds.LOWEST_LAND_M or is_airborne(activity.sport.written):
        return
    altitude = records.altitude[np.isfinite(records.altitude)]
    if not len(altitude):
        return
    median = float(np.median(altitude))
    south, north, west, east = thresholds.JORDAN_RIFT
    latitude, longitude = records.latitude, records.longitude
    there = (latitude > south) & (latitude < north) & (longitude > west) & (longitude < east)
    located = interpretation.has_position(activity)
    if located and thresholds.ELEVATION_M[0] <= median < thresholds.LOWEST_LAND_M and not there.any():
        rows = (records.altitude < thresholds.LOWEST_LAND_M).nonzero()[0]
        message = f"the median elevation is {median:,.0f} m, lower than any land at these positions"
        place = at_record(activity, rows[0], "altitude")
        yield Violation(message, place, rows, noun=activity.record_noun, about=("altitude", "low"))


@rule(
    "STR009",
    "invalid-marker-as-value",
    Severity.WARNING,
    Effect.MISREAD,
    basis=(observed("one report"), format_spec("FIT base types: invalid values")),
)
def invalid_marker_as_value(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects values such as 255 and 65535, which mark a missing value in FIT.

    Why: FIT marks a missing value by setting all its bits. If a program copies this marker into another field or
    format, it looks like a measurement, and Strava shows 255 bpm or 65,535 W.

    Fix: Leave the value out of records that have none.

    Note: The value just below the marker (254, 65534) counts too. So do both after FIT's scale and offset: an elevation
    of 12,607 m, a speed of 65.535 m/s.
    """
    records = activity.records
    for stream in MARKED_STREAMS:
        if not extents(activity)[stream].high > below_markers(stream):
            continue
        rows = is_marker(records, stream).nonzero()[0]
        if len(rows):
            value = f"{getattr(records, stream)[rows[0]]:,.10g}"
            total = of(len(rows), len(records), activity.record_noun)
            message = f"{total} {verb(len(rows), 'has')} {_an(stream)} of {value}, which marks a missing value"
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
    """Detects stream values that are not numbers.

    Why: A value that cannot be read as a number is lost. The usual causes are a decimal comma, a unit after the number,
    and `NaN`.

    Fix: Write plain numbers with a decimal point. If there is no value, leave the element out.
    """
    for fault in activity.faults_of(FaultKind.UNREADABLE_NUMBER):
        stream = str(fault.detail.get("stream", "value"))
        text = quote(fault.detail.get("text", ""))
        total = of(fault.count, len(activity.records), activity.record_noun)
        message = f"the {_NAMES.get(stream, stream)} of {total} is not a number; the first is {text}"
        if not str(fault.detail.get("text", "")).strip():
            message = f"the {_NAMES.get(stream, stream)} of {total} is empty or not a number"
        noun = activity.record_noun if fault.at.table == "record" else ""
        yield Violation(message, fault.at, fault.rows, count=fault.count, noun=noun)


def _outside(activity: Activity, stream: str, low: float, high: float) -> Iterator[Violation]:
    """Yield one violation for the values of a stream below `low` or above `high`, as `_marked` does."""
    if extents(activity)[stream].leaves(low, high):
        values = getattr(activity.records, stream)
        yield from _marked(activity, stream, (values < low) | (values > high))


def _marked(activity: Activity, stream: str, outside: Bools, what: str = "") -> Iterator[Violation]:
    """Yield one violation for the marked values of a stream, without the markers that STR009 reports.

    what: how the message describes the values, by default as their range with the unit.
    """
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
