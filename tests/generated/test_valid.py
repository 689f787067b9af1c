"""A valid activity has no errors and no warnings, however it is written, and reads back the same."""

from __future__ import annotations

import gzip
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.model.tables import Records
from generated.case import Case
from generated.devices import FitCase
from generated.model import NOW, Ride, rides, workouts
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase

STREAMS = ("time", "latitude", "longitude", "altitude", "distance", "heartrate", "cadence", "power", "temperature")
XML = dict.fromkeys(STREAMS, 0.0) | {"time": 1e-6}
FIT = {
    "time": 0.0, "latitude": 5e-8, "longitude": 5e-8, "altitude": 1e-6, "distance": 1e-6, "heartrate": 0.0,
    "cadence": 0.0, "power": 0.0, "temperature": 0.0,
}  # fmt: skip
"""The tolerance for each column: the resolution of the format."""


def check(case: Case, *, packed: bool) -> None:
    data = case.render()
    name = f"ride.{case.suffix}" + (".gz" if packed else "")
    report = activitylint.lint(gzip.compress(data, mtime=0) if packed else data, name=name, now=NOW)
    told = [(finding.code, finding.message, finding.location) for finding in (*report.errors, *report.warnings)]
    assert (told, report.failure) == ([], None)


def same(records: Records, ride: Ride, tolerance: dict[str, float], *, without: tuple[str, ...] = ()) -> None:
    for stream in STREAMS:
        values = [getattr(point, stream) for point in ride.points]
        expected = np.array([np.nan if value is None or stream in without else value for value in values])
        found = getattr(records, stream)
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance[stream], err_msg=stream)


@given(st.data(), st.booleans())
def test_gpx(data: st.DataObject, packed: bool) -> None:
    ride = data.draw(rides())
    case = GpxCase.drawn(data.draw, ride)
    check(case, packed=packed)
    activity = activitylint.read(case.render())
    same(activity.records, ride, XML)
    segments = np.zeros(case.rows) + np.array([sum(row >= pause for pause in ride.pauses) for row in range(case.rows)])
    assert activity.records.segment.tolist() == segments.tolist()
    assert activity.creator.name == ride.creator


@given(st.data(), st.booleans())
def test_tcx(data: st.DataObject, packed: bool) -> None:
    ride = data.draw(rides(positions=False))
    case = TcxCase.drawn(data.draw, ride)
    check(case, packed=packed)
    activity = activitylint.read(case.render())
    same(activity.records, ride, XML, without=("temperature",))
    assert activity.creator.name == ride.creator
    assert activity.laps.first_record.tolist() == ride.laps
    assert (activity.sport.mapped or "").lower() == ride.sport


@given(st.data(), st.booleans())
def test_fit(data: st.DataObject, packed: bool) -> None:
    ride = data.draw(rides(positions=False, whole_seconds=True))
    case = FitCase.drawn(data.draw, ride)
    check(case, packed=packed)
    activity = activitylint.read(case.render())
    same(activity.records, ride, FIT)
    assert activity.sessions.elapsed.tolist() == [ride.elapsed]
    assert activity.laps.start.tolist() == [ride.points[row].time for row in ride.laps]


@pytest.mark.parametrize("kind", ["swim", "strength"])
@given(st.data())
def test_fit_without_a_track(kind: str, data: st.DataObject) -> None:
    case: FitCase = getattr(FitCase, kind)(data.draw)
    check(case, packed=False)


@given(st.data())
def test_strength_json(data: st.DataObject) -> None:
    workout = data.draw(workouts())
    case = JsonCase(data.draw, workout)
    check(case, packed=False)
    activity = activitylint.read(case.render(), name="a.json")
    assert activity.sessions.start.tolist() == [workout.start]
    assert activity.sessions.elapsed.tolist() == [workout.elapsed]
    assert activity.creator.name == workout.creator
    assert activity.sets.exercise == [entry.exercise for entry in workout.sets]
    for name in ("repetitions", "weight", "duration"):
        _equal(getattr(activity.sets, name), [getattr(entry, name) for entry in workout.sets])
    starts = [None if entry.start is None else workout.start + entry.start for entry in workout.sets]
    _equal(activity.sets.start, starts)
    _equal(activity.records.time, [workout.start + second for second in workout.streams.get("time", ())])
    _equal(activity.records.heartrate, workout.streams.get("heartrate", []))


def _equal(column: Any, values: list[Any]) -> None:
    np.testing.assert_array_equal(column, np.array([np.nan if value is None else value for value in values], float))
