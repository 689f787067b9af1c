"""TIM rules on records that are built in memory, compared with plain loops."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import activitylint
from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.model.tables import Laps, Lengths, Sessions, Sets
from activitylint.rules.registry import Violation
from activitylint.rules.time import clock as time
from activitylint.rules.time import written
from fit_builder import INVALID, Raw
from fit_builder import START as FIT_START
from fit_builder import activity as fit_activity
from rules.memory import NOW, START, activity, rows, run

NAN = math.nan
Rule = Callable[[Activity, Context], Iterator[Violation]]
DAY = 86_400.0
TIMES = st.lists(st.one_of(st.just(NAN), st.integers(0, 400_000).map(lambda s: START + s)), min_size=1, max_size=30)


def test_missing_times_are_reported_with_their_rows() -> None:
    (found,) = run(time.record_without_time, activity(time=[START, NAN, START + 2, NAN]))
    assert found.message.startswith("2 of 4 records")
    assert rows([found]) == [1, 3]
    assert found.at == Place("record", 1)


def test_an_unreadable_time_is_not_also_reported_as_missing() -> None:
    subject = activity(Format.GPX, time=[START, NAN, NAN])
    subject.faults.append(Fault(FaultKind.UNREADABLE_TIME, Place("record", 1), np.array([1]), 1, {"text": "noon"}))
    assert rows(run(time.record_without_time, subject)) == [2]
    assert rows(run(written.unreadable_time, subject)) == [1]


def test_a_fit_file_with_sets_needs_no_timed_records() -> None:
    subject = activity(time=[NAN, NAN])
    subject.sets = Sets.of(1)
    for rule in (time.record_without_time, time.no_records, time.swim_record_without_time, time.too_few_records):
        assert run(rule, subject) == []
    subject.records = type(subject.records)()
    assert run(time.no_records, subject) == []


def test_a_pool_swim_whose_lengths_have_times_gets_a_warning() -> None:
    subject = activity(time=[NAN, NAN])
    subject.lengths = Lengths.of(2, start=np.array([START, START + 30]))
    assert rows(run(time.swim_record_without_time, subject)) == [0, 1]
    subject.lengths = Lengths.of(2, start=np.array([START, NAN]))
    assert run(time.swim_record_without_time, subject) == []


@given(TIMES)
def test_steps_back_in_time_match_a_plain_loop(times: list[float]) -> None:
    late, latest = [], -math.inf
    for row, moment in enumerate(times):
        if moment < latest:
            late.append(row)
        elif not math.isnan(moment):
            latest = moment
    assert rows(run(time.time_goes_backwards, activity(Format.GPX, time=times))) == late


def test_each_file_of_a_chain_has_its_own_clock() -> None:
    times = [START + 100, START + 101, START, START + 1, START + 0.5]
    chain = activity(time=times, segment=[0, 0, 1, 1, 1])
    assert rows(run(time.time_goes_backwards, chain)) == [4]
    tracks = activity(Format.GPX, time=times, segment=[0, 0, 1, 1, 1])
    assert rows(run(time.time_goes_backwards, tracks)) == [2, 3, 4]
    apart = activity(time=[START + 5 * DAY, START], segment=[0, 1])
    assert run(time.gap_over_a_day, apart) == []


@given(TIMES)
def test_repeated_times_match_a_counter(times: list[float]) -> None:
    counted = Counter(t for t in times if not math.isnan(t))
    shared = [row for row, t in enumerate(times) if counted[t] > 1]
    expected = shared if len(shared) > 0.1 * len(times) else []
    assert rows(run(time.repeated_time, activity(time=times))) == expected


@given(TIMES)
@example([START, NAN, START + 2 * DAY])
def test_gaps_match_a_plain_loop(times: list[float]) -> None:
    known = [(row, t) for row, t in enumerate(times) if not math.isnan(t)]
    wide = [row for (_, before), (row, t) in pairwise(known) if abs(t - before) > DAY]
    assert rows(run(time.gap_over_a_day, activity(Format.TCX, time=times))) == wide


def test_the_future_begins_a_day_from_now() -> None:
    assert run(time.time_in_future, activity(time=[NOW + DAY])) == []
    (found,) = run(time.time_in_future, activity(time=[NOW - 5, NOW + 3 * DAY]))
    assert rows([found]) == [1]
    assert "3 days in the future" in found.message


def test_the_session_is_checked_if_no_record_has_a_time() -> None:
    subject = activity(time=[NAN])
    subject.sessions = Sessions.of(1, start=np.array([NOW + 9 * DAY]))
    (found,) = run(time.time_in_future, subject)
    assert found.at == Place("session", 0, "start_time")


@pytest.mark.parametrize("weeks", [1023.5, 1024, 1024.5])
def test_a_week_rollover_is_neither_a_gap_nor_a_step_back(weeks: float) -> None:
    old = START - weeks * 7 * DAY
    subject = activity(time=[START, START + 1, old, old + 1, START + 4])
    assert rows(run(time.implausible_date, subject)) == [2, 3]
    assert run(time.gap_over_a_day, subject) == []
    assert run(time.time_goes_backwards, subject) == []


@pytest.mark.parametrize("odd", [[], [NAN], [math.inf], [math.inf, NAN]])
def test_a_week_rollover_is_measured_from_the_newest_time_of_records_and_sessions(odd: list[float]) -> None:
    old = START - 1024 * 7 * DAY
    for start, about in ((START, [("gps-rollover",)]), (NAN, [("too-early",)])):
        subject = activity(time=[old, old + 1, *odd])
        subject.sessions = Sessions.of(1, start=np.array([start]))
        found = run(time.implausible_date, subject)
        assert (rows(found), [one.about for one in found]) == ([0, 1], about)
    subject.format = Format.GPX  # which is older than FIT
    assert run(time.implausible_date, subject) == []


def test_an_old_ride_is_not_a_rollover() -> None:
    old = [START - 1000 * 7 * DAY, START - 1024 * 7 * DAY]
    assert run(time.implausible_date, activity(Format.GPX, time=[START, old[0]])) == []
    assert run(time.implausible_date, activity(Format.TCX, time=[old[1]])) == []
    for times in ([START, old[0]], [old[1]]):
        (found,) = run(time.implausible_date, activity(time=times))
        assert "before the year 2008" in found.message


@given(st.lists(st.floats(), min_size=1, max_size=12))
def test_no_time_is_too_large_or_too_odd_for_the_rules(times: list[float]) -> None:
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


@pytest.mark.parametrize(
    ("rule", "times", "facts"),
    [
        (time.record_without_time, [START, NAN], ["1 of 2 records has "]),
        (time.record_without_time, [NAN, NAN], ["all 2 records have "]),
        (
            time.time_goes_backwards,
            [START + 9, START, START + 20],
            ["once, by 9 s", "1 of 3 records is ", " before it"],
        ),
        (
            time.time_goes_backwards,
            [START + 9, START, START + 99, START + 60, START + 65],
            ["2 times, by up to 39 s", "3 of 5 records are ", " before them"],
        ),
        (time.repeated_time, [START, START, START + 1], ["2 of 3 records"]),
        (time.time_in_future, [NOW + 2 * DAY], ["2026-05-30T20:26:40Z", " 2 days ", "now is 2026-05-28T20:26:40Z"]),
        (time.time_in_future, [NOW + 2 * DAY, NOW + 4 * DAY], ["2 times", " 4 days ", "now is 2026-05-28T20:26:40Z"]),
        (time.implausible_date, [0.0], ["the time 1970-01-01T00:00:00Z is before the year 2008"]),
        (time.implausible_date, [1.0, 0.0], ["2 times are before the year 2008", "1970-01-01T00:00:01Z"]),
        (time.implausible_date, [START, START - 1024 * 7 * DAY], ["1 time is 1,024 weeks", "2026-03-31T23:33:20Z"]),
        (time.gap_over_a_day, [START, START + 3 * DAY], ["3 days", "between two "]),
        (time.gap_over_a_day, [START, START + 3 * DAY, START + 8 * DAY], ["2 gaps", "5 days"]),
        (time.too_few_records, [START], ["only one record"]),
        (time.too_few_records, [START, START, START], ["all 3 records"]),
        (time.too_few_records, [START, NAN, START], ["both records"]),
        (time.single_trackpoint, [START], ["only one trackpoint"]),
    ],
)
def test_the_message_has_the_numbers(rule: Rule, times: list[float], facts: list[str]) -> None:
    (found,) = run(rule, activity(time=times))
    assert [fact for fact in facts if fact not in found.message] == [], found.message


@pytest.mark.parametrize(
    ("created", "says"),
    [
        (Raw(0), "1989-12-31T00:00:00Z, before FIT existed"),
        (1_199_145_599, "2007-12-31T23:59:59Z, before FIT existed"),
        (1_199_145_600, None),
        (None, None),
        (INVALID, None),
    ],
)
def test_a_file_is_not_created_before_fit_existed(created: object, says: str | None) -> None:
    data = fit_activity(9).change("file_id", time_created=created).build()
    found = activitylint.lint(data, name="a.fit", now=FIT_START + DAY, select=["TIM008"]).findings
    assert [one.about for one in found] == ([("time_created",)] if says else [])
    assert not says or says in found[0].message


def test_a_file_with_old_records_is_not_reported_for_its_creation_too() -> None:
    file = fit_activity(9).change("file_id", time_created=Raw(0)).change("record", 3, timestamp=Raw(1))
    found = activitylint.lint(file.build(), name="a.fit", now=FIT_START + DAY, select=["TIM008"]).findings
    assert [one.about for one in found] == [("too-early",)]


def test_times_may_repeat_and_go_back_from_one_file_or_activity_to_the_next() -> None:
    times = [START, START + 1, START, START + 1]
    chain = activity(time=times, segment=[0, 0, 1, 1])
    activities = activity(Format.TCX, time=times)
    activities.sessions = Sessions.of(2, start=np.array([START, START]))
    activities.laps = Laps.of(2, first_record=np.array([0, 2]), session=np.array([0, 1]))
    for subject in (chain, activities):
        assert run(time.repeated_time, subject) == []
        assert run(time.time_goes_backwards, subject) == []
    activities.laps = Laps.of(2, first_record=np.array([0, 2]), session=np.array([0, 0]))
    for subject in (activities, activity(Format.GPX, time=times, segment=[0, 0, 1, 1])):
        assert rows(run(time.repeated_time, subject)) == [0, 1, 2, 3]
        assert rows(run(time.time_goes_backwards, subject)) == [2]


def test_the_activities_of_a_tcx_file_may_be_days_apart() -> None:
    subject = activity(Format.TCX, time=[START, START + 1, START + 5 * DAY, START + 5 * DAY + 1])
    subject.sessions = Sessions.of(2, start=np.array([START, START + 5 * DAY]))
    subject.laps = Laps.of(2, first_record=np.array([0, 2]), session=np.array([0, 1]))
    assert run(time.gap_over_a_day, subject) == []
    subject.laps = Laps.of(2, first_record=np.array([0, 2]), session=np.array([0, 0]))
    assert rows(run(time.gap_over_a_day, subject)) == [2]


def test_one_trackpoint_is_reported_once() -> None:
    assert run(time.too_few_records, activity(Format.TCX, time=[START])) == []
    assert len(run(time.single_trackpoint, activity(Format.TCX, time=[START]))) == 1
    (found,) = run(time.too_few_records, activity(Format.TCX, time=[START] * 2))
    assert found.message == "both trackpoints have the same time, so no time passes"
    assert run(time.too_few_records, activity(Format.TCX, time=[START, START + 0.5])) == []


def test_old_times_and_a_week_rollover_in_one_file_are_told_apart() -> None:
    found = run(time.implausible_date, activity(time=[START, START - 1024 * 7 * DAY, 5.0]))
    assert [(violation.at.field, violation.about) for violation in found] == [
        ("time", ("too-early",)),
        ("time", ("gps-rollover",)),
    ]
    assert [violation.rows.tolist() for violation in found if violation.rows is not None] == [[2], [1]]
    assert found[0].help != found[1].help


@pytest.mark.parametrize("rule", [time.too_few_records, time.single_trackpoint])
def test_two_records_at_different_times_are_enough(rule: Rule) -> None:
    assert run(rule, activity(time=[START, START + 1])) == []
    assert run(rule, activity(time=[NAN, NAN])) == []


@pytest.mark.parametrize("table", ["session", "lap", "set"])
@pytest.mark.parametrize("format_", [Format.FIT, Format.GPX, Format.JSON])
def test_only_the_first_table_with_a_wrong_time_is_reported(table: str, format_: Format) -> None:
    subject = activity(format_, time=[START])
    wrong = np.array([START, 5.0, 7.0])
    subject.sessions = Sessions.of(3, start=wrong if table == "session" else np.full(3, START))
    subject.laps = Laps.of(3, start=wrong if table == "lap" else np.full(3, START))
    subject.sets = Sets.of(3, start=wrong)
    (found,) = run(time.implausible_date, subject)
    assert (found.at, found.noun) == (Place(table, 1, "start_time"), table)
    expected = None if format_ is Format.JSON and table == "session" else [1, 2]
    assert (None if found.rows is None else found.rows.tolist()) == expected
    assert "1970-01-01T00:00:05Z" in found.message


def test_strength_json_is_reported_at_its_start_time_rather_than_its_samples() -> None:
    for format_, table in ((Format.JSON, "session"), (Format.FIT, "record")):
        subject = activity(format_, time=[5.0, 6.0])
        subject.sessions = Sessions.of(1, start=np.array([5.0]))
        assert [found.at.table for found in run(time.implausible_date, subject)] == [table]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (FaultKind.UNREADABLE_TIME, written.unreadable_time),
        (FaultKind.NAIVE_TIME, written.time_without_zone),
        (FaultKind.ODD_TIME_FRACTION, written.odd_time_fraction),
    ],
)
def test_times_of_records_and_other_times_are_reported_apart(kind: FaultKind, rule: Rule) -> None:
    def fault(table: str, *faulty: int, count: int = 1) -> Fault:
        return Fault(kind, Place(table, faulty[0]), np.array(faulty), count, {"text": f"{table} {faulty[0]}"})

    subject = activity(Format.TCX, time=[START] * 5)
    subject.faults = [fault("record", 3)]
    (records,) = run(rule, subject)
    assert "one trackpoint has " in records.message
    assert "'record 3'" in records.message
    subject.faults = [fault("record", 3), fault("record", 1, 3), fault("lap", 0)]
    (records, others) = run(rule, subject)
    assert "2 of 5 trackpoints have " in records.message
    assert "'record 3'" in records.message
    assert (rows([records]), records.noun) == ([1, 3], "trackpoint")
    assert "'lap 0'" in others.message
    assert (others.at, others.count) == (Place("lap", 0), 1)
    subject.faults = [fault("lap", 0, 1, count=2), fault("session", 0)]
    (others,) = run(rule, subject)
    assert others.message.startswith("3 ")
    assert "'lap 0'" in others.message
    assert others.count == 3
    subject.faults = [Fault(kind, Place("record", 2))]
    assert rows(run(rule, subject)) == [2]
