"""Lints many files over any executor: in order, with flat memory, and with no file lost to another's death."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from activitylint.engine.lint import FindFixes, Outcome, lint_source
from activitylint.engine.selection import Selection
from activitylint.model.report import Report
from activitylint.model.request import Context, UploadRequest
from activitylint.source.reading import Source, open_source

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

__all__ = ["Work", "lint_paths", "worth_processes"]

_CHUNK: Final = 8
"""Files handed to a worker at once: enough that handing over costs little beside the work."""
_AHEAD: Final = 16
"""Chunks handed out before the first result is asked for: enough to keep every worker busy."""

# What a file and a megabyte take, and what a pool must save before it pays for its start; measured by the benchmarks.
_FILE_S: Final = 0.0015
_MEGABYTE_S: Final = 0.03
_POOL_S: Final = 0.3


class FormFields(Protocol):
    """Says which form fields go with each file."""

    def request_for(self, path: str, request: UploadRequest) -> UploadRequest:
        """The form fields of one file: those of `request`, and what is known of the path."""
        ...


class Work(NamedTuple):
    """What is done with each path; it travels to the workers."""

    context: Context
    selection: Selection
    summary: bool = False
    per_file: FormFields | None = None
    available_fixes: FindFixes | None = None

    def lint(self, path: str) -> Outcome:
        """One path's outcome; a path that cannot be read gives a report with `failure`."""
        try:
            source = open_source(path, read_limit=self.context.limits.read)
        except (OSError, ValueError) as error:
            return _failed(path, getattr(error, "strerror", None) or str(error))
        return self.lint_source(source)

    def lint_source(self, source: Source) -> Outcome:
        """The outcome of what has been read, with the form fields that the settings give its path."""
        context = self.context
        if self.per_file is not None:
            context = context._replace(request=self.per_file.request_for(source.name, context.request))
        return lint_source(source, context, self.selection, summary=self.summary, available_fixes=self.available_fixes)

    def lint_chunk(self, paths: list[str]) -> list[Outcome]:
        """The outcomes of some paths, in their order."""
        return [self.lint(path) for path in paths]


def lint_paths(work: Work, paths: Iterable[str], executor: Executor | None = None) -> Iterator[Outcome]:
    """The outcome of each path, in order; without an executor the work is done here.

    A worker that dies takes only its own file with it: what it had not finished is done again in processes of ours,
    one file at a time, and the file that kills such a process, too, gives a report with `failure`.
    """
    paths = iter(paths)
    if executor is None:
        yield from (work.lint(path) for path in paths)
        return
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 -- a run in one process does not pay for it

    waiting: deque[tuple[list[str], Future[list[Outcome]] | None]] = deque()
    spare = _Spare(work)
    alive = True
    try:
        while True:
            while len(waiting) < _AHEAD and (chunk := list(islice(paths, _CHUNK))):
                future = _submitted(executor, work, chunk) if alive else None
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
                except Exception as error:  # noqa: BLE001 -- whatever a worker raises, the other files must be linted
                    outcomes = [_failed(path, f"{type(error).__name__}: {error}") for path in chunk]
            yield from outcomes if outcomes is not None else spare.lint_each(chunk)
    finally:
        spare.close()


def worth_processes(paths: Iterable[str]) -> bool:
    """Whether these files are work enough to pay for a pool of processes."""
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


class _Spare:
    """A worker for what a broken executor left undone; a new one takes its place when it dies."""

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


def _submitted(executor: Executor, work: Work, chunk: list[str]) -> Future[list[Outcome]] | None:
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 -- as above

    try:
        return executor.submit(work.lint_chunk, chunk)
    except BrokenExecutor:
        return None


def _failed(path: str, reason: str) -> Outcome:
    return Outcome(Report(path, None, compressed=False, findings=(), failure=reason), None)
