"""Unpack gzip: with isal where it is installed, in half the time, and else with zlib.

isal reads only what is plain and whole. Everything else is left to zlib, so both report the same damage. (zlib also
refuses a table of codes that is incomplete but not used; isal, as other programs do, reads such a file.)
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Final

from activitylint.model.classes import NamedTuple

if TYPE_CHECKING:
    import zlib

__all__ = ["Unpacked", "unpack"]

_FIRST_CHUNK: Final = 512
_LAST_CHUNK: Final = 1 << 20
_PLAIN: Final = (b"\0", b"\10")
"""The flags of a gzip header that are common: none, and that a file name follows."""


class Unpacked(NamedTuple):
    """The result of unpacking gzip.

    damage: why it cannot be unpacked to its end, in words, or None. members: the number of complete members. trailing:
    the number of bytes after the last member. limited: True if unpacking stopped at the read limit.
    """

    data: bytes
    damage: str | None = None
    members: int = 0
    trailing: int = 0
    limited: bool = False


def unpack(raw: bytes, limit: int) -> Unpacked:
    """Unpack every gzip member of `raw`, up to `limit` bytes in total.

    The time is linear in the input and the output, even for a million tiny members. The memory is that of the output.
    """
    if whole := _whole_member(raw, limit):
        return whole
    import zlib  # noqa: PLC0415 -- it takes long to load, and few files need it

    view = memoryview(raw)
    pieces: list[bytes] = []
    room = limit + 1
    position = members = 0
    while position < len(view) and (position == 0 or raw.startswith(b"\x1f\x8b", position)):
        member = zlib.decompressobj(wbits=31)
        chunk = _FIRST_CHUNK
        while not member.eof:
            block = view[position : position + chunk]
            if not block:
                return Unpacked(b"".join(pieces), "the compressed data is cut off", members)
            try:
                piece = member.decompress(block, room)
            except zlib.error as error:
                return Unpacked(b"".join(pieces), _reason(error), members)
            pieces.append(piece)
            room -= len(piece)
            if room <= 0:
                return Unpacked(b"".join(pieces)[:limit], None, members, limited=True)
            position += len(block) - len(member.unused_data) - len(member.unconsumed_tail)
            chunk = min(chunk * 2, _LAST_CHUNK)
        members += 1
    return Unpacked(b"".join(pieces), None, members, len(view) - position)


def _whole_member(raw: bytes, limit: int) -> Unpacked | None:
    """Unpack with isal what is one complete member and nothing else; None if it is not, or isal is not installed."""
    isal_zlib = _isal_zlib()
    if isal_zlib is None or raw[3:4] not in _PLAIN:
        return None
    member = isal_zlib.decompressobj(wbits=31)
    promised = int.from_bytes(raw[-4:], "little")
    try:
        data = member.decompress(raw, min(promised, limit) + 1)  # with the right size, nothing is copied
    except isal_zlib.error:
        return None
    if not member.eof or member.unused_data or len(data) > limit:
        return None
    return Unpacked(data, None, 1)


@cache
def _isal_zlib() -> ModuleType | None:
    try:
        from isal import isal_zlib  # noqa: PLC0415 -- optional, and only gzipped files need it
    except ImportError:
        return None
    return isal_zlib


def _reason(error: zlib.error) -> str:
    text = str(error)
    if "incorrect data check" in text:
        return "its checksum (CRC) is wrong"
    if "incorrect length check" in text:
        return "its stored length is wrong"
    return "the compressed data is invalid" + (f" ({text.rpartition(': ')[2]})" if ": " in text else "")
