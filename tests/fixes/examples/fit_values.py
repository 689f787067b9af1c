"""FIT: values, positions and totals that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from fit_builder import INVALID, START, FitFile, Raw, activity, chain
from fixes.examples.example import Examples
from fixes.examples.fit_rides import FIT_EPOCH, big_endian, compressed, examples, ride, two_sessions

__all__ = ["GROUPS"]

_BLANKED: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "a field of each kind": lambda: activity(6).change(
        "record", 2, power=40_000, enhanced_altitude=9_500, heart_rate=Raw(255), cadence=Raw(254), temperature=Raw(126)
    ),
    "wide fields, big": lambda: big_endian(6).change(
        "record", 2, heart_rate=Raw(65_534, "uint16"), power=Raw(4_294_967_294, "uint32")
    ),
    "a fraction beside the cadence": lambda: activity(6).change(
        "record", 3, cadence=Raw(255, "uint16"), fractional_cadence=0.5
    ),
    "two altitudes and two speeds": lambda: (
        ride(6)
        .change("record", altitude=20)
        .change("record", 2, altitude=9_500, enhanced_altitude=9_500, speed=Raw(65_534), enhanced_speed=Raw(65_534))
    ),
    "an array": lambda: ride(6).change("record", 2, heart_rate=Raw([255, 254], "uint8")),
    "floats": lambda: (
        ride(6).change("record", power=Raw([200.0], "float32")).change("record", 2, power=Raw([5000.0], "float32"))
    ),
    "distances": lambda: ride(6).change("record", 5, distance=Raw(4_294_967_294)),
    "speed and distance packed": lambda: (
        ride(6)
        .change("record", distance=None, enhanced_speed=None)
        .change("record", 2, compressed_speed_distance=Raw(b"\xff\xff\xff"))
    ),
    "negative": lambda: ride(6).change("record", 2, power=Raw([-5], "sint16"), heart_rate=Raw([-5], "sint8")),
    "zeros of hearts": lambda: ride(6).change("record", 2, heart_rate=0).change("record", 3, heart_rate=0),
    "in two files": lambda: chain(
        ride(6).change("record", 2, power=40_000), ride(6, start=START + 9).change("record", 3, power=3_001)
    ),
}
_AWAY: Final = {"position_lat": 51.0}


def _far(rows: tuple[int, ...], count: int) -> FitFile:
    file = ride(count)
    for row in rows:
        file.change("record", row, **_AWAY)
    return file


def _aside(rows: tuple[int, ...], metres: int) -> FitFile:
    """Records beside the track, which goes on by 5 m a second."""

    def aside(row: int, old: dict[str, Any]) -> dict[str, Any]:
        return {"position_lat": old["position_lat"] + (metres / 111_195 if row in rows else 0)}

    return ride(30).edit("record", aside)


_PLACED: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "latitude alone": lambda: ride(6).change("record", 2, position_long=None),
    "longitude alone": lambda: ride(6).change("record", 2, position_lat=INVALID),
    "at 0, 0": lambda: ride(6).change("record", 2, position_lat=0, position_long=0),
    "out of range": lambda: ride(6).change("record", 2, position_lat=95),
    "out of range, big": lambda: big_endian(6).change("record", 2, position_lat=95),
    "none of them": lambda: ride(6).change("record", position_lat=0, position_long=0),
    **{
        f"far off: {' '.join(map(str, rows))} of {count}": partial(_far, rows, count)
        for rows, count in (
            ((0,), 20),
            ((19,), 20),
            ((9,), 20),
            ((0, 1), 20),
            ((18, 19), 20),
            ((9, 10), 20),
            ((9, 10, 11), 20),
            ((2, 9, 15), 30),
            ((0, 29), 30),
            ((2, 6, 9, 15), 40),
            ((2, 6, 9, 15, 20), 40),
            ((5, 6, 7, 8, 9), 10),
            ((3,), 6),
            ((2, 5, 8), 10),
            ((0, 2, 4, 6), 40),
            ((10, 12), 40),
            ((10, 12, 30), 40),
        )
    },
    "two places that are far off": lambda: _far((3,), 30).change("record", 20, position_lat=20.0),
    "two places in a row": lambda: _far((10,), 30).change("record", 11, position_lat=20.0),
    "a step that can be gone": lambda: ride(30).change("record", 10, position_lat=40 + 90 / 111_195),
    "a step that is just too far": lambda: ride(30).change("record", 10, position_lat=40 + 200 / 111_195),
    **{
        f"{metres} m off: {' '.join(map(str, rows))}": partial(_aside, rows, metres)
        for rows in ((5,), (25,), (5, 6), (24, 25), (3, 5), (25, 27))
        for metres in (110, 150, 180, 210)
    },
    "without a time": lambda: _far((10,), 30).change("record", 10, timestamp=INVALID),
}


def _local(local: int | None, utc: int | None = START + 5, **session: Any) -> FitFile:
    file = ride(6).change("activity", timestamp=utc, local_timestamp=None if local is None else Raw(local - FIT_EPOCH))
    return file.change("session", **session) if session else file


def _two_local(first: int, second: int, utc: int | None = START + 5) -> FitFile:
    file = _local(first)
    more = {"timestamp": utc, "local_timestamp": Raw(second - FIT_EPOCH)}
    return file.message("activity", **file.of("activity")[0].values | more)


def _many_sessions(count: int) -> FitFile:
    file = ride(6)
    for _ in range(count - 1):
        file.insert("activity", "session", **file.of("session")[0].values)
    return file


def _two_activities() -> FitFile:
    file = ride(6)
    return file.message("activity", **file.of("activity")[0].values | {"num_sessions": 7})


_COUNTED: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "three sessions promised": lambda: ride(6).change("activity", num_sessions=3),
    "none promised": lambda: ride(6).change("activity", num_sessions=0),
    "one of two promised": lambda: two_sessions().change("activity", num_sessions=1),
    "promised in two bytes, big": lambda: big_endian(6).change("activity", num_sessions=Raw(3, "uint16")),
    "promised as an array": lambda: ride(6).change("activity", num_sessions=Raw([3, 3], "uint16")),
    "the CRC is wrong": lambda: ride(6).change("activity", num_sessions=3).build(crc=5),
    "two activity messages": _two_activities,
    "in the second of two": lambda: chain(ride(6), ride(6, start=START + 9).change("activity", num_sessions=3)),
    "in the first of two": lambda: chain(ride(6).change("activity", num_sessions=3), ride(6, start=START + 9)),
    "the local time counts from 1970": lambda: _local(START + 5 + FIT_EPOCH),
    "the local time counts from 1970, an hour on": lambda: _local(START + 3605 + FIT_EPOCH),
    "the local time is far off": lambda: _local(START + 5 + 15 * 3600),
    "the local time is 14 hours on": lambda: _local(START + 5 + 14 * 3600),
    "the local time is 12 hours back": lambda: _local(START + 5 - 12 * 3600),
    "the local time is 13 hours back": lambda: _local(START + 5 - 13 * 3600),
    "the local time is no quarter on": lambda: _local(START + 5 + 100),
    "the two times are swapped": lambda: _local(START + 5, START + 5 + 13 * 3600),
    "the two times are swapped, east": lambda: _local(START + 5, START + 5 - 13 * 3600),
    "the two times are swapped, and nothing ends there": lambda: _local(
        START + 5, START + 5 + 13 * 3600, total_elapsed_time=3000, timestamp=START + 3000
    ),
    "the two times are swapped, and times in headers": lambda: compressed().change(
        "activity", timestamp=START + 7 + 13 * 3600, local_timestamp=START + 7
    ),
    "the local time is 0": lambda: _local(FIT_EPOCH),
    "the local time is 1": lambda: _local(FIT_EPOCH + 1),
    "the local time stands alone": lambda: _local(START + 9999, None),
    "the local time of two, of which one is far off": lambda: _two_local(START + 5 + 15 * 3600, START + 5),
    "the local time of two, of which one is 0": lambda: _two_local(START + 5 + 15 * 3600, FIT_EPOCH),
    "the local time of two, of which one stands alone": lambda: _two_local(START + 5 + 15 * 3600, START + 9, None),
    "more sessions than the field can hold": lambda: _many_sessions(300).change(
        "activity", num_sessions=Raw(3, "uint8")
    ),
    "as many sessions as the invalid value": lambda: _many_sessions(255).change(
        "activity", num_sessions=Raw(3, "uint8")
    ),
    "no local time": lambda: _local(None),
    "the local time of the second file": lambda: chain(ride(6), _local(START + 15 * 3600)),
}


def _run(*cadences: int | Raw, **more: Any) -> FitFile:
    file = activity(len(cadences), sport="running")
    for row, cadence in enumerate(cadences):
        file.change("record", row, cadence=cadence, position_lat=None, position_long=None, enhanced_altitude=None)
    return file.change("record", **more) if more else file


_RUNS: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "even and odd": lambda: _run(170, 171, 172, 173),
    "with fractions": lambda: _run(170, 171, 172, 173, fractional_cadence=0.25),
    "with fractions of 0": lambda: _run(170, 171, 172, 173, fractional_cadence=0),
    "with fractions that are invalid": lambda: _run(170, 171, 172, 173, fractional_cadence=INVALID),
    "with odd fractions": lambda: _run(170, 171, 172, 173, fractional_cadence=Raw(65)),
    "some are 0 or invalid": lambda: _run(170, 0, Raw(255), 173, 170, 170),
    "of one foot": lambda: _run(85, 86, 84),
    "with totals": lambda: (
        _run(170, 172, 170).change("session", avg_cadence=171, max_cadence=173).change("lap", avg_cadence=171)
    ),
    "with totals of one foot": lambda: _run(170, 172, 170).change("session", avg_cadence=85, max_cadence=172),
    "with totals at the bounds": lambda: (
        _run(170, 172).change("session", avg_cadence=120).change("lap", avg_cadence=220)
    ),
    "with totals beyond the bounds": lambda: (
        _run(170, 172).change("session", avg_cadence=119).change("lap", avg_cadence=221)
    ),
    "with fractions of totals": lambda: _run(170, 172).change(
        "session", avg_cadence=171, avg_fractional_cadence=0.5, max_cadence=172, max_fractional_cadence=0.25
    ),
    "of two bytes": lambda: _run(*[Raw(170 + row, "uint16") for row in range(4)]),
    "of floats": lambda: _run(*[Raw([170.0], "float32")] * 4),
}


GROUPS: Final[dict[str, Examples]] = {
    "fit blanked": examples(_BLANKED, "STR001", "STR002", "STR004", "STR005", "STR006", "STR009"),
    "fit placed": examples(_PLACED, "POS001", "POS002", "POS003", "POS005"),
    "fit counted": examples(_COUNTED, "FIT205", "FIT206"),
    "fit runs": examples(_RUNS, "STR003"),
}
