"""The fast path accepts only documents in which libxml2 finds no error."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from activitylint.formats.xml import fast_path
from activitylint.formats.xml.document import XmlText, checked, decoded
from paths import CORPUS, FIXTURES, corpus
from sampling import sampled

POINT = (
    '<trkpt lat="4{0}.5" lon="{0}.25"><ele>{0}</ele><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>9{0}</gpxtpx:hr>'
    "</gpxtpx:TrackPointExtension></extensions></trkpt>\n"
)
WHOLE = """<?xml version="1.0" encoding="UTF-8" standalone='no'?>
<!-- made - by hand --><?a-style type="text/xsl"?>
<gpx creator="A &amp; B" version='1.1' xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://a http://b"
 xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
<trk><name><![CDATA[a <b> ]]></name><cmt/><cmt  /><src a='b' />é
<trkseg>{}</trkseg></trk><extensions><q:x xmlns:q="http://q.org/x" p="1" r="2"><q:y/></q:x></extensions></gpx>
<!---->
"""
FEW = WHOLE.format(POINT.format(1)).encode()
MANY = WHOLE.format("".join(POINT.format(number % 10) for number in range(40))).encode()
"""Enough points for their tags to be read as columns."""
PIECES = [
    *(
        b"<",
        b">",
        b"/",
        b"'",
        b'"',
        b"&",
        b"=",
        b" ",
        b"-",
        b":",
        b";",
        b"]]>",
        b"\0",
        b"\x0b",
        b"\xc3",
        b"\xef\xbf\xbf",
    ),
    *(
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<?",
        b"<!DOCTYPE a>",
        b"<a>",
        b"</a>",
        b"<a/>",
        b' a="1"',
        b' lat="1"',
        b"&lt",
        b"&#0;",
    ),
    *(b' xmlns=""', b' xmlns:p=""', b' xmlns:xml="http://p"', b"xmlns:", b"xml:", b"gpxtpx:", b"q:", b"lon", b"1"),
]


def takes_fast_path(data: bytes) -> bool:
    """True if the fast path accepts the document; then libxml2 must find no error in it."""
    with_libxml2: list[XmlText] = []

    def checking(text: XmlText) -> XmlText:
        with_libxml2.append(text)
        return checked(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_path, "checked", checking)
        fast_path.indexed(data)
    assert with_libxml2 or not checked(decoded(data)).damaged, data
    return not with_libxml2


@pytest.mark.parametrize(
    "document", [FEW, MANY, MANY.replace(b"trkpt lat", b"trkpt  lat", 1), b"<a/>", b"<a>\n<b>1</b></a>"]
)
def test_ordinary_documents_take_the_fast_path(document: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, "checked", None)
    text, index, _ = fast_path.indexed(document)
    assert index.text == text.scanned
    assert not text.damaged


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(MANY.replace(b"</trkpt>", b"</trkpd>", 1), id="an end tag of another name"),
        pytest.param(
            MANY.replace(b"</gpxtpx:TrackPointExtension>", b"</gpxtpx:TrackPointExtensiom>", 1), id="at its end"
        ),
        pytest.param(MANY.replace(b"<ele>1</ele>", b"<ele>1</ele ></ele>", 1), id="an end tag too many"),
        pytest.param(MANY.replace(b"<ele>1</ele>", b"<ele>1", 1), id="an end tag too few"),
        pytest.param(MANY.replace(b"</gpx>", b"</gpx><gpx></gpx>"), id="two roots"),
        pytest.param(MANY.replace(b'lon="5.25"', b'lat="5.25"', 1), id="an attribute twice"),
        pytest.param(MANY.replace(b'lat="45.5" lon', b'lat="45.5"lon', 1), id="no space between attributes"),
        pytest.param(MANY.replace(b'lat="45.5"', b'p:lat="45.5"', 1), id="an attribute of an undeclared prefix"),
        pytest.param(MANY.replace(b"trkpt lat", b"trkpt x lat", 1), id="an attribute without value"),
        pytest.param(MANY.replace(b'5.25">', b'5.25"x>', 1), id="after the last attribute"),
        pytest.param(MANY.replace(b"gpxtpx:hr", b"gpxtpy:hr"), id="elements of an undeclared prefix"),
        pytest.param(MANY.replace(b"q:y", b"gpxtpx:q:y"), id="a name of two prefixes"),
        pytest.param(MANY.replace(b"http://q.org/x", b"http://q.org/{x}"), id="an odd namespace"),
        pytest.param(
            MANY.replace(b"http://q.org/x", b"http://www.w3.org/2000/xmlns/"), id="the namespace of namespaces"
        ),
        pytest.param(MANY.replace(b"xmlns:q=", b"xmlns:xml="), id="the prefix of XML"),
        pytest.param(MANY.replace(b"a &amp; b", b"a & b").replace(b"A &amp;", b"A &"), id="a bare ampersand"),
        pytest.param(MANY.replace(b"A &amp;", b"A &no;"), id="an undeclared entity"),
        pytest.param(MANY.replace(b"a <b> ]]>", b"a <b> ]]>]]>"), id="the end of a CDATA section in a text"),
        pytest.param(b"<![CDATA[a]]><a/>", id="a CDATA section before the root"),
        pytest.param(MANY + b"<![CDATA[a]]>", id="a CDATA section after the root"),
        pytest.param(MANY.replace(b"made - by", b"made -- by"), id="two hyphens in a comment"),
        pytest.param(MANY.replace(b"hand -->", b"hand --->"), id="three hyphens at its end"),
        pytest.param(MANY.replace(b"A &amp; B", b"A <!-- --> B"), id="a comment in a tag"),
        pytest.param(MANY.replace(b"<cmt/>", b"<1/>"), id="no name"),
        pytest.param(MANY.replace(b"<?xml ", b"<?XML "), id="no declaration"),
        pytest.param(MANY.replace(b"<?a-style", b"<?xMl"), id="a second declaration"),
        pytest.param(MANY.replace(b"<?a-style", b"<?1"), id="no name of an instruction"),
        pytest.param(b"x" + FEW[FEW.index(b"<gpx") :], id="text before the root"),
        pytest.param(MANY + b"x", id="text after the root"),
        pytest.param(MANY.replace("é".encode(), "é".encode("latin-1")), id="bytes that are no UTF-8"),
        pytest.param(MANY.replace("é".encode(), b"\xed\xa0\x80"), id="half a character"),
        pytest.param(MANY.replace("é".encode(), b"\xef\xbf\xbe"), id="no character"),
        pytest.param(MANY.replace("é".encode(), b"\x0c"), id="a control character"),
        pytest.param(b"<a>1<" + b"b" * 20_000 + b"></b></a>", id="an end tag that is too short, near the end"),
        pytest.param(FEW + b"<!-- a -->x<!-- b -->", id="text between comments"),
        pytest.param(b"<a>" * 300 + b"</a>" * 300, id="300 elements in one another"),
        pytest.param(b"<a>" + b"x" * 11_000_000 + b"</a>", id="a text that is too long"),
        pytest.param(b'<a b="' + b"x" * 11_000_000 + b'"/>', id="a value that is too long"),
    ],
)
def test_doubtful_documents_are_checked_by_libxml2(document: bytes) -> None:
    expected = checked(decoded(document))
    assert not takes_fast_path(document)
    text, index, _ = fast_path.indexed(document)
    assert (text.scanned, text.codec, str(text.faults)) == (expected.scanned, expected.codec, str(expected.faults))
    assert index.text == text.scanned


def of_points(*points: str) -> bytes:
    return WHOLE.format("".join(points)).encode()


@pytest.mark.parametrize("count", [1, 33, 400])
@pytest.mark.parametrize(
    "point",
    [
        POINT.format(1),
        '<trkpt lat="1.25" lon="2"/>',
        "<trkpt\nlat='1.25' lon='2'/>",
        "<trkpt/>",
        "<trkpt />",
        "<trkpt ></trkpt>",
        '<trkpt lat="1.25" lon="2" />',
        "<ele><![CDATA[1.25]]></ele>",
    ],
)
def test_any_number_of_tags_in_any_notation_takes_the_fast_path(point: str, count: int) -> None:
    assert takes_fast_path(of_points(*[point] * (count - 1), point.replace("25", "5")))


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        pytest.param(
            *(of_points(*['<trkpt a="1"/>'] * 300, *["<trkpt b='1'  c='2'/>"] * n) for n in (249, 260)), id="odd tags"
        ),
        pytest.param(*(of_points(*(f"<n{k}/>" for k in range(n))) for n in (985, 1000)), id="names"),
        pytest.param(*(of_points(*["<!-- a -->"] * n) for n in (253, 254)), id="comments"),
        pytest.param(*(of_points(f"<{'a' * n}></{'a' * n}>") for n in (1000, 1001)), id="letters of a name"),
        pytest.param(
            *(of_points(*(f"<n{k} a='1'/>" for k in range(n))) for n in (245, 257)), id="paths with attributes"
        ),
        pytest.param(*(of_points("<a>" * n, "</a>" * n) for n in (197, 198)), id="elements in one another"),
        pytest.param(*(of_points(f'<a b="{"1" * n}"/>') for n in ((1 << 15) - 9, (1 << 15) - 8)), id="bytes of a tag"),
        pytest.param(*(of_points(f"<a>{'1' * n}</a>") for n in ((1 << 20) - 2, (1 << 20) - 1)), id="bytes of a text"),
        pytest.param(
            *(of_points(*(f"<a xmlns='http://a/{k}'/>" for k in range(n))) for n in (245, 256)), id="declarations"
        ),
    ],
)
def test_only_documents_within_the_limits_take_the_fast_path(within: bytes, beyond: bytes) -> None:
    assert takes_fast_path(within)
    assert not takes_fast_path(beyond)


def test_every_letter_of_an_end_tag_is_compared() -> None:
    for tag in re.finditer(rb"</([^>]+)>", FEW):
        for at in range(tag.start(1), tag.end(1)):
            assert not takes_fast_path(FEW[:at] + b"_" + FEW[at + 1 :])


@pytest.mark.parametrize("at", [0, 1, 1 << 18, (1 << 18) + 1])
@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f"])
def test_control_characters_are_found_anywhere(at: int, character: str) -> None:
    text = "\t\r\n" * (1 << 17)
    assert takes_fast_path(of_points(text))
    assert not takes_fast_path(of_points(text[:at] + character + text[at:]))


def changed(document: bytes) -> Iterator[bytes]:
    """Remove every byte of and near markup, and insert every piece at each of them."""
    markup = {found.start() + near for found in re.finditer(rb"[<>\"'=/:&;\s-]", document) for near in (0, 1)}
    for at in sorted(markup):
        yield document[:at] + document[at + 1 :]
        for piece in PIECES:
            yield document[:at] + piece + document[at:]


@pytest.mark.parametrize("every", sampled((47, 1), 2))
def test_no_changed_document_passes_that_libxml2_rejects(every: int) -> None:
    passed = [takes_fast_path(document) for document in islice(changed(FEW), 0, None, every)]
    assert 0.1 < sum(passed) / len(passed) < 0.6


@pytest.mark.slow
def test_no_changed_tag_in_columns_passes_that_libxml2_rejects() -> None:
    draw = random.Random(0)
    documents = list(changed(MANY))
    passed = [takes_fast_path(document) for document in draw.sample(documents, 4000)]
    assert 0.1 < sum(passed) / len(passed) < 0.6


@pytest.mark.parametrize("path", corpus(".gpx", ".tcx"), ids=lambda path: str(path.relative_to(CORPUS)))
def test_real_files_on_the_fast_path_are_well_formed(path: Path) -> None:
    takes_fast_path(path.read_bytes())


def test_most_real_files_take_the_fast_path() -> None:
    real = corpus(".gpx", ".tcx")
    if real:
        assert sum(takes_fast_path(path.read_bytes()) for path in real) > 0.8 * len(real)


def test_fixtures_on_the_fast_path_are_well_formed() -> None:
    fixtures = [path for path in FIXTURES.rglob("*") if path.suffix in {".gpx", ".tcx"}]
    assert sum(takes_fast_path(path.read_bytes()) for path in fixtures) > 0.8 * len(fixtures)
