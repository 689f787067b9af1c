"""Hostile files of any size: each repeats one thing. Time and memory must grow no faster than the file.

The tests lint a small file of each kind, and a large one in a process with limits. The benchmarks compare two sizes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fuzz.mutators import sealed

__all__ = ["SHAPES", "Make", "Shape", "definition", "gpx", "tcx"]

Make = Callable[[int], bytes]
"""Makes a file of about this many bytes."""

_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of hostile file.

    suffix: of the file name. make: makes a file of a given size. finds: a code that the large file must get.
    size: of the large file, in bytes. For most kinds 4 MB show the same use of memory as 20 MB, in a fifth of the time.
    """

    suffix: str
    make: Make
    finds: str
    size: int = 4 * _MB


def _many(head: bytes, item: bytes, tail: bytes = b"") -> Make:
    return lambda size: head + item * ((size - len(head) - len(tail)) // len(item)) + tail


def _each(head: bytes, item: bytes, tail: bytes = b"", between: bytes = b"") -> Make:
    """Return a maker of numbered items. It assumes that a number has four digits on average."""
    return lambda size: head + between.join([item % n for n in range(size // (len(item) + len(between) + 2))]) + tail


# XML

_GPX: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n',
    b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">',
    b"</gpx>",
)
_TCX: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n',
    b'<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>',
    b"</Activities></TrainingCenterDatabase>",
)


def gpx(inside: bytes, declared: bytes = b"") -> bytes:
    """Return a GPX file with this content. declared: what comes before the root element."""
    declaration, start, end = _GPX
    return declaration + declared + start + inside + end


def tcx(inside: bytes) -> bytes:
    """Return a TCX file with these activities."""
    return b"".join(_TCX[:2]) + inside + _TCX[2]


def _in_gpx(item: bytes, above: bytes = b"", below: bytes = b"", make: Callable[..., Make] = _many) -> Make:
    return make(b"".join(_GPX[:2]) + above, item, below + _GPX[2])


def _points(item: bytes) -> Make:
    return _in_gpx(item, b"<trk><trkseg>", b"</trkseg></trk>")


def _in_tcx(item: bytes, above: bytes = b"", below: bytes = b"", make: Callable[..., Make] = _many) -> Make:
    return make(b"".join(_TCX[:2]) + above, item, below + _TCX[2])


def _in_doctype(item: bytes) -> Make:
    return _many(_GPX[0] + b"<!DOCTYPE gpx [", item, b"]>" + _GPX[1] + _GPX[2])


_VALUES: Final = {
    "an elevation": (
        ".gpx",
        "TIM001",
        b"".join(_GPX[:2]) + b'<trk><trkseg><trkpt lat="1" lon="2"><ele>1',
        b"</ele></trkpt></trkseg></trk></gpx>",
    ),
    "a latitude": (
        ".gpx",
        "TIM001",
        b"".join(_GPX[:2]) + b'<trk><trkseg><trkpt lat="1',
        b'" lon="2"/></trkseg></trk></gpx>',
    ),
    "a time": (
        ".gpx",
        "TIM003",
        b"".join(_GPX[:2]) + b'<trk><trkseg><trkpt lat="1" lon="2"><time>2026',
        b"</time></trkpt></trkseg></trk></gpx>",
    ),
    "a creator": (".gpx", "TIM002", _GPX[0] + b'<gpx version="1.1" creator="x', b'"/>'),
    "an Id": (".tcx", "TIM002", b"".join(_TCX[:2]) + b"<Activity><Id>1", b"</Id></Activity>" + _TCX[2]),
    "a lap's Calories": (
        ".tcx",
        "TIM002",
        b"".join(_TCX[:2]) + b"<Activity><Lap><Calories>1",
        b"</Calories></Lap></Activity>" + _TCX[2],
    ),
}
"""Where a value can be of any length: the suffix, a code that the file must get, and what is before and after it."""

_XML: Final = {
    "XML: nested elements": Shape(".gpx", _in_gpx(b"<a>"), "XML001", size=20 * _MB),
    "XML: one attribute": Shape(".gpx", _in_gpx(b"x", b'<trk a="', b'"/>'), "XML001", size=20 * _MB),
    "XML: one comment": Shape(".gpx", _in_gpx(b"x", b"<!--", b"-->"), "XML001", size=20 * _MB),
    "XML: one text": Shape(".gpx", _in_gpx(b"x", b"<trk><name>", b"</name></trk>"), "TIM002", size=20 * _MB),
    "XML: one line of points": Shape(
        ".gpx", _points(b'<trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time></trkpt>'), "TIM010", size=20 * _MB
    ),
    "XML: attributes of one element": Shape(".gpx", _in_gpx(b' a%d=""', b"<trk", b"/>", _each), "XML006"),
    "XML: namespaces of one element": Shape(".gpx", _in_gpx(b' xmlns:a%d="b"', b"<trk", b"/>", _each), "TIM002"),
    "XML: a new namespace each time": Shape(".gpx", _in_gpx(b'<a xmlns="u%d"/>', make=_each), "XML006", size=20 * _MB),
    "XML: a new name each time": Shape(".gpx", _in_gpx(b"<a%d/>", make=_each), "XML006", size=20 * _MB),
    "XML: undeclared prefixes": Shape(".gpx", _in_gpx(b"<a:b/>"), "XML001"),
    "XML: unknown elements": Shape(".gpx", _in_gpx(b"<a/>"), "XML006"),
    "XML: > in quotes": Shape(".gpx", _in_gpx(b"<a b='>' c=\">'>\"/>"), "XML006"),
    "XML: comments": Shape(".gpx", _in_gpx(b"<!-- <a> -->"), "TIM002"),
    "XML: comments for activitylint": Shape(".gpx", _in_gpx(b"<!-- activitylint: x -->"), "LNT002"),
    "XML: instructions": Shape(".gpx", _in_gpx(b"<?a <b>?>"), "TIM002"),
    "XML: line breaks": Shape(".gpx", _in_gpx(b"\n"), "TIM002"),
    "XML: unclosed comments after the root": Shape(".gpx", _many(b"<gpx></gpx>", b"<!--"), "XML001"),
    "XML: comments in comments after the root": Shape(".gpx", _many(b"<gpx></gpx>", b"<!-- -"), "XML001"),
    "XML: attributes of new elements each time": Shape(".gpx", _in_gpx(b'<n%d a="1"/>', make=_each), "XML006"),
    "XML: a content model in the DTD": Shape(
        ".gpx", lambda size: gpx(b"", b"<!DOCTYPE gpx [<!ELEMENT gpx (a" + b",a" * (size // 2) + b")>]>"), "XML004"
    ),
    "XML: content models in the DTD": Shape(
        ".gpx", lambda size: gpx(b"", b"<!DOCTYPE gpx [" + b"<!ELEMENT a (b,c?)>" * (size // 19) + b"]>"), "XML004"
    ),
    "XML: new content models in the DTD": Shape(
        ".gpx",
        lambda size: gpx(b"", b"<!DOCTYPE gpx [%b]>" % _each(b"", b"<!ELEMENT a%d (b|(c,d))*>")(size)),
        "XML004",
    ),
    "XML: nested content models in the DTD": Shape(
        ".gpx", lambda size: gpx(b"", b"<!DOCTYPE gpx [<!ELEMENT gpx " + b"(" * size + b"a" + b"]>"), "XML001"
    ),
    "XML: attributes in the DTD": Shape(
        ".gpx",
        lambda size: gpx(b"", b"<!DOCTYPE gpx [<!ATTLIST gpx %b>]>" % _each(b"", b" a%d CDATA ''")(size)),
        "XML004",
    ),
    "XML: entities in the DTD": Shape(
        ".gpx", lambda size: gpx(b"", b"<!DOCTYPE gpx [%b]>" % _each(b"", b"<!ENTITY a%d ''>")(size)), "XML004"
    ),
    "XML: notations in the DTD": Shape(
        ".gpx", lambda size: gpx(b"", b"<!DOCTYPE gpx [%b]>" % _each(b"", b"<!NOTATION a%d SYSTEM ''>")(size)), "XML004"
    ),
    "XML: comments that ignore one rule again and again": Shape(
        ".gpx",
        lambda size: gpx((b"<!-- activitylint: ignore=TIM004" + b",TIM004" * (size // 700) + b" x -->") * 100),
        "LNT002",
    ),
    "XML: <": Shape(".gpx", _many(b"<gpx>", b"<"), "XML001", size=20 * _MB),
    "XML: tracks": Shape(".gpx", _in_gpx(b"<trk><name/></trk>"), "GPX007"),
    "XML: empty points": Shape(".gpx", _points(b"<trkpt/>"), "TIM001"),
    "XML: points with values that are not numbers": Shape(
        ".gpx", _points(b"<trkpt lat='x'><time>x</time></trkpt>"), "TIM003"
    ),
    "XML: numbers in CDATA": Shape(".gpx", _points(b'<trkpt lat="1"><ele><![CDATA[1]]></ele></trkpt>'), "TIM001"),
    "XML: empty laps": Shape(".tcx", _in_tcx(b"<Lap/>", b"<Activity>", b"</Activity>"), "TCX007"),
    "XML: empty laps and one with a time": Shape(
        ".tcx",
        _in_tcx(b"<Lap/>", b'<Activity><Lap StartTime="2026-01-01T00:00:00Z"/>', b"</Activity>"),
        "TCX007",
    ),
    "XML: empty activities": Shape(".tcx", _in_tcx(b"<Activity/>"), "TCX009"),
    "XML: activities with a lap and a creator": Shape(
        ".tcx", _in_tcx(b"<Activity><Lap/><Creator/></Activity>"), "TCX007"
    ),
    "XML: a new sport each time": Shape(".tcx", _in_tcx(b'<Activity Sport="%d"/>', make=_each), "SPO001"),
    **{
        f"XML: {item.decode()} in a DOCTYPE": Shape(".gpx", _in_doctype(item), "XML004", size=_MB)
        for item in (b"<!--", b"<!-- -", b"<?", b'"', b"'", b"[", b"]", b"<!ENTITY a 'b'>")
    },
    **{
        f"XML: {item.decode()} in {name}": Shape(suffix, _many(start, item, end), finds, size=_MB)
        for item in (b"9", b".", b"e9", b" ", b"-")
        for name, (suffix, finds, start, end) in _VALUES.items()
    },
    "XML: a new namespace in each point": Shape(
        ".gpx",
        _in_gpx(b'<trkpt><power xmlns="u%d">1</power></trkpt>', b"<trk><trkseg>", b"</trkseg></trk>", _each),
        "TIM001",
    ),
    "XML: a new namespace in each lap": Shape(
        ".tcx", _in_tcx(b'<Activity><Lap><TPX xmlns="u%d"/></Lap></Activity>', make=_each), "TCX007"
    ),
}

# JSON


def _sets(item: bytes) -> Make:
    return _many(b'{"sets":[' + item, b"," + item, b"]}")


_LETTER: Final = '"\N{LATIN CAPITAL LETTER A WITH MACRON}"'.encode()
"""A string that takes 80 bytes in memory."""

_JSON: Final = {
    "JSON: nested arrays": Shape(".json", _many(b"", b"["), "JSN001", size=20 * _MB),
    "JSON: digits of one number": Shape(".json", _many(b'{"version":', b"9", b"}"), "JSN001"),
    "JSON: one text": Shape(".json", _many(b'{"version":"', b"9", b'"}'), "JSN004", size=20 * _MB),
    "JSON: empty arrays as sets": Shape(".json", _sets(b"[]"), "JSN001"),
    "JSON: empty objects as sets": Shape(".json", _sets(b"{}"), "JSN001"),
    "JSON: one key in each set": Shape(".json", _sets(b'{"":0}'), "JSN001"),
    "JSON: 50 nested arrays as a set": Shape(".json", _sets(b"[" * 50 + b"]" * 50), "JSN001"),
    "JSON: as many sets as are allowed": Shape(".json", _sets(b'{"repetitions":1}'), "JSN002"),
    "JSON: non-Latin letters as sets": Shape(".json", _sets(_LETTER), "JSN001", size=20 * _MB),
    "JSON: as many non-Latin letters as are allowed": Shape(".json", _sets(_LETTER + b"  "), "JSN003", size=20 * _MB),
    "JSON: floats as sets": Shape(".json", _sets(b"0.5"), "JSN003", size=8 * _MB),
    "JSON: a stream of floats": Shape(
        ".json", _many(b'{"streams":{"heartrate":[0', b",0.5", b"]}}"), "JSN002", size=8 * _MB
    ),
    "JSON: floats in all streams": Shape(
        ".json",
        lambda size: b'{"streams":{"heartrate":[%b],"time":[%b]}}' % ((b"0.5," * (size // 8) + b"0",) * 2),
        "JSN002",
        size=8 * _MB,
    ),
    "JSON: letters beyond the BMP": Shape(
        ".json", _many(b'{"version":"', "\N{SPEAKING HEAD IN SILHOUETTE}".encode(), b'"}'), "JSN004"
    ),
    "JSON: a stream of zeros": Shape(".json", _many(b'{"streams":{"time":[0', b",0", b"]}}"), "JSN002"),
    "JSON: a stream of numbers": Shape(".json", _many(b'{"streams":{"heartrate":[0', b",300", b"]}}"), "JSN002"),
    "JSON: one key repeated": Shape(".json", _many(b'{"":0', b',"":0', b"}"), "JSN001"),
    "JSON: a new key each time": Shape(".json", _each(b"{", b'"%d":0', b"}", between=b","), "JSN001"),
}

# FIT


def definition(local: int, number: int, *fields: tuple[int, int, int], developer: int = 0) -> bytes:
    """Return a definition message. fields: number, size, base type. developer: the number of developer fields."""
    head = struct.pack("<BBBHB", 0x40 | (0x20 if developer else 0) | local, 0, 0, number, len(fields))
    made = head + b"".join(bytes(field) for field in fields)
    return made + (bytes([developer]) + b"".join(bytes((n, 255, 0)) for n in range(developer)) if developer else b"")


def _fit(head: bytes, item: bytes) -> Make:
    return lambda size: sealed(_many(head, item)(size))


def _fit_each(length: int, item: Callable[[int], bytes], head: bytes = b"") -> Make:
    """Return a maker of FIT files. length: of one item, in bytes. item: makes the item with this number."""
    return lambda size: sealed(head + b"".join(map(item, range(size // length))))


def _rows(number: int, field: int, value: bytes) -> Make:
    """Return a maker of FIT files whose messages have one field."""
    return _fit(definition(0, number, (field, len(value), {1: 2, 2: 0x84, 3: 13}[len(value)])), b"\0" + value)


def _text_by_another_definition(n: int) -> bytes:
    others = ((200 + n % 50, 1, 2), (n // 50 % 200, 1, 2), (n // 10_000 % 200, 1, 2))
    return definition(0, 18, (5, 1, 7), *others) + b"\0A\0\0\0"


def _another_255_fields(n: int) -> bytes:
    return definition(0, 20, *(((n + place) & 0xFF, 1, 2) for place in range(255))) + bytes(256)


def _odd_fields_of_another_type(n: int) -> bytes:
    return definition(0, n, *((field, 1, 0x84) for field in range(255))) + bytes(256)


def _developer_fields_of_another_type(n: int) -> bytes:
    head = struct.pack("<BBBHBB", 0x60, 0, 0, n, 0, 255)
    return head + b"".join(bytes((field, 1, 0)) for field in range(255)) + bytes(256)


_DESCRIPTION: Final = definition(1, 206, (0, 1, 2), (1, 1, 2), (3, 1, 7))
"""The definition of messages that describe developer fields."""


_TIMED: Final = definition(1, 20, (253, 4, 0x86)) + b"\1" + struct.pack("<I", 1_000_000_000)
"""A record with a time."""

_WRONG_CRC: Final = struct.pack("<BBHI4s", 12, 0x20, 2195, 0, b".FIT") + b"\1\2"
"""A file of 14 bytes, the shortest possible."""

_FIT: Final = {
    "FIT: records of one byte": Shape(".fit", _fit(definition(0, 20), b"\0"), "TIM001", size=20 * _MB),
    "FIT: messages of one byte, of 16 types": Shape(
        ".fit", _fit(b"".join(definition(local, 20 + local) for local in range(16)), bytes(range(16))), "TIM001"
    ),
    "FIT: sessions without fields": Shape(".fit", _fit(definition(0, 18), b"\0"), "FIT204"),
    "FIT: compressed times": Shape(".fit", _fit(definition(0, 20), bytes(0x80 | n for n in range(32))), "TIM001"),
    "FIT: compressed times after a full one": Shape(
        ".fit", _fit(_TIMED + definition(0, 20), bytes(0x80 | n for n in range(32))), "FIT004"
    ),
    "FIT: positions of one byte with compressed times": Shape(
        ".fit",
        _fit(
            _TIMED + definition(0, 20, (0, 1, 1), (1, 1, 1), (2, 1, 2), (100, 4, 13)),
            b"".join(bytes((0x80 | n, n % 5, n % 7, n, 0, 0, 0, 0)) for n in range(32)),
        ),
        "FIT201",
    ),
    "FIT: compressed speeds": Shape(".fit", _rows(20, 8, b"\1\2\3"), "TIM001"),
    "FIT: every other heart rate wrong": Shape(".fit", _fit(definition(0, 20, (3, 1, 2)), b"\0\0\0\x64"), "STR001"),
    "FIT: sessions": Shape(".fit", _rows(18, 5, b"\1"), "FIT204"),
    "FIT: laps": Shape(".fit", _rows(19, 253, b"\1"), "FIT210"),
    "FIT: events": Shape(".fit", _rows(21, 0, b"\0"), "FIT004"),
    "FIT: file_ids": Shape(".fit", _rows(0, 0, b"\4"), "FIT104"),
    "FIT: heart rates from a strap": Shape(".fit", _rows(132, 10, b"\1"), "FIT004"),
    "FIT: 255 heart rates from a strap per message": Shape(
        ".fit", _fit(definition(0, 132, (6, 255, 2)), b"\0" + b"\x50" * 255), "FIT302"
    ),
    "FIT: times from a strap": Shape(".fit", _rows(132, 6, b"\1"), "FIT302"),
    "FIT: sets": Shape(".fit", _rows(225, 7, b"\1\0"), "FIT004"),
    "FIT: sets with 127 categories each": Shape(
        ".fit", _fit(definition(0, 225, (7, 254, 0x84)), b"\0" + bytes(254)), "FIT101", size=16 * _MB
    ),
    "FIT: sets with a new exercise each": Shape(
        ".fit", _fit_each(3, lambda n: struct.pack("<BH", 0, n & 0xFFFF), definition(0, 225, (7, 2, 0x84))), "FIT004"
    ),
    "FIT: a new sport each time": Shape(
        ".fit", _fit_each(6, lambda n: b"\0%05x" % n, definition(0, 18, (5, 5, 7))), "SPO003"
    ),
    "FIT: a text with a new definition each time": Shape(
        ".fit", _fit_each(23, _text_by_another_definition), "FIT204", size=12 * _MB
    ),
    "FIT: a new definition each time and no message": Shape(
        ".fit", _fit_each(9, lambda n: definition(0, n & 0xFFFF, (n >> 16, 1, 2))), "FIT101"
    ),
    "FIT: a new definition before each message": Shape(
        ".fit",
        _fit_each(15, lambda n: definition(0, 20 + n % 3, (n % 256, 1, 2), (n // 256 % 256, 1, 2)) + b"\0\1\2"),
        "FIT101",
    ),
    "FIT: a new type each time": Shape(
        ".fit", _fit_each(11, lambda n: definition(0, n & 0xFFFF, (3, 1, 2)) + b"\0\1"), "FIT105"
    ),
    "FIT: nothing but redefinitions": Shape(".fit", _fit(b"", definition(0, 20, (253, 4, 0x86))), "TIM002"),
    "FIT: the same definition before each message": Shape(
        ".fit", _fit(b"", definition(0, 20, (253, 4, 0x86), (3, 1, 2)) + b"\0\1\2\3\4\5"), "FIT101"
    ),
    "FIT: definitions with 255 fields": Shape(
        ".fit", _fit(b"", definition(0, 20, *((n, 1, 2) for n in range(255))) + bytes(256)), "FIT101", size=20 * _MB
    ),
    "FIT: definitions with 255 new fields": Shape(".fit", _fit_each(1027, _another_255_fields), "FIT101"),
    "FIT: the largest developer fields": Shape(
        ".fit",
        _fit(b"", definition(0, 20, (3, 1, 2), developer=255) + bytes(2 + 255 * 255)),
        "FIT010",
        size=20 * _MB,
    ),
    "FIT: 255 odd fields of another type each time": Shape(
        ".fit", _fit_each(1027, _odd_fields_of_another_type), "FIT009", size=8 * _MB
    ),
    "FIT: 255 odd fields of as many types as are kept": Shape(
        ".fit", _fit_each(1027, _odd_fields_of_another_type), "FIT009", size=_MB
    ),
    "FIT: 255 developer fields of another type each time": Shape(
        ".fit", _fit_each(1028, _developer_fields_of_another_type), "FIT010", size=8 * _MB
    ),
    "FIT: repeated fields of another type each time": Shape(
        ".fit",
        _fit_each(1028, lambda n: definition(0, n, *((f // 2, 1, 2) for f in range(255))) + bytes(256)),
        "FIT013",
    ),
    "FIT: developer fields described again before each message": Shape(
        ".fit",
        _fit(
            _DESCRIPTION + _developer_fields_of_another_type(20)[:-256],
            b"\1\0\0A" + bytes(256) + b"\1\0\0B" + bytes(256),
        ),
        "FIT010",
    ),
    "FIT: descriptions of developer fields": Shape(
        ".fit", _fit(_DESCRIPTION + definition(0, 20, developer=1), b"\1\0\0A\1\0\0B"), "FIT004"
    ),
    "FIT: a chain of files with a wrong CRC": Shape(".fit", _many(b"", _WRONG_CRC), "FIT003"),
    "FIT: a chain of files without messages": Shape(".fit", _many(b"", sealed(b"")), "FIT007"),
    "nothing but zeros": Shape(".fit", bytes, "FIT001", size=20 * _MB),
}

SHAPES: Final[dict[str, Shape]] = _XML | _JSON | _FIT
