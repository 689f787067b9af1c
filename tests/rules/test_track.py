"""Columns that are processed in blocks give the same result, wherever a block ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.rules import position
from activitylint.rules.time import clock as time
from activitylint.strava import thresholds, track
from rules.memory import START, activity, rows, run

BLOCK = 4


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "_BLOCK", BLOCK)


@given(st.lists(st.sampled_from([1.0, 2.0, 3.0, math.nan]), max_size=13))
def test_a_falling_value_is_found_in_any_row(values: list[float]) -> None:
    column = np.array(values)
    assert track.never_falls(column) == bool((column[1:] >= column[:-1]).all())


@pytest.mark.parametrize("row", range(1, 3 * BLOCK))
def test_a_step_back_in_time_is_found_in_any_row(row: int) -> None:
    moments = [START + second for second in range(3 * BLOCK)]
    moments[row] = START - 5
    assert row in rows(run(time.time_goes_backwards, activity(time=moments)))


@pytest.mark.parametrize("row", range(1, 3 * BLOCK))
@pytest.mark.parametrize("gap", [0, 1, BLOCK, BLOCK + 1])
def test_a_jump_is_found_in_any_row_and_across_records_without_position(row: int, gap: int) -> None:
    """From this row on, the track is elsewhere; the `gap` records before it have no position."""
    count = 5 * BLOCK
    latitude = [45.0 + (0.1 if number >= row else 0.0) for number in range(count)]
    for number in range(max(row - gap, 1), row):
        latitude[number] = math.nan
    columns = {"latitude": latitude, "longitude": [7.0] * count, "time": [START + n for n in range(count)]}
    (found,) = run(position.position_jump, activity(**columns))
    assert rows([found]) == [row]


@given(
    st.floats(-90, 90),
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 0.002)), min_size=2, max_size=13),
)
def test_rough_steps_are_wrong_by_a_known_share(around: float, places: list[tuple[float, float, float]]) -> None:
    """Of each two positions, the second is within 200 m of the first."""
    north, east = np.array([[(up, aside), (up + near, aside - near)] for up, aside, near in places]).reshape(-1, 2).T
    north = np.clip(north + around, -90.0, 90.0)
    exact, rough = track.steps(north, east), track.rough_steps(north, east)
    jumps = exact > thresholds.JUMP_DISTANCE_M
    assert rough[jumps].tolist() == exact[jumps].tolist()
    assert rough == pytest.approx(exact, rel=track.ROUGH, abs=1e-6)


def test_blocks_come_with_their_first_row() -> None:
    records = activity(time=[START + n for n in range(2 * BLOCK + 1)]).records
    pieces = list(track.blocks(records))
    assert [first for first, _ in pieces] == [0, BLOCK, 2 * BLOCK]
    assert [len(part) for _, part in pieces] == [BLOCK, BLOCK, 1]
    assert np.concatenate([part.time for _, part in pieces]).tolist() == records.time.tolist()


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_poles_and_the_date_line_are_on_earth(sign: int) -> None:
    records = activity(
        latitude=[sign * 90.0, 0, sign * 90.01, 0], longitude=[0, sign * 180.0, 0, sign * 180.01]
    ).records
    assert track.has_position(records).tolist() == [True, True, False, False]
    assert track.off_earth(records).tolist() == [False, False, True, True]
