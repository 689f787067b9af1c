"""Round numbers for the lines of a grid, and how to write them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

__all__ = ["decimals", "degrees", "number", "round_below", "ticks", "time_step"]

_TIME_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


def round_below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5, 2, 1) if step * power <= value or step == 1)


def ticks(low: float, high: float, step: float) -> Iterator[float]:
    """The multiples of `step` from low to high."""
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    yield from (number * step for number in range(first, last + 1))


def time_step(seconds: float, most: int) -> float:
    """A step of a clock that divides a length of time into at most `most` parts."""
    days = math.ceil(seconds / most / 86400) * 86400
    return next((step for step in _TIME_STEPS if seconds / step <= most), days)


def decimals(step: float) -> int:
    """The decimals that multiples of a step need."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def number(value: float, places: int) -> str:
    """A number with thousands separators and this many decimals; never `-0`."""
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if not float(text.replace(",", "")) else text


def degrees(value: float, places: int, letters: str) -> str:
    """An angle: `52.5° N`. letters: for positive and negative angles."""
    return f"{abs(value):.{places}f}° {letters[value < 0]}"
