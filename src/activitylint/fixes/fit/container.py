"""Fixes of the container: the header, the checksums, and what stands behind the end."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.recording import Recording
from activitylint.fixes.fit.seal import changed, crc_bytes, header_of, holds
from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.formats.fit.container import CRC_SIZE, MAGIC, Header, header_damage, read_header
from activitylint.formats.fit.scan import ScanResult, scan
from activitylint.model.faults import FaultKind
from activitylint.model.format import FIT

__all__ = []


_SIZES: Final = (14, 12)
"""Sizes of a header that are legal and in use."""
_FILLS: Final = (0x00, 0xFF)
"""What a file is padded with: zeros by a file system, ones by flash memory that was erased."""


@fix("right-data-size", "FIT001", "FIT004", safety=Safety.SAFE, formats=FIT, damaged=True, order=1)
def right_data_size(target: Target) -> Iterator[Change]:
    """Writes the size of the data, or of the header, where the file is whole up to a checksum that holds.

    Leaves: a file that breaks off, or whose checksum does not hold for all that stands before it: then nothing proves
    where its data end.
    """
    data = target.data
    files = target.parsed.fit.files if target.parsed.fit is not None else []
    at = files[-1].offset if files else 0
    if data[at + 8 : at + 12] != MAGIC:
        raise NotApplicable("the letters .FIT are not in the header, so it is lost")
    end = len(data) - CRC_SIZE
    stored = data[end:]
    if stored == bytes(CRC_SIZE):
        # Zeros behind a checksum that holds give 0 again, however many there are.
        raise NotApplicable("the last two bytes are zeros, which prove nothing")
    sizes = (data[at],) if header_damage(data, at) is None else _SIZES
    proven = [pair for size in sizes if (pair := _proven(data, at, size, end)) is not None]
    if len(proven) != 1:
        raise NotApplicable("the checksum does not hold for what is there, so that nothing proves where the data end")
    right, checked = proven[0]
    yield from changed(data, at, right)
    yield from changed(data, end, checked)


def _proven(data: bytes, at: int, size: int, end: int) -> tuple[bytes, bytes] | None:
    """Header and checksum as they should be, where a header of this size is followed by whole messages up to `end`."""
    start = at + size
    if start >= end or scan(data, start, end, ScanResult()) is not None:
        return None
    body, stored = data[start:end], data[end:]
    resized = data[at + 4 : at + 8] != struct.pack("<I", end - start) or data[at] != size
    right = bytes([size]) + data[at + 1 : at + 4] + struct.pack("<I", end - start) + data[at + 8 : start]
    if resized and crc_bytes(right + body) == stored:
        return right, stored  # damaged after it was written: the checksum is of the right header
    if crc_bytes(data[at:end]) != stored:
        return None
    head = header_of(right, _at_start(right, data[at : at + size]), end - start)
    return head, crc_bytes(head + body)


def _at_start(right: bytes, old: bytes) -> Header:
    """The header alone, with its own checksum judged over the bytes that it was made from."""
    was = read_header(old, 0)
    return Header(0, len(right), was.protocol, was.profile, was.data_size, was.crc, was.computed)


@fix("right-header-crc", "FIT002", safety=Safety.SAFE, formats=FIT, order=2)
def right_header_crc(target: Target) -> Iterator[Change]:
    """Writes the right CRC into the header, and the file's own CRC, which covers it, where that one was right.

    Leaves: a header of a file whose own CRC is wrong, too, whether with the header as it is or as it should be: there
    the header may be damaged.
    """
    recording = Recording(target)
    data = recording.data
    doubted = False
    for header in recording.headers:
        if header.crc is None or header.computed is None or header.crc == header.computed:
            continue
        start, end = header.offset + header.size, header.offset + header.size + header.data_size
        old = data[header.offset : start]
        new = old[:12] + header.computed.to_bytes(2, "little") + old[14:]
        body, stored = data[start:end], data[end : end + CRC_SIZE]
        if holds(data, header):
            yield from changed(data, end, crc_bytes(new + body))
        elif crc_bytes(new + body) != stored:
            doubted = True
            continue
        yield from changed(data, header.offset, new)
    if doubted:
        raise NotApplicable("the file's own CRC is wrong, too, so that the header may be damaged")


@fix("cut-padding", "FIT006", safety=Safety.SAFE, formats=FIT, order=2)
def cut_padding(target: Target) -> Iterator[Change]:
    """Removes zeros (or bytes of all ones) that fill the file up behind its CRC.

    Leaves: anything else that stands there, which may be data; and a file whose CRC is wrong, whose end is not known.
    """
    for edit in _behind_the_end(target):
        if set(target.data[edit.start :]) not in ({fill} for fill in _FILLS):
            raise NotApplicable("what follows the end is more than padding")
        yield edit


@fix("drop-trailing-bytes", "FIT006", safety=Safety.UNSAFE, formats=FIT, order=2)
def drop_trailing_bytes(target: Target) -> Iterator[Change]:
    """Removes what stands behind the CRC of the last file, whatever it is.

    Leaves: bytes in which another FIT file can be made out; and a file whose CRC is wrong, whose end is not known.
    """
    for edit in _behind_the_end(target):
        if MAGIC in target.data[edit.start :]:
            raise NotApplicable("another FIT file can be made out behind the end, though its header is damaged")
        yield edit


def _behind_the_end(target: Target) -> Iterator[Edit]:
    """What removes all that follows the last file, where anything does."""
    recording = Recording(target)
    for fault in target.parsed.faults_of(FaultKind.FIT_TRAILING_BYTES):
        if not holds(recording.data, recording.headers[-1]):
            raise NotApplicable("the CRC is wrong, so that the end of the file is not known")
        yield Edit(fault.at.row, len(recording.data))


@fix("write-crc", "FIT003", safety=Safety.UNSAFE, formats=FIT, order=1)
def write_crc(target: Target) -> Iterator[Change]:
    """Writes the CRC that the bytes give, so that readers take the file. This may hide that some of them are damaged.

    Leaves: what is damaged: values that no device measured stay in the file. Only a file whose messages are whole up to
    the end that its header promises is touched.
    """
    recording = Recording(target)
    for header in recording.headers:
        end = header.offset + header.size + header.data_size
        yield from changed(recording.data, end, crc_bytes(recording.data[header.offset : end]))
