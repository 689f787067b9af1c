"""Times that are wrong by a known amount: another epoch, another calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from activitylint.model.fit import FIT_EPOCH_S
from activitylint.strava import thresholds

__all__ = ["SMALLEST_DATE_S", "gregorian", "wrong_calendar"]

SMALLEST_DATE_S: Final = FIT_EPOCH_S + 0x10000000
"""The first date that FIT can hold (July 1998). Smaller numbers count the seconds since the device was switched on."""

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
    try:
        written = datetime.fromtimestamp(time, UTC).date()
    except (OverflowError, OSError, ValueError):
        return "", None
    meant, name = gregorian(written.year, written.month, written.day, now=now)
    if meant is None:
        return "", None
    help_text = f"Write the date in the Gregorian calendar: {written} is {meant}."
    return f": the year seems to be of the {name} calendar", help_text


def gregorian(year: int, month: int, day: int, *, now: float) -> tuple[date | None, str]:
    """The Gregorian date that a date of another calendar means, and the name of that calendar.

    now: seconds since 1970-01-01 UTC. Returns None if no calendar gives a date between 2008 and now.
    """
    for name, convert in _CALENDARS.items():
        try:
            meant = convert(year, month, day)
        except (OverflowError, ValueError):
            continue
        if _plausible(datetime(meant.year, meant.month, meant.day, tzinfo=UTC).timestamp(), now):
            return meant, name
    return None, ""


def _from_buddhist(year: int, month: int, day: int) -> date:
    """The Thai solar calendar differs from the Gregorian one only in its year."""
    return date(year - 543, month, day)


def _from_solar_hijri(year: int, month: int, day: int) -> date:
    """Six months of 31 days, five of 30, and one of 29, or 30 in a leap year. Raises ValueError for any other day.

    The rule of 33 years gives the leap years of 1244 to 1471 (1865 to 2093).
    """
    length = 31 if month <= 6 else 30 if month <= 11 or _is_leap(year) else 29
    if not (1244 <= year <= 1471 and 1 <= month <= 12 and 1 <= day <= length):
        message = "not a date of the Solar Hijri calendar"
        raise ValueError(message)
    low, high = sorted((year, _NEW_YEAR_OF))
    days = sum(365 + _is_leap(one) for one in range(low, high))
    before = 30 * (month - 1) + min(month - 1, 6) + day - 1
    return _NEW_YEAR + timedelta(days=(days if year >= _NEW_YEAR_OF else -days) + before)


def _is_leap(year: int) -> bool:
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}


_NEW_YEAR_OF: Final = 1403
_NEW_YEAR: Final = date(2024, 3, 20)
"""The first day of the year above."""
_CALENDARS: Final = {"Buddhist": _from_buddhist, "Solar Hijri": _from_solar_hijri}


def _plausible(time: float, now: float) -> bool:
    return thresholds.EARLIEST_FIT_S <= time <= now + _DAY_S
