"""Lint many files, in order and with constant memory, on any executor.

A file that kills its worker does not take other files with it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from activitylint.engine.lint import Outcome, lint_source
from activitylint.engine.selection import Selection
from activitylint.model.overview import Detail
from activitylint.model.report import Report
from activitylint.model.request import Context, UploadRequest
from activitylint.source.reading import Source, open_source

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

__all__ = ["Work", "lint_paths", "worth_processes"]

_CHUNK: Final = 8
"""Files per task: enough that the cost of passing a task to a worker is small compared to the work."""
_AHEAD: Final = 16
"""Tasks submitted before the first result is awaited: enough to keep every worker busy."""

# Seconds per file, per megabyte, and of work that justify starting a pool of processes; measured by the benchmarks.
_FILE_S: Final = 0.0015
_MEGABYTE_S: Final = 0.03
_POOL_S: Final = 0.3


class FormFields(Protocol):
    """Knows the form fields of each file."""

    def request_for(self, path: str, request: UploadRequest) -> UploadRequest:
        """The form fields of one file: those of request, completed with what is known about the path."""
        ...


AddFixes = Callable[[Source, Context, Selection, Outcome], Outcome]
"""Adds the available fixes to the report of an outcome, such as `fixes.offers.with_available_fixes`."""


class Work(NamedTuple):
    """How to lint each path. It is sent to the workers, so it can be pickled.

    summary, detail: as for `lint_source`. per_file: the form fields of each path, if the settings have any. add_fixes:
    adds the available fixes to each report; without it, the reports list none.
    """

    context: Context
    selection: Selection
    summary: bool = False
    per_file: FormFields | None = None
    detail: Detail = Detail.FINDINGS
    add_fixes: AddFixes | None = None

    def lint(self, path: str) -> Outcome:
        """Lint one path. If it cannot be read, the report has a `failure`."""
        try:
            source = open_source(path, read_limit=self.context.limits.read)
        except (OSError, ValueError) as error:
            return _failed(path, getattr(error, "strerror", None) or str(error))
        return self.lint_source(source)

    def lint_source(self, source: Source) -> Outcome:
        """Lint a file that has been read, with the form fields of its path."""
        context = self.context
        if self.per_file is not None:
            context = context._replace(request=self.per_file.request_for(source.name, context.request))
        outcome = lint_source(
            source,
            context,
            self.selection,
            summary=self.summary,
            detail=self.detail,
            keep_activity=self.add_fixes is not None and not source.limited,
        )
        if self.add_fixes is not None:
            outcome = self.add_fixes(source, context, self.selection, outcome)
        # The activity stays here: it is large, and an outcome may be sent to another process.
        return outcome._replace(activity=None)

    def lint_chunk(self, paths: list[str]) -> list[Outcome]:
        """Lint several paths, in order."""
        return [self.lint(path) for path in paths]


def lint_paths(work: Work, paths: Iterable[str], executor: Executor | None = None) -> Iterator[Outcome]:
    """Lint each path and yield the outcomes in order. Without an executor, everything runs in this process.

    If a worker dies, the executor is no longer used. The files that it has not finished, and the rest, are linted one
    by one in a process that is started here. A file that kills this process as well gets a report with `failure`.
    """
    paths = iter(paths)
    if executor is None:
        yield from (work.lint(path) for path in paths)
        return
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 -- a run in one process does not need it

    waiting: deque[tuple[list[str], Future[list[Outcome]] | None]] = deque()
    fallback = _Fallback(work)
    alive = True
    try:
        while True:
            while len(waiting) < _AHEAD and (chunk := list(islice(paths, _CHUNK))):
                future = _submit(executor, work, chunk) if alive else None
                waiting.append((chunk, future))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            outcomes = None
            if future is not None:
                try:
                    outcomes = future.result()
                except BrokenExecutor:
                    alive = False
                except Exception as error:  # noqa: BLE001 -- whatever a worker raises, the other files must still be linted
                    outcomes = [_failed(path, f"{type(error).__name__}: {error}") for path in chunk]
            yield from outcomes if outcomes is not None else fallback.lint_each(chunk)
    finally:
        fallback.close()


def worth_processes(paths: Iterable[str]) -> bool:
    """True if these files are enough work to justify a pool of processes."""
    seconds = 0.0
    for path in paths:
        try:
            size = os.stat(path).st_size
        except (OSError, ValueError):
            size = 0
        seconds += _FILE_S + _MEGABYTE_S * size / 1_000_000
        if seconds > _POOL_S:
            return True
    return False


class _Fallback:
    """Lints what a broken executor left undone, in a single process that is replaced when it dies."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._pool: ProcessPoolExecutor | None = None

    def lint_each(self, paths: list[str]) -> Iterator[Outcome]:
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415 -- as above

        for path in paths:
            self._pool = self._pool or ProcessPoolExecutor(1)
            try:
                yield self._pool.submit(self._work.lint, path).result()
            except BrokenExecutor:
                self.close()
                yield _failed(path, "the process that linted it was killed")

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def _submit(executor: Executor, work: Work, chunk: list[str]) -> Future[list[Outcome]] | None:
    """The future of a chunk, or None if the executor is broken."""
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 -- as above

    try:
        return executor.submit(work.lint_chunk, chunk)
    except BrokenExecutor:
        return None


def _failed(path: str, reason: str) -> Outcome:
    return Outcome(Report(path, None, compressed=False, findings=(), failure=reason), None)
