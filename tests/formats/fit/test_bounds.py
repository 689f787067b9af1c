"""Files made to cost time or memory: both grow with the file and no faster."""

from __future__ import annotations

import struct
import time
import tracemalloc
from collections.abc import Callable

import pytest

from activitylint.formats.fit import read
from fit_builder import FitFile

SIZE = 1_000_000
BASE = 20_000_000
"""Bytes that any read may take, for there are 65,536 message types at most to keep apart."""


def _definition(local: int, number: int, *fields: tuple[int, int, int]) -> bytes:
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
    return head + b"".join(bytes(field) for field in fields)


def _one_byte_messages(size: int) -> bytes:
    return _definition(0, 20) + bytes(size)


def _one_byte_messages_of_all_local_types(size: int) -> bytes:
    return b"".join(_definition(local, 20 + local) for local in range(16)) + bytes(range(16)) * (size // 16)


def _same_definition_before_every_message(size: int) -> bytes:
    return (_definition(0, 20, (253, 4, 0x86), (3, 1, 2)) + b"\0\1\2\3\4\5") * (size // 18)


def _new_definition_before_every_message(size: int) -> bytes:
    return b"".join(
        _definition(0, 20 + row % 3, (row % 256, 1, 2), (row // 256 % 256, 1, 2)) + b"\0\1\2"
        for row in range(size // 15)
    )


def _another_message_type_every_time(size: int) -> bytes:
    return b"".join(_definition(0, row & 0xFFFF, (3, 1, 2)) + b"\0\1" for row in range(size // 11))


def _definitions_alone(size: int) -> bytes:
    return b"".join(_definition(0, row & 0xFFFF, (row >> 16, 1, 2)) for row in range(size // 9))


def _definitions_of_255_fields(size: int) -> bytes:
    return b"".join(
        _definition(0, 20, *(((row + place) & 0xFF, 1, 2) for place in range(255))) + bytes(256)
        for row in range(size // 1027)
    )


FILES = [
    _one_byte_messages,
    _one_byte_messages_of_all_local_types,
    _same_definition_before_every_message,
    _new_definition_before_every_message,
    _another_message_type_every_time,
    _definitions_alone,
    _definitions_of_255_fields,
]


@pytest.mark.parametrize("make", FILES)
def test_memory_stays_within_twenty_times_the_file(make: Callable[[int], bytes]) -> None:
    data = FitFile(items=[make(SIZE)]).build()
    tracemalloc.start()
    try:
        read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= BASE + 20 * len(data)


@pytest.mark.parametrize("make", FILES)
def test_twice_the_file_takes_about_twice_the_time(make: Callable[[int], bytes]) -> None:
    # The best of a few runs, and room for a busy machine: what is meant here is that nothing grows with the square.
    one, four = (min(_seconds(FitFile(items=[make(size)]).build()) for _ in range(3)) for size in (SIZE // 2, 2 * SIZE))
    assert four < 12 * one + 0.1


def _seconds(data: bytes) -> float:
    start = time.perf_counter()
    read(data)
    return time.perf_counter() - start
