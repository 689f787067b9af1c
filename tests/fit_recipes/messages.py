"""FIT301 to FIT305: timer events, heart rate messages, lengths, splits, and messages that are not read."""

from __future__ import annotations

from typing import Any

from fit_builder import START, FitFile, Raw, activity, pool_swim
from fit_recipes import Recipe


def _paused(*, records_inside: bool) -> FitFile:
    """A minute in which the timer is stopped from second 20 to 40."""
    file = activity(61)
    timer: dict[str, Any] = {"event": "timer", "timer_trigger": "auto"}
    file.insert("record", "event", 21, timestamp=START + 20, event_type="stop_all", **timer)
    file.insert("record", "event", 40, timestamp=START + 40, event_type="start", **timer)
    file.change("session", total_timer_time=40).change("lap", total_timer_time=40)
    return file if records_inside else file.drop("record", *range(21, 39))


def _stopped_twice() -> FitFile:
    file = activity()
    return file.insert("lap", "event", timestamp=START + 9, event="timer", event_type="stop_disable_all")


def _with_heart_rate(*, stamped: bool = True, rates: int = 8) -> FitFile:
    """A swim with the heart rates of a strap: one full event time, and eight of twelve bits."""
    file = pool_swim()
    anchor: dict[str, Any] = {"event_timestamp": Raw([50 * 1024], "uint32"), "filtered_bpm": [100]}
    file.insert("lap", "hr", timestamp=START if stamped else None, **anchor)
    ticks = [(50 * 1024 + 800 * (i + 1)) & 0xFFF for i in range(8)]
    pairs = zip(ticks[::2], ticks[1::2], strict=True)
    packed = b"".join(bytes((a & 0xFF, a >> 8 | (b & 15) << 4, b >> 4)) for a, b in pairs)
    bpm = [100 + i for i in range(rates)] or None
    return file.insert("lap", "hr", event_timestamp_12=packed, filtered_bpm=bpm)


def _with_rests() -> FitFile:
    """Four lengths with a rest after the second one; the session ends during another rest."""
    file = pool_swim(5)
    file.change("length", 2, length_type="idle", swim_stroke=None, total_strokes=None)
    file.edit("record", lambda row, _: {"distance": 25 * (row + (row < 2))})
    file.change("session", total_distance=100, total_elapsed_time=170)
    return file.change("lap", total_distance=100)


def _with_split(**values: Any) -> FitFile:
    split = {"split_type": "interval_active", "start_time": START, "total_elapsed_time": 9}
    return activity().insert("lap", "split", **{**split, **values})


RECIPES: dict[str, Recipe] = {
    "FIT301-unbalanced-timer/fail-never-started.fit": lambda: activity().drop("event", 0),
    "FIT301-unbalanced-timer/fail-records-in-pause.fit": lambda: _paused(records_inside=True),
    "FIT301-unbalanced-timer/pass-no-events.fit": lambda: activity().drop("event"),
    "FIT301-unbalanced-timer/pass-paused.fit": lambda: _paused(records_inside=False),
    "FIT301-unbalanced-timer/pass-stopped-twice.fit": _stopped_twice,
    "FIT302-incomplete-hr-message/fail-event-times-alone.fit": lambda: _with_heart_rate(rates=0),
    "FIT302-incomplete-hr-message/fail-fewer-rates.fit": lambda: _with_heart_rate(rates=5),
    "FIT302-incomplete-hr-message/fail-no-timestamp.fit": lambda: _with_heart_rate(stamped=False),
    "FIT302-incomplete-hr-message/fail-rates-alone.fit": lambda: pool_swim().insert("lap", "hr", filtered_bpm=[100]),
    "FIT302-incomplete-hr-message/pass-expanded.fit": _with_heart_rate,
    "FIT303-incomplete-length/fail-no-pool-length.fit": lambda: pool_swim().change("session", pool_length=None),
    "FIT303-incomplete-length/fail-no-start-time.fit": lambda: pool_swim().change("length", 2, start_time=None),
    "FIT303-incomplete-length/fail-times-too-long.fit": lambda: pool_swim().change("length", total_elapsed_time=60),
    "FIT303-incomplete-length/fail-wrong-pool.fit": lambda: pool_swim(8).change("session", pool_length=50),
    "FIT303-incomplete-length/pass-complete.fit": pool_swim,
    "FIT303-incomplete-length/pass-rests.fit": _with_rests,
    "FIT304-incomplete-split/fail-no-type.fit": lambda: _with_split(split_type=None),
    "FIT304-incomplete-split/pass-complete.fit": _with_split,
    "FIT305-data-not-read/fail-field-and-message.fit": lambda: (
        activity().insert("event", "device_info", device_index=0, battery_level=80).change("record", grade=1)
    ),
    "FIT305-data-not-read/pass-listed-only.fit": activity,
}
