from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome
from activitylint.engine.selection import select_rules
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.strava import thresholds
from activitylint.strava.summary import Summary

FIRST = Summary("a/ride.gpx", Format.GPX, b"1", 1000.0, 60.0, "ride.gpx")


def repeats(*summaries: Summary) -> list[list[str]]:
    """The findings of the batch rules on each file of a batch: the code, and the file that it repeats."""
    batch = Batch(Context(now=0.0), select_rules())
    reports = []
    for summary in summaries:
        report = Report(summary.path, summary.format, compressed=False, findings=())
        reports.append(batch.add(Outcome(report, summary)))
    return [[f"{one.code} {one.message.rpartition(' ')[2]}" for one in report.findings] for report in reports]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["UPL106 'a/ride.gpx'", "UPL201 'a/ride.gpx'"]),
        ({"external_id": "b.gpx"}, ["UPL201 'a/ride.gpx'"]),
        ({"external_id": "b", "start": None}, ["UPL201 'a/ride.gpx'"]),
        ({"external_id": "b", "digest": b"2"}, ["UPL201 'a/ride.gpx'"]),
        ({"external_id": "b", "digest": b"2", "start": 1002.0, "elapsed": 50.0, "format": Format.FIT},
         ["UPL201 'a/ride.gpx'"]),
        ({"external_id": "b", "digest": b"2", "start": 1002.1}, []),
        ({"external_id": "b", "digest": b"2", "elapsed": 70.1}, []),
        ({"external_id": "b", "digest": b"2", "start": None}, []),
        ({"external_id": "", "digest": b"2", "elapsed": None}, []),
        ({"external_id": "b", "format": None}, []),
    ],
)  # fmt: skip
def test_when_a_file_repeats_another(change: dict[str, object], found: list[str]) -> None:
    second = FIRST._replace(path="b/ride.gpx", **change)  # type: ignore[arg-type]
    assert repeats(FIRST, second) == [[], found]


def test_files_that_are_not_activities_are_skipped() -> None:
    other = FIRST._replace(path="other.txt", format=None, external_id="other.txt")
    copy = FIRST._replace(path="b.gpx", external_id="b.gpx")
    again = other._replace(path="2.txt", external_id="2.txt")
    assert repeats(other, FIRST, again, copy) == [[], [], [], ["UPL201 'a/ride.gpx'"]]


def test_every_later_file_refers_to_the_first() -> None:
    copies = [FIRST._replace(path=f"{n}.gpx", external_id=f"{n}") for n in range(4)]
    assert repeats(*copies) == [[], *[["UPL201 '0.gpx'"]] * 3]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40)), max_size=25))
def test_the_search_finds_what_comparing_all_pairs_finds(times: list[tuple[int, int]]) -> None:
    summaries = [
        Summary(str(n), Format.GPX, str(n).encode(), float(start), float(elapsed), str(n))
        for n, (start, elapsed) in enumerate(times)
    ]
    kept: list[Summary] = []
    expected = []
    for summary in summaries:
        assert summary.start is not None
        assert summary.elapsed is not None
        same = [
            other
            for other in kept
            if abs((other.start or 0) - summary.start) <= thresholds.DUPLICATE_START_S
            and abs((other.elapsed or 0) - summary.elapsed) <= thresholds.DUPLICATE_ELAPSED_S
        ]
        expected.append(bool(same))
        if not same:
            kept.append(summary)
    assert [bool(found) for found in repeats(*summaries)] == expected


def test_a_large_batch_needs_only_memory_for_summaries() -> None:
    batch = Batch(Context(now=0.0), select_rules())
    tracemalloc.start()
    for n in range(4_000):
        summary = Summary(f"{n}.fit", Format.FIT, n.to_bytes(16, "big"), n * 100.0, 60.0, f"{n}.fit")
        report = Report(summary.path, summary.format, compressed=False, findings=())
        assert batch.add(Outcome(report, summary)).findings == ()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak / 4_000 < 1500, "bytes per file"
