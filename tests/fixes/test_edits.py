"""Edits of bytes, compared with a naive implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.fixes.edits import Edit, OverlapError, apply, combined


@st.composite
def batches(draw: st.DrawFn, size: int) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, size), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(start, stop, draw(st.binary(max_size=4))) for start, stop in pairs]


def plainly(data: bytes, edits: list[Edit]) -> bytes:
    for edit in reversed(edits):
        data = data[: edit.start] + edit.new + data[edit.stop :]
    return data


@given(st.data(), st.binary(max_size=40))
def test_batches_one_after_another_and_all_of_them_as_one(data: st.DataObject, original: bytes) -> None:
    made, expected = [], original
    for _ in range(data.draw(st.integers(1, 4))):
        edits = data.draw(batches(len(expected)))
        made.append(data.draw(st.permutations(edits)) if len({e.start for e in edits}) == len(edits) else edits)
        assert apply(expected, made[-1]) == plainly(expected, edits)
        expected = plainly(expected, edits)
    assert apply(original, combined(len(original), made)) == expected


def test_offsets_of_a_later_batch_refer_to_the_edited_bytes() -> None:
    batches = [[Edit(4, 4, b"XYZ")], [Edit(1, 2), Edit(5, 6, b"-"), Edit(8, 9)]]
    edits = combined(8, batches)
    assert edits == [Edit(1, 2), Edit(4, 4, b"X-Z"), Edit(5, 6)]
    assert apply(b"abcdefgh", edits) == b"acdX-Zegh"


def test_untouched_bytes_are_not_part_of_the_edits() -> None:
    assert combined(8, [[Edit(1, 2, b"XY")], [Edit(5, 6)]]) == [Edit(1, 2, b"XY"), Edit(4, 5)]


def test_edits_that_touch_become_one() -> None:
    edits = [Edit(1, 2, b"X"), Edit(2, 3), Edit(3, 3, b"Y"), Edit(5, 5)]
    assert combined(8, [edits]) == combined(8, [edits, []]) == [Edit(1, 3, b"XY")]


def test_a_part_of_the_bytes_is_edited_on_its_own() -> None:
    assert apply(b"abcdefgh", [Edit(3, 4, b"XY")], 2, 6) == b"cXYef"
    with pytest.raises(OverlapError):
        apply(b"abcdefgh", [Edit(1, 3)], 2, 6)


@pytest.mark.parametrize("edits", [[Edit(0, 2), Edit(1, 3)], [Edit(2, 1)], [Edit(3, 9)], [Edit(9, 9, b"x")]])
def test_contradicting_edits_raise_an_error(edits: list[Edit]) -> None:
    with pytest.raises(OverlapError):
        apply(b"abcd", edits)


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply(b"ab", [Edit(1, 1, b"1"), Edit(1, 1, b"2")]) == b"a12b"
