"""SPO003 on sessions made up in memory."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.model.categorical import Categorical
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.model.tables import Sessions
from activitylint.rules import sport
from rules.memory import START, activity, run


def unmapped(*sports: tuple[str | None, str | None]) -> list[tuple[int, str]]:
    """Row and message of each finding, given the sport and sub_sport of each session."""
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
    ("name", "sub_sport", "words"),
    [
        ("horseback_riding", None, "no sport type for 'horseback_riding'"),
        ("222", None, "FIT sport 222 is unknown to activitylint"),
        ("transition", None, "no sport type for 'transition'"),
        ("cycling", "road", ""),
        ("generic", None, ""),
        (None, "road", ""),
    ],
)
def test_sports_without_a_sport_type(name: str | None, sub_sport: str | None, words: str) -> None:
    found = unmapped((name, sub_sport))
    assert [row for row, _ in found] == ([0] if words else [])
    assert all(words in message for _, message in found)


def test_each_sport_is_reported_once_and_transitions_not_at_all() -> None:
    found = unmapped(
        ("cycling", "road"),
        ("transition", None),
        ("multisport", None),
        ("horseback_riding", None),
        ("222", None),
        ("horseback_riding", "generic"),
    )
    assert [row for row, _ in found] == [3, 4]
