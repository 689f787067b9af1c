"""TCX008 and TCX011 on laps made up in memory: laps as devices write them pass, wrong ones are reported."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.formats.tcx import read
from activitylint.model.activity import Activity
from activitylint.model.faults import Places
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.model.tables import Laps, Records
from activitylint.rules.tcx.laps import lap_time_disorder, lap_totals_disagree

CONTEXT = Context(now=2e9)
PLACES: Places = read(b"").places
START = 1_775_000_000.0


def activity(points: Sequence[int], step: float, meters: float, restart: bool = False) -> Activity:
    """Laps with correct totals and so many trackpoints each, a trackpoint every `step` seconds and `meters`.

    A lap extends to the first trackpoint of the next one, unless the distance restarts with every lap.
    """
    total = sum(points)
    first = np.concatenate(([0], np.cumsum(points)))[:-1].astype(np.int64)
    distance = np.arange(total) * meters
    lengths = np.array([*points[:-1], points[-1] - 1]) * meters
    if restart:
        lengths = (np.array(points) - 1) * meters
        distance = np.concatenate([np.arange(n) * meters for n in points])
    return Activity(
        Format.TCX,
        PLACES,
        records=Records.of(total, time=START + np.arange(total) * step, distance=distance.astype(float)),
        laps=Laps.of(
            len(points),
            start=START + first * step,
            elapsed=np.array(points) * step,
            distance=lengths.astype(float),
            first_record=first,
            records=np.array(points, dtype=np.int64),
        ),
    )


def messages(made: Activity) -> list[str]:
    return [violation.message for violation in lap_totals_disagree(made, CONTEXT)]


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=8),
    st.floats(0.5, 20),
    st.floats(0, 15),
    st.booleans(),
    st.floats(0.3, 1),
)
def test_laps_that_agree_with_their_trackpoints_pass(
    points: list[int], step: float, speed: float, restart: bool, moving: float
) -> None:
    made = activity(points, step, speed * step, restart)
    made.laps.elapsed *= moving
    assert messages(made) == []
    assert list(lap_time_disorder(made, CONTEXT)) == []


def test_cumulative_totals_are_recognized() -> None:
    made = activity([300, 300, 300], 1, 4)
    made.laps.distance = np.cumsum(made.laps.distance)
    made.laps.elapsed = np.cumsum(made.laps.elapsed)
    distance, time = messages(made)
    for fact in ("2 of 3 laps", "DistanceMeters", "from the start of the activity", "2,400 m", "1,204 m"):
        assert fact in distance
    for fact in ("2 of 3 laps", "TotalTimeSeconds", "from the start of the activity"):
        assert fact in time


@pytest.mark.parametrize(
    ("column", "factor"), [("distance", 0.001), ("distance", 1.6), ("elapsed", 1000), ("elapsed", 1 / 60)]
)
def test_totals_in_other_units_are_reported(column: str, factor: float) -> None:
    made = activity([600, 600], 1, 4)
    setattr(made.laps, column, getattr(made.laps, column) * factor)
    (message,) = messages(made)
    assert {"distance": "DistanceMeters", "elapsed": "TotalTimeSeconds"}[column] in message
    assert "from the start of the activity" not in message


def test_laps_without_numbers_trackpoints_or_start_are_not_checked() -> None:
    made = activity([300, 0, 300], 1, 4)
    made.laps.distance[:] = np.nan
    made.laps.start[:] = np.nan
    made.laps.elapsed[:] = 1e9
    assert messages(made) == []
    assert messages(Activity(Format.TCX, PLACES)) == []


@pytest.mark.parametrize(("factor", "passes"), [(1.0, True), (1.2, True), (0.8, True), (2.0, False), (0.001, False)])
def test_distances_computed_from_positions_may_differ_more(factor: float, passes: bool) -> None:
    made = activity([600, 600], 1, 4)
    made.records.latitude = 45 + made.records.distance / 111_195
    made.records.longitude = np.full(len(made.records), -30.0)
    made.records.distance[:] = np.nan
    made.laps.distance *= factor
    assert (messages(made) == []) is passes
