"""Chained FIT files, one after another: headers, messages and checksums, and the faults of the containers."""

from __future__ import annotations

from array import array
from collections import Counter

from activitylint.formats.fit.container import (
    CRC_SIZE,
    HEADER_SIZES,
    Header,
    checksum,
    header_damage,
    looks_like_header,
    read_header,
)
from activitylint.formats.fit.scan import EACH, FREE, ScanResult, Stop, scan
from activitylint.model.classes import replace
from activitylint.model.faults import Fault, FaultKind, Place

__all__ = ["Chain", "scan_chain"]

_NEWEST_PROTOCOL = 2
_UNSET = 0xFFFFFFFF


class Chain:
    """The result of scanning a chain. Malicious data can have one file per sixteen bytes, so files are kept as arrays.

    found: the messages of all files. offsets: where each file starts.
    first_messages: for each file, the ordinal of its first message among all messages.
    damaged: True if a scan ended before its file did.
    """

    def __init__(self) -> None:
        self.found = ScanResult()
        self.offsets = array("I")
        self.first_messages = array("I")
        self.damaged = False
        self._faults: dict[FaultKind, Fault] = {}
        self._counts: Counter[FaultKind] = Counter()

    @property
    def faults(self) -> list[Fault]:
        """The faults of the containers, in file order: one per kind, with the number of files that have it."""
        return [replace(fault, count=self._counts[kind]) for kind, fault in self._faults.items()]

    def note(self, kind: FaultKind, at: Place, **detail: object) -> None:
        """Note a fault. If an earlier file had one of this kind, it is only counted."""
        self._counts[kind] += 1
        if kind not in self._faults:
            self._faults[kind] = Fault(kind, at, detail=detail)


def scan_chain(data: bytes) -> Chain:
    """Scan every FIT file in the data. Never raises."""
    chain = Chain()
    position = 0
    damage = header_damage(data, 0)
    if damage:
        chain.damaged = True
        chain.note(FaultKind.FIT_DAMAGED_HEADER, _bytes(0, min(len(data), 14)), reason=damage)
        return chain
    while position < len(data):
        if not looks_like_header(data, position):
            left = len(data) - position
            chain.note(FaultKind.FIT_TRAILING_BYTES, _bytes(position, left), bytes=left)
            break
        position = _scan_file(data, position, chain)
    return chain


def _scan_file(data: bytes, offset: int, chain: Chain) -> int:
    """Scan the file whose header is at `offset`, and return where the next one would start."""
    header = read_header(data, offset)
    chain.offsets.append(offset)
    chain.first_messages.append(len(chain.found.messages))
    _check_header(header, chain)
    start = offset + header.size
    promised = start + header.data_size
    if promised + CRC_SIZE > len(data) and start + (swapped := _swapped(header.data_size)) + CRC_SIZE == len(data):
        written = f"the data size is written in big-endian order: 0x{header.data_size:08X} for {swapped:,} bytes"
        chain.note(FaultKind.FIT_DAMAGED_HEADER, _bytes(offset + 4, 4), reason=written, swapped=True)
        header = header._replace(data_size=swapped)
        promised = start + swapped
    size_reason = _wrong_size(data, header)
    if size_reason:
        chain.damaged = True
        chain.note(FaultKind.FIT_DAMAGED_HEADER, _bytes(offset + 4, 4), reason=size_reason)
        scan(data, start, len(data) - (CRC_SIZE if _crc_holds(data, offset) else 0), chain.found)
        return len(data)
    end = min(promised, len(data))
    if _is_whole_before(data, header, promised):
        end = len(data) - CRC_SIZE  # the checksum is not a message
    stop = scan(data, start, end, chain.found)
    _check_end(data, header, stop, chain)
    return len(data) if stop and stop.why == "crowd" else promised + CRC_SIZE


def _swapped(size: int) -> int:
    """The size that another order of its four bytes gives."""
    return int.from_bytes(size.to_bytes(4, "little"), "big")


def _check_header(header: Header, chain: Chain) -> None:
    if header.size not in HEADER_SIZES:
        chain.note(FaultKind.FIT_ODD_HEADER_SIZE, _bytes(header.offset, 1), size=header.size)
    if header.crc is not None and header.crc != header.computed:
        at = _bytes(header.offset + 12, 2)
        chain.note(
            FaultKind.FIT_HEADER_CRC, at, stored=header.crc, computed=header.computed, file=len(chain.offsets) - 1
        )
    if header.protocol[0] > _NEWEST_PROTOCOL:
        major, minor = header.protocol
        chain.note(FaultKind.FIT_NEWER_PROTOCOL, _bytes(header.offset + 1, 1), major=major, minor=minor)


