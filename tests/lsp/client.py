"""A client of the language server, over standard input and output, as an editor is one."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

__all__ = ["Editor", "Shared", "applied", "codes", "connected"]

_PATIENCE = 60.0
"""Seconds; nothing takes one."""
_NUMBERS = count(1)


class Editor(LanguageClient):
    """What a test does with the server. capabilities: what it answered to `initialize`."""

    def __init__(self) -> None:
        super().__init__("test", "1")
        self.capabilities = types.ServerCapabilities()
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.registered: list[types.Registration] = []
        self.refreshed: list[str] = []
        self._news = asyncio.Condition()

        on: Any = self.feature  # it has no types
        on(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._take(self.published.append))
        on(types.WINDOW_SHOW_MESSAGE)(self._take(lambda shown: self.messages.append(shown.message)))
        on(types.CLIENT_REGISTER_CAPABILITY)(self._take(lambda asked: self.registered.extend(asked.registrations)))
        on(types.WORKSPACE_DIAGNOSTIC_REFRESH)(self._take(lambda _: self.refreshed.append("diagnostics")))
        on(types.WORKSPACE_CODE_LENS_REFRESH)(self._take(lambda _: self.refreshed.append("code lens")))

    def _take(self, keep: Callable[[Any], object]) -> Callable[[Any], Coroutine[Any, Any, None]]:
        async def take(params: Any) -> None:
            async with self._news:
                keep(params)
                self._news.notify_all()

        return take

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something that the server sends makes this true."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(true())), _PATIENCE)

    def open(self, uri: str, text: str, language: str = "xml", version: int = 1) -> None:
        item = types.TextDocumentItem(uri, language, version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    def replace(self, uri: str, version: int, text: str) -> None:
        self.change(uri, version, types.TextDocumentContentChangeWholeDocument(text))

    def save(self, uri: str) -> None:
        self.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def diagnostics(self, uri: str, version: int | None) -> list[types.Diagnostic]:
        """The diagnostics of a version of a document, when they are published."""

        def found() -> list[types.PublishDiagnosticsParams]:
            return [one for one in self.published if one.uri == uri and one.version == version]

        await self.until(found)
        return list(found()[-1].diagnostics)

    async def message(self, containing: str) -> str:
        """The message to the user that contains this."""

        def found() -> list[str]:
            return [one for one in self.messages if containing in one]

        await self.until(found)
        return found()[0]

    async def actions(self, uri: str, where: types.Range, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await asyncio.wait_for(self.text_document_code_action_async(params), _PATIENCE)
        assert found is not None
        return [one for one in found if isinstance(one, types.CodeAction)]

    async def pull(self, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
        return await asyncio.wait_for(self.text_document_diagnostic_async(params), _PATIENCE)


class Shared:
    """A connected editor. uri: of a document that no other test has."""

    def __init__(self, runner: asyncio.Runner, editor: Editor) -> None:
        self._runner = runner
        self._editor = editor
        self.uri = f"untitled:Untitled-{next(_NUMBERS)}"

    def run(self, scenario: Callable[[Editor], Coroutine[Any, Any, None]]) -> None:
        self._runner.run(scenario(self._editor))


@asynccontextmanager
async def connected(capabilities: types.ClientCapabilities | None = None, options: Any = None) -> AsyncIterator[Editor]:
    """A server that has been initialized."""
    editor = Editor()
    await editor.start_io(sys.executable, "-m", "activitylint", "lsp")
    params = types.InitializeParams(
        capabilities=capabilities or types.ClientCapabilities(),
        initialization_options=options,
    )
    answer = await asyncio.wait_for(editor.initialize_async(params), _PATIENCE)
    editor.capabilities = answer.capabilities
    editor.initialized(types.InitializedParams())
    try:
        yield editor
        await asyncio.wait_for(editor.shutdown_async(None), _PATIENCE)
        editor.exit(None)
    finally:
        server: Any = editor._server
        if server.returncode is None and sys.exc_info()[0] is not None:
            server.kill()
        stop: Any = editor.stop  # it has no types
        await stop()


def codes(found: Sequence[types.Diagnostic]) -> set[str]:
    """The codes of the rules."""
    return {str(one.code) for one in found}


def applied(text: str, edits: Sequence[types.TextEdit]) -> str:
    """The text after edits, as an editor applies them: columns are in UTF-16 units."""
    units = text.encode("utf-16-le")
    starts = [0, *(found.end() for found in re.finditer(b"\n\0", units))]

    def at(position: types.Position) -> int:
        return starts[position.line] + 2 * position.character

    for edit in sorted(edits, key=lambda one: at(one.range.start), reverse=True):
        units = units[: at(edit.range.start)] + edit.new_text.encode("utf-16-le") + units[at(edit.range.end) :]
    return units.decode("utf-16-le")
