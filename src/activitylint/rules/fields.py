"""What each format calls the columns of the records, so that a finding can point at the value itself."""

from __future__ import annotations

from typing import Final

from activitylint.activity import Activity, Format, Place

__all__ = ["at_record"]

_NAMES: Final[dict[Format, dict[str, str]]] = {
    Format.FIT: {
        "time": "timestamp",
        "latitude": "position_lat",
        "longitude": "position_long",
        "heartrate": "heart_rate",
    },
    Format.TCX: {
        "time": "Time",
        "latitude": "LatitudeDegrees",
        "longitude": "LongitudeDegrees",
        "altitude": "AltitudeMeters",
        "distance": "DistanceMeters",
        "speed": "Speed",
        "heartrate": "HeartRateBpm",
        "cadence": "Cadence",
        "power": "Watts",
    },
    Format.GPX: {
        "latitude": "@lat",
        "longitude": "@lon",
        "altitude": "ele",
        "heartrate": "hr",
        "cadence": "cad",
        "temperature": "atemp",
    },
    Format.JSON: {},
}


def at_record(activity: Activity, row: int, column: str = "") -> Place:
    """The place of one record, or of its value in this column of `Records`."""
    return Place("record", int(row), _NAMES[activity.format].get(column, column))
