"""SPO on sessions made up in memory."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.model.categorical import Categorical
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.model.tables import Sessions
from activitylint.rules import sport
from rules.memory import START, activity, run


def told(*sports: tuple[str | None, str | None]) -> list[tuple[int, str]]:
    """Row and message of each finding about sports and sub_sports of FIT sessions."""
    subject = activity(Format.FIT, time=[START])
    names = {
        "sport": Categorical.of((name for name, _ in sports), None),
        "sub_sport": Categorical.of((sub for _, sub in sports), None),
    }
    subject.sessions = Sessions.of(len(sports), start=np.full(len(sports), START), **names)
    found = run(sport.unmapped_fit_sport, subject)
    assert all(one.at == Place("session", one.at.row, "sport") for one in found)
    return [(one.at.row, one.message) for one in found]


@pytest.mark.parametrize(
    ("name", "sub_sport", "says"),
    [
        ("horseback_riding", None, "no counterpart of the sport 'horseback_riding'"),
        ("222", None, "the sport 222 is in no FIT profile"),
        ("transition", None, "no counterpart of the sport 'transition'"),
        ("cycling", "road", ""),
        ("generic", None, ""),
        (None, "road", ""),
    ],
)
def test_a_sport_without_counterpart(name: str | None, sub_sport: str | None, says: str) -> None:
    found = told((name, sub_sport))
    assert [row for row, _ in found] == ([0] if says else [])
    assert all(says in message for _, message in found)


def test_transitions_between_sessions_are_left_out_and_each_sport_is_told_once() -> None:
    found = told(
        ("cycling", "road"),
        ("transition", None),
        ("multisport", None),
        ("horseback_riding", None),
        ("222", None),
        ("horseback_riding", "generic"),
    )
    assert [row for row, _ in found] == [3, 4]
