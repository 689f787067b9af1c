"""What follows from an edit of messages: the size in the header, the header's checksum, and the file's."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from activitylint.fixes.edits import Edit, apply
from activitylint.formats.fit.container import CRC_SIZE, Header, checksum

__all__ = ["changed", "crc_bytes", "header_of", "holds", "sealed"]

_COVERED = 12
"""Bytes of the header that its own checksum covers, and behind which it stands."""


def crc_bytes(data: bytes | memoryview) -> bytes:
    """The checksum of some bytes as it stands in a file."""
    return checksum(data).to_bytes(CRC_SIZE, "little")


def holds(data: bytes, header: Header) -> bool:
    """Whether the checksum of a file is there and right."""
    end = header.offset + header.size + header.data_size
    stored = data[end : end + CRC_SIZE]
    return len(stored) == CRC_SIZE and crc_bytes(memoryview(data)[header.offset : end]) == stored


def header_of(data: bytes, header: Header, data_size: int) -> bytes:
    """The header with another data size. Its own checksum is made anew where it was right."""
    old = data[header.offset : header.offset + header.size]
    new = old[:4] + struct.pack("<I", data_size) + old[8:]
    if header.crc is not None and header.crc == header.computed:
        # A checksum that comes out as 0 says that there is none, which is as right.
        new = new[:_COVERED] + crc_bytes(new[:_COVERED]) + new[_COVERED + CRC_SIZE :]
    return new


def sealed(data: bytes, headers: Sequence[Header], edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits of messages, then those that follow from them in each file of the chain that they touch.

    A checksum that was wrong before stays as it is: it may tell of damage, and is never made right in passing.
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
    body = apply(data[start:end], (Edit(edit.start - start, edit.stop - start, edit.new) for edit in edits))
    head = data[header.offset : start]
    if len(body) != end - start:
        head = header_of(data, header, len(body))
        yield from changed(data, header.offset, head)
    if holds(data, header):
        yield from changed(data, end, crc_bytes(head + body))


def changed(data: bytes, at: int, new: bytes) -> Iterator[Edit]:
    """Edits of the stretches of these bytes that differ from what stands there."""
    differs = [one != other for one, other in zip(data[at : at + len(new)], new, strict=True)]
    place = 0
    for differing, stretch in groupby(differs):
        stop = place + len(list(stretch))
        if differing:
            yield Edit(at + place, at + stop, new[place:stop])
        place = stop
