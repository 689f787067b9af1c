"""The exercise ids that strength JSON may name, by group; search and suggestions among them.

Source: exercises.json. Two states of the page's list are kept apart: the one that the rest of this vocabulary was read
from, and what a later sight of the page had more.
"""

from __future__ import annotations

from functools import cache

from activitylint.vocabulary._data import load

__all__ = ["groups", "later_date", "listed", "listed_later"]


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """The ids of both lists by group, each group's listed ones first, in the page's order."""
    data = load("exercises")
    merged: dict[str, tuple[str, ...]] = {name: tuple(ids) for name, ids in data["groups"].items()}
    for name, ids in data["later"]["groups"].items():
        merged[name] = (*merged.get(name, ()), *ids)
    return merged


@cache
def listed() -> dict[str, str]:
    """The ids of the page's list, each with its group."""
    return {exercise: group for group, ids in load("exercises")["groups"].items() for exercise in ids}


@cache
def listed_later() -> dict[str, str]:
    """The ids that were seen on the page later, each with its group."""
    return {exercise: group for group, ids in load("exercises")["later"]["groups"].items() for exercise in ids}


def later_date() -> str:
    """The day on which the longer list was seen, ISO."""
    return str(load("exercises")["later"]["date"])
