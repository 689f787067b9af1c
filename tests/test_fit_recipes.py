"""Every FIT fixture is what its recipe makes: a change of one shows as a change of the other."""

from __future__ import annotations

import pytest

from fit_recipes import build, recipes
from paths import FIXTURES

RECIPES = recipes()


@pytest.mark.parametrize("path", RECIPES)
def test_fixture_is_current(path: str) -> None:
    assert (FIXTURES / path).read_bytes() == build(RECIPES[path]), "run `python -m fit_recipes` in tests/"


def test_every_binary_fixture_has_a_recipe() -> None:
    # What stands a folder deeper is made by fixes, and has a test of its own.
    made = (path for path in FIXTURES.glob("*/*") if path.suffix in {".fit", ".gz"})
    files = {path.relative_to(FIXTURES).as_posix() for path in made}
    assert files == RECIPES.keys()
