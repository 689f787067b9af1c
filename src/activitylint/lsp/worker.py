"""Checks documents in threads. Only the newest version of each document counts: a change cancels what runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from activitylint.lsp.analysis import Analysis
from activitylint.lsp.documents import Document

__all__ = ["Cancelled", "Worker"]

_THREADS: Final = 4
_Result = TypeVar("_Result")
Checkpoint = Callable[[], object]


class Cancelled(BaseException):
    """A newer version of the document has arrived. It is no Exception, so that nothing takes it for a crash."""


class _Job:
    """The analysis of one version of a document, which starts when somebody asks for it."""

    def __init__(self, document: Document) -> None:
        self.document: Final = document
        self.cancelled: Final = threading.Event()
        self.task: asyncio.Future[Analysis | None] | None = None

    def checkpoint(self) -> None:
        if self.cancelled.is_set():
            raise Cancelled


class Worker:
    """Analyzes the open documents.

    analyze: makes the analysis of a document. It runs in a thread, and calls its second argument between steps.
    """

    def __init__(self, analyze: Callable[[Document, Checkpoint], Analysis]) -> None:
        self._analyze = analyze
        self._jobs: dict[str, _Job] = {}
        self._pool = ThreadPoolExecutor(_THREADS, "activitylint")

    @property
    def documents(self) -> list[Document]:
        """The newest version of every open document."""
        return [job.document for job in self._jobs.values()]

    def document(self, uri: str) -> Document | None:
        """The newest version of an open document, or None."""
        job = self._jobs.get(uri)
        return job.document if job is not None else None

    def put(self, document: Document) -> None:
        """Take a new version of a document. What was known about the older one no longer counts."""
        self.drop(document.uri)
        self._jobs[document.uri] = _Job(document)

    def drop(self, uri: str) -> None:
        """Forget a document that is closed."""
        job = self._jobs.pop(uri, None)
        if job is not None:
            job.cancelled.set()

    async def analysis(self, uri: str) -> Analysis | None:
        """The analysis of the newest version of a document; None if it is not open."""
        while (job := self._jobs.get(uri)) is not None:
            if job.task is None:
                job.task = asyncio.ensure_future(self._run(job))
            # The task goes on if this request is cancelled: others may wait for it, too.
            found = await asyncio.shield(job.task)
            if self._jobs.get(uri) is job:
                return found
        return None

    async def call(self, work: Callable[[], _Result]) -> _Result:
        """The result of work that is done in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Cancel everything."""
        for uri in list(self._jobs):
            self.drop(uri)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, job: _Job) -> Analysis | None:
        try:
            return await self.call(lambda: self._analyze(job.document, job.checkpoint))
        except Cancelled:
            return None
