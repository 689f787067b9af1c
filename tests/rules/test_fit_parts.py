"""How the FIT rules write lists of names and missing fields."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.rules.support.fit_parts import and_list, first_few, lacking


@pytest.mark.parametrize(("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_names_are_joined(names: list[str], text: str) -> None:
    assert and_list(names) == text


@pytest.mark.parametrize(
    ("names", "text"), [("ab", "a and b"), ("abcd", "a, b, c and d"), ("abcde", "a, b, c, d and 1 more")]
)
def test_only_the_first_of_many_names_are_listed(names: str, text: str) -> None:
    assert first_few(list(names)) == text


@pytest.mark.parametrize(
    ("masks", "text", "affected"),
    [
        ({"a": [1, 0, 0]}, "1 of 3 laps is missing a", [0]),
        ({"a": [1, 1, 0], "b": [1, 1, 0]}, "2 of 3 laps are missing a and b", [0, 1]),
        ({"a": [1, 1, 0], "b": [0, 1, 0]}, "2 of 3 laps are missing a (2) and b (1)", [0, 1]),
        ({"a": [1, 0, 0], "b": [0, 0, 1]}, "2 of 3 laps are missing a (1) and b (1)", [0, 2]),
        ({"a": [1, 1, 1]}, "all 3 laps are missing a", [0, 1, 2]),
    ],
)
def test_missing_fields_are_listed_with_their_numbers(
    masks: dict[str, list[int]], text: str, affected: list[int]
) -> None:
    missing = {name: np.array(mask, dtype=np.bool_) for name, mask in masks.items()}
    words, rows = lacking(missing, 3, "lap")
    assert (words, rows.tolist()) == (text, affected)


def test_a_single_row_is_not_counted() -> None:
    assert lacking({"a": np.array([True])}, 1, "lap")[0] == "the lap is missing a"
