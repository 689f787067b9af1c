"""POS: position. What lies outside the Earth's coordinates, is half there, or jumps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed
from activitylint.model.format import FIT, GPX, TCX, TRACKS
from activitylint.model.request import Context
from activitylint.model.tables import Float, Int, Records
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.strava.track import blocks, has_position, long_steps

_Mask = npt.NDArray[np.bool_]
_NONE = np.zeros(0, dtype=np.bool_)

_COORDINATES = format_spec("GPX 1.1 latitudeType, longitudeType; TCX v2 Position_t; FIT semicircles")


@rule("POS001", "position-out-of-range", Severity.ERROR, Effect.UNKNOWN, basis=_COORDINATES, formats=TRACKS)
def position_out_of_range(activity: Activity, context: Context) -> Iterator[Violation]:
    """A latitude is no number from -90 to 90, or a longitude none from -180 to 180.

    Why: the formats allow nothing else. Swapped coordinates, radians or scaled integers written as degrees, and `NaN`
    from a program's failed calculation all end outside, and no reader can place them.

    Fix: Write degrees, latitude first; leave the position out where there is none.
    """
    records = activity.records
    outside = (np.abs(records.latitude) > 90.0) | (np.abs(records.longitude) > 180.0)
    rows = outside.nonzero()[0]
    noun = activity.record_noun
    if len(rows):
        total = of(len(rows), len(records), noun)
        first = rows[0]
        pair = f"{records.latitude[first]:.6g}, {records.longitude[first]:.6g}"
        message = f"{total} {verb(len(rows), 'lies')} outside the Earth's coordinates, the first at {pair}"
        column = "latitude" if np.abs(records.latitude[first]) > 90.0 else "longitude"
        yield Violation(message, at_record(activity, first, column), rows, noun=noun)
    faults = activity.faults_of(FaultKind.BAD_POSITION)
    if faults:
        rows = activity.fault_rows(FaultKind.BAD_POSITION).nonzero()[0]
        text = quote(faults[0].detail.get("text", ""))
        message = f"the position of {of(len(rows), len(records), noun)} is no number, the first is {text}"
        yield Violation(message, faults[0].at, rows, noun=noun)


@rule("POS002", "half-a-position", Severity.WARNING, Effect.IGNORED, basis=_COORDINATES, formats=TRACKS)
def half_a_position(activity: Activity, context: Context) -> Iterator[Violation]:
    """A record has a latitude and no longitude, or the reverse.

    Why: one without the other is no place, so the position of that record is lost.

    Fix: Write both, or neither.
    """
    rows = _incomplete(activity, np.not_equal).nonzero()[0]
    if len(rows):
        total = of(len(rows), len(activity.records), activity.record_noun)
        lacking = "longitude" if np.isnan(activity.records.longitude[rows[0]]) else "latitude"
        there = "latitude" if lacking == "longitude" else "longitude"
        message = f"{total} {verb(len(rows), 'has')} a {there} without a {lacking}"
        if np.any(np.isnan(activity.records.longitude[rows]) != (lacking == "longitude")):
            message = f"{total} {verb(len(rows), 'has')} a latitude or a longitude without the other"
        yield Violation(message, at_record(activity, rows[0], there), rows, noun=activity.record_noun)


@rule("POS003", "null-island", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def null_island(activity: Activity, context: Context) -> Iterator[Violation]:
    """Records lie at latitude 0, longitude 0, among others that do not, or all of them do.

    Why: 0, 0 is what programs write for "no position". Strava draws a line to the Gulf of Guinea and counts the
    distance there and back.

    Fix: Leave the position out where there is none.

    Threshold: within 0.0001 degrees of 0, 0, in a file whose other positions lie more than 5 degrees away or that has
    no other. Both are judgements.
    """
    rows = activity.cached(_null_island).nonzero()[0]
    if len(rows):
        total = of(len(rows), len(activity.records), activity.record_noun)
        message = f"{total} {verb(len(rows), 'lies')} at 0, 0"
        yield Violation(message, at_record(activity, rows[0], "latitude"), rows, noun=activity.record_noun)


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
    """The file has no position at all.

    Why: "Activities without lat/lng info in the file are auto marked as stationary": as on a trainer. There is no map,
    no segments and no elevation.

    Fix: Nothing, for an indoor activity. If it was outdoors, export it with its positions.
    """
    records = activity.records
    if np.all(np.isnan(records.latitude) & np.isnan(records.longitude)) and not activity.faults_of(
        FaultKind.BAD_POSITION
    ):
        yield Violation("no position in the file: Strava marks the activity as stationary")


@rule("POS005", "position-jump", Severity.WARNING, Effect.FLAGGED, basis=observed("one report"), formats=TRACKS)
def position_jump(activity: Activity, context: Context) -> Iterator[Violation]:
    """Neighbouring positions lie further apart than anyone moves in the time between them.

    Why: Strava takes the jump as distance and speed, and flags the activity as recorded in a vehicle. It comes from
    a first fix that was wrong, from glitches, and from points that were joined in the wrong order.

    Fix: Remove the points that lie far off; the line between their neighbours replaces them.

    Threshold: over 100 m/s (360 km/h) over more than 100 m. A pause or a tunnel leaves time for the way, so it is no
    jump.

    Note: Points at 0, 0 are POS003's; between times that TIM008 reports nothing can be told.
    """
    after, metres, seconds = (np.concatenate(parts) for parts in zip(*_jumps(activity), strict=True))
    if len(after):
        noun = activity.record_noun
        farthest = int(np.argmax(metres))
        how = f"{_length(float(metres[farthest]))} in {span(float(seconds[farthest]))}"
        message = f"the position jumps {how}"
        if len(after) > 1:
            message = f"{plural(len(after), 'jump')} between neighbouring {noun}s, up to {how}"
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
    """A GPX track point lacks its latitude or longitude.

    Why: GPX requires both attributes, so it cannot carry an indoor activity.

    Fix: Write an indoor activity as FIT or TCX, strength training as JSON; elsewhere leave out points without a
    position.
    """
    rows = _incomplete(activity, np.logical_or).nonzero()[0]
    if len(rows):
        total = of(len(rows), len(activity.records), "track point")
        message = f"{total} {verb(len(rows), 'lacks')} lat or lon"
        yield Violation(message, at_record(activity, rows[0]), rows, noun="track point")


def _incomplete(activity: Activity, how: np.ufunc) -> _Mask:
    """Records whose latitude and longitude are absent in this combination; what is no number is POS001's."""
    absent = how(np.isnan(activity.records.latitude), np.isnan(activity.records.longitude))
    incomplete: _Mask = absent & ~activity.fault_rows(FaultKind.BAD_POSITION)
    return incomplete


