"""Converts a value to the type that the schema requires, without changing its meaning or guessing."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from activitylint.formats.iso8601 import read_time
from activitylint.formats.strength.schema import conforms
from activitylint.vocabulary import exercises

__all__ = ["fitted", "nearest_exercise", "whole"]

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_VERSION: Final = re.compile(r"v?1(?:\.0){0,2}", re.ASCII | re.IGNORECASE)
_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ] ?([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?) ?"
    r"(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)",
    re.ASCII | re.IGNORECASE,
)
_LONGEST: Final = 40  # the most characters of a number in quotes
_WHOLE: Final = 2**53  # up to here, a double represents every integer exactly


def fitted(schema: dict[str, Any], value: object, literal: str) -> str | None:
    """Raw text with the same meaning as the value that conforms to the schema; None if there is none.

    literal: the raw text of the value, returned unchanged if the value conforms already.
    """
    if conforms([value], schema):
        return literal
    if "const" in schema:
        return _version(value, schema["const"])
    text = value.strip() if isinstance(value, str) else None
    match schema["type"]:
        case "integer" | "number" if text is not None:
            return _number(text, schema["type"]) if len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None
        case "integer" if isinstance(value, float):
            return whole(literal)
        case "boolean" if text in ("true", "false"):
            return text
        case "string" if text is not None:
            named = exercises.spelled(text) if "enum" in schema else _time(text) if "format" in schema else None
            return json.dumps(named) if named else None
    return None


def whole(literal: str) -> str | None:
    """A number as an integer: `60.0` gives 60, `1.5e3` gives 1500; None if it has a fraction."""
    number = Decimal(literal)
    if abs(number) > _WHOLE or number != number.to_integral_value():
        return None
    return str(int(number))


def nearest_exercise(text: str) -> str | None:
    """The listed exercise id whose words are nearest to a text; None if none is near."""
    return next((named for named in exercises.suggest(text) if named in exercises.listed()), None)


def _time(text: str) -> str | None:
    """A time with a zone in ISO 8601: a T between date and time, and the zone in capitals; None if impossible."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    zone = match[3].upper()
    made = f"{match[1]}T{match[2]}{'Z' if zone in ('UTC', 'GMT') else zone}"
    return made if not read_time(made).fault else None


def _version(value: object, version: str) -> str | None:
    if isinstance(value, str):
        same = _VERSION.fullmatch(value.strip()) is not None
    else:
        same = type(value) in (int, float) and value == 1
    return json.dumps(version) if same else None


def _number(text: str, kind: str) -> str | None:
    return whole(text) if kind == "integer" else text
