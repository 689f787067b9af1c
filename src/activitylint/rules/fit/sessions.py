"""FIT201 to FIT211 without the totals: sessions, laps and the activity message of the first file in a chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite, isnan

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import (
    ACTIVITY_FILE,
    absent,
    first_few,
    first_lacking,
    in_first_file,
    lacking,
    messages,
    rows_of,
)
from activitylint.rules.support.wording import plural, span
from activitylint.strava.calendars import SMALLEST_DATE_S
from activitylint.strava.thresholds import EARLIEST_OFFSET_S, LATEST_OFFSET_S, OFFSET_STEP_S


@rule(
    "FIT201",
    "no-session",
    Severity.ERROR,
    Effect.REJECTED,
    basis=observed("several reports"),
    formats=FIT,
    silences=("FIT205",),
    needs_complete_file=True,
)
def no_session(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files without a session message.

    Why: the session says which sport it was, when it began and how long it took. Without one, Strava answers "Time
    information is missing from file".

    Fix: Write one session with sport, start_time, total_elapsed_time, total_timer_time and timestamp.
    """
    if not in_first_file(activity, "session"):
        yield Violation("the file has no session message", FILE)


@rule(
    "FIT202",
    "no-activity-message",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=ACTIVITY_FILE,
    formats=FIT,
    needs_complete_file=True,
)
def no_activity_message(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files without an activity message.

    Why: an Activity file must have exactly one. Its local_timestamp gives the time zone of an activity without
    positions.

    Fix: Write one activity message with timestamp, local_timestamp, num_sessions and total_timer_time.
    """
    if not in_first_file(activity, "activity"):
        yield Violation("the file has no activity message", FILE)


@rule("FIT203", "no-lap", Severity.INFO, Effect.NONE, basis=ACTIVITY_FILE, formats=FIT, needs_complete_file=True)
def no_lap(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files without a lap message.

    Why: an Activity file should have at least one lap. Real watches write none for some sports, and Strava accepts such
    files; it just has no laps to show.

    Fix: If a device wrote the file, you do not need to do anything. If you write it, add one lap that covers the
    session.
    """
    if not in_first_file(activity, "lap"):
        yield Violation("the file has no lap message", FILE)


@rule("FIT204", "incomplete-session", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def incomplete_session(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects sessions without sport, start_time, total_elapsed_time, total_timer_time or timestamp.

    Why: Strava's documentation lists these fields among those that it uses. Without them, Strava must guess the sport,
    the start or the moving time.

    Fix: Write all five fields into each session.
    """
    fields = ("sport", "start_time", "total_elapsed_time", "total_timer_time", "timestamp")
    yield from _incomplete(activity, "session", fields)


@rule(
    "FIT205",
    "session-count-mismatch",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=ACTIVITY_FILE,
    formats=FIT,
    needs_complete_file=True,
)
def session_count_mismatch(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects an activity.num_sessions that differs from the number of session messages.

    Why: the field tells a reader how many sessions to expect. Tools that cut or join activities forget to update it.

    Fix: Write the number of sessions into activity.num_sessions.
    """
    sessions = in_first_file(activity, "session")
    for row, (promised, _, _) in enumerate(activity.cached(_activity_messages)):
        if promised != sessions and isfinite(promised):
            text = f"activity.num_sessions is {int(promised):,}, but the file has {plural(sessions, 'session')}"
            yield Violation(text, Place("activity", row, "num_sessions"))
            return


@rule(
    "FIT206",
    "bad-local-timestamp",
    Severity.WARNING,
    Effect.MISREAD,
    basis=(ACTIVITY_FILE, observed("one report")),
    formats=FIT,
)
def bad_local_timestamp(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects an activity.local_timestamp whose difference from timestamp is not the offset of any time zone.

    Why: the difference of the two is the offset of local time from UTC. Without positions it is the only hint at the
    time zone. Some writers swap the two, or count local_timestamp from 1970 instead of 1989-12-31.

    Fix: Write local_timestamp as timestamp plus the offset from UTC in seconds. Both count from 1989-12-31 UTC.

    Threshold: valid offsets run from -{EARLIEST_OFFSET_S:time} to +{LATEST_OFFSET_S:time} in steps of
    {OFFSET_STEP_S:time}, as the time zones in use do. A local_timestamp of 0 counts as missing.
    """
    rows = enumerate(activity.cached(_activity_messages))
    dated = ((row, local - time) for row, (_, local, time) in rows if local > FIT_EPOCH_S and time >= SMALLEST_DATE_S)
    wrong = ((row, offset) for row, offset in dated if not _is_zone(offset))
    first = next(wrong, None)
    if first is not None:
        row, difference = first
        where = "after" if difference > 0 else "before"
        yield Violation(
            f"activity.local_timestamp is {_exact(difference)} {where} timestamp, which is not a time zone offset",
            Place("activity", row, "local_timestamp"),
            count=1 + sum(1 for _ in wrong),
        )


@rule("FIT207", "multiple-sessions", Severity.WARNING, Effect.UNKNOWN, basis=observed("several reports"), formats=FIT)
def multiple_sessions(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files with more than one session: multisport recordings, or activities that were joined.

    Why: Strava's documentation does not say what happens to them. Uploaders see one activity of one sport, or several
    activities.

    Fix: If you want to keep the sports apart, split the file so that each session becomes its own activity.
    """
    count = in_first_file(activity, "session")
    if count < 2:
        return
    sports = list(dict.fromkeys(sport or "no sport" for sport in activity.sessions.sport[: min(count, 1000)]))
    yield Violation(f"the file has {count:,} sessions: {first_few(sports)}", Place("session", 1), count=count)


@rule("FIT210", "incomplete-lap", Severity.INFO, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def incomplete_lap(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects laps without timestamp, start_time, total_elapsed_time or total_timer_time.

    Why: Strava's documentation lists these fields among those of a lap that it uses. Without them, Strava cannot tell
    when the lap took place.

    Fix: Write all four fields into each lap.
    """
    yield from _incomplete(activity, "lap", ("timestamp", "start_time", "total_elapsed_time", "total_timer_time"))


@rule("FIT211", "incomplete-activity", Severity.INFO, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def incomplete_activity(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects an activity message without timestamp or local_timestamp.

    Why: these are the fields of the activity message that Strava's documentation lists. Together they give the time
    zone of an activity without positions; otherwise Strava uses the athlete's. Many devices omit local_timestamp or
    write 0.

    Fix: Write both. local_timestamp is timestamp plus the offset from UTC in seconds.
    """
    lacks = [(isnan(timestamp), not local > FIT_EPOCH_S) for _, local, timestamp in activity.cached(_activity_messages)]
    if any(map(any, lacks)):
        masks = zip(("timestamp", "local_timestamp"), np.array(lacks).T, strict=True)
        missing = {field: mask for field, mask in masks if np.count_nonzero(mask)}
        text, rows = lacking(missing, len(lacks), "activity message")
        yield Violation(text, Place("activity", int(rows[0]), first_lacking(missing)), count=len(rows))


def _activity_messages(activity: Activity) -> Iterable[Sequence[float]]:
    """num_sessions, local_timestamp and timestamp of the activity messages in the first file."""
    return rows_of(activity, "activity", ("num_sessions", "local_timestamp", "timestamp"))


def _incomplete(activity: Activity, name: str, fields: tuple[str, ...]) -> Iterator[Violation]:
    """One violation for all messages of this name in the first file that are missing any of the fields."""
    found = messages(activity, name)
    count = in_first_file(activity, name)
    if found is None or not count:
        return
    missing = absent(found, fields, count)
    if missing:
        text, rows = lacking(missing, count, name)
        yield Violation(text, Place(name, int(rows[0]), first_lacking(missing)), rows=rows, noun=name)


def _is_zone(offset: float) -> bool:
    """True if a difference from UTC in seconds is that of a time zone."""
    return EARLIEST_OFFSET_S <= offset <= LATEST_OFFSET_S and offset % OFFSET_STEP_S == 0


def _exact(seconds: float) -> str:
    """A difference of times to the second, so that one can see by how much an offset is wrong."""
    return f"{abs(seconds):,.0f} s" if abs(seconds) < 1_000_000 else span(seconds)
