"""The words that rules put numbers, names and text from a file into."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

__all__ = ["clock", "of", "plural", "quote", "span", "verb"]

_LONGEST_QUOTE: Final = 40
_BEYOND_TIME: Final = 1e14  # seconds: three million years, which no reader wants to see digit by digit
_IRREGULAR: Final = {"is": "are", "has": "have", "child": "children", "does": "do"}


def quote(text: object, longest: int = _LONGEST_QUOTE) -> str:
    """Text from a file in quotes, escaped so that nothing in it can act, and cut to `longest` characters."""
    whole = str(text)
    kept = whole if len(whole) <= longest else whole[: longest - 3] + "..."
    return repr(kept)


def plural(count: int, noun: str) -> str:
    """`1 lap`, `2,870 track points`: the last word of `noun` takes the ending."""
    return f"{count:,} {noun if count == 1 else _many(noun)}"


def of(count: int, total: int, noun: str) -> str:
    """`137 of 2,870 track points`, `all 12 records`, `the only lap`."""
    if count == total:
        return f"the only {noun}" if total == 1 else f"all {total:,} {_many(noun)}"
    return f"{count:,} of {plural(total, noun)}"


def verb(count: int, singular: str) -> str:
    """The verb that goes with `count` things: `has` or `have`, `is` or `are`, `lies` or `lie`."""
    if count == 1:
        return singular
    return _IRREGULAR.get(singular, singular.removesuffix("s"))


def span(seconds: float) -> str:
    """A length of time as people say it: `45 s`, `12 min`, `3.5 h`, `19.2 days`, `19.6 years`."""
    length = abs(seconds)
    if length >= _BEYOND_TIME:
        return f"{length:.2g} s"
    for unit, size in (("years", 365.25 * 86400), ("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if length >= (2 if unit in {"years", "days"} else 1) * size:
            return f"{length / size:,.1f}".removesuffix(".0") + f" {unit}"
    return f"{length:,.1f}".removesuffix(".0") + " s"


def clock(time: float) -> str:
    """Seconds since 1970-01-01 UTC as `2026-01-31T08:30:00Z`; years beyond the calendar as the number of seconds."""
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return f"{time:,.15g} s after 1970"


def _many(noun: str) -> str:
    head, space, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        return head + space + _IRREGULAR[last]
    if last.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"
