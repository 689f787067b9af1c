"""One server for the tests that need no server of their own: starting one takes longer than everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from lsp.client import Editor, Shared, connected


@pytest.fixture(scope="session")
def _started() -> Iterator[tuple[asyncio.Runner, Editor]]:
    with asyncio.Runner() as runner:
        connection = connected()
        yield runner, runner.run(connection.__aenter__())
        runner.run(connection.__aexit__(None, None, None))


@pytest.fixture
def shared(_started: tuple[asyncio.Runner, Editor]) -> Shared:
    return Shared(*_started)
