"""Fixes, and comments that ignore findings, as actions of the editor."""

from __future__ import annotations

from lsprotocol import types

from activitylint import fix, lint
from lsp.client import Editor, Shared, applied, codes
from paths import FIXTURES

RIDE = (FIXTURES / "samples" / "ride.gpx").read_text(encoding="utf-8")
BICYCLE = "<name>\U0001f6b4</name>"


def changed(text: str, action: types.CodeAction) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    (edits,) = action.edit.changes.values()
    return applied(text, edits)


async def at(editor: Editor, uri: str, code: str) -> list[types.CodeAction]:
    found = next(one for one in await editor.diagnostics(uri, 1) if one.code == code)
    return await editor.actions(uri, found.range)


def test_each_fix_that_helps_is_an_action_and_all_safe_ones_are_one(shared: Shared) -> None:
    # an emoji before the place, a fix that is safe and one that is not
    text = RIDE.replace("<trkseg>", f"{BICYCLE}<trkseg>", 1).replace('lat="', 'lat="+', 1)
    text = text.replace("<ele>", "<ele> ", 1).replace(' creator="', ' creator="  ', 1)
    naive = "\n" + text.replace("Z</time>", "</time>")

    async def scenario(editor: Editor) -> None:
        editor.open(shared.uri, naive, language="gpx")
        found = await at(editor, shared.uri, "TIM004")
        fixes = [one for one in found if one.data]
        assert {one.kind for one in fixes} == {types.CodeActionKind.QuickFix}
        assert all(one.title.startswith("TIM004: ") for one in fixes)
        assert all(("(unsafe)" in one.title) == ("unsafe" in str(one.data)) for one in fixes)
        for one in fixes:
            after = lint(changed(naive, one).encode(), name="a.gpx")
            assert "TIM004" not in {finding.code for finding in after.findings}
            assert BICYCLE in changed(naive, one)
        all_safe = await editor.actions(
            shared.uri, types.Range(types.Position(0, 0), types.Position(0, 0)), "source.fixAll"
        )
        assert [one.kind for one in all_safe] == ["source.fixAll.activitylint"]
        assert changed(naive, all_safe[0]) == fix(naive.encode(), rename=False).data.decode()
        assert not await editor.actions(shared.uri, types.Range(types.Position(0, 0), types.Position(0, 0)), "refactor")

    shared.run(scenario)


def test_a_finding_can_be_ignored_by_a_comment(shared: Shared) -> None:
    text = RIDE.replace("Z</time>", "</time>")

    async def scenario(editor: Editor) -> None:
        editor.open(shared.uri, text, language="gpx")
        ignore = next(one for one in await at(editor, shared.uri, "TIM004") if "ignore" in one.title)
        after = changed(text, ignore)
        editor.replace(shared.uri, 2, after)
        before, now = await editor.diagnostics(shared.uri, 1), await editor.diagnostics(shared.uri, 2)
        assert codes(now) == codes(before) - {"TIM004"}

    shared.run(scenario)


def test_safe_fixes_are_made_on_save_if_that_is_wanted(shared: Shared) -> None:
    text = RIDE.replace("<trkseg>", "<trkseg>\n", 1).replace("<?xml", "\n<?xml")
    document = types.TextDocumentIdentifier(shared.uri)
    params = types.WillSaveTextDocumentParams(document, types.TextDocumentSaveReason.Manual)

    async def scenario(editor: Editor) -> None:
        editor.open(shared.uri, text, language="gpx")
        for wanted in (True, False):
            settings = {"activitylint": {"fixOnSave": wanted}}
            editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
            edits = await editor.text_document_will_save_wait_until_async(params)
            fixed = fix(text.encode(), rename=False).data.decode()
            assert applied(text, edits or []) == (fixed if wanted else text) != (text if wanted else fixed)

    shared.run(scenario)
