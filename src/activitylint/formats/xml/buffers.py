"""Ways to look at the bytes of a document with numpy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from activitylint.model.arrays import I32, U32, U64, Bools, Bytes, Integers

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = [
    "CHUNK",
    "FIRST_BITS",
    "PREFIX_MASKS",
    "WIDE",
    "WORD",
    "bits",
    "chunks",
    "heads",
    "occurrences",
    "reads",
    "windows",
    "word_view",
]


CHUNK: Final = 65536
"""Values that are processed at once: limits the memory of a column, and fits the CPU caches."""

WORD: Final = 8
"""Bytes that are compared at once, as an integer."""
_WORD_MASKS: Final = np.array([(1 << 8 * length) - 1 for length in range(WORD + 1)], dtype=np.uint64)
"""For each number of bytes, the mask of the first so many bytes of a word."""
WIDE: Final = 32
"""Bytes that are looked at at once, one bit for each. To collect 32 bytes takes no longer than to collect 8."""
FIRST_BITS: Final = np.array([(1 << length) - 1 for length in range(WIDE + 1)], dtype=np.uint32)
"""For each number of bits, the mask of the first so many bits."""
PREFIX_MASKS: Final = np.frombuffer(
    b"".join((b"\xff" * length).ljust(WIDE, b"\0") for length in range(WIDE + 1)), dtype="<u8"
).reshape(WIDE + 1, -1)
"""For each number of bytes, the mask of the first so many of 32 bytes, as four integers."""
_PIECE: Final = 1 << 18


def occurrences(buffer: Bytes, byte: int) -> I32:
    """Return the offsets of a byte. Works in pieces, since a full mask would be as long as the file."""
    found: list[I32] = []
    for first in range(0, max(len(buffer), 1), _PIECE):
        here = (buffer[first : first + _PIECE] == byte).nonzero()[0].astype(np.int32)
        if first:
            here += np.int32(first)
        found.append(here)
    return found[0] if len(found) == 1 else np.concatenate(found)


def word_view(buffer: Bytes) -> U64:
    """Return a view of the buffer as overlapping little-endian 64-bit integers, one starting at each byte."""
    return np.ndarray(max(len(buffer) - 8, 0), dtype="<u8", buffer=buffer.data, strides=(1,))


def heads(buffer: Bytes, starts: Integers, lengths: I32) -> U64:
    """Return the first eight bytes of many texts as integers. Shorter texts are padded with NUL."""
    found: U64 = word_view(buffer)[starts] & _WORD_MASKS.take(np.minimum(lengths, WORD))
    return found


def reads(buffer: Bytes, starts: Integers, text: bytes) -> Bools:
    """Return a mask: True for each start at which the buffer contains this text.

    The buffer must extend at least eight bytes beyond the text.
    """
    words = word_view(buffer)
    found = np.ones(len(starts), dtype=np.bool_)
    for first in range(0, len(text), 8):
        piece = text[first : first + 8]
        mask = np.uint64((1 << 8 * len(piece)) - 1)
        found &= (words[starts + first] & mask) == np.uint64(int.from_bytes(piece, "little"))
    return found


def windows(buffer: Bytes, starts: Integers, width: int) -> Bytes:
    """Return `width` bytes from each start as the rows of a matrix. The buffer must extend that far beyond the last."""
    view: npt.NDArray[np.bytes_] = np.ndarray(len(buffer) - width, dtype=f"S{width}", buffer=buffer.data, strides=(1,))
    gathered: Bytes = view[starts].view(np.uint8).reshape(len(starts), width)
    return gathered


def bits(mask: Bools) -> U32:
    """Return each row of a mask of 32 columns as an integer, with the first column in the lowest bit."""
    return np.packbits(mask, axis=None, bitorder="little").view("<u4")


def chunks(length: int) -> Iterator[slice]:
    """Yield slices of at most CHUNK rows that cover `length` rows."""
    for first in range(0, length, CHUNK):
        yield slice(first, min(first + CHUNK, length))
