"""How the stand-in behaves."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

from activitylint.standin.limits import RateLimits

__all__ = ["DEFAULT", "Config"]


class Config(NamedTuple):
    """How the stand-in behaves.

    delay: seconds that the processing of an upload takes. tokens: the access tokens that are valid; if there are none,
    every token is. rotate: a refresh token ends when it is used. small_ids: ids begin at 1. as_of: behave as Strava
    does from this day; by default the day that the clock shows. limits: None to count no requests. duplicates: how a
    duplicate is reported: as text or as a link while processing, or with HTTP 400 at once. seed: for disruptions
    by share.
    """

    delay: float = 2.0
    tokens: tuple[str, ...] = ()
    rotate: bool = True
    small_ids: bool = False
    as_of: date | None = None
    limits: RateLimits | None = RateLimits()
    duplicates: Literal["text", "link", "refused"] = "text"
    seed: int = 0


DEFAULT: Final = Config()
"""How the stand-in behaves if nothing else is asked for."""
