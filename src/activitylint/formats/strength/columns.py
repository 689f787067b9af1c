"""A parsed document as columns. A value of the wrong type becomes NaN or None."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any, Final

import numpy as np

from activitylint.formats.iso8601 import read_time
from activitylint.model.categorical import Categorical
from activitylint.model.faults import Place
from activitylint.model.tables import Float, Records, Sessions, Sets, absent

__all__ = ["bare_offsets", "mapping", "records", "sessions", "sets", "start_offset", "streams"]

_NUMBERS: Final = frozenset({int, float})
_OBJECT: Final = frozenset({dict})
_NO_SET: Final[dict[str, Any]] = {}


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
    listed = document.get("sets")
    texts = [row.get("start_time") if type(row) is dict else None for row in listed] if isinstance(listed, list) else []
    rows = [row for row, text in enumerate(texts) if isinstance(text, str) and read_time(text).bare_offset]
    if rows:
        found.append((Place("set", rows[0], "start_time"), rows, str(texts[rows[0]])))
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
    listed = document.get("sets")
    if not isinstance(listed, list):
        return Sets()
    rows = listed
    if not _OBJECT.issuperset(map(type, listed)):
        rows = [row if type(row) is dict else _NO_SET for row in listed]
    nothing = absent(len(rows))
    present = set(chain.from_iterable(rows))

    def numbers(key: str) -> Float:
        return _numbers([row.get(key) for row in rows]) if key in present else nothing

    start = nothing
    if "start_time" in present:
        start = np.fromiter((_time(row.get("start_time")) for row in rows), np.float64, len(rows))
    return Sets.of(
        len(rows),
        start=start,
        duration=numbers("duration"),
        repetitions=numbers("repetitions"),
        weight=numbers("weight"),
        type=Categorical.same(len(rows), "active"),
        exercise=Categorical.of((_text(row.get("exercise_type")) for row in rows), None),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _time(value: object) -> float:
    return read_time(value).seconds if isinstance(value, str) else math.nan


def _numbers(values: list[Any]) -> Float:
    if not _NUMBERS.issuperset(map(type, values)):
        numbers = (value if type(value) in _NUMBERS else math.nan for value in values)
        return np.fromiter(numbers, np.float64, len(values))
    return np.array(values, dtype=np.float64)


def _filled(values: Float, length: int) -> Float:
    if len(values) == length:
        return values
    if not len(values):
        return absent(length)
    filled = np.full(length, np.nan)
    filled[: len(values)] = values
    return filled
