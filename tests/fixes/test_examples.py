"""What the fixes make of each example is what is committed, byte for byte and word for word."""

from __future__ import annotations

import pytest

from fixes.examples import GROUPS
from fixes.examples.expectation import HERE, file_of, read, told
from sampling import sampled

_EVERY = 37


@pytest.mark.parametrize("group", sampled(GROUPS, 2))
def test_a_sample_of_the_examples_becomes_what_is_expected(group: str) -> None:
    assert told(group, _EVERY) == read(group)[::_EVERY]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_examples_become_what_is_expected(group: str) -> None:
    assert told(group) == read(group)


def test_every_file_belongs_to_a_group() -> None:
    assert {file_of(group) for group in GROUPS} == set(HERE.iterdir())
