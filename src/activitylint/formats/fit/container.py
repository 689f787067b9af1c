"""The FIT container, as Garmin's FIT protocol defines it: the file header and the checksums."""

from __future__ import annotations

import struct
from typing import Final

from fastcrc import crc16

from activitylint.model.classes import NamedTuple

__all__ = [
    "CRC_SIZE",
    "HEADER_SIZES",
    "MAGIC",
    "PIECE",
    "Header",
    "checksum",
    "header_damage",
    "looks_like_header",
    "read_header",
]

MAGIC: Final = b".FIT"
CRC_SIZE: Final = 2
_SHORT: Final = 12
HEADER_SIZES: Final = (_SHORT, 14)
"""Size of a header without a CRC, and of the part of the header that its CRC covers."""

_START: Final = struct.Struct("<BBHI")
"""The header up to the magic bytes: its size, the versions of the protocol and of the profile, and the data size."""

PIECE: Final = 1 << 18
"""Bytes whose checksum is computed at once."""


class Header(NamedTuple):
    """One file header.

    offset: where it starts. size, data_size: in bytes. protocol: (major, minor) version. profile: version number.
    crc, computed: the CRC of the header, as stored and as computed; None if it has none (12 bytes, or 0x0000).
    """

    offset: int
    size: int
    protocol: tuple[int, int]
    profile: int
    data_size: int
    crc: int | None
    computed: int | None


def checksum(data: bytes | memoryview) -> int:
    """Return FIT's CRC-16 (with the ARC polynomial).

    Older versions of fastcrc accept only bytes, so long data are copied in pieces.
    """
    view = memoryview(data)
    crc = 0
    for first in range(0, len(view), PIECE):
        crc = int(crc16.arc(bytes(view[first : first + PIECE]), crc))
    return crc


def header_damage(data: bytes, offset: int) -> str | None:
    """Return why the bytes at `offset` are not a FIT header, for a message; None if they are one."""
    present = len(data) - offset
    if present < _SHORT:
        return f"it needs at least {_SHORT} bytes, but the file has {present}"
    if data[offset + 8 : offset + 12] != MAGIC:
        return "its bytes 8 to 11 are not .FIT"
    size = data[offset]
    if size < _SHORT or size == _SHORT + 1:
        return f"it gives its own length as {size} bytes, but only 12 and 14 are allowed"
    if size > present:
        return f"it gives its own length as {size} bytes, but the file has {present}"
    return None


def looks_like_header(data: bytes, offset: int) -> bool:
    """True if a FIT file starts at `offset`."""
    return header_damage(data, offset) is None


def read_header(data: bytes, offset: int) -> Header:
    """Return the header at `offset`. `looks_like_header` must be true there."""
    size, version, profile, data_size = _START.unpack_from(data, offset)
    crc = computed = None
    if size > _SHORT:
        stored = int.from_bytes(data[offset + 12 : offset + 14], "little")
        if stored:
            crc, computed = stored, checksum(data[offset : offset + _SHORT])
    return Header(
        offset,
        size,
        (version >> 4, version & 0x0F),
        profile,
        data_size,
        crc,
        computed,
    )
