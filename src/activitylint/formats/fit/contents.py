"""All messages of a chain of FIT files as columns: the offset and the definition of each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, Final

import numpy as np

from activitylint.formats.fit.counters import count_on
from activitylint.formats.fit.definition_columns import FieldRows
from activitylint.formats.fit.definitions import Definitions
from activitylint.formats.fit.scan import ScanResult
from activitylint.model.arrays import U16, U32, AnyArray, Bytes, Int
from activitylint.model.lazy import cached_property

__all__ = ["INVALID_TIME", "Contents", "first_per_definition", "gather", "gather_padded"]

"""Four bytes per message, since a file can have nearly as many messages as bytes."""

_COMPRESSED: Final = 0x80
"""The lowest header byte with a compressed timestamp. All others are ASCII characters."""
_TIMESTAMP = 253
_UINT32 = 0x86
_FEW_TYPES: Final = 64
"""Up to this many message types, searching for each one takes less memory than sorting the messages."""
_FEW_MESSAGES: Final = 1 << 16
"""Up to this many messages, sorting them takes little memory, and is faster."""
_BOUND: Final = 1 << 10
"""Definition messages for which the definitions of the messages between them are found at once, to limit memory."""
_FEW_DEFINITIONS: Final = 1 << 8
"""Up to this many definitions, the ordinal of one is a byte."""
_LOCAL: Final = bytes(byte >> 5 & 3 if byte & _COMPRESSED else byte & 0x0F for byte in range(256))
"""The local type of a message by its header byte."""
INVALID_TIME: Final = 0xFFFFFFFF
"""FIT's invalid value of a timestamp."""


class Contents:
    """The messages that the scans found.

    offset: byte offset of each message's header, in file order. definition: ordinal of the definition of each message.
    definitions: the distinct definitions. uses: the number of messages of each definition.
    files: ordinal of the first message of each chained file.
    """

    def __init__(self, data: bytes, found: ScanResult, files: Int) -> None:
        self.data = data
        self.buffer: Bytes = np.frombuffer(data, dtype=np.uint8)
        self.offset = np.frombuffer(found.messages, dtype=np.uint32) if found.messages else _no_offsets()
        headers = self.buffer.take(self.offset).tobytes()
        self._has_compressed = not headers.isascii()
        self.definition = _definitions_of_messages(headers.translate(_LOCAL), found)
        self.uses = _count(self.definition, len(found.definitions))
        self.definitions = Definitions(self.buffer, found, self.uses > 0)
        self.files = files

    def __len__(self) -> int:
        return len(self.offset)

    def file_of(self, messages: AnyArray) -> Int:
        """Return the 0-based ordinal of the chained file of each message. messages: their ordinals, ascending."""
        first = messages.searchsorted(self.files.astype(np.uint32))
        ends = np.concatenate((first[1:], (len(messages),)))  # np.diff(append=...) takes six times as long
        return np.repeat(np.arange(len(self.files), dtype=np.int32), ends - first)

    @cached_property
    def by_type(self) -> dict[int, U32 | None]:
        """For each global message number the ordinals of its messages (None for all), in order of first occurrence."""
        numbers = self.definitions.number
        sizes = self._sizes(numbers)
        if len(sizes) <= 1:
            return dict.fromkeys(sizes)
        number_of = numbers.take(self.definition)
        if len(sizes) <= _FEW_TYPES and len(self) > _FEW_MESSAGES:
            return _by_first((one, (number_of == one).nonzero()[0].astype(np.uint32)) for one in sizes)
        # Most messages of a file are records. Only the others have to be sorted.
        main = max(sizes, key=sizes.__getitem__)
        has_main = number_of == main
        rest = (~has_main).nonzero()[0].astype(np.uint32)
        order: U32 = rest.take(number_of.take(rest).argsort(kind="stable"))
        others = sorted([number for number in sizes if number != main])
        ends = accumulate(map(sizes.__getitem__, others))
        groups = [(number, order[end - sizes[number] : end]) for number, end in zip(others, ends, strict=True)]
        return _by_first([(main, has_main.nonzero()[0].astype(np.uint32)), *groups])

    def _sizes(self, numbers: U16) -> dict[int, int]:
        """The number of messages of each type. numbers: the type of each definition."""
        if len(numbers) >= _FEW_DEFINITIONS:
            counts = np.bincount(numbers, self.uses)  # as floats, which are exact
            return {number: int(counts[number]) for number in counts.nonzero()[0].tolist()}
        sizes: dict[int, int] = {}
        for number, messages in zip(numbers.tolist(), self.uses.tolist(), strict=True):
            if messages:
                sizes[number] = sizes.get(number, 0) + messages
        return sizes

    @cached_property
    def compressed_times(self) -> tuple[U32, U32]:
        """Ordinals of the messages with a compressed timestamp header, and their times in seconds since FIT's epoch.

        The five bits of such a header count on from the last full timestamp of any message in the same file. The time
        is INVALID_TIME if there was none.
        """
        if not self._has_compressed:
            return _no_offsets(), _no_offsets()
        compressed = (self.buffer[self.offset] >= _COMPRESSED).nonzero()[0].astype(np.uint32)
        whole, times = self._whole_timestamps()
        # Each file of a chain starts without a time: its first messages count from NaN.
        at = np.concatenate((self.files, whole))
        anchors = np.concatenate((np.full(len(self.files), np.nan), times))
        order = np.argsort(at, kind="stable")
        low = self.buffer[self.offset[compressed]] & 31
        counted = count_on(at[order], anchors[order], compressed, low, 5)
        # fmin prefers the number to NaN, and a count that starts near the largest time can exceed it.
        return compressed, np.fmin(counted, INVALID_TIME).astype(np.uint32)

    def _whole_timestamps(self) -> tuple[Int, Int]:
        fields = self.definitions.numbered(_TIMESTAMP)
        rows = ((fields.base == _UINT32) & (fields.size == 4)).nonzero()[0]
        where = first_per_definition(fields.take(rows), len(self.definitions))
        at = where[self.definition]
        messages = (at >= 0).nonzero()[0]
        position = self.offset[messages] + 1 + at[messages]
        times = gather(self.data, position, "<u4").astype(np.int64)
        big = self.definitions.big[self.definition[messages]]
        times[big] = gather(self.data, position[big], ">u4")
        valid = times != INVALID_TIME
        return messages[valid], times[valid]


