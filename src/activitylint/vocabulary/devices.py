"""What the name of a device means to Strava: a barometer, a library's default, or a placeholder.

Source: devices.json, which says for each list where it comes from.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from activitylint.vocabulary._data import load

__all__ = [
    "BAROMETER_MARKER",
    "generic_name",
    "known_barometric",
    "known_barometric_product",
    "marks_barometer",
    "near_barometer_marker",
    "speaks_of_barometer",
]

BAROMETER_MARKER: Final = "with barometer"
"""The ending, in any case, of a GPX creator or TCX Creator/Name that makes Strava keep the elevation as it is."""

_STEM: Final = "baromet"


def marks_barometer(name: str) -> bool:
    """True if the name ends in the marker. Nothing may follow it, not even a space."""
    return name.lower().endswith(BAROMETER_MARKER)


def speaks_of_barometer(name: str) -> bool:
    """True if the name contains `baromet`, as in `barometer` or `barometric`."""
    return _STEM in name.lower()


def near_barometer_marker(name: str) -> bool:
    """True if the name mentions a barometer but does not end in the marker."""
    return speaks_of_barometer(name) and not marks_barometer(name)


def known_barometric(name: str) -> bool:
    """True if uploaders found that Strava keeps the elevation of files with exactly this creator."""
    return name in {row["name"] for row in load("devices")["barometric"]}


def known_barometric_product(manufacturer: int | None, product: int | None) -> bool:
    """True if these FIT ids belong to a device that Strava is known to treat as barometric."""
    return (manufacturer, product) in _barometric_products()


@cache
def _barometric_products() -> frozenset[tuple[int, int]]:
    return frozenset((row["manufacturer"], row["product"]) for row in load("devices")["barometric"])


def generic_name(name: str) -> str | None:
    """Why a name is not that of a device: `the default of gpxpy` or `a placeholder`; None if it may be one."""
    text = name.strip()
    for row in load("devices")["defaults"]:
        if text == row["name"] or (row.get("starts") and text.startswith(row["name"])):
            return f"the default of {row['of']}"
    return "a placeholder" if text.lower() in _placeholders() else None


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(load("devices")["placeholders"])
