"""Many small files on processes and on a local Dask cluster: files a second, memory, and the time to the first report.

    python benchmarks/cluster.py [FILES] [WORKERS]

The files are copies of the sample rides. A second run writes Parquet, and a third resumes it, through the command.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

import activitylint

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "fixtures" / "samples").glob("ri*"))
_PER_FOLDER = 1_000


def main() -> None:
    """Print one line per way to lint."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as scratch:
        paths = made(Path(scratch, "in"), number)
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{number:,} files, {megabytes:.0f} MB, {workers} workers, {os.cpu_count()} cores")
        for name, executor in (("processes", processes), ("dask", dask)):
            with executor(workers) as (pool, memory):
                measure(name, paths, pool, memory)
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


def measure(name: str, paths: list[Path], pool: Any, memory: Callable[[], int]) -> None:
    """Lint the files, and look at the memory after each tenth of them."""
    began = time.perf_counter()
    first = 0.0
    here: list[float] = []
    there: list[float] = []
    for count, report in enumerate(activitylint.lint_many(paths, executor=pool), start=1):
        assert report.failure is None, report
        first = first or time.perf_counter() - began
        if count % (len(paths) // 10) == 0:
            here.append(psutil.Process().memory_info().rss / 1e6)
            there.append(memory() / 1e6)
    took = time.perf_counter() - began
    shown = " ".join(f"{one:.0f}" for one in here)
    print(f"{name:10} {took:7.1f} s {len(paths) / took:7.0f} files/s, first after {first:.2f} s")
    print(f"           this process, MB: {shown}")
    print("           largest worker, MB: " + " ".join(f"{one:.0f}" for one in there), flush=True)


@contextmanager
def processes(workers: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """A pool of processes, and a function that returns the memory of the largest."""
    with ProcessPoolExecutor(workers) as pool:
        yield pool, lambda: max(child.memory_info().rss for child in psutil.Process().children())


@contextmanager
def dask(workers: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """The executor of a local cluster, and a function that returns the memory of the largest worker."""
    import distributed  # noqa: PLC0415 -- after the pool of processes has forked

    untyped: Any = distributed  # some of its calls have types

    with (
        untyped.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        untyped.Client(cluster, set_as_default=False) as client,
    ):
        ids = list(client.run(os.getpid).values())
        yield client.get_executor(pure=False), lambda: max(psutil.Process(one).memory_info().rss for one in ids)


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


if __name__ == "__main__":
    main()
