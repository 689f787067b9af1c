"""Damaged XML gets a message in plain words; messages of libxml2 that are not known are quoted."""

from __future__ import annotations

import pytest

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
