"""A value in the form that the schema wants, where it says the same and nothing is guessed."""

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
_LONGEST: Final = 40  # characters of a number in quotes: any real one has fewer
_WHOLE: Final = 2**53  # every double up to here that has no fraction is that number and no other


def fitted(schema: dict[str, Any], value: object, literal: str) -> str | None:
    """The literal that a field of this schema can hold, which says what the value says; or None.

    literal: the value as it is written, which is given back where it is well as it stands.
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
    """A number without its fraction of zeros: `60.0` is 60, `1.5e3` is 1500; None where there is a fraction."""
    number = Decimal(literal)
    if abs(number) > _WHOLE or number != number.to_integral_value():
        return None
    return str(int(number))


def nearest_exercise(text: str) -> str | None:
    """The id of the page's list that is nearest to a text by its words, where one is near."""
    return next((named for named in exercises.suggest(text) if named in exercises.listed()), None)


def _time(text: str) -> str | None:
    """A time that has a zone, as ISO 8601 has it: with a T between date and time, and a zone in capital letters."""
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
