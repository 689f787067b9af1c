"""The bytes of a document as numpy sees them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.formats.xml.intern import I32, U64

__all__ = ["occurrences", "word_view"]

_PIECE: Final = 1 << 20


def occurrences(buffer: npt.NDArray[np.uint8], byte: int) -> I32:
    """Where a byte stands. The buffer is looked at piece by piece: a mask of it all would be as long as the file."""
    found: list[I32] = []
    for first in range(0, max(len(buffer), 1), _PIECE):
        here = (buffer[first : first + _PIECE] == byte).nonzero()[0].astype(np.int32)
        if first:
            here += np.int32(first)
        found.append(here)
    return found[0] if len(found) == 1 else np.concatenate(found)


def word_view(buffer: npt.NDArray[np.uint8]) -> U64:
    """Every eight bytes of a buffer as a little-endian word, one beginning at each byte."""
    return np.ndarray(max(len(buffer) - 8, 0), dtype="<u8", buffer=buffer.data, strides=(1,))
