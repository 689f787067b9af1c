"""The FIT files that belong to no rule: the sample, and the one among the demo files."""

from __future__ import annotations

from fit_builder import activity
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {
    "samples/ride.fit": lambda: activity(60),
    "demo/race.fit": lambda: activity().change("record", 3, power=47_140),
}
