"""Which sets are meant: those that say something, and the sessions that they stand in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.tables import Float, Int
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type
from activitylint.vocabulary.upload import set_sport_types

__all__ = ["holds_something", "nothing", "of_other_sports"]

_Mask = npt.NDArray[np.bool_]


def nothing(values: Float) -> _Mask:
    """Where a column is absent or zero."""
    idle: _Mask = np.isnan(values) | (values == 0)
    return idle


def holds_something(activity: Activity) -> _Mask:
    """The sets that are no rest and say more than how long they took."""
    sets = activity.sets
    named = sets.exercise.where(lambda exercise: exercise is not None)
    active = sets.type.where(lambda kind: kind != "rest")
    holding: _Mask = active & (named | ~(nothing(sets.repetitions) & nothing(sets.weight)))
    return holding


def of_other_sports(activity: Activity) -> dict[tuple[str, str | None], Int]:
    """The sets that hold something and stand in no session that takes sets, by sport and sub_sport of their session.

    Sessions of one file can overlap, since elapsed time is rounded up: a set counts for the one that takes it.
    """
    sessions = activity.sessions
    others: dict[tuple[str, str | None], _Mask] = {}
    left = holds_something(activity)
    for row, (sport, sub_sport) in enumerate(zip(sessions.sport, sessions.sub_sport, strict=True)):
        inside = _in_session(activity, row)
        if sport is None or sport == UNNAMED_FIT_SPORT or fit_sport_type(sport, sub_sport) in set_sport_types():
            left &= ~inside
        else:
            others[sport, sub_sport] = others.get((sport, sub_sport), False) | inside
    rows = {sport: (inside & left).nonzero()[0] for sport, inside in others.items()}
    return {sport: found for sport, found in rows.items() if len(found)}


def _in_session(activity: Activity, row: int) -> _Mask:
    """The sets that started in a session; all of them where there is but one."""
    if len(activity.sessions) == 1:
        return np.ones(len(activity.sets), dtype=np.bool_)
    start = activity.sessions.start[row]
    end = start + activity.sessions.elapsed[row]
    inside: _Mask = (activity.sets.start >= start) & (activity.sets.start <= end)
    return inside
