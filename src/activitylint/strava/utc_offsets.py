"""UTC offsets of time zones, in seconds east of UTC."""

from __future__ import annotations

from activitylint.strava import thresholds

__all__ = ["is_utc_offset", "likely_unit"]


def is_utc_offset(seconds: float) -> bool:
    """True if some time zone in use has this offset."""
    in_range = thresholds.EARLIEST_OFFSET_S <= seconds <= thresholds.LATEST_OFFSET_S
    return in_range and seconds % thresholds.OFFSET_STEP_S == 0


def likely_unit(offset: float) -> tuple[str, float]:
    """The unit in which a number that is not an offset in seconds is one, and the seconds in that unit.

    `("", 1.0)` if there is no such unit.
    """
    for unit, factor in (("hours", 3_600.0), ("minutes", 60.0), ("milliseconds", 0.001)):
        if is_utc_offset(offset * factor):
            return unit, factor
    return "", 1.0
