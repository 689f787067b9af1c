"""Strength JSON: fields, their names and values, sets, streams and times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fixes.examples.example import Example, Examples

__all__ = ["GROUPS", "document", "name_of"]

_LONGEST: Final = 200
_PLANK: Final = '{"exercise_type": "PLANK_GENERIC", "duration": 60}'
_Row = Mapping[str, str | None]
_FIELDS: Final = {
    "version": '"1.0"',
    "start_time": '"2026-05-01T08:00:00Z"',
    "utc_offset": "7200",
    "elapsed_time": "1800",
    "sets": f"[{_PLANK}]",
}


def document(**fields: str | None) -> str:
    """A document, a line a field: some written otherwise, None leaves one out, others come at the end."""
    held = {name: value for name, value in (_FIELDS | fields).items() if value is not None}
    return "{\n" + ",\n".join(f'  "{name}": {value}' for name, value in held.items()) + "\n}\n"


def _table(*rows: _Row, safe: bool = False) -> Examples:
    """Documents that are called by what they have otherwise."""

    def made() -> Iterator[Example]:
        for row in rows:
            yield Example(
                name_of(", ".join(f"{name} {value}" for name, value in row.items())), document(**row).encode(), safe
            )

    return made


def name_of(text: str) -> str:
    """The text itself, as far as it is not always the same."""
    shown = re.sub(r"\n {2,4}", " ", text).replace('"exercise_type": "PLANK_GENERIC"', "PLANK")
    shown = shown if len(shown) < _LONGEST else f"{shown[:60]} ... {shown[-60:]}"
    return shown.encode("unicode_escape").decode("ascii")


def _sets(*entries: str) -> dict[str, str | None]:
    return {"sets": "[\n    " + ",\n    ".join(entries) + "\n  ]"}


# Values

_AS_TEXT: Final[tuple[_Row, ...]] = (
    *(
        {"elapsed_time": text}
        for text in ('"1800"', '" 1800 "', '"1800.0"', '"1.8e3"', '"-5"', '"1800.5"', '"0x7"', '""')
    ),
    *({"elapsed_time": f'"{1800:0{size}d}.{0:0{fraction}d}"'} for size, fraction in ((4, 35), (4, 36))),
    *(
        {"elapsed_time": text}
        for text in ("1800.0", "1.8e3", "18000e-1", "1800.5", "1801.5", "1e400", "true", "[]", "{}")
    ),
    *({"elapsed_time": text} for text in ("9007199254740992.0", "9007199254740993.0", "-9007199254740994.0", "1e17")),
    *(
        {"version": text}
        for text in ('"1"', "1", "1.0", '"v1.0"', '" V1.0.0 "', '"1.0.0.0"', '"1.00"', '"2"', "2", "true")
    ),
    *({"version": text} for text in ("1.5", "null", "[1]", '"x1"')),
    *({"start_time": f'"2026-05-01{text}"'} for text in (" 08:00:00Z", "t08:00:00z", "T08:00Z", "T08:00:00,5Z", "")),
    *(
        {"start_time": f'"2026-05-01{text}"'}
        for text in ("T08:00:00 UTC", "T08:00:00gmt", "T 08:00:00Z", "T08:00:00+2")
    ),
    *(
        {"start_time": f'"2026-05-01{text}"'}
        for text in ("T08:00:00+02", "T08:00:00 +0200", "T08:00:00 +02:00", " 08 Z")
    ),
    *({"start_time": f'"{text}Z"'} for text in ("2026-13-01 08:00:00", "01.05.2026 08:00", " 2026-05-01 08:00 ")),
    {"start_time": '" 2026-05-01T08:00:00Z "'},
    {"start_time": "1777622400"},
    {"utc_offset": '"7200"'},
    {"utc_offset": "7200.5"},
    {"total_calories": "1.5"},
    {"total_calories": "2.5"},
    {"total_calories": '"x"', "active_time": '"7"'},
    {"creator": '{"name": 5}'},
    {"creator": '"Example"'},
    {"creator": "null", "total_calories": "null", "active_time": "null"},
    {"creator": '{"name": null}'},
    {"version": "null"},
    {"total_calories": 'null, "total_calories": 5'},
    {"total_calories": '5, "total_calories": null'},
    _sets('{"exercise_type": "PLANK_GENERIC", "duration": "60", "weight": "60.5", "repetitions": 8.0}'),
    _sets('{"exercise_type": "PLANK_GENERIC", "duration": 60.5, "weight": null, "repetitions": 8.5}', _PLANK),
    _sets('{"exercise_type": "plank generic", "duration": 5}', '{"exercise_type": "PLANK", "duration": 5}'),
    _sets('{"exercise_type": 7, "duration": 5}', '{"exercise_type": " Plank_Generic ", "duration": "x"}'),
    _sets('{"exercise_type": "PLANK_GENERIC", "start_time": "2026-05-01 08:00:00 Z", "duration": 1}', "7", "null"),
    _sets('{"exercise_type": "PLANK_GENERIC", "start_time": 5, "duration": 1}'),
    {"sets": "{}"},
    {"sets": '"x"'},
    {"sets": "[null, 5]"},
    {"sets": "[]"},
    {"streams": '{"time": ["0", "60"], "heartrate": [90.0, "x"], "active": ["true", "false"]}'},
    {"streams": '{"time": [0, 60], "active": [" true ", "yes"]}'},
    {"streams": '{"time": [0, 60.5], "heartrate": [90.5, 91.5]}'},
    {"streams": '{"time": [0, 0.5], "heartrate": [90, 91]}'},
)

# Names


def _unknown(count: int) -> dict[str, str | None]:
    """So many fields that nobody knows."""
    return {f"field_{number}": "1" for number in range(count)}


_NAMES: Final[tuple[_Row, ...]] = (
    {"elapsed_time": None, "elapsedTime": "1800"},
    {"elapsed_time": None, "total time": '"1800"'},
    {"elapsed_time": None, "duration": "1800"},
    {"elapsed_time": None, "elapsed_tme": "1800.0"},
    {"elapsed_time": None, "elapsed_time_ms": "1800000"},
    {"elapsed_time": None, "total_time": "1800", "Elapsed-Time": "1800"},
    {"elapsed_time": None, "total_time": '"x"'},
    {"total_time": "1800"},
    {"utc_offset": None, "offset": '"7200"'},
    {"sets": None, "exercises": f"[{_PLANK}]"},
    {"name": '"Legs"', "description": '"Hard"', "notes": "1", "unit": '"kg"', "mood": "[1, {}]"},
    {"stream": "{}", "streams": '{"time": [0, 60], "hr": [90, 91], "cadence": [1, 2], "bpm": [1, 2]}'},
    {"streams": '{"timestamp": [0, 60], "HeartRate": [90, 91]}'},
    {"streams": '{"times": [0, 60], "moving": [true, false]}'},
    {"creator": '{"app": "Example Log", "version": "3"}'},
    _sets('{"exercise": "PLANK_GENERIC", "seconds": 60}', '{"name": "plank", "time": "60"}'),
    _sets('{"exercise": "plank generic", "secs": 60}', '{"type": "Back Squat", "reps": 8, "kg": "80"}'),
    _sets('{"category": "PULL_UP", "reps": 8}', '{"name": "?", "reps": 8}', '{"note": "x", "duration": 8}'),
    _sets('{"exercise_type": "PLANK_GENERIC", "load": 5, "kg": 6}', '{"exercise": "PULL_UP", "reps": 1}'),
    *(
        _sets(f'{{"exercise_type": "PLANK_GENERIC", "load": 80, "unit": {unit}}}')
        for unit in ('"kg"', '" KGS "', '"lb"', "5", '"metric"', '"kilograms"', '"Kilogram"')
    ),
    _sets('{"exercise_type": "PLANK_GENERIC", "load": 80}') | {"unit": '"lb"'},
    _sets('{"exercise_type": "PLANK_GENERIC", "load": 80}') | {"units": '"kg"'},
    _sets('{"exercise_type": "PLANK_GENERIC", "reps": 80}') | {"unit": '"lb"'},
    _sets('{"exercise_type": "PLANK_GENERIC", "weight_lbs": 80, "weightLb": 5}'),
    _sets('{"exercise_type": "PLANK_GENERIC", "load": 80, "unit": "lb", "time": 5}'),
    _sets('{"exercise_type": "PLANK_GENERIC", "kg": 80, "unit": "lb", "reps": 5}'),
    {**_unknown(49), "elapsed_time": None, "elapsedTime": "1800"},
    {**_unknown(50), "elapsed_time": None, "elapsedTime": "1800"},
    {**_unknown(49), "elapsed_tme": "1800"},
    {"total_calories": '5, "total_calories": 5'},
    {"total_calories": '5, "total_calories": 6'},
    {"total_calories": '5, "total_calories": 5.0'},
    {"total_calories": '5, "total_calories": 6, "total_calories": 5'},
    {"creator": '{"name": "a", "name": "a"}', "streams": '{"time": [0, 60], "time": [0, 60]}'},
    {"creator": '{"name": {"a": 1, "b": 2}, "name": {"b":2,"a":1}}'},
    _sets('{"exercise_type": "PLANK_GENERIC", "duration": 5, "duration": 5}', _PLANK),
    _sets('{"exercise_type": "PLANK_GENERIC", "duration": 4, "duration": 5, "exercise_type": "PLANK_GENERIC"}', _PLANK),
    {"mood": '{"a": 1, "a": 1}', "body": '{"b": 2, "b": 2}'},
    {"mood": '{"a": [{"b": 1, "b": 1}]}'},
    {"mood": '{"a": {"b": 1, "b": 1}, "a": 5}'},
    {"mood": '{"a": 5, "a": {"b": 1, "b": 1}}'},
    {"mood": '{"a": {"c": {"b": 1, "b": 1}}, "a": 5}'},
    {"mood": '{"a": [{"b": 1, "b": 1}], "a": {"x": 5}}'},
    {"mood": '{"a": [{"b": 1, "b": 1}], "a": []}'},
    {"mood": '{"a": [{"b": 1, "b": 1}], "a": [5]}'},
    {"sets": f'[{{"b": 1, "b": 1}}], "sets": [{_PLANK}]'},
)

_LINES: Final = {
    "the first of a line": '{"x": 1, "version": "1.0", "start_time": "2026-05-01T08:00:00Z",\n"utc_offset": 0,\n'
    f'"elapsed_time": 1800, "sets": [{_PLANK}]}}',
    "the last of a line": '{"version": "1.0", "x": 1,\n"start_time": "2026-05-01T08:00:00Z", "x2": 2,\n"x3": 3,\n'
    f'"utc_offset": 0, "elapsed_time": 1800, "sets": [{_PLANK}], "x4": 4}}',
    "lines that begin with a comma": '{ "version": "1.0"\n, "x": 1\n, "start_time": "2026-05-01T08:00:00Z"\n, "x2": 2\n'
    f', "x3": 3\n, "utc_offset": 0, "elapsed_time": 1800\n, "sets": [{_PLANK}]\n, "x4": 4\n}}',
    "a line that goes on": '{"version": "1.0",\n  "x": 1, "start_time": "2026-05-01T08:00:00Z",\n  "x2": 2, "x3": 3,\n'
    f'  "x4": 4, "x5": 5, "utc_offset": 0, "elapsed_time": 1800, "sets": [{_PLANK}]}}',
    "all of an object": f'  {document(creator="""{ "x": 1 , "y": 2 }""")}',
    "all of an object that has room": document(creator='{\n    "x": 1\n  }'),
    "without any space": document(creator='{"x":1,"name":"Log","y":2,"z":3}').replace(" ", "").replace("\n", ""),
}


def _lines() -> Iterator[Example]:
    for name, text in _LINES.items():
        yield Example(name, text.encode())


# Sets and streams

_MANY: Final = [f'{{"exercise_type": "PLANK_{number}", "duration": 5}}' for number in range(21)]
_SETS: Final[tuple[_Row, ...]] = (
    _sets(*_MANY[:20]),
    _sets(*_MANY),
    _sets('{"exercise_type": "PLANK", "duration": 5}', '{"exercise_type": "xyzzy", "duration": 5}'),
    _sets('{"exercise_type": "pull up", "repetitions": 5}', '{"exercise_type": "BENCH PRESS", "repetitions": 5}'),
    _sets(_PLANK, '{"duration": 5}', _PLANK, '{"reps": 5}', '{"x": 1}', '{"exercise": 5}', '{"label": "PLANK"}'),
    _sets('{"duration": 5}', '{"reps": 5}'),
    _sets("null", _PLANK, '"x"', "[]", _PLANK, "7"),
    _sets("null", "5"),
    *(
        _sets(*(f'{{"exercise_type": "PLANK_GENERIC", "weight": {weight}}}' for weight in weights))
        for weights in (
            ("60000", "20500"),
            ("60000", "500"),
            ("60000", "499"),
            ("500.5",),
            ("500", "60000"),
            ("500000",),
            ("500001",),
            ("60000.5", "0"),
            ("60000", "true"),
            ("100000", "1e5"),
            ("500", "0.5"),
            ("60000", "-5"),
        )
    ),
    *(
        _sets(*(f'{{"exercise_type": "PLANK_GENERIC", "duration": {duration}}}' for duration in durations))
        for durations in (
            ("90000", "1000"),
            ("90000", "999"),
            ("86400", "5"),
            ("86401", "1500"),
            ("86401", "2500", "0"),
            ("86400000", "1000"),
            ("86400001", "1000"),
        )
    ),
)

_STREAMS: Final[tuple[_Row, ...]] = tuple(
    {"streams": f"{{{text}}}"}
    for text in (
        '"time": {"data": [0, 60], "series_type": "time", "original_size": 2, "resolution": "high"}',
        '"time": {"data": [0, 60], "type": "time", "length": 2}, "heartrate": {"data": [90, 91]}',
        '"time": {"data": [0, 60], "unit": "s"}',
        '"time": {"data": 5}',
        '"time": {"length": 5}',
        '"time": [0, 60], "heartrate": []',
        '"time": [], "heartrate": [90]',
        '"time": [], "heartrate": []',
        '"time": [0, 60], "heartrate": [], "active": [], "x": []',
        '"time": [0, 60, 120], "heartrate": [90, 91], "active": [true]',
        '"time": [0], "heartrate": [90, 91, 92]',
        '"time": [0, null, 120], "heartrate": [90, 91, null]',
        '"time": [0, 60, 120], "heartrate": [null, 91, null]',
        '"time": [0, null], "heartrate": [90]',
        '"time": [0, null, 60], "heartrate": [90, 91]',
        '"time": [null, 60], "heartrate": [90, null]',
        '"heartrate": [90, 91]',
        "",
        '"time": [0, 900000, 1800000]',
        '"time": [0, 1000, 1801000]',
        '"time": [0, 1000, 1801001]',
        '"time": [0, 1000, 1802000]',
        '"time": [0, 400, 1800000]',
        '"time": [0, 500, 1800000]',
        '"time": [0, 600, 1800000]',
        '"time": [1000, 0, 1800000]',
        '"time": [-1000, 0, 1800000]',
        '"time": [0, 17999]',
        '"time": [0, 18000]',
        '"time": [0, 1800]',
        '"time": [0, 1801]',
        '"time": [0, 60.0, 1800000]',
        '"time": [0, true, 1800000]',
        '"time": 5',
    )
)
_MORE_STREAMS: Final[tuple[_Row, ...]] = (
    {"streams": "5"},
    {"streams": '{"time": [0, 900000, 1800000]}', "elapsed_time": "1800.0"},
    {"streams": '{"time": [0, 1800000]}', "elapsed_time": '"x"'},
    {"streams": '{"heartrate": [90, 91]}, "streams": {"heartrate": [90]}'},
)

# Times


def _at(clock: str) -> str:
    return f'{{"exercise_type": "PLANK_GENERIC", "duration": 5, "start_time": "2026-05-01T{clock}"}}'


_NAIVE: Final = '"2026-05-01T08:00:00"'


def _naive(*entries: str) -> dict[str, str | None]:
    """Sets, and a start_time without a zone."""
    return {"start_time": _NAIVE, **_sets(*entries)}


_TIMES: Final[tuple[_Row, ...]] = (
    *(
        {"utc_offset": offset}
        for offset in ("2", "5.5", "330", "-3", "7200000", "100000", "1", "-12", "14", "15", "20")
    ),
    *({"utc_offset": "2", "start_time": f'"2026-05-01T08:00:00{zone}"'} for zone in ("+02:00", "-07:00", "+00:00")),
    {"utc_offset": "120", "start_time": '"2026-05-01T08:00:00+02:00"'},
    {"utc_offset": "2", "start_time": "5"},
    {"utc_offset": "2", "start_time": None},
    *(
        {"utc_offset": f'"{text}"'}
        for text in (
            "+02:00",
            "-09:30",
            " +02:00 ",
            "Z",
            "z",
            " Z ",
            "+0200",
            "02:00",
            "2",
            "+25:00",
            "+2:00",
            "UTC",
            "",
        )
    ),
    {"start_time": _NAIVE},
    {"start_time": _NAIVE, "utc_offset": "0"},
    {"start_time": _NAIVE, "utc_offset": "-12600"},
    {"start_time": _NAIVE, "utc_offset": "-34200"},
    {"start_time": _NAIVE, "utc_offset": "100000"},
    {"start_time": _NAIVE, "utc_offset": None},
    {"start_time": '"2026-05-01"'},
    {"start_time": '"2026-05-01T08:00:00.25"'},
    *(_naive(_at(f"{clock}Z")) for clock in ("06:00:00", "08:00:00", "07:00:00")),
    *(_naive(_at(f"{clock}Z")) for clock in ("07:59:55", "07:59:54", "08:30:05", "08:30:06")),
    *(_naive(_at(f"{clock}Z")) for clock in ("05:59:55", "05:59:54", "06:30:05", "06:30:06")),
    _naive(_at("08:05:00Z"), _at("06:05:00Z")),
    _naive(_at("08:05:00"), _PLANK),
    _naive(_at("08:05:00"), _at("06:05:00Z")),
    _naive(_at("08:05:00"), _at("08:06:00Z")),
    _naive(_at("10:05:00"), _at("08:06:00Z")),
    _sets(_at("08:05:00")),
    _sets(_at("10:05:00")),
    _sets(_at("10:05:00"), _at("08:05:00")),
    _sets(_at("09:05:00")),
    {"elapsed_time": "14400", **_sets(_at("10:05:00"))},
    {"elapsed_time": "14400", **_naive(_at("10:05:00Z"))},
    {"elapsed_time": "14400", **_naive(_at("08:05:00Z"), _at("11:05:00"))},
    _sets(_at("08:30:05"), _at("07:59:55")),
    _sets(_at("08:30:06")),
    {"active_time": "1801"},
    {"active_time": "1800"},
    {"active_time": "-1"},
    {"active_time": "0"},
    {"active_time": "1801", "elapsed_time": "-5"},
    {"active_time": "1801.5"},
    {"active_time": "5", "elapsed_time": "0"},
    {"active_time": '1801, "active_time": 1802'},
)


def _unequal() -> Iterator[Example]:
    for streams in ('"time": [0, null, 60], "heartrate": [90, 91]', '"time": [0, null], "heartrate": [90, null]'):
        yield Example(streams, document(streams=f"{{{streams}}}").encode(), select=("JSN009",))


GROUPS: Final[dict[str, Examples]] = {
    "json values": _table(*_AS_TEXT),
    "json names": _table(*_NAMES),
    "json names safely": _table(*_NAMES, safe=True),
    "json lines": _lines,
    "json sets": _table(*_SETS),
    "json streams": _table(*_STREAMS, *_MORE_STREAMS),
    "json times": _table(*_TIMES),
    "json unequal": _unequal,
}
