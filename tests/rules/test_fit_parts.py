"""Lists of names as a sentence has them."""

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
def test_of_many_names_the_first_are_told(names: str, text: str) -> None:
    assert first_few(list(names)) == text


@pytest.mark.parametrize(
    ("masks", "text", "affected"),
    [
        ({"a": [1, 0, 0]}, "1 of 3 laps lacks a", [0]),
        ({"a": [1, 1, 0], "b": [1, 1, 0]}, "2 of 3 laps lack a and b", [0, 1]),
        ({"a": [1, 1, 0], "b": [0, 1, 0]}, "2 of 3 laps lack a (2) and b (1)", [0, 1]),
        ({"a": [1, 0, 0], "b": [0, 0, 1]}, "2 of 3 laps lack a (1) and b (1)", [0, 2]),
        ({"a": [1, 1, 1]}, "all 3 laps lack a", [0, 1, 2]),
    ],
)
def test_what_is_lacking_is_told_by_name_and_number(
    masks: dict[str, list[int]], text: str, affected: list[int]
) -> None:
    missing = {name: np.array(mask, dtype=np.bool_) for name, mask in masks.items()}
    words, rows = lacking(missing, 3, "lap")
    assert (words, rows.tolist()) == (text, affected)


def test_the_only_one_is_not_counted() -> None:
    assert lacking({"a": np.array([True])}, 1, "lap")[0] == "the lap lacks a"
