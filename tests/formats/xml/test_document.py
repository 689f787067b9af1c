"""Well-formedness, encodings and declarations, and what can be read of a damaged document."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from activitylint.formats.xml.document import XmlText, checked, decoded
from activitylint.model.faults import Fault, FaultKind

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def prepare(data: bytes) -> XmlText:
    return checked(decoded(data))


def kinds(text: XmlText) -> list[FaultKind]:
    return [fault.kind for fault in text.faults]


def damage(data: bytes) -> tuple[XmlText, Fault]:
    text = prepare(data)
    assert text.damaged
    (fault,) = [fault for fault in text.faults if fault.kind is FaultKind.XML_NOT_WELL_FORMED]
    return text, fault


def test_a_plain_document_has_no_faults() -> None:
    text = prepare(DECLARED + b"<gpx/>")
    assert not text.faults
    assert not text.damaged
    assert text.encoding == "UTF-8"


@pytest.mark.parametrize(
    ("body", "problem", "place", "kept"),
    [
        (b"<a><b>1</b><c>2</d></a>", "mismatched-tag", b"</d>", b"<a><b>1</b><c>2"),
        (b"<a><b>1</b><x:c>2</x:c></a>", "undeclared-prefix", b"<x:c>", b"<a><b>1</b>"),
        (b'<a><b>1</b><c x:y="2"/></a>', "undeclared-prefix", b"x:y", b"<a><b>1</b>"),
        (b"<a><b>1</b><c>2\x012</c></a>", "control-character", b"\x01", b"<a><b>1</b>"),
        (b"<a><b>1</b><c>2\0\0\0</c></a>", "control-character", b"\0", b"<a><b>1</b>"),
        (b"<a><b>1</b><c>&deg;</c></a>", "undeclared-entity", b"&deg;", b"<a><b>1</b>"),
        (b"<a><b>1</b><c>x & y</c></a>", "bare-ampersand", b"& y", b"<a><b>1</b>"),
        (b"<a><b>1</b><c>x&y</c></a>", "bare-ampersand", b"&y", b"<a><b>1</b>"),
        (b"<a><b>1</b><c d=1/></a>", "unquoted-attribute", b"<c", b"<a><b>1</b>"),
        (b'<a><b>1</b><c d="1" d="2"/></a>', "repeated-attribute", b"<c", b"<a><b>1</b>"),
        (b'<a><b>1</b><c d="<"/></a>', "syntax", b"<c", b"<a><b>1</b>"),
        (b"<a><b>1</b></a><a/>", "extra-content", b"<a/>", b"<a><b>1</b></a>"),
        (b"<a><b>1</b><c>2", "truncated", b"2", b"<a><b>1</b><c>"),
        (b"<a><b>1</b><c>", "truncated", b">", b"<a><b>1</b><c>"),
        (b"<a><b>1</b>", "truncated", b">", b"<a><b>1</b>"),
        (b'<a><b>1</b><c d="', "truncated", b"<c", b"<a><b>1</b>"),
        (b"<a>" * 300, "limit", b"<a>", b"<a>" * 256),
    ],
)
def test_damage_is_explained_and_located_and_the_text_before_it_kept(
    body: bytes, problem: str, place: bytes, kept: bytes
) -> None:
    text, fault = damage(DECLARED + body)
    assert fault.detail["problem"] == problem
    assert fault.detail["reason"]
    assert (DECLARED + body)[fault.at.row :].startswith(place)
    assert text.scanned == DECLARED + kept


def test_damage_after_multibyte_characters_is_located() -> None:
    body = DECLARED + "<a>\r\n<b>éé€𝄞</b><c>ü</d></a>".encode()
    text, fault = damage(body)
    assert body[fault.at.row :] == b"</d></a>"
    assert fault.detail["tag"] == "c"
    assert fault.detail["line"] == 3
    assert fault.detail["closed_by"] == "d"
    assert text.scanned.endswith("<c>ü".encode())


@pytest.mark.parametrize("after", [b"", b"x", b"\n", b"\n\n"])
@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20, (2 << 20) + 7])
@pytest.mark.parametrize("line", [50, 1 << 21])
def test_damage_anywhere_in_a_long_file_is_located(size: int, line: int, after: bytes) -> None:
    head = b"<a>"
    filling = (b"x" * (line - 1) + b"\n") * (size // line + 1)
    body = head + filling[: size - len(head)] + after
    _, fault = damage(body + b"<c>2</d></a>")
    assert fault.at.row == len(body) + len(b"<c>2")
    assert fault.detail["line"] == body.count(b"\n") + 1


@pytest.mark.parametrize("data", [b"", b"  \n ", b"bla bla", DECLARED, b"<!-- only -->", b"\xff\xfe", b"\xef\xbb\xbf"])
def test_a_document_without_elements_is_damaged(data: bytes) -> None:
    text, fault = damage(data)
    assert 0 <= fault.at.row <= max(len(data) - 1, 0)
    assert b"<a" not in text.scanned


def test_text_before_the_declaration_is_skipped() -> None:
    text = prepare(b"  \n" + DECLARED + b"<gpx/>")
    assert kinds(text) == [FaultKind.XML_TEXT_BEFORE_DECLARATION]
    assert text.faults[0].detail["text"] == "  \n"
    assert text.faults[0].at.length == 3
    assert text.original_byte(0) == 3
    assert not text.damaged


def test_long_text_before_the_declaration_is_quoted_in_part() -> None:
    (fault,) = prepare(b"ab" * 50 + DECLARED + b"<gpx/>").faults
    assert fault.detail["text"] == "ab" * 40
    assert (fault.at.row, fault.at.length) == (0, 100)


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml-stylesheet href="a"?><gpx/>',
        b"<gpx><!-- <?xml version='1.0'?> --></gpx>",
        b"<!-- <?xmlish?> --><gpx/>",
        b"<gpx/>",
    ],
)
def test_text_that_only_looks_like_a_declaration(data: bytes) -> None:
    assert kinds(prepare(data)) == [FaultKind.XML_NO_DECLARATION]


def test_a_second_declaration_is_damage() -> None:
    _, fault = damage(DECLARED + b"<gpx>" + DECLARED + b"</gpx>")
    assert "XML declaration" in str(fault.detail["reason"])


def test_no_declaration() -> None:
    assert kinds(prepare(b"\n<gpx/>")) == [FaultKind.XML_NO_DECLARATION]


def test_a_doctype_is_noted_and_its_entities_are_not_expanded() -> None:
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    text = prepare(DECLARED + b'<!DOCTYPE gpx [<!ENTITY a0 "ha">' + laughs + b"]><gpx>&a9;</gpx>")
    assert FaultKind.XML_DOCTYPE in kinds(text)
    (doctype,) = [fault for fault in text.faults if fault.kind is FaultKind.XML_DOCTYPE]
    assert doctype.detail["entities"] == 10
    assert len(text.scanned) < 1000


@pytest.mark.parametrize("subset", ["<!ENTITY x 'secret'>", "<<< this is no DTD"])
def test_an_external_dtd_is_not_read(tmp_path: Path, subset: str) -> None:
    dtd = tmp_path / "gpx.dtd"
    dtd.write_text(subset)
    text = prepare(DECLARED + f'<!DOCTYPE gpx SYSTEM "{dtd.as_uri()}"><gpx/>'.encode())
    assert kinds(text) == [FaultKind.XML_DOCTYPE]


def test_external_entities_are_not_read(tmp_path: object) -> None:
    secret = tmp_path / "secret.txt"  # type: ignore[operator]
    secret.write_text("secret")
    uri = secret.as_uri().encode()
    text = prepare(DECLARED + b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "' + uri + b'">]><gpx><name>&x;</name></gpx>')
    assert kinds(text) == [FaultKind.XML_DOCTYPE]
    assert b"secret<" not in text.scanned


LATIN = '<?xml version="1.0" encoding="{}"?><gpx><name>Zürich</name></gpx>'


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-8", "latin1", "ISO-8859-15"])
def test_single_byte_encodings_are_not_transcoded(encoding: str) -> None:
    text = prepare(LATIN.format(encoding).encode(encoding))
    assert not text.faults
    assert text.encoding == encoding
    assert text.scanned.decode(text.codec) == LATIN.format(encoding)
    assert not text.transcoded


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-32", "GB18030", "Shift_JIS", "EUC-JP", "cp437"])
def test_other_encodings_are_transcoded_and_located_in_the_original(encoding: str) -> None:
    written = LATIN.replace("ü", "東" if "J" in encoding or "S" in encoding else "ü").format(encoding)
    data = written.encode(encoding)
    text = prepare(data)
    assert not text.faults
    assert text.scanned.decode() == written
    offset = text.scanned.index(b"</name>")
    assert data[text.original_byte(offset) :].decode(_without_mark(encoding)) == "</name></gpx>"


def _without_mark(encoding: str) -> str:
    return {"UTF-16": "UTF-16-LE", "UTF-32": "UTF-32-LE"}.get(encoding, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_with_and_without_a_byte_order_mark(encoding: str) -> None:
    text = prepare(LATIN.format(encoding[:6].upper()).encode(encoding))
    assert not text.damaged
    assert text.transcoded == encoding
    marked = prepare("\ufeff".encode(encoding) + LATIN.format(encoding[:6].upper()).encode(encoding))
    assert (marked.transcoded, marked.scanned) == (encoding, text.scanned)
    assert not marked.faults


@pytest.mark.parametrize(
    ("data", "reason", "at"),
    [
        (LATIN.format("UTF-8").encode("latin-1"), "invalid", b"\xfc"),
        (LATIN.format("US-ASCII").encode(), "ordinal", b"\xc3"),
        (LATIN.format("UTF-16").encode(), "one byte", b"UTF-16"),
        (LATIN.format("nonsense").encode(), "unknown", b"nonsense"),
        (LATIN.format("hex").encode(), "unknown", b"hex"),
        (codecs.BOM_UTF8 + LATIN.format("ISO-8859-1").encode(), "byte order mark", b"ISO-8859-1"),
        (b"<gpx><name>Z\xfcrich</name></gpx>", "invalid", b"\xfc"),
    ],
)
def test_bytes_that_contradict_the_encoding_are_noted_and_the_rest_is_read(data: bytes, reason: str, at: bytes) -> None:
    text = prepare(data)
    (fault,) = [fault for fault in text.faults if fault.kind is FaultKind.XML_ENCODING]
    assert reason in str(fault.detail["reason"])
    assert data[fault.at.row :].startswith(at)
    assert not text.damaged


def test_utf_16_cut_in_the_middle_of_a_character() -> None:
    text = prepare(LATIN.format("UTF-16").encode("utf-16")[:-1])
    assert FaultKind.XML_ENCODING in kinds(text)
    assert text.damaged


def test_a_byte_order_mark_can_agree_with_the_declaration() -> None:
    assert not prepare(codecs.BOM_UTF8 + LATIN.format("utf-8").encode()).faults
    assert not prepare(codecs.BOM_UTF16_LE + LATIN.format("UTF-16LE").encode("utf-16-le")).faults


@pytest.mark.parametrize(("size", "damaged"), [(99_900, False), (100_000, True)])
@pytest.mark.parametrize("before", ["", "<!-- <!DOCTYPE x> -->\n", "<!-- \u00e9 -->"])
def test_a_doctype_that_is_too_long_is_not_given_to_libxml2(size: int, before: str, *, damaged: bool) -> None:
    declared = "<!ENTITY a ''>".ljust(20) * (size // 20)
    text = prepare(f"{before}<!DOCTYPE gpx [{declared}]><gpx/>".encode())
    assert text.damaged is damaged
    found = [fault for fault in text.faults if fault.kind is FaultKind.XML_NOT_WELL_FORMED]
    assert [(fault.at.row, fault.detail["problem"]) for fault in found] == [(len(before.encode()), "limit")] * damaged
