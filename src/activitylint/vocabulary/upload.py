"""The values that the fields of the upload form accept. Source: upload.json, from "How to Upload an Activity"."""

from __future__ import annotations

from functools import cache

from activitylint.vocabulary._data import load

__all__ = ["activity_types", "data_types", "set_sport_types", "sport_types"]


@cache
def data_types() -> tuple[str, ...]:
    """The values of data_type, which ignores case."""
    return tuple(load("upload")["data_types"])


@cache
def sport_types() -> tuple[str, ...]:
    """The values of sport_type, which is case-sensitive."""
    return tuple(load("upload")["sport_types"])


@cache
def activity_types() -> tuple[str, ...]:
    """The values of the deprecated activity_type, which ignores case. This list is shorter."""
    return tuple(load("upload")["activity_types"])


@cache
def set_sport_types() -> tuple[str, ...]:
    """The sport types that support strength sets, in FIT and in JSON."""
    return tuple(load("upload")["set_sport_types"]["values"])
