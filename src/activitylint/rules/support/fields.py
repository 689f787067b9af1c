"""The place of a record, or of one of its values."""

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
"""FIT's field names for columns of `Records`, best first. Fields of other formats are called as the columns are."""


def at_record(activity: Activity, row: int, column: str = "") -> Place:
    """The place of the record with this 0-based ordinal, or of its value in a column of `Records`."""
    if activity.fit is not None and column in _FIT:
        messages = activity.fit.messages.get("record")
        present = messages.fields() if messages is not None else {}
        names = _FIT[column]
        column = next((name for name in names if name in present), names[-1])
    return Place("record", int(row), column)
