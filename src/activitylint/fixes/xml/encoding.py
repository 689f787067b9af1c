"""Fixes for a declared encoding that does not match the bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML

__all__: list[str] = []


_WHOLE: Final = (
    rb"[\x00-\x7f]+|(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
_ODD: Final = re.compile(_WHOLE + rb"|(.)", re.DOTALL)
_UNTOLD: Final = frozenset({"utf-16", "utf-32"})
"""Encodings whose byte order comes from a mark, not from their name."""


@fix("right-encoding-name", "XML005", safety=Safety.SAFE, formats=XML, damaged=True, order=1)
def right_encoding_name(task: FixTask) -> Iterator[FileChange]:
    """Corrects the encoding named in the declaration, if a byte order mark or the bytes themselves show what it is:
    UTF-16, or UTF-8 that is valid throughout. Also writes the name that XML parsers know for an encoding: `latin`
    becomes `ISO-8859-1`.

    Limits: Skips a file whose bytes are in more than one encoding, or in one that cannot be recognized.
    """
    text = XmlEditor(task).text
    for fault in task.parsed.faults_of(FaultKind.XML_ENCODING):
        declared = str(fault.detail["declared"])
        codec = text.transcoded or "utf-8"
        start, stop = fault.at.row, fault.at.row + len(declared.encode(codec))
        if not declared or text.original[start:stop] != declared.encode(codec):
            raise NotApplicable("the declaration seems to be right and the bytes wrong")
        right = str(fault.detail["right"])
        if not right:
            raise NotApplicable("the bytes are not valid UTF-8 either")
        try:
            text.original[text.bom :].decode(text.transcoded or right)
        except UnicodeDecodeError:
            reason = f"the bytes are not valid {right} either"
            raise NotApplicable(reason) from None
        yield Edit(start, stop, right.encode(codec))


@fix("latin-1-as-utf-8", "XML005", safety=Safety.UNSAFE, formats=XML, damaged=True, order=1)
def latin_1_as_utf_8(task: FixTask) -> Iterator[FileChange]:
    """Reads bytes that are not valid UTF-8 as Windows-1252 (Western European), and converts them to UTF-8.

    Limits: Skips a file that declares an encoding other than UTF-8. This is a guess: names in other alphabets come out
    wrong.
    """
    text = XmlEditor(task).text
    for fault in task.parsed.faults_of(FaultKind.XML_ENCODING):
        declared = str(fault.detail["declared"])
        if text.transcoded or _codec(declared or "utf-8") != "utf-8":
            reason = f"the file declares the encoding {declared}"
            raise NotApplicable(reason)
    for found in _ODD.finditer(text.original):
        if found[1]:
            try:
                letter = found[1].decode("windows-1252")
            except UnicodeDecodeError:
                raise NotApplicable("the bytes are not valid Windows-1252 either") from None
            yield Edit(found.start(), found.end(), letter.encode())


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
