"""Fixes for the XML declaration and what comes before it."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML

__all__: list[str] = []


@fix("strip-before-declaration", "XML002", safety=Safety.SAFE, formats=XML, damaged=True, order=1)
def strip_before_declaration(task: FixTask) -> Iterator[FileChange]:
    """Removes white space before `<?xml`, so that the declaration comes first.

    Limits: Skips a file with anything else before the declaration, which may be data. Keeps a byte order mark.
    """
    for fault in task.parsed.faults_of(FaultKind.XML_TEXT_BEFORE_DECLARATION):
        if str(fault.detail["text"]).strip("\ufeff \t\r\n"):
            raise NotApplicable("there is more than white space before the declaration")
        yield Edit(fault.at.row, fault.at.row + fault.at.length)


@fix("add-declaration", "XML003", safety=Safety.SAFE, formats=XML, damaged=True, order=2)
def add_declaration(task: FixTask) -> Iterator[FileChange]:
    """Adds `<?xml version="1.0" encoding="UTF-8"?>` at the top, with the encoding that the bytes are in.

    Limits: Skips a file whose bytes are not valid in the encoding that they seem to be in.
    """
    editor = XmlEditor(task)
    text = editor.text
    if task.parsed.faults_of(FaultKind.XML_ENCODING):
        raise NotApplicable("the bytes are not valid in the encoding that they seem to be in")
    yield editor.edit(0, 0, f'<?xml version="1.0" encoding="{text.encoding}"?>{editor.line_end}')
