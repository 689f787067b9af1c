"""What the fixes make of each example is what is committed, byte for byte and word for word."""

from __future__ import annotations

import pytest

from fixes.examples import GROUPS
from fixes.examples.expectation import HERE, file_of, told


@pytest.mark.parametrize("group", GROUPS)
def test_examples_become_what_is_expected(group: str) -> None:
    assert told(group) == file_of(group).read_text(encoding="ascii").splitlines()


def test_every_file_belongs_to_a_group() -> None:
    assert {file_of(group) for group in GROUPS} == set(HERE.iterdir())
