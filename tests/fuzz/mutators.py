"""Mutators that keep the container intact, so that mutations reach its content."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from typing import Final

from activitylint.formats.fit.container import CRC_SIZE, MAGIC, checksum

__all__ = ["Mutate", "Mutator", "packed", "sealed", "within"]

Mutate = Callable[[bytes, int], bytes]
"""The basic mutation of atheris. Arguments: the bytes and the maximum size."""
Mutator = Callable[[bytes, int, int, Mutate], bytes]
"""A custom mutation. Arguments: the bytes, the maximum size, a seed, and the basic mutation."""

_HEADER: Final = 14
_RAW: Final = 8
"""One mutation in so many may break the container, to test that too."""


def sealed(body: bytes) -> bytes:
    """Return a FIT file with these messages, a 14-byte header and both checksums."""
    head = struct.pack("<BBHI4s", _HEADER, 0x20, 2195, len(body), MAGIC)
    whole = head + struct.pack("<H", checksum(head)) + body
    return whole + struct.pack("<H", checksum(whole))


def packed(content: bytes) -> bytes:
    """Return a gzip member without a time."""
    return gzip.compress(content, compresslevel=1, mtime=0)


def within(wrapped: Callable[[bytes], bytes], unwrapped: Callable[[bytes], bytes]) -> Mutator:
    """Return a mutator for the content of a container; it builds a new container around it."""

    def mutator(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
        if seed % _RAW == 0:
            return mutate(data, most)
        made = wrapped(mutate(unwrapped(data), max(most // 2, 1)))
        return made if len(made) <= most else mutate(data, most)

    return mutator


def messages(data: bytes) -> bytes:
    """Return the bytes between the header and the checksum of a FIT file."""
    return data[_HEADER : max(len(data) - CRC_SIZE, _HEADER)]


def unpacked(data: bytes) -> bytes:
    """Unpack the first gzip member, as far as possible."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, 1 << 16)
    except zlib.error:
        return data


FIT: Final = within(sealed, messages)
GZIP: Final = within(packed, unpacked)
