"""Where and why a document is not well-formed, in more detail than libxml2's message."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from activitylint.model.classes import NamedTuple
from activitylint.model.faults import Fault, FaultKind, Place

__all__ = ["XmlError", "damage_fault"]

_CHUNK: Final = 1 << 20
# Compiled on use, since nearly every file is well-formed.
_CONTROL: Final = rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_MISMATCH: Final = r"tag mismatch: (\S++) line (\d++) and (\S++)"
_PREMATURE: Final = r"in tag (\S+) line (\d+)"
_PREFIX: Final = r"Namespace prefix (\S+)(?: for (\S+))? on (\S+) is not defined"
_REFERENCE: Final = rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));"
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_ENTITY: Final = r"Entity '([^']*)' not defined"
_ATTRIBUTE: Final = r"Attribute (\S+) redefined"
_LIMIT: Final = "XML_PARSE_HUGE|Huge input"
"""libxml2's message if a limit is exceeded. It has an error type for that only since 2.14."""


class XmlError(NamedTuple):
    """libxml2's first error: the name of its type, the message, and where it was noticed (1-based, in characters)."""

    type: str
    message: str
    line: int
    column: int

    def offset(self, scanned: bytes, codec: str) -> int:
        """Return the offset at which libxml2 noticed the error: at the cause or, usually, a little after it."""
        start = _line_start(scanned, self.line)
        # a character is at most 4 bytes long, so this much of the line is enough
        line = scanned[start : start + 4 * self.column].decode(codec, "replace")
        return min(start + len(line[: self.column - 1].encode(codec, "replace")), len(scanned))

    def at_end(self, scanned: bytes) -> bool:
        """True if the only error is that the text ends too early."""
        return self.type == "ERR_TAG_NOT_FINISHED" or (
            self.type in ("ERR_DOCUMENT_EMPTY", "ERR_DOCUMENT_END") and b"<" not in scanned.rstrip()[-1:]
        )


def _line_start(scanned: bytes, line: int) -> int:
    """The offset of a line, counted from 1; of the last line if there are fewer."""
    missing = line - 1
    for chunk in range(0, len(scanned), _CHUNK):
        count = scanned.count(b"\n", chunk, chunk + _CHUNK)
        if count >= missing > 0:
            newlines = (np.frombuffer(scanned[chunk : chunk + _CHUNK], dtype=np.uint8) == ord("\n")).nonzero()[0]
            return chunk + int(newlines[missing - 1]) + 1
        missing -= count
        if missing <= 0:
            break
    return 0 if line == 1 else scanned.rfind(b"\n") + 1


def damage_fault(scanned: bytes, codec: str, xml_error: XmlError) -> tuple[Fault, int]:
    """Return the XML_NOT_WELL_FORMED fault, with an offset in `scanned`, and the number of bytes to keep.

    Its detail has `reason`, libxml2's message, and `problem`: truncated, mismatched-tag, undeclared-prefix,
    control-character, surrogate-reference, undeclared-entity, bare-ampersand, repeated-attribute, unquoted-attribute,
    extra-content, no-markup, limit or syntax. Depending on the problem it also has `tag`, `line` (where that tag was
    opened), `closed_by`, `prefix`, `attribute`, `character` (a code point), `entity` or `reference` (one reference to a
    surrogate, or two that make up `character`).
    """
    noticed = xml_error.offset(scanned, codec)
    opened = max(scanned.rfind(b"<", 0, noticed), 0)
    detail, at = _explain(scanned, xml_error, opened, noticed)
    detail["reason"] = xml_error.message
    at = max(min(at, len(scanned) - 1), 0)
    length = max(min(noticed, len(scanned)) - at, 1)
    fault = Fault(FaultKind.XML_NOT_WELL_FORMED, Place("byte", at, length=length), detail=detail)
    return fault, _keep(scanned, str(detail["problem"]), opened, noticed)


