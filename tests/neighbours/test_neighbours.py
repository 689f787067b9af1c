"""One change to a good file, of each kind and at each place, says and mends what is committed, word for word."""

from __future__ import annotations

import pytest

from neighbours.changes import GROUPS
from neighbours.expectation import HERE, file_of, read, told


@pytest.mark.parametrize("group", GROUPS)
def test_neighbours_say_what_is_expected(group: str) -> None:
    assert told(group) == read(group)


def test_every_file_belongs_to_a_group() -> None:
    assert {file_of(group) for group in GROUPS} == set(HERE.iterdir())
