from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.engine import batch as engine_batch
from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome, lint_source
from activitylint.engine.selection import select_rules
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, catalogue
from activitylint.source.reading import open_source
from activitylint.strava import thresholds
from activitylint.strava.summary import Summary
from fit_builder import Raw, activity

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
        ({"external_id": "b", "digest": b"2", "start": math.inf}, []),
        ({"external_id": "b", "digest": b"2", "elapsed": math.nan}, []),
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


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("records", [0, 2])
def test_a_file_with_an_infinite_time_is_summarized_without_it(records: int, number: float) -> None:
    odd = Raw(number, base="float64")
    fit = activity(2).change("session", start_time=odd, total_elapsed_time=odd).change("record", timestamp=odd)
    fit.drop("record", *range(records, 2))
    source = open_source(fit.build(), name="ride.fit", read_limit=1_000_000)
    outcomes = [lint_source(source, Context(now=0.0), select_rules(), summary=True) for _ in range(2)]
    assert outcomes[0].summary is not None
    assert all(time is None or math.isfinite(time) for time in outcomes[0].summary[3:5])
    batch = Batch(Context(now=0.0), select_rules())
    assert [batch.add(outcome).failure for outcome in outcomes] == [None, None]


def test_a_batch_rule_that_raises_is_a_finding_for_that_file_and_the_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fragile(context: Context) -> Callable[[Summary], Violation | None]:
        check = real(context)

        def crash(summary: Summary) -> Violation | None:
            if summary.path == "bad.gpx":
                message = "no such thing"
                raise RuntimeError(message)
            found: Violation | None = check(summary)
            return found

        return crash

    fragile.__doc__ = "Detects nothing.\n\nWhy: to see it.\n\nFix: nothing."
    real = next(rule.check for rule in catalogue() if rule.code == "UPL201")
    rules = [rule._replace(check=fragile) if rule.code == "UPL201" else rule for rule in catalogue()]
    monkeypatch.setattr(engine_batch, "catalogue", lambda: rules)
    batch = Batch(Context(now=0.0), select_rules())
    bad = FIRST._replace(path="bad.gpx")
    reports = []
    for summary in (FIRST, bad, FIRST._replace(path="b.gpx")):
        report = Report(summary.path, summary.format, compressed=False, findings=())
        reports.append(batch.add(Outcome(report, summary)))
    assert [[one.code for one in report.findings] for report in reports] == [
        [],
        ["LNT001", "UPL106"],
        ["UPL106", "UPL201"],
    ]
    assert reports[1].findings[0].message == "the rule UPL201 crashed: RuntimeError: no such thing"
    assert [report.status() for report in reports] == ["ok", "failed", "ok"]