def _keep(scanned: bytes, problem: str, opened: int, noticed: int) -> int:
    """The number of bytes before the damage: up to the end of a closed element, or else up to the damaged tag."""
    if problem == "extra-content":
        return noticed
    closed = scanned.find(b">", opened, noticed) + 1
    if not closed or problem in ("mismatched-tag", "undeclared-prefix", "limit"):
        return opened
    if problem == "truncated" or scanned.startswith(b"</", opened) or scanned[closed - 2 : closed] == b"/>":
        return closed
    return opened


def _explain(scanned: bytes, xml_error: XmlError, opened: int, noticed: int) -> tuple[dict[str, object], int]:
    """What is known about the problem, and its offset."""
    message = xml_error.message
    if found := re.search(_MISMATCH, message):
        detail = {"problem": "mismatched-tag", "tag": found[1], "line": int(found[2]), "closed_by": found[3]}
        return detail, opened
    if found := re.search(_PREFIX, message):
        detail = {"problem": "undeclared-prefix", "prefix": found[1], "tag": found[3]}
        if found[2]:
            detail["attribute"] = found[2]
            attribute = scanned.find(f"{found[1]}:{found[2]}".encode(), opened, noticed + 1)
            return detail, attribute if attribute >= 0 else opened
        return detail, opened
    if xml_error.type == "ERR_INVALID_CHAR" and (control := re.compile(_CONTROL).search(scanned, opened)):
        return {"problem": "control-character", "character": control[0][0]}, control.start()
    if xml_error.type == "ERR_INVALID_CHAR" and (surrogates := _surrogates(scanned, opened, noticed)):
        return surrogates
    if found := re.search(_ENTITY, message):
        entity = scanned.rfind(b"&" + found[1].encode(), opened, noticed)
        return {"problem": "undeclared-entity", "entity": found[1]}, entity if entity >= 0 else opened
    return _explain_by_type(scanned, xml_error, opened, noticed)


def _explain_by_type(scanned: bytes, xml_error: XmlError, opened: int, noticed: int) -> tuple[dict[str, object], int]:
    message = xml_error.message
    end = len(scanned.rstrip())
    if found := re.search(_PREMATURE, message):
        return {"problem": "truncated", "tag": found[1], "line": int(found[2])}, end - 1
    if found := re.search(_ATTRIBUTE, message):
        return {"problem": "repeated-attribute", "attribute": found[1]}, opened
    if xml_error.type == "ERR_DOCUMENT_EMPTY":
        return {"problem": "no-markup"}, len(scanned) - len(scanned.lstrip())
    if xml_error.type == "ERR_DOCUMENT_END":
        return {"problem": "extra-content"}, noticed
    if xml_error.type in ("ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING") and "Entity" in message:
        return {"problem": "bare-ampersand"}, max(scanned.rfind(b"&", opened, noticed), opened)
    if xml_error.type == "ERR_RESOURCE_LIMIT" or re.search(_LIMIT, message):
        return {"problem": "limit"}, opened
    if noticed >= end:
        return {"problem": "truncated"}, opened
    return {"problem": "unquoted-attribute" if xml_error.type == "ERR_ATTRIBUTE_NOT_STARTED" else "syntax"}, opened


def _surrogates(scanned: bytes, opened: int, noticed: int) -> tuple[dict[str, object], int] | None:
    """The first reference to a surrogate (half of a character in UTF-16), with the other half if it follows."""
    references = re.compile(_REFERENCE)
    for found in references.finditer(scanned, opened, noticed + 1):
        half = _code_point(found)
        if half not in _HIGH and half not in _LOW:
            continue
        detail: dict[str, object] = {"problem": "surrogate-reference", "reference": found[0].decode()}
        after = references.match(scanned, found.end())
        if half in _HIGH and after and _code_point(after) in _LOW:
            detail["reference"] = (found[0] + after[0]).decode()
            detail["character"] = 0x10000 + ((half - 0xD800) << 10) + _code_point(after) - 0xDC00
        return detail, found.start()
    return None


def _code_point(found: re.Match[bytes]) -> int:
    return int(found[1], 16) if found[1] else int(found[2])