def _jumps(activity: Activity) -> Iterator[tuple[Int, Float, Float]]:
    """The rows that the position jumps to, with the metres and the seconds from the row before; piece by piece."""
    records, null = activity.records, activity.cached(_null_island)
    before = np.empty(0, dtype=np.int64)
    yield before, np.empty(0), np.empty(0)
    for first, part in blocks(records):
        timed = np.isfinite(part.time) & (part.time >= thresholds.EARLIEST_S)
        rows = (has_position(part) & ~null[first : first + len(part)] & timed).nonzero()[0] + first
        rows = np.concatenate((before, rows))
        before = rows[-1:]
        seconds = np.abs(np.diff(records.time[rows]))
        plausible = np.maximum(thresholds.JUMP_SPEED_MS * seconds, thresholds.JUMP_DISTANCE_M)
        jumps, metres = long_steps(records.latitude[rows], records.longitude[rows], plausible)
        yield rows[jumps + 1], metres, seconds[jumps]


def _null_island(activity: Activity) -> _Mask:
    """Records at 0, 0, where the rest of the file is far away or there is no rest."""
    records = activity.records
    there: _Mask = np.concatenate(
        [_near_null(part, thresholds.NULL_ISLAND_DEGREES) for _, part in blocks(records)] or [_NONE]
    )
    if not there.any():
        return there
    around = _near_null(records, thresholds.NULL_ISLAND_WATERS_DEGREES) & ~there
    return there & ~around.any()


def _near_null(records: Records, degrees: float) -> _Mask:
    near: _Mask = (np.abs(records.latitude) < degrees) & (np.abs(records.longitude) < degrees)
    return near


def _length(metres: float) -> str:
    return f"{metres / 1000:,.1f} km" if metres >= 1000 else f"{metres:,.0f} m"
