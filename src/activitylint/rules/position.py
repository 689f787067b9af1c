"""POS: positions that are missing, incomplete, not on Earth, or too far from the one before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Int
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed
from activitylint.model.fit import SEMICIRCLES
from activitylint.model.format import FIT, GPX, TCX, TRACKS, Format
from activitylint.model.request import Context
from activitylint.model.tables import Records
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.strava.extents import extents, position_steps, positions, within_earth
from activitylint.strava.interpretation import jump_speed
from activitylint.strava.track import blocks, off_earth, rough_steps

_GLITCH: Final = 2
"""Jumps in a row that one glitch makes: away and back."""
_HALF: Final = 0.5
_ROUNDED: Final = 2e-3
"""By what part of a coarse step a coarse position may be off: FIT's semicircles are a thousandth of one."""
_SCALED: Final = 1_000.0
"""Degrees are smaller, and a degree times 100,000 is larger unless it is near 0."""
_LATITUDES, _LONGITUDES = 90 + _HALF, 180 + _HALF
_NO_ROWS = np.empty(0, dtype=np.intp)
_NOTHING = np.zeros(0, dtype=np.bool_)

_COORDINATES = format_spec("GPX 1.1 latitudeType, longitudeType; TCX v2 Position_t; FIT semicircles")


@rule("POS001", "position-out-of-range", Severity.ERROR, Effect.UNKNOWN, basis=_COORDINATES, formats=TRACKS)
def position_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects latitudes that are not a number from -90 to 90, and longitudes that are not a number from -180 to 180.

    Why: The formats allow no other values, and no program can put such a point on a map. Typical causes are swapped
    coordinates, radians or scaled integers written as degrees, and `NaN` from a failed calculation.

    Fix: Write the latitude and the longitude in degrees, and check that they are not swapped. If a point has no
    position, leave its position out.
    """
    records, noun = activity.records, activity.record_noun
    if not within_earth(activity):
        rows = off_earth(records).nonzero()[0]
        total = of(len(rows), len(records), noun)
        first = rows[0]
        pair = f"latitude {records.latitude[first]:.6g}, longitude {records.longitude[first]:.6g}"
        message = f"{total} {verb(len(rows), 'is')} at a position that is not on Earth, the first at {pair}"
        column = "latitude" if np.abs(records.latitude[first]) > 90.0 else "longitude"
        scaled = all(_is_scaled(degrees[rows]) for degrees in (records.latitude, records.longitude))
        advice = None
        if scaled:
            message += ": integers of another unit were written as degrees"
            advice = "Divide semicircles, FIT's unit, by 2^31 / 180, and degrees times 10,000,000 by that number."
        yield Violation(message, at_record(activity, first, column), rows, noun=noun, help=advice)
    faults = activity.faults_of(FaultKind.BAD_POSITION)
    if faults:
        rows = activity.fault_rows(FaultKind.BAD_POSITION).nonzero()[0]
        text = quote(faults[0].detail.get("text", ""))
        message = f"the position of {of(len(rows), len(records), noun)} is not a number; the first is {text}"
        advice = (
            "Write degrees as plain numbers with a decimal point. If a point has no position, leave its position out."
        )
        yield Violation(message, faults[0].at, rows, noun=noun, help=advice)


@rule("POS002", "half-a-position", Severity.WARNING, Effect.IGNORED, basis=_COORDINATES, formats=TRACKS)
def half_a_position(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects records that have a latitude but no longitude, or a longitude but no latitude.

    Why: One without the other does not give a place, so the position of the record is lost.

    Fix: Write both, or leave both out.
    """
    rows = _incomplete(activity, np.not_equal).nonzero()[0]
    if len(rows):
        total = of(len(rows), len(activity.records), activity.record_noun)
        missing = "longitude" if np.isnan(activity.records.longitude[rows[0]]) else "latitude"
        present = "latitude" if missing == "longitude" else "longitude"
        message = f"{total} {verb(len(rows), 'has')} a {present} but no {missing}"
        if np.any(np.isnan(activity.records.longitude[rows]) != (missing == "longitude")):
            message = f"{total} {verb(len(rows), 'has')} only one of latitude and longitude"
        yield Violation(message, at_record(activity, rows[0], present), rows, noun=activity.record_noun)


