"""The clock of the stand-in. Tests can set it, so that nothing has to wait for a quarter hour to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

__all__ = ["Clock"]


class Clock:
    """Tells the time in seconds since 1970-01-01 UTC.

    source: the clock that this one follows until it is set.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0
        self._stopped: float | None = None

    def now(self) -> float:
        """The current time."""
        return self._ahead + (self._source() if self._stopped is None else self._stopped)

    def today(self) -> date:
        """The current date in UTC."""
        return datetime.fromtimestamp(self.now(), UTC).date()

    def advance(self, seconds: float) -> None:
        """Move the clock forward. It goes on if it was running."""
        self._ahead += seconds

    def stop(self, at: float | None = None) -> None:
        """Stop the clock at a time, by default now. From then on only `advance` moves it."""
        self._stopped = self.now() if at is None else at
        self._ahead = 0.0

    def run(self) -> None:
        """Let a stopped clock go on from the time it shows."""
        self._ahead = self.now() - self._source()
        self._stopped = None
