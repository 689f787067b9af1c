"""The scan: where every message stands.

This is the one loop over a FIT file in Python. A data message costs a look into a table of sizes by header byte, and
definitions only change that table; what a message holds is nobody's business here. Messages of one kind in a row, as
a device writes its records, are taken all at once.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np

__all__ = ["EACH", "FREE", "ScanResult", "Stop", "definition_length", "scan"]

_DISTINCT: Final = 1 << 16
"""Definitions that are compared with each other: a real file has some dozens, a hostile one must not fill memory."""
_STEP: Final = 32
"""Messages that are taken one by one before it is tried again to take a run of them."""
_WORTHWHILE: Final = 12
"""Messages from which on a run is quicker than its messages one by one."""
_FURTHEST: Final = 1 << 16
"""Messages that are looked at for one run at most."""
FREE: Final = 1 << 16
"""Messages that any file may have; one with more holds one for each EACH bytes."""
EACH: Final = 8
"""A whole timestamp and a value take as many. In columns a message takes fifty bytes and more, whatever it holds."""


def _numbers() -> array[int]:
    return array("I")


def _bytes() -> array[int]:
    return array("B")


@dataclass(slots=True)
class ScanResult:
    """What the scans of a chain of files found; offsets are bytes in the whole data.

    messages: offset of each data message. definitions: offset of each distinct definition message. bound_*: one row
    each time a local type is bound to a definition: before which message ordinal, which local type, which definition.
    """

    messages: array[int] = field(default_factory=_numbers)
    definitions: array[int] = field(default_factory=_numbers)
    bound_before: array[int] = field(default_factory=_numbers)
    bound_local: array[int] = field(default_factory=_bytes)
    bound_definition: array[int] = field(default_factory=_numbers)
    known: dict[bytes, int] = field(default_factory=dict)


class Stop(NamedTuple):
    """Why a scan ended early.

    `inside` a message that the data do not hold whole; at an `undefined` local type; before the rest of a `crowd`,
    messages of which there are more than such data may hold; at an `impossible` definition, whose reserved byte is not
    0 or whose byte order is neither 0 (little-endian) nor 1.
    """

    why: Literal["inside", "undefined", "crowd", "impossible"]
    offset: int
    local: int = 0


def scan(data: bytes, start: int, end: int, found: ScanResult) -> Stop | None:
    """Note all messages of one FIT file, whose records stand from `start` to `end`; None where they end there."""
    sizes = [0] * 256
    append = found.messages.append
    position = start
    reach = _STEP
    most = FREE + len(data) // EACH
    while position < end:
        if len(found.messages) > most:
            return Stop("crowd", position)
        taken, reach = _run(data, position, end, sizes[data[position]], reach)
        if taken:
            size = sizes[data[position]]
            stop = position + taken * size
            found.messages.frombytes(np.arange(position, stop, size, dtype=np.uint32).tobytes())
            position = stop
            continue
        for _ in range(_STEP):
            if position >= end:
                break
            header = data[position]
            size = sizes[header]
            if size:
                append(position)
                position += size
            elif header & 0xC0 == 0x40:
                # The two bytes that every writer sets the same way: what stands there is no definition otherwise.
                if position + 2 < end and (data[position + 1] or data[position + 2] > 1):
                    return Stop("impossible", position)
                length = definition_length(data, position, end)
                if position + length > end:
                    return Stop("inside", position)
                _define(data, position, length, sizes, found)
                position += length
            else:
                local = header >> 5 & 3 if header & 0x80 else header & 0x0F
                return Stop("undefined", position, local)
    if position > end:
        return Stop("inside", found.messages.pop())
    return None


def _run(data: bytes, position: int, end: int, size: int, reach: int) -> tuple[int, int]:
    """How many messages with one header follow each other, of up to `reach`, and how far to look next.

    Equal headers in steps of the size mean that no definition stands between. A run too short to be worth it is none.
    """
    if not size:
        return 0, _STEP
    headers = data[position : min(end, position + reach * size) : size]
    run = len(headers) - len(headers.lstrip(headers[:1]))
    if run < _WORTHWHILE:
        return 0, _STEP
    return run, min(4 * reach, _FURTHEST) if run == len(headers) else _STEP


def definition_length(data: bytes, offset: int, end: int) -> int:
    """Length of a definition message in bytes; past `end` where it is not whole."""
    if offset + 6 > end:
        return 6
    length = 6 + 3 * data[offset + 5]
    if not data[offset] & 0x20:
        return length
    if offset + length >= end:
        return length + 1
    return length + 1 + 3 * data[offset + length]


def _define(data: bytes, offset: int, length: int, sizes: list[int], found: ScanResult) -> None:
    content = data[offset + 1 : offset + length]
    definition = found.known.get(content)
    if definition is None:
        definition = len(found.definitions)
        found.definitions.append(offset)
        if definition < _DISTINCT:
            found.known[content] = definition
    local = data[offset] & 0x0F
    found.bound_before.append(len(found.messages))
    found.bound_local.append(local)
    found.bound_definition.append(definition)
    fields_end = 5 + 3 * content[4]
    size = 1 + sum(content[6:fields_end:3]) + sum(content[fields_end + 2 :: 3])
    sizes[local] = sizes[local | 0x10] = sizes[local | 0x20] = sizes[local | 0x30] = size
    if local < 4:
        first = 0x80 | local << 5
        sizes[first : first + 32] = [size] * 32
