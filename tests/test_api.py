"""The functions of the library."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import activitylint
from activitylint.engine import many
from activitylint.engine.lint import Outcome, lint_source
from activitylint.model.format import Format
from activitylint.source.reading import Source
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
    paths = [case.path for case in cases()][:300:5]
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


def test_an_exception_in_a_worker_is_a_failure_of_its_files() -> None:
    class Refusing(ThreadPoolExecutor):
        def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:  # noqa: ARG002
            return super().submit(_fail)

    with Refusing(1) as executor:
        reports = list(activitylint.lint_many(["a", "b"], executor=executor))
    assert [(report.path, report.failure) for report in reports] == [
        ("a", "RuntimeError: no"),
        ("b", "RuntimeError: no"),
    ]


def _fail() -> None:
    message = "no"
    raise RuntimeError(message)


def test_the_catalogue_is_sorted_and_every_page_is_complete() -> None:
    rules = activitylint.catalogue()
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)
    for rule in rules:
        assert rule.page.summary
        assert rule.page.parts["Why"]
        assert rule.page.parts["Fix"]
