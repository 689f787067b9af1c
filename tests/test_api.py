"""The functions of the library."""

from __future__ import annotations

import functools
import gzip
import io
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

import activitylint
from activitylint.engine import many
from activitylint.engine.lint import Outcome, lint_source
from activitylint.engine.selection import select_rules
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.source.reading import Source
from activitylint.testing import assert_uploadable
from fixture_cases import cases
from paths import FIXTURES

GPX = FIXTURES / "UPL001-empty-file" / "pass-track.gpx"


def test_every_exported_name_can_be_imported() -> None:
    for name in activitylint.__all__:
        assert getattr(activitylint, name) is not None
    assert dir(activitylint) == sorted(activitylint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lnit'"):
        activitylint.lnit  # noqa: B018 -- the access is the test


def test_a_path_bytes_and_a_file_give_the_same_report() -> None:
    request = activitylint.UploadRequest(sport_type="Ride")
    of_path = activitylint.lint(GPX, request=request, now=datetime(2026, 6, 1, tzinfo=UTC))
    of_bytes = activitylint.lint(GPX.read_bytes(), name=str(GPX), request=request, now=1780272000.0)
    with GPX.open("rb") as file:
        of_file = activitylint.lint(file, request=request, now=datetime(2026, 6, 1))  # noqa: DTZ001 -- naive is UTC
    assert of_path == of_bytes == of_file
    assert of_path.ok
    assert of_path.format is Format.GPX


def test_a_report_lists_its_findings_by_severity() -> None:
    report = activitylint.lint(b"", name="x.gpx", now=0)
    assert [finding.code for finding in report.errors] == ["UPL001"]
    assert (report.warnings, report.infos, report.ok) == ((), (), False)


def test_read_returns_the_columns() -> None:
    activity = activitylint.read(gzip.compress(GPX.read_bytes()))
    assert activity.format is Format.GPX
    assert np.array_equal(np.diff(activity.records.time), [1, 1, 1])
    with pytest.raises(activitylint.UnsupportedContentError, match="plain text"):
        activitylint.read(b"hello")


def test_an_unreadable_path_raises_in_lint_and_is_a_failure_in_lint_many(tmp_path: Path) -> None:
    missing = tmp_path / "missing.fit"
    with pytest.raises(FileNotFoundError):
        activitylint.lint(missing)
    bad, good = activitylint.lint_many([missing, GPX], now=0)
    assert (bad.path, bad.failure) == (str(missing), "No such file or directory")
    assert good.failure is None


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_executors_give_the_same_reports_in_the_same_order(
    kind: type[ThreadPoolExecutor | ProcessPoolExecutor],
) -> None:
    paths = [case.path for case in cases()][:300:15]
    alone = list(activitylint.lint_many(paths, now=0))
    with kind(2) as executor:
        assert list(activitylint.lint_many(paths, executor=executor, now=0)) == alone
    assert [report.path for report in alone] == [str(path) for path in paths]


def test_a_worker_that_dies_loses_only_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / f"{number:02}.gpx" for number in range(40)]
    for path in paths:
        path.write_bytes(GPX.read_bytes())
    # Forked workers inherit this patch: linting the file kills them, as running out of memory would.
    real = lint_source

    def deadly(source: Source, *arguments: Any, **named: Any) -> Outcome:
        if source.name.endswith("17.gpx"):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(source, *arguments, **named)

    monkeypatch.setattr(many, "lint_source", deadly)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        reports = list(activitylint.lint_many(paths, executor=executor, now=0))
    assert [report.path for report in reports] == [str(path) for path in paths]
    failed = [report for report in reports if report.failure]
    assert [(report.path, report.failure) for report in failed] == [
        (str(paths[17]), "the process that linted it was killed")
    ]


class KilledElsewhere(BaseException):
    """What an executor of another kind raises when it has lost a worker."""


class Losing(ThreadPoolExecutor):
    """Loses two of three tasks, and refuses new ones after the sixth."""

    tasks = 0

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.tasks += 1
        if self.tasks > 6:
            message = "the cluster is closed"
            raise RuntimeError(message)
        if self.tasks % 3 == 0:
            return super().submit(work, *arguments, **named)
        lost: Future[Any] = Future()
        if self.tasks % 3 == 1:
            lost.set_exception(KilledElsewhere())
        else:
            lost.cancel()
        return lost


class Busy(ThreadPoolExecutor):
    """It loses the first task, and is in the middle of the second when that is noticed."""

    tasks = running = 0

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.tasks += 1
        if self.tasks == 1:
            lost: Future[Any] = Future()
            lost.set_exception(KilledElsewhere())
            return lost
        begun = threading.Event()

        def slow() -> Any:
            self.running += 1
            begun.set()
            time.sleep(0.2)
            self.running -= 1
            return work(*arguments, **named)

        future = super().submit(slow)
        if self.tasks == 2:
            begun.wait()
        return future


