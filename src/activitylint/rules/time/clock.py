"""TIM: time. Records that have none, and clocks that run wrong; how times are written is in timestamps.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT, GPX, TCX, TRACKS, Format
from activitylint.model.request import Context
from activitylint.model.tables import Float
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.wording import clock, of, plural, span, verb
from activitylint.strava import thresholds
from activitylint.strava.track import never_falls

_Mask = npt.NDArray[np.bool_]

_TIME_REQUIRED = documented(Section.FILE_TYPES)
_SEVERAL = observed("several reports")
_ONE = observed("one report")


@rule("TIM001", "record-without-time", Severity.ERROR, Effect.REJECTED, basis=_TIME_REQUIRED, formats=TRACKS)
def record_without_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """A trackpoint or record has no time.

    Why: "All files are required to include a time with each trackpoint or record." Strava answers "Time information is
    missing from file." A FIT file that holds strength sets is the exception: its records need no time.

    Fix: Write the time at which each point was recorded. Where it was never recorded (a drawn route), the file is no
    activity: record one, or add times with a tool that makes them from distance and speed.

    Note: A time that is there and cannot be read is TIM003. A pool swim whose lengths carry the times is TIM011.
    """
    if not _sets_stand_in(activity):
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
    """The file has one record only, or no time passes between the first and the last.

    Why: without a point there is no time, and Strava answers "Time information is missing from file." or "The file is
    empty". Only a FIT file or a JSON file that holds strength sets may do without.

    Fix: Export the activity again with its track. Totals alone cannot be uploaded: enter such an activity by hand.
    """
    if not len(activity.records) and not _sets_stand_in(activity):
        yield Violation(f"the file has no {activity.record_noun}")


@rule("TIM005", "time-goes-backwards", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=TRACKS)
def time_goes_backwards(activity: Activity, context: Context) -> Iterator[Violation]:
    """A record is earlier than one before it.

    Why: Strava reads distance and time along the file, so a step back in time distorts speed, moving time and segment
    times. It comes from tracks that were joined in the wrong order, and from clocks that were set while recording.

    Fix: Sort the points by time, or put the joined tracks in their order; remove points that a clock change doubled.

    Note: The files of a chained FIT file are judged one by one. Times that TIM008 reports are left out.
    """
    if never_falls(activity.records.time):
        return  # nor does any part of it, whichever records are left out
    rows, times, parts = _timed(activity)
    if activity.format is not Format.FIT:
        parts = np.zeros_like(parts)
    # The latest time so far starts anew with each part: a part's times are lifted above those of the part before.
    span_of_all = float(np.ptp(times)) + 1.0 if len(times) else 0.0
    lifted = times + parts * span_of_all
    back = np.maximum.accumulate(lifted) - lifted
    late = (back > 0).nonzero()[0]
    if len(late):
        steps = int(np.count_nonzero(np.diff(lifted) < 0))
        where = "once, by" if steps == 1 else f"{steps:,} times, by up to"
        earlier = of(len(late), len(activity.records), activity.record_noun)
        message = (
            f"time goes backwards {where} {span(float(back.max()))}: "
            f"{earlier} {verb(len(late), 'is')} earlier than one before"
        )
        first = rows[late[0]]
        yield Violation(message, at_record(activity, first, "time"), rows[late], noun=activity.record_noun)


@rule("TIM006", "repeated-time", Severity.INFO, Effect.UNKNOWN, basis=observed(), formats=TRACKS)
def repeated_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """More than a tenth of the records share their time with another.

    Why: Strava's streams have one value for each moment; which of several points with one time it keeps is not known.
    Times cut to whole seconds or minutes, and points written twice, are the usual causes.

    Fix: Write each moment once, and keep fractions of a second where points are closer together than a second.

    Threshold: more than a tenth of the records. A repeated second here and there is common in device exports.
    """
    rows, times, _ = _timed(activity)
    shared = _shared(times)
    repeated = int(np.count_nonzero(shared))
    if repeated > thresholds.REPEATED_TIME_SHARE * len(activity.records):
        affected = rows[shared]
        total = of(repeated, len(activity.records), activity.record_noun)
        message = f"{total} share their time with another"
        yield Violation(message, at_record(activity, affected[0], "time"), affected, noun=activity.record_noun)


@rule("TIM007", "time-in-future", Severity.WARNING, Effect.UNKNOWN, basis=observed())
def time_in_future(activity: Activity, context: Context) -> Iterator[Violation]:
    """A time is later than now, by more than a day.

    Why: an activity that has not happened yet is refused or filed on the wrong day. The clock of the device was wrong,
    or day and month were swapped.

    Fix: Correct the date of the whole file by the same amount.

    Threshold: a day after now, so that no time zone mistake looks like the future.
    """
    bound = context.now + thresholds.FUTURE_S
    found = _first_rows(activity, lambda times: times > bound)
    if found is not None:
        place, rows, times, noun = found
        ahead = span(float(times.max()) - context.now)
        message = f"{plural(len(times), 'time')} lie in the future, by up to {ahead} (now is {clock(context.now)})"
        if len(times) == 1:
            message = f"the time {clock(float(times[0]))} lies {ahead} in the future (now is {clock(context.now)})"
        yield Violation(message, place, rows, noun=noun)


@rule("TIM008", "implausible-date", Severity.WARNING, Effect.MISREAD, basis=observed())
def implausible_date(activity: Activity, context: Context) -> Iterator[Violation]:
    """A time is older than the year 2000, or 1,024 weeks away from the rest of the file.

    Why: a clock that was never set starts at its zero (1970, 1980 or 1989), and a GPS receiver with an old counter
    falls back by 1,024 weeks. Strava files the activity on that day, or counts years of elapsed time.

    Fix: Shift the wrong times to the date on which the activity happened; 1,024 weeks are 7,168 days.

    Threshold: before 2000-01-01; or 1,024 weeks, give or take one, before the newest time in the file. The week of
    slack is a judgement.
    """
    found = _first_rows(activity, lambda times: times < thresholds.EARLIEST_S)
    if found is not None:
        place, rows, times, noun = found
        message = f"{plural(len(times), 'time')} lie before the year 2000, the first at {clock(float(times[0]))}"
        if len(times) == 1:
            message = f"the time {clock(float(times[0]))} lies before the year 2000"
        yield Violation(message, place, rows, noun=noun)
    newest = _newest(activity)
    found = _first_rows(activity, lambda times: _rolled_over(times, newest))
    if found is not None:
        place, rows, times, noun = found
        message = (
            f"{plural(len(times), 'time')} {verb(len(times), 'is')} 1,024 weeks before {clock(newest)}: "
            "the GPS week counter fell back"
        )
        yield Violation(message, place, rows, noun=noun)


@rule("TIM009", "gap-over-a-day", Severity.WARNING, Effect.MISREAD, basis=_SEVERAL, formats=TRACKS)
def gap_over_a_day(activity: Activity, context: Context) -> Iterator[Violation]:
    """More than a day lies between neighbouring records.

    Why: a few old points at the start or the end, or tracks of several days in one file, make an activity with an
    elapsed time of days.

    Fix: Remove the stray points, or write one file for each day.

    Threshold: 24 hours, from what uploaders report.

    Note: The files of a chained FIT file are judged one by one. Times that TIM008 reports are left out.
    """
    rows, times, parts = _timed(activity)
    gaps = np.abs(np.diff(times))
    if activity.format is Format.FIT:
        gaps[np.diff(parts) != 0] = 0.0
    wide = (gaps > thresholds.GAP_S).nonzero()[0]
    if len(wide):
        longest = span(float(gaps[wide].max()))
        noun = activity.record_noun
        message = f"{longest} lie between two neighbouring {noun}s"
        if len(wide) > 1:
            message = f"{plural(len(wide), 'gap')} of more than a day between neighbouring {noun}s, up to {longest}"
        after = rows[wide + 1]
        yield Violation(message, at_record(activity, after[0], "time"), after, noun=noun)


@rule(
    "TIM010",
    "too-few-records",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=_ONE,
    formats=FIT | GPX,
    needs_complete_file=True,
)
def too_few_records(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has more than one record, and time passes between the first and the last.

    Why: Strava answers "The file is empty" to files that cover no time or distance.

    Fix: Upload the whole recording. One point cannot become an activity: enter it by hand.
    """
    records, noun = activity.records, activity.record_noun
    if not len(records) or _sets_stand_in(activity):
        return
    if len(records) == 1:
        yield Violation(f"the file has one {noun} only", at_record(activity, 0))
        return
    times = records.time[~np.isnan(records.time)]
    if len(times) > 1 and np.ptp(times) == 0:
        message = f"all {len(times):,} {noun}s have the same time, so no time passes"
        yield Violation(message, at_record(activity, 0, "time"))


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
    """The records of a pool swim have no time, and its lengths carry the times.

    Why: the page asks for a time with each record, and pool watches write records without one beside length messages
    that have it. Such files are taken in practice, so this is no error.

    Fix: Nothing, if the file comes from a watch. A program that writes swims gives each record a timestamp, or
    leaves the records out that have none.
    """
    missing = _without_time(activity)
    if missing.any() and not _sets_stand_in(activity) and _lengths_carry_times(activity):
        rows = missing.nonzero()[0]
        total = of(len(rows), len(activity.records), "record")
        message = f"{total} {verb(len(rows), 'has')} no time; the lengths of the pool swim carry it"
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
    """A TCX file has a single trackpoint.

    Why: Strava answers "The file is empty" to a TCX file with one trackpoint; two with time and distance go through.

    Fix: Add a second Trackpoint at the end of the activity, with its time and its total distance.
    """
    if len(activity.records) == 1:
        yield Violation("the file has one trackpoint only", at_record(activity, 0))


