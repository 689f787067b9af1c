"""FIT301 to FIT306: timer events, heart rates, lengths, splits, and data that Strava does not read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from math import isfinite

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.model.tables import NO_INTS, is_complete
from activitylint.rules.fit.totals import agrees
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import (
    Rows,
    absent,
    and_list,
    first_lacking,
    in_first_file,
    is_chain,
    lacking,
    messages,
    parts,
)
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.strava import interpretation
from activitylint.strava.extents import time_steps
from activitylint.strava.thresholds import (
    LENGTHS_WITHOUT_RESTS_SHARE,
    STRAY_RECORDS_SHARE,
    TIMER_EDGE_S,
    TOTALS_M,
    TOTALS_S,
)

_NAMED = 3
"""How many names of each kind FIT305 lists."""
_START_TIMER = "Write a timer start event at the beginning of the recording, before the first stop."
_DROP_PAUSED = "Remove the records that were written while the timer was stopped, or correct the timer events."
_POOL_LENGTH = "Write pool_length, the length of the pool in meters, into the session."
_LENGTH_TIMES = "Write start_time, total_elapsed_time and total_timer_time into each length message."
_LENGTHS_MISSING = "Write a length message for each length and each rest, or correct the times of the session."
_POOL_DISTANCE = "Correct the session's pool_length, its total_distance, or the number of active lengths."


@rule("FIT301", "unbalanced-timer", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def unbalanced_timer(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects timers that are stopped without a start, and records that were written during a pause.

    Why: Strava treats the time between a timer stop and the next start as a pause and then uses timer time. Anything
    recorded during a pause counts as moving all the same.

    Fix: Write a timer start event at the beginning and after each pause, and no records while the timer is stopped.

    Threshold: records within {TIMER_EDGE_S:time} of the stop or of the next start are fine. So are others up to
    {STRAY_RECORDS_SHARE:.1%} of all records, since real devices write one as they pause and as they resume.
    """
    timer = activity.cached(_timer)
    if timer.orphan is not None:
        text = "the first timer event is a stop, so the timer was never started"
        yield Violation(text, Place("event", timer.orphan, "event_type"), help=_START_TIMER)
    if not timer.ends:
        return
    begin, end = np.array(timer.begins), np.array(timer.ends)
    records, steps = activity.records, time_steps(activity)
    if steps.complete and steps.low >= 0 and not is_chain(activity):
        first = records.time.searchsorted(begin + TIMER_EDGE_S, side="right")
        inside = np.maximum(records.time.searchsorted(end - TIMER_EDGE_S) - first, 0)
        if inside.sum() <= STRAY_RECORDS_SHARE * len(records):
            return
    rows = ((records.segment == 0) & np.isfinite(records.time)).nonzero()[0]
    time = records.time[rows]
    pause = begin.searchsorted(time, side="left") - 1
    after, before = time - begin[pause], end[pause] - time
    inside = rows[(pause >= 0) & (after > TIMER_EDGE_S) & (before > TIMER_EDGE_S)]
    if len(inside) > STRAY_RECORDS_SHARE * len(rows):
        text = f"{of(len(inside), len(rows), 'record')} {verb(len(inside), 'is')} inside a pause of the timer"
        at = Place("record", int(inside[0]), "timestamp")
        yield Violation(text, at, rows=inside, help=_DROP_PAUSED, noun="record")


