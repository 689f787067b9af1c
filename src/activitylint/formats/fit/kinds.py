"""How the profile describes the columns of a message, and how a raw number becomes one in the profile's units."""

from __future__ import annotations

from functools import lru_cache

from activitylint.formats.fit import profile
from activitylint.model.classes import NamedTuple

__all__ = ["Kind", "kind_of"]


class Kind(NamedTuple):
    """How the profile describes a column. sources: as `profile.sources_of`. is_angle: True if it is in semicircles."""

    number: int
    scale: float | None
    offset: float | None
    sources: tuple[tuple[profile.Field, profile.Component], ...]
    is_time: bool
    is_angle: bool


@lru_cache(maxsize=4096)
def kind_of(message: int, name: str) -> Kind | None:
    """Return how the profile describes a field; None if no field has this name."""
    number = profile.field_number(message, name)
    if number is None:
        return None
    entry = profile.field(message, number)
    sources = profile.sources_of(message, number)
    if entry is None:
        return Kind(number, None, None, sources, is_time=False, is_angle=False)
    is_time, is_angle = profile.is_time(entry), entry.units == "semicircles"
    return Kind(number, entry.scale, entry.offset, sources, is_time, is_angle)
