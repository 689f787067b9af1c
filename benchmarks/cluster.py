"""Many small files on processes and on a local Dask cluster: files a second, memory, and the time to the first finding.

    python benchmarks/cluster.py [--store] [FILES] [WORKERS]

The files are copies of the sample rides on the disk, or with --store small strength activities in a store: each process
makes the bytes of an object from its name. With files on the disk, a second run writes Parquet, and a third resumes it,
through the command.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
import psutil
from fsspec.spec import AbstractFileSystem

import activitylint
from activitylint.engine.workers import Workers
from activitylint.source import stores

_FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SAMPLES = sorted((_FIXTURES / "samples").glob("ri*"))
_FINE = (_FIXTURES / "samples" / "strength.json").read_bytes()
_FAULTY = (_FIXTURES / "demo" / "gym.json").read_bytes()
_PER_FOLDER = 1_000
_PARTS = 10


def main() -> None:
    """Print one line per way to lint."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="?", type=int, default=20_000)
    parser.add_argument("workers", nargs="?", type=int, default=2)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    number, workers = options.files, options.workers
    print(f"{number:,} files, {workers} workers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    if options.store:
        with installed():
            compared(lambda: stores.objects(f"made://{number}"), number, workers)
        return
    with tempfile.TemporaryDirectory() as scratch:
        paths = made(Path(scratch, "in"), number)
        compared(lambda: map(str, paths), number, workers)
        resumed(scratch, number, workers)


def compared(paths: Callable[[], Iterable[str]], number: int, workers: int) -> None:
    """Lint the files on processes and on Dask, and print the difference: what Dask costs for one file."""
    took = []
    for name, executor in (("processes", processes), ("dask", dask)):
        with executor(workers) as (pool, memory):
            took.append(measure(name, paths(), number, pool, memory))
    overhead = (took[1] - took[0]) / number * 1e6
    print(f"dask over processes: {overhead:.0f} µs of processor time per file")


def measure(name: str, paths: Iterable[str], number: int, pool: Any, memory: Callable[[], int]) -> float:
    """Lint the files, and look at the memory after each tenth of them.

    Returns the seconds of processor time that it took, here and in the workers.
    """
    began, began_cpu, began_own = time.perf_counter(), processor_time(), time.process_time()
    first = 0.0
    here: list[float] = []
    there: list[float] = []
    count = 0
    for count, report in enumerate(activitylint.lint_many(paths, executor=pool), start=1):
        assert report.failure is None, report
        first = first or (time.perf_counter() - began if report.findings else 0.0)
        if count % (number // _PARTS) == 0:
            here.append(psutil.Process().memory_info().rss / 1e6)
            there.append(memory() / 1e6)
    assert count == number, count
    took, cpu, own = time.perf_counter() - began, processor_time() - began_cpu, time.process_time() - began_own
    print(f"{name:10} {took:7.1f} s {number / took:7.0f} files/s, first finding after {first:.2f} s")
    print(f"           processor time {cpu:.1f} s, {cpu / number * 1e3:.2f} ms per file", end="")
    print(f", of which {own / number * 1e3:.2f} ms in this process")
    print("           this process, MB: " + " ".join(f"{one:.0f}" for one in here))
    print("           largest worker, MB: " + " ".join(f"{one:.0f}" for one in there), flush=True)
    return cpu


def processor_time() -> float:
    """Seconds that this process and those that it has started have worked."""
    times = [psutil.Process().cpu_times(), *(one.cpu_times() for one in psutil.Process().children(recursive=True))]
    total: float = sum(one.user + one.system for one in times)
    return total


@contextmanager
def processes(workers: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """The processes of --jobs, and a function that returns the memory of the largest."""
    with Workers(workers) as pool:
        yield pool, lambda: max(child.memory_info().rss for child in psutil.Process().children(recursive=True))


@contextmanager
def dask(workers: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """The executor of a local cluster, and a function that returns the memory of the largest worker."""
    import dask  # noqa: PLC0415 -- after the pool of processes has started
    import distributed  # noqa: PLC0415

    untyped: Any = distributed  # some of its calls have types

    with (
        dask.config.set({"distributed.admin.low-level-log-length": 10}),  # as `--executor dask:local`
        untyped.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        untyped.Client(cluster, set_as_default=False) as client,
    ):
        ids = list(client.run(os.getpid).values())
        yield client.get_executor(pure=False), lambda: max(psutil.Process(one).memory_info().rss for one in ids)


def resumed(scratch: str, number: int, workers: int) -> None:
    """Write the results of the files in a folder as Parquet, and skip them all in a second run."""
    for name in ("parquet", "resume"):
        command = [sys.executable, "-m", "activitylint", "lint", "--exit-zero", "--quiet", "--format", "brief"]
        command += ["--jobs", str(workers), "--output", "parquet:out", "--resume", "out", "in"]
        began = time.perf_counter()
        subprocess.run(command, cwd=scratch, check=True, capture_output=True)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
        print(f"{name:10} {took:7.1f} s {number / took:7.0f} files/s   largest process so far {peak:.0f} MB")
    size = sum(path.stat().st_size for path in Path(scratch, "out").rglob("*.parquet"))
    print(f"results: {size / number:.0f} bytes per file")


def made(folder: Path, number: int) -> list[Path]:
    """Copies of the samples, 1,000 per folder."""
    paths = []
    for index in range(number):
        sample = SAMPLES[index % len(SAMPLES)]
        path = folder / f"{index // _PER_FOLDER:04}" / f"{index:07}{sample.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sample, path)
        paths.append(path)
    return paths


class Made(AbstractFileSystem):  # type: ignore[misc]  # a class without types
    """Strength activities, 1,000 per folder; one of ten has a finding. `made://100000` has 100,000 of them."""

    protocol = "made"

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """What the store says about an object or a folder."""
        if not path.endswith(".json"):
            return {"name": path, "type": "directory", "size": 0}
        return {"name": path, "type": "file", "size": len(_content(path)), "etag": "1"}

    def ls(self, path: str, *, detail: bool = True, **_: Any) -> list[Any]:
        """The folders of a bucket, or the objects of a folder."""
        bucket, folder = path.strip("/").partition("/")[::2]
        last = int(bucket)
        if folder:
            first = int(folder) * _PER_FOLDER
            numbers = range(first, min(first + _PER_FOLDER, last))
            names = [f"{bucket}/{folder}/{one:08}.json" for one in numbers]
        else:
            names = [f"{bucket}/{one:05}" for one in range(-(-last // _PER_FOLDER))]
        return [self.info(name) for name in names] if detail else names

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        """The bytes of an object."""
        return _content(path)[start:end]


def _content(path: str) -> bytes:
    return _FAULTY if path.endswith("0.json") else _FINE


@contextmanager
def installed() -> Iterator[None]:
    """Let fsspec find this store, in this process and in all that it starts: as if a package with it was installed."""
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder, "cluster-1.dist-info")
        described.mkdir()
        (described / "METADATA").write_text("Metadata-Version: 2.1\nName: cluster\nVersion: 1\n", encoding="utf-8")
        (described / "entry_points.txt").write_text("[fsspec.specs]\nmade = cluster:Made\n", encoding="utf-8")
        paths = [folder, str(Path(__file__).resolve().parent)]
        sys.path += paths
        os.environ["PYTHONPATH"] = os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])
        fsspec.register_implementation("made", Made, clobber=True)  # fsspec looks for packages when it is imported
        yield


if __name__ == "__main__":
    main()
