"""Many machines: every file gets exactly one report, in order, whatever workers, schedulers and files do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import activitylint
from activitylint.cli import cluster as cluster_option
from activitylint.cli import main
from activitylint.engine import many
from activitylint.engine.lint import Outcome, lint_source
from activitylint.model.report import Report
from activitylint.source.reading import Source
from paths import FIXTURES

GPX = FIXTURES / "demo" / "lunch-ride.gpx"
DEADLY = "17.gpx"


@pytest.mark.parametrize(
    "value", ["dask", "dask:", "dask:local", "dask:local:0", "dask:local:x", "ray:local:2", "dask:h"]
)
def test_an_executor_is_a_scheduler_or_a_number_of_local_workers(value: str) -> None:
    result = CliRunner().invoke(main, ["lint", "--executor", value, str(GPX)])
    assert result.exit_code == 2
    assert "neither dask:ADDRESS, such as dask:tcp://host:8786, nor dask:local:NUMBER" in " ".join(
        result.stderr.split()
    )


@pytest.mark.parametrize("arguments", [["--jobs", "2", str(GPX)], ["-"]])
def test_an_executor_replaces_processes_and_cannot_read_standard_input(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["lint", "--executor", "dask:local:2", *arguments])
    assert (result.exit_code, "leave out --jobs and -" in result.stderr) == (2, True)


def test_a_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = CliRunner().invoke(main, ["lint", "--executor", "dask:local:2", str(GPX)])
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: --executor dask needs more packages: pip install 'activitylint[dask]'\n",
    )


class Cluster(Executor):
    """Does each task at once. A deadly file fails its whole task, as when it has killed its worker too often."""

    def __init__(self) -> None:
        self.tasks: list[list[str]] = []

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        (paths,) = arguments
        self.tasks.append(paths)
        future: Future[Any] = Future()
        if any(path.endswith(DEADLY) for path in paths):
            future.set_exception(RuntimeError("KilledWorker"))
        else:
            try:
                future.set_result(work(paths))
            except RuntimeError as error:
                future.set_exception(error)
        return future


def test_a_cluster_gets_the_files_of_a_lost_task_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = copies(tmp_path, 60)
    monkeypatch.setattr(many, "_CHUNK_S", 100 * many._FILE_S)
    here: list[str] = []

    def lint_each(_: object, lost: list[str]) -> Iterator[Outcome]:
        here.extend(lost)
        yield from map(outcome, lost)

    monkeypatch.setattr(many._Fallback, "lint_each", lint_each)
    cluster = Cluster()
    reports = list(activitylint.lint_many(paths, executor=cluster, now=0))
    assert [report.path for report in reports] == paths
    assert here == [one for one in paths if one.endswith(DEADLY)]
    assert sorted(map(len, cluster.tasks)) == [1] * 60 + [60]


def test_the_first_reports_do_not_wait_for_the_whole_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_CHUNK_S", 0)
    cluster = Cluster()
    reports = activitylint.lint_many(copies(tmp_path, 16), executor=cluster, now=0)
    next(reports)
    assert len(cluster.tasks) < 10
    assert len([*reports]) == 15


def outcome(path: str) -> Outcome:
    return Outcome(Report(path, None, compressed=False, findings=(), failure="killed"), None)


def test_another_version_on_a_worker_ends_the_run_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = activitylint.lint_many([GPX], executor=Cluster(), now=0)
    monkeypatch.setattr(many, "__version__", "0.0.1")
    with pytest.raises(
        RuntimeError, match=r"^a worker has activitylint 0\.0\.1, and this is .*; install the same version$"
    ):
        list(reports)


def copies(folder: Path, number: int) -> list[str]:
    """Copies of a file, one of them with the name of the deadly one."""
    paths = [folder / f"{index:02}.gpx" for index in range(number)]
    for path in paths:
        path.write_bytes(GPX.read_bytes())
    return [str(path) for path in paths]


_PRELOAD = f"""
import os, signal
from activitylint.engine import lint, many

