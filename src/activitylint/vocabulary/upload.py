"""The values that the fields of the upload form take. Source: "How to Upload an Activity"."""

from __future__ import annotations

from functools import cache

from activitylint.vocabulary._data import load

__all__ = ["activity_types", "data_types", "set_sport_types", "sport_types"]


@cache
def data_types() -> tuple[str, ...]:
    """The values of data_type, which is case-insensitive."""
    return tuple(load("upload")["data_types"])


@cache
def sport_types() -> tuple[str, ...]:
    """The values of sport_type, which is case-sensitive."""
    return tuple(load("upload")["sport_types"])


@cache
def activity_types() -> tuple[str, ...]:
    """The values of the deprecated activity_type, which is case-insensitive; a shorter list."""
    return tuple(load("upload")["activity_types"])


@cache
def set_sport_types() -> tuple[str, ...]:
    """The sport types that take strength sets, in FIT and in JSON."""
    return tuple(load("upload")["set_sport_types"]["values"])
