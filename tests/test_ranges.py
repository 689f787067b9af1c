"""Ranges: like a tuple of pairs, in less memory."""

from __future__ import annotations

import pickle
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model import ranges
from activitylint.model.ranges import Ranges, ranges_of

PAIRS = ((1, 3), (5, 5), (7, 900))


def _made() -> Ranges:
    return Ranges(array("I", [number for pair in PAIRS for number in pair]))


def test_ranges_behave_like_a_tuple_of_pairs() -> None:
    made = _made()
    assert made == PAIRS
    assert made == _made()
    assert made != PAIRS[:2]
    assert hash(made) == hash(PAIRS)
    assert tuple(made) == PAIRS
    assert (made[0], made[-1], made[1:]) == (PAIRS[0], PAIRS[-1], PAIRS[1:])
    assert pickle.loads(pickle.dumps(made)) == PAIRS
    with pytest.raises(IndexError):
        made[3]


@given(st.lists(st.integers(0, 60), min_size=1))
def test_working_in_pieces_gives_the_same_ranges(rows: list[int]) -> None:
    whole = ranges_of(np.array(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "_PIECE", 4)
        patch.setattr(ranges, "MANY", 2)
        made = ranges_of(np.array(rows))
    assert made == whole
    assert isinstance(made, Ranges) is (len(whole) > 2)
    assert [row for first, last in made for row in range(first - 1, last)] == sorted(set(rows))
