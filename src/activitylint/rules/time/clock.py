"""TIM: records without a time, and times that are wrong. How times are written is checked in written.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Int, Intp
from activitylint.model.faults import FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT, TCX, TRACKS, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.lost_namespace import lost_namespace
from activitylint.rules.support.wording import clock, of, plural, span, verb
from activitylint.strava import thresholds
from activitylint.strava.calendars import wrong_calendar
from activitylint.strava.extents import Extent, every_row, extent_of, extents, hull, rises, time_steps
from activitylint.strava.track import never_falls

_TIME_REQUIRED = documented(Section.FILE_TYPES)
_SEVERAL = observed("several reports")
_ONE = observed("one report")

_SET_CREATED = "Write the time at which the recording began into file_id.time_created."
_SET_CLOCK = "Shift these times to the date on which the activity took place. Usually the device's clock was never set."
_ADD_WEEKS = "Add 1,024 weeks (7,168 days) to these times."
_ROLLED_OVER_S = thresholds.GPS_ROLLOVER_S - thresholds.GPS_ROLLOVER_SLACK_S - 1


@rule("TIM001", "record-without-time", Severity.ERROR, Effect.REJECTED, basis=_TIME_REQUIRED, formats=TRACKS)
def record_without_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects track points or records without a time.

    Why: "All files are required to include a time with each trackpoint or record." Strava answers "Time information is
    missing from file." The one exception is a FIT file with strength sets: its records need no time.

    Fix: Write the time at which each point was recorded. If it was never recorded (a route that was drawn on a map),
    the file is not an activity: record one, or add times with a tool that computes them from distance and speed.

    Note: TIM003 reports times that are present but unreadable, and TIM011 a pool swim whose times are in its lengths.
    """
    if not extents(activity)["time"].complete and not _sets_stand_in(activity):
        rows = _without_time(activity).nonzero()[0]
        if len(rows):
            missing = of(len(rows), len(activity.records), activity.record_noun)
            message = f"{missing} {verb(len(rows), 'has')} no time"
            yield Violation(message, at_record(activity, rows[0]), rows, noun=activity.record_noun)


