"""Single values: scaled as the profile says, and written for people."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from activitylint.formats.fit import profile
from activitylint.model.tables import Float

__all__ = ["clean", "integers", "scaled", "written"]

_MOST: Final = 8
"""Values of an array that an excerpt shows."""
_LONGEST: Final = 60
"""Characters of a text that an excerpt shows."""


def scaled(values: Float, scale: float | None, offset: float | None) -> Float:
    """Raw numbers in the profile's units."""
    if not scale and not offset:
        return values
    with np.errstate(over="ignore"):
        if scale:
            values = values / scale
        if offset:
            values = values - offset
    return values


def integers(values: Float) -> list[int | None]:
    """A column as integers, None where it has no finite value."""
    return [int(value) if math.isfinite(value) else None for value in values.tolist()]


def clean(text: str) -> str:
    """Text from a file without control characters."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text)


def written(entry: Any | None, value: str | list[float], references: Mapping[int, float]) -> str:
    """A field's value for people, with its unit; `-` where it is absent or invalid."""
    if isinstance(value, str):
        return (value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…") or "-"
    while value and math.isnan(value[-1]):
        value = value[:-1]
    if not value:
        return "-"
    shown = ["-" if math.isnan(number) else _number(entry, number, references) for number in value[:_MOST]]
    text = ", ".join(shown) + (", …" if len(value) > _MOST else "")
    units = profile.subfield(entry, references).units if entry is not None else None
    if units and units != "semicircles" and not profile.is_time(entry):
        return f"{text} {units}"
    return text


def _number(entry: Any | None, number: float, references: Mapping[int, float]) -> str:
    if entry is None:
        return f"{number:.15g}"
    if profile.is_time(entry) and 0 <= number < 2**32:
        moment = datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=number)
        return f"{moment:%Y-%m-%dT%H:%M:%S}" + ("Z" if entry.type.name == "date_time" else "")
    kind = profile.subfield(entry, references)
    # Of times and measures an enum names single values, such as the weight that is still being calculated.
    named = (kind.type.enum or {}).get(number)
    if named is not None:
        return str(named)
    if entry.units == "semicircles":
        return f"{number * 180 / 2**31:.7f}°"
    if kind.scale:
        number /= kind.scale
    if kind.offset:
        number -= kind.offset
    return f"{number:.10g}"
