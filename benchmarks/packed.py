"""Measure many real files that are gzipped, as in an export of Strava: what a lint takes beside unpacking them."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator

from benchmarks.generate import Input, real
from benchmarks.results import Packed
from benchmarks.rounds import Pace

__all__ = ["packed"]


def packed(pace: Pace) -> Iterator[Packed]:
    """Lint and unpack all real FIT files in turns, in this process."""
    files = real("fit")
    if files:
        yield _measured(files, pace)


def _measured(files: list[Input], pace: Pace) -> Packed:
    import activitylint  # noqa: PLC0415 -- the suite itself runs without it

    members = [(f"{item.name}.gz", gzip.compress(item.path.read_bytes())) for item in files]

    def lint() -> None:
        for name, member in members:
            activitylint.lint(member, name=name)

    def gunzip() -> None:
        for _, member in members:
            gzip.decompress(member)

    lint()
    rounds = [(_seconds(lint), _seconds(gunzip)) for _ in range(pace.rounds)]
    return Packed(
        "fit", len(files), sum(item.size for item in files), [one for one, _ in rounds], [other for _, other in rounds]
    )


def _seconds(work: Callable[[], None]) -> float:
    """The processor time that it takes: both work in one thread, and other programs disturb it less than the clock."""
    start = time.process_time()
    work()
    return time.process_time() - start
