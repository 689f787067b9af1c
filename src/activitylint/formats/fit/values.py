"""Single values: scaled to the units of the profile, and written for display."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final

import numpy as np

from activitylint.formats.fit import profile
from activitylint.model.arrays import AnyArray, Float
from activitylint.model.fit import SEMICIRCLE

__all__ = ["clean", "displayed", "numbers", "scaled"]

_PIECE: Final = 1 << 14
"""Values of a column that are converted at once."""
_MOST: Final = 8
"""Limit of the values of an array that an excerpt shows."""
_LONGEST: Final = 60
"""Limit of the characters of a text that an excerpt shows."""


def scaled(values: Float, scale: float | None, offset: float | None) -> Float:
    """Convert raw numbers in place to the units of the profile, value / scale - offset, and return them."""
    if scale and scale < 1:  # only such a scale makes a number too large
        with np.errstate(over="ignore"):
            values /= scale
    elif scale:
        values /= scale
    if offset:
        values -= offset
    return values


def numbers(column: AnyArray) -> Iterator[Any]:
    """Return the values of a column as Python numbers, which are made in pieces to limit memory."""
    if len(column) <= _PIECE:
        return iter(column.tolist())
    return chain.from_iterable(column[start : start + _PIECE].tolist() for start in range(0, len(column), _PIECE))


def clean(text: str) -> str:
    """Return text from a file with its control characters replaced."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # noqa: PLC0415 -- it takes long to load, and few files need it

    return "".join(c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text)


def displayed(entry: profile.Field | None, value: str | list[float], references: Mapping[int, float]) -> str:
    """Return the value of a field for display, with its unit; `-` if absent or invalid.

    entry: the profile's entry for the field, None if it has none. references: raw values of the other fields of the
    message, by field number; they decide which subfield applies.
    """
    if isinstance(value, str):
        return (value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…") or "-"
    while value and math.isnan(value[-1]):
        value = value[:-1]
    if not value:
        return "-"
    shown = ["-" if math.isnan(number) else _number(entry, number, references) for number in value[:_MOST]]
    text = ", ".join(shown) + (", …" if len(value) > _MOST else "")
    if entry is None or profile.is_time(entry):
        return text
    units = profile.subfield(entry, references).units
    return f"{text} {units}" if units and units != "semicircles" else text


def _number(entry: profile.Field | None, number: float, references: Mapping[int, float]) -> str:
    if entry is None:
        return f"{number:.15g}"
    if profile.is_time(entry) and 0 <= number < 2**32:
        moment = datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=number)
        return f"{moment:%Y-%m-%dT%H:%M:%S}" + ("Z" if entry.type.name == "date_time" else "")
    kind = profile.subfield(entry, references)
    # Some numeric types have names for single values, such as a weight that is still being calculated.
    named = (kind.type.enum or {}).get(int(number)) if number.is_integer() else None
    if named is not None:
        return named
    if entry.units == "semicircles":
        return f"{number * SEMICIRCLE:.7f}°"
    if kind.scale:
        number /= kind.scale
    if kind.offset:
        number -= kind.offset
    return f"{number:.10g}"
