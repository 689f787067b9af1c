"""The whole FIT file among the samples."""

from __future__ import annotations

from fit_builder import activity
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {"samples/ride.fit": lambda: activity(60)}
