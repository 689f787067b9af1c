"""Numbers for distinct values, without sorting them where a hash will do."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["I32", "U64", "intern", "word_view"]

I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(48)
_SMALL: Final = 256


def intern(values: U64) -> tuple[U64, I32]:
    """The distinct values in no particular order, and for each value which of them it is.

    A table of 65,536 slots holds one value a slot: where no two distinct values meet in a slot (the rule, for the few
    dozens of names that a file has) that is the answer; else the values are sorted.
    """
    if len(values) > _SMALL:
        slots = ((values * _MULTIPLIER) >> _SHIFT).astype(np.int64)
        table = np.empty(65536, dtype=np.int32)
        ordinals = np.arange(len(values), dtype=np.int32)
        table[slots] = ordinals
        representative = table[slots]
        if bool((values[representative] == values).all()):
            chosen = np.flatnonzero(representative == ordinals)
            table[slots[chosen]] = np.arange(len(chosen), dtype=np.int32)
            return values[chosen], table[slots]
    distinct, inverse = np.unique(values, return_inverse=True)
    return distinct, inverse.astype(np.int32)


def word_view(buffer: npt.NDArray[np.uint8]) -> U64:
    """Every eight bytes of a buffer as a little-endian word, one beginning at each byte."""
    return np.ndarray(max(len(buffer) - 8, 0), dtype="<u8", buffer=buffer.data, strides=(1,))
