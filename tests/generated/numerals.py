"""The ways to write a time or a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from generated.model import Draw

__all__ = ["Numerals", "numerals", "zulu"]

OFFSETS = (0, 3600, -5 * 3600 - 1800, 14 * 3600, 5 * 3600 + 2700, -11 * 3600)


def zulu(seconds: float) -> str:
    """Format a UTC time, with milliseconds if it has any."""
    moment = datetime.fromtimestamp(round(seconds * 1000) // 1000, UTC)
    rest = round(seconds * 1000) % 1000
    return f"{moment:%Y-%m-%dT%H:%M:%S}{f'.{rest:03}' if rest else ''}Z"


def _shifted(seconds: float, offset: int) -> str:
    zone = timezone(timedelta(seconds=offset))
    local = datetime.fromtimestamp(round(seconds * 1000) // 1000, zone)
    rest = round(seconds * 1000) % 1000
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    sign = "-" if offset < 0 else "+"
    minutes = abs(offset) // 60
    return f"{local:%Y-%m-%dT%H:%M:%S}{fraction}{sign}{minutes // 60:02}:{minutes % 60:02}"


def _milliseconds(seconds: float) -> str:
    text = zulu(seconds)
    return text if "." in text else text.replace("Z", ".000Z")


def _plain(value: float) -> str:
    return f"{value:.7f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _padded(value: float) -> str:
    return f"{value:.9f}" if isinstance(value, float) else str(value)


class Numerals:
    """Writes the values of one file, in one way or in several by turns."""

    def __init__(self, times: list[Callable[[float], str]], numbers: list[Callable[[float], str]]) -> None:
        self._times = times
        self._numbers = numbers
        self._count = 0

    def time(self, seconds: float) -> str:
        self._count += 1
        return self._times[self._count % len(self._times)](seconds)

    def number(self, value: float) -> str:
        self._count += 1
        return self._numbers[self._count % len(self._numbers)](value)


@st.composite
def numerals(draw: Draw) -> Numerals:
    """Draw a way to write times and numbers."""
    offset = draw(st.sampled_from(OFFSETS))
    times: list[Callable[[float], str]] = [zulu, _milliseconds, lambda seconds: _shifted(seconds, offset)]
    numbers: list[Any] = [_plain, _padded]
    chosen = draw(st.sampled_from([[0], [1], [2], [0, 1], [0, 2, 1]]))
    return Numerals([times[i] for i in chosen], [numbers[i] for i in draw(st.sampled_from([[0], [1], [0, 1, 0]]))])
