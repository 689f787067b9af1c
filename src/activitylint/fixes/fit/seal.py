"""Updates what depends on the messages: the size in the header, and the checksums of header and file."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from activitylint.fixes.edits import Edit, apply
from activitylint.formats.fit.container import CRC_SIZE, Header, checksum

__all__ = ["changed", "crc_bytes", "header_of", "holds", "sealed"]

_COVERED = 12
"""The number of header bytes that the header's checksum covers; the checksum follows them."""


def crc_bytes(data: bytes | memoryview) -> bytes:
    """The checksum of the bytes as it is stored in a file."""
    return checksum(data).to_bytes(CRC_SIZE, "little")


def holds(data: bytes, header: Header) -> bool:
    """True if the checksum of a file is present and right."""
    end = header.offset + header.size + header.data_size
    stored = data[end : end + CRC_SIZE]
    return len(stored) == CRC_SIZE and crc_bytes(memoryview(data)[header.offset : end]) == stored


def header_of(data: bytes, header: Header, data_size: int) -> bytes:
    """The header with another data size. Its checksum is updated if it was right."""
    old = data[header.offset : header.offset + header.size]
    new = old[:4] + struct.pack("<I", data_size) + old[8:]
    if header.crc is not None and header.crc == header.computed:
        # A checksum of 0 means that there is none, which is valid too.
        new = new[:_COVERED] + crc_bytes(new[:_COVERED]) + new[_COVERED + CRC_SIZE :]
    return new


def sealed(data: bytes, headers: Sequence[Header], edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield the edits of messages, then the edits that they require in each file of the chain.

    A checksum that was wrong before is not corrected, because it may be the only sign of damage.
    """
    batch = sorted(edits, key=lambda edit: (edit.start, edit.stop))
    yield from batch
    starts = [edit.start for edit in batch]
    for header in headers:
        start = header.offset + header.size
        end = min(start + header.data_size, len(data))
        mine = batch[bisect_left(starts, start) : bisect_right(starts, end)]
        if mine:
            yield from _seal(data, header, end, mine)


def _seal(data: bytes, header: Header, end: int, edits: Sequence[Edit]) -> Iterator[Edit]:
    start = header.offset + header.size
    body = apply(data, edits, start, end)
    head = data[header.offset : start]
    if len(body) != end - start:
        head = header_of(data, header, len(body))
        yield from changed(data, header.offset, head)
    if holds(data, header):
        yield from changed(data, end, crc_bytes(head + body))


def changed(data: bytes, at: int, new: bytes) -> Iterator[Edit]:
    """Yield the edits that change the bytes at `at` to `new`, only where they differ."""
    differs = [one != other for one, other in zip(data[at : at + len(new)], new, strict=True)]
    place = 0
    for differing, stretch in groupby(differs):
        stop = place + len(list(stretch))
        if differing:
            yield Edit(at + place, at + stop, new[place:stop])
        place = stop
