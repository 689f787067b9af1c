"""The scan: finds the offset of every message.

This is the only loop in Python over the messages of a FIT file. For a data message it looks up the size by the header
byte; a definition changes that table of sizes. The contents of messages are not read. Runs of messages with the same
header, such as the records that a device writes, are skipped in one step.
"""

from __future__ import annotations

from array import array
from typing import Any, Final, Literal

import numpy as np

from activitylint.model.classes import NamedTuple

__all__ = ["EACH", "FREE", "ScanResult", "Stop", "definition_length", "scan"]

_DISTINCT: Final = 1 << 16
"""Limit of definitions that are kept for comparison. A real file has dozens; a malicious one must not fill memory."""
_SIZES: Final = 512
"""Definitions whose sizes are kept for the next files."""
_STEP: Final = 32
"""Messages that are read one by one before the next attempt to find a run."""
_STRIDE: Final = 128
"""The same where there has been no definition lately."""
_WORTHWHILE: Final = 12
"""Length from which a run is faster than its messages one by one."""
_FAR: Final = _WORTHWHILE - 1
"""How many messages after the first one the last one of such a run is."""
_FURTHEST: Final = 1 << 16
"""Limit of messages in one run."""
FREE: Final = 1 << 16
"""Messages that any file may have. In addition, it may have one for every EACH bytes."""
EACH: Final = 8
"""The size of a full timestamp and a value. As columns, any message takes at least fifty bytes."""


class ScanResult:
    """The messages that scans have found so far; all files of a chain share one. Offsets count from the first file.

    messages: offset of each data message. definitions: offset of each distinct definition message.
    bound_before, bound_local, bound_definition: one entry each time that a definition message binds a local type: the
    ordinal of the next data message, the local type, and the ordinal of the definition.
    known: the ordinal of definitions and the size of their messages in bytes, by their contents.
    """

    def __init__(self) -> None:
        self.messages = array("I")
        self.definitions = array("I")
        self.bound_before = array("I")
        self.bound_local = array("B")
        self.bound_definition = array("I")
        self.known: dict[bytes, tuple[int, int]] = {}


class Stop(NamedTuple):
    """Why and where a scan ended early.

    why: `inside` (a message extends beyond the end), `undefined` (a message has a local type without definition),
    `crowd` (there are more messages than data of this size may have) or `impossible` (the reserved byte of a definition
    is not 0, or its architecture is neither 0 nor 1).
    local: the local type without definition.
    """

    why: Literal["inside", "undefined", "crowd", "impossible"]
    offset: int
    local: int = 0


def scan(data: bytes, start: int, end: int, found: ScanResult) -> Stop | None:
    """Find all messages between `start` and `end`, and add them to `found`.

    Returns None if the last message ends exactly at `end`, or else why the scan stopped.
    """
    sizes: list[Any] = [None] * 256
    messages = found.messages
    append = messages.append
    position = start
    reach = _STEP
    most = FREE + len(data) // EACH
    steady = False  # True if the last messages were not interrupted by a definition
    while position < end:
        if len(messages) > most:
            return Stop("crowd", position)
        header = data[position]
        size = sizes[header]
        if size and (far := position + _FAR * size) < end and data[far] == header:
            taken, reach = _run(data, position, end, size, reach)
            if taken:
                stop = position + taken * size
                messages.frombytes(np.arange(position, stop, size, dtype=np.uint32).tobytes())
                position = stop
                continue
        else:
            reach = _STEP
        if steady and size:
            position = _stride(data, position, end, sizes, messages)
            continue
        steady = True
        for _ in range(_STEP):
            if position >= end:
                break
            size = sizes[data[position]]
            if size:
                append(position)
                position += size
                continue
            steady = False
            length = _define(data, position, end, sizes, found)
            if not isinstance(length, int):
                return length
            position += length
    if position > end:
        return Stop("inside", messages.pop())
    return None


def _stride(data: bytes, position: int, end: int, sizes: list[Any], messages: array[int]) -> int:
    """Read up to `_STRIDE` messages, and return where the next one starts. It stops at a definition.

    Most of the time of a scan is spent here. So there are no checks for each message: a size of None raises an error,
    and messages after the end are removed again. To put an offset into a list is quicker than to call `append`.
    """
    offsets = [0] * _STRIDE
    try:
        for place in range(_STRIDE):
            offsets[place] = position
            position += sizes[data[position]]
    except (TypeError, IndexError):
        del offsets[place:]
    messages.fromlist(offsets)
    while messages and messages[-1] >= end:
        position = messages.pop()
    return position


def _run(data: bytes, position: int, end: int, size: int, reach: int) -> tuple[int, int]:
    """The number of consecutive messages with the same header, up to `reach`, and the reach for the next call.

    If the headers at multiples of the size are equal, there is no definition in between. Returns 0 for short runs.
    """
    headers = data[position : min(end, position + reach * size) : size]
    run = len(headers) - len(headers.lstrip(headers[:1]))
    if run < _WORTHWHILE:
        return 0, _STEP
    return run, min(4 * reach, _FURTHEST) if run == len(headers) else _STEP


def definition_length(data: bytes, offset: int, end: int) -> int:
    """Return the length of a definition message in bytes. It extends beyond `end` if the message is incomplete."""
    if offset + 6 > end:
        return 6
    length = 6 + 3 * data[offset + 5]
    if not data[offset] & 0x20:
        return length
    if offset + length >= end:
        return length + 1
    return length + 1 + 3 * data[offset + length]


def _define(data: bytes, offset: int, end: int, sizes: list[Any], found: ScanResult) -> int | Stop:
    """Bind a local type to the definition at `offset`, and return the length of its message, or why there is none."""
    header = data[offset]
    if header & 0xC0 != 0x40:
        return Stop("undefined", offset, header >> 5 & 3 if header & 0x80 else header & 0x0F)
    # The two bytes that every writer sets the same way: what stands there is no definition otherwise.
    if offset + 2 < end and (data[offset + 1] or data[offset + 2] > 1):
        return Stop("impossible", offset)
    length = definition_length(data, offset, end)
    if offset + length > end:
        return Stop("inside", offset)
    content = data[offset + 1 : offset + length]
    known = found.known.get(content)
    if known is None:
        known = len(found.definitions), _message_size(content)
        found.definitions.append(offset)
        if known[0] < _DISTINCT:
            found.known[content] = known
    definition, size = known
    local = header & 0x0F
    found.bound_before.append(len(found.messages))
    found.bound_local.append(local)
    found.bound_definition.append(definition)
    if sizes[local] != size:
        sizes[local] = sizes[local | 0x10] = sizes[local | 0x20] = sizes[local | 0x30] = size
        if local < 4:
            first = 0x80 | local << 5
            sizes[first : first + 32] = [size] * 32
    return length


_sizes: dict[bytes, int] = {}
"""The sizes of messages by the contents of their definitions, kept since the files of a device have the same ones."""


def _message_size(definition: bytes) -> int:
    """The size of the messages of a definition in bytes. definition: its contents without the header byte."""
    size = _sizes.get(definition)
    if size is None:
        if len(_sizes) >= _SIZES:
            _sizes.clear()
        fields_end = 5 + 3 * definition[4]
        size = 1 + sum(definition[6:fields_end:3]) + sum(definition[fields_end + 2 :: 3])
        _sizes[definition] = size
    return size
