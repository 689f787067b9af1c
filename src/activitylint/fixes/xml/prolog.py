"""Fixes of what stands at the top of a document: the declaration, and what precedes it."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML

__all__: list[str] = []


@fix("strip-before-declaration", "XML002", safety=Safety.SAFE, formats=XML, damaged=True, order=1)
def strip_before_declaration(target: Target) -> Iterator[Change]:
    """Removes what stands before `<?xml`, so that the declaration comes first.

    Leaves: text there that is more than white space, which may be somebody's data; and a byte order mark.
    """
    for fault in target.parsed.faults_of(FaultKind.XML_TEXT_BEFORE_DECLARATION):
        if str(fault.detail["text"]).strip("\ufeff \t\r\n"):
            raise NotApplicable("what stands before the declaration is more than white space")
        yield Edit(fault.at.row, fault.at.row + fault.at.length)


@fix("add-declaration", "XML003", safety=Safety.SAFE, formats=XML, damaged=True, order=2)
def add_declaration(target: Target) -> Iterator[Change]:
    """Writes `<?xml version="1.0" encoding="UTF-8"?>`, or the encoding that the bytes are in, at the top.

    Leaves: a file whose bytes are not of the encoding that they seem to be in.
    """
    markup = Markup(target)
    text = markup.text
    if target.parsed.faults_of(FaultKind.XML_ENCODING):
        raise NotApplicable("the bytes are not of the encoding that they seem to be in")
    yield markup.edit(0, 0, f'<?xml version="1.0" encoding="{text.encoding}"?>{markup.line_end}')
