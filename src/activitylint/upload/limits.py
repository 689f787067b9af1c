"""When the next request is allowed: Strava's limits per quarter hour and per day, by the headers of its answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

__all__ = ["Budget", "Clock"]

_QUARTER_S: Final = 900
_DAY_S: Final = 86_400
_MARGIN_S: Final = 5.0
"""Seconds after the start of a window: the clocks of two machines differ."""
_NAP_S: Final = 30.0
"""The longest sleep at a time, so that a computer that was suspended goes on in time."""


class Clock(NamedTuple):
    """The time and the way to wait. now: seconds since 1970-01-01 UTC. sleep: waits for some seconds."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def sleep_until(self, moment: float) -> None:
        """Wait until a moment in seconds since 1970-01-01 UTC."""
        while (left := moment - self.now()) > 0:
            self.sleep(min(left, _NAP_S))


class _Window:
    """One limit. Its windows begin at multiples of their length since 1970: at :00, :15, :30, :45, and at midnight."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.limit: int | None = None
        self.used = 0
        self.number = 0

    def enter(self, now: float) -> None:
        number = int(now // self.seconds)
        if number != self.number:
            self.number, self.used = number, 0

    def free_at(self, now: float) -> float:
        self.enter(now)
        if self.limit is None or self.used < self.limit:
            return now
        return (self.number + 1) * self.seconds + _MARGIN_S


class Budget:
    """The requests that are left. Until the first answer, nothing is known and every request is allowed."""

    def __init__(self) -> None:
        self._all = (_Window(_QUARTER_S), _Window(_DAY_S))
        self._reads = (_Window(_QUARTER_S), _Window(_DAY_S))
        self._blocked_until = 0.0

    def free_at(self, now: float, *, read: bool) -> float:
        """The moment when the next request is allowed: now, or the start of a later window.

        read: True for all requests except uploads. They have a limit of their own, and count for both.
        """
        return max(self._blocked_until, *(window.free_at(now) for window in self._windows(read=read)))

    def count(self, now: float, *, read: bool) -> None:
        """Count a request that is about to be made. The headers of the answer correct the count."""
        for window in self._windows(read=read):
            window.enter(now)
            window.used += 1

    def observe(self, headers: Mapping[str, str], now: float) -> None:
        """Take over the limits and the usage from the headers of an answer."""
        for prefix, windows in (("x-ratelimit", self._all), ("x-readratelimit", self._reads)):
            limits, usage = _numbers(headers.get(f"{prefix}-limit")), _numbers(headers.get(f"{prefix}-usage"))
            for window, limit, used in zip(windows, limits, usage, strict=False):
                window.enter(now)
                window.limit, window.used = limit, used

    def exhausted(self, now: float) -> None:
        """Take note that a request was one too many: nothing is allowed before the next quarter hour."""
        self._blocked_until = (now // _QUARTER_S + 1) * _QUARTER_S + _MARGIN_S

    def _windows(self, *, read: bool) -> tuple[_Window, ...]:
        return (*self._all, *self._reads) if read else self._all


def _numbers(text: str | None) -> list[int]:
    try:
        return [int(part) for part in (text or "").split(",")]
    except ValueError:
        return []
