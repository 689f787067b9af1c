"""FIT201 to FIT211: sessions, laps, the activity message, and their totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fit_builder import START, DeveloperField, FitFile, Raw, activity, pool_swim, strength
from fit_recipes import Recipe

END = START + 9
"""Of an activity of ten records."""


def _local(offset: float) -> FitFile:
    return activity().change("activity", local_timestamp=END + offset)


def _two_sessions() -> FitFile:
    """Two rides of ten seconds in one file."""
    file = activity(20)
    first: Mapping[str, Any] = {
        "timestamp": START + 9,
        "start_time": START,
        "total_elapsed_time": 9,
        "total_timer_time": 9,
        "total_distance": 45,
    }
    second = {**first, "timestamp": START + 19, "start_time": START + 10}
    for row, values in enumerate((first, second)):
        file.insert("activity", "lap", **values)
        file.insert("activity", "session", **values, sport="cycling", sub_sport="road", total_ascent=2, num_laps=1)
        assert len(file.of("session")) == row + 2
    return file.drop("lap", 0).drop("session", 0).change("activity", num_sessions=2)


def _run_and_ride() -> FitFile:
    """A run with two laps and a ride with one, as a watch writes them: numbered, each with a sport message."""
    file = activity(30).drop("lap").drop("session").drop("event")
    file.insert("record", "developer_data_id", developer_data_index=0, application_id=bytes(range(16)))
    file.insert(
        "record",
        "field_description",
        developer_data_index=0,
        field_definition_number=5,
        fit_base_type_id=Raw(0x84),
        field_name="Load",
    )
    for record in file.of("record")[:20]:
        record.developer.append(DeveloperField(5, b"\x10\x00"))
    timer: dict[str, Any] = {"event": "timer", "timer_trigger": "manual"}
    for row, sport, start in ((0, "running", 0), (20, "cycling", 20)):
        file.insert("record", "sport", row, sport=sport, sub_sport="generic")
        file.insert("record", "event", row, timestamp=START + start, event_type="start", **timer)
    for index, (start, end) in enumerate(((0, 10), (10, 20), (20, 29))):
        file.insert("activity", "lap", **_totals(start, end), message_index=Raw(index))
    for index, (start, end, sport) in enumerate(((0, 20, "running"), (20, 29, "cycling"))):
        stop: dict[str, Any] = {"timestamp": START + end, "event_type": "stop_all", **timer}
        file.insert("activity" if index else "record", "event", 0 if index else 20, **stop)
        numbers: dict[str, Any] = {"message_index": Raw(index), "first_lap_index": 2 * index, "num_laps": 2 - index}
        file.insert("activity", "session", **_totals(start, end), sport=sport, sub_sport="generic", **numbers)
    return file.change("activity", num_sessions=2)


def _totals(start: int, end: int) -> dict[str, Any]:
    return {
        "timestamp": START + end,
        "start_time": START + start,
        "total_elapsed_time": end - start,
        "total_timer_time": end - start,
        "total_distance": 5 * (end - start),
        "total_ascent": 2,
    }


def _two_laps(*, cumulative: bool) -> FitFile:
    """A ride of 60 s in two laps of 30 s, the second of which counts from the start or from the first one's end."""
    file = activity(61).change("lap", total_elapsed_time=30, total_timer_time=30, total_distance=150)
    seconds = 60 if cumulative else 30
    return file.insert(
        "session",
        "lap",
        timestamp=START + 60,
        start_time=START + 60 - seconds,
        total_elapsed_time=seconds,
        total_timer_time=seconds,
        total_distance=5 * seconds,
    ).change("session", num_laps=2)


def _paused() -> FitFile:
    """Ten minutes without records at a café: only the elapsed time includes them."""
    file = activity(60)
    file.edit("record", lambda row, values: {"timestamp": values["timestamp"] + (600 if row >= 30 else 0)})
    stop = {"event": "timer", "timer_trigger": "auto"}
    file.insert("record", "event", 30, timestamp=START + 29, event_type="stop_all", **stop)
    file.insert("record", "event", 30, timestamp=START + 629, event_type="start", **stop)
    file.change("event", 3, timestamp=START + 659)
    return file.change("session", timestamp=START + 659, total_elapsed_time=659).change(
        "activity", timestamp=START + 659, local_timestamp=START + 659
    )