def _wrong_size(data: bytes, header: Header) -> str | None:
    """Why the data size in the header is wrong, for a message; None if it is right.

    A size that is merely too large is not reported here: the file is truncated.
    """
    start = header.offset + header.size
    following = len(data) - start
    if header.data_size == _UNSET:
        return "its data size was never filled in (0xFFFFFFFF)"
    rest = following - header.data_size - CRC_SIZE
    if rest <= 0 or (header.data_size == 0 and _crc_holds(data, header.offset, start)):
        return None
    if looks_like_header(data, start + header.data_size + CRC_SIZE):
        return None
    if header.data_size == 0:
        return f"it announces no data, but {following:,} bytes follow"
    if _crc_holds(data, header.offset) and not _crc_holds(data, header.offset, start + header.data_size):
        return (
            f"it announces {header.data_size:,} bytes of data, but the checksum matches {following - CRC_SIZE:,} bytes"
        )
    return None


def _is_whole_before(data: bytes, header: Header, promised: int) -> bool:
    """True if the file is complete but its header announces too much: the data end earlier, with a valid checksum."""
    start = header.offset + header.size
    return start <= len(data) - CRC_SIZE < promised and _crc_holds(data, header.offset)


def _crc_holds(data: bytes, offset: int, end: int | None = None) -> bool:
    """True if the two bytes at `end` (by default the last two) are the CRC of the bytes from `offset` up to `end`."""
    end = len(data) - CRC_SIZE if end is None else end
    view = memoryview(data)
    return end > offset and checksum(view[offset:end]) == int.from_bytes(data[end : end + CRC_SIZE], "little")


def _check_end(data: bytes, header: Header, stop: Stop | None, chain: Chain) -> None:
    """Note the faults at the end of the file that was scanned last."""
    ordinal = len(chain.offsets) - 1
    whole = len(chain.found.messages) - chain.first_messages[ordinal]
    start = header.offset + header.size
    promised = start + header.data_size
    present = len(data) - start
    if stop and stop.why == "undefined":
        chain.damaged = True
        at = _bytes(stop.offset, 1)
        chain.note(FaultKind.FIT_UNDEFINED_LOCAL, at, local=stop.local, file=ordinal, whole_messages=whole)
    if stop and stop.why == "impossible":
        chain.damaged = True
        chain.note(
            FaultKind.FIT_IMPOSSIBLE_DEFINITION,
            _bytes(stop.offset, 3),
            reserved=data[stop.offset + 1],
            architecture=data[stop.offset + 2],
            whole_messages=whole,
            file=ordinal,
        )
        return
    if stop and stop.why == "inside" and len(data) >= promised + CRC_SIZE:
        chain.damaged = True
        chain.note(
            FaultKind.FIT_IMPOSSIBLE_DEFINITION,
            _bytes(stop.offset, promised - stop.offset),
            left=promised - stop.offset,
            whole_messages=whole,
            file=ordinal,
        )
    if stop and stop.why == "crowd":
        chain.damaged = True
        most = FREE + len(data) // EACH
        at = _bytes(stop.offset, len(data) - stop.offset)
        where = {"whole_messages": whole, "unread_from": stop.offset, "file": ordinal}
        chain.note(FaultKind.FIT_TRUNCATED, at, most=most, **where)
    if len(data) < promised + CRC_SIZE:
        chain.damaged = True
        reason, at = _truncation(data, header, promised, stop)
        chain.note(
            FaultKind.FIT_TRUNCATED,
            at,
            reason=reason,
            promised=header.data_size + CRC_SIZE,
            present=present,
            whole_messages=whole,
            file=ordinal,
            unread_from=stop.offset if stop and stop.why == "inside" else None,
        )
    if len(data) >= promised + CRC_SIZE:
        stored = int.from_bytes(data[promised : promised + CRC_SIZE], "little")
        computed = checksum(memoryview(data)[header.offset : promised])
        if stored != computed:
            at = _bytes(promised, CRC_SIZE)
            chain.note(FaultKind.FIT_CRC, at, stored=stored, computed=computed, file=ordinal)


def _truncation(data: bytes, header: Header, promised: int, stop: Stop | None) -> tuple[str, Place]:
    """What is cut off, for a message, and where."""
    if stop is not None and stop.why == "inside":
        inside = len(data) < promised
        reason = "the file ends inside a message" if inside else "the last message extends beyond the end of the data"
        return reason, _bytes(stop.offset, len(data) - stop.offset)
    if _is_whole_before(data, header, promised):
        return "but its checksum is valid: the size in the header is wrong", _bytes(header.offset + 4, 4)
    if len(data) < promised:
        return "the file ends before the end of its data", _bytes(len(data), 0)
    return "the file's checksum is missing", _bytes(promised, len(data) - promised)


def _bytes(offset: int, length: int) -> Place:
    return Place("byte", offset, length=length)
