"""FIT212: totals that hold the value for "no value"."""

from __future__ import annotations

from collections.abc import Iterator
from operator import gt
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Severity, observed
from activitylint.model.fit import FitMessages
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import first_few, messages
from activitylint.rules.support.markers import any_above, below, is_one_of
from activitylint.rules.support.wording import of, verb

_BYTE: Final = (254.0, 255.0)
_SHORT: Final = (65_534.0, 65_535.0)
_LONG: Final = (4_294_967_294.0, 4_294_967_295.0)
_SPEED: Final = (65.534, 65.535, 4_294_967.294, 4_294_967.295)
_MARKERS: Final[dict[str, tuple[float, ...]]] = {
    "total_calories": _SHORT + _LONG,
    "total_ascent": _SHORT + _LONG,
    "total_descent": _SHORT + _LONG,
    "avg_heart_rate": _BYTE + _SHORT,
    "max_heart_rate": _BYTE + _SHORT,
    "avg_cadence": _BYTE + _SHORT,
    "max_cadence": _BYTE + _SHORT,
    "avg_power": _SHORT + _LONG,
    "max_power": _SHORT + _LONG,
    "avg_speed": _SPEED,
    "max_speed": _SPEED,
    "enhanced_avg_speed": _SPEED,
    "enhanced_max_speed": _SPEED,
}
"""Fields of session and lap, with the invalid values of narrower or unscaled types and the value below each."""
_BELOW: Final = {field: below(markers) for field, markers in _MARKERS.items()}


@rule("FIT212", "marker-in-totals", Severity.WARNING, Effect.MISREAD, basis=observed("several reports"), formats=FIT)
def marker_in_totals(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects totals of a session or lap that hold a marker for "no value": 255, 65535 and the like.

    Why: FIT marks an absent value with all bits set. A program that copies the marker into a wider field, or writes
    the value just below it, turns it into a measurement: Strava then shows 65,535 calories or 65.5 m/s.

    Fix: Write the field's own invalid value, or leave the field out of the message.

    Note: STR009 reports the same in records.
    """
    for name in ("session", "lap"):
        found = messages(activity, name)
        if found is None or not _may_hold_marker(found):
            continue
        marked: dict[str, tuple[int, float]] = {}
        affected = np.zeros(len(found), dtype=np.bool_)
        for field in _fields(found):
            values = found.column(field)  # one at a time, to limit memory
            if not any_above(values, _BELOW[field]):
                continue
            wrong = is_one_of(values, _MARKERS[field])
            if np.count_nonzero(wrong):
                row = int(wrong.argmax())
                marked[field] = row, float(values[row])
                affected |= wrong
        if marked:
            rows = affected.nonzero()[0]
            names = list(marked)
            shown = first_few([f"{field} {marked[field][1]:,.10g}" for field in names])
            subject = f"the {name}" if len(found) == 1 else of(len(rows), len(found), name)
            message = f'{subject} {verb(len(rows), "holds")} the marker for "no value" in {shown}'
            first = next(field for field in names if marked[field][0] == rows[0])
            yield Violation(message, Place(name, int(rows[0]), first), rows, count=len(names), about=(name,))


def _fields(found: FitMessages) -> list[str]:
    """The fields of these messages that can hold a marker."""
    present = found.fields()
    return [field for field in _MARKERS if field in present]


def _may_hold_marker(found: FitMessages) -> bool:
    """False if no value is as high as a marker. True if there are many messages, which would take as long to say."""
    fields = _fields(found)
    lows, rows = [_BELOW[field] for field in fields], found.few(*fields)
    return rows is None or any(any(map(gt, row, lows)) for row in rows)
