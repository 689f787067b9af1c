"""FIT301 to FIT305: cases beyond the fixtures."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.model.finding import Finding
from fit_builder import START, DeveloperField, FitFile, Raw, activity, chain, pool_swim


def findings(file: FitFile | bytes, code: str) -> list[Finding]:
    data = file if isinstance(file, bytes) else file.build()
    report = activitylint.lint(data, name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


def paused(stop: int, start: int, n: int = 2_000) -> FitFile:
    file = activity(n)
    file.insert("record", "event", stop + 1, timestamp=START + stop, event="timer", event_type="stop_all")
    return file.insert("record", "event", start, timestamp=START + start, event="timer", event_type="start")


@pytest.mark.parametrize(
    ("stop", "start", "inside"),
    [
        (100, 102, 0),  # one record in the pause, a second from either end
        (100, 103, 0),
        (100, 105, 0),  # two of 2,000 are further from the ends: as many as real devices write
        (100, 110, 7),
        (100, 200, 97),
    ],
)
def test_records_well_inside_a_pause_are_counted(stop: int, start: int, inside: int) -> None:
    found = findings(paused(stop, start), "FIT301")
    assert [finding.count for finding in found] == ([inside] if inside else [])


def test_events_are_ordered_by_time_rather_than_by_place() -> None:
    file = paused(100, 200)
    events = file.of("event")
    file.drop("event").append(FitFile(items=list(reversed(events))))
    assert [finding.count for finding in findings(file, "FIT301")] == [97]


def test_repeated_starts_and_stops_change_nothing() -> None:
    file = activity(50)
    for second, kind in ((10, "stop"), (12, "stop_disable"), (14, "start"), (15, "start"), (16, "stop_disable_all")):
        file.insert("lap", "event", timestamp=START + second, event="timer", event_type=kind)
    assert [finding.count for finding in findings(file, "FIT301")] == [1]  # the record at second 12


def test_the_later_files_of_a_chain_have_their_own_timers() -> None:
    tail = FitFile().message("event", timestamp=START, event="timer", event_type="stop_all")
    assert findings(chain(activity(5), tail), "FIT301") == []


def test_data_that_is_not_read_is_reported_with_names_and_counts() -> None:
    file = activity(5)
    file.developer_field(3, "Core\x1b[31m temperature of the rider in the sun", "uint8")
    for record in file.of("record"):
        record.developer.append(DeveloperField(3, b"\x25"))
    file.change("record", grade=1, unknown_200=Raw(1))
    for number in range(65_280, 65_290):
        file.insert("lap", number, unknown_1=Raw(1))
    (finding,) = findings(file, "FIT305")
    assert finding.count == 1 + 10 + 2
    assert "record.grade: 5, record.unknown_200: 5" in finding.message
    assert "10 message types (unknown_65280: 1, unknown_65281: 1, unknown_65282: 1, ...)" in finding.message
    assert "\x1b" not in finding.message


@pytest.mark.parametrize("rests", [True, False])
def test_lengths_without_rests_may_cover_less_than_the_session(rests: bool) -> None:
    file = pool_swim(10).change("session", total_timer_time=500, total_elapsed_time=500)
    file.change("lap", total_timer_time=500, total_elapsed_time=500)
    if rests:
        file.change("length", 9, length_type="idle").change("session", total_distance=225)
    assert findings(file, "FIT303") == []


def test_idle_lengths_without_elapsed_time_last_until_the_next_length() -> None:
    file = pool_swim(10, seconds=30).change("length", 4, length_type="idle", total_elapsed_time=0, total_timer_time=0)
    assert findings(file.change("session", total_distance=225), "FIT303") == []


def test_lengths_that_go_beyond_the_session_are_reported() -> None:
    file = pool_swim(10).change("session", total_timer_time=150, total_elapsed_time=150)
    assert len(findings(file, "FIT303")) == 1


def test_the_lengths_of_a_second_chained_file_are_not_added_to_the_first() -> None:
    assert findings(chain(pool_swim(), pool_swim()), "FIT303") == []
    assert findings(chain(activity(), pool_swim().change("length", start_time=None)), "FIT303") == []


@pytest.mark.parametrize("kept", ["none", "others"])
def test_a_file_without_timer_events_has_no_pauses(kept: str) -> None:
    file = activity(10).drop("event")
    if kept == "others":
        file.insert("record", "event", 1, timestamp=START + 1, event="battery_low", event_type="marker")
    assert findings(file, "FIT301") == []
