"""The sport_type that Strava gives to each sport of FIT and TCX.

Source: sports.json. Each row says whether Strava documents it, people report it, the words mean the same, or it is our
judgment. The names of FIT sports are those of the profile in fitdecode.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from activitylint.vocabulary._data import load

__all__ = [
    "UNNAMED_FIT_SPORT",
    "Trait",
    "fit_sport_type",
    "gpx_meant",
    "has_trait",
    "is_airborne",
    "tcx_meant",
    "tcx_sport_type",
    "tcx_sports",
]

Trait = Literal["foot", "run", "bicycle", "swim", "distance"]
"""What rules ask about a sport_type: how people move in it, and whether it is measured by distance."""

UNNAMED_FIT_SPORT: Final = "generic"
"""The FIT sport of a file whose author chose no sport."""


def fit_sport_type(sport: str, sub_sport: str | None) -> str | None:
    """The sport_type that Strava gives to a FIT session, or None if its list has no counterpart.

    sport and sub_sport: names of the profile (`cycling`, `gravel_cycling`). A sub_sport without its own row counts as
    the sport.
    """
    table = _fit()
    return table.get((sport, sub_sport)) or table.get((sport, None))


def tcx_sport_type(text: str) -> str | None:
    """The sport_type of a TCX Activity's Sport in any case, or None if Strava does not map it."""
    return _tcx().get(text.strip().lower())


def tcx_sports() -> list[str]:
    """The Sport values that Strava maps, in its order and in lower case."""
    return list(_tcx())


def tcx_meant(text: str) -> str | None:
    """The Sport that another word for it means, in the spelling of the schema (`Biking`), or None."""
    word = text.strip().lower()
    return next((sport.capitalize() for sport in tcx_sports() if word in load("sports")["tcx_meant"][sport]), None)


def gpx_meant(text: str) -> str | None:
    """The sport_type that a GPX type means (`hiking`, `trail_running`, `Hike`), though Strava may not read it."""
    word = text.strip().lower().replace(" ", "_")
    named = (sport_type for names, sport_type in _fit().items() if word in names)
    return fit_sport_type(word, None) or next(named, None) or tcx_sport_type(tcx_meant(text) or text)


def has_trait(sport_type: str | None, trait: Trait) -> bool:
    """True if a sport_type has a trait; False for None, an unknown sport."""
    return sport_type in load("sports")["traits"][trait]


def is_airborne(sport: str | None) -> bool:
    """True if a sport as the file writes it (`flying`, `sky_diving/wingsuit`) takes place in the air."""
    return sport is not None and sport.partition("/")[0] in load("sports")["airborne"]


@cache
def _fit() -> dict[tuple[str, str | None], str]:
    return {(row["sport"], row.get("sub_sport")): row["sport_type"] for row in load("sports")["fit"]}


@cache
def _tcx() -> dict[str, str]:
    return {row["sport"]: row["sport_type"] for row in load("sports")["tcx"]}
