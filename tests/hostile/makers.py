"""All hostile files: those that can have any size (`shapes.py`), and those that are hostile as they are (here).

They are made by repeating bytes, so that making one costs nothing compared to reading it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from fuzz.mutators import sealed
from hostile.shapes import SHAPES, definition, gpx

__all__ = ["CASES", "FIXED", "Case"]

_MB: Final = 1_000_000
_READ: Final = 256 * _MB
"""The default read limit."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file. suffix, finds: as in `Shape`.

    times: the memory that linting may take in addition to 60 MB, as a multiple of the file's unpacked size.
    unpacked: that size in bytes, if it is not the size of the file.
    """

    suffix: str
    make: Callable[[], bytes]
    finds: str
    times: int = 20
    unpacked: int = 0


# gzip


def _bomb() -> bytes:
    """One stream of 10 GB of zeros: a flushed block can be repeated any number of times."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(bytes(_MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(_MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * 10_000 + packer.flush()


def _members() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return (packer.compress(bytes(10 * _MB)) + packer.flush()) * 1_000


# XML


def _laughs() -> bytes:
    entities = [b'<!ENTITY a0 "ha">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))]
    return gpx(b"<trk><name>&a10;</name></trk>", b"<!DOCTYPE gpx [" + b"".join(entities) + b"]>")


def _blow_up() -> bytes:
    return gpx(
        b"<trk><name>" + b"&a;" * 100_000 + b"</name></trk>", b'<!DOCTYPE gpx [<!ENTITY a "' + b"a" * 100_000 + b'">]>'
    )


# FIT


def _sized(size: int, after: bytes = b"") -> bytes:
    """Return a FIT file whose header states this data size."""
    return struct.pack("<BBHI4sH", 14, 0x20, 2195, size, b".FIT", 0) + definition(0, 20) + bytes(1000) + after


FIXED: Final[dict[str, Case]] = {
    "gzip: a bomb of 10 GB": Case(".fit.gz", _bomb, "UPL008", 4, _READ),
    "gzip: a bomb in a thousand members": Case(".fit.gz", _members, "UPL008", 4, _READ),
    "XML: billion laughs": Case(".gpx", _laughs, "XML001"),
    "XML: quadratic blow-up": Case(".gpx", _blow_up, "XML001"),
    "XML: a parameter entity of itself": Case(
        ".gpx", lambda: gpx(b"", b"<!DOCTYPE gpx [<!ENTITY % a '%a;'> %a;]>"), "XML004"
    ),
    "XML: 10,000 nested elements": Case(".gpx", lambda: gpx(b"<a>" * 10_000), "XML001"),
    "XML: nothing but declarations": Case(".gpx", lambda: b"<?xml ?>" * 1_000, "XML001"),
    "JSON: 10,000 nested arrays": Case(".json", lambda: b"[" * 10_000, "JSN001"),
    "FIT: a size of 4 GB": Case(".fit", lambda: _sized(0xFFFFFFFF), "FIT001"),
    "FIT: a size that points back": Case(".fit", lambda: _sized(0xFFFFFFF0), "FIT004"),
    "FIT: a chained size past the end": Case(
        ".fit", lambda: sealed(bytes([0x40, 0, 0, 20, 0, 0])) + _sized(9999), "FIT004"
    ),
    "FIT: fields past the end": Case(
        ".fit", lambda: sealed(definition(0, 20, *((n, 255, 2) for n in range(255))) + bytes(100)), "FIT011"
    ),
}

CASES: Final[dict[str, Case]] = FIXED | {
    name: Case(shape.suffix, partial(shape.make, shape.size), shape.finds) for name, shape in SHAPES.items()
}
