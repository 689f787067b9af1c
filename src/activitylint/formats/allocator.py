"""Memory that comes and goes with every file is kept by the process."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

__all__ = ["keep_blocks"]

_LARGEST: Final = (32 << 20) - 8192
"""Bytes: a little below the most that glibc lets its threshold grow to on 64 bits."""


@cache
def keep_blocks() -> None:
    """Have the allocator keep what is freed, once in a process.

    glibc gives a block above 128 kB back to the system as soon as it is freed, until it learns that such blocks come
    and go: then it keeps what is no larger than the largest that it has seen freed. It learns it here at once. Without
    that the columns of each file are fetched anew, page by page, which takes longer than to work on them. Nothing is
    written to the block, so that it costs no memory; other allocators do not mind.
    """
    np.empty(_LARGEST, dtype=np.uint8)
