"""Every neighbour of a good file has the findings and the fixes that are committed."""

from __future__ import annotations

import pytest

from neighbours.changes import GROUPS
from neighbours.expectation import HERE, actual, file_of, read

_EVERY = 37
"""A prime, so that the sample does not always meet the same kind of change: those repeat every 3, 5, 8, 10 or 15."""


@pytest.mark.parametrize("group", GROUPS)
def test_a_sample_of_the_neighbours_is_linted_and_fixed_as_expected(group: str) -> None:
    assert actual(group, _EVERY) == read(group)[::_EVERY]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_all_neighbours_are_linted_and_fixed_as_expected(group: str) -> None:
    assert actual(group) == read(group)


def test_every_group_has_its_file() -> None:
    assert {file_of(group) for group in GROUPS} == set(HERE.iterdir())
