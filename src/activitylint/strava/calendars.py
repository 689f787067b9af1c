"""Times that are wrong by a known amount: another epoch, another calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from activitylint.strava import thresholds

__all__ = ["FIT_EPOCH_S", "SMALLEST_DATE_S", "wrong_calendar", "years_off"]

FIT_EPOCH_S: Final = 631_065_600.0
"""FIT counts seconds from 1989-12-31T00:00:00Z; this is that moment in seconds since 1970."""
SMALLEST_DATE_S: Final = FIT_EPOCH_S + 0x10000000
"""The first date that FIT can hold (July 1998). Smaller numbers count the seconds since the device was switched on."""

_CALENDARS: Final = ((-543, "Buddhist"), (621, "Solar Hijri"))
"""Years to add to a year of these calendars, and their names."""
_DAY_S: Final = 86_400.0


def wrong_calendar(time: float, now: float, *, fit: bool) -> tuple[str, str | None]:
    """Why a time is so far off, as the end of a message, and what to do; empty and None if nothing explains it.

    time, now: seconds since 1970-01-01 UTC. fit: True for a FIT file, whose times count from another epoch.
    """
    if fit:
        if _plausible(time - FIT_EPOCH_S, now):
            cause = ": the times count from 1970, but FIT counts from 1989-12-31"
            return cause, f"Subtract {FIT_EPOCH_S:,.0f} s from each time before it is written."
        if time >= SMALLEST_DATE_S and _plausible(time + FIT_EPOCH_S, now):
            cause = ": the offset between the epochs of Unix and FIT was subtracted twice"
            return cause, f"Add {FIT_EPOCH_S:,.0f} s to each time, or subtract that number only once."
    years, name = years_off(time, now)
    if not years:
        return "", None
    help_text = f"Write the year of the Gregorian calendar: {'add' if years > 0 else 'subtract'} {abs(years)} years."
    return f": the year seems to be of the {name} calendar", help_text


def years_off(time: float, now: float) -> tuple[int, str]:
    """The years to add if the time is written in another calendar, and the calendar's name; 0 if it is not."""
    try:
        moment = datetime.fromtimestamp(time, UTC)
        for years, name in _CALENDARS:
            shifted = moment.replace(year=moment.year + years, day=min(moment.day, 28))
            if _plausible(shifted.timestamp(), now):
                return years, name
    except (OverflowError, OSError, ValueError):
        pass
    return 0, ""


def _plausible(time: float, now: float) -> bool:
    return thresholds.EARLIEST_FIT_S <= time <= now + _DAY_S
