"""Read a time in ISO 8601, one text at a time.

`read_time` accepts every form that ISO 8601 has for a date with a time of day: strength JSON may use any of them.
`read_schema_time` accepts the one form of XML Schema's dateTime, with what XML files get away with: white space around
it, a comma before the fraction, an offset without a colon, and no zone at all. `formats.xml.times` reads whole columns
of that form by the same arithmetic, `day_number` and `zone_offset`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from activitylint.model.arrays import I32
from activitylint.model.classes import NamedTuple
from activitylint.model.patterns import regex

__all__ = ["DECIMALS", "Time", "day_number", "read_schema_time", "read_time", "zone_offset"]

DECIMALS: Final = 3
"""Digits of a fraction of a second that every reader accepts."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH: Final = _EPOCH.replace(tzinfo=None)
_MAX_OFFSET: Final = 14 * 3600
# fromisoformat accepts any character between the date and the time. Whether it accepts 24:00 depends on its version.
_ANY_FORM: Final = regex(r"[0-9W-]{7,10}T(?!24)[0-9:.,]{2,40}(?:Z|[+-][0-9:]{2,8})?", re.ASCII)
_SCHEMA_FORM: Final = regex(
    r"\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:([.,])(\d+))?(Z|[+-]\d\d(?::?\d\d)?)?\s*", re.ASCII
)
_Years = TypeVar("_Years", int, I32)


class Time(NamedTuple):
    """A time that was read.

    seconds: since 1970-01-01 UTC, NaN if unreadable; a time without a zone is read as UTC. fault: `naive` (no zone),
    `unreadable`, or empty. offset: of its zone, in seconds east of UTC; None if naive or unreadable. odd_fraction: True
    if the fraction follows a comma or has more than DECIMALS digits; only `read_schema_time` looks at it. bare_offset:
    True if the offset has no colon, as in `+0200`, which XML Schema does not allow.
    """

    seconds: float
    fault: str = ""
    offset: float | None = None
    odd_fraction: bool = False
    bare_offset: bool = False


_UNREADABLE: Final = Time(math.nan, "unreadable")


def read_time(text: str) -> Time:
    """Read a date with a time of day in any form of ISO 8601."""
    if not _ANY_FORM.fullmatch(text):
        return _UNREADABLE
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _UNREADABLE
    offset = moment.utcoffset()
    if offset is None:
        return Time((moment.replace(tzinfo=UTC) - _EPOCH).total_seconds(), "naive")
    zone = re.split("[+-]", text.partition("T")[2], maxsplit=1)[1:]
    bare = bool(zone) and ":" not in zone[0]
    return Time((moment - _EPOCH).total_seconds(), "", offset.total_seconds(), bare_offset=bare)


def read_schema_time(text: str) -> Time:
    """Read a time in the form of XML Schema: `2026-05-01T08:00:00Z`."""
    usual = _usual_form(text)
    if usual is not None:
        return usual
    match = _SCHEMA_FORM.fullmatch(text)
    if match is None:
        return _UNREADABLE
    year, month, day, *clock = (int(match[group]) for group in range(1, 7))
    seconds = _seconds((year, month, day), clock)
    offset = zone_offset(match[9])
    if seconds is None or offset is None:
        return _UNREADABLE
    decimals = match[8] or ""
    fraction = float(f"0.{decimals}") if decimals else 0.0
    odd = match[7] == "," or len(decimals) > DECIMALS
    value = float(seconds) - offset + fraction
    if not match[9]:
        return Time(value, "naive", None, odd)
    return Time(value, "", offset, odd, bare_offset=match[9] != "Z" and ":" not in match[9])


def _usual_form(text: str) -> Time | None:
    """Read `2026-05-01T08:00:00Z`, with or without a fraction; None for all other forms, and for impossible times.

    Most files have no other, so most runs need not compile the pattern.
    """
    whole, point, fraction = text[:-1].partition(".")
    if whole[4::3] != "--T::" or text[-1] != "Z" or not text.isascii() or (point and not fraction.isdigit()):
        return None
    try:
        moment = datetime.fromisoformat(whole)
    except ValueError:
        return None
    seconds = (moment - _NAIVE_EPOCH).total_seconds()
    if not point:
        return Time(seconds, "", 0)
    return Time(seconds + float(f"0.{fraction}"), "", 0, odd_fraction=len(fraction) > DECIMALS)


def zone_offset(zone: str | None) -> int | None:
    """The seconds east of UTC of `Z`, `+02:00`, `+0200` or `+02`; 0 for no zone, None for an impossible one."""
    if not zone or zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    seconds = hours * 3600 + minutes * 60
    if minutes > 59 or seconds > _MAX_OFFSET:
        return None
    return -seconds if zone[0] == "-" else seconds


def day_number(year: _Years, month: _Years, day: _Years) -> _Years:
    """Days from 1970-01-01 to a date of the Gregorian calendar, or to each date of three columns."""
    # Count years from March, so that a leap day is the last day of its year.
    before_march = month <= 2
    years = year - before_march
    months = month + 12 * before_march - 3
    days: _Years = years * 365 + years // 4 - years // 100 + years // 400 + (153 * months + 2) // 5 + day - 719469
    return days


def _days_in_month(year: int, month: int) -> int:
    """The number of days of a month, 1 to 12."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _seconds(date: tuple[int, int, int], clock: Sequence[int]) -> int | None:
    """Seconds since 1970, or None if there is no such date or time of day. 24:00:00 is midnight at the end of a day."""
    year, month, day = date
    hour, minute, second = clock
    if not (1 <= month <= 12 and 1 <= day <= _days_in_month(year, month)):
        return None
    midnight = hour == 24 and minute == 0 and second == 0
    if (hour > 23 and not midnight) or minute > 59 or second > 59:
        return None
    return day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
