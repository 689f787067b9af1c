"""The places of records and of their values."""

from __future__ import annotations

from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Place

__all__ = ["at_record"]

_FIT: Final = {
    "time": ("timestamp",),
    "latitude": ("position_lat",),
    "longitude": ("position_long",),
    "altitude": ("enhanced_altitude", "altitude"),
    "speed": ("enhanced_speed", "speed"),
    "heartrate": ("heart_rate",),
}
"""FIT's names of the columns of `Records`; the first that the file has. Other formats find a column by its own name."""


def at_record(activity: Activity, row: int, column: str = "") -> Place:
    """The place of one record, or of its value in this column of `Records`."""
    if activity.fit is not None and column in _FIT:
        messages = activity.fit.messages.get("record")
        there = messages.fields() if messages is not None else {}
        names = _FIT[column]
        column = next((name for name in names if name in there), names[-1])
    return Place("record", int(row), column)
