"""FIT101 to FIT104: what the file says it is."""

from __future__ import annotations

from fit_builder import activity
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {
    "FIT101-no-file-id/fail-no-file-id.fit": lambda: activity().drop("file_id"),
}
