"""What the sports that files name are at Strava.

Source: sports.json, where each row says whether the page gives it, people report it, the words mean the same, or it is
our judgement. The names of FIT sports are those of the profile that fitdecode ships.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from activitylint.vocabulary._data import load

__all__ = [
    "UNNAMED_FIT_SPORT",
    "Trait",
    "fit_sport_type",
    "has_trait",
    "is_airborne",
    "tcx_meant",
    "tcx_sport_type",
    "tcx_sports",
]

Trait = Literal["foot", "run", "bicycle", "swim", "distance"]
"""What the rules ask of a sport_type: how one moves in it, and whether distance is what it is measured by."""

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


def tcx_meant(text: str) -> str | None:
    """The Sport that another word for it was meant to be, spelled as the schema spells them (`Biking`), or None."""
    word = text.strip().lower()
    return next((sport.capitalize() for sport in tcx_sports() if word in load("sports")["tcx_meant"][sport]), None)


def has_trait(sport_type: str | None, trait: Trait) -> bool:
    """Whether one moves that way in this sport_type; False for None, a sport that nobody knows."""
    return sport_type in load("sports")["traits"][trait]


def is_airborne(sport: str | None) -> bool:
    """Whether a sport as the file writes it (`flying`, `sky_diving/wingsuit`) takes place in the air."""
    return sport is not None and sport.partition("/")[0] in load("sports")["airborne"]


@cache
def _fit() -> dict[tuple[str, str | None], str]:
    return {(row["sport"], row.get("sub_sport")): row["sport_type"] for row in load("sports")["fit"]}


@cache
def _tcx() -> dict[str, str]:
    return {row["sport"]: row["sport_type"] for row in load("sports")["tcx"]}
