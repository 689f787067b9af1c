"""Which sets have content, and which of those are in a session whose sport does not support sets."""

from __future__ import annotations

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Int
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type
from activitylint.vocabulary.upload import set_sport_types

__all__ = ["by_unsupported_sport", "has_content", "missing_or_zero"]


def missing_or_zero(values: Float) -> Bools:
    """A mask of the rows that have no value or 0."""
    mask: Bools = np.isnan(values) | (values == 0)
    return mask


def has_content(activity: Activity) -> Bools:
    """A mask of the active sets that have more than a duration: an exercise, repetitions or a weight."""
    sets = activity.sets
    named = sets.exercise.where(lambda exercise: exercise is not None)
    active = sets.type.where(lambda kind: kind != "rest")
    mask: Bools = active & (named | ~(missing_or_zero(sets.repetitions) & missing_or_zero(sets.weight)))
    return mask


def by_unsupported_sport(activity: Activity) -> dict[tuple[str, str | None], Int]:
    """The rows of sets with content that no session with a supported sport covers, by their session's sport.

    The keys are (sport, sub_sport). Sessions of one file can overlap, because elapsed time is rounded up. A set in two
    sessions counts for the one that supports sets.
    """
    sessions = activity.sessions
    others: dict[tuple[str, str | None], Bools] = {}
    lost = has_content(activity)
    for row, (sport, sub_sport) in enumerate(zip(sessions.sport, sessions.sub_sport, strict=True)):
        inside = _in_session(activity, row)
        if sport is None or sport == UNNAMED_FIT_SPORT or fit_sport_type(sport, sub_sport) in set_sport_types():
            lost &= ~inside
        else:
            others[sport, sub_sport] = others.get((sport, sub_sport), False) | inside
    rows = {sport: (inside & lost).nonzero()[0] for sport, inside in others.items()}
    return {sport: found for sport, found in rows.items() if len(found)}


def _in_session(activity: Activity, row: int) -> Bools:
    """A mask of the sets that started during a session; all of them if the file has only one session."""
    if len(activity.sessions) == 1:
        return np.ones(len(activity.sets), dtype=np.bool_)
    start = activity.sessions.start[row]
    end = start + activity.sessions.elapsed[row]
    inside: Bools = (activity.sets.start >= start) & (activity.sets.start <= end)
    return inside
