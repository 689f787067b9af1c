"""Work in threads: a change cancels what runs, and nothing that happens to one document ends the server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from activitylint.cli import main
from activitylint.engine.lint import lint_source
from activitylint.lsp import server as server_module
from activitylint.lsp.analysis import Analysis, setup_for
from activitylint.lsp.documents import Document
from activitylint.lsp.positions import Text
from activitylint.lsp.server import Server
from activitylint.lsp.worker import Cancelled, Worker
from activitylint.source.reading import open_source
from paths import FIXTURES

RIDE = (FIXTURES / "samples" / "ride.gpx").read_bytes()


def version(number: int) -> Document:
    return Document("untitled:one", "", "gpx", number, Text(RIDE.decode()))


def test_a_change_cancels_the_run_and_its_result_is_that_of_the_new_version() -> None:
    started = threading.Event()
    cancelled: list[int] = []

    def analyze(document: Document, checkpoint: Callable[[], object]) -> Analysis:
        if document.version == 1:
            started.set()
            try:
                while True:  # only a change ends it
                    checkpoint()
            except Cancelled:
                cancelled.append(document.version)
                raise
        return Analysis(document, setup_for(""))

    async def scenario() -> None:
        worker = Worker(analyze)
        worker.put(version(1))
        waiting = asyncio.ensure_future(worker.analysis("untitled:one"))
        await asyncio.to_thread(started.wait, 60)
        worker.put(version(2))
        found = await asyncio.wait_for(waiting, 60)
        assert found is not None
        assert found.document.version == 2
        worker.close()
        assert await worker.analysis("untitled:one") is None

    asyncio.run(scenario())
    assert cancelled == [1]


def test_a_run_can_be_cancelled_before_each_rule() -> None:
    setup = setup_for("")
    source = open_source(RIDE, read_limit=setup.context.limits.read)
    steps = 0

    def checkpoint() -> None:
        nonlocal steps
        steps += 1
        if steps == limit:
            raise Cancelled

    limit = -1
    lint_source(source, setup.context, setup.selection, checkpoint=checkpoint)
    assert steps > 50
    steps, limit = 0, 40
    with pytest.raises(Cancelled):
        lint_source(source, setup.context, setup.selection, checkpoint=checkpoint)
    assert steps == limit


@pytest.mark.parametrize("error", [RuntimeError("broken"), MemoryError(), RecursionError()])
def test_a_crash_is_reported_and_leaves_the_server_running(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def crash(*_: Any) -> Analysis:
        raise error

    said: list[str] = []
    server = Server()
    monkeypatch.setattr(server, "_say", said.append)
    monkeypatch.setattr(server_module, "analyze", crash)
    found = server._analyze(version(1), lambda: None)
    assert found.report is None
    assert type(error).__name__ in said[0]
    server.stop()


def test_without_its_packages_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    ran = CliRunner().invoke(main, ["lsp"])
    assert ran.exit_code == 2
    assert "pip install 'activitylint[lsp]'" in ran.output
