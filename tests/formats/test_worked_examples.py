"""The worked examples in docstrings are right."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.formats.fit.counters import _count_piece
from activitylint.formats.xml.attributes import _by_quotes
from activitylint.formats.xml.fast_path import _named
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.namespaces import alike_tags
from activitylint.formats.xml.times import Times, _columns


def test_names_longer_than_eight_bytes_take_a_second_round() -> None:
    index = Index(b"<Track><Trackpoint><Time></Time></Trackpoint></Track>")
    assert (index.start.tolist(), index.stop.tolist()) == ([0, 7, 19], [6, 18, 24])
    assert index.written == [b"Track", b"Time", b"Trackpoint"]
    assert index.written_of.tolist() == [0, 2, 1]


def test_equal_tags_have_equal_numbers() -> None:
    index = Index(b'<a x="1"><a x="2"></a><a x="1"></a><a></a></a>')
    which, examples = alike_tags(index, np.arange(4, dtype=np.int32))
    assert which.tolist() == [0, 2, 0, 1]
    assert examples == [0, 3, 1]


def test_tags_with_other_names_before_their_quotes_are_left_out() -> None:
    index = Index(b'<g><p lat="1" lon="2"/><p lat="40" lon="5"/><p lon="5" lat="40"/></g>')
    alike = _by_quotes(index, np.array([1, 2, 3], dtype=np.int32))
    assert alike is not None
    assert alike.rows.tolist() == [0, 1]
    assert alike.heads == [b" lat=", b" lon="]
    assert [[spans.text(index, row) for row in (0, 1)] for spans in alike.values] == [["1", "40"], ["2", "5"]]


def test_times_are_read_if_they_are_written_like_the_first() -> None:
    rows = (b"2026-06-01T08:00:05Z", b"2026-06-01T08:00:06Z", b"2026-06-01 08:00:07Z")
    matrix = np.array([list(row) for row in rows], dtype=np.uint8)
    found = Times(np.full(3, np.nan), *(np.zeros(3, dtype=np.bool_) for _ in range(4)))
    read = _columns(matrix, 20, np.ones(3, dtype=np.bool_), found, slice(0, 3))
    assert read is not None
    assert read.tolist() == [True, True, False]
    assert found.seconds[:2].tolist() == [1780300805.0, 1780300806.0]
    assert np.isnan(found.seconds[2])


@pytest.mark.parametrize(("end", "same"), [(b"</Time>", True), (b"</Tine>", False), (b"</Time >", False)])
def test_end_tags_are_compared_with_the_names_of_their_elements(end: bytes, same: bool) -> None:
    index = Index(b"<a><Time>1" + end + b"</a>")
    assert _named(index, np.array([1]), np.array([10], dtype=np.int32)) is same


def test_counters_add_up_their_steps() -> None:
    low = np.array([9, 12, 2], dtype=np.uint32)
    values = _count_piece(np.array([0]), np.array([1000.0]), np.array([1, 2, 3]), low, 5)
    assert values.tolist() == [1001.0, 1004.0, 1026.0]
