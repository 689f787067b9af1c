"""FIT206, FIT208 and FIT209: arithmetic with the times and distances of a session."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.rules.fit.totals import agrees
from fit_builder import START, FitFile, Raw, activity, pool_swim, strength

QUARTERS = st.integers(-48, 56).map(lambda quarters: quarters * 900)


def codes(file: FitFile, *wanted: str) -> set[str]:
    report = activitylint.lint(file.build(), name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    return {finding.code for finding in report.findings if finding.code in wanted}


def offset(seconds: int) -> FitFile:
    return activity(3).change("activity", local_timestamp=START + 2 + seconds)


@given(QUARTERS)
def test_every_quarter_of_an_hour_from_minus_12_to_plus_14_hours_is_an_offset(seconds: int) -> None:
    assert codes(offset(seconds), "FIT206") == set()


@given(st.integers(-48 * 900, 56 * 900).filter(lambda seconds: seconds % 900))
def test_any_other_number_of_seconds_is_not_an_offset(seconds: int) -> None:
    assert codes(offset(seconds), "FIT206") == {"FIT206"}


@pytest.mark.parametrize("seconds", [-13 * 3600, 57 * 900, 86_400, 631_065_600, -631_065_600 - 900])
def test_nothing_beyond_the_range_is_an_offset(seconds: int) -> None:
    file = activity(3).change("activity", local_timestamp=Raw((START + 2 + seconds - 631_065_600) % 2**32))
    assert codes(file, "FIT206") == {"FIT206"}


def test_zero_and_times_since_the_start_of_the_device_are_not_checked() -> None:
    assert codes(activity(3).change("activity", local_timestamp=Raw(0)), "FIT206") == set()
    assert codes(activity(3).change("activity", timestamp=Raw(16_444_673)), "FIT206") == set()


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 100))
def test_a_total_between_its_bounds_agrees_whatever_their_order(low: float, high: float, least: float) -> None:
    assert agrees((low + high) / 2, low, high, least)
    assert agrees((low + high) / 2, high, low, least)
    assert agrees(min(low, high) - least, low, high, least)
    assert not agrees(max(low, high) * 1.021 + least + 0.001, low, high, least)


def ride(seconds: int, *, elapsed: float, timer: float) -> FitFile:
    """Two records so many seconds apart, in a session and a lap with these times."""
    totals: dict[str, Any] = {"total_elapsed_time": elapsed, "total_timer_time": timer}
    return activity(2, step=seconds).change("session", **totals).change("lap", **totals)


@pytest.mark.parametrize(
    ("seconds", "elapsed", "timer", "disagree"),
    [
        (1000, 1000, 1000, False),
        (1000, 1019, 1019, False),  # under 2 %
        (1000, 1021, 1021, True),
        (100, 104, 104, False),  # under 5 s
        (100, 106, 106, True),
        (1000, 4000, 1000, False),  # paused after the last record
        (2000, 4000, 1000, False),  # between timer and elapsed time
        (4000, 4000, 1000, False),  # paused between the records
        (900, 4000, 1000, True),
        (1000, 1000, 1002, False),  # rounded
        (1000, 1000, 1003, True),
    ],
)
def test_the_records_may_cover_anything_between_timer_and_elapsed_time(
    seconds: int, elapsed: float, timer: float, disagree: bool
) -> None:
    file = ride(seconds, elapsed=elapsed, timer=timer)
    assert codes(file, "FIT208") == ({"FIT208"} if disagree else set())


@pytest.mark.parametrize(
    ("stated", "disagree"), [(1000, False), (1049, False), (951, False), (1060, True), (940, True), (0, True)]
)
def test_the_distance_of_the_records_must_match_the_session(stated: float, disagree: bool) -> None:
    file = activity(11, step=10, speed=10).change("session", total_distance=stated).change("lap", total_distance=stated)
    assert codes(file, "FIT208") == ({"FIT208"} if disagree else set())


def test_the_distance_of_the_records_may_start_anywhere() -> None:
    file = activity(11, step=10, speed=10).edit("record", lambda _, values: {"distance": values["distance"] + 70_000})
    assert codes(file, "FIT208") == set()


@pytest.mark.parametrize("name", ["total_elapsed_time", "total_timer_time", "total_distance"])
def test_laps_without_a_total_are_not_summed(name: str) -> None:
    assert codes(activity(200).change("lap", **{name: None}), "FIT208") == set()
    assert codes(activity(200).change("lap", **{name: 50}), "FIT208") == {"FIT208"}


def test_stale_records_are_not_also_reported_as_a_wrong_total() -> None:
    stale = activity(60).change("record", 0, timestamp=START - 40_000)
    assert codes(stale, "FIT208", "FIT209") == {"FIT209"}
    late = activity(60).change("session", start_time=START + 40)
    assert codes(late, "FIT208", "FIT209") == {"FIT209"}
    short: dict[str, Any] = {"total_elapsed_time": 20, "total_timer_time": 20}
    both = activity(60).change("session", **short).change("lap", **short)
    assert codes(both, "FIT208", "FIT209") == {"FIT208", "FIT209"}


@pytest.mark.parametrize("late", [5, 6])
def test_a_record_a_few_seconds_late_belongs_to_the_session(late: int) -> None:
    file = activity(60).change("record", 59, timestamp=START + 59 + late)
    assert codes(file, "FIT209") == ({"FIT209"} if late > 5 else set())


def test_the_end_of_a_session_is_not_its_timestamp() -> None:
    assert codes(activity(60).change("session", timestamp=START), "FIT208", "FIT209") == set()


def test_files_with_sets_or_lengths_need_few_records() -> None:
    for file in (strength(40), pool_swim(40)):
        file.insert("lap", "record", timestamp=START + 5, heart_rate=90)
        file.insert("lap", "record", timestamp=START + 6, heart_rate=90)
        assert codes(file.drop("record", *range(len(file.of("record")) - 2)), "FIT208", "FIT209") == set()


def test_the_totals_of_a_damaged_file_are_not_checked() -> None:
    data = activity(60).change("session", total_elapsed_time=5_900, total_timer_time=5_900).build()
    report = activitylint.lint(data[:-4], name="a.fit")
    assert {finding.code for finding in report.errors} == {"FIT004"}
    assert "FIT208" not in {finding.code for finding in report.findings}


@pytest.mark.parametrize(("quarters", "zone"), [(-49, False), (-48, True), (23, True), (56, True), (57, False)])
def test_the_range_of_offsets_ends_at_minus_12_and_plus_14_hours(quarters: int, zone: bool) -> None:
    assert (codes(offset(quarters * 900), "FIT206") == set()) is zone
