"""References to characters and to XML's five entities."""

from __future__ import annotations

import pytest
from lxml import etree

from activitylint.formats.xml.entities import unescape


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a & b", "a & b"),
        ("&amp;&lt;&gt;&quot;&apos;", "&<>\"'"),
        ("&#65;&#x41;&#x2f;&#0065;", "AA/A"),
        ("&#x10FFFF;&#1114111;", "\U0010ffff" * 2),
        ("&#x110000;", "\ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#99999999;", "\ufffd"),
        ("&#199999999;", "\ufffd"),
        ("&#1000000065;", "\ufffd"),
        ("&#0000000000065;", "A"),
        ("&amp;lt;", "&lt;"),
        ("&deg;&#x;&#;&AMP;&#xg;", "&deg;&#x;&#;&AMP;&#xg;"),
        ("&amp", "&amp"),
    ],
)
def test_references_are_resolved(written: str, meant: str) -> None:
    assert unescape(written) == meant


@pytest.mark.parametrize("number", [9, 10, 13, 32, 38, 127, 0x85, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF])
def test_numeric_references_equal_those_of_libxml2(number: int) -> None:
    for written in (f"&#{number};", f"&#x{number:x};", f"&#x{number:X};", f"&#{number:08};"):
        assert unescape(written) == etree.fromstring(f"<a>{written}</a>").text
