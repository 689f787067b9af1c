"""TCX: what Strava reads from laps, and whether it agrees with the trackpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Int
from activitylint.model.distinct import distinct
from activitylint.model.faults import FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.request import Context
from activitylint.model.tables import Laps
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.lap_track import lap_track
from activitylint.rules.support.wording import of, quote, verb
from activitylint.strava import thresholds

__all__ = ["empty_track", "incomplete_lap", "lap_data_not_read", "lap_time_disorder", "lap_totals_disagree"]

_READ: Final = frozenset({"Track", "TotalTimeSeconds", "DistanceMeters", "Calories"})
_REQUIRED: Final = frozenset({"Intensity", "TriggerMethod"})
"""Required in every lap by the schema; nobody minds that Strava does not read them."""
_MOST_LISTED: Final = 6
"""Values that one message lists at most."""


@rule(
    "TCX006",
    "lap-data-not-read",
    Severity.INFO,
    Effect.IGNORED,
    basis=(documented(Section.TCX), observed("for Activities; the documentation says it of Courses")),
    formats=TCX,
)
def lap_data_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects averages, maxima, notes and other values of laps that Strava does not read.

    Why: Strava's documentation says that of the laps of a course only Track, TotalTimeSeconds, DistanceMeters and
    Calories are used. Uploaders see the same for activities: Strava computes averages and maxima from the trackpoints,
    and notes are lost.

    Fix: You do not need to do anything. If the notes matter to you, send them as the description of the upload.
    """
    if activity.tcx is None:
        return
    values = {
        path: count
        for path, count in activity.tcx.lap_values.items()
        if count and path not in _REQUIRED and path.partition("/")[0] not in _READ
    }
    if values:
        counts: dict[str, int] = {}
        for path, count in sorted(values.items()):
            counts[_short_name(path)] = counts.get(_short_name(path), 0) + count
        names = [f"{name} ({count:,})" for name, count in sorted(counts.items())]
        more = len(names) - _MOST_LISTED
        listed = ", ".join(names[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
        message = f"the laps have values that Strava does not read: {listed}"
        yield Violation(message, at=Place("lap"), count=sum(values.values()))


@rule(
    "TCX007",
    "incomplete-lap",
    Severity.WARNING,
    Effect.MISREAD,
    basis=documented(Section.TCX),
    formats=TCX,
    needs_complete_file=True,
)
def incomplete_lap(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects laps without a numeric TotalTimeSeconds, DistanceMeters or (in an Activity) Calories.

    Why: Strava takes these values from a lap. Without them, the time, distance or energy is missing or wrong.

    Fix: Write all three in every lap, with the time and the distance of that lap. If Calories were not measured, write
    0.
    """
    if activity.tcx is None:
        return
    in_activity = activity.laps.session < activity.tcx.activities
    names = list(activity.tcx.lap_numbers_missing)
    lacks = np.zeros(len(activity.laps), dtype=np.uint8)  # a bit for each of the three names
    for number, (name, missing) in enumerate(activity.tcx.lap_numbers_missing.items()):
        lacks[missing[in_activity[missing]] if name == "Calories" else missing] |= 1 << number
    for kind in sorted(distinct(lacks).tolist(), key=lambda kind: int((lacks == kind).argmax())):
        if kind:
            rows = (lacks == kind).nonzero()[0]
            missing_names = tuple(name for number, name in enumerate(names) if kind >> number & 1)
            *most, last = missing_names
            listed = f"{', '.join(most)} and {last}" if most else last
            yield Violation(
                f"{of(len(rows), len(activity.laps), 'lap')} {verb(len(rows), 'has')} no numeric {listed}",
                at=Place("lap", int(rows[0]), missing_names[0]),
                rows=rows,
                about=missing_names,
                help=_help_to_complete(activity, missing_names),
            )


_HOW_TO_COMPLETE: Final = {
    "TotalTimeSeconds": "TotalTimeSeconds with the seconds from the start to the end of the lap",
    "DistanceMeters": "DistanceMeters with the meters from the start to the end of the lap",
    "Calories": "Calories with the kilocalories of the lap, or 0 if they were not measured",
}


def _help_to_complete(activity: Activity, names: tuple[str, ...]) -> str:
    """What to write in the laps; what is only in the wrong place is to be moved."""
    misplaced = {
        str(fault.detail["element"]): str(fault.detail["parent"])
        for fault in activity.faults_of(FaultKind.XML_SCHEMA)
        if fault.detail.get("problem") == "unknown" and fault.detail.get("element") in names
    }
    moves = [f"Move the {name} of <{parent}> into the lap that it belongs to." for name, parent in misplaced.items()]
    writes = [_HOW_TO_COMPLETE[name] for name in names if name not in misplaced]
    return " ".join([*moves, *([f"Write {'; '.join(writes)}."] if writes else [])])


@rule(
    "TCX008",
    "lap-totals-disagree",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("one report that distance and calories are per lap"),
    formats=TCX,
    needs_complete_file=True,
)
def lap_totals_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects laps whose TotalTimeSeconds or DistanceMeters disagrees with their trackpoints.

    Why: Strava takes both values per lap and adds them up. If a program keeps counting from lap to lap, the activity
    becomes several times as long as it was.

    Fix: In each lap, write the lap's own time in seconds and its own distance in meters.

    Threshold: The distance may differ by {LAP_DISTANCE_M} m or {LAP_DISTANCE_SHARE:.0%}, whichever is more, and by
    {LAP_PATH_SHARE:.0%} if it has to be computed from positions. The time may be longer by {LAP_TIME_S:time} or
    {LAP_TIME_SHARE:.0%}, whichever is more. It may be shorter, because of pauses, down to {LAP_RECORDED_SHARE:.0%} of
    the time that was recorded. The distance is not checked if the distances (or positions) of a lap cover less than
    {LAP_COVERED_SHARE:.0%} of its trackpoints. These numbers are judgments, based on laps that devices wrote.
    """
    laps = activity.laps
    if not len(activity.records) or not (np.isfinite(laps.distance).any() or np.isfinite(laps.elapsed).any()):
        return
    track = lap_track(activity)
    with_distance = np.isfinite(activity.records.distance).any()
    share = thresholds.LAP_DISTANCE_SHARE if with_distance else thresholds.LAP_PATH_SHARE
    distance, elapsed = laps.distance[track.rows], laps.elapsed[track.rows]
    slack = np.maximum(thresholds.LAP_DISTANCE_M, share * track.longest)
    wrong = (distance > track.longest + slack) | (distance < track.shortest - slack)
    distance_so_far = (distance >= track.counted - slack) & (distance <= track.reached + slack)
    time_slack = np.maximum(thresholds.LAP_TIME_S, thresholds.LAP_TIME_SHARE * track.lasted)
    longer = elapsed > track.lasted + time_slack
    shorter = (elapsed < thresholds.LAP_RECORDED_SHARE * track.recorded) & (track.recorded > thresholds.LAP_TIME_S)
    time_so_far = np.abs(elapsed - track.passed) <= time_slack
    for name, which, cumulative, written, measured in (
        ("DistanceMeters", wrong, distance_so_far, distance, track.longest),
        ("TotalTimeSeconds", longer | shorter, time_so_far, elapsed, track.lasted),
    ):
        yield from _wrong_totals(
            name,
            laps,
            track.rows[which],
            cumulative=cumulative[which],
            written=written[which],
            measured=measured[which],
        )


@rule(
    "TCX010",
    "empty-track",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=observed("reports of files that Strava calls empty"),
    formats=TCX,
    needs_complete_file=True,
)
def empty_track(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects Tracks, and Laps of an Activity, without a Trackpoint, in a file where others have some.

    Why: The schema requires at least one Trackpoint in a Track. Strava calls a file empty if it finds no Trackpoint in
    the part that it looks at.

    Fix: Remove empty Tracks. Merge a lap without trackpoints into the lap before or after it.
    """
    tcx = activity.tcx
    if tcx is None or not len(activity.records):
        return
    tracks: Int = (tcx.tracks == 0).nonzero()[0]
    if len(tracks):
        yield Violation(
            f"{of(len(tracks), len(tcx.tracks), 'Track')} {verb(len(tracks), 'has')} no Trackpoint",
            at=Place("track", int(tracks[0])),
            rows=tracks,
        )
    has_empty_track = np.zeros(len(activity.laps), dtype=np.bool_)
    laps_of_tracks = tcx.track_lap[tracks]
    has_empty_track[laps_of_tracks[laps_of_tracks >= 0]] = True
    empty = (activity.laps.records == 0) & (activity.laps.session < tcx.activities) & ~has_empty_track
    rows: Int = empty.nonzero()[0]
    if len(rows):
        yield Violation(
            f"{of(len(rows), len(activity.laps), 'lap')} {verb(len(rows), 'has')} no Trackpoint",
            at=Place("lap", int(rows[0])),
            rows=rows,
        )


@rule(
    "TCX011",
    "lap-time-disorder",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=observed("one report of a refused file"),
    formats=TCX,
)
def lap_time_disorder(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects laps that start after their own end, or before the start of the previous lap.

    Why: One uploader reports that Strava refused a file with a lap that started after its own end.

    Fix: Write the laps in order of time, and give each the StartTime at which it began.

    Threshold: More than {LAP_ORDER_S} second, because start times are rounded to whole seconds and trackpoints may not
    be.
    """
    laps = activity.laps
    if not (np.isfinite(laps.start).any() or (laps.elapsed < 0).any()):
        return
    track = lap_track(activity)
    late = laps.elapsed < 0
    late[track.rows] |= laps.start[track.rows] > track.last_time + thresholds.LAP_ORDER_S
    early = np.append(False, (np.diff(laps.start) < -thresholds.LAP_ORDER_S) & (np.diff(laps.session) == 0))
    for mask, one, many in (
        (late, "after its own end", "after their own end"),
        (early, "before the previous lap", "before the previous lap"),
    ):
        rows: Int = mask.nonzero()[0]
        if len(rows):
            its = one if len(rows) == 1 else many
            yield Violation(
                f"{of(len(rows), len(laps), 'lap')} {verb(len(rows), 'starts')} {its}",
                at=Place("lap", int(rows[0]), "@StartTime"),
                rows=rows,
            )


def _wrong_totals(
    name: str, laps: Laps, rows: Int, *, cumulative: Bools, written: Float, measured: Float
) -> Iterator[Violation]:
    """Yield the violation about one total of some laps, if there are any.

    rows: the ordinals of the laps. For each of them: cumulative, true if the total fits a count since the start of the
    activity; written, the total in the file; measured, the total by the trackpoints.
    """
    if not len(rows):
        return
    unit = "m" if name == "DistanceMeters" else "s"
    laps_wrong = f"{of(len(rows), len(laps), 'lap')} {verb(len(rows), 'has')} a {name}"
    example = f"{written[0]:,.0f} {unit} instead of {measured[0]:,.0f} {unit}"
    if rows[0] > 0 and cumulative.all():
        message = f"{laps_wrong} counted from the start of the activity, not of the lap: {example}"
    else:
        message = f"{laps_wrong} that disagrees with the trackpoints: {example}"
    first = int(laps.first_record[rows[0]])
    last = first + int(laps.records[rows[0]]) - 1
    field = "distance" if unit == "m" else "time"
    related = (
        (Place("record", first, field), "the first trackpoint of the lap"),
        (Place("record", last, field), "the last trackpoint of the lap"),
    )
    advice = None
    if not measured.any():
        advice = f"Correct the trackpoints, whose {field} stays 0, and leave the {name} of the laps as it is."
    yield Violation(message, at=Place("lap", int(rows[0]), name), rows=rows, related=related, help=advice)


def _short_name(path: str) -> str:
    """Shorten a path: `AverageHeartRateBpm/Value` to its first part, `Extensions/LX/Steps` to its last."""
    first, _, _ = path.partition("/")
    shown = path.rpartition("/")[2] if first == "Extensions" else first
    return quote(shown)[1:-1]
