"""Fixes, and comments that ignore findings, as actions of the editor."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from activitylint import fix, lint
from lsp.client import Editor, applied, codes, connected
from paths import FIXTURES

RIDE = (FIXTURES / "samples" / "ride.gpx").read_text(encoding="utf-8")
NEW = "untitled:Untitled-1"
BICYCLE = "<name>\U0001f6b4</name>"


def changed(text: str, action: types.CodeAction) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    return applied(text, action.edit.changes[NEW])


async def at(editor: Editor, code: str, version: int, *only: str) -> list[types.CodeAction]:
    found = next(one for one in await editor.diagnostics(NEW, version) if one.code == code)
    return await editor.actions(NEW, found.range, *only)


def test_each_fix_that_helps_is_an_action_and_all_safe_ones_are_one() -> None:
    # an emoji before the place, a fix that is safe and one that is not
    text = RIDE.replace("<trkseg>", f"{BICYCLE}<trkseg>", 1).replace('lat="', 'lat="+', 1)
    text = text.replace("<ele>", "<ele> ", 1).replace(' creator="', ' creator="  ', 1)
    naive = "\n" + text.replace("Z</time>", "</time>")

    async def scenario() -> None:
        async with connected() as editor:
            editor.open(NEW, naive, language="gpx")
            found = await at(editor, "TIM004", 1)
            fixes = [one for one in found if one.data]
            assert {one.kind for one in fixes} == {types.CodeActionKind.QuickFix}
            assert all(one.title.startswith("TIM004: ") for one in fixes)
            assert all(("(unsafe)" in one.title) == ("unsafe" in str(one.data)) for one in fixes)
            for one in fixes:
                after = lint(changed(naive, one).encode(), name="a.gpx")
                assert "TIM004" not in {finding.code for finding in after.findings}
                assert BICYCLE in changed(naive, one)
            all_safe = await editor.actions(
                NEW, types.Range(types.Position(0, 0), types.Position(0, 0)), "source.fixAll"
            )
            assert [one.kind for one in all_safe] == ["source.fixAll.activitylint"]
            assert changed(naive, all_safe[0]) == fix(naive.encode(), rename=False).data.decode()
            assert not await editor.actions(NEW, types.Range(types.Position(0, 0), types.Position(0, 0)), "refactor")

    asyncio.run(scenario())


def test_a_finding_can_be_ignored_by_a_comment() -> None:
    text = RIDE.replace("Z</time>", "</time>")

    async def scenario() -> None:
        async with connected() as editor:
            editor.open(NEW, text, language="gpx")
            ignore = next(one for one in await at(editor, "TIM004", 1) if "ignore" in one.title)
            after = changed(text, ignore)
            editor.replace(NEW, 2, after)
            assert codes(await editor.diagnostics(NEW, 2)) == codes(await editor.diagnostics(NEW, 1)) - {"TIM004"}

    asyncio.run(scenario())


def test_safe_fixes_are_made_on_save_if_that_is_wanted() -> None:
    text = RIDE.replace("<trkseg>", "<trkseg>\n", 1).replace("<?xml", "\n<?xml")
    params = types.WillSaveTextDocumentParams(types.TextDocumentIdentifier(NEW), types.TextDocumentSaveReason.Manual)

    async def scenario() -> None:
        async with connected(options={"fixOnSave": True}) as editor:
            editor.open(NEW, text, language="gpx")
            edits = await editor.text_document_will_save_wait_until_async(params)
            assert edits
            assert applied(text, list(edits)) == fix(text.encode(), rename=False).data.decode() != text
            settings = {"activitylint": {"fixOnSave": False}}
            editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
            assert not await editor.text_document_will_save_wait_until_async(params)

    asyncio.run(scenario())
