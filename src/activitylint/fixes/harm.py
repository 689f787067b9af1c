"""The guard against harm: compares the values of a file before and after a fix.

A fix may remove a value only if a finding says that this value is wrong, may never replace a value by 0, and may not
write a value that a rule warns of. The fixes try to do no harm themselves; this check does not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from activitylint.fixes.registry import Fix, NotApplicable
from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float
from activitylint.model.finding import Finding, Safety, Severity
from activitylint.model.tables import Columns, Records

__all__ = ["check_unharmed"]


_TOTALS: Final = ("distance", "elapsed", "timer", "calories", "ascent")
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "session": _TOTALS,
    "lap": _TOTALS[:-1],
    "record": ("time", *Records.STREAMS),
    "set": ("duration", "repetitions", "weight"),
}
_SIGNED: Final = frozenset({"latitude", "longitude"})
"""Columns in which 0 and negative numbers are values like all others."""
_POSITION: Final = frozenset(
    {"latitude", "position_lat", "LatitudeDegrees", "@lat", "lat", "latlng"}
    | {"longitude", "position_long", "LongitudeDegrees", "@lon", "lon", "Position"}
)
"""A coordinate is nothing without the other, so what is wrong with one is wrong with both."""
_FIELDS: Final[dict[str, frozenset[str]]] = {
    "time": frozenset({"time", "Time", "timestamp"}),
    "latitude": _POSITION,
    "longitude": _POSITION,
    "altitude": frozenset({"altitude", "enhanced_altitude", "AltitudeMeters", "ele"}),
    "distance": frozenset({"distance", "DistanceMeters", "total_distance"}),
    "speed": frozenset({"speed", "enhanced_speed", "Speed"}),
    "heartrate": frozenset({"heartrate", "heart_rate", "HeartRateBpm", "Value", "hr"}),
    "cadence": frozenset({"cadence", "Cadence", "RunCadence", "cad"}),
    "power": frozenset({"power", "Watts", "PowerInWatts"}),
    "temperature": frozenset({"temperature", "Temperature", "atemp", "temp"}),
    "elapsed": frozenset({"total_elapsed_time", "TotalTimeSeconds", "elapsed_time"}),
    "timer": frozenset({"total_timer_time", "TotalTimeSeconds", "active_time"}),
    "calories": frozenset({"total_calories", "Calories", "calories"}),
    "ascent": frozenset({"total_ascent"}),
    "duration": frozenset({"duration"}),
    "repetitions": frozenset({"repetitions"}),
    "weight": frozenset({"weight"}),
}
"""For each column, what the formats call the field."""
_NOTATION: Final = frozenset({"TIM004", "TIM012", "TIM014"})
"""Rules about how a time is written. A new time is written as its neighbors are, whatever a rule says of that."""
_ALL_FIELDS: Final = frozenset().union(*_FIELDS.values())


def check_unharmed(
    fix: Fix,
    named: Sequence[Finding],
    before: Activity | None,
    after: Activity | None,
    findings: tuple[Sequence[Finding], Sequence[Finding]],
) -> None:
    """Raise NotApplicable if a fix would do harm.

    named: the findings that the fix was given. findings: all of them before and after the fix.
    """
    if before is None or after is None:
        return
    for table, columns in _COLUMNS.items():
        old, new = _table(before, table), _table(after, table)
        changed = np.zeros(len(old), dtype=np.bool_)
        marked = [(finding, _marked(finding, before, table, len(old))) for finding in named]
        for column in columns:
            was, now = np.asarray(getattr(old, column)), np.asarray(getattr(new, column))
            if len(was) != len(old) or len(now) != len(new):
                continue
            wrong = _called_wrong(marked, column, len(old)) | (column in fix.judges)
            noun = before.record_noun if table == "record" else table
            _check_column(column, noun, was, now, wrong, known_only=fix.safety is Safety.SAFE)
            if len(was) == len(now) and not _same_values(was, now):
                known = np.isfinite(was) if fix.safety is Safety.SAFE else np.ones(len(was), dtype=np.bool_)
                changed |= known & np.isfinite(now) & (was != now)
        if changed.any() and len(old) == len(new):
            _check_warnings(before, after, table, changed, findings)


def _table(activity: Activity, name: str) -> Columns:
    tables: dict[str, Columns] = {
        "session": activity.sessions,
        "lap": activity.laps,
        "record": activity.records,
        "set": activity.sets,
    }
    return tables[name]


def _check_column(name: str, noun: str, was: Float, now: Float, wrong: Bools, *, known_only: bool) -> None:
    """Raise NotApplicable if a value is lost or becomes 0.

    wrong: the rows whose value a finding calls wrong. known_only: the fix only rewrites what is in the file, so it may
    turn an unreadable total into 0.
    """
    there = _present(name, was)
    if len(now) < len(was):
        # Rows were removed. Each takes one value with it.
        if _missing(was[there], now) > len(was) - len(now):
            reason = f"more {name} values would be lost than {noun}s are removed"
            raise NotApplicable(reason)
        return
    made = now[: len(was)]
    zeroed = there & (made == 0) & (name not in _SIGNED)
    lost = there & ~np.isfinite(made) & ~wrong
    if not _missing(was[there], now):
        zeroed, lost = np.zeros_like(there), np.zeros_like(there)  # the rows only changed places
    if not known_only and name in _TOTALS and noun in ("lap", "session"):
        zeroed |= np.isnan(was) & (made == 0)
    harmed = np.flatnonzero(zeroed | lost)
    if len(harmed):
        row = int(harmed[0])
        old = f"{was[row]:,.10g}" if np.isfinite(was[row]) else "unknown"
        new = "0" if zeroed[row] else "unknown"
        reason = f"the {name} of {noun} {row + 1:,} would change from {old} to {new}"
        raise NotApplicable(reason)


def _present(name: str, values: Float) -> Bools:
    return np.isfinite(values) if name in _SIGNED else np.isfinite(values) & (values > 0)


def _missing(was: Float, now: Float) -> int:
    """How many of the old values are not among the new ones, in any order."""
    old, times = np.unique(was, return_counts=True)
    if not len(old):
        return 0
    new, there = np.unique(now[np.isfinite(now)], return_counts=True)
    at = np.searchsorted(new, old)
    found = np.zeros(len(old), dtype=np.int64)
    inside = at < len(new)
    same = inside.copy()
    same[inside] = new[at[inside]] == old[inside]
    found[same] = there[at[same]]
    return int(np.maximum(times - found, 0).sum())


def _same_values(was: Float, now: Float) -> bool:
    """True if both columns have the same values in any order."""
    return bool(np.array_equal(np.sort(was), np.sort(now), equal_nan=True))


def _marked(finding: Finding, activity: Activity, table: str, length: int) -> Bools:
    """The rows of a table that a finding names."""
    mask = np.zeros(length, dtype=np.bool_)
    for first, last in _rows(finding, activity, table):
        mask[first:last] = True
    return mask


def _called_wrong(marked: Sequence[tuple[Finding, Bools]], column: str, length: int) -> Bools:
    """The rows in which a finding calls a column's value wrong. marked: the findings, and the rows that they name."""
    wrong = np.zeros(length, dtype=np.bool_)
    for finding, rows in marked:
        words = _words(finding)
        about_it = not words.isdisjoint(_FIELDS[column])
        if about_it and not finding.ranges and not rows.any():
            wrong[:] = True
        if about_it or words.isdisjoint(_ALL_FIELDS):
            wrong |= rows
    return wrong


