"""Read strength files: any bytes give an activity, and a valid file gives all its columns."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.formats import strength
from activitylint.model.faults import FILE, FaultKind, Place
from activitylint.model.format import Format
from example_count import examples
from formats.strength.documents import documents, good, values
from paths import corpus

START = 1_777_622_400.0  # 2026-05-01T08:00:00Z


def dumped(document: Any) -> bytes:
    return json.dumps(document).encode()


def test_a_valid_file_gives_all_columns() -> None:
    activity = strength.read(dumped(good()))
    assert activity.format is Format.JSON
    assert activity.faults == []
    assert not activity.damaged
    assert activity.records.time.tolist() == [START, START + 60, START + 120]
    assert activity.records.heartrate.tolist() == [90, 112, 104]
    assert np.isnan(activity.records.latitude).all()
    session = activity.sessions
    assert (session.start[0], session.elapsed[0], session.timer[0], session.calories[0]) == (START, 1800, 1500, 210)
    sets = activity.sets
    assert sets.exercise == ["BARBELL_BENCH_PRESS", "PLANK_GENERIC"]
    assert sets.type == ["active", "active"]
    assert sets.repetitions.tolist()[0] == 10
    assert math.isnan(sets.repetitions[1])
    assert sets.weight[0] == 60.0
    assert sets.duration[1] == 60
    assert sets.start[1] == START + 600
    assert activity.creator.name == "Example Gym Log 3"
    assert activity.creator.at == Place("creator", field="name")
    assert activity.strength is not None
    assert activity.strength.streams == {"time": 3, "active": 3, "heartrate": 3}


def test_values_of_the_wrong_type_do_not_shift_the_rows() -> None:
    document = good()
    document["sets"].insert(1, "a set")
    document["streams"] = {"time": [0, "60", 120], "heartrate": [90, None, True, 104]}
    activity = strength.read(dumped(document))
    assert activity.sets.exercise == ["BARBELL_BENCH_PRESS", None, "PLANK_GENERIC"]
    assert np.isnan(activity.records.time).tolist() == [False, True, False, True]
    assert np.isnan(activity.records.heartrate).tolist() == [False, True, True, False]


def test_a_repeated_key_is_a_fault_with_its_rows() -> None:
    data = b'{"name": 1, "sets": [{"weight": 1, "weight": 2}, {}, {"weight": 3, "weight": 4}], "name": 2}'
    name, weight = strength.read(data).faults_of(FaultKind.JSON_DUPLICATE_KEY)
    assert (name.at, name.rows, name.count) == (Place("value", path=("name",), field="key"), None, 1)
    assert (weight.at.path, weight.count, weight.detail["key"]) == (("sets", 0, "weight"), 2, "weight")
    assert weight.rows is not None
    assert weight.rows.tolist() == [0, 2]


@pytest.mark.parametrize("value", [[], [1], "text", 5, None, True])
def test_a_document_that_is_not_an_object_is_one_fault(value: Any) -> None:
    activity = strength.read(dumped(value))
    (fault,) = activity.faults
    assert (fault.kind, fault.at, fault.detail["expected"]) == (FaultKind.JSON_INVALID, FILE, "object")


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0123456789.eE+-tfn\\ \n', max_size=60).map(str.encode))
@settings(max_examples=examples(300), deadline=None)
def test_any_bytes_give_an_activity(data: bytes) -> None:
    activity = strength.read(data)
    for location, _ in activity.places.locate([FILE, *(fault.at for fault in activity.faults)]):
        assert 0 <= location.byte <= location.byte + location.length <= len(data)


@given(documents() | values, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=examples(200), deadline=None)
def test_linting_a_broken_document_does_not_fail(document: Any, encoding: str) -> None:
    data = json.dumps(document, ensure_ascii=False).encode(encoding, "replace")
    report = activitylint.lint(data, name="x.json", now=None)
    assert report.failure is None
    for finding in report.findings:
        assert 0 <= finding.location.byte <= len(data)


@pytest.mark.parametrize("path", corpus(".json"), ids=lambda path: path.name)
def test_real_files(path: Any) -> None:
    expected = {
        "liftosaur-python-extra-keys.json": {"JSN010", "SET004"},
        "liftosaur-sync-doc-unknown-type.json": {"SET004"},
        "merge-missing-required.json": {"JSN002"},
    }
    if path.parent.name != "strength-json":
        pytest.skip("not a strength file")
    report = activitylint.lint(path, now=START + 365 * 86400.0)
    assert {finding.code for finding in (*report.errors, *report.warnings)} == expected.get(path.name, set())