def test_no_process_is_forked_while_a_thread_of_the_executor_lints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_CHUNK_S", 0)
    running: list[int] = []

    def lint_each(_: object, __: list[str]) -> Iterator[Outcome]:
        running.append(executor.running)
        yield from ()

    monkeypatch.setattr("activitylint.engine.many._Fallback.lint_each", lint_each)
    with Busy(1) as executor:
        list(activitylint.lint_many([GPX] * 2, executor=executor, now=0))
    assert running == [0]


def test_what_an_executor_of_any_kind_loses_is_linted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_CHUNK_S", 0)
    paths = [case.path for case in cases()][:20]
    with Losing(1) as executor:
        reports = list(activitylint.lint_many(paths, executor=executor, now=0))
    assert reports == list(activitylint.lint_many(paths, now=0))


def test_a_crash_is_a_failure_of_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(*_: Any, **__: Any) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(many, "lint_source", crashing)
    with ThreadPoolExecutor(1) as executor:
        for chosen in (None, executor):
            (report,) = activitylint.lint_many([GPX], executor=chosen)
            assert report.failure == "ZeroDivisionError: "


@pytest.mark.parametrize("workers", [1, 3, 40])
def test_all_workers_are_busy_and_few_tasks_wait(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_CHUNK_S", 0)
    together = threading.Barrier(workers, timeout=30)
    lock = threading.Lock()
    in_flight: set[Future[Any]] = set()
    most = 0

    class Counting(ThreadPoolExecutor):
        def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
            nonlocal most
            with lock:
                future = super().submit(work, *arguments, **named)
                in_flight.add(future)
                most = max(most, sum(not one.done() for one in in_flight))
            return future

    def waiting(source: Source, *_: Any, **__: Any) -> Outcome:
        together.wait()  # until as many files as there are workers are linted at once
        return Outcome(Report(source.name, None, compressed=False, findings=()), None)

    monkeypatch.setattr(many, "lint_source", waiting)
    with Counting(workers) as executor:
        reports = list(activitylint.lint_many([GPX] * workers * 5, executor=executor))
    assert [report.failure for report in reports] == [None] * workers * 5
    assert workers <= most <= 2 * workers


def test_an_interruption_still_yields_what_is_finished_and_cancels_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_CHUNK_S", 0)
    futures: list[Future[Any]] = []

    class Manual(ThreadPoolExecutor):
        def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
            futures.append(Future())
            if len(futures) != 2:  # the second file takes forever
                futures[-1].set_result(work(*arguments, **named))
            return futures[-1]

    class Interruption(BaseException):
        pass

    work = many.Work(Context(0.0, activitylint.UploadRequest(), activitylint.Limits()), select_rules())
    with Manual(2) as executor:
        outcomes = many.lint_paths(work, ["a", "b", "c"], executor, until=(Interruption,))
        assert next(outcomes).report.path == "a"
        assert outcomes.throw(Interruption()).report.path == "c"
        assert list(outcomes) == []
    assert futures[1].cancelled()


def test_a_task_has_many_small_files_or_one_large_one(tmp_path: Path) -> None:
    sizes = [100] * 100 + [5_000_000, 100, 100, 900_000, 900_000, 900_000]
    paths = [tmp_path / str(number) for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        with path.open("wb") as file:
            file.truncate(size)
    chunks = list(many._chunks([*map(str, paths), "nowhere/1", "nowhere/2"]))
    assert [path for chunk in chunks for path in chunk] == [*map(str, paths), "nowhere/1", "nowhere/2"]
    assert [len(chunk) for chunk in chunks][-6:] == [1, 3, 1, 1, 1, 1]
    assert all(20 < len(chunk) < 50 for chunk in chunks[:-7])


def test_the_catalogue_is_sorted_and_every_page_is_complete() -> None:
    rules = activitylint.catalogue()
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)
    for rule in rules:
        assert rule.page.summary
        assert rule.page.parts["Why"]
        assert rule.page.parts["Fix"]


# Arguments

UNTYPED: Final[Any] = activitylint
LINT: Final[Any] = functools.partial(activitylint.lint, GPX, now=0)
UPLOADABLE: Final[Any] = assert_uploadable


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: UNTYPED.lint(3), "target must be a path, the bytes of a file, or a file object .* not int"),
        (lambda: UNTYPED.lint(None), "target must be a path, .* not NoneType"),
        (lambda: UNTYPED.lint(io.StringIO("<gpx/>")), "target must be a path, .* this one was opened for text"),
        (lambda: UNTYPED.fix(["a.gpx"]), "target must be a path, .* not list"),
        (lambda: UNTYPED.read(io.StringIO()), "this one was opened for text"),
        (lambda: UNTYPED.inspect({}), "target must be a path, .* not dict"),
        (lambda: UNTYPED.lint(FIXTURES), "is a folder; pass a file, or the paths of its files to lint_many"),
        (lambda: UNTYPED.lint(b"", name=GPX), "name must be a str, not PosixPath"),
        (lambda: LINT(request={"sport_type": "Ride"}), "request must be an UploadRequest, such as .* not dict"),
        (lambda: LINT(request=UNTYPED.UploadRequest(trainer=1)), "request.trainer must be a str, not int"),
        (lambda: UNTYPED.inspect(GPX, request="Ride"), "request must be an UploadRequest, .* not str"),
        (lambda: LINT(limits=10), "limits must be a Limits, such as .* not int"),
        (lambda: LINT(limits=UNTYPED.Limits(read="1 MB")), "limits.read must be a number of bytes, not str"),
        (lambda: LINT(now="2026-01-01"), "now must be a datetime or a number of seconds .* not str"),
        (lambda: LINT(now=math.nan), "now must be a datetime or a number of seconds"),
        (lambda: LINT(select=3), "select must be a list of str, or one str with commas, not int"),
        (lambda: LINT(ignore=b"FIT"), "ignore must be a list of str, or one str with commas, not bytes"),
        (lambda: LINT(extend_select=["INT", 1]), "extend_select must be .* not a list with int"),
        (lambda: LINT(severities=["TIM"]), "severities must be a dict such as .* not list"),
        (lambda: LINT(severities={"TIM": "fatal"}), r"severities\['TIM'\] must be a Severity \(error, .* not 'fatal'"),
        (lambda: LINT(severities={1: "error"}), "each key of severities must be a str, not int"),
        (lambda: LINT(inline_ignores="no"), "inline_ignores must be True or False, not str"),
        (lambda: UNTYPED.fix(GPX, unsafe="no"), "unsafe must be True or False, not str"),
        (lambda: UNTYPED.fix(GPX, apply=5), "apply must be a list of str"),
        (lambda: UNTYPED.lint_many("ab"), "targets must be a list .* of paths .for one file, call lint., not str"),
        (lambda: UNTYPED.lint_many(GPX), "targets must be a list .* not PosixPath"),
        (lambda: UNTYPED.lint_many(7), "targets must be a list .* not int"),
        (lambda: list(UNTYPED.lint_many([b"a"])), "targets must be a list of paths, .* not a list with bytes"),
        (lambda: UNTYPED.lint_many([], executor=4), "executor must be an executor, such as .* not int"),
        (lambda: UPLOADABLE(GPX, fail_on="bad"), r"fail_on must be a Severity \(error, .* not 'bad'"),
        (lambda: UPLOADABLE(GPX, sport_type=5), "request.sport_type must be a str, not int"),
    ],
)
def test_a_wrong_type_raises_a_type_error_that_says_what_to_pass(call: Callable[[], object], says: str) -> None:
    with pytest.raises(TypeError, match=f"(?s){says}"):
        call()


