"""FIT: sessions that lack a time, and files that lack what sums them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fit_builder import INVALID, START, DeveloperField, FitFile, Raw, activity, chain, pool_swim, strength
from fixes.examples.example import Example, Examples
from fixes.examples.fit_rides import DAY, FIT_EPOCH, SWIM, big_endian, compressed, ride, two_sessions

__all__ = ["GROUPS"]

_TIMES: Final = ("start_time", "total_elapsed_time", "total_timer_time", "timestamp")


def _adjacent() -> FitFile:
    """Two sessions beside each other, of one definition."""
    file = two_sessions().change("session", start_time=INVALID)
    second = file.of("session")[1]
    file.items.remove(second)
    file.items.insert(file.items.index(file.of("session")[0]) + 1, second)
    return file.change("session", 1, start_time=START + 5).change("session", total_timer_time=None)


def _in_header() -> FitFile:
    """A session whose local type and time are in its header."""
    file = ride(6).change("session", timestamp=None, total_timer_time=None)
    session = file.of("session")[0]
    session.local, session.offset = 3, (START - FIT_EPOCH + 5) & 31
    return file


def _lacking() -> Iterator[Example]:
    for number in range(1, 16):
        lacking = [name for bit, name in enumerate(_TIMES) if number >> bit & 1]
        for how, value in (("absent", None), ("invalid", INVALID)):
            file = (ride(6) if how == "absent" else big_endian(6)).change("session", **dict.fromkeys(lacking, value))
            yield Example(f"{how}: {' '.join(lacking)}", file.build(), select=("FIT204",))
            two = two_sessions().change("session", 0, **dict.fromkeys(lacking, value))
            yield Example(f"{how}: {' '.join(lacking)}, of two", two.build(), select=("FIT204",))
    developer = ride(6).change("session", timestamp=None)
    developer.of("session")[0].developer.append(DeveloperField(5, b"\x34\x12"))
    paused = ride(6).change("session", total_timer_time=None)
    paused.insert("record", "event", 2, timestamp=START + 1, event="timer", event_type="stop_all")
    paused.insert("record", "event", 4, timestamp=START + 3, event="timer", event_type="start")
    others: dict[str, FitFile | bytes] = {
        "with developer fields": developer,
        "with a pause": paused,
        "times in headers": compressed().change("session", timestamp=None),
        "times in headers, and another time": compressed().change("session", total_timer_time=None),
        "in an unusual type": ride(6).change("session", total_timer_time=Raw([float("nan")], "float32")),
        "of no size": ride(6).change("session", total_timer_time=Raw(b"", "uint32")),
        "as an array": ride(6).change("session", total_timer_time=Raw([0xFFFFFFFF] * 2, "uint32")),
        "254 fields": ride(6).change("session", total_timer_time=None, **_unknown(245)),
        "255 fields": ride(6).change("session", total_timer_time=None, **_unknown(246)),
        "no records": ride(6).drop("record").drop("event").change("session", start_time=None),
        "no time passes": ride(6)
        .change("session", total_elapsed_time=None, timestamp=START)
        .drop("record")
        .drop("event"),
        "elapsed 0": ride(6).change("session", total_elapsed_time=0, total_timer_time=None),
        "negative": ride(6)
        .drop("record")
        .drop("event")
        .change("session", timestamp=START - 5, total_elapsed_time=None),
        "followed by another of its definition": two_sessions().change("session", start_time=None),
        "followed by another at once": _adjacent(),
        "in a message with its time in its header": _in_header(),
        "the first of a chain": chain(ride(6).change("session", total_timer_time=None), SWIM),
        "the first of three": chain(ride(6).change("session", total_timer_time=None), SWIM, SWIM),
        "the second of a chain": chain(SWIM, ride(6).change("session", total_timer_time=None)),
    }
    for name, other in others.items():
        yield Example(name, other if isinstance(other, bytes) else other.build(), select=("FIT204",))


def _unknown(count: int) -> dict[str, Any]:
    """Fields that the profile does not have in a session."""
    return {f"unknown_{'0' * (number // 20)}{230 + number % 20}": Raw(1) for number in range(count)}


# What sums up


def _timer(file: FitFile, *kinds: tuple[int, str]) -> FitFile:
    for second, kind in reversed(kinds):
        file.insert("record", "event", 0, timestamp=START + second, event="timer", event_type=kind)
    return file


def _never_set() -> FitFile:
    def early(_: int, old: dict[str, Any]) -> dict[str, Any]:
        return {name: old[name] - START + FIT_EPOCH + 100 for name in ("timestamp", "start_time") if name in old}

    file = ride(6)
    for name in ("record", "event", "lap", "session", "activity"):
        file.edit(name, early)
    return file


def _first(file: FitFile) -> FitFile:
    ends = [item for item in file.items if item in file.of("session", "activity")]
    file.items = file.items[:1] + ends + [item for item in file.items[1:] if item not in ends]
    return file


def _all_taken(file: FitFile) -> FitFile:
    for local in range(16):
        file.insert("activity", "event", timestamp=START + 5, event=Raw(40 + local), local=local)
    return file


_SUMMED: Final[dict[str, Callable[[], FitFile]]] = {
    "a ride": lambda: ride(6),
    "a ride, big": lambda: big_endian(6),
    "a swim": lambda: pool_swim(2),
    "a strength session": lambda: strength(2),
    "two sessions": two_sessions,
    "no distances": lambda: ride(6).change("record", distance=None),
    "distances that begin later": lambda: ride(6).change("record", 0, distance=INVALID).change("record", 1, distance=7),
    "distances that fall": lambda: ride(6).change("record", 5, distance=1),
    "no speeds, zeros of hearts": lambda: (
        ride(6).change("record", enhanced_speed=None).change("record", 2, heart_rate=0)
    ),
    "cadences and temperatures": lambda: activity(4).change("record", 1, cadence=0, temperature=0),
    "a pause": lambda: _timer(ride(6), (1, "stop_all"), (3, "start")),
    "a pause to the end": lambda: _timer(ride(6), (3, "stop_all")).drop("event", 2),
    "stops and starts twice": lambda: _timer(ride(6), (1, "stop"), (2, "stop_all"), (3, "start"), (4, "start")),
    "events out of order": lambda: _timer(ride(6), (3, "start"), (1, "stop_all")),
    "events a day off": lambda: _timer(ride(6), (-2 * DAY, "stop_all"), (2 * DAY, "stop_all")),
    "a stop at the start and at the end": lambda: _timer(ride(6), (0, "stop_all"), (5, "start")),
    "no events": lambda: ride(6).drop("event"),
    "no records": lambda: ride(6).drop("record"),
    "nothing with a time": lambda: ride(6).drop("record").drop("event").drop("lap"),
    "one moment": lambda: ride(6).drop("event").drop("lap").drop("record", 1, 2, 3, 4, 5),
    "a stale record": lambda: ride(6).change("record", 0, timestamp=START - 2 * DAY),
    "a clock that was never set": _never_set,
    "no file_id": lambda: ride(6).drop("file_id"),
    "a workout": lambda: ride(6).change("file_id", type="workout"),
    "a sport": lambda: ride(6).insert("record", "sport", 0, sport="running", sub_sport="trail"),
    "two sports": lambda: (
        ride(6).insert("record", "sport", 0, sport="running").insert("record", "sport", 3, sport="rowing")
    ),
    "a sport that nobody knows": lambda: ride(6).insert("record", "sport", 0, sport=Raw(200), sub_sport=Raw(201)),
    "a lap with a sport": lambda: ride(6).change("lap", sport="hiking", sub_sport="generic"),
    "a lap without a timer": lambda: ride(6).change("lap", total_timer_time=None),
    "a lap with a longer timer": lambda: ride(6).change("lap", total_timer_time=99),
    "a lap with a shorter timer": lambda: ride(6).change("lap", total_timer_time=3, total_distance=9),
    "a lap without a distance": lambda: ride(6).change("lap", total_distance=None).change("record", distance=None),
    "a lap that ends early": lambda: ride(20).change("lap", total_elapsed_time=5, timestamp=START + 5),
    "a lap that ends five seconds early": lambda: ride(20).change("lap", total_elapsed_time=14, timestamp=START + 14),
    "a lap that ends six seconds early": lambda: ride(20).change("lap", total_elapsed_time=13, timestamp=START + 13),
    "a lap without times": lambda: ride(6).change("lap", total_elapsed_time=None, timestamp=None),
    "a session that ends early": lambda: ride(20).change("session", total_elapsed_time=5, timestamp=START + 5),
    "a session without times": lambda: ride(6).change("session", total_elapsed_time=None, timestamp=None),
    "a session without distance": lambda: ride(6).change("session", total_distance=None),
    "a session with another distance": lambda: ride(6).change("session", total_distance=77, total_timer_time=3),
    "an event at the end": lambda: ride(6).insert("end", "event", timestamp=START + 5, event=Raw(40)),
    "an offset": lambda: ride(6).insert(
        "record", "timestamp_correlation", timestamp=START, local_timestamp=START + 7200
    ),
    "an offset that is none": lambda: ride(6).insert(
        "record", "timestamp_correlation", timestamp=START, local_timestamp=START + 77
    ),
    "the offset of farthest east": lambda: ride(6).insert(
        "record", "timestamp_correlation", timestamp=START, local_timestamp=START + 14 * 3600
    ),
    "the offset of farthest west, and another": lambda: (
        ride(6)
        .insert("record", "timestamp_correlation", timestamp=START, local_timestamp=START - 12 * 3600)
        .insert("record", "timestamp_correlation", 3, timestamp=START, local_timestamp=START + 15 * 3600)
    ),
    "session and activity before the records": lambda: _first(ride(6)),
    "all local types taken": lambda: _all_taken(ride(6)),
    "times in headers": compressed,
    "times in headers at the end": lambda: compressed().insert("end", "record", local=1, offset=9, heart_rate=99),
}


def _summed() -> Iterator[Example]:
    for name, make in _SUMMED.items():
        codes = ("FIT201", "FIT202", "FIT203", "SET001")
        yield Example(f"{name}, without session", make().drop("session").build(), select=codes)
        yield Example(f"{name}, without lap activity", make().drop("lap").drop("activity").build(), select=codes)
    for missing in ("session", "lap", "activity"):
        first = ride(6).drop(missing).build()
        yield Example(f"without {missing}, before another", first + SWIM, select=("FIT201", "FIT202", "FIT203"))
        yield Example(f"without {missing}, behind another", SWIM + first, select=("FIT201", "FIT202", "FIT203"))
    untimed = ride(6).change("activity", timestamp=None)
    yield Example("an activity message without a time", untimed.build(), select=("FIT202",))
    many = ride(3).drop("lap")
    for _ in range(1_000):
        many.insert("activity", "session", **many.of("session")[0].values)
    yield Example("a thousand and one sessions", many.build(), select=("FIT203",))
    lacking = many.change("session", total_timer_time=INVALID)
    yield Example("a thousand and one sessions that lack a time", lacking.build(), select=("FIT204",))


GROUPS: Final[dict[str, Examples]] = {
    "fit lacking": _lacking,
    "fit summed": _summed,
}