@rule("FIT302", "incomplete-hr-message", Severity.WARNING, Effect.IGNORED, basis=documented(Section.FIT), formats=FIT)
def incomplete_hr_message(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects hr messages with event times but no heart rates, the reverse, or no timestamp to count from.

    Why: heart rate straps send the heart rates of a swim afterwards, in hr messages. Each filtered_bpm needs an
    event_timestamp (or the twelve bits of it in event_timestamp_12). These times are on the strap's own clock, so an
    earlier hr message must have both timestamp and event_timestamp.

    Fix: Give each hr message as many filtered_bpm values as event times, and begin with one that has timestamp and
    event_timestamp.
    """
    found = messages(activity, "hr")
    if found is None:
        return
    total = len(found)
    unmeasured, untimed, unplaced = (np.zeros(total, dtype=np.bool_) for _ in range(3))
    for rates in parts(activity).heart_rates:
        if is_complete(rates.time) and is_complete(rates.event) and is_complete(rates.bpm):
            continue
        timed, measured = ~np.isnan(rates.event), ~np.isnan(rates.bpm)
        unmeasured[rates.message[timed & ~measured]] = True
        untimed[rates.message[measured & ~timed]] = True
        unplaced[rates.message[timed & measured & np.isnan(rates.time)]] = True
    kinds = (
        (unmeasured, "event times without heart rates", "filtered_bpm"),
        (untimed, "heart rates without event times", "event_timestamp"),
        (unplaced, "event times but no timestamp to count from", "timestamp"),
    )
    wrong = [(mask.nonzero()[0], text, field) for mask, text, field in kinds if mask.any()]
    if not wrong:
        return
    words = "; ".join(
        f"{of(len(rows), total, 'hr message')} {verb(len(rows), 'has')} {text}" for rows, text, _ in wrong
    )
    affected = unmeasured | untimed | unplaced
    first, _, field = min(wrong, key=lambda kind: int(kind[0][0]))
    yield Violation(words, Place("hr", int(first[0]), field), rows=affected.nonzero()[0], noun="hr message")


@rule("FIT303", "incomplete-length", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def incomplete_length(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects pool swims whose pool_length or length times are missing, or whose lengths do not add up to the session.

    Why: Strava reads start_time, total_elapsed_time and total_timer_time of each length. The session's pool_length
    gives the lengths their distance.

    Fix: Write pool_length in meters into the session, and start_time, total_elapsed_time and total_timer_time into each
    length.

    Threshold: the times of the lengths are off by more than {TOTALS_S:time} and {TOTALS_SHARE:.0%} of the session's
    timer and elapsed time, or their distance by more than {TOTALS_M} m and {TOTALS_SHARE:.0%}. If no rests are
    recorded, the lengths need to cover only {LENGTHS_WITHOUT_RESTS_SHARE:.0%} of the timer time.
    """
    sessions = activity.sessions
    pools = unsized = NO_INTS
    if "lap_swimming" in sessions.sub_sport.known:
        pools = ((sessions.file == 0) & sessions.sub_sport.where(lambda sub: sub == "lap_swimming")).nonzero()[0]
        unsized = pools[~(sessions.pool_length[pools] > 0)]
    if len(unsized):
        text = f"{of(len(unsized), len(pools), 'pool swim')} {verb(len(unsized), 'has')} no pool_length"
        at = Place("session", int(unsized[0]), "pool_length")
        yield Violation(text, at, count=len(unsized), help=_POOL_LENGTH)
    found = messages(activity, "length")
    count = in_first_file(activity, "length")
    if found is None or not count:
        return
    missing = absent(found, ("start_time", "total_elapsed_time", "total_timer_time"), count)
    if missing:
        text, rows = lacking(missing, count, "length")
        at = Place("length", int(rows[0]), first_lacking(missing))
        yield Violation(text, at, rows=rows, help=_LENGTH_TIMES, noun="length")
    elif np.count_nonzero(sessions.file == 0) == 1 and not activity.damaged:
        yield from _length_sums(activity, count, int(np.argmax(sessions.file == 0)))


@rule("FIT304", "incomplete-split", Severity.INFO, Effect.IGNORED, basis=documented(Section.FIT), formats=FIT)
def incomplete_split(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects splits without split_type, start_time or total_elapsed_time.

    Why: these are the fields of a split that Strava's documentation lists. Without them, Strava cannot tell when the
    split took place.

    Fix: Write all three fields into each split.
    """
    found = messages(activity, "split")
    if found is None:
        return
    missing = absent(found, ("split_type", "start_time", "total_elapsed_time"), len(found))
    if missing:
        text, rows = lacking(missing, len(found), "split")
        yield Violation(text, Place("split", int(rows[0]), first_lacking(missing)), rows=rows, noun="split")


@rule("FIT305", "data-not-read", Severity.INFO, Effect.IGNORED, basis=documented(Section.FIT), formats=FIT)
def data_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects messages, fields and developer fields that Strava's documentation does not list.

    Why: the documentation lists the messages and fields that Strava uses. Every device writes others too, and they do
    no harm, but you should know if you rely on one. Fields that the FIT format itself requires are not counted.

    Fix: You do not need to do anything, unless you want Strava to show the data: then write it into a field that
    Strava's documentation lists.
    """
    unread = interpretation.unread_fit(activity)
    developer = {quote(name, 24): count for name, count in unread.developer_fields.items()}
    kinds = ((developer, "developer field"), (unread.messages, "message type"), (unread.fields, "field"))
    listed = [f"{plural(len(counts), noun)} ({_largest(counts)})" for counts, noun in kinds if counts]
    if listed:
        count = sum(len(counts) for counts, _ in kinds)
        yield Violation(f"Strava does not read {and_list(listed)}", unread.first or Place("record"), count=count)


@rule(
    "FIT306",
    "timer-never-stopped",
    Severity.INFO,
    Effect.UNKNOWN,
    basis=documented(Section.FIT),
    formats=FIT,
    needs_complete_file=True,
)
def timer_never_stopped(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects timers that are started but never stopped.

    Why: Strava's documentation lists timer events among what it reads. A recording ends with a stop; without one, the
    device was switched off or lost power, or the end of the file was cut off.

    Fix: Write a timer stop event (`stop_all`) after the last record.
    """
    running = activity.cached(_timer).running
    if running is not None:
        yield Violation("the timer was started, but never stopped", Place("event", running, "event_type"))


class _Timer(NamedTuple):
    """When the timer of the first file was stopped and started again.

    begins, ends: of each pause, in seconds since 1970-01-01 UTC. A pause lasts from a stop to the next start.
    orphan: the row of a first event that is a stop, None if it is a start. running: the row of the last start if there
    is no stop.
    """

    begins: array[float]
    ends: array[float]
    orphan: int | None
    running: int | None


def _timer(activity: Activity) -> _Timer:
    events, first_file = activity.timer_events, in_first_file(activity, "event")
    order = events.time.argsort(kind="stable")
    stops = [_stops(kind) for kind in events.kind.known]
    begins, ends = array("d"), array("d")
    paused = orphan = last_start = None
    ever_stopped = False
    for time, row, code in Rows(events.time[order], events.row[order], events.kind.codes[order]):
        stop = stops[code]
        if stop is None or row >= first_file:
            continue
        if stop:
            ever_stopped = True
        else:
            last_start = row if last_start is None else max(row, last_start)
        # Two stops in a row are normal (paused, then saved), and so are two starts: only changes count.
        if stop == paused or not isfinite(time):
            continue
        if stop:
            begins.append(time)
            orphan = row if paused is None else orphan
        elif paused:
            ends.append(time)
        paused = stop
    return _Timer(begins[: len(ends)], ends, orphan, None if ever_stopped else last_start)


def _stops(kind: str | None) -> bool | None:
    """True for an event that stops the timer, False for one that starts it, None for any other."""
    if kind == "start":
        return False
    return True if kind is not None and kind.startswith("stop") else None


def _length_sums(activity: Activity, count: int, session: int) -> Iterator[Violation]:
    """The first total of the session that its lengths do not add up to. count: lengths in the first file."""
    lengths, sessions = activity.lengths, activity.sessions
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    # Garmin's idle lengths have an elapsed time of 0, so that a length may also last until the next one starts, and an
    # idle one until the end of the session.
    starts, ends = lengths.start[:count], lengths.start[:count] + lengths.elapsed[:count]
    kinds = lengths.type[:count]
    end = float(ends.max())
    if kinds[int(starts.argmax())] == "idle":
        end = max(end, float(sessions.start[session]) + elapsed)
    covered = end - float(starts.min())
    summed = float(lengths.elapsed[:count].sum())
    if np.isfinite([elapsed, timer]).all():
        low = timer if "idle" in kinds else timer * LENGTHS_WITHOUT_RESTS_SHARE
        if not any(agrees(time, min(low, elapsed), elapsed, TOTALS_S) for time in (summed, covered)):
            text = f"the lengths' total_elapsed_time adds up to {summed:,.1f} s, but the session's is {elapsed:,.1f} s"
            yield Violation(text, Place("session", session, "total_elapsed_time"), help=_LENGTHS_MISSING)
            return
    pool, distance = float(sessions.pool_length[session]), float(sessions.distance[session])
    swum = kinds.count("active") * pool
    if np.isfinite([swum, distance]).all() and swum and not agrees(swum, distance, distance, TOTALS_M):
        active = kinds.count("active")
        sum_ = f"{plural(active, 'active length')} of {pool:,.2f} m {verb(active, 'makes')} {swum:,.0f} m"
        text = f"{sum_}, but total_distance is {distance:,.0f} m"
        yield Violation(text, Place("session", session, "total_distance"), help=_POOL_DISTANCE)


def _largest(counts: Mapping[str, int]) -> str:
    """The most frequent names with their counts: `record.grade: 10, lap.event: 2, ...`."""
    least = sorted(counts.values(), reverse=True)[:_NAMED][-1]
    most = sorted([name for name, count in counts.items() if count >= least])
    most.sort(key=counts.__getitem__, reverse=True)  # keeps names of the same count in order
    listed = ", ".join(f"{name}: {counts[name]:,}" for name in most[:_NAMED])
    return listed + (", ..." if len(counts) > _NAMED else "")
