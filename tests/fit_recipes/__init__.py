"""Recipes for the FIT fixtures, one module per group of rules.

Each module has RECIPES: paths in fixtures/ and functions that make the bytes. `python -m fit_recipes`, run in tests/,
writes the files; test_fit_recipes.py checks that they are current.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping

from fit_builder import FitFile

__all__ = ["Recipe", "build", "recipes"]

Recipe = Callable[[], bytes | FitFile]


def recipes() -> dict[str, Recipe]:
    """Return the recipes of all modules in this package by path in fixtures/."""
    found: dict[str, Recipe] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if module.name.startswith("_"):
            continue
        group: Mapping[str, Recipe] = importlib.import_module(f"{__name__}.{module.name}").RECIPES
        twice = found.keys() & group.keys()
        if twice:
            message = f"two recipes for {sorted(twice)}"
            raise ValueError(message)
        found |= group
    return found


def build(recipe: Recipe) -> bytes:
    """Return the bytes of a recipe, which may return bytes or a FitFile."""
    made = recipe()
    return made.build() if isinstance(made, FitFile) else made
