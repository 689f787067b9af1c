"""TIM on records made up in memory, against plain loops."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.activity import Fault, FaultKind, Format, Lengths, Place, Sessions, Sets
from activitylint.rules import time, timestamps
from rules.memory import NOW, START, activity, rows, run

NAN = math.nan
DAY = 86_400.0
TIMES = st.lists(st.one_of(st.just(NAN), st.integers(0, 400_000).map(lambda s: START + s)), min_size=1, max_size=30)


def test_a_missing_time_is_told_with_its_rows_and_numbers() -> None:
    (found,) = run(time.record_without_time, activity(time=[START, NAN, START + 2, NAN]))
    assert found.message == "2 of 4 records have no time"
    assert rows([found]) == [1, 3]
    assert found.at == Place("record", 1)


def test_a_time_that_cannot_be_read_is_not_also_missing() -> None:
    subject = activity(Format.GPX, time=[START, NAN, NAN])
    subject.faults.append(Fault(FaultKind.UNREADABLE_TIME, Place("record", 1), np.array([1]), 1, {"text": "noon"}))
    assert rows(run(time.record_without_time, subject)) == [2]
    assert rows(run(timestamps.unreadable_time, subject)) == [1]


def test_sets_take_the_place_of_timed_records_in_fit_whatever_the_sport() -> None:
    subject = activity(time=[NAN, NAN])
    subject.sets = Sets.of(1)
    for rule in (time.record_without_time, time.no_records, time.swim_record_without_time, time.too_few_records):
        assert run(rule, subject) == []
    subject.records = type(subject.records)()
    assert run(time.no_records, subject) == []


def test_lengths_that_carry_the_times_make_it_a_warning() -> None:
    subject = activity(time=[NAN, NAN])
    subject.lengths = Lengths.of(2, start=np.array([START, START + 30]))
    assert rows(run(time.swim_record_without_time, subject)) == [0, 1]
    subject.lengths = Lengths.of(2, start=np.array([START, NAN]))
    assert run(time.swim_record_without_time, subject) == []


@given(TIMES)
def test_time_goes_backwards_as_a_plain_loop_says(times: list[float]) -> None:
    late, latest = [], -math.inf
    for row, moment in enumerate(times):
        if moment < latest:
            late.append(row)
        elif not math.isnan(moment):
            latest = moment
    assert rows(run(time.time_goes_backwards, activity(Format.GPX, time=times))) == late


def test_each_file_of_a_chain_has_a_clock_of_its_own() -> None:
    times = [START + 100, START + 101, START, START + 1, START + 0.5]
    chain = activity(time=times, segment=[0, 0, 1, 1, 1])
    assert rows(run(time.time_goes_backwards, chain)) == [4]
    tracks = activity(Format.GPX, time=times, segment=[0, 0, 1, 1, 1])
    assert rows(run(time.time_goes_backwards, tracks)) == [2, 3, 4]
    apart = activity(time=[START + 5 * DAY, START], segment=[0, 1])
    assert run(time.gap_over_a_day, apart) == []


@given(TIMES)
def test_repeated_times_as_a_counter_says(times: list[float]) -> None:
    counted = Counter(t for t in times if not math.isnan(t))
    shared = [row for row, t in enumerate(times) if counted[t] > 1]
    expected = shared if len(shared) > 0.1 * len(times) else []
    assert rows(run(time.repeated_time, activity(time=times))) == expected


@given(TIMES)
def test_gaps_as_a_plain_loop_says(times: list[float]) -> None:
    known = [(row, t) for row, t in enumerate(times) if not math.isnan(t)]
    wide = [row for (_, before), (row, t) in pairwise(known) if abs(t - before) > DAY]
    assert rows(run(time.gap_over_a_day, activity(Format.TCX, time=times))) == wide


def test_the_future_begins_a_day_from_now() -> None:
    assert run(time.time_in_future, activity(time=[NOW + DAY])) == []
    (found,) = run(time.time_in_future, activity(time=[NOW - 5, NOW + 3 * DAY]))
    assert rows([found]) == [1]
    assert "3 days in the future" in found.message


def test_a_session_is_looked_at_where_no_record_tells() -> None:
    subject = activity(time=[NAN])
    subject.sessions = Sessions.of(1, start=np.array([NOW + 9 * DAY]))
    (found,) = run(time.time_in_future, subject)
    assert found.at == Place("session", 0, "start_time")


@pytest.mark.parametrize("weeks", [1023.5, 1024, 1024.5])
def test_a_week_counter_that_fell_back_is_no_gap_and_no_step_back(weeks: float) -> None:
    old = START - weeks * 7 * DAY
    subject = activity(time=[START, START + 1, old, old + 1, START + 4])
    assert rows(run(time.implausible_date, subject)) == [2, 3]
    assert run(time.gap_over_a_day, subject) == []
    assert run(time.time_goes_backwards, subject) == []


@pytest.mark.parametrize("odd", [[], [NAN], [math.inf], [math.inf, NAN]])
def test_a_week_counter_is_measured_by_what_is_newest_in_records_and_sessions(odd: list[float]) -> None:
    old = START - 1024 * 7 * DAY
    subject = activity(time=[old, old + 1, *odd])
    subject.sessions = Sessions.of(1, start=np.array([START]))
    assert rows(run(time.implausible_date, subject)) == [0, 1]
    subject.sessions = Sessions.of(1, start=np.array([NAN]))
    assert run(time.implausible_date, subject) == []


def test_an_old_ride_is_no_rollover() -> None:
    assert run(time.implausible_date, activity(time=[START, START - 1000 * 7 * DAY])) == []
    assert run(time.implausible_date, activity(time=[START - 1024 * 7 * DAY])) == []


@given(st.lists(st.floats(), min_size=1, max_size=12))
def test_times_of_any_size_raise_nothing(times: list[float]) -> None:
    for format_ in Format:
        subject = activity(format_, time=times, segment=list(range(len(times))))
        for rule in (
            time.record_without_time,
            time.time_goes_backwards,
            time.repeated_time,
            time.time_in_future,
            time.implausible_date,
            time.gap_over_a_day,
            time.too_few_records,
        ):
            run(rule, subject)
