"""Pictures: what of the records is kept, what the frame leaves out, and where the findings are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.overview import Detail
from activitylint.model.picture import COLUMNS, Track
from activitylint.model.request import Context
from activitylint.source.reading import open_source
from activitylint.strava.columns import columns_of, reduced, runs
from activitylint.strava.frame import frame
from activitylint.strava.picture import Drawing
from rides import NO_TIME, NULL, SPIKE, ZERO_HEART_RATE, long_ride

numbers = st.floats(-1e6, 1e6, width=32)


def track(*positions: tuple[float, float]) -> Track:
    points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in positions)
    gpx = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>{points}</trkseg></trk></gpx>'
    found = Drawing(activitylint.read(gpx.encode())).picture.track
    assert found is not None
    return found


@given(
    st.lists(
        st.tuples(st.sampled_from((0.0, 0.1, 50.0, 100.0)), numbers | st.just(float("nan"))), min_size=1, max_size=60
    )
)
def test_a_column_has_the_first_least_greatest_and_last_value(pairs: list[tuple[float, float]]) -> None:
    along, values = np.array(pairs).T
    column = columns_of(along, 0.0, 100.0)
    kept = reduced(column, values)
    for number in range(COLUMNS):
        here = values[(column == number) & np.isfinite(values)]
        if len(here):
            assert kept[number].tolist() == [here[0], here.min(), here.max(), here[-1]]
        else:
            assert np.isnan(kept[number]).all()


@given(st.lists(st.booleans(), max_size=40))
def test_runs_cover_what_is_marked(mask: list[bool]) -> None:
    found = runs(np.array(mask, dtype=np.bool_))
    assert [n for first, last in found for n in range(first, last + 1)] == [n for n, on in enumerate(mask) if on]
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(found))


def test_the_frame_leaves_out_only_what_would_squeeze_the_rest() -> None:
    usual = np.linspace(100.0, 200.0, 1000)
    assert frame(usual) == (100.0, 200.0)
    assert frame(np.append(usual, 400.0)) == (100.0, 400.0)
    assert frame(np.append(usual, 9000.0)) == (100.0, 200.0)
    assert frame(np.array([5.0])) == (5.0, 5.0)
    assert frame(np.array([0.0] * 99 + [7.0])) == (0.0, 7.0)


def test_each_finding_is_where_its_records_are() -> None:
    work = Work(Context(now=1_790_000_000.0), select_rules(), detail=Detail.PICTURE)
    report = work.lint_source(open_source(long_ride(), name="ride.gpx", read_limit=1 << 30)).report
    columns = {finding.code: finding.mark.columns for finding in report.findings}
    for code, rows in {
        "STR001": ZERO_HEART_RATE,
        "STR004": range(SPIKE, SPIKE + 1),
        "POS003": range(NULL, NULL + 1),
        "TIM001": NO_TIME,
    }.items():
        ends = (rows[0] * COLUMNS // 10_000, rows[-1] * COLUMNS // 10_000)
        assert columns[code] == (ends,), code
    assert report.picture is not None
    ride = report.picture.track
    assert ride is not None
    assert ride.outside == 1
    assert ride.world == ((48, 12), (0, 0))
    assert ride.north - ride.south < 1
    marks = {finding.code: finding.mark.vertices for finding in report.findings}
    far = int((ride.vertices[:, 1] < -1e5).argmax())
    assert marks["POS003"] == ((far, far),)
    whole = {finding.code for finding in report.findings if not finding.mark.columns}
    assert whole == {"DEV005", "SPO002"}


def test_a_map_is_true_to_scale() -> None:
    made = track((60.0, 20.0), (60.0, 20.01), (60.01, 20.01))
    (_, _), (east, _), (_, north) = made.vertices.tolist()
    assert east == pytest.approx(556, rel=1e-2)  # a hundredth of a degree of longitude is half as long at 60 degrees
    assert north == pytest.approx(1112, rel=1e-2)
    assert made.world == ((60, 20),)


def test_a_track_across_the_date_line_is_one_line() -> None:
    made = track((10.0, 179.99), (10.0, -179.99))
    assert made.width == pytest.approx(0.02 * 111_195 * np.cos(np.radians(10)), rel=1e-2)
    assert made.world in {((10, 180), (10, -180)), ((10, -180), (10, 180))}


@pytest.mark.parametrize("positions", [[(0.0, 0.0)], [(90.0, 0.0), (90.0, 180.0)], [(-90.0, -180.0), (90.0, 180.0)]])
def test_any_positions_have_a_map(positions: list[tuple[float, float]]) -> None:
    made = track(*positions)
    assert np.isfinite(made.vertices).all()
    assert made.width > 0
    assert made.height > 0


def test_without_times_charts_go_along_the_distance_or_the_records() -> None:
    strength = b"""{"version": 1, "start_time": "2026-01-01T00:00:00Z", "streams": {"heartrate": [1, 2, 3]}}"""
    axis = Drawing(activitylint.read(strength)).picture.axis
    assert axis is not None
    assert (axis.kind, axis.low, axis.high) == ("record", 1.0, 3.0)
