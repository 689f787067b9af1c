"""How many requests an application may send: per quarter hour and per day, and fewer if they are not uploads."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["RateLimits", "Usage", "seconds_to_next_quarter"]

_QUARTER_S: Final = 900
_DAY_S: Final = 86_400


class RateLimits(NamedTuple):
    """The most requests per quarter hour and per day: all of them, and those that are not uploads (read_...).

    The defaults are those of a new application.
    """

    quarter: int = 200
    day: int = 2_000
    read_quarter: int = 100
    read_day: int = 1_000


class Usage:
    """Counts the requests in the current quarter hour (from :00, :15, :30 and :45) and the current day in UTC."""

    def __init__(self, limits: RateLimits) -> None:
        self.limits = limits
        self._quarter = self._day = 0
        self._counts = {"quarter": 0, "day": 0, "read_quarter": 0, "read_day": 0}

    def count(self, now: float, *, upload: bool) -> str | None:
        """Count one request. If it is over a limit, return the name of the limit as Strava's answer has it.

        A request over the limit of a quarter hour still counts for the day.
        """
        self._begin_windows(now)
        for name in self._counts:
            if not (upload and name.startswith("read_")):
                self._counts[name] += 1
        over = {name for name, used in self._counts.items() if used > getattr(self.limits, name)}
        if over & {"quarter", "day"}:
            return "overall rate limit"
        return "read rate limit" if over and not upload else None

    def headers(self, now: float, *, used_up: bool = False) -> dict[str, str]:
        """The headers that say how much a client has used. used_up: say that nothing is left of the quarter hour."""
        self._begin_windows(now)
        limits, counts = self.limits, dict(self._counts)
        if used_up:
            counts |= {name: max(counts[name], getattr(limits, name)) for name in ("quarter", "read_quarter")}
        return {
            "X-RateLimit-Limit": f"{limits.quarter},{limits.day}",
            "X-RateLimit-Usage": f"{counts['quarter']},{counts['day']}",
            "X-ReadRateLimit-Limit": f"{limits.read_quarter},{limits.read_day}",
            "X-ReadRateLimit-Usage": f"{counts['read_quarter']},{counts['read_day']}",
        }

    def _begin_windows(self, now: float) -> None:
        quarter, day = int(now // _QUARTER_S), int(now // _DAY_S)
        if quarter != self._quarter:
            self._quarter = quarter
            self._counts |= {"quarter": 0, "read_quarter": 0}
        if day != self._day:
            self._day = day
            self._counts |= {"day": 0, "read_day": 0}


def seconds_to_next_quarter(now: float) -> float:
    """Seconds until the next quarter hour begins. now: seconds since 1970-01-01 UTC."""
    return _QUARTER_S - now % _QUARTER_S
