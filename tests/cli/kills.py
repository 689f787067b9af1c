"""Kills a process while it writes files, and checks after each kill what is in the folder.

A program, because it forks: `kills.py FOLDER STEP NUMBER` kills before each STEPth line that the writing modules
execute, and then at NUMBER random moments. It prints how often it killed, and how many temporary files were left, which
shows that it killed in time.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import activitylint
from activitylint.cli import writing
from activitylint.cli.writing import Stamp, store
from activitylint.fixes.result import FixResult
from activitylint.source import atomic

ROOT = Path(__file__).parents[2]
GPX = (ROOT / "fixtures" / "samples" / "ride.gpx").read_bytes()
BROKEN = GPX.partition(b"\n")[2]
RUN = (ROOT / "fixtures" / "samples" / "run.tcx").read_bytes()
TWO_RUNS = (
    RUN[: RUN.index(b"</Activities>")]
    + RUN[RUN.index(b"<Activity ") : RUN.index(b"</Activities>")].replace(b"2026-", b"2025-")
    + RUN[RUN.index(b"</Activities>") :]
)
CASES = (
    ("ride.gpx", BROKEN, ""),
    ("ride.tcx", BROKEN, ""),
    ("two.tcx", TWO_RUNS, ""),
    ("abc", BROKEN, "ride.tcx"),
)
"""Name, content and link of a file that is changed, renamed, split, and changed while its link is renamed."""
NOW = 1_780_000_000
TEMPORARY = ".activitylint-*.tmp"


def killed_at_lines(folder: Path, step: int, name: str, data: bytes, link: str) -> tuple[int, int]:
    """Fix a file, killed before one line, before a later one, and so on. Returns the kills, and what they left."""
    path = folder / (link or name)
    _prepare(folder, name, data, link)
    _fix(path)
    wanted = _contents(folder)
    assert len(wanted) > 1 + bool(link)
    result = _fixed(path.name, data)
    left = 0
    for number in count(step=step):
        _prepare(folder, name, data, link)
        killed = _forked(partial(_traced, number, partial(_store, path, result)))
        left += len(list(folder.glob(TEMPORARY)))
        found = _contents(folder)
        assert data in found.values(), f"the original is lost: {number}"
        assert found.get(name) in (data, wanted.get(name)), f"{name} is neither old nor new: {number}"
        assert all(content in (data, *wanted.values()) for content in found.values()), f"a file is damaged: {number}"
        if path.exists() and found[path.name] != wanted.get(path.name):
            _fix(path)
        assert _contents(folder) == wanted, f"the next run does not end the work: {number}"
        if not killed:
            return number // step, left
    raise AssertionError


def killed_at_random(folder: Path, number: int) -> tuple[int, int]:
    """Kill a process that replaces a file with one of two contents all the time."""
    both = (b"a" * 300_000, b"b" * 300_000)
    path = folder / "file"
    path.write_bytes(both[0])
    moments = random.Random(1)

    def replace() -> None:
        for turn in count():
            atomic.replace_file(path, both[turn % 2])

    for _ in range(number):
        _forked(replace, after_s=moments.uniform(0.001, 0.008))
        assert path.read_bytes() in both
    return number, len(list(folder.glob(TEMPORARY)))


def _prepare(folder: Path, name: str, data: bytes, link: str) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / name).write_bytes(data)
    if link:
        (folder / link).symlink_to(name)


def _fix(path: Path) -> None:
    _store(path, _fixed(path.name, path.read_bytes()))


@cache
def _fixed(name: str, data: bytes) -> FixResult:
    return activitylint.fix(data, name=name, now=NOW, unsafe=True, rename=True)


def _store(path: Path, result: FixResult) -> None:
    store(path, result, Stamp.of(path), backup=True)


def _contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if not one.match(TEMPORARY)}


def _traced(number: int, act: Callable[[], object]) -> None:
    """Call `act`; kill this process before it executes a line of the writing modules for the `number`-th time."""
    modules = {atomic.__file__, writing.__file__}
    lines = iter(range(number))

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in modules:
            return None
        if event == "line" and next(lines, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    act()


def _forked(act: Callable[[], object], after_s: float | None = None) -> bool:
    """Run `act` in another process. Returns True if it was killed."""
    process = os.fork()
    if not process:
        try:
            act()
        finally:
            os._exit(0)
    if after_s is not None:
        time.sleep(after_s)
        os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def main(place: str, step: str, number: str) -> None:
    """Run both experiments."""
    folder = Path(place)
    os.fsync = lambda _: None  # type: ignore[assignment]  # slow, and of no use when only a process dies
    killed = [
        *(killed_at_lines(folder, int(step), name, data, link) for name, data, link in CASES),
        killed_at_random(folder, int(number)),
    ]
    sys.stdout.write(" ".join(str(sum(counts)) for counts in zip(*killed, strict=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])
