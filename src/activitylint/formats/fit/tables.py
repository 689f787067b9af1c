"""The tables, the creator and the sport of an activity, from FIT messages."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Final

import numpy as np

from activitylint.formats.fit import profile
from activitylint.formats.fit.messages import MessageTable
from activitylint.model.activity import Creator, Sport
from activitylint.model.arrays import Float
from activitylint.model.categorical import Categorical, DictEncoded
from activitylint.model.faults import Place
from activitylint.model.fit import FitExercise
from activitylint.model.tables import Laps, Lengths, Records, Sessions, Sets, TimerEvents, is_complete
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type

__all__ = ["creator", "exercises", "laps", "lengths", "records", "sessions", "sets", "sport", "timer_events"]

_TIMES: Final = {
    "start": "start_time",
    "timestamp": "timestamp",
    "elapsed": "total_elapsed_time",
    "timer": "total_timer_time",
}
_RECORDS: Final = {
    "time": "timestamp",
    "latitude": "position_lat",
    "longitude": "position_long",
    "altitude": "altitude",
    "distance": "distance",
    "speed": "speed",
    "heartrate": "heart_rate",
    "cadence": "cadence",
    "power": "power",
    "temperature": "temperature",
}
_LAPS: Final = {**_TIMES, "distance": "total_distance", "calories": "total_calories"}
_SESSIONS: Final = {**_LAPS, "ascent": "total_ascent", "pool_length": "pool_length", "num_laps": "num_laps"}
_LENGTHS: Final = {**_TIMES, "strokes": "total_strokes"}
_SETS: Final = {"start": "start_time", "duration": "duration", "repetitions": "repetitions", "weight": "weight"}
"""The numeric columns of each table, and the fields that they are read from."""
_FILE_ID: Final = ("manufacturer", "product", "type", "time_created")
"""The fields of the creator, and those that rules read as well."""
_DISTINCT: Final = 1 << 13
"""Distinct exercises of sets that are kept; further ones are read as none."""


def records(table: MessageTable) -> Records:
    """Return all record messages, with the enhanced fields if present, or else the plain ones."""
    enhanced = {plain: f"enhanced_{plain}" for plain in ("altitude", "speed") if table.has(f"enhanced_{plain}")}
    columns = _columns(table, {name: enhanced.get(field, field) for name, field in _RECORDS.items()})
    for plain in enhanced:
        values = columns[plain]
        if not is_complete(values):
            columns[plain] = np.where(np.isnan(values), table.column(plain), values)
    return Records(**columns, segment=table.file)


def sessions(table: MessageTable) -> Sessions:
    """Return all session messages."""
    if not len(table):
        return Sessions()
    return Sessions(
        **_columns(table, _SESSIONS),
        sport=table.names("sport"),
        sub_sport=table.names("sub_sport"),
        file=table.file,
    )


def laps(table: MessageTable) -> Laps:
    """Return all lap messages."""
    if not len(table):
        return Laps()
    return Laps.of(len(table), **_columns(table, _LAPS), session=table.file)


def lengths(table: MessageTable) -> Lengths:
    """Return all length messages."""
    if not len(table):
        return Lengths()
    return Lengths(**_columns(table, _LENGTHS), type=table.names("length_type"))


def _columns(table: MessageTable, fields: dict[str, str]) -> dict[str, Float]:
    return dict(zip(fields, table.columns(*fields.values()), strict=True))


def sets(table: MessageTable, named: DictEncoded[tuple[FitExercise, ...]]) -> Sets:
    """Return all set messages. named: the exercises of each set."""
    if not len(table):
        return Sets()
    return Sets(
        **_columns(table, _SETS),
        type=table.names("set_type"),
        exercise=Categorical.of((_first_category(found) for found in named), None)
        if named.known != ((),)
        else Categorical.same(len(named), None),
    )


def exercises(table: MessageTable) -> DictEncoded[tuple[FitExercise, ...]]:
    """Return the exercises of each set: category and category_subtype, paired by position."""
    if not len(table):
        return DictEncoded.same(0, ())
    categories, subtypes = _cells(table, "category"), _cells(table, "category_subtype")
    if len(categories.known) == 1:
        return DictEncoded.same(len(table), ())
    pairs = DictEncoded.of(zip(categories, subtypes, strict=True), ((), ()), most=_DISTINCT)
    return DictEncoded(pairs.codes, tuple(_exercises(*pair) for pair in pairs.known))


def _cells(table: MessageTable, name: str) -> DictEncoded[tuple[float, ...]]:
    """The raw values of an array field in each message, -1 if invalid."""
    known: dict[tuple[float, ...], int] = {(): 0}
    codes = np.zeros(len(table), dtype=np.uint32)
    for _, messages, values in table.arrays(profile.field_numbers(table.number)[name]):
        values[~np.isfinite(values)] = -1
        cells = map(tuple, values.tolist())
        codes[messages] = [
            known.setdefault(cell, len(known)) if len(known) < _DISTINCT else known.get(cell, 0) for cell in cells
        ]
    return DictEncoded(codes, tuple(known)) if len(known) > 1 else DictEncoded.same(len(table), ())


def _first_category(found: tuple[FitExercise, ...]) -> str | None:
    return found[0].category_name or str(found[0].category) if found else None


def _exercises(categories: tuple[float, ...], subtypes: tuple[float, ...]) -> tuple[FitExercise, ...]:
    return tuple(
        _exercise(int(category), int(subtype) if subtype >= 0 else None)
        for category, subtype in zip_longest(categories, subtypes[: len(categories)], fillvalue=-1.0)
        if category >= 0
    )


@lru_cache(maxsize=4096)
def _exercise(category: int, subtype: int | None) -> FitExercise:
    names = profile.exercise_enum(category) or {}
    name = names.get(subtype) if subtype is not None else None
    return FitExercise(category, profile.enum_name("exercise_category", category), subtype, name)


def timer_events(table: MessageTable) -> TimerEvents:
    """Return the events of the timer: when it started and stopped."""
    if not len(table):
        return TimerEvents()
    event, time = table.columns("event", "timestamp")
    rows = (event == _timer()).nonzero()[0]
    kinds = table.names("event_type")
    return TimerEvents(time=time[rows], kind=kinds[rows], row=rows)


@cache
def _timer() -> int | None:
    return profile.enum_number("event", "timer")


def creator(table: MessageTable) -> Creator:
    """Return the device, from the first file_id."""
    if not len(table):
        return Creator()
    manufacturer, product = map(_first, table.columns(*_FILE_ID)[:2])
    manufacturer_name, product_name = _device(manufacturer, product)
    return Creator(
        name=table.names("product_name")[0],
        manufacturer=manufacturer,
        manufacturer_name=manufacturer_name,
        product=product,
        product_name=product_name,
        at=Place("file_id"),
    )


def _first(column: Float) -> int | None:
    value = column.item(0)
    return int(value) if math.isfinite(value) else None


@lru_cache(maxsize=4096)
def _device(manufacturer: int | None, product: int | None) -> tuple[str | None, str | None]:
    """The names of a manufacturer and of its product, None if they have none."""
    if manufacturer is None:
        return None, None
    name = None if product is None else profile.product_name(manufacturer, product)
    return profile.enum_name("manufacturer", manufacturer), name


def sport(rows: Sessions) -> Sport:
    """Return the sport of the first session that has one."""
    if not len(rows.sport):
        return Sport(at=Place("session", 0, "sport"))
    row = 0
    if rows.sport[row] is None:
        row = int(rows.sport.where(lambda name: name is not None).argmax())
    name = rows.sport[row]
    if name is not None:
        sub = rows.sub_sport[row]
        written = name if sub in {None, UNNAMED_FIT_SPORT} else f"{name}/{sub}"
        return Sport(written=written, mapped=fit_sport_type(name, sub), at=Place("session", row, "sport"))
    return Sport(at=Place("session", 0, "sport"))
