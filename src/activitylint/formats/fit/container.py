"""The FIT container: the file header and its checksums."""

from __future__ import annotations

from typing import Final, NamedTuple

from fastcrc import crc16

__all__ = ["CRC_SIZE", "MAGIC", "PIECE", "Header", "checksum", "header_damage", "looks_like_header", "read_header"]

MAGIC: Final = b".FIT"
CRC_SIZE: Final = 2
_SHORT: Final = 12
"""Size of a header without a CRC of its own, and of the part that the header CRC covers."""

PIECE: Final = 1 << 18
"""Bytes of a long file that are summed up at once."""


class Header(NamedTuple):
    """One file header. crc and computed: the header's own CRC, None where it has none (12 bytes, or 0x0000)."""

    offset: int
    size: int
    protocol: tuple[int, int]
    profile: int
    data_size: int
    crc: int | None
    computed: int | None


def checksum(data: bytes | memoryview) -> int:
    """FIT's CRC-16 (the ARC polynomial).

    Older versions of fastcrc take nothing but bytes: no more than a piece of a long file is copied at once.
    """
    view = memoryview(data)
    crc = 0
    for first in range(0, len(view), PIECE):
        crc = int(crc16.arc(bytes(view[first : first + PIECE]), crc))
    return crc


def header_damage(data: bytes, offset: int) -> str | None:
    """What makes the bytes at `offset` no FIT header, in words; None where they are one."""
    present = len(data) - offset
    if present < _SHORT:
        return f"a FIT header has at least {_SHORT} bytes, and there are {present}"
    if data[offset + 8 : offset + 12] != MAGIC:
        return "bytes 8 to 11 of the header are not .FIT"
    size = data[offset]
    if size < _SHORT or size == _SHORT + 1:
        return f"the header says that it is {size} bytes long: 12 and 14 are legal"
    if size > present:
        return f"the header says that it is {size} bytes long, and there are {present}"
    return None


def looks_like_header(data: bytes, offset: int) -> bool:
    """Whether another FIT file starts here."""
    return header_damage(data, offset) is None


def read_header(data: bytes, offset: int) -> Header:
    """The header at `offset`, which must look like one."""
    size = data[offset]
    version = data[offset + 1]
    crc = computed = None
    if size > _SHORT:
        stored = int.from_bytes(data[offset + 12 : offset + 14], "little")
        if stored:
            crc, computed = stored, checksum(data[offset : offset + _SHORT])
    return Header(
        offset,
        size,
        (version >> 4, version & 0x0F),
        int.from_bytes(data[offset + 2 : offset + 4], "little"),
        int.from_bytes(data[offset + 4 : offset + 8], "little"),
        crc,
        computed,
    )
