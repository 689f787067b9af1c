"""Damaged XML gets a message in plain words; messages of libxml2 that are not known are quoted."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.formats.gpx import read
from activitylint.model.faults import FaultKind
from activitylint.rules.support.damage import describe_damage

HEAD = b'<?xml version="1.0"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1">'
CASES = {
    b"<trk></gpx>": "<trk> on line 2 is closed by </gpx>",
    b"<gpxtpx:hr>1</gpxtpx:hr></gpx>": 'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"',
    b"<mine:hr>1</mine:hr></gpx>": 'xmlns:mine="..."',
    b'<trk xsi:type="a"/></gpx>': 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    b"<trk>": "cut off",
    b"<trk": "cut off",
    b'<trk a="': "cut off",
    b"<!-- never closed": "cut off",
    b"\x00</gpx>": "NUL byte",
    b"\x03</gpx>": "U+0003",
    b"&#3;</gpx>": "U+0003",
    b"a & b</gpx>": "'&amp;'",
    b"a&b</gpx>": "'&amp;'",
    b"&#xD83C;&#xDF32;</gpx>": "'&#xD83C;&#xDF32;' are the two halves of one character",
    b"a &amp; &#9; &#55356;&#57139; b</gpx>": "'&#55356;&#57139;' are the two halves of one character",
    b"&#xD83C; &#xDF32;</gpx>": "'&#xD83C;' is one half of a character without the other",
    b"&#xDF32;&#xD83C;</gpx>": "'&#xDF32;' is one half of a character without the other",
    b'<trk a="&#xD83C;&#xD83C;"/></gpx>': "'&#xD83C;' is one half of a character without the other",
    b"&nbsp;</gpx>": "'&nbsp;'",
    b'<trk a="1" a="2"/></gpx>': "the attribute a twice",
    b"</gpx><gpx/>": "two files in one",
    b'<trk a="<"/></gpx>': "'&lt;'",
    b"1 < 2</gpx>": "'&lt;'",
    b"<trk a=1/></gpx>": "no quotes",
    b"<trk a/></gpx>": "the attribute a has no value",
    b"<!-- a -- b --></gpx>": "'--'",
    b"]]></gpx>": "']]>'",
    b'<trk a="1"b="2"/></gpx>': "no space between",
    b"<a>" * 300 + b"</a>" * 300 + b"</gpx>": "too deeply",
}


@pytest.mark.parametrize(("rest", "words"), CASES.items(), ids=lambda case: repr(case)[:30])
def test_known_damage_has_its_own_message(rest: bytes, words: str) -> None:
    (fault,) = read(HEAD + rest).faults_of(FaultKind.XML_NOT_WELL_FORMED)
    message, _ = describe_damage(fault.detail)
    assert words in message
    assert "the XML parser says" not in message


def test_the_help_for_an_undeclared_prefix_shows_its_declaration() -> None:
    message, advice = describe_damage({"reason": "Namespace prefix gpxdata on hr is not defined"})
    assert "'gpxdata'" in message
    assert advice == 'Add xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0" to the root element.'


def test_unknown_damage_is_quoted_and_escaped() -> None:
    message, advice = describe_damage({"reason": "a new\x1b kind of damage"})
    assert message == "the XML parser says 'a new\\x1b kind of damage'"
    assert advice is None


HELP = {
    b"a & b</gpx>": "Write `&amp;` in place of the `&`.",
    b"&#xD83C;&#xDF32;</gpx>": "Write `&#x1F332;`, or the character itself, in place of `&#xD83C;&#xDF32;`.",
    b"&#xDF32;</gpx>": "Remove `&#xDF32;`, or write the whole character in its place.",
    b"1 < 2</gpx>": "Write `&lt;` in place of the `<`.",
    b"</gpx><gpx/>": "Split the file where the second one begins, and upload the two files separately.",
}


@pytest.mark.parametrize(("rest", "advice"), HELP.items(), ids=lambda case: repr(case)[:30])
def test_the_help_says_what_to_do_about_this_damage(rest: bytes, advice: str) -> None:
    assert help_for(HEAD + rest) == advice


@pytest.mark.parametrize("rest", CASES, ids=lambda case: repr(case)[:30])
def test_every_known_damage_has_its_own_help(rest: bytes) -> None:
    assert help_for(HEAD + rest)


def help_for(data: bytes) -> str | None:
    (fault,) = read(data).faults_of(FaultKind.XML_NOT_WELL_FORMED)
    return describe_damage(fault.detail)[1]


TAIL = {
    b"<name>A & B</name>\n<trk/></gpx>": "; nothing after line 2 was checked",
    b"<name>\n1 < 2</name>\n<trk/></gpx>": "; nothing after line 3 was checked",
    b"<trk/>\n</gpx>\n<gpx>\n</gpx>": "; nothing after line 4 was checked",
    b"</gpx><gpx/>": "; nothing after column 54 of line 2 was checked",
    b"<trk></gpx>\n ": "",
    b"<trk>\n": "",
    b"<trk": "",
}


@pytest.mark.parametrize(("rest", "tail"), TAIL.items(), ids=lambda case: repr(case)[:30])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_the_message_says_what_was_not_checked(rest: bytes, tail: str, codec: str) -> None:
    head = HEAD if codec == "utf-8" else HEAD.replace(b"?>", b' encoding="utf-16"?>')
    report = activitylint.lint((head + rest).decode().encode(codec), name="a.gpx")
    (message,) = [finding.message for finding in report.findings if finding.code == "XML001"]
    assert message.partition("; nothing")[2] == tail.partition("; nothing")[2]


def test_the_message_says_that_nothing_was_checked() -> None:
    report = activitylint.lint(b"<gpx a=1>\n<trk/></gpx>", name="a.gpx")
    (message,) = [finding.message for finding in report.findings if finding.code == "XML001"]
    assert message.endswith("; nothing in the file was checked")