def _sets_stand_in(activity: Activity) -> bool:
    """Whether sets take the place of timed records: the page's exception for FIT and JSON files that contain sets."""
    return activity.format is Format.JSON or (activity.format is Format.FIT and len(activity.sets) > 0)


def _without_time(activity: Activity) -> _Mask:
    return np.isnan(activity.records.time) & ~activity.fault_rows(FaultKind.UNREADABLE_TIME)


def _lengths_carry_times(activity: Activity) -> bool:
    lengths = activity.lengths
    return len(lengths) > 0 and not bool(np.any(np.isnan(lengths.start) & np.isnan(lengths.timestamp)))


def _timed(activity: Activity) -> tuple[npt.NDArray[np.intp], Float, npt.NDArray[np.int64]]:
    """Rows, times and parts of the records whose time is there and plausible."""
    time = activity.records.time
    newest = _newest(activity)
    if np.isnan(newest):
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0, dtype=np.int64)
    oldest = float(time.min()) if len(time) else np.nan
    # Where no time is absent or odd, which is nearly always, the extremes say so.
    if oldest >= max(thresholds.EARLIEST_S, newest - thresholds.GPS_ROLLOVER_S + thresholds.GPS_ROLLOVER_SLACK_S + 1):
        return np.arange(len(time)), time, activity.records.segment
    wrong = (time < thresholds.EARLIEST_S) | _rolled_over(time, newest)
    rows = (np.isfinite(time) & ~wrong).nonzero()[0]
    return rows, time[rows], activity.records.segment[rows]


