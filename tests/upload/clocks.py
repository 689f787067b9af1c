"""A clock for tests: sleeping takes no time."""

from __future__ import annotations

from activitylint.upload.limits import Clock

__all__ = ["START", "SetClock"]

START = 1_780_000_200.0
"""2026-05-28 20:30:00 UTC, the start of a quarter hour."""


class SetClock:
    """A clock that only sleeping moves. slept: every sleep, in seconds."""

    def __init__(self, now: float = START) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)
