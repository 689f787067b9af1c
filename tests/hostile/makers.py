"""The table of files made to take time or memory: what each is called, how it is made, and what is said of it.

They are made by multiplying bytes, so that making them costs nothing beside reading them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fuzz.mutators import sealed

__all__ = ["CASES", "Case"]

_MB: Final = 1_000_000
_LARGE: Final = 20 * _MB
_MEDIUM: Final = 2 * _MB
"""What says the same as 20 MB in a tenth of the time."""
_READ: Final = 256 * _MB
"""The read limit that there is without settings."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file.

    finds: a rule that must tell what it is. times: the memory that it may take, as a multiple of the unpacked size,
    beside 60 MB. It is 20, and more where a file of a few megabytes holds a million things that each have a row: no
    device writes laps of two bytes. unpacked: its size, where that is not the size of what is made.
    """

    suffix: str
    make: Callable[[], bytes]
    finds: str
    times: int = 20
    unpacked: int = 0


# gzip


def _bomb() -> bytes:
    """One stream of 10 GB of zeros: a flushed block of it can stand as often as one likes."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(bytes(_MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(_MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * 10_000 + packer.flush()


def _members() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return (packer.compress(bytes(10 * _MB)) + packer.flush()) * 1_000


# XML

_GPX: Final = b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">'
_TCX: Final = b'<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'


def _gpx(inside: bytes, declared: bytes = b"") -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + declared + _GPX + inside + b"</gpx>"


def _points(inside: bytes) -> bytes:
    return _gpx(b"<trk><trkseg>" + inside + b"</trkseg></trk>")


