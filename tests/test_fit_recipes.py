"""Every FIT fixture is what its recipe makes."""

from __future__ import annotations

from activitylint.source.archives import is_archive
from fit_recipes import build, recipes
from paths import FIXTURES

RECIPES = recipes()


def test_every_fixture_is_current() -> None:
    stale = [path for path, recipe in RECIPES.items() if (FIXTURES / path).read_bytes() != build(recipe)]
    assert stale == [], "run `python -m fit_recipes` in tests/"


def test_every_binary_fixture_has_a_recipe() -> None:
    # Files one folder deeper are made by fixes and have their own test.
    binary = (path for path in FIXTURES.glob("*/*") if path.suffix in {".fit", ".gz"} and not is_archive(path.name))
    files = {path.relative_to(FIXTURES).as_posix() for path in binary if not path.read_bytes().startswith(b"{")}
    assert files == RECIPES.keys()
