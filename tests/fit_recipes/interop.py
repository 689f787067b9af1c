"""INT: files that fitdecode refuses, or reads otherwise."""

from __future__ import annotations

from fit_builder import FIT_EPOCH, activity
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {
    "INT001-another-reader-fails/pass-plain.fit": activity,
    "INT002-another-reader-disagrees/pass-plain.fit": activity,
    "INT002-another-reader-disagrees/fail-seconds-since-power-on.fit": lambda: activity(start=FIT_EPOCH + 600),
}
