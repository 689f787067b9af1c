"""FIT301 to FIT305: events, heart rate, lengths and splits, and what Strava does not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.model.tables import Float
from activitylint.rules.fit.totals import agrees
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import absent, first_lacking, in_first_file, lacking, messages, parts
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.strava import interpretation
from activitylint.strava.thresholds import (
    LENGTHS_WITHOUT_RESTS_SHARE,
    STRAY_RECORDS_SHARE,
    TIMER_EDGE_S,
    TOTALS_M,
    TOTALS_S,
)

_NAMED = 3
"""Names of each kind that FIT305 tells."""


@rule("FIT301", "unbalanced-timer", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def unbalanced_timer(activity: Activity, context: Context) -> Iterator[Violation]:
    """The timer is stopped before it was ever started, or records stand inside a pause.

    Why: Strava takes the timer's stops as pauses and then uses timer time; what is recorded inside a pause counts as
    moving all the same.

    Fix: Write a timer start event at the start and after each pause, and no records while the timer is stopped.

    Threshold: a record within a second of the stop or of the next start is fine, and so is one in a thousand: real
    devices write one as they pause and as they go on.
    """
    begin, end, orphan = _pauses(activity)
    if orphan is not None:
        text = "the first timer event is a stop: the timer was never started"
        yield Violation(text, Place("event", orphan, "event_type"))
    if not len(begin):
        return
    records = activity.records
    rows = ((records.segment == 0) & np.isfinite(records.time)).nonzero()[0]
    time = records.time[rows]
    pause = begin.searchsorted(time, side="left") - 1
    after, before = time - begin[pause], end[pause] - time
    inside = rows[(pause >= 0) & (after > TIMER_EDGE_S) & (before > TIMER_EDGE_S)]
    if len(inside) > STRAY_RECORDS_SHARE * len(rows):
        stand = verb(len(inside), "stands")
        text = f"{of(len(inside), len(rows), 'record')} {stand} inside a pause of the timer"
        yield Violation(text, Place("record", int(inside[0]), "timestamp"), rows=inside, noun="record")


@rule("FIT302", "incomplete-hr-message", Severity.WARNING, Effect.IGNORED, basis=documented(Section.FIT), formats=FIT)
def incomplete_hr_message(activity: Activity, context: Context) -> Iterator[Violation]:
    """Hr messages have event times without heart rates or the reverse, or no timestamp to count them from.

    Why: straps send the heart rate of a swim afterwards, as filtered_bpm with an event_timestamp each (or twelve bits
    of it in event_timestamp_12). They are placed in time by a first hr message that has timestamp and
    event_timestamp both.

    Fix: Give each hr message as many filtered_bpm as event times, after one with timestamp and event_timestamp.
    """
    found = messages(activity, "hr")
    if found is None:
        return
    total = len(found)
    unmeasured, untimed, unplaced = (np.zeros(total, dtype=np.bool_) for _ in range(3))
    for rates in parts(activity).heart_rates:
        timed, measured = ~np.isnan(rates.event), ~np.isnan(rates.bpm)
        unmeasured[rates.message[timed & ~measured]] = True
        untimed[rates.message[measured & ~timed]] = True
        unplaced[rates.message[timed & measured & np.isnan(rates.time)]] = True
    kinds = (
        (unmeasured, "event times without a heart rate", "filtered_bpm"),
        (untimed, "heart rates without an event time", "event_timestamp"),
        (unplaced, "event times that no timestamp places", "timestamp"),
    )
    told = [(wrong.nonzero()[0], text, field) for wrong, text, field in kinds if wrong.any()]
    if not told:
        return
    words = "; ".join(f"{of(len(rows), total, 'hr message')} {verb(len(rows), 'has')} {text}" for rows, text, _ in told)
    affected = unmeasured | untimed | unplaced
    first, _, field = min(told, key=lambda kind: int(kind[0][0]))
    yield Violation(words, Place("hr", int(first[0]), field), rows=affected.nonzero()[0], noun="hr message")


@rule("FIT303", "incomplete-length", Severity.WARNING, Effect.MISREAD, basis=documented(Section.FIT), formats=FIT)
def incomplete_length(activity: Activity, context: Context) -> Iterator[Violation]:
    """A pool swim lacks its pool_length, its lengths lack their times, or they do not add up to the session.

    Why: Strava reads start_time, total_elapsed_time and total_timer_time of each length, and the session's pool_length
    gives them their distance.

    Fix: Write pool_length in metres into the session, and start_time and both times into each length.

    Threshold: times more than 5 s and 2 % off the session's timer and elapsed time, distance more than 50 m and 2 %.
    """
    sessions = activity.sessions
    pools = ((sessions.file == 0) & sessions.sub_sport.where(lambda sub: sub == "lap_swimming")).nonzero()[0]
    unsized = pools[~(sessions.pool_length[pools] > 0)]
    if len(unsized):
        text = f"{of(len(unsized), len(pools), 'pool swim')} {verb(len(unsized), 'has')} no pool_length"
        yield Violation(text, Place("session", int(unsized[0]), "pool_length"), count=len(unsized))
    found = messages(activity, "length")
    count = in_first_file(activity, "length")
    if found is None or not count:
        return
    missing = absent(found, ("start_time", "total_elapsed_time", "total_timer_time"), count)
    if missing:
        text, lack = lacking(missing, count, "length")
        yield Violation(text, Place("length", int(lack[0]), first_lacking(missing)), rows=lack, noun="length")
    elif np.count_nonzero(sessions.file == 0) == 1 and not activity.damaged:
        yield from _length_sums(activity, count, int(np.argmax(sessions.file == 0)))


@rule("FIT304", "incomplete-split", Severity.INFO, Effect.IGNORED, basis=documented(Section.FIT), formats=FIT)
def incomplete_split(activity: Activity, context: Context) -> Iterator[Violation]:
    """A split lacks split_type, start_time or total_elapsed_time.

    Why: these are the attributes of a split that Strava's page lists: without them it cannot be placed.

    Fix: Write all three into each split.
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
    """The file holds messages, fields or developer fields that Strava's page does not list.

    Why: the page gives the messages and attributes that Strava uses. Others are in every device's files and do no harm;
    an author who relies on one should know. Fields that the format itself demands are not counted.

    Fix: Nothing, unless Strava was meant to show it: then write it into an attribute of the page's table.
    """
    unread = interpretation.unread_fit(activity)
    developer = {quote(name, 24): count for name, count in unread.developer_fields.items()}
    kinds = ((developer, "developer field"), (unread.messages, "message type"), (unread.fields, "field"))
    told = [f"{plural(len(counts), noun)} ({_largest(counts)})" for counts, noun in kinds if counts]
    if told:
        count = sum(len(counts) for counts, _ in kinds)
        yield Violation(f"not read: {', '.join(told)}", unread.first or Place("record"), count=count)


