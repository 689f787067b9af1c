"""Read the members of a ZIP archive without its list, which is at the end and missing if a download was interrupted."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final, NamedTuple

from activitylint.source.files import BoundedFile, LimitError

__all__ = ["Salvaged", "salvage"]

_HEADER: Final = struct.Struct("<4s5H3I2H")
_LOCAL: Final = b"PK\3\4"
_LIST: Final = (b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\10")
"""What begins where the members end: the list, or what comes before it."""
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_MOST: Final = 150_000
_CHUNK: Final = 1 << 20
_UNKNOWN: Final = 0xFFFFFFFF
_LONGEST_NAME: Final = 120


class Salvaged(NamedTuple):
    """The members before the damage.

    starts: where the data of each begins. damage: what is missing, in words.
    """

    starts: dict[zipfile.ZipInfo, int]
    damage: str


class _CutError(Exception):
    """The archive ends, or is damaged, at this place."""


def salvage(file: BoundedFile, headers: int, total: int) -> Salvaged | None:
    """Read the header of each member, one after the other. None if the file does not begin with one.

    headers: the most bytes of headers to read. total: the most bytes to unpack. Raises LimitError.
    """
    size = file.seek(0, 2)
    starts: dict[zipfile.ZipInfo, int] = {}
    here = 0
    try:
        while len(starts) < _MOST:
            file.seek(here)
            file.allowance = headers
            head = file.read(_HEADER.size)
            if here == size or head[:4] in _LIST:
                return Salvaged(starts, "its list of members, at its end, is missing or damaged")
            info, length = _member(file, head)
            start = here + _HEADER.size + length
            end = start + info.compress_size
            if info.flag_bits & _DESCRIPTOR and not info.compress_size:
                end = _unpacked(file, info, start, total)
                total -= info.file_size
            if end > size:
                where = f"in {info.filename[-_LONGEST_NAME:]!r}" if info.filename else "in a member"
                return Salvaged(starts, _cut(f"it is cut off {where}", here, size))
            starts[info] = start
            headers -= _HEADER.size + length
            here = end
    except _CutError:
        if not here:
            return None
    return Salvaged(starts, _cut("it is cut off or damaged", here, size))


def _cut(what: str, here: int, size: int) -> str:
    return f"{what} (the last {size - here:,} of {size:,} bytes were not read)"


def _member(file: BoundedFile, head: bytes) -> tuple[zipfile.ZipInfo, int]:
    """What the header says about a member, and the length of its variable part. Raises _CutError."""
    if len(head) < _HEADER.size or head[:4] != _LOCAL:
        raise _CutError
    _, _, flags, method, _, _, checksum, packed, unpacked, name_length, length = _HEADER.unpack(head)
    length += name_length
    more = file.read(length)
    if len(more) < length:
        raise _CutError
    name = more[:name_length].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    info = zipfile.ZipInfo(name)
    info.flag_bits, info.compress_type, info.CRC = flags, method, checksum
    info.compress_size, info.file_size = packed, unpacked
    if _UNKNOWN in (packed, unpacked):
        info.file_size, info.compress_size = _large(more[name_length:])
    return info, length


def _large(extra: bytes) -> tuple[int, int]:
    """The sizes in 64 bits: unpacked and packed. Raises _CutError if there are none."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1 and 16 <= length <= len(extra) - 4:
            unpacked, packed = struct.unpack_from("<QQ", extra, 4)
            return unpacked, packed
        extra = extra[4 + length :]
    raise _CutError


def _unpacked(file: BoundedFile, info: zipfile.ZipInfo, start: int, total: int) -> int:
    """Unpack a member whose sizes come after its data, to find them. Returns the end of the member.

    Raises _CutError and LimitError.
    """
    if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & _ENCRYPTED:
        raise _CutError
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    data = b""
    while not stream.eof:
        file.allowance = _CHUNK
        data = stream.unconsumed_tail or file.read(_CHUNK)
        if not data:
            break
        try:
            info.file_size += len(stream.decompress(data, _CHUNK))
        except zlib.error:
            raise _CutError from None
        if info.file_size > total:
            message = f"it unpacks to more than {total / 1_000_000:,.15g} MB"
            raise LimitError(message)
    info.compress_size = file.tell() - start - len(stream.unused_data)
    if not stream.eof:
        return start + info.compress_size + 1
    end = start + info.compress_size
    file.seek(end)
    file.allowance = 24
    after = file.read(24)
    signature = 4 * after.startswith(b"PK\7\10")
    for form in ("<IQQ", "<III"):
        if len(after) >= signature + struct.calcsize(form):
            info.CRC, *sizes = struct.unpack_from(form, after, signature)
            if sizes == [info.compress_size, info.file_size]:
                return end + signature + struct.calcsize(form)
    raise _CutError
