"""Packed files for the rules about the upload itself."""

from __future__ import annotations

import struct
import zlib

from fit_recipes import Recipe
from paths import FIXTURES

GPX = FIXTURES / "UPL001-empty-file" / "pass-track.gpx"
STRENGTH = FIXTURES / "UPL006-gzip-not-offered" / "pass-strength.json"


def _packed(data: bytes | None = None) -> bytes:
    """Return a gzip member with one stored block, so that every version of zlib writes the same bytes."""
    content = GPX.read_bytes() if data is None else data
    block = struct.pack("<BHH", 1, len(content), len(content) ^ 0xFFFF) + content
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block + struct.pack("<II", zlib.crc32(content), len(content))


def _wrong_checksum() -> bytes:
    packed = bytearray(_packed())
    packed[-8] ^= 0xFF
    return bytes(packed)


def _two_members() -> bytes:
    data = GPX.read_bytes()
    return _packed(data[:300]) + _packed(data[300:])


RECIPES: dict[str, Recipe] = {
    "UPL001-empty-file/fail-packed-empty.gpx.gz": lambda: _packed(b""),
    "UPL004-damaged-gzip/fail-cut-short.gpx.gz": lambda: _packed()[:-20],
    "UPL004-damaged-gzip/fail-wrong-checksum.gpx.gz": _wrong_checksum,
    "UPL004-damaged-gzip/pass-packed.gpx.gz": _packed,
    "UPL004-damaged-gzip/pass-two-members.gpx.gz": lambda: (
        _packed(GPX.read_bytes()[:300]) + _packed(GPX.read_bytes()[300:])
    ),
    "UPL005-gzip-suffix-mismatch/fail-not-packed.gpx.gz": GPX.read_bytes,
    "UPL005-gzip-suffix-mismatch/fail-packed-twice.gpx.gz": lambda: _packed(_packed()),
    "UPL005-gzip-suffix-mismatch/pass-packed.gpx.gz": _packed,
    "UPL006-gzip-not-offered/fail-strength.json.gz": lambda: _packed(STRENGTH.read_bytes()),
    "UPL008-read-limit/fail-bomb.gpx.gz": lambda: _packed(GPX.read_bytes() + b" " * 1_000),
    "UPL009-gzip-trailing-bytes/fail-trailing.gpx.gz": lambda: _packed() + b"\r\n\x1a",
    "UPL009-gzip-trailing-bytes/pass-packed.gpx.gz": _packed,
}
