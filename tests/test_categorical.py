"""Columns of repeated values behave like lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model import categorical
from activitylint.model.categorical import Categorical, DictEncoded

COLUMN = st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=40)


@given(COLUMN)
def test_a_column_reads_like_the_list_it_was_made_from(column: list[str | None]) -> None:
    made = Categorical.of(column, None)
    assert made == column
    assert list(made) == column
    assert len(made) == len(column)
    assert [made[row] for row in range(len(column))] == column
    assert made[1:3] == column[1:3]
    assert made[np.arange(len(column))[::2]] == column[::2]
    assert made != [*column, "a"]
    assert made.where(lambda value: value == "a").tolist() == [value == "a" for value in column]


@given(st.lists(st.tuples(st.sampled_from([None, "a", "b"]), st.sampled_from(["x", "y"])), max_size=40))
def test_the_first_row_of_each_combination(pairs: list[tuple[str | None, str | None]]) -> None:
    expected: dict[tuple[str | None, ...], int] = {}
    for row, pair in enumerate(pairs):
        expected.setdefault(pair, row)
    first, second = (Categorical.of((pair[place] for pair in pairs), None) for place in (0, 1))
    assert first.firsts(second) == expected
    assert list(first.firsts(second)) == list(expected)


def test_combinations_are_found_across_pieces_up_to_a_limit() -> None:
    column = Categorical.of(list("aabacbbcd"), None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(categorical, "_PIECE", 3)
        assert column.firsts() == {("a",): 0, ("b",): 2, ("c",): 4, ("d",): 8}
        patch.setattr(categorical, "_MOST", 2)
        assert column.firsts() == {("a",): 0, ("b",): 2}


def test_values_beyond_the_limit_count_as_the_rest() -> None:
    column = DictEncoded.of([5, 6, 7, 8, 6], 0, most=3)
    assert list(column) == [5, 6, 0, 0, 6]


def test_a_column_of_one_value_takes_no_memory() -> None:
    column = Categorical.same(10**9, "a")
    assert len(column) == 10**9
    assert column[10**9 - 1] == "a"
    assert column.codes.strides == (0,)