@rule("POS003", "null-island", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def null_island(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects positions at latitude 0, longitude 0 that stand for "no position".

    Why: Programs write 0, 0 when they have no position. Strava draws a line to the Gulf of Guinea and counts the
    distance there and back.

    Fix: Leave the position out of points that have none.

    Note: If all positions of a FIT file have raw values within 180, degrees were written in place of semicircles.

    Threshold: Within {NULL_ISLAND_DEGREES} degrees of 0, 0, if all other positions in the file are more than
    {NULL_ISLAND_WATERS_DEGREES} degrees away or there are no others. Both numbers are judgments.
    """
    rows = activity.cached(_null_island)
    if len(rows):
        total = of(len(rows), len(activity.records), activity.record_noun)
        message = f"{total} {verb(len(rows), 'is')} at latitude 0, longitude 0"
        help_text = None
        about: tuple[str, ...] = ()
        if _degrees_as_semicircles(activity):
            message += ": degrees were written as semicircles"
            about = ("semicircles",)
            help_text = (
                "Multiply the degrees by 2^31 / 180 before you round them to an integer: 47.1 degrees are 561,924,888 "
                "semicircles. This file has only whole degrees left, so export the activity again."
            )
        place = at_record(activity, rows[0], "latitude")
        yield Violation(message, place, rows, noun=activity.record_noun, help=help_text, about=about)


@rule(
    "POS004",
    "no-position",
    Severity.INFO,
    Effect.NONE,
    basis=documented(Section.UPLOAD),
    formats=FIT | TCX,
    needs_complete_file=True,
)
def no_position(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files without any position.

    Why: Strava's documentation says that "activities without lat/lng info in the file are auto marked as stationary",
    as if recorded on a trainer. They get no map, no segments and no elevation.

    Fix: If the activity was indoors, you do not need to do anything. If it was outdoors, export it with its positions.
    """
    spans = extents(activity)
    if spans["latitude"].empty and spans["longitude"].empty and not activity.faults_of(FaultKind.BAD_POSITION):
        yield Violation("the file has no positions, so Strava marks the activity as stationary")


@rule("POS005", "position-jump", Severity.WARNING, Effect.FLAGGED, basis=observed("one report"), formats=TRACKS)
def position_jump(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects neighboring positions that are too far apart for the time between them.

    Why: Strava counts the jump as distance and speed, and flags the activity as recorded in a vehicle. Typical causes
    are a wrong first position, glitches of the GPS, and points that were joined in the wrong order.

    Fix: Remove the points that are far off the track. The line between their neighbors replaces them.

    Threshold: More than {JUMP_DISTANCE_M} m at more than {JUMP_SPEEDS_MS[foot]} m/s on foot,
    {JUMP_SPEEDS_MS[bicycle]} m/s on a bicycle, {JUMP_SPEEDS_MS[swim]} m/s in the water, and {JUMP_SPEED_MS} m/s
    ({JUMP_SPEED_KMH} km/h) in all other sports, because some of them fly or drive. A pause or a tunnel leaves enough
    time for the distance, so it does not count as a jump.

    Note: Points at 0, 0 are reported by POS003 and ignored here, and so are points with a time that TIM008 reports.
    """
    after, meters, seconds = _jumps(activity)
    if not len(after):
        return
    kept = _isolated(after) | (meters > thresholds.JUMP_SPEED_MS * seconds)
    after, meters, seconds = after[kept], meters[kept], seconds[kept]
    if len(after):
        noun = activity.record_noun
        farthest = int(np.argmax(meters))
        how_far = f"{_length(float(meters[farthest]))} in {span(float(seconds[farthest]))}"
        message = f"the position jumps {how_far}"
        if len(after) > 1:
            message = f"the position jumps {plural(len(after), 'time')} from one {noun} to the next, by up to {how_far}"
        yield Violation(message, at_record(activity, after[0]), after, noun=noun)


@rule(
    "POS006",
    "gpx-needs-position",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(format_spec("GPX 1.1 wptType: lat and lon are required"), observed("several reports")),
    formats=GPX,
    silences=("POS002",),
)
def gpx_needs_position(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects GPX track points without a latitude or a longitude.

    Why: GPX requires both attributes, so it cannot hold an indoor activity.

    Fix: Write an indoor activity as FIT or TCX, and strength training as JSON. In an outdoor activity, leave out the
    points that have no position.
    """
    rows = _incomplete(activity, np.logical_or).nonzero()[0]
    if len(rows):
        total = of(len(rows), len(activity.records), "track point")
        message = f"{total} {verb(len(rows), 'has')} no lat or no lon"
        yield Violation(message, at_record(activity, rows[0]), rows, noun="track point")


@rule("POS007", "coarse-positions", Severity.INFO, Effect.MISREAD, basis=observed("one report"), formats=TRACKS)
def coarse_positions(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects positions with four decimals or fewer.

    Why: The fourth decimal of a degree is up to 11 m, the third is 111 m. Most neighboring positions then are the same
    or a whole step apart, so the track becomes stairs, and its length and speed are wrong.

    Fix: Write latitude and longitude with six decimals or more.

    Threshold: At least {COARSE_POSITIONS} positions, all of them multiples of {COARSE_DEGREES:.4f} degrees (or of ten
    times that), and more than {COARSE_SHARE:.0%} of the neighbors equal or one such step apart.
    """
    records = activity.records
    rows, *degrees = positions(activity)
    if len(rows) < thresholds.COARSE_POSITIONS or not all(_starts_coarse(column) for column in degrees):
        return
    if not all(_is_coarse(column, 1.0).all() for column in degrees):
        return
    steps, words, meters = 1.0, "four decimals", 11
    if all(_is_coarse(column, 10.0).all() for column in degrees):
        steps, words, meters = 10.0, "three decimals", 111
    latitude, longitude = (np.abs(np.diff(column)) for column in degrees)
    step = 1.5 * steps * thresholds.COARSE_DEGREES
    near = (latitude < step) & (longitude < step)
    if np.count_nonzero(near) > thresholds.COARSE_SHARE * len(near):
        total = of(len(rows), len(records), activity.record_noun)
        message = f"the positions of {total} have {words} or fewer, which is up to {meters} m"
        yield Violation(message, at_record(activity, rows[0]), rows, noun=activity.record_noun, about=("decimals",))


def _is_scaled(degrees: Float) -> bool:
    """True for whole numbers so large that they count a small part of a degree."""
    return bool((degrees == np.round(degrees)).all() and np.abs(degrees).min() > _SCALED)


def _starts_coarse(degrees: Float) -> bool:
    """The same as `_is_coarse` for the first positions, and faster, since the first one is hardly ever coarse."""
    multiples = (one / thresholds.COARSE_DEGREES for one in degrees[: thresholds.COARSE_POSITIONS].tolist())
    return all(abs(multiple - round(multiple)) < _ROUNDED for multiple in multiples)


def _is_coarse(degrees: Float, steps: float) -> Bools:
    """True for multiples of so many steps."""
    multiple = degrees / (steps * thresholds.COARSE_DEGREES)
    coarse: Bools = np.abs(multiple - np.round(multiple)) < _ROUNDED
    return coarse


def _incomplete(activity: Activity, combine: np.ufunc) -> Bools:
    """Mark the records whose missing latitude and missing longitude combine to true; POS001 reports unreadable ones."""
    if extents(activity)["latitude"].complete and extents(activity)["longitude"].complete:
        return _NOTHING
    absent: Bools = combine(np.isnan(activity.records.latitude), np.isnan(activity.records.longitude))
    if not absent.any():
        return absent
    incomplete: Bools = absent & ~activity.fault_rows(FaultKind.BAD_POSITION)
    return incomplete


def _jumps(activity: Activity) -> tuple[Int, Float, Float]:
    """The rows after a step that is too fast, and the meters and seconds from the position before."""
    records, placed, meters = activity.records, positions(activity), position_steps(activity)
    rows, null, time = placed.rows, activity.cached(_null_island), extents(activity)["time"]
    if len(null) or not (time.complete and time.low >= thresholds.EARLIEST_S and time.high < math.inf):
        times = placed.of(records.time)
        usable = np.isfinite(times) & (times >= thresholds.EARLIEST_S)
        usable[rows.searchsorted(null)] = False
        rows, latitude, longitude = placed.where(usable)
        meters = rough_steps(latitude, longitude)
    far = (meters > thresholds.JUMP_DISTANCE_M).nonzero()[0]
    if not len(far):
        return _NO_ROWS, meters[:0], meters[:0]
    before, after, meters = rows[far], rows[far + 1], meters[far]
    seconds = np.abs(records.time[after] - records.time[before])
    jumps = meters > jump_speed(activity) * seconds
    if activity.format is Format.FIT:  # each file of a chain has its own track
        jumps &= records.segment[before] == records.segment[after]
    return after[jumps], meters[jumps], seconds[jumps]


def _isolated(rows: Int) -> Bools:
    """Mark the jumps that are alone or in pairs; more in a row are a drive, which STR008 reports."""
    if len(rows) <= _GLITCH:
        return np.ones(len(rows), dtype=np.bool_)
    starts = np.concatenate(([True], np.diff(rows) > 1))
    run = np.cumsum(starts) - 1
    isolated: Bools = np.bincount(run)[run] <= _GLITCH
    return isolated


def _null_island(activity: Activity) -> Int:
    """The records at 0, 0, if the rest of the file is far away or there is no rest."""
    records, near, waters = activity.records, thresholds.NULL_ISLAND_DEGREES, thresholds.NULL_ISLAND_WATERS_DEGREES
    spans = (extents(activity)["latitude"], extents(activity)["longitude"])
    if not all(span.low < near and span.high > -near for span in spans):
        return _NO_ROWS
    there = np.concatenate([_near_null(part, near) for _, part in blocks(records)])
    if there.any() and (_near_null(records, waters) & ~there).any():
        return _NO_ROWS
    return there.nonzero()[0]


def _degrees_as_semicircles(activity: Activity) -> bool:
    """True if the raw values of all positions in a FIT file could be whole degrees, and not all of them are 0."""
    if activity.format is not Format.FIT:
        return False
    latitude, longitude = (
        np.abs(column[np.isfinite(column)]) * SEMICIRCLES
        for column in (activity.records.latitude, activity.records.longitude)
    )
    if not len(latitude) or not len(longitude):
        return False
    in_range = latitude.max() <= _LATITUDES and longitude.max() <= _LONGITUDES
    return bool(in_range and max(latitude.max(), longitude.max()) > _HALF)


def _near_null(records: Records, degrees: float) -> Bools:
    near: Bools = (np.abs(records.latitude) < degrees) & (np.abs(records.longitude) < degrees)
    return near


def _length(meters: float) -> str:
    return f"{meters / 1000:,.1f} km" if meters >= 1000 else f"{meters:,.0f} m"
