"""Encoding, XML declaration and well-formedness of a document.

libxml2 checks every document that `fast_path` does not recognize as well-formed. It parses the bytes once, hardened: it
expands no entities, fetches nothing, and limits depth and size. It builds no tree; structure and values come from the
index. If it reports an error, the text is cut at the damage, so that everything before can still be read.
"""

from __future__ import annotations

import codecs
from typing import Final

from activitylint.formats.xml.damage import XmlError, damage_fault
from activitylint.formats.xml.encodings import known_codec, python_codec, right_name
from activitylint.formats.xml.tags import doctype_end
from activitylint.model.classes import dataclass, field
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.patterns import regex

__all__ = ["XmlText", "checked", "decoded", "usual_declaration"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_STARTS: Final = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_USUAL: Final = frozenset(
    f'<?xml version="1.0" encoding="{encoding}"{rest}?>'.encode()
    for encoding in ("UTF-8", "utf-8")
    for rest in ("", " ", ' standalone="no"', ' standalone="no" ', ' standalone="yes"')
)
"""Declarations that most programs write. To compare them takes less time than to compile a pattern for all others."""
_ENCODING: Final = regex(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)\s*[\"']")
_SINGLE_BYTE: Final = regex(r"ascii|iso8859-\d+|cp125\d")
"""Encodings with one byte per character and ASCII below 128, whose names libxml2 knows. All others are transcoded."""
_USUAL_GAP: Final = 64
"""Bytes after the declaration in which the root element usually begins."""
_LONGEST_DOCTYPE: Final = 100_000
"""Bytes of a DOCTYPE that libxml2 is given. It takes sixty times the memory, and GPX and TCX files need none."""
_TAG_START: Final = regex(rb"<[^!?]")


@dataclass(slots=True, eq=False, repr=False)
class XmlText:
    """The bytes of a document, in an encoding in which tags can be found byte by byte.

    original: the bytes of the file. whole: the same, or transcoded to UTF-8 if necessary.
    scanned: the part of `whole` that is indexed: from `base` to the damage, or to the end.
    codec: Python's name for the encoding of `scanned`.
    transcoded: the codec of `original` if it was transcoded, else empty. bom: in that case, the number of bytes of
    `original` before `whole`.
    encoding: as declared, or else as detected.
    faults: what was noted. damaged: True if the text was cut at an error.
    """

    original: bytes
    whole: bytes
    scanned: bytes
    base: int = 0
    codec: str = "utf-8"
    transcoded: str = ""
    bom: int = 0
    encoding: str = "UTF-8"
    faults: list[Fault] = field(default_factory=list)
    damaged: bool = False

    def original_byte(self, offset: int) -> int:
        """Return the offset in `original` of an offset in `scanned`."""
        if not self.transcoded:
            return self.base + offset
        before = self.whole[: self.base + offset].decode("utf-8", "ignore")
        return min(self.bom + len(before.encode(self.transcoded, "replace")), len(self.original))

    def last(self, byte: int) -> int:
        """Return this offset, or that of the last byte of `original` if it is beyond the end."""
        return max(min(byte, len(self.original) - 1), 0)


def decoded(data: bytes) -> XmlText:
    """Find the encoding and the declaration of a document. Never raises.

    Notes the faults XML_ENCODING, XML_TEXT_BEFORE_DECLARATION, XML_NO_DECLARATION and XML_DOCTYPE in the result.
    """
    bom, detected = _detect(data)
    text = XmlText(data, data, data[bom:], base=bom)
    if detected:
        text.encoding = detected.upper().removesuffix("-LE").removesuffix("-BE")
        if detected != "utf-8":
            _transcode(text, detected, text.encoding, mark=bom)
    _skip_to_declaration(text)
    _take_declared(text, _declared(text.scanned), detected, marked=bom > 0)
    _note_doctype(text)
    return text


def checked(text: XmlText) -> XmlText:
    """Check with libxml2 that the document is well-formed. Never raises; changes and returns the text.

    Notes the faults XML_ENCODING and XML_NOT_WELL_FORMED, and cuts `scanned` at the error.
    """
    xml_error = _first_error(text.scanned, text.codec)
    if xml_error is not None and xml_error.type in ("ERR_INVALID_ENCODING", "I18N_CONV_FAILED", "ERR_INVALID_CHAR"):
        xml_error = _bytes_not_of_encoding(text, _declared(text.scanned), xml_error)
    if xml_error is not None:
        _cut(text, xml_error)
    text.faults.sort(key=lambda fault: fault.at.row)
    return text


def _detect(data: bytes) -> tuple[int, str]:
    """The length of the byte order mark, and the encoding that it or the first character implies; empty if neither."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return len(mark), codec
    for start, codec in _WIDE_STARTS:
        if data.startswith(start) and len(data) > len(start):
            return 0, codec
    return 0, ""


def _transcode(text: XmlText, codec: str, declared: str, *, mark: int = 0) -> None:
    """Convert the text to UTF-8. mark: the length of the byte order mark.

    The text between the mark and `scanned` stays in `whole`, so that lines are counted from the start of the file.
    """
    try:
        decoded = text.scanned.decode(codec)
    except UnicodeDecodeError as error:
        text.faults.append(_encoding_fault(text.base + error.start, declared, error.reason))
        decoded = text.scanned.decode(codec, "replace")
    before = text.original[mark : text.base].decode(codec, "replace").encode("utf-8", "surrogatepass")
    text.transcoded = codec
    text.bom = mark
    text.base = len(before)
    text.scanned = decoded.encode("utf-8", "surrogatepass")
    text.whole = before + text.scanned


def _encoding_fault(
    offset: int, declared: str | None, reason: str, length: int = 1, *, right: str | None = None
) -> Fault:
    """right: the encoding to declare instead, if the declaration is at fault and it is known."""
    detail = {"declared": declared or "", "reason": reason, "right": right or ""}
    return Fault(FaultKind.XML_ENCODING, Place("byte", offset, length=length), detail=detail)


def _skip_to_declaration(text: XmlText) -> None:
    """Skip anything before the XML declaration."""
    scanned = text.scanned
    declaration = scanned.find(b"<?xml")
    is_declaration = declaration >= 0 and scanned[declaration + 5 : declaration + 6].isspace()
    if not is_declaration or (declaration and _TAG_START.search(scanned, 0, declaration)):
        text.faults.append(Fault(FaultKind.XML_NO_DECLARATION, Place("byte", text.last(text.original_byte(0)))))
    elif declaration > 0:
        detail = {"text": scanned[:declaration][:80].decode("utf-8", "replace")}
        start, stop = text.original_byte(0), text.original_byte(declaration)
        at = Place("byte", start, length=stop - start)
        text.faults.append(Fault(FaultKind.XML_TEXT_BEFORE_DECLARATION, at, detail=detail))
        text.base += declaration
        text.scanned = scanned[declaration:]


def usual_declaration(text: bytes) -> bytes:
    """Return the XML declaration that a text begins with, if it is one of those of UTF-8 that most programs write."""
    declaration = text[: text.find(b"?>", 0, 80) + 2]
    return declaration if declaration in _USUAL else b""


def _declared(scanned: bytes) -> str | None:
    usual = usual_declaration(scanned)
    if usual:
        return "UTF-8" if b"UTF-8" in usual else "utf-8"
    found = _ENCODING.match(scanned[:1024])
    return found[1].decode("ascii") if found else None


def _take_declared(text: XmlText, declared: str | None, detected: str, *, marked: bool) -> None:
    """Compare the declared encoding with the bytes, and choose the codec."""
    if declared is None:
        return
    text.encoding = declared
    reason = ""
    codec, right = known_codec(declared), None
    if codec is None:
        reason, right = "unknown", right_name(declared)
        codec = python_codec(right) if right else None
    if detected:
        if codec and codec != detected and not (codec in ("utf-16", "utf-32") and detected.startswith(codec)):
            reason = f"the {'byte order mark' if marked else 'first character'} says {detected.upper()}"
        right = detected.upper().removesuffix("-LE").removesuffix("-BE")
    elif codec is None or codec.startswith(("utf-16", "utf-32")):
        reason = reason if codec is None else "the declaration has one byte per character"
        right = "UTF-8" if _is_utf_8(text.scanned) else None
    elif codec == "utf-8":
        pass  # as the bytes are read anyway
    elif _SINGLE_BYTE.fullmatch(codec):
        text.codec = codec
    else:
        _transcode(text, codec, declared)
    if reason:
        at = text.original_byte(text.scanned.find(declared.encode()))
        text.faults.append(_encoding_fault(at, declared, reason, len(declared), right=right))


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _note_doctype(text: XmlText) -> None:
    """Note a DOCTYPE. It can only be before the root element."""
    after = len(usual_declaration(text.scanned))
    start = text.scanned[after : after + _USUAL_GAP].lstrip()
    if start[:1] == b"<" and start[1:2].isalpha():
        return
    root = _TAG_START.search(text.scanned)
    found = text.scanned.find(b"<!DOCTYPE", 0, root.start() if root else len(text.scanned))
    if found >= 0:
        end = text.scanned.find(b">", found)
        entities = text.scanned.count(b"<!ENTITY")
        at = Place("byte", text.original_byte(found), length=max(end + 1 - found, 9))
        text.faults.append(Fault(FaultKind.XML_DOCTYPE, at, detail={"entities": entities}))


class _NoTree:
    """A parser target that keeps nothing. Parsing into it takes a third of the time that building a tree takes."""

    def close(self) -> None:
        """End of the document."""


def _first_error(scanned: bytes, codec: str) -> XmlError | None:
    """The first error that libxml2 reports, or None. A DOCTYPE that is too long is an error, too."""
    from lxml import etree  # noqa: PLC0415 -- it takes long to load, and `fast_path` does without it

    if long := _long_doctype(scanned, codec):
        return long
    # UTF-8 is the default. If it is given, libxml2 2.12 does not accept a declaration without an encoding.
    given = codec if codec != "utf-8" or _declared(scanned) else None
    parser = etree.XMLParser(
        target=_NoTree(),  # type: ignore[arg-type]  # the stubs require methods that lxml does not need
        encoding=given,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        etree.fromstring(scanned, parser)
    except etree.XMLSyntaxError as error:
        if not len(parser.error_log):
            return XmlError("ERR_DOCUMENT_EMPTY", str(error), 1, 1)
    for entry in parser.error_log:
        if entry.level_name != "WARNING":
            return XmlError(entry.type_name, entry.message.strip(), entry.line, entry.column)
    return None


def _long_doctype(scanned: bytes, codec: str) -> XmlError | None:
    """An error at a DOCTYPE that is too long for libxml2, or None."""
    start = scanned.find(b"<!DOCTYPE")
    while 0 <= start < len(scanned) - _LONGEST_DOCTYPE:
        end = doctype_end(scanned, start)
        if end - start > _LONGEST_DOCTYPE:
            before = scanned[:start].decode(codec, "replace")
            column = len(before) - before.rfind("\n")
            message = f"the DOCTYPE is longer than {_LONGEST_DOCTYPE:,} bytes"
            return XmlError("ERR_RESOURCE_LIMIT", message, before.count("\n") + 1, column + 1)
        start = scanned.find(b"<!DOCTYPE", end)
    return None


def _bytes_not_of_encoding(text: XmlText, declared: str | None, xml_error: XmlError) -> XmlError | None:
    """Note bytes that are invalid in the encoding, and check the rest as if the text was Latin-1."""
    try:
        text.scanned.decode(text.codec)
    except UnicodeDecodeError as error:
        at = text.original_byte(error.start)
        text.faults.append(_encoding_fault(at, declared or text.encoding, error.reason, error.end - error.start))
        text.codec = "iso8859-1"
        return _first_error(text.scanned, text.codec)
    return xml_error


def _cut(text: XmlText, xml_error: XmlError) -> None:
    """Note the damage and keep what is before it: whole tags in which libxml2 finds no error."""
    fault, keep = damage_fault(text.scanned, text.codec, xml_error)
    start = text.last(text.original_byte(fault.at.row))
    stop = text.original_byte(fault.at.row + fault.at.length)
    text.damaged = True
    text.scanned = _whole(text.scanned, keep, text.codec)
    checked_to = text.original_byte(len(text.scanned))
    at = Place("byte", start, length=max(stop - start, 1))
    text.faults.append(Fault(fault.kind, at, detail={**fault.detail, "checked_to": checked_to}))


def _whole(scanned: bytes, keep: int, codec: str) -> bytes:
    """The part of the text, at most `keep` bytes, in which libxml2 finds no error."""
    for _ in range(3):
        scanned = scanned[:keep]
        earlier = _first_error(scanned, codec)
        if earlier is None or earlier.at_end(scanned):
            return scanned
        keep = min(damage_fault(scanned, codec, earlier)[1], keep - 1)
    return b""
