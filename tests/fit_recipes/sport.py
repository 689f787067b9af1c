"""SPO: sports that have no counterpart at Strava, none at all, or two."""

from __future__ import annotations

from fit_builder import activity
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {
    "SPO002-no-sport/fail-generic.fit": lambda: activity(sport="generic", sub_sport="generic"),
    "SPO002-no-sport/fail-absent.fit": lambda: activity().change("session", sport=None, sub_sport=None),
    "SPO002-no-sport/pass-cycling.fit": activity,
    "SPO003-unmapped-fit-sport/fail-horse.fit": lambda: activity(sport="horseback_riding", sub_sport="generic"),
    "SPO003-unmapped-fit-sport/pass-gravel.fit": lambda: activity(sub_sport="gravel_cycling"),
    "SPO005-sports-disagree/fail-sport-message.fit": lambda: activity().insert(
        "session", "sport", sport="running", sub_sport="trail"
    ),
    "SPO005-sports-disagree/pass-one-sport-type.fit": lambda: activity().insert(
        "session", "sport", sport="cycling", sub_sport="generic"
    ),
}
