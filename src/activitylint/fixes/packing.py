"""The files to write for a result: gzipped if the original was, several if it was split."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.result import FixResult
from activitylint.source.sniffing import suffixes

__all__ = ["packed", "part_name", "written"]

_HEADER: Final = 10
_HEADER_CRC, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16


def written(result: FixResult, raw: bytes | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the (name, bytes) of each file to write; nothing if nothing was changed.

    raw: the original bytes of the file; its gzip header (name and time) is kept.
    """
    if not result.changed:
        return
    contents = [(part_name(result.name, label), data) for label, data in result.parts] or [(result.name, result.data)]
    for name, data in contents:
        yield name, packed(data, raw) if result.compressed else data


def packed(data: bytes, like: bytes | None = None) -> bytes:
    """The data as one gzip member, with the header of the first member of `like`, or else without name and time."""
    header = _header(like) if like is not None else None
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return (header or b"\x1f\x8b\x08\0\0\0\0\0\x02\xff") + body + trailer


def part_name(name: str, label: str) -> str:
    """The name of one of the files after a split: `ride.tcx.gz` and `2` give `ride-2.tcx.gz`."""
    promised, gzipped = suffixes(name)
    end = (len(promised.value) + 1 if promised else 0) + (3 if gzipped else 0)
    cut = len(name) - end
    return f"{name[:cut]}-{label}{name[cut:]}"


def _header(member: bytes) -> bytes | None:
    """The header of a gzip member; None if it has a checksum or extra fields, or is cut off."""
    if len(member) < _HEADER or not member.startswith(b"\x1f\x8b\x08"):
        return None
    flags, end = member[3], _HEADER
    if flags & (_HEADER_CRC | _EXTRA):
        return None
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = member.find(b"\0", end) + 1
            if not end:
                return None
    return member[:end]
