"""A progress bar, shown on a terminal when a run takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from activitylint.cli.paths import Listing
from activitylint.cli.terminal import can_animate
from activitylint.engine.lint import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
from activitylint.source.archives import is_collection
from activitylint.source.identity import size_of

__all__ = ["Bar"]

_PATIENCE_S: Final = 1.0
_REFRESH_S: Final = 0.1


class Bar:
    """Shows files, bytes and the remaining time on standard error; only files if they are listed during the run.

    There is no thread that draws the bar, because worker processes may still be forked.
    """

    def __init__(self, files: Listing, *, wanted: bool) -> None:
        self._wanted = wanted and can_animate(sys.stderr)
        self._complete = files.complete
        self._sizes = [_size(path) for path in files.first] if self._wanted and files.complete else []
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def watch(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Pass the outcomes on, and draw the bar meanwhile."""
        if not self._wanted:
            yield from outcomes
            return
        started = drawn = time.monotonic()
        done = 0
        try:
            for number, outcome in enumerate(outcomes, start=1):
                done += self._sizes[number - 1] if number <= len(self._sizes) else 0
                now = time.monotonic()
                if now - started > _PATIENCE_S and now - drawn > _REFRESH_S:
                    drawn = now
                    self._draw(number, done)
                yield outcome
        finally:
            if self._progress is not None:
                self._progress.stop()

    def _draw(self, files: int, done: int) -> None:
        if self._progress is None:
            self._start()
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, files=f"{files:,}")
            self._progress.refresh()

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415 -- slow to import; only long runs need it
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            DownloadColumn,
            Progress,
            ProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns: tuple[ProgressColumn, ...] = (TextColumn("{task.fields[files]} files"), BarColumn())
        if self._complete:
            number = TextColumn(f"{{task.fields[files]}} of {len(self._sizes):,} files")
            columns = (number, BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
        self._task = self._progress.add_task("", total=sum(self._sizes) if self._complete else None, files="0")
        self._progress.start()


def _size(path: str) -> int:
    if is_collection(path):
        return 0  # only its members count
    return size_of(path) or 0
