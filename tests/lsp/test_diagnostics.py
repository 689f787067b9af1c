"""The diagnostics that an editor gets, from a server in a process of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from activitylint import lint
from lsp.client import Editor, Shared, codes, connected
from paths import FIXTURES

if TYPE_CHECKING:
    from collections.abc import Sequence

RIDE = (FIXTURES / "samples" / "ride.gpx").read_text(encoding="utf-8")
DEMO = FIXTURES / "demo" / "lunch-ride.gpx"
NEW = "untitled:Untitled-1"
PULLS = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8]),
)


def at(found: Sequence[types.Diagnostic], code: str) -> types.Diagnostic:
    return next(one for one in found if one.code == code)


def test_diagnostics_are_the_findings_of_lint() -> None:
    async def scenario() -> str:
        async with connected() as editor:
            editor.open(DEMO.as_uri(), DEMO.read_text(encoding="utf-8"))
            found = await editor.diagnostics(DEMO.as_uri(), 1)
            expected = lint(DEMO).findings
            assert [(one.code, one.range.start.line + 1, one.range.start.character + 1) for one in found] == [
                (finding.code, finding.location.line, finding.location.column) for finding in expected
            ]
            assert found[0].message.startswith(expected[0].message)
            assert found[0].source == "activitylint"
            link = found[0].code_description
            assert link is not None
            page = link.href.removeprefix("file://")
            text = await asyncio.to_thread(Path(page).read_text, encoding="utf-8")
            assert text.startswith(f"# {expected[0].code} {expected[0].name}\n")
        return page

    page = asyncio.run(scenario())
    assert not Path(page).exists()  # the server has removed what it has written


def test_what_is_typed_is_checked_and_other_files_are_not(shared: Shared) -> None:
    async def scenario(editor: Editor) -> None:
        editor.open(shared.uri, "<gpx", language="gpx")
        assert "XML001" in codes(await editor.diagnostics(shared.uri, 1))
        line = RIDE[: RIDE.index("<time>", RIDE.index("<trkpt"))].count("\n")
        editor.replace(shared.uri, 2, RIDE)
        assert codes(await editor.diagnostics(shared.uri, 2)) == codes_of(RIDE)
        column = RIDE.splitlines()[line].index("<time>") + len("<time>")
        where = types.Range(types.Position(line, column), types.Position(line, column + 4))
        editor.change(shared.uri, 3, types.TextDocumentContentChangePartial(where, "1970"))
        found = await editor.diagnostics(shared.uri, 3)
        lines = RIDE.splitlines(keepends=True)
        lines[line] = f"{lines[line][:column]}1970{lines[line][column + 4 :]}"
        assert codes(found) == codes_of("".join(lines)) > codes_of(RIDE)
        assert line in {one.range.start.line for one in found}
        editor.open("file:///package.json", '{"sets": 1,', language="json")
        editor.open("file:///notes.md", RIDE, language="markdown")
        assert not await editor.diagnostics("file:///package.json", 1)
        assert not await editor.diagnostics("file:///notes.md", 1)

    shared.run(scenario)


def codes_of(text: str) -> set[str]:
    return {finding.code for finding in lint(text.encode()).findings}


def test_columns_count_utf_16_units_and_lines_end_as_the_protocol_says(shared: Shared) -> None:
    name, wrong = "<name>\U0001f6b4 \u2028\U0001f6b4</name>", '<trkpt lat="91.5" lon="7">'
    start = RIDE.index("<trkpt")
    text = f"{RIDE[:start]}{name}{wrong}{RIDE[RIDE.index('>', start) + 1 :]}".replace("\n", "\r", 1)

    async def scenario(editor: Editor) -> None:
        editor.open(shared.uri, text, language="gpx")
        found = at(await editor.diagnostics(shared.uri, 1), "POS001")
        assert found.range.start.line == text[:start].count("\n") + 1
        indented = len(text[:start].rpartition("\n")[2])
        assert found.range.start.character == indented + len(name) + 2 + wrong.index("lat")

    shared.run(scenario)


def test_an_unsaved_text_has_the_encoding_that_it_declares(shared: Shared, tmp_path: Path) -> None:
    declared = {
        name: RIDE.replace('encoding="UTF-8"', f'encoding="{name}"').replace("<trkseg>", "<name>é</name><trkseg>", 1)
        for name in ("UTF-8", "ISO-8859-1", "UTF-16", "Shift_JIS", "US-ASCII")
    }
    saved = tmp_path / "ride.gpx"
    saved.write_text(declared["US-ASCII"], encoding="utf-8")
    wide = tmp_path / "wide.gpx"
    wide.write_bytes(declared["UTF-16"].encode("utf-16"))

    async def scenario(editor: Editor) -> None:
        for version, (name, text) in enumerate(declared.items(), start=1):
            editor.open(f"{shared.uri}{name}", text, version=version)
            found = codes(await editor.diagnostics(f"{shared.uri}{name}", version))
            # ASCII has no é, so whatever is saved is not what is declared
            assert ("XML005" in found) == (name == "US-ASCII"), name
        # a file that is wrong on the disk is wrong, until it is declared as it is
        editor.open(saved.as_uri(), declared["US-ASCII"])
        assert "XML005" in codes(await editor.diagnostics(saved.as_uri(), 1))
        editor.replace(saved.as_uri(), 2, f"{declared['US-ASCII']}\n")
        assert "XML005" in codes(await editor.diagnostics(saved.as_uri(), 2))
        editor.replace(saved.as_uri(), 3, declared["UTF-16"])
        assert "XML005" not in codes(await editor.diagnostics(saved.as_uri(), 3))
        editor.open(wide.as_uri(), declared["UTF-16"])
        assert "XML005" not in codes(await editor.diagnostics(wide.as_uri(), 1))

    shared.run(scenario)


def test_a_client_that_pulls_gets_each_diagnostic_once() -> None:
    async def scenario() -> None:
        async with connected(PULLS) as editor:
            editor.open(NEW, "<gpx/>", language="gpx")
            first = await editor.pull(NEW)
            assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
            assert codes(first.items) >= {"GPX001"}
            again = await editor.pull(NEW, first.result_id)
            assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
            text = RIDE.replace("<trkseg>", "<name>\u00e9\U0001f6b4</name><trkseg>", 1)
            editor.replace(NEW, 2, text)
            changed = await editor.pull(NEW, first.result_id)
            assert isinstance(changed, types.RelatedFullDocumentDiagnosticReport)
            assert codes(changed.items) == codes_of(text)
            # this client counts bytes
            assert editor.capabilities.position_encoding == types.PositionEncodingKind.Utf8
            line = next(line for line in text.encode().splitlines() if b"<name>\xc3" in line)
            assert at(changed.items, "XML006").range.start.character == line.rindex(b"<name>")
            assert not editor.published

    asyncio.run(scenario())


def test_settings_are_those_of_the_folder_of_each_file_and_are_followed(shared: Shared, tmp_path: Path) -> None:
    strict, lax = tmp_path / "strict", tmp_path / "lax"
    for folder in (strict, lax):
        folder.mkdir()
        (folder / "ride.gpx").write_text("<gpx/>", encoding="utf-8")
    settings = lax / "activitylint.toml"
    settings.write_text('ignore = ["GPX"]\n', encoding="utf-8")
    uris = {folder: (folder / "ride.gpx").as_uri() for folder in (strict, lax)}

    async def scenario(editor: Editor) -> None:
        for uri in uris.values():
            editor.open(uri, "<gpx/>")
        assert "GPX001" in codes(await editor.diagnostics(uris[strict], 1))
        assert "GPX001" not in codes(await editor.diagnostics(uris[lax], 1))
        editor.published.clear()
        settings.write_text("ignore = []\n", encoding="utf-8")
        editor.save(settings.as_uri())
        assert "GPX001" in codes(await editor.diagnostics(uris[lax], 1))
        editor.published.clear()
        settings.write_text('exclude = ["ride.gpx"]\n', encoding="utf-8")
        changed = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
        editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
        assert not await editor.diagnostics(uris[lax], 1)
        # settings that cannot be used are reported, and the defaults are used
        editor.published.clear()
        settings.write_text("ignore = 5\nbaseline = 'none.toml'\n", encoding="utf-8")
        editor.save(settings.as_uri())
        assert "GPX001" in codes(await editor.diagnostics(uris[lax], 1))
        assert "activitylint.toml:1" in await editor.message("settings cannot be used")
        settings.write_text("baseline = 'none.toml'\n", encoding="utf-8")
        editor.save(settings.as_uri())
        assert "none.toml" in await editor.message("baseline cannot be used")

    shared.run(scenario)
