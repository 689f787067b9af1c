"""What people read: the names and units of streams, distances, and times of day."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

__all__ = ["STREAMS", "Shown", "distance", "moment"]


class Shown(NamedTuple):
    """How a stream is shown. factor: from the unit of `Records` to `unit`."""

    title: str
    unit: str
    decimals: int
    factor: float = 1.0


STREAMS: Final = {
    "altitude": Shown("Elevation", "m", 1),
    "speed": Shown("Speed", "km/h", 1, 3.6),
    "heartrate": Shown("Heart rate", "bpm", 0),
    "cadence": Shown("Cadence", "rpm", 0),
    "power": Shown("Power", "W", 0),
    "temperature": Shown("Temperature", "°C", 0),
}


def distance(meters: float | None) -> str:
    """`42.20 km`, `950 m`; `-` if it is not known."""
    if meters is None:
        return "-"
    return f"{meters:,.0f} m" if abs(meters) < 1000 else f"{meters / 1000:,.2f} km"


def moment(seconds: float | None, utc_offset: int | None) -> str:
    """A time of day, local if its offset is known: `2026-03-01 10:00 (UTC+02:00)`; `-` if it is not known.

    seconds: since 1970-01-01 UTC. utc_offset: seconds that local time is ahead of UTC.
    """
    if seconds is None:
        return "-"
    try:
        zone = timezone(timedelta(seconds=utc_offset or 0))
        return datetime.fromtimestamp(seconds, zone).strftime(
            f"%Y-%m-%d %H:%M {'UTC' if utc_offset is None else '(%Z)'}"
        )
    except (OverflowError, OSError, ValueError):
        return f"{seconds:,.0f} s after 1970"