def _shared(times: Float) -> _Mask:
    """Which times are another row's, too."""
    if not len(times):
        return np.zeros(0, dtype=np.bool_)
    # Nearly every file is in order already.
    order = None if never_falls(times) else np.argsort(times, kind="stable")
    ordered = times if order is None else times[order]
    same = ordered[1:] == ordered[:-1]
    shared = np.concatenate(([False], same)) | np.concatenate((same, [False]))
    if order is None:
        return shared
    mine = np.empty_like(shared)
    mine[order] = shared
    return mine


def _rolled_over(times: Float, newest: float) -> _Mask:
    oldest = float(np.fmin.reduce(times)) if len(times) else np.nan
    if not newest - oldest > thresholds.GPS_ROLLOVER_S - thresholds.GPS_ROLLOVER_SLACK_S - 1:
        return np.zeros(len(times), dtype=np.bool_)
    distance = np.abs(newest - times - thresholds.GPS_ROLLOVER_S)
    rolled: _Mask = (distance <= thresholds.GPS_ROLLOVER_SLACK_S) & (times >= thresholds.EARLIEST_S)
    return rolled


def _newest(activity: Activity) -> float:
    """The newest time of the records and sessions; NaN where there is none."""
    columns = [times for times in (activity.records.time, activity.sessions.start) if len(times)]
    newest = float(np.fmax.reduce([np.fmax.reduce(times) for times in columns])) if columns else np.nan
    if np.isinf(newest):
        finite = np.concatenate([times[np.isfinite(times)] for times in columns])
        newest = float(finite.max()) if len(finite) else np.nan
    return newest


def _first_rows(
    activity: Activity, is_wrong: Callable[[Float], _Mask]
) -> tuple[Place, npt.NDArray[np.intp] | None, Float, str] | None:
    """Place, rows, times and noun of the first table that has times of this kind, since the others repeat them.

    Of strength JSON, which is one session, there are no rows to tell.
    """
    record = ("record", activity.records.time, "time", activity.record_noun)
    session = ("session", activity.sessions.start, "start_time", "session")
    # The samples of strength JSON count from the start of the file: it is what is wrong when they are.
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
