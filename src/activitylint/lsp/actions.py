"""Fixes as actions of the editor: one at a time, all that are safe, or a comment that ignores a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, cast

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, Range, TextEdit, WorkspaceEdit

from activitylint.fixes.choice import Choice
from activitylint.fixes.fixing import apply_fixes
from activitylint.fixes.registry import Fix, registered
from activitylint.fixes.result import FixResult
from activitylint.lsp.analysis import Analysis
from activitylint.lsp.documents import Document, text_of
from activitylint.model.finding import Safety
from activitylint.model.format import Format

__all__ = ["FIX_ALL", "actions", "safe_edits"]

FIX_ALL: Final = "source.fixAll.activitylint"
_NOTES: Final = {Safety.SAFE: "", Safety.UNSAFE: " (unsafe)", Safety.ASKED: " (only if you want it)"}
_ALWAYS: Final = "LNT001"
"""The rule that nothing can ignore."""
_DECLARATION: Final = re.compile(r"<\?xml\s[^>]*\?>")


def actions(
    analysis: Analysis, found: Iterable[Diagnostic], where: Range, only: Iterable[str] | None
) -> list[CodeAction]:
    """What can be done about the findings in a range.

    found: all diagnostics of the document. only: the kinds that are wanted, None for all.
    """
    if analysis.report is None or analysis.source is None:
        return []
    here = [one for one in found if one.range.start.line <= where.end.line and one.range.end.line >= where.start.line]
    made: list[CodeAction] = []
    if _wanted(CodeActionKind.QuickFix, only):
        made += _quick_fixes(analysis, here)
        made += _ignores(analysis.document, analysis.report.format, here)
    if _wanted(FIX_ALL, only) and (edits := safe_edits(analysis)):
        made.append(
            CodeAction("activitylint: fix all that is safe", kind=FIX_ALL, edit=_workspace_edit(analysis, edits))
        )
    return made


def safe_edits(analysis: Analysis) -> list[TextEdit]:
    """What all safe fixes change in a document."""
    result = _result(analysis, FIX_ALL, Choice(analysis.setup.selection.codes, rename=False))
    return _text_edits(analysis.document, result) if result is not None else []


def _wanted(kind: str, only: Iterable[str] | None) -> bool:
    """True if a kind is one of those wanted, or below one."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") or not one for one in only)


def _quick_fixes(analysis: Analysis, here: list[Diagnostic]) -> Iterator[CodeAction]:
    """A fix for each finding that one was tried for and kept."""
    codes = {str(one.code) for one in here}
    preferred = True
    for fix in _fixes_for(codes):
        result = _result(analysis, fix.name, Choice(frozenset(), asked=frozenset({fix.name}), rename=False))
        edits = _text_edits(analysis.document, result) if result is not None else []
        if not edits:
            continue
        safe = fix.safety is Safety.SAFE
        mine = [one for one in here if one.code in fix.codes]
        yield CodeAction(
            f"{', '.join(dict.fromkeys(str(one.code) for one in mine))}: {_sentence(fix)}{_NOTES[fix.safety]}",
            kind=CodeActionKind.QuickFix,
            diagnostics=mine,
            is_preferred=(safe and preferred) or None,
            edit=_workspace_edit(analysis, edits),
            data={"fix": fix.name, "safety": fix.safety.value},
        )
        preferred = preferred and not safe


def _fixes_for(codes: set[str]) -> list[Fix]:
    from activitylint.fixes import load_for  # noqa: PLC0415 -- the modules with fixes, when one is needed

    return [fix for fix in registered() if not codes.isdisjoint(fix.codes)] if load_for(codes) else []


def _sentence(fix: Fix) -> str:
    """What a fix does, in its first sentence without the full stop."""
    return fix.does.split(". ", 1)[0].removesuffix(".")


def _result(analysis: Analysis, name: str, choice: Choice) -> FixResult | None:
    """The result of applying these fixes; None if they do not help. name: what it is cached by."""
    if name not in analysis.cache:
        setup, source = analysis.setup, analysis.source
        assert source is not None  # noqa: S101 -- for the type checker; the caller has checked it
        suppressor = setup.suppressor()
        result = apply_fixes(source, setup.context, choice, wanted=suppressor.apply)
        analysis.cache[name] = result if result.edits and not result.parts else None
    return cast("FixResult | None", analysis.cache[name])


def _text_edits(document: Document, result: FixResult) -> list[TextEdit]:
    """The changes of a fix in the text; none if it changes only bytes that the editor does not show."""
    expected = text_of(result.data)
    text = document.text
    if expected is None or expected == text.characters:
        return []
    at = document.offsets(byte for edit in result.edits for byte in (edit.start, edit.stop))
    try:
        changes = [(at[edit.start], at[edit.stop], document.decoded(edit.new)) for edit in result.edits]
    except UnicodeDecodeError:
        changes = []
    made, here = [], 0
    for start, stop, new in changes:
        made += [text.characters[here:start], new]
        here = stop
    if "".join([*made, text.characters[here:]]) != expected:
        # The fix changes the encoding.
        return [TextEdit(text.range(0, len(text.characters)), expected)]
    return [TextEdit(text.range(start, stop), new) for start, stop, new in changes]


def _ignores(document: Document, form: Format | None, here: list[Diagnostic]) -> Iterator[CodeAction]:
    """Comments that ignore the findings. Only XML can have comments."""
    if form not in {Format.GPX, Format.TCX}:
        return
    declaration = _DECLARATION.search(document.text.characters[:4096])
    at = declaration.end() if declaration else 0
    for code in dict.fromkeys(str(one.code) for one in here if one.code != _ALWAYS):
        comment = f"<!-- activitylint: ignore={code} -->"
        edit = TextEdit(document.text.range(at, at), f"\n{comment}" if declaration else f"{comment}\n")
        yield CodeAction(
            f"{code}: ignore it in this file, with a comment",
            kind=CodeActionKind.QuickFix,
            diagnostics=[one for one in here if one.code == code],
            edit=WorkspaceEdit(changes={document.uri: [edit]}),
        )


def _workspace_edit(analysis: Analysis, edits: list[TextEdit]) -> WorkspaceEdit:
    return WorkspaceEdit(changes={analysis.document.uri: edits})