def deadly(source, *arguments, **named):
    if source.name.endswith({DEADLY!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    return lint.lint_source(source, *arguments, **named)

many.lint_source = deadly
"""


@contextmanager
def local_cluster(workers: int = 2, preload: str = "") -> Iterator[Any]:
    """A client of a Dask cluster on this machine. preload: a module that each worker runs first."""
    dask = pytest.importorskip("dask", reason="the extra `dask` is not installed")
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),  # by default, a file kills four workers
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
            preload=[preload] if preload else [],
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.filterwarnings("default")  # Dask's own
class TestDask:
    def test_the_command_writes_the_same_report(self) -> None:
        words = ["lint", "--now", "2026-06-01T00:00:00Z", "--format", "json", str(FIXTURES / "demo")]
        with local_cluster() as client:
            there = CliRunner().invoke(main, [*words, "--executor", f"dask:{client.scheduler.address}"])
        here = CliRunner().invoke(main, words)
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)

    def test_only_a_file_that_kills_its_workers_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        preload = tmp_path / "deadly.py"
        preload.write_text(_PRELOAD, encoding="utf-8")
        paths = copies(tmp_path, 40)

        def deadly(source: Source, *arguments: Any, **named: Any) -> Outcome:  # in the process of the fallback
            if source.name.endswith(DEADLY):
                os.kill(os.getpid(), signal.SIGKILL)
            return lint_source(source, *arguments, **named)

        monkeypatch.setattr(many, "lint_source", deadly)
        with local_cluster(preload=str(preload)) as client:
            reports = list(activitylint.lint_many(paths, executor=client.get_executor(), now=0))
        assert [report.path for report in reports] == paths
        failed = [(report.path, report.failure) for report in reports if report.failure]
        assert failed == [(paths[17], "the process that linted it was killed")]

    def test_a_worker_that_is_killed_loses_no_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(many, "_CHUNK_S", 0)
        monkeypatch.setattr(many, "_UNKNOWN_WORKERS", 2)
        paths = copies(tmp_path, 60)
        with local_cluster() as client:
            reports = activitylint.lint_many(paths, executor=client.get_executor(), now=0)
            first = next(reports)
            os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
            found = [first, *reports]
        assert found == list(activitylint.lint_many(paths, now=0))

    @pytest.mark.exhaustive
    def test_a_scheduler_that_restarts_loses_no_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
        monkeypatch.setattr(many, "_CHUNK_S", 0)
        monkeypatch.setattr(many, "_UNKNOWN_WORKERS", 2)
        paths = copies(tmp_path, 60)
        address = f"tcp://127.0.0.1:{free_port()}"
        with started(address) as first:
            client = distributed.Client(address, set_as_default=False, timeout=60)
            reports = activitylint.lint_many(paths, executor=client.get_executor(), now=0)
            found = [next(reports)]
            for process in first:
                process.kill()
                process.wait()
            with started(address):
                found += reports
            client.close(timeout=1)
        assert found == list(activitylint.lint_many(paths, now=0))

    def test_a_worker_with_another_version_is_refused(self) -> None:
        def older() -> None:
            from activitylint import _version  # noqa: PLC0415 -- in the worker
            from activitylint.engine import many  # noqa: PLC0415 -- in the worker

            for module in (_version, many):
                vars(module)["__version__"] = "0.0.1"

        with local_cluster() as client:
            (worker, *_) = sorted(client.scheduler_info()["workers"])
            client.run(older, workers=[worker])
            refused = CliRunner().invoke(main, ["lint", "--executor", f"dask:{client.scheduler.address}", str(GPX)])
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            f"Error: the worker {worker} has activitylint 0.0.1, and this is {activitylint.__version__} "
            "(1 worker of 2); install the same version on all workers\n"
        )

    def test_a_scheduler_that_does_not_answer_is_one_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("distributed", reason="the extra `dask` is not installed")
        monkeypatch.setattr(cluster_option, "_PATIENCE_S", 0.5)
        result = CliRunner().invoke(main, ["lint", "--executor", f"dask:tcp://127.0.0.1:{free_port()}", str(GPX)])
        assert result.exit_code == 2
        assert "there is no scheduler with workers" in result.stderr


@contextmanager
def started(address: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and a worker in processes of their own."""
    port = address.rpartition(":")[2]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0"]
    worker = ["worker", address, "--nthreads", "1", "--dashboard-address", "127.0.0.1:0"]
    processes = [
        subprocess.Popen([sys.executable, "-m", "dask", *one], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for one in (scheduler, worker)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.slow
@pytest.mark.network
def test_the_shim_of_the_page_lints_on_ray(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed")
    page = (FIXTURES.parent / "docs" / "scale.md").read_text(encoding="utf-8")
    (program,) = [one for one in page.split("```python\n")[1:] if "import ray" in one]
    script = tmp_path / "on_ray.py"
    script.write_text(program.partition("```")[0], encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=FIXTURES.parent, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [
        report.path for report in activitylint.lint_many(sorted((FIXTURES / "demo").iterdir()))
    ]