def test_a_folder_is_also_a_path_that_cannot_be_read() -> None:
    with pytest.raises(IsADirectoryError, match="is a folder") as raised:
        activitylint.read(FIXTURES)
    assert raised.value.filename == str(FIXTURES)


def test_one_str_is_a_selector_or_a_list_with_commas() -> None:
    def codes(**arguments: Any) -> set[str]:
        return {finding.code for finding in activitylint.lint(b"", now=0, **arguments).findings}

    assert codes(ignore="FIT") == codes(ignore=["FIT"]) == {"UPL001"}
    assert codes(select="UPL001") == {"UPL001"}
    assert codes(select="TIM, empty-file") == {"UPL001"}
    assert codes(ignore="UPL001") == set()
    assert codes(select="INT", extend_select="UPL") == {"UPL001"}
    with pytest.raises(activitylint.UnknownRuleError, match="''"):
        codes(select="")
    result = activitylint.fix(FIXTURES / "demo" / "gym.json", now=0, apply="with-barometer, split-tracks")
    assert result.changed


def test_a_severity_may_be_its_word() -> None:
    report = activitylint.lint(b"", now=0, severities={"UPL": "warning"})  # type: ignore[dict-item]
    assert [finding.severity for finding in report.findings] == [activitylint.Severity.WARNING]


def test_comments_in_a_file_can_be_turned_off() -> None:
    fail = FIXTURES / "TIM004-time-without-zone" / "fail-naive.gpx"
    data = fail.read_bytes().replace(b"<trk>", b"<!-- activitylint: ignore=TIM004 mine --><trk>")
    assert "TIM004" not in [finding.code for finding in activitylint.lint(data, now=0).findings]
    assert "TIM004" in [finding.code for finding in activitylint.lint(data, now=0, inline_ignores=False).findings]
    assert "TIM004" not in [finding.code for finding in activitylint.fix(data, now=0).after.findings]
    fixed = activitylint.fix(data, now=0, inline_ignores=False)
    assert "TIM004" in [finding.code for finding in fixed.after.findings]
