"""The server: it answers the requests of an editor.

Everything that takes time runs in a thread, so that it stays responsive. Whatever happens to one document, the others
are still served.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import traceback
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from activitylint._version import __version__
from activitylint.lsp.actions import FIX_ALL, actions, safe_edits
from activitylint.lsp.analysis import Analysis, Setup, analyze, page, setup_for
from activitylint.lsp.completion import TRIGGERS, Choice, choices
from activitylint.lsp.diagnostics import SOURCE, diagnostics
from activitylint.lsp.documents import Document, on_disk, path_of
from activitylint.lsp.hover import hover
from activitylint.lsp.pages import Pages
from activitylint.lsp.positions import Text
from activitylint.lsp.symbols import INSPECT, lenses, symbols
from activitylint.lsp.worker import Worker
from activitylint.settings.discover import FILE_NAMES
from activitylint.settings.model import SettingsError
from activitylint.suppression.baseline import BaselineError

__all__ = ["Server"]

_LOG: Final = logging.getLogger(__name__)
_SHORTEST_WAIT: Final = 0.01
_LONGEST_WAIT: Final = 0.3
"""Seconds without a change after which a document is checked: half of what checking it took, within these bounds."""
_Result = TypeVar("_Result")


class _Protocol(LanguageServerProtocol):
    """The protocol of pygls, without its copy of each document: that takes long to change, and ends lines elsewhere."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class Server(LanguageServer):
    """The language server of activitylint."""

    def __init__(self) -> None:
        super().__init__("activitylint", __version__, protocol_cls=_Protocol)
        self.worker = Worker(self._analyze)
        self.pages = Pages()
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._seconds: dict[str, float] = {}
        self._said: set[str] = set()
        self._fixes_on_save = False
        self._loop: asyncio.AbstractEventLoop | None = None
        _register(self)

    # Documents

    def initialize(self, params: types.InitializeParams) -> None:
        """Read the options of the client."""
        self._loop = asyncio.get_running_loop()
        self._configure(params.initialization_options)

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document that was opened."""
        opened = params.text_document
        path = path_of(opened.uri)
        saved = on_disk(path, opened.text)
        text = Text(opened.text, self.protocol.server_capabilities.position_encoding or "utf-16")
        self._put(Document(opened.uri, path, opened.language_id, opened.version, text, *(saved or ())), wait=False)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take the changes of a document."""
        document = self.worker.document(params.text_document.uri)
        if document is None:
            return
        text = document.text
        for change in params.content_changes:
            where = change.range if isinstance(change, types.TextDocumentContentChangePartial) else None
            text = text.with_change(where, change.text)
        version = params.text_document.version
        self._put(Document(document.uri, document.path, document.language, version, text, document.saved), wait=True)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Take note that a document was saved: what it says about its encoding, and settings that others depend on."""
        document = self.worker.document(params.text_document.uri)
        if document is not None and (saved := on_disk(document.path, document.text.characters)) is not None:
            self._put(
                Document(document.uri, document.path, document.language, document.version, document.text, *saved),
                wait=False,
            )
        if path_of(params.text_document.uri).endswith(FILE_NAMES):
            self.recheck()

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a document, and its diagnostics."""
        uri = params.text_document.uri
        self.worker.drop(uri)
        self._seconds.pop(uri, None)
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
        if not self._pulls:
            self._publish(uri, None, [])

    def recheck(self) -> None:
        """Check all documents again, because settings have changed."""
        self._said.clear()
        for document in self.worker.documents:
            self._put(document, wait=False)
        workspace = self.client_capabilities.workspace
        if self._pulls and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    def configured(self, params: types.DidChangeConfigurationParams) -> None:
        """Take new options, if the client sends them."""
        settings = params.settings
        if isinstance(settings, dict) and "activitylint" in settings:
            self._configure(settings["activitylint"])
        self.recheck()

    def watch(self) -> None:
        """Ask the client to say when a settings file changes."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        watchers = [types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in (*FILE_NAMES, "*baseline*.toml")]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration(id="settings", method=method, register_options=options)
        self.client_register_capability(types.RegistrationParams(registrations=[registration]))

    # Diagnostics

    async def pulled(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """The diagnostics that the client asks for."""
        analysis = await self.worker.analysis(params.text_document.uri)
        found = await self._diagnostics(analysis)
        mark = hashlib.sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()
        if mark == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=mark)
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=mark)

    # Actions

    async def acted(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What can be done about the findings in a range."""
        analysis = await self.worker.analysis(params.text_document.uri)
        if analysis is None:
            return []
        wanted = params.context.only

        def work() -> list[types.CodeAction]:
            return actions(analysis, diagnostics(analysis, self.pages), params.range, wanted)

        return await self.worker.call(lambda: self._guarded(work, []))

    async def hovered(self, params: types.HoverParams) -> types.Hover | None:
        """What is under the pointer."""
        found = await self._at(params, hover)
        document = self.worker.document(params.text_document.uri)
        if found is None or document is None:
            return None
        start, end, text = found
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), document.text.range(start, end))

    async def completed(self, params: types.CompletionParams) -> types.CompletionList:
        """What can be written here. The client does not filter it: it would drop what was found with a typing error."""
        document = self.worker.document(params.text_document.uri)
        if document is None:
            return types.CompletionList(is_incomplete=False, items=[])
        text, offset = document.text, document.text.offset(params.position)
        none: list[Choice] = []
        found = await self.worker.call(lambda: self._guarded(lambda: choices(text.characters, offset), none))
        items = [
            types.CompletionItem(
                one.label,
                kind=types.CompletionItemKind.Value,
                detail=one.detail or None,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, one.documentation)
                if one.documentation
                else None,
                filter_text=text.characters[one.start : offset] or None,
                sort_text=f"{number:04}",
                text_edit=types.TextEdit(text.range(one.start, offset), one.new),
            )
            for number, one in enumerate(found)
        ]
        return types.CompletionList(is_incomplete=True, items=items)

    async def outlined(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        """The structure of a document."""
        return await self._of(params.text_document.uri, symbols)

    async def summarized(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """What Strava makes of a document, in one line."""
        return await self._of(params.text_document.uri, lenses)

    async def inspected(self, uri: str) -> str:
        """The report of a document or a file as a page."""
        document = self.worker.document(uri)
        return await self.worker.call(lambda: page(document, path_of(uri), self._setup(path_of(uri))))

    async def _of(self, uri: str, make: Callable[[Analysis], list[_Result]]) -> list[_Result]:
        """What is made of the newest version of a document."""
        analysis = await self.worker.analysis(uri)
        if analysis is None:
            return []
        return await self.worker.call(lambda: self._guarded(lambda: make(analysis), []))

    async def _at(self, params: types.HoverParams, find: Callable[[Analysis, int], _Result | None]) -> _Result | None:
        """What is found at a position of the newest version of a document."""
        analysis = await self.worker.analysis(params.text_document.uri)
        if analysis is None:
            return None
        offset = analysis.document.text.offset(params.position)
        return await self.worker.call(lambda: self._guarded(lambda: find(analysis, offset), None))

    async def saving(self, params: types.WillSaveTextDocumentParams) -> list[types.TextEdit]:
        """What to change before a document is saved."""
        if not self._fixes_on_save:
            return []
        analysis = await self.worker.analysis(params.text_document.uri)
        if analysis is None or analysis.report is None:
            return []
        return await self.worker.call(lambda: self._guarded(lambda: safe_edits(analysis), []))

    def stop(self) -> None:
        """Cancel what runs, and remove what was written."""
        self.worker.close()
        self.pages.close()

    def _configure(self, options: Any) -> None:
        """Read the options of the client: fixOnSave, and rulePages (see `Pages`)."""
        options = options if isinstance(options, dict) else {}
        self._fixes_on_save = options.get("fixOnSave") is True
        self.pages.close()
        self.pages = Pages(str(options.get("rulePages") or ""))

    @property
    def _pulls(self) -> bool:
        """True if the client asks for diagnostics. Then they are not sent unasked: it would show them twice."""
        text = self.client_capabilities.text_document
        return text is not None and text.diagnostic is not None

    def _put(self, document: Document, *, wait: bool) -> None:
        """Take a version of a document, and send its diagnostics soon. wait: True if more changes may follow."""
        self.worker.put(document)
        uri = document.uri
        if (timer := self._timers.pop(uri, None)) is not None:
            timer.cancel()
        if not self._pulls:
            seconds = min(max(self._seconds.get(uri, 0) / 2, _SHORTEST_WAIT), _LONGEST_WAIT) if wait else 0
            self._timers[uri] = asyncio.ensure_future(self._publish_after(seconds, uri))

    async def _publish_after(self, seconds: float, uri: str) -> None:
        await asyncio.sleep(seconds)
        analysis = await self.worker.analysis(uri)
        found = await self._diagnostics(analysis)
        if analysis is not None and self.worker.document(uri) is analysis.document:
            self._seconds[uri] = analysis.seconds
            self._publish(uri, analysis.document.version, found)

    async def _diagnostics(self, analysis: Analysis | None) -> list[types.Diagnostic]:
        if analysis is None:
            return []
        return await self.worker.call(lambda: self._guarded(lambda: diagnostics(analysis, self.pages), []))

    def _publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    # In threads

    def _analyze(self, document: Document, checkpoint: Callable[[], object]) -> Analysis:
        """The analysis of a document; an empty one if it fails."""
        nothing = Analysis(document, setup_for(""))
        return self._guarded(lambda: self._checked(document, checkpoint), nothing)

    def _checked(self, document: Document, checkpoint: Callable[[], object]) -> Analysis:
        setup = self._setup(document.path)
        try:
            return analyze(document, setup, checkpoint)
        except (OSError, BaselineError) as error:
            self._say(f"The baseline cannot be used: {error}")
            bare = Setup(setup.settings._replace(baseline=None), setup.selection, setup.context)
            return analyze(document, bare, checkpoint)

    def _setup(self, path: str) -> Setup:
        """How to check a file; with the defaults if its settings cannot be used."""
        try:
            return setup_for(path)
        except SettingsError as error:
            self._say(f"The settings cannot be used, so the defaults are: {error}")
            return setup_for("")

    def _guarded(self, work: Callable[[], _Result], otherwise: _Result) -> _Result:
        """The result of work; if it raises an exception, that is logged."""
        try:
            return work()
        except Exception:  # noqa: BLE001 -- whatever one document does, the server goes on
            self._say(f"activitylint could not check a document.\n{traceback.format_exc()}")
            return otherwise

    def _say(self, text: str) -> None:
        """Tell the user, once."""
        if text in self._said:
            return
        self._said.add(text)
        _LOG.warning("%s", text)
        if self._loop is not None:
            message = types.ShowMessageParams(types.MessageType.Warning, text)
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self.window_show_message, message)


def _register(server: Server) -> None:
    """Register the methods that answer each request."""

    def on(method: str, handler: Callable[..., Any], options: Any = None) -> None:
        # pygls sets attributes on what it registers, so it gets functions, not methods.
        if asyncio.iscoroutinefunction(handler):

            async def answer(params: Any) -> Any:
                return await handler(params)

            server.feature(method, options)(answer)
        else:
            server.feature(method, options)(lambda params: handler(params))  # noqa: PLW0108 -- see above

    on(types.INITIALIZE, server.initialize)
    on(types.INITIALIZED, lambda _: server.watch())
    on(types.SHUTDOWN, lambda _: server.stop())
    on(types.TEXT_DOCUMENT_DID_OPEN, server.opened)
    on(types.TEXT_DOCUMENT_DID_CHANGE, server.changed)
    on(types.TEXT_DOCUMENT_DID_SAVE, server.saved)
    on(types.TEXT_DOCUMENT_DID_CLOSE, server.closed)
    on(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, lambda _: server.recheck())
    on(types.WORKSPACE_DID_CHANGE_CONFIGURATION, server.configured)
    on(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, lambda _: server.recheck())
    pull = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier=SOURCE)
    on(types.TEXT_DOCUMENT_DIAGNOSTIC, server.pulled, pull)
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]
    on(types.TEXT_DOCUMENT_CODE_ACTION, server.acted, types.CodeActionOptions(code_action_kinds=kinds))
    on(types.TEXT_DOCUMENT_HOVER, server.hovered)
    on(types.TEXT_DOCUMENT_COMPLETION, server.completed, types.CompletionOptions(trigger_characters=list(TRIGGERS)))
    on(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, server.outlined)
    on(types.TEXT_DOCUMENT_CODE_LENS, server.summarized, types.CodeLensOptions(resolve_provider=False))

    async def inspect(uri: str) -> str:
        return await server.inspected(uri)

    server.command(INSPECT)(inspect)
    on(types.TEXT_DOCUMENT_WILL_SAVE_WAIT_UNTIL, server.saving)
