"""Columns that are looked at piece by piece give what they give as a whole, wherever a piece ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.rules import position
from activitylint.rules.time import clock as time
from activitylint.strava import track
from rules.memory import START, activity, rows, run

PIECE = 4


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "_BLOCK", PIECE)


@given(st.lists(st.sampled_from([1.0, 2.0, 3.0, math.nan]), max_size=13))
def test_falling_is_seen_everywhere(values: list[float]) -> None:
    column = np.array(values)
    assert track.never_falls(column) == bool((column[1:] >= column[:-1]).all())


@pytest.mark.parametrize("row", range(1, 3 * PIECE))
def test_a_step_back_is_seen_wherever_it_is(row: int) -> None:
    moments = [START + second for second in range(3 * PIECE)]
    moments[row] = START - 5
    assert row in rows(run(time.time_goes_backwards, activity(time=moments)))


@pytest.mark.parametrize("row", range(1, 3 * PIECE))
@pytest.mark.parametrize("gap", [0, 1, PIECE, PIECE + 1])
def test_a_jump_is_seen_wherever_it_is_and_across_what_is_no_position(row: int, gap: int) -> None:
    """From the row on the track goes on elsewhere; the `gap` records before it have no position."""
    count = 5 * PIECE
    latitude = [45.0 + (0.1 if number >= row else 0.0) for number in range(count)]
    for number in range(max(row - gap, 1), row):
        latitude[number] = math.nan
    columns = {"latitude": latitude, "longitude": [7.0] * count, "time": [START + n for n in range(count)]}
    (found,) = run(position.position_jump, activity(**columns))
    assert rows([found]) == [row]


def test_records_come_piece_by_piece_with_their_first_row() -> None:
    records = activity(time=[START + n for n in range(2 * PIECE + 1)]).records
    pieces = list(track.blocks(records))
    assert [first for first, _ in pieces] == [0, PIECE, 2 * PIECE]
    assert [len(part) for _, part in pieces] == [PIECE, PIECE, 1]
    assert np.concatenate([part.time for _, part in pieces]).tolist() == records.time.tolist()


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_poles_and_the_date_line_lie_on_the_earth(sign: int) -> None:
    records = activity(
        latitude=[sign * 90.0, 0, sign * 90.01, 0], longitude=[0, sign * 180.0, 0, sign * 180.01]
    ).records
    assert track.has_position(records).tolist() == [True, True, False, False]
