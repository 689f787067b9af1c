"""Processes that work for this one: they are replaced when they die, and none of them outlives it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, TypeVar

from activitylint.source import stores

__all__ = ["Workers"]

_Result = TypeVar("_Result")


class Workers(Executor):
    """A pool of processes. They start with the first task.

    number: how many. prepare: what each of them calls first; it can be pickled. At the end of a `with` block the
    processes are stopped, not awaited. If one of them dies, the unfinished tasks raise BrokenExecutor, as in any pool
    of processes, but new tasks get new processes.
    """

    def __init__(self, number: int, prepare: Callable[[], object] | None = None) -> None:
        self._max_workers = number
        self._prepare = prepare
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[..., _Result], /, *arguments: Any, **named: Any) -> Future[_Result]:
        """Have a task done. Raises OSError if no process can be started."""
        if self._pool is not None:
            try:
                return self._pool.submit(work, *arguments, **named)
            except BrokenExecutor:
                self._pool.shutdown()
        self._pool = ProcessPoolExecutor(
            self._max_workers, mp_context=_context(), initializer=_begin, initargs=(self._prepare,)
        )
        return self._pool.submit(work, *arguments, **named)

    def stop(self) -> None:
        """End the processes at once, whatever they are doing."""
        if self._pool is None:
            return
        # Python 3.14 has kill_workers() for this; before, there is no public way.
        for process in list((self._pool._processes or {}).values()):  # noqa: SLF001
            process.kill()
        # A process that is not a fork has semaphores that are only freed by waiting.
        self._pool.shutdown(wait=stores.in_use(), cancel_futures=True)
        self._pool = None

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 -- inherited
        """End the processes when their tasks are done."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()


def _begin(prepare: Callable[[], object] | None) -> None:
    """Prepare a worker process. Ctrl-C in a terminal reaches it, too, but its parent decides when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and callable(signal.getsignal(number)):  # a handler of the parent's, inherited
            signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()


def _context() -> BaseContext | None:
    """How to start a process; None for the way of this system.

    A process that uses a store has threads. A copy of it could wait forever for what one of them had locked.
    """
    if not stores.in_use() or "forkserver" not in get_all_start_methods():
        return None
    context = get_context("forkserver")
    context.set_forkserver_preload(["activitylint.engine.many"])
    return context


def _end_with_parent() -> None:
    """End this process when its parent has ended, even if the parent was killed and could not stop it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
