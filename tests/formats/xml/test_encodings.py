"""Only encodings that XML has are accepted; other names are reported with the right one, which the fix writes."""

from __future__ import annotations

import encodings
import pkgutil
from encodings.aliases import aliases

import pytest
from lxml import etree

import activitylint
from activitylint.formats.xml.encodings import known_codec, right_name
from sampling import sampled

DOCUMENT = (
    '<?xml version="1.0" encoding="{}"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>{}</name></trk></gpx>'
)
WORD = {"shift_jis": "\u6771\u4eac", "ascii": "Zurich"}

WRONG = [
    ("latin", "latin-1", "ISO-8859-1"),
    ("latin_1", "latin-1", "ISO-8859-1"),
    ("u8", "utf-8", "UTF-8"),
    ("utf-8-sig", "utf-8-sig", "UTF-8"),
    ("utf_8", "utf-8", "UTF-8"),
    ("cp65001", "utf-8", "UTF-8"),
    ("punycode", "utf-8", "UTF-8"),
    ("idna", "ascii", "UTF-8"),
    ("rot13", "utf-8", "UTF-8"),
    ("unicode_escape", "ascii", "UTF-8"),
    ("charmap", "utf-8", "UTF-8"),
    ("u16", "utf-16", "UTF-16"),
    ("u16", "utf-8", "UTF-8"),
    ("s_jis", "shift_jis", "Shift_JIS"),
]


def _document(declared: str, codec: str) -> bytes:
    return DOCUMENT.format(declared, WORD.get(codec, "Z\u00fcrich")).encode(codec)


def _xml005(data: bytes) -> list[activitylint.Finding]:
    return [finding for finding in activitylint.lint(data, name="a.gpx").findings if finding.code == "XML005"]


@pytest.mark.parametrize(("declared", "codec", "right"), WRONG)
def test_a_name_that_xml_does_not_have_is_reported_and_corrected(declared: str, codec: str, right: str) -> None:
    data = _document(declared, codec)
    (finding,) = _xml005(data)
    assert f"'{declared}'" in finding.message
    assert f'encoding="{right}"' in finding.help
    fixed = activitylint.fix(data, name="a.gpx", select=["XML005"]).data
    assert fixed == _document(right, codec)
    assert not _xml005(fixed)
    assert etree.fromstring(fixed)[0][0].text == WORD.get(codec, "Z\u00fcrich")


def test_bytes_in_an_unknown_encoding_are_not_relabeled() -> None:
    data = _document("charmap", "latin-1")
    assert [finding.help for finding in _xml005(data)] == ["Write the file in UTF-8, and declare that encoding."] * 2
    assert not activitylint.fix(data, name="a.gpx", select=["XML005"]).applied


@pytest.mark.parametrize("declared", ["utf-8", "Latin1", "iso_8859-15", "CP1252", "windows-1258", "gb18030", "koi8-r"])
def test_registered_names_are_accepted(declared: str) -> None:
    assert not _xml005(DOCUMENT.format(declared, "Zurich").encode())
    assert right_name(declared)


@pytest.mark.parametrize("every", sampled((40, 1), 2))
def test_no_encoding_of_python_breaks_the_parser(every: int) -> None:
    modules = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
    names = {name.replace("_", between) for name in {*aliases, *modules} for between in "_-"}
    for name in [*sorted(names)[::every], "punycode", "idna", "unicode_escape"]:
        codes = {finding.code for finding in activitylint.lint(_document(name, "utf-8"), name="a.gpx").findings}
        assert "LNT001" not in codes, name
        assert known_codec(name) or "XML005" in codes, name
