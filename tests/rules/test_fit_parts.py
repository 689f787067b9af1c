"""Lists of names as a sentence has them."""

from __future__ import annotations

import pytest

from activitylint.rules.fit.parts import and_list, first_few


@pytest.mark.parametrize(("names", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_names_are_joined(names: list[str], text: str) -> None:
    assert and_list(names) == text


@pytest.mark.parametrize(
    ("names", "text"), [("ab", "a and b"), ("abcd", "a, b, c and d"), ("abcde", "a, b, c, d and 1 more")]
)
def test_of_many_names_the_first_are_told(names: str, text: str) -> None:
    assert first_few(list(names)) == text
