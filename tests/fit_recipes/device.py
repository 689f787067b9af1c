"""DEV: devices that Strava cannot name, and elevation that it looks up."""

from __future__ import annotations

from fit_builder import FitFile, activity
from fit_recipes import Recipe

UNLISTED = 64_999
"""A manufacturer that is not in any profile."""


def barometric() -> FitFile:
    """A ride on a device that is known to count as barometric."""
    return activity().change("file_id", garmin_product="edge520")


RECIPES: dict[str, Recipe] = {
    "DEV005-elevation-recomputed/fail-unknown-device.fit": activity,
    "DEV005-elevation-recomputed/pass-known.fit": barometric,
    "DEV006-development-manufacturer/fail-development.fit": lambda: activity().change(
        "file_id", manufacturer="development", garmin_product=None, product=1
    ),
    "DEV006-development-manufacturer/fail-zero.fit": lambda: activity().change(
        "file_id", manufacturer=0, garmin_product=None, product=1
    ),
    "DEV006-development-manufacturer/fail-absent.fit": lambda: activity().change("file_id", manufacturer=None),
    "DEV006-development-manufacturer/pass-registered.fit": barometric,
    "DEV007-unregistered-manufacturer/fail-unlisted.fit": lambda: activity().change(
        "file_id", manufacturer=UNLISTED, garmin_product=None, product=1
    ),
    "DEV007-unregistered-manufacturer/pass-listed.fit": barometric,
    "DEV008-no-product/fail-absent.fit": lambda: activity().change("file_id", garmin_product=None),
    "DEV008-no-product/pass-product.fit": barometric,
    "DEV009-missing-total-ascent/fail-absent.fit": lambda: activity().change("session", total_ascent=None),
    "DEV009-missing-total-ascent/pass-there.fit": barometric,
    "DEV009-missing-total-ascent/pass-no-elevation.fit": lambda: (
        activity().change("record", enhanced_altitude=None).change("session", total_ascent=None)
    ),
}
