"""Lint many files, in order and with constant memory, on any executor.

A file that kills its worker does not take other files with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from activitylint._version import __version__
from activitylint.engine.lint import Outcome, lint_archive, lint_source
from activitylint.engine.selection import Selection
from activitylint.model.classes import NamedTuple, replace
from activitylint.model.identity import Identity
from activitylint.model.overview import Detail
from activitylint.model.report import Report
from activitylint.model.request import Context, UploadRequest
from activitylint.source import archives, stores
from activitylint.source.ahead import ahead
from activitylint.source.identity import identity_of, size_of
from activitylint.source.reading import Source, open_source
from activitylint.source.urls import is_url, shown

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from activitylint.engine.workers import Workers

__all__ = ["Work", "WorkerVersionError", "lint_paths", "worth_processes"]

# Seconds per file, per megabyte, and of work that justify starting a pool of processes; measured by the benchmarks.
_FILE_S: Final = 0.0015
_MEGABYTE_S: Final = 0.03
_POOL_S: Final = 0.3
_CHUNK_S: Final = 0.05
"""Seconds of work per task: enough that the cost of passing a task to a worker is small compared to the work."""
_STORE_CHUNK_S: Final = 0.2
"""The same for objects in stores: enough that waiting for the first of them is short compared to the work."""
_UNKNOWN_SIZE: Final = 1_000_000
"""Bytes assumed for a file whose size this process cannot see."""
_UNKNOWN_WORKERS: Final = 256
"""Workers assumed for an executor that does not say how many it has, such as that of a cluster."""
_BEGUN: Final = 4
"""Tasks that are begun for each one that is done, as long as others are not in flight."""
_HELD: Final = 8
"""How many times more tasks than are in flight may wait for an earlier one, so that a slow file stops nothing."""


class WorkerVersionError(RuntimeError):
    """A worker of a cluster has no activitylint, or another version. Its results would not be those of this one."""


class FormFields(Protocol):
    """Knows the form fields of each file."""

    def request_for(self, path: str, request: UploadRequest) -> UploadRequest:
        """The form fields of one file: those of request, completed with what is known about the path."""
        ...


AddFixes = Callable[[Source, Context, Selection, Outcome], Outcome]
"""Adds the available fixes to the report of an outcome, such as `fixes.offers.with_available_fixes`."""


class _Read(NamedTuple):
    """A file that was read, or what is in an archive, or in words why it cannot be read."""

    found: Source | archives.Contents | str
    identity: Identity | None

    def weight(self) -> int:
        """The bytes that it takes."""
        return len(self.found.data) if isinstance(self.found, Source) else 0


class Work(NamedTuple):
    """How to lint each path. It is sent to the workers, so it can be pickled.

    summary, detail: as for `lint_source`. per_file: the form fields of each path, if the settings have any. add_fixes:
    adds the available fixes to each report; without it, the reports list none. version: that of the process that wants
    the work done.
    """

    context: Context
    selection: Selection
    summary: bool = False
    per_file: FormFields | None = None
    detail: Detail = Detail.FINDINGS
    add_fixes: AddFixes | None = None
    version: str = __version__

    def lint(self, path: str, file: BinaryIO | None = None) -> Outcome:
        """Lint one path. If that is not possible, whatever the reason, the report has a `failure`.

        The path of an archive stands for the archive itself, without its members. file: read this, and use the path
        only as its name.
        """
        return self._lint_read(path, self._read(path, file))

    def lint_each(self, paths: Iterable[str]) -> Iterator[Outcome]:
        """Lint several paths, in order. Objects in stores are read ahead."""
        for path, read in ahead(self._read, paths, waits=_is_object, weigh=_Read.weight):
            yield self._lint_read(path, read())

    def _read(self, path: str, file: BinaryIO | None = None) -> _Read:
        """Read a file. It raises no exception that reading causes."""
        # Before the file is read: if it changes meanwhile, the identity is that of the older version.
        identity = identity_of(path) if self.detail and file is None else None
        try:
            if file is None and archives.is_collection(path):
                return _Read(archives.contents(path), identity)
            return _Read(open_source(file or path, name=path, read_limit=self.context.limits.read), identity)
        except (OSError, ValueError) as error:
            return _Read(getattr(error, "strerror", None) or str(error), identity)

    def _lint_read(self, path: str, read: _Read) -> Outcome:
        outcome = self._outcome(path, read.found)
        return outcome._replace(report=replace(outcome.report, identity=read.identity)) if self.detail else outcome

    def _outcome(self, path: str, found: Source | archives.Contents | str) -> Outcome:
        if isinstance(found, str):
            return _failed(path, found)
        if isinstance(found, archives.Contents):
            return lint_archive(found, self.context, self.selection)
        try:
            return self.lint_source(found)
        except Exception as error:  # noqa: BLE001 -- whatever one file does, the others must still be linted
            return _failed(path, f"{type(error).__name__}: {error}")

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
        if self.add_fixes is None:
            return outcome
        # The activity stays here: it is large, and an outcome may be sent to another process.
        return self.add_fixes(source, context, self.selection, outcome)._replace(activity=None)

    def lint_chunk(self, paths: list[str]) -> list[Outcome]:
        """Lint several paths, in order. Raises WorkerVersionError if another version is installed here."""
        if self.version != __version__:
            message = f"a worker has activitylint {__version__}, and this is {self.version}; install the same version"
            raise WorkerVersionError(message)
        return list(self.lint_each(paths))


def lint_paths(
    work: Work, paths: Iterable[str], executor: Executor | None = None, *, until: tuple[type[BaseException], ...] = ()
) -> Generator[Outcome, None, None]:
    """Lint each path and yield the outcomes in order. Without an executor, everything runs in this process.

    A task never raises an exception of its own, except WorkerVersionError. So if one fails, or is refused or cancelled,
    its worker died or the executor can no longer be used, whatever the exception. A cluster then gets each file of that
    task as a task. What is still not done is linted one by one in a process that is started here. A file that kills
    this process as well gets a report with `failure`.

    Raises WorkerVersionError if a worker of a cluster has another version of activitylint.

    until: exceptions, raised by a signal handler, that end the iteration. What is finished by then is still yielded.
    """
    try:
        if executor is None:
            yield from work.lint_each(paths)
        else:
            yield from _lint_on(executor, work, paths, until)
    except until:
        return
    finally:
        archives.forget()
        stores.forget()


def worth_processes(paths: Iterable[str]) -> bool:
    """True if these files are enough work to justify a pool of processes."""
    seconds = 0.0
    for path in paths:
        seconds += _seconds(path)
        if seconds > _POOL_S:
            return True
    return False


def _lint_on(
    executor: Executor, work: Work, paths: Iterable[str], until: tuple[type[BaseException], ...]
) -> Iterator[Outcome]:
    tasks = _Tasks(executor, work, paths)
    ready: deque[Outcome] = deque()
    fallback = _Fallback(work)
    try:
        while (task := tasks.next()) is not None:
            outcomes = task.outcomes()
            if outcomes is not None:
                ready.extend(outcomes)
            elif not tasks.again(task):
                tasks.settle()
                yield from fallback.lint_each(task.chunk)
            while ready:
                yield ready.popleft()
    except until:
        yield from ready
        yield from tasks.finished()
    finally:
        tasks.cancel()
        fallback.stop()


class _Task(NamedTuple):
    """A chunk and its future, which is None if the executor refused it."""

    chunk: list[str]
    future: Future[list[Outcome]] | None

    def is_done(self) -> bool:
        return self.future is None or self.future.done()

    def outcomes(self) -> list[Outcome] | None:
        """The result of a task that is done; None if its worker died."""
        if self.future is None or self.future.cancelled():
            return None
        error = self.future.exception()
        if isinstance(error, WorkerVersionError):
            raise error
        return self.future.result() if error is None else None


class _Tasks:
    """The tasks of an executor, in order: as many in flight as keep all its workers busy."""

    def __init__(self, executor: Executor, work: Work, paths: Iterable[str]) -> None:
        from queue import SimpleQueue  # noqa: PLC0415 -- a run in one process does not need it

        self._executor = executor
        self._work = work
        self._chunks = _chunks(paths)
        workers = getattr(executor, "_max_workers", None)
        self._is_cluster = workers is None
        # Twice the number of workers: each has a task, and the next one is ready.
        self._in_flight = 2 * (workers or _UNKNOWN_WORKERS)
        self._unfinished = 0
        self._ended: SimpleQueue[object] = SimpleQueue()
        self._waiting: deque[_Task] = deque()

    def next(self) -> _Task | None:
        """The next task, when it is done; None after the last."""
        while True:
            while not self._ended.empty():
                self._await_one()
            self._refill()
            if not self._waiting:
                return None
            if self._waiting[0].is_done():
                return self._waiting.popleft()
            self._await_one()

    def again(self, task: _Task) -> bool:
        """Do the task that was next once more, with each file on its own. False if that cannot help.

        In a cluster, a file that kills its worker then leaves the other files alone. When a pool of this machine has
        lost a process, all its tasks are lost, and so would be the new ones.
        """
        if not self._is_cluster or task.future is None or len(task.chunk) == 1:
            return False
        self._waiting.extendleft(reversed([self._submitted([path]) for path in task.chunk]))
        return True

    def settle(self) -> None:
        """Wait until no task is in flight: a thread that lints may hold a lock that a forked process would keep."""
        while self._unfinished:
            self._await_one()

    def finished(self) -> Iterator[Outcome]:
        """The outcomes of all tasks that are done by now."""
        for task in self._waiting:
            if task.is_done():
                yield from task.outcomes() or ()

    def cancel(self) -> None:
        """Cancel the tasks that have not begun."""
        for task in self._waiting:
            if task.future is not None:
                task.future.cancel()

    def _refill(self) -> None:
        begun = 0
        while self._unfinished < self._in_flight and len(self._waiting) < _HELD * self._in_flight:
            if begun >= _BEGUN and self._waiting[0].is_done():
                return  # its reports must not wait until the others are listed
            begun += 1
            chunk = next(self._chunks, None)
            if chunk is None:
                return
            self._waiting.append(self._submitted(chunk))

    def _submitted(self, chunk: list[str]) -> _Task:
        future: Future[list[Outcome]] | None = None
        with suppress(Exception):
            future = self._executor.submit(self._work.lint_chunk, chunk)
            self._unfinished += 1
            future.add_done_callback(self._ended.put)
        return _Task(chunk, future)

    def _await_one(self) -> None:
        self._ended.get()
        self._unfinished -= 1


class _Fallback:
    """Lints what an executor left undone, in a single process that is replaced when it dies."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._worker: Workers | None = None

    def lint_each(self, paths: list[str]) -> Iterator[Outcome]:
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 -- a run in one process does not need it

        from activitylint.engine.workers import Workers  # noqa: PLC0415 -- as above

        self._worker = self._worker or Workers(1)
        for path in paths:
            try:
                future = self._worker.submit(self._work.lint, path)
            except (OSError, NotImplementedError):  # this system cannot start a process
                yield self._work.lint(path)
                continue
            try:
                outcome = future.result()
            except BrokenExecutor:
                outcome = _failed(path, "the process that linted it was killed")
            except Exception as error:  # noqa: BLE001 -- for example a result that cannot be sent
                outcome = _failed(path, f"{type(error).__name__}: {error}")
            yield outcome

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()


def _chunks(paths: Iterable[str]) -> Iterator[list[str]]:
    """Divide the paths into tasks that take about the same time: many small files, or one large file."""
    chunk: list[str] = []
    total = 0.0
    for path in paths:
        seconds = _seconds(path)
        if chunk and total + seconds > (_STORE_CHUNK_S if is_url(path) else _CHUNK_S):
            yield chunk
            chunk, total = [], 0.0
        chunk.append(path)
        total += seconds
    if chunk:
        yield chunk


def _is_object(path: str) -> bool:
    """True if reading a path is mostly waiting. An archive is read by one thread, which keeps it open."""
    return is_url(path) and not archives.is_archive(path) and archives.on_disk(path) == path


def _seconds(path: str) -> float:
    """The time that linting a file will probably take."""
    size = size_of(path)
    return _FILE_S + _MEGABYTE_S * (_UNKNOWN_SIZE if size is None else size) / 1_000_000


def _failed(path: str, reason: str) -> Outcome:
    return Outcome(Report(shown(path), None, compressed=False, findings=(), failure=reason), None)