@rule(
    "TIM002",
    "no-records",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(_TIME_REQUIRED, _SEVERAL),
    formats=TRACKS,
    silences=("POS004", "STR011", "TIM010"),
    needs_complete_file=True,
)
def no_records(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files without any track points or records.

    Why: without points there is no time, and Strava answers "Time information is missing from file." or "The file is
    empty". Only FIT and JSON files with strength sets can do without points.

    Fix: Export the activity again with its track. A file that has only totals cannot be uploaded: enter that activity
    by hand.
    """
    if not len(activity.records) and not _sets_stand_in(activity):
        message, help_text = f"the file has no {activity.record_noun}s", None
        if activity.faults_of(FaultKind.TRACKPOINT_OUTSIDE_TRACK):
            message += " inside a Track"
            help_text = "Wrap the Trackpoints of each lap in a `<Track>` element."
        for fault in activity.faults_of(FaultKind.LOST_NAMESPACE)[:1]:
            without, help_text = lost_namespace(activity, fault)
            message += f", because {without}"
        yield Violation(message, help=help_text)


@rule("TIM005", "time-goes-backwards", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def time_goes_backwards(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects records that are earlier than a record before them.

    Why: Strava reads distance and time in file order, so a step back in time distorts speed, moving time and segment
    times. Typical causes are tracks that were joined in the wrong order and clocks that were set during the recording.

    Fix: Sort the points by time, or put the joined tracks in the right order. If a clock change recorded some points
    twice, remove the duplicates.

    Note: The files of a FIT chain and the Activities of a TCX file are checked separately. Times that TIM008 reports
    are ignored here.
    """
    if time_steps(activity).complete and time_steps(activity).low >= 0:
        return  # then no subset of the times goes backwards either
    rows, times, parts = _timed(activity)
    # Each part has its own clock: lift its times above those of the part before, so that one maximum serves all.
    span_of_all = float(np.ptp(times)) + 1.0 if len(times) else 0.0
    lifted = times + parts * span_of_all
    back = np.maximum.accumulate(lifted) - lifted
    late = (back > 0).nonzero()[0]
    if len(late):
        steps = int(np.count_nonzero(np.diff(lifted) < 0))
        where = "once, by" if steps == 1 else f"{steps:,} times, by up to"
        earlier = of(len(late), len(activity.records), activity.record_noun)
        message = (
            f"time goes backwards {where} {span(float(back.max()))}: {earlier} {verb(len(late), 'is')} earlier "
            f"than a {activity.record_noun} before {'it' if len(late) == 1 else 'them'}"
        )
        first, before = rows[late[0]], at_record(activity, rows[late[0] - 1], "time")
        noun = activity.record_noun
        related = ((before, f"the {noun} before, which is later"),)
        yield Violation(message, at_record(activity, first, "time"), rows[late], noun=noun, related=related)


@rule("TIM006", "repeated-time", Severity.INFO, Effect.UNKNOWN, basis=observed(), formats=TRACKS)
def repeated_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files in which many records have the same time as another record.

    Why: Strava's streams have one value for each moment. Which of several points with the same time Strava keeps is not
    known. Typical causes are times cut to whole seconds or minutes, and points that were written twice.

    Fix: Write each moment once. If points are less than a second apart, keep the fractions of a second.

    Threshold: more than {REPEATED_TIME_SHARE:.0%} of the records. A few repeated seconds are common in device exports.
    """
    steps, (shortest, _, complete) = rises(activity)["time"]
    if complete and shortest >= 0:
        # Then a time is only repeated by its neighbors, so each step of 0 has two records that share one.
        ties = int(np.count_nonzero(steps == 0)) if shortest == 0 else 0
        if 2 * ties <= thresholds.REPEATED_TIME_SHARE * len(activity.records):
            return
    rows, times, parts = _timed(activity)
    shared = _shared(times)
    for part in np.flatnonzero(np.bincount(parts)) if parts.any() else ():
        mine = parts == part  # a second file or Activity may cover the same time
        shared[mine] = _shared(times[mine])
    repeated = int(np.count_nonzero(shared))
    if repeated > thresholds.REPEATED_TIME_SHARE * len(activity.records):
        affected = rows[shared]
        total = of(repeated, len(activity.records), activity.record_noun)
        message = f"{total} have the same time as another {activity.record_noun}"
        yield Violation(message, at_record(activity, affected[0], "time"), affected, noun=activity.record_noun)


@rule("TIM007", "time-in-future", Severity.WARNING, Effect.UNKNOWN, basis=observed())
def time_in_future(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times in the future.

    Why: an activity that has not happened yet is refused or filed on the wrong day. Usually the device's clock was
    wrong, or day and month were swapped.

    Fix: Correct the date: shift every time in the file by the same amount.

    Threshold: more than {FUTURE_S:time} after now, so that a time zone mistake does not look like the future.
    """
    bound = context.now + thresholds.FUTURE_S
    if not activity.cached(_all_times).high > bound:
        return
    found = _first_rows(activity, lambda times: times > bound)
    if found is not None:
        place, rows, times, noun = found
        ahead = span(float(times.max()) - context.now)
        message = f"{plural(len(times), 'time')} are in the future, by up to {ahead} (now is {clock(context.now)})"
        if len(times) == 1:
            message = f"the time {clock(float(times[0]))} is {ahead} in the future (now is {clock(context.now)})"
        cause, help_text = wrong_calendar(float(times[0]), context.now, fit=activity.format is Format.FIT)
        yield Violation(message + cause, place, rows, help=help_text, noun=noun)


@rule("TIM008", "implausible-date", Severity.WARNING, Effect.MISREAD, basis=observed())
def implausible_date(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times before the year 2000 (in FIT, before 2008), and times that a GPS week rollover set back.

    Why: a clock that was never set starts at its own zero (1970, 1980 or 1989), and a GPS receiver with an old week
    counter jumps back by 1,024 weeks. Strava files the activity under that date, or counts years of elapsed time.

    Fix: Shift the wrong times to the date on which the activity took place. 1,024 weeks are 7,168 days.

    Threshold: before {EARLIEST_S:date}, in FIT before {EARLIEST_FIT_S:date}; or {GPS_ROLLOVER_S:weeks} before the
    newest time in the file, give or take {GPS_ROLLOVER_SLACK_S:time}. That tolerance is our own judgment.
    """
    fit = activity.format is Format.FIT
    earliest = thresholds.EARLIEST_FIT_S if fit else thresholds.EARLIEST_S
    newest, oldest = activity.cached(_newest), activity.cached(_all_times).low
    found = None
    if oldest < earliest:
        found = _first_rows(activity, lambda times: (times < earliest) & ~_rolled_over(times, newest))
    if found is not None:
        place, rows, times, noun = found
        year = clock(earliest)[:4]
        message = f"{plural(len(times), 'time')} are before the year {year}; the first is {clock(float(times[0]))}"
        if len(times) == 1:
            message = f"the time {clock(float(times[0]))} is before the year {year}"
        cause, help_text = wrong_calendar(float(times[0]), context.now, fit=fit)
        yield Violation(message + cause, place, rows, help=help_text or _SET_CLOCK, noun=noun, about=("too-early",))
    file_id = activity.fit.messages.get("file_id") if activity.fit is not None else None
    if found is None and file_id is not None and len(file_id):
        created = float(file_id.column("time_created")[0])
        if created < earliest:
            message = f"file_id.time_created is {clock(created)}, before FIT existed"
            place = Place("file_id", 0, "time_created")
            yield Violation(message, place, help=_SET_CREATED, about=("time_created",))
    found = None
    if newest - oldest > _ROLLED_OVER_S:
        found = _first_rows(activity, lambda times: _rolled_over(times, newest))
    if found is not None:
        place, rows, times, noun = found
        message = (
            f"{plural(len(times), 'time')} {verb(len(times), 'is')} 1,024 weeks before the newest time, "
            f"{clock(newest)}: the GPS week counter rolled over"
        )
        yield Violation(message, place, rows, help=_ADD_WEEKS, noun=noun, about=("gps-rollover",))


@rule("TIM009", "gap-over-a-day", Severity.WARNING, Effect.MISREAD, basis=_SEVERAL, formats=TRACKS)
def gap_over_a_day(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects gaps of more than a day between consecutive records.

    Why: a few old points at the start or the end, or tracks of several days in one file, give the activity an elapsed
    time of days.

    Fix: Remove the stray points, or write one file per day.

    Threshold: more than {GAP_S:time}, based on what uploaders report.

    Note: The files of a FIT chain and the Activities of a TCX file are checked separately. Times that TIM008 reports
    are ignored here.
    """
    if time_steps(activity).complete and not time_steps(activity).leaves(-thresholds.GAP_S, thresholds.GAP_S):
        return
    rows, times, parts = _timed(activity)
    gaps = np.abs(np.diff(times))
    gaps[np.diff(parts) != 0] = 0.0
    wide = (gaps > thresholds.GAP_S).nonzero()[0]
    if len(wide):
        longest = span(float(gaps[wide].max()))
        noun = activity.record_noun
        message = f"gap of {longest} between two consecutive {noun}s"
        if len(wide) > 1:
            message = f"{len(wide):,} gaps between consecutive {noun}s, the longest of {longest}"
        after = rows[wide + 1]
        yield Violation(message, at_record(activity, after[0], "time"), after, noun=noun)


@rule(
    "TIM010",
    "too-few-records",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=_ONE,
    formats=TRACKS,
    silences=("TIM006",),
    needs_complete_file=True,
)
def too_few_records(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files with a single record, and files whose records all have the same time.

    Why: Strava answers "The file is empty" to files that cover no time or distance.

    Fix: Upload the complete recording. A single point cannot become an activity: enter it by hand.
    """
    records, noun = activity.records, activity.record_noun
    if not len(records) or _sets_stand_in(activity):
        return
    if len(records) == 1:
        if activity.format is not Format.TCX:  # TIM013 reports it there
            yield Violation(f"the file has only one {noun}", at_record(activity, 0))
        return
    span_of_all = extents(activity)["time"]
    if span_of_all.low != span_of_all.high:
        return
    times = records.time[~np.isnan(records.time)]
    if len(times) > 1 and np.ptp(times) == 0:
        every = "both" if len(times) == 2 else f"all {len(times):,}"
        message = f"{every} {noun}s have the same time, so no time passes"
        advice = f"Write the time at which each {noun} was recorded."
        yield Violation(message, at_record(activity, 0, "time"), help=advice)


@rule(
    "TIM011",
    "swim-record-without-time",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=(_TIME_REQUIRED, observed("real watches write this")),
    formats=FIT,
    silences=("TIM001",),
)
def swim_record_without_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects pool swims whose records have no time although their lengths do.

    Why: Strava's documentation asks for a time with each record. Pool watches write records without one, next to length
    messages that have it. Strava accepts such files in practice, so this is only a warning.

    Fix: If the file comes from a watch, you do not need to do anything. If you write the file, give each record a
    timestamp or leave out the records that have none.
    """
    if extents(activity)["time"].complete:
        return
    missing = _without_time(activity)
    if missing.any() and not _sets_stand_in(activity) and _lengths_carry_times(activity):
        rows = missing.nonzero()[0]
        total = of(len(rows), len(activity.records), "record")
        message = f"{total} {verb(len(rows), 'has')} no time; only the lengths of the pool swim have times"
        yield Violation(message, at_record(activity, rows[0]), rows, noun="record")


@rule(
    "TIM013",
    "single-trackpoint",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_SEVERAL,
    formats=TCX,
    needs_complete_file=True,
)
def single_trackpoint(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects TCX files with a single trackpoint.

    Why: Strava answers "The file is empty" to a TCX file with one trackpoint. It accepts two with time and distance.

    Fix: Add a second Trackpoint at the end of the activity, with its time and its total distance.
    """
    if len(activity.records) == 1:
        yield Violation("the file has only one trackpoint", at_record(activity, 0))


def _sets_stand_in(activity: Activity) -> bool:
    """True if the file needs no timed records: Strava's exception for FIT and JSON files that contain sets."""
    return activity.format is Format.JSON or (activity.format is Format.FIT and len(activity.sets) > 0)


def _without_time(activity: Activity) -> Bools:
    return np.isnan(activity.records.time) & ~activity.fault_rows(FaultKind.UNREADABLE_TIME)


def _lengths_carry_times(activity: Activity) -> bool:
    lengths = activity.lengths
    return len(lengths) > 0 and not bool(np.any(np.isnan(lengths.start) & np.isnan(lengths.timestamp)))


def _timed(activity: Activity) -> tuple[Intp, Float, Int]:
    """Rows, times and parts (files of a FIT chain, Activities of TCX) of the records that have a plausible time."""
    time, parts = activity.records.time, _parts(activity)
    newest = activity.cached(_newest)
    if np.isnan(newest):
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0, dtype=np.int64)
    span_of_all = extents(activity)["time"]
    # Fast path for nearly every file: the extremes show that every time is present and plausible.
    if span_of_all.complete and span_of_all.low >= max(thresholds.EARLIEST_S, newest - _ROLLED_OVER_S):
        return every_row(activity), time, parts
    wrong = (time < thresholds.EARLIEST_S) | _rolled_over(time, newest)
    rows = (np.isfinite(time) & ~wrong).nonzero()[0]
    return rows, time[rows], parts[rows]


def _parts(activity: Activity) -> Int:
    """For each record its file in a FIT chain, or its Activity in TCX; 0 in GPX, which has one clock."""
    if activity.format is Format.FIT:
        return activity.records.segment
    parts = np.zeros(len(activity.records), dtype=np.int64)
    if activity.format is Format.TCX and len(activity.sessions) > 1 and len(activity.laps):
        lap = activity.laps.first_record.searchsorted(np.arange(len(parts)), side="right") - 1
        parts = activity.laps.session[np.maximum(lap, 0)]
    return parts


def _shared(times: Float) -> Bools:
    """Mask of the times that occur more than once."""
    if not len(times):
        return np.zeros(0, dtype=np.bool_)
    # Nearly every file is already in order.
    order = None if never_falls(times) else np.argsort(times, kind="stable")
    ordered = times if order is None else times[order]
    same = ordered[1:] == ordered[:-1]
    shared = np.concatenate(([False], same)) | np.concatenate((same, [False]))
    if order is None:
        return shared
    mine = np.empty_like(shared)
    mine[order] = shared
    return mine


def _rolled_over(times: Float, newest: float) -> Bools:
    if not newest - extent_of(times).low > _ROLLED_OVER_S:
        return np.zeros(len(times), dtype=np.bool_)
    distance = np.abs(newest - times - thresholds.GPS_ROLLOVER_S)
    rolled: Bools = (distance <= thresholds.GPS_ROLLOVER_SLACK_S) & (times >= thresholds.EARLIEST_S)
    return rolled


def _newest(activity: Activity) -> float:
    """The newest finite time of the records and sessions; NaN if there is none."""
    newest = hull(extents(activity)["time"], activity.cached(_session_starts)).high
    if math.isinf(newest):
        columns = (activity.records.time, activity.sessions.start)
        newest = extent_of(np.concatenate([times[np.isfinite(times)] for times in columns])).high
    return newest


def _all_times(activity: Activity) -> Extent:
    """The oldest and the newest time of the tables that `_first_rows` looks at."""
    laps, sets = extent_of(activity.laps.start), extent_of(activity.sets.start)
    return hull(extents(activity)["time"], activity.cached(_session_starts), laps, sets)


def _session_starts(activity: Activity) -> Extent:
    return extent_of(activity.sessions.start)


def _first_rows(activity: Activity, is_wrong: Callable[[Float], Bools]) -> tuple[Place, Intp | None, Float, str] | None:
    """Place, rows, times and noun of the first table with wrong times: the other tables would repeat them.

    is_wrong: takes the times of a table and returns a mask. The rows are None for the session of strength JSON, which
    is the whole file.
    """
    record = ("record", activity.records.time, "time", activity.record_noun)
    session = ("session", activity.sessions.start, "start_time", "session")
    # The samples of strength JSON count from the start time: if they are wrong, the start time is the cause.
    tables = (
        *((session, record) if activity.format is Format.JSON else (record, session)),
        ("lap", activity.laps.start, "start_time", "lap"),
        ("set", activity.sets.start, "start_time", "set"),
    )
    for table, times, column, noun in tables:
        rows = is_wrong(times).nonzero()[0]
        if len(rows):
            place = at_record(activity, rows[0], column) if table == "record" else Place(table, int(rows[0]), column)
            whole_file = activity.format is Format.JSON and table == "session"
            return place, None if whole_file else rows, times[rows], noun
    return None
