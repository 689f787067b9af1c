"""The pictures in a terminal show the shape of the track and every spike of a stream."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.formats.fit import read
from activitylint.model.picture import Picture
from activitylint.reports.braille import sparkline, track_lines
from activitylint.strava.picture import Drawing
from fit_builder import activity


def picture(positions: list[tuple[float, float]], **streams: list[int]) -> Picture:
    """The picture of a file whose records have these positions, in degrees."""
    file = activity(len(positions))
    for row, (latitude, longitude) in enumerate(positions):
        values = {name: column[row] for name, column in streams.items()}
        position = {"position_lat": latitude, "position_long": longitude}
        file.change("record", row, **position, **values)
    return Drawing(read(file.build())).picture


def drawn(positions: list[tuple[float, float]], columns: int = 20, rows: int = 10) -> list[str]:
    track = picture(positions).track
    assert track is not None
    return list(track_lines(track, columns, rows))


def test_a_line_to_the_east_is_one_row_and_a_line_to_the_north_one_column() -> None:
    east = drawn([(0.0, 0.0), (0.0, 0.01)])
    assert len([line for line in east if line.strip("\u2800")]) == 1
    assert max(map(len, east)) == 20
    north = drawn([(0.0, 0.0), (0.01, 0.0)])
    assert len([line for line in north if line.strip("\u2800")]) == 10
    assert max(len(line.strip("\u2800")) for line in north) == 1


def test_north_is_up_and_east_is_right() -> None:
    corner = drawn([(0.0, 0.0), (0.01, 0.0), (0.01, 0.01)])
    assert len(corner[0]) == 20
    assert all(len(line) == 1 for line in corner[1:])


@pytest.mark.parametrize(("columns", "rows"), [(10, 5), (60, 16), (1, 1)])
def test_a_track_fits_its_room(columns: int, rows: int) -> None:
    rng = np.random.default_rng(1)
    lines = drawn([(float(a), float(b)) for a, b in rng.uniform(0, 0.1, (200, 2))], columns, rows)
    assert len(lines) <= rows
    assert max(map(len, lines)) <= columns


def test_a_single_position_is_a_dot() -> None:
    lines = drawn([(50.0, 7.0)])
    assert sum((ord(one) - 0x2800).bit_count() for line in lines for one in line) == 1


def test_a_spike_of_one_record_is_seen() -> None:
    positions = [(0.0, row / 1e4) for row in range(1000)]
    values = [100] * 1000
    values[333] = 200
    curves = {curve.stream: curve for curve in picture(positions, heart_rate=values).curves}
    line = sparkline(curves["heartrate"], 60)
    assert (len(line), line.count("█"), line.index("█")) == (60, 1, 20)
    assert set(line) == {"▁", "█"}


def test_a_stream_with_one_value_is_level() -> None:
    curves = {curve.stream: curve for curve in picture([(0.0, 0.0)] * 60, heart_rate=[90] * 60).curves}
    assert len(set(sparkline(curves["heartrate"], 30))) == 1


def test_few_records_leave_no_gaps() -> None:
    curves = {curve.stream: curve for curve in picture([(0.0, 0.0)] * 21, heart_rate=list(range(90, 111))).curves}
    assert " " not in sparkline(curves["heartrate"], 60)