RECIPES: dict[str, Recipe] = {
    "FIT201-no-session/fail-none.fit": lambda: activity().drop("session"),
    "FIT201-no-session/pass-one.fit": activity,
    "FIT202-no-activity-message/fail-none.fit": lambda: activity().drop("activity"),
    "FIT202-no-activity-message/pass-one.fit": activity,
    "FIT203-no-lap/fail-none.fit": lambda: activity().drop("lap"),
    "FIT203-no-lap/pass-one.fit": activity,
    "FIT204-incomplete-session/fail-no-start-time.fit": lambda: activity().change("session", start_time=None),
    "FIT204-incomplete-session/fail-no-timer-time.fit": lambda: activity().change("session", total_timer_time=None),
    "FIT204-incomplete-session/pass-complete.fit": activity,
    "FIT204-incomplete-session/pass-timestamp-of-start.fit": lambda: activity().change("session", timestamp=START),
    "FIT205-session-count-mismatch/fail-three-promised.fit": lambda: activity().change("activity", num_sessions=3),
    "FIT205-session-count-mismatch/pass-not-said.fit": lambda: activity().change("activity", num_sessions=None),
    "FIT205-session-count-mismatch/pass-one.fit": activity,
    "FIT206-bad-local-timestamp/fail-counted-from-1970.fit": lambda: _local(631_065_600),
    "FIT206-bad-local-timestamp/fail-no-whole-quarter.fit": lambda: _local(1_000),
    "FIT206-bad-local-timestamp/fail-over-14-hours.fit": lambda: _local(14 * 3600 + 900),
    "FIT206-bad-local-timestamp/fail-swapped.fit": lambda: activity().change(
        "activity", timestamp=END + 13 * 3600, local_timestamp=END
    ),
    "FIT206-bad-local-timestamp/pass-kathmandu.fit": lambda: _local(5 * 3600 + 2700),
    "FIT206-bad-local-timestamp/pass-kiritimati.fit": lambda: _local(14 * 3600),
    "FIT206-bad-local-timestamp/pass-midway.fit": lambda: _local(-11 * 3600),
    "FIT206-bad-local-timestamp/pass-zero.fit": lambda: activity().change("activity", local_timestamp=Raw(0)),
    "FIT207-multiple-sessions/fail-run-and-ride.fit": _run_and_ride,
    "FIT207-multiple-sessions/fail-two.fit": _two_sessions,
    "FIT207-multiple-sessions/pass-one.fit": activity,
    "FIT208-totals-disagree/fail-distance-in-centimetres.fit": lambda: (
        activity(60).change("session", total_distance=29_500).change("lap", total_distance=29_500)
    ),
    "FIT208-totals-disagree/fail-elapsed-below-timer.fit": lambda: activity(60).change("session", total_timer_time=90),
    "FIT208-totals-disagree/fail-laps-cumulative.fit": lambda: _two_laps(cumulative=True),
    "FIT208-totals-disagree/fail-records-cover-a-part.fit": lambda: (
        activity(60)
        .change("session", total_elapsed_time=5_900, total_timer_time=5_900)
        .change("lap", total_elapsed_time=5_900, total_timer_time=5_900)
    ),
    "FIT208-totals-disagree/pass-paused.fit": _paused,
    "FIT208-totals-disagree/pass-pool-swim.fit": pool_swim,
    "FIT208-totals-disagree/pass-sets-without-records.fit": strength,
    "FIT208-totals-disagree/pass-timer-a-second-longer.fit": lambda: activity(60).change(
        "session", total_timer_time=60
    ),
    "FIT208-totals-disagree/pass-two-laps.fit": lambda: _two_laps(cumulative=False),
    "FIT209-record-outside-session/fail-after-end.fit": lambda: activity(60).change(
        "record", 59, timestamp=START + 600
    ),
    "FIT209-record-outside-session/fail-stale-first.fit": lambda: activity(60).change(
        "record", 0, timestamp=START - 3600
    ),
    "FIT209-record-outside-session/pass-inside.fit": lambda: activity(60),
    "FIT209-record-outside-session/pass-two-seconds-late.fit": lambda: activity(60).change(
        "record", 59, timestamp=START + 61
    ),
    "FIT210-incomplete-lap/fail-no-start-time.fit": lambda: activity().change("lap", start_time=None),
    "FIT210-incomplete-lap/pass-complete.fit": activity,
    "FIT211-incomplete-activity/fail-no-local-timestamp.fit": lambda: activity().change(
        "activity", local_timestamp=None
    ),
    "FIT211-incomplete-activity/fail-zero-local-timestamp.fit": lambda: activity().change(
        "activity", local_timestamp=Raw(0)
    ),
    "FIT211-incomplete-activity/pass-complete.fit": activity,
}
