"""Where a document is damaged, why, and what can be kept of it."""

from __future__ import annotations

import pytest

from activitylint.formats.xml import damage
from activitylint.formats.xml.damage import XmlError, damage_fault
from activitylint.formats.xml.document import checked, decoded
from activitylint.model.faults import FaultKind, Place

TEXT = "<a>\n<b>é€𝄞</b>\n\n<c/>\r\nxx\n"


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1 << 20])
@pytest.mark.parametrize("text", [TEXT, TEXT.rstrip("\n"), "", "\n", "\n\n", "x"])
def test_a_line_and_a_column_give_an_offset(text: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "_CHUNK", piece)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        start = len("\n".join(lines[: number - 1]).encode()) + (number > 1)
        for column in range(1, len(line) + 2):
            expected = start + len(line[: column - 1].encode())
            assert XmlError("ERR", "", number, column).offset(text.encode(), "utf-8") == expected
    beyond = XmlError("ERR", "", len(lines) + 5, 1).offset(text.encode(), "utf-8")
    assert beyond == len(text[: text.rfind("\n") + 1].encode())
    assert XmlError("ERR", "", len(lines), 10**6).offset(text.encode(), "utf-8") == len(text.encode())


HEAD = '<?xml version="1.0"?>\n'


@pytest.mark.parametrize(
    ("body", "place", "kept", "detail"),
    [
        ("<a><b>1</b><c>2</d></a>", "</d>", "<a><b>1</b><c>2", "mismatched-tag c 2 d"),
        ("<a>\n<b>\n</a>", "</a>", "<a>\n<b>\n", "mismatched-tag b 3 a"),
        ("<a><b>1</b><x:c>2</x:c></a>", "<x:c>", "<a><b>1</b>", "undeclared-prefix x c"),
        ('<a><b y="1" x:y="2"/></a>', "x:y", "<a>", "undeclared-prefix x b y"),
        ("<a><b>\x01</b></a>", "\x01", "<a>", "control-character 1"),
        ("<a>1<b>2</b>\x1f</a>", "\x1f", "<a>1<b>2</b>", "control-character 31"),
        ("<a>&deg;</a>", "&deg;", "", "undeclared-entity deg"),
        ("<a>&amp;<b/>&x;</a>", "&x;", "<a>&amp;<b/>", "undeclared-entity x"),
        ("<a>x & y</a>", "& y", "", "bare-ampersand"),
        ("<a><b/>x&y</a>", "&y", "<a><b/>", "bare-ampersand"),
        ("<a><b/>x&y z;</a>", "&y", "<a><b/>", "bare-ampersand"),
        ('<a><b d="1" d="2"/></a>', "<b", "<a>", "repeated-attribute d"),
        ("<a><b d=1/></a>", "<b", "<a>", "unquoted-attribute"),
        ('<a><b d="<"/></a>', "<b", "<a>", "syntax"),
        ("<a><b></a", "</a", "<a><b>", "truncated"),
        ("<a><b>1</b>", ">", "<a><b>1</b>", "truncated a 2"),
        ("<a>\n<b>1", "1", "<a>\n<b>", "truncated b 3"),
        ("<a/><a/>", "<a/>", "<a/>", "extra-content"),
        ("<a/>x", "x", "<a/>", "extra-content"),
        ("<a><!-- x", "<!-- x", "<a>", "truncated"),
        ("<a><b", "<b", "<a>", "truncated"),
    ],
)
def test_damage_is_located_explained_and_cut_off(body: str, place: str, kept: str, detail: str) -> None:
    text = checked(decoded((HEAD + body).encode()))
    (fault,) = text.faults
    assert fault.kind is FaultKind.XML_NOT_WELL_FORMED
    start = len(HEAD) + (body.rindex(place) if place != "<a/>" else 4)
    shown = [str(value) for name, value in fault.detail.items() if name not in {"reason", "checked_to"}]
    assert " ".join(shown) == detail
    assert fault.at == Place("byte", start, length=fault.at.length)
    assert 1 <= fault.at.length <= len((HEAD + body).encode()) - start
    assert text.scanned.decode() == HEAD + kept
    assert fault.detail["checked_to"] == len((HEAD + kept).encode())


@pytest.mark.parametrize(
    ("type_", "message", "problem"),
    [
        ("ERR_DOCUMENT_EMPTY", "Document is empty", "no-markup"),
        ("ERR_DOCUMENT_END", "Extra content at the end of the document", "extra-content"),
        ("ERR_RESOURCE_LIMIT", "", "limit"),
        ("ERR_INTERNAL_ERROR", "xmlSAX2Characters: huge text node: Huge input lookup", "limit"),
        ("ERR_INTERNAL_ERROR", "Excessive depth in document: 256 use XML_PARSE_HUGE option", "limit"),
        ("ERR_NAME_REQUIRED", "xmlParseEntityRef: no name\nEntity", "bare-ampersand"),
        ("ERR_NAME_REQUIRED", "StartTag: invalid element name", "syntax"),
        ("ERR_ATTRIBUTE_NOT_STARTED", "AttValue: \" or ' expected", "unquoted-attribute"),
        ("ERR_SOMETHING_NEW", "message", "syntax"),
    ],
)
def test_the_error_type_explains_what_the_message_does_not(type_: str, message: str, problem: str) -> None:
    fault, keep = damage_fault(b"  <a><b>1 & 2</b></a>", "utf-8", XmlError(type_, message, 1, 12))
    assert (fault.detail["problem"], fault.detail["reason"]) == (problem, message)
    assert 0 <= keep <= 12


@pytest.mark.parametrize(
    ("type_", "text", "ended"),
    [
        ("ERR_TAG_NOT_FINISHED", b"<a><b>", True),
        ("ERR_DOCUMENT_EMPTY", b"", True),
        ("ERR_DOCUMENT_EMPTY", b"<a>", True),
        ("ERR_DOCUMENT_END", b"<a> ", True),
        ("ERR_DOCUMENT_END", b"<a><\n", False),
        ("ERR_DOCUMENT_EMPTY", b"<", False),
        ("ERR_NAME_REQUIRED", b"<a>", False),
    ],
)
def test_a_text_that_only_ends_too_early_is_kept(type_: str, text: bytes, ended: bool) -> None:
    assert XmlError(type_, "", 1, 1).at_end(text) is ended