def _tcx(inside: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + _TCX + inside + b"</Activities></TrainingCenterDatabase>"


def _laughs() -> bytes:
    entities = [b'<!ENTITY a0 "ha">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))]
    return _gpx(b"<trk><name>&a10;</name></trk>", b"<!DOCTYPE gpx [" + b"".join(entities) + b"]>")


def _blow_up() -> bytes:
    return _gpx(
        b"<trk><name>" + b"&a;" * 100_000 + b"</name></trk>", b'<!DOCTYPE gpx [<!ENTITY a "' + b"a" * 100_000 + b'">]>'
    )


def _attributes(template: bytes) -> bytes:
    return _gpx(b"<trk " + b" ".join([template % number for number in range(_MB)]) + b"/>")


# FIT


def _definition(local: int, number: int, *fields: tuple[int, int, int], developer: int = 0) -> bytes:
    """developer: how many developer fields of the largest size there are."""
    head = struct.pack("<BBBHB", 0x40 | (0x20 if developer else 0) | local, 0, 0, number, len(fields))
    made = head + b"".join(bytes(field) for field in fields)
    return made + (bytes([developer]) + b"".join(bytes((n, 255, 0)) for n in range(developer)) if developer else b"")


def _rows(number: int, field: int, value: bytes) -> Callable[[], bytes]:
    """Messages of one field alone."""
    head = _definition(0, number, (field, len(value), {1: 2, 2: 0x84}[len(value)]))
    return lambda: sealed(head + (b"\0" + value) * (_MEDIUM // (1 + len(value))))


def _texts() -> bytes:
    """A session whose sport is a text, by another definition each time."""
    pieces = [
        _definition(0, 18, (5, 1, 7), (200 + n % 50, 1, 2), (n // 50 % 200, 1, 2), (n // 10_000 % 200, 1, 2))
        + b"\0A\0\0\0"
        for n in range(_MEDIUM // 26)
    ]
    return sealed(b"".join(pieces))


def _sized(size: int, behind: bytes = b"") -> bytes:
    """A header that promises so many bytes."""
    return struct.pack("<BBHI4sH", 14, 0x20, 2195, size, b".FIT", 0) + _definition(0, 20) + bytes(1000) + behind


CASES: Final[dict[str, Case]] = {
    "gzip: a bomb of 10 GB": Case(".fit.gz", _bomb, "UPL008", 4, _READ),
    "gzip: a bomb in a thousand members": Case(".fit.gz", _members, "UPL008", 4, _READ),
    "XML: billion laughs": Case(".gpx", _laughs, "XML001"),
    "XML: quadratic blow-up": Case(".gpx", _blow_up, "XML001"),
    "XML: a parameter entity of itself": Case(
        ".gpx", lambda: _gpx(b"", b"<!DOCTYPE gpx [<!ENTITY % a '%a;'> %a;]>"), "XML004"
    ),
    "XML: 10,000 elements in one another": Case(".gpx", lambda: _gpx(b"<a>" * 10_000), "XML001"),
    "XML: 7 million elements in one another": Case(".gpx", lambda: _gpx(b"<a>" * (_LARGE // 3)), "XML001"),
    "XML: an attribute of 20 MB": Case(".gpx", lambda: _gpx(b'<trk a="' + b"x" * _LARGE + b'"/>'), "XML001"),
    "XML: a comment of 20 MB": Case(".gpx", lambda: _gpx(b"<!--" + b"x" * _LARGE + b"-->"), "XML001"),
    "XML: a line of 20 MB": Case(
        ".gpx", lambda: _points(b'<trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time></trkpt>' * 300_000), "TIM006"
    ),
    "XML: a text of 20 MB": Case(".gpx", lambda: _gpx(b"<trk><name>" + b"x" * _LARGE + b"</name></trk>"), "TIM002"),
    "XML: a million attributes": Case(".gpx", lambda: _attributes(b'a%d=""'), "XML001"),
    "XML: a million namespaces": Case(".gpx", lambda: _attributes(b'xmlns:a%d="b"'), "XML001"),
    "XML: unknown elements alone": Case(".gpx", lambda: _gpx(b"<a/>" * (_MEDIUM // 4)), "XML006", 25),
    "XML: empty points alone": Case(".gpx", lambda: _points(b"<trkpt/>" * (_MEDIUM // 8)), "TIM001", 25),
    "XML: empty laps alone": Case(
        ".tcx", lambda: _tcx(b"<Activity>" + b"<Lap/>" * (_MEDIUM // 6) + b"</Activity>"), "TCX007", 45
    ),
    "XML: empty activities alone": Case(".tcx", lambda: _tcx(b"<Activity/>" * (_MEDIUM // 11)), "TCX009", 25),
    "XML: comments for activitylint alone": Case(
        ".gpx", lambda: _gpx(b"<!-- activitylint: x -->" * (_MEDIUM // 24)), "LNT002", 25
    ),
    "XML: < alone": Case(".gpx", lambda: b"<gpx>" + b"<" * _LARGE, "XML001"),
    "JSON: 10,000 arrays in one another": Case(".json", lambda: b"[" * 10_000, "JSN001"),
    "JSON: 20 million arrays in one another": Case(".json", lambda: b"[" * _LARGE, "JSN001"),
    "JSON: a million digits": Case(".json", lambda: b'{"version":' + b"9" * _MB + b"}", "JSN001"),
    "JSON: a line of 20 MB": Case(".json", lambda: b'{"version":"' + b"9" * _LARGE + b'"}', "JSN004"),
    "JSON: empty arrays for sets": Case(
        ".json", lambda: b'{"sets":[' + b"[]," * (_MEDIUM // 3) + b"[]]}", "JSN003", 65
    ),
    "JSON: empty objects for sets": Case(
        ".json", lambda: b'{"sets":[' + b"{}," * (_MEDIUM // 3) + b"{}]}", "JSN002", 65
    ),
    "JSON: one key again and again": Case(".json", lambda: b"{" + b'"":0,' * (_MEDIUM // 5) + b'"":0}', "JSN014", 30),
    "JSON: zeros for a stream": Case(
        ".json", lambda: b'{"streams":{"time":[' + b"0," * (_MEDIUM // 2) + b"0]}}", "JSN002", 30
    ),
    "FIT: 20 million messages of one byte": Case(
        ".fit", lambda: sealed(_definition(0, 20) + bytes(_LARGE)), "TIM001", 45
    ),
    "FIT: definitions of 255 fields": Case(
        ".fit",
        lambda: sealed((_definition(0, 20, *((n, 1, 2) for n in range(255))) + bytes(256)) * (_LARGE // 1027)),
        "FIT101",
    ),
    "FIT: every local type by turns": Case(
        ".fit",
        lambda: sealed(b"".join(_definition(n, 20 + n) for n in range(16)) + bytes(range(16)) * (_MEDIUM // 16)),
        "TIM001",
    ),
    "FIT: another type of message each time": Case(
        ".fit",
        lambda: sealed(b"".join(_definition(0, n & 0xFFFF, (3, 1, 2)) + b"\0\1" for n in range(_MEDIUM // 11))),
        "FIT102",
    ),
    "FIT: redefinitions alone": Case(
        ".fit", lambda: sealed(_definition(0, 20, (253, 4, 0x86)) * (_MEDIUM // 9)), "TIM002"
    ),
    "FIT: another definition each time, and no message": Case(
        ".fit",
        lambda: sealed(b"".join(_definition(0, n & 0xFFFF, (n >> 16, 1, 2)) for n in range(_MEDIUM // 9))),
        "FIT101",
        25,
    ),
    "FIT: the largest developer fields": Case(
        ".fit",
        lambda: sealed((_definition(0, 20, (3, 1, 2), developer=255) + bytes(2 + 255 * 255)) * (_LARGE // 66_000)),
        "FIT010",
    ),
    "FIT: a text by another definition each time": Case(".fit", _texts, "FIT204", 35),
    "FIT: sessions alone": Case(".fit", _rows(18, 5, b"\1"), "FIT204", 80),
    "FIT: laps alone": Case(".fit", _rows(19, 253, b"\1"), "FIT210", 35),
    "FIT: events alone": Case(".fit", _rows(21, 0, b"\0"), "TIM002", 50),
    "FIT: file_ids alone": Case(".fit", _rows(0, 0, b"\4"), "FIT104", 50),
    "FIT: heart rates alone": Case(".fit", _rows(132, 10, b"\1"), "TIM002", 30),
    "FIT: sets alone": Case(".fit", _rows(225, 7, b"\1\0"), "SET001", 35),
    "FIT: files without messages in a chain": Case(".fit", lambda: sealed(b"") * (_MEDIUM // 16), "FIT007", 40),
    "FIT: a size of 4 GB": Case(".fit", lambda: _sized(0xFFFFFFFF), "FIT001"),
    "FIT: a size that points back": Case(".fit", lambda: _sized(0xFFFFFFF0), "FIT004"),
    "FIT: a chained size past the end": Case(
        ".fit", lambda: sealed(bytes([0x40, 0, 0, 20, 0, 0])) + _sized(9999), "FIT004"
    ),
    "FIT: fields past the end": Case(
        ".fit", lambda: sealed(_definition(0, 20, *((n, 255, 2) for n in range(255))) + bytes(100)), "FIT004"
    ),
    "nothing but zeros": Case(".fit", lambda: bytes(_LARGE), "FIT001"),
}
