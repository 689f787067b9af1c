"""Fixes for namespace declarations: those that repeat another, and those with a misspelled address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import ASIDE, XmlEditor
from activitylint.formats.xml.attributes import attribute_span
from activitylint.model.format import GPX, XML
from activitylint.vocabulary.extensions import gpx_readings
from activitylint.vocabulary.namespaces import meant

__all__: list[str] = []

_JUDGED: Final = (
    *("STR001", "STR002", "STR003", "STR004", "STR005", "STR006", "STR008", "STR009", "STR012", "STR013"),
    *("GPX003", "GPX005"),
)
"""Rules that check what is in a namespace, which is only possible once it is the right one."""
_DECLARATION: Final = re.compile(ASIDE + rb"|\sxmlns(?::[^\s=]+)?\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')", re.DOTALL)


@fix("drop-repeated-namespaces", "XML008", safety=Safety.SAFE, formats=XML, order=6)
def drop_repeated_namespaces(task: FixTask) -> Iterator[FileChange]:
    """Removes `xmlns` from an element that is in that namespace anyway, because an element around it declares it.

    Limits: Does not remove declarations with a prefix.
    """
    editor = XmlEditor(task)
    scanned = editor.text.scanned
    for element in editor.index.redundant.tolist():
        found = attribute_span(editor.index, element, "xmlns")
        if found is None:
            continue
        start = found[0]
        while scanned[start - 1 : start].isspace():
            start -= 1
        yield editor.edit(start, found[2] + 1)


@fix("right-namespace", "GPX004", safety=Safety.SAFE, formats=GPX, order=4, reveals=_JUDGED)
def right_namespace(task: FixTask) -> Iterator[FileChange]:
    """Corrects the address of a namespace from which Strava reads values, if it is only misspelled: `xmlschemes` for
    `xmlschemas`, `https` for `http`, another case, or the address of the schema instead of the namespace.

    Limits: Skips the namespaces of other makers and versions.
    """
    editor = XmlEditor(task)
    known = {reading.namespace for reading in gpx_readings() if reading.namespace}
    changed = False
    for found in _DECLARATION.finditer(editor.text.scanned):
        group = 1 if found[1] is not None else 2
        if found[group] is None:
            continue
        uri = found[group].decode(editor.text.codec, "replace")
        right = meant(uri)
        if right in known:
            changed = True
            yield editor.edit(*found.span(group), right)
    if not changed:
        raise NotApplicable("the namespace is that of another maker or version")