def _words(finding: Finding) -> frozenset[str]:
    """The fields that a finding mentions: what it is about, and the end of its path."""
    tail = finding.location.path.replace("/", ".").rpartition(".")[2].partition("[")[0]
    return frozenset((*finding.about, tail))


def _rows(finding: Finding, activity: Activity, table: str) -> Iterator[tuple[int, int]]:
    """The 0-based ranges of rows of a table that a finding names."""
    message = finding.location.message
    if finding.noun == (activity.record_noun if table == "record" else table):
        yield from ((first - 1, last) for first, last in finding.ranges)
    if message is not None and message.name == table and not finding.ranges:
        yield message.index, message.index + 1


def _check_warnings(
    before: Activity,
    after: Activity,
    table: str,
    changed: Bools,
    findings: tuple[Sequence[Finding], Sequence[Finding]],
) -> None:
    """Raise NotApplicable if a rule warns of a row that was changed, and did not before."""
    known: dict[str, Bools] = {}
    for finding in findings[0]:
        rows = _marked(finding, before, table, len(changed))
        known[finding.code] = known.get(finding.code, rows) | rows
    for finding in findings[1]:
        if finding.severity is Severity.INFO or finding.code in _NOTATION:
            continue
        for first, last in _rows(finding, after, table):
            new = changed[first:last].copy()
            if finding.code in known:
                new &= ~known[finding.code][first:last]
            if new.any():
                noun = after.record_noun if table == "record" else table
                reason = f"{finding.code} would warn of the new value of {noun} {first + 1 + int(new.argmax()):,}"
                raise NotApplicable(reason)
