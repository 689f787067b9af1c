"""A parsed document as columns. A value of the wrong type becomes NaN or None."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import numpy as np

from activitylint.formats.iso8601 import read_time
from activitylint.model.arrays import Float
from activitylint.model.categorical import Categorical
from activitylint.model.faults import Place
from activitylint.model.tables import Records, Sessions, Sets, absent

__all__ = ["bare_offsets", "mapping", "records", "sessions", "sets", "start_offset", "streams"]

_NUMBERS: Final = frozenset({int, float})


def mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key; empty if there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def streams(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The streams that are arrays, by name."""
    return {name: values for name, values in mapping(document, "streams").items() if isinstance(values, list)}


def records(document: Mapping[str, Any]) -> Records:
    """A row for each sample; shorter streams are filled up with NaN."""
    arrays = streams(document)
    length = max((len(arrays[name]) for name in ("time", "heartrate", "active") if name in arrays), default=0)
    start = _time(document.get("start_time"))
    time = _filled(_numbers(arrays.get("time", [])), length)
    time = absent(length) if math.isnan(start) else time + start
    return Records.of(length, time=time, heartrate=_filled(_numbers(arrays.get("heartrate", [])), length))


def start_offset(document: Mapping[str, Any]) -> float | None:
    """The UTC offset of the activity's start_time in seconds; None if it has none or cannot be read."""
    value = document.get("start_time")
    return read_time(value).offset if isinstance(value, str) else None


def bare_offsets(document: Mapping[str, Any]) -> list[tuple[Place, list[int] | None, str]]:
    """Times with an offset that has no colon: the place of the first, the sets (None for the activity), its text."""
    found: list[tuple[Place, list[int] | None, str]] = []
    start = document.get("start_time")
    if isinstance(start, str) and read_time(start).bare_offset:
        found.append((Place("session", field="start_time"), None, start))
    texts = enumerate(_each(_listed(document), "start_time"))
    bare = {row: text for row, text in texts if isinstance(text, str) and read_time(text).bare_offset}
    if bare:
        row, text = next(iter(bare.items()))
        found.append((Place("set", row, "start_time"), list(bare), text))
    return found


def sessions(document: Mapping[str, Any]) -> Sessions:
    """The activity as one session."""
    return Sessions.of(
        1,
        start=np.array([_time(document.get("start_time"))]),
        elapsed=_numbers([document.get("elapsed_time")]),
        timer=_numbers([document.get("active_time")]),
        calories=_numbers([document.get("total_calories")]),
    )


def sets(document: Mapping[str, Any]) -> Sets:
    """A row for each entry of `sets`, whatever its type, so that the number of a row is the index of its set.

    A column that no set has takes no memory: a small file can have a list of three million zeros.
    """
    rows = _listed(document)
    present = set(chain.from_iterable(row for row in rows if type(row) is dict))

    def column(key: str, number: Callable[[object], float] = _number) -> Float:
        if key not in present:
            return absent(len(rows))
        return np.fromiter(map(number, _each(rows, key)), np.float64, len(rows))

    exercise: Categorical = Categorical.same(len(rows), None)
    if "exercise_type" in present:
        exercise = Categorical.of(map(_text, _each(rows, "exercise_type")), None)
    return Sets.of(
        len(rows),
        start=column("start_time", _time),
        duration=column("duration"),
        repetitions=column("repetitions"),
        weight=column("weight"),
        type=Categorical.same(len(rows), "active"),
        exercise=exercise,
    )


def _listed(document: Mapping[str, Any]) -> list[Any]:
    """The entries of `sets`, whatever they are."""
    listed = document.get("sets")
    return listed if isinstance(listed, list) else []


def _each(rows: Iterable[Any], key: str) -> Iterator[Any]:
    """Yield what each entry of `sets` has under a key, one by one: a list would be as long as that of the entries."""
    return (row.get(key) if type(row) is dict else None for row in rows)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _time(value: object) -> float:
    return read_time(value).seconds if isinstance(value, str) else math.nan


def _number(value: Any) -> float:
    return value if type(value) in _NUMBERS else math.nan


def _numbers(values: list[Any]) -> Float:
    if not _NUMBERS.issuperset(map(type, values)):
        return np.fromiter(map(_number, values), np.float64, len(values))
    return np.array(values, dtype=np.float64)


def _filled(values: Float, length: int) -> Float:
    if len(values) == length:
        return values
    if not len(values):
        return absent(length)
    filled = np.full(length, np.nan)
    filled[: len(values)] = values
    return filled
