"""Element names, read in two ways, are what a search for their ends finds."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.formats.xml.names import _any_names, _short_names, element_names
from activitylint.formats.xml.tags import Tags

LONG = "MaximumHeartRateBpmOfTheActivity"
NAMES = st.sampled_from(
    ["a", "Time", "Position", "VersionMajor", "VersionMinor", "ns3:Speed", "a.b-c", "EveryXInTheName", "\u00e9t\u00e9"]
)
LENGTHS = st.integers(1, 31).map(lambda length: LONG[:length])
ENDS = st.sampled_from(["", " ", "\n", "\t", "\r\n", "/", " /", ' x="1"', ' x="1"/', "/x"])


def starts(tags: list[str]) -> tuple[Tags, list[bytes]]:
    text = "".join(f"<{tag}>" for tag in tags).encode()
    return Tags(text), [re.split(rb"[ \t\r\n/\0]", tag.encode(), maxsplit=1)[0] for tag in tags]


@given(st.lists(st.tuples(NAMES | LENGTHS, ENDS).map("".join), min_size=1, max_size=60))
def test_both_ways_find_the_same_names(tags: list[str]) -> None:
    found, expected = starts(tags)
    short = _short_names(found.buffer, found.opens, found.stops)
    assert short is not None
    for names, which in (
        short,
        _any_names(found.buffer, found.opens, found.stops),
        element_names(found.buffer, found.opens, found.stops),
    ):
        assert [names[number] for number in which.tolist()] == expected
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("length", [31, 32, 33, 39, 40, 41, 100])
@pytest.mark.parametrize("end", ["", " ", "/"])
def test_names_of_any_length(length: int, end: str) -> None:
    tags = [name + end for name in ("x" * length, "x" * (length - 1), "x" * length, "x" * (length - 1) + "y")]
    found, expected = starts(tags)
    assert (_short_names(found.buffer, found.opens, found.stops) is None) == (length >= 32)
    names, which = element_names(found.buffer, found.opens, found.stops)
    assert [names[number] for number in which.tolist()] == expected


def test_many_names_and_many_elements() -> None:
    for count in (900, 1001, 70_000):
        found, expected = starts([f"LongNameOfAnElement{number % count}" for number in range(70_000)])
        names, which = element_names(found.buffer, found.opens, found.stops)
        if count <= 1001:
            assert [names[number] for number in which.tolist()] == expected
        else:
            assert len(names) <= 65_537
            assert np.unique(which).size == len(names)