def _pauses(activity: Activity) -> tuple[Float, Float, int | None]:
    """Begin and end of each pause between a stop and the next start, and the event that stops what never began."""
    events = activity.timer_events
    nothing = np.empty(0, dtype=np.float64)
    event = messages(activity, "event")
    if not len(events) or event is None:
        return nothing, nothing, None
    starts = events.kind.where(lambda kind: kind == "start")
    stops = events.kind.where(lambda kind: (kind or "").startswith("stop"))
    known = ((starts | stops) & np.isfinite(events.time) & (event.file[events.row] == 0)).nonzero()[0]
    known = known[np.argsort(events.time[known], kind="stable")]
    if not len(known):
        return nothing, nothing, None
    stopped = stops[known]
    # A stop after a stop is ordinary (paused, then saved), a start after a start too: only changes count.
    changes = np.diff(stopped.astype(np.int8), prepend=np.int8(not stopped[0])).nonzero()[0]
    times = events.time[known[changes]]
    begins = times[0 if stopped[0] else 1 :: 2]
    ends = times[1 if stopped[0] else 2 :: 2]
    orphan = int(events.row[known[0]]) if stopped[0] else None
    return begins[: len(ends)], ends, orphan


def _length_sums(activity: Activity, count: int, session: int) -> Iterator[Violation]:
    lengths, sessions = activity.lengths, activity.sessions
    elapsed, timer = float(sessions.elapsed[session]), float(sessions.timer[session])
    summed = float(lengths.elapsed[:count].sum())
    kinds = lengths.type[:count]
    if np.isfinite([elapsed, timer]).all():
        low = timer if "idle" in kinds else timer * LENGTHS_WITHOUT_RESTS_SHARE
        if not agrees(summed, min(low, elapsed), elapsed, TOTALS_S):
            text = f"the lengths' total_elapsed_time adds up to {summed:,.1f} s and the session's is {elapsed:,.1f} s"
            yield Violation(text, Place("session", session, "total_elapsed_time"))
            return
    pool, distance = float(sessions.pool_length[session]), float(sessions.distance[session])
    swum = kinds.count("active") * pool
    if np.isfinite([swum, distance]).all() and swum and not agrees(swum, distance, distance, TOTALS_M):
        active = plural(kinds.count("active"), "active length")
        text = f"{active} of {pool:,.2f} m make {swum:,.0f} m and total_distance is {distance:,.0f} m"
        yield Violation(text, Place("session", session, "total_distance"))


def _largest(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    told = ", ".join(f"{name} {count:,}" for name, count in ordered[:_NAMED])
    return told + (", ..." if len(ordered) > _NAMED else "")
