"""How messages write numbers, nouns, times and text from a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

__all__ = ["clock", "of", "plural", "quote", "span", "verb"]

_LONGEST_QUOTE: Final = 40
_BEYOND_TIME: Final = 1e14  # seconds: three million years, which nobody wants to see digit by digit
_IRREGULAR: Final = {"is": "are", "has": "have", "child": "children", "does": "do"}


def quote(text: object, longest: int = _LONGEST_QUOTE) -> str:
    """Quote text from a file, escape control characters, and cut it to `longest` characters."""
    whole = str(text)
    kept = whole if len(whole) <= longest else whole[: longest - 3] + "..."
    return repr(kept)


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: `1 lap`, `2,870 track points`."""
    return f"{count:,} {noun if count == 1 else _many(noun)}"


def of(count: int, total: int, noun: str) -> str:
    """Write a part of a total: `137 of 2,870 track points`, `all 12 records`, `the lap` (if there is only one)."""
    if count == total:
        return f"the {noun}" if total == 1 else f"all {total:,} {_many(noun)}"
    return f"{count:,} of {plural(total, noun)}"


def verb(count: int, singular: str) -> str:
    """The form of a verb for `count` things: `has` or `have`, `is` or `are`, `starts` or `start`."""
    if count == 1:
        return singular
    return _IRREGULAR.get(singular, singular.removesuffix("s"))


def span(seconds: float) -> str:
    """Write a length of time in the unit that suits it: `45 s`, `12 min`, `3.5 h`, `19.2 days`, `19.6 years`."""
    length = abs(seconds)
    if length >= _BEYOND_TIME:
        return f"{length:.2g} s"
    for unit, size in (("years", 365.25 * 86400), ("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if length >= (2 if unit in {"years", "days"} else 1) * size:
            return f"{length / size:,.1f}".removesuffix(".0") + f" {unit}"
    return f"{length:,.1f}".removesuffix(".0") + " s"


def clock(time: float) -> str:
    """Write a time (seconds since 1970-01-01 UTC) as `2026-01-31T08:30:00Z`, or as a number if no calendar has it."""
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
