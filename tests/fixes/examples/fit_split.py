"""FIT files of several sessions, which are split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fit_builder import INVALID, START, FitFile, Raw, chain
from fixes.examples.example import Example, Examples

__all__ = ["GROUPS"]

_OF_DEVICES: Final = (
    *("file_creator", "software", "capabilities", "device_settings", "user_profile", "zones_target", "hrm_profile"),
    *("sdm_profile", "bike_profile", "hr_zone", "speed_zone", "cadence_zone", "power_zone", "met_zone"),
    *("developer_data_id", "field_description", "device_info", "device_aux_battery_info", "training_settings"),
    *("workout", "workout_step"),
)
_OF_THE_FILE: Final = ("sport", "split_summary")


def _three(*, big_endian: bool = False) -> FitFile:
    """A run, a ride and a run again, of a lap or two each, with one message of every kind that matters."""
    file = FitFile(big_endian=big_endian)
    file.message("file_id", type="activity", manufacturer="garmin", serial_number=7, time_created=START)
    file.message("event", timestamp=START, event="timer", event_type="start")
    for second in range(0, 12, 2):
        file.message("record", timestamp=START + second, power=100 + second)
    file.message("event", timestamp=START + 10, event="timer", event_type="stop_all")
    for number, (start, end) in enumerate(((0, 2), (2, 4), (4, 6), (6, 10))):
        file.message("lap", **_totals(start, end), message_index=number, first_length_index=number)
        file.message("length", **_totals(start, end), message_index=number)
        file.message("set", timestamp=START + end, start_time=START + start, duration=1, message_index=number)
        file.message("split", start_time=START + start, total_elapsed_time=end - start, message_index=number)
    for number, (start, end, sport, laps) in enumerate(
        ((0, 4, "running", 2), (4, 6, "cycling", 1), (6, 10, "running", 1))
    ):
        file.message(
            "session",
            **_totals(start, end),
            sport=sport,
            sub_sport="generic",
            num_laps=laps,
            first_lap_index=(0, 2, 3)[number],
            message_index=number,
        )
    return file.message(
        "activity", timestamp=START + 10, local_timestamp=START + 3610, total_timer_time=10, num_sessions=3
    )


def _totals(start: int, end: int) -> dict[str, Any]:
    return {
        "timestamp": START + end,
        "start_time": START + start,
        "total_elapsed_time": end - start,
        "total_timer_time": end - start,
    }


def _described() -> FitFile:
    """The same with a message of each kind that describes devices or the file, behind the fourth record."""
    file = _three()
    for name in (*_OF_DEVICES, *_OF_THE_FILE, "hrv"):
        file.insert("record", name, 4, unknown_250=Raw(len(name)))
    return file


def _referring() -> FitFile:
    """The same with messages that refer to others, at the end of the file."""
    file = _three()
    for kind, index in (
        ("lap", 1),
        ("lap", 2),
        ("session", 2),
        ("session", 0),
        ("length", 3),
        ("set", 3),
        ("split", 2),
        ("record", 2),
        ("lap", 9),
    ):
        file.insert("activity", "time_in_zone", timestamp=START, reference_mesg=kind, reference_index=index)
    return file.insert("activity", "time_in_zone", timestamp=START + 9)


def _sports() -> FitFile:
    file = _three().insert("record", "sport", 0, sport="running", sub_sport="generic")
    return file.insert("record", "sport", 0, sport="cycling", sub_sport="road").change("session", 1, sub_sport="road")


def _stopping() -> FitFile:
    """The timer is stopped between the second session and the third, and not between the first and the second."""
    file = _three().drop("event")
    for second, kind in ((0, "start"), (3, "stop_all"), (3, "start"), (5, "stop"), (7, "start"), (9, "stop_all")):
        file.insert("lap", "event", timestamp=START + second, event="timer", event_type=kind)
    return file


def _reordered() -> FitFile:
    file = _three()
    first, second, third = (file.items.index(session) for session in file.of("session"))
    file.items[first], file.items[second], file.items[third] = file.items[third], file.items[first], file.items[second]
    return file


def _apart(seconds: int) -> FitFile:
    return _three().change("session", 0, total_elapsed_time=4 + seconds, total_timer_time=4 + seconds)


def _compressed() -> FitFile:
    file = _three()
    record = file.of("record")[3]
    record.values["timestamp"], record.local, record.offset = None, 1, (START - 631_065_600 + 6) & 31
    return file


_WAYS: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "three sessions": _three,
    "three sessions, big": lambda: _three(big_endian=True),
    "devices": _described,
    "references": _referring,
    "sports": _sports,
    "sessions in another order": _reordered,
    "the timer stops": _stopping,
    "the timer runs on": lambda: _three().insert(
        "lap", "event", 3, timestamp=START + 5, event="timer", event_type="stop"
    ),
    "an event at the border": lambda: _three().insert("lap", "event", 0, timestamp=START + 4, event=Raw(40)),
    "a start at the border": lambda: _three().insert(
        "lap", "event", 0, timestamp=START + 4, event=Raw(40), event_type="start"
    ),
    "messages without a time before all records": lambda: _three().insert("record", "hrv", 0, unknown_9=Raw(1)),
    "no activity": lambda: _three().drop("activity"),
    "two activities": lambda: _three().message("activity", timestamp=START + 10, num_sessions=3),
    "no local time": lambda: _three().change("activity", local_timestamp=None),
    "local time 0": lambda: _three().change("activity", local_timestamp=Raw(0)),
    "local time invalid": lambda: _three().change("activity", local_timestamp=INVALID),
    "no times of the activity": lambda: _three().change("activity", timestamp=None, total_timer_time=None),
    "a session without a timer": lambda: _three().change("session", 1, total_timer_time=None),
    "a session that runs into the next": lambda: _three().change("session", 0, total_elapsed_time=6),
    "sessions that overlap by five seconds": lambda: _apart(5),
    "sessions that overlap by six seconds": lambda: _apart(6),
    "sessions of one start": lambda: _three().change("session", 1, start_time=START),
    "a session without a start": lambda: _three().change("session", 1, start_time=INVALID, timestamp=INVALID),
    "laps of another number": lambda: _three().change("session", 0, num_laps=1).change("session", 1, num_laps=2),
    "laps that are fewer": lambda: _three().change("session", 0, num_laps=5),
    "laps that are not counted": lambda: _three().change("session", num_laps=None),
    "indices that are invalid": lambda: (
        _three().change("lap", 2, message_index=INVALID).change("session", 2, first_lap_index=INVALID)
    ),
    "indices that are not there": lambda: (
        _three().change("lap", message_index=None).change("session", first_lap_index=None)
    ),
    "an index that is too small": lambda: _three().change("session", 2, first_lap_index=1),
    "no records": lambda: _three().drop("record"),
    "a record without a time": lambda: _three().change("record", 1, timestamp=INVALID),
    "times in headers": _compressed,
    "a wrong CRC": lambda: _three().build(crc=7),
    "a chain": lambda: chain(_three(), _three()),
    "a wrong header CRC": lambda: _three().build(header_crc=7),
    "a session in three messages": lambda: _three().drop("file_id").insert("event", "file_id", type="activity"),
}


def _many(count: int) -> bytes:
    """So many sessions of a second each."""
    file = FitFile().message("file_id", type="activity", manufacturer="garmin", time_created=START)
    for second in range(count + 1):
        file.message("record", timestamp=START + second, power=100)
    for second in range(count):
        file.message("session", **_totals(second, second + 1), sport="running", num_laps=1)
        file.message("lap", **_totals(second, second + 1))
    return file.message("activity", timestamp=START + count, total_timer_time=count, num_sessions=count).build()


def _split() -> Iterator[Example]:
    for name, make in _WAYS.items():
        file = make()
        yield Example(name, file if isinstance(file, bytes) else file.build(), select=("FIT207",))
    yield Example("a hundred and one sessions", _many(101), select=("FIT207",))


GROUPS: Final[dict[str, Examples]] = {"fit split": _split}
