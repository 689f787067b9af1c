"""Fixes for the FIT container: the header, the checksums, and extra bytes after the end."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.fit.editor import FitEditor
from activitylint.fixes.fit.seal import changed, crc_bytes, header_of, holds
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.formats.fit.container import CRC_SIZE, MAGIC, Header, header_damage, read_header
from activitylint.formats.fit.scan import ScanResult, scan
from activitylint.model.faults import FaultKind
from activitylint.model.format import FIT

__all__ = []


_SIZES: Final = (14, 12)
"""The header sizes that are legal and in use."""
_FILLS: Final = (0x00, 0xFF)
"""Padding bytes: 0x00 comes from file systems, 0xFF from erased flash memory."""


@fix(
    "right-data-size",
    *("FIT001", "FIT004", "FIT011"),
    safety=Safety.SAFE,
    formats=FIT,
    damaged=True,
    order=1,
    trusts=("CRC",),
)
def right_data_size(task: FixTask) -> Iterator[FileChange]:
    """Corrects the data size or the header size, if a valid checksum at the end proves that the file is complete. This
    includes a data size in big-endian order.

    Limits: Skips a file that is cut off, or whose checksum does not match everything before it, because then nothing
    proves where the data ends.
    """
    data = task.data
    files = task.parsed.fit.files if task.parsed.fit is not None else []
    at = files[-1].offset if files else 0
    if data[at + 8 : at + 12] != MAGIC:
        raise NotApplicable("the header does not contain the letters .FIT, so it cannot be repaired")
    end = len(data) - CRC_SIZE
    stored = data[end:]
    if stored == bytes(CRC_SIZE):
        # The checksum of data followed by its checksum and any number of zeros is always 0.
        raise NotApplicable("the last two bytes are zeros, which prove nothing")
    sizes = (data[at],) if header_damage(data, at) is None else _SIZES
    proven = [pair for size in sizes if (pair := _proven(data, at, size, end)) is not None]
    if len(proven) != 1:
        raise NotApplicable("the checksum does not match the data, so nothing proves where the data ends")
    right, checked = proven[0]
    yield from changed(data, at, right)
    yield from changed(data, end, checked)


def _proven(data: bytes, at: int, size: int, end: int) -> tuple[bytes, bytes] | None:
    """The corrected header and checksum; None unless complete messages follow a header of this size up to `end`."""
    start = at + size
    if start >= end or scan(data, start, end, ScanResult()) is not None:
        return None
    body, stored = data[start:end], data[end:]
    resized = data[at + 4 : at + 8] != struct.pack("<I", end - start) or data[at] != size
    right = bytes([size]) + data[at + 1 : at + 4] + struct.pack("<I", end - start) + data[at + 8 : start]
    if resized and crc_bytes(right + body) == stored:
        return right, stored  # damaged after it was written: the checksum matches the corrected header
    if crc_bytes(data[at:end]) != stored:
        return None
    head = header_of(right, _at_start(right, data[at : at + size]), end - start)
    return head, crc_bytes(head + body)


def _at_start(right: bytes, old: bytes) -> Header:
    """The header on its own; its checksum is checked against the original bytes."""
    was = read_header(old, 0)
    return Header(0, len(right), was.protocol, was.profile, was.data_size, was.crc, was.computed)


@fix("right-header-crc", "FIT002", safety=Safety.SAFE, formats=FIT, order=2, trusts=("CRC",))
def right_header_crc(task: FixTask) -> Iterator[FileChange]:
    """Corrects the CRC in the header. Also corrects the CRC of the file, which covers the header, if it was right
    before.

    Limits: Skips a header if the CRC of the file matches neither the old nor the corrected header, because then the
    header itself may be damaged.
    """
    editor = FitEditor(task)
    data = editor.data
    doubted = False
    for header in editor.headers:
        if header.crc is None or header.computed is None or header.crc == header.computed:
            continue
        start, end = header.offset + header.size, header.offset + header.size + header.data_size
        new = _right_header(data, header)
        body, stored = data[start:end], data[end : end + CRC_SIZE]
        if holds(data, header):
            yield from changed(data, end, crc_bytes(new + body))
        elif crc_bytes(new + body) != stored:
            doubted = True
            continue
        yield from changed(data, header.offset, new)
    if doubted:
        raise NotApplicable("the CRC of the file is wrong too, so the header may be damaged")


def _right_header(data: bytes, header: Header) -> bytes:
    """The bytes of a header with the right checksum, if it has one."""
    old = data[header.offset : header.offset + header.size]
    if header.crc is None or header.computed is None:
        return old
    return old[:12] + header.computed.to_bytes(2, "little") + old[14:]


@fix("cut-padding", "FIT006", safety=Safety.SAFE, formats=FIT, order=2, trusts=("CRC",))
def cut_padding(task: FixTask) -> Iterator[FileChange]:
    """Removes padding after the CRC: zeros, or bytes of 0xFF.

    Limits: Skips a file with anything else after the CRC, which may be data, and a file with a wrong CRC, whose end is
    unknown.
    """
    for edit in _trailing_bytes(task):
        if set(task.data[edit.start :]) not in ({fill} for fill in _FILLS):
            raise NotApplicable("the bytes after the end are not only padding")
        yield edit


@fix("drop-trailing-bytes", "FIT006", safety=Safety.UNSAFE, formats=FIT, order=2, trusts=("CRC",))
def drop_trailing_bytes(task: FixTask) -> Iterator[FileChange]:
    """Removes everything after the CRC of the last file.

    Limits: Skips a file if the extra bytes seem to contain another FIT file, and a file with a wrong CRC, whose end is
    unknown.
    """
    for edit in _trailing_bytes(task):
        if MAGIC in task.data[edit.start :]:
            raise NotApplicable("the bytes after the end seem to contain another FIT file with a damaged header")
        yield edit


def _trailing_bytes(task: FixTask) -> Iterator[Edit]:
    """Yield the edit that removes everything after the last file, if there is anything."""
    editor = FitEditor(task)
    for fault in task.parsed.faults_of(FaultKind.FIT_TRAILING_BYTES):
        if not holds(editor.data, editor.headers[-1]):
            raise NotApplicable("the CRC is wrong, so the end of the file is unknown")
        yield Edit(fault.at.row, len(editor.data))


@fix("write-crc", "FIT003", safety=Safety.UNSAFE, formats=FIT, order=10, invents=("CRC",))
def write_crc(task: FixTask) -> Iterator[FileChange]:
    """Writes the CRC that matches the bytes, so that readers accept the file. This may hide the fact that some bytes
    are damaged. If the CRC of the header is wrong too, it is written as well.

    Limits: Does not repair damaged values; they stay in the file. Skips a file whose messages are not complete up to
    the size given in its header.
    """
    editor = FitEditor(task)
    for header in editor.headers:
        start, end = header.offset + header.size, header.offset + header.size + header.data_size
        if not holds(editor.data, header):
            head = _right_header(editor.data, header)
            yield from changed(editor.data, header.offset, head)
            yield from changed(editor.data, end, crc_bytes(head + editor.data[start:end]))
