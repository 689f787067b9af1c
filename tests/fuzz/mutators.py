"""Structure that a mutation would only break: put back after it, so that what lies inside is reached."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from typing import Final

from activitylint.formats.fit.container import CRC_SIZE, MAGIC, checksum

__all__ = ["Mutate", "Mutator", "packed", "sealed", "within"]

Mutate = Callable[[bytes, int], bytes]
"""Atheris's own mutation: the bytes, and how many there may be at most."""
Mutator = Callable[[bytes, int, int, Mutate], bytes]
"""A mutation with a seed of its own: bytes, most bytes, seed, and the mutation that it is built on."""

_HEADER: Final = 14
_RAW: Final = 8
"""One of so many mutations is left as it is: the container is to be tested, too."""


def sealed(body: bytes) -> bytes:
    """FIT messages with a header of 14 bytes before them, and with both checksums."""
    head = struct.pack("<BBHI4s", _HEADER, 0x20, 2195, len(body), MAGIC)
    whole = head + struct.pack("<H", checksum(head)) + body
    return whole + struct.pack("<H", checksum(whole))


def packed(content: bytes) -> bytes:
    """One gzip member, without a time."""
    return gzip.compress(content, compresslevel=1, mtime=0)


def within(wrapped: Callable[[bytes], bytes], unwrapped: Callable[[bytes], bytes]) -> Mutator:
    """Mutate what stands inside a container, and make the container anew around it."""

    def mutator(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
        if seed % _RAW == 0:
            return mutate(data, most)
        made = wrapped(mutate(unwrapped(data), max(most // 2, 1)))
        return made if len(made) <= most else mutate(data, most)

    return mutator


def messages(data: bytes) -> bytes:
    """What stands between the header and the checksum of a FIT file."""
    return data[_HEADER : max(len(data) - CRC_SIZE, _HEADER)]


def unpacked(data: bytes) -> bytes:
    """What comes out of the first gzip member, as far as it comes."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, 1 << 16)
    except zlib.error:
        return data


FIT: Final = within(sealed, messages)
GZIP: Final = within(packed, unpacked)