def _by_first(groups: Iterable[tuple[int, U32]]) -> dict[int, U32 | None]:
    """Message types in the order of their first messages."""
    ordered = sorted(groups, key=lambda pair: pair[1].item(0))
    return {number: group for number, group in ordered}  # noqa: C416 -- the type of the values is wider


def gather(data: bytes, position: AnyArray, dtype: str | np.dtype[Any]) -> AnyArray:
    """Return the values of a numpy type at these byte offsets."""
    item = np.dtype(dtype)
    if not len(position):
        return np.empty(0, dtype=item)
    view: AnyArray = np.ndarray((len(data) - item.itemsize + 1,), item, data, 0, (1,))
    found: AnyArray = view[position]
    return found


def gather_padded(data: bytes, position: Int, size: int) -> AnyArray:
    """Return so many bytes from each of these offsets, with zeros for those after the end. position: ascending."""
    inside = int(position.searchsorted(len(data) - size, side="right"))
    found = gather(data, position[:inside], f"V{size}")
    if inside == len(position):
        return found
    start = int(position[inside])
    return np.concatenate((found, gather(data[start:] + bytes(size), position[inside:] - start, f"V{size}")))


def first_per_definition(fields: FieldRows, definitions: int) -> Int:
    """Return the offset of a field in each definition, -1 if it has none. If it is listed twice, the first one counts.

    fields: the rows of this field. definitions: the number of definitions.
    """
    where = np.full(definitions, -1, dtype=np.int64)
    where[fields.definition[::-1]] = fields.offset[::-1]
    return where


def _no_offsets() -> U32:
    return np.empty(0, dtype=np.uint32)


def _definitions_of_messages(local_types: bytes, found: ScanResult) -> AnyArray:
    """The definition of each message: the last one before it that its local type was bound to.

    local_types: the local type of each message.
    """
    if len(found.definitions) >= _FEW_DEFINITIONS:
        return _many_definitions_of_messages(local_types, found)
    definition = bytearray()
    of_local, bound = bytearray(256), dict[int, int]()
    for before, local, ordinal in zip(found.bound_before, found.bound_local, found.bound_definition, strict=True):
        if bound.setdefault(local, ordinal) != ordinal:  # no message before has a local type that is new
            definition += local_types[len(definition) : before].translate(of_local)
            bound[local] = ordinal
        of_local[local] = ordinal
    definition += local_types[len(definition) :].translate(of_local)
    return np.frombuffer(definition, dtype=np.uint8)


def _many_definitions_of_messages(local_types: bytes, found: ScanResult) -> AnyArray:
    """The same for any number of definitions.

    For each definition message, a row of 16 says which definition each local type has from there on. So the messages
    after it only look up their local type:

        definition messages   local type 0 is definition 0, local type 1 is definition 1, local type 0 is definition 2
        rows                  [0, 0, ...], [0, 1, ...], [2, 1, ...]
    """
    local_of = np.frombuffer(local_types, dtype=np.uint8)
    definition: AnyArray = np.empty(len(local_types), dtype=np.min_scalar_type(len(found.definitions)))
    # The last span ends with the last message.
    before = np.frombuffer(found.bound_before + array("I", (len(local_types),)), dtype=np.uint32)
    row = array("I", bytes(64))
    for start in range(0, len(found.bound_local), _BOUND):
        some = slice(start, start + _BOUND)
        rows = array("I")
        for local, bound in zip(found.bound_local[some], found.bound_definition[some], strict=True):
            row[local] = bound
            rows.extend(row)
        ends = before[start : start + _BOUND + 1]
        index = np.repeat(np.arange(0, len(rows), len(row), dtype=np.uint16), ends[1:] - ends[:-1])
        index += local_of[ends[0] : ends[-1]]
        definition[ends[0] : ends[-1]] = np.frombuffer(rows, dtype=np.uint32).take(index)
    return definition


def _count(values: AnyArray, size: int) -> Int:
    """How often each value below `size` occurs. Works in pieces, since numpy converts to eight bytes per value."""
    counts = np.zeros(size, dtype=np.int64)
    piece = max(1 << 20, size)
    for start in range(0, len(values), piece):
        counts += np.bincount(values[start : start + piece], minlength=size)
    return counts
