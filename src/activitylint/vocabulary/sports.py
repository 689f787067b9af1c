"""What the sports that files name are at Strava.

Source: sports.json, where each row says whether the page gives it, people report it, the words mean the same, or it is
our judgement. The names of FIT sports are those of the profile that fitdecode ships.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from activitylint.vocabulary._data import load

__all__ = ["UNNAMED_FIT_SPORT", "fit_sport_type", "tcx_sport_type", "tcx_sports"]

UNNAMED_FIT_SPORT: Final = "generic"
"""The FIT sport that says nothing: what a file carries whose author chose no sport."""


def fit_sport_type(sport: str, sub_sport: str | None) -> str | None:
    """The sport_type that a FIT session is taken for, or None where Strava's list has no counterpart.

    sport and sub_sport are the profile's names (`cycling`, `gravel_cycling`); a sub_sport without a row of its own
    counts as the sport alone.
    """
    table = _fit()
    return table.get((sport, sub_sport)) or table.get((sport, None))


def tcx_sport_type(text: str) -> str | None:
    """The sport_type of a TCX Activity's Sport, in any case, or None where the page does not map it."""
    return _tcx().get(text.strip().lower())


def tcx_sports() -> list[str]:
    """The Sport values that the page maps, in its order and in lower case."""
    return list(_tcx())


@cache
def _fit() -> dict[tuple[str, str | None], str]:
    return {(row["sport"], row.get("sub_sport")): row["sport_type"] for row in load("sports")["fit"]}


@cache
def _tcx() -> dict[str, str]:
    return {row["sport"]: row["sport_type"] for row in load("sports")["tcx"]}
