"""Memory that comes and goes with every file is kept by the process."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Final

__all__ = ["keep_blocks"]

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
"""Numbers of glibc's malloc.h."""
_LARGEST: Final = 32 << 20
"""Bytes: the most that glibc takes for a threshold on 64 bits."""
_KEPT: Final = 256 << 20
"""Bytes at most of what was in use and is free."""
_BY_HAND: Final = ("GLIBC_TUNABLES", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")


@cache
def keep_blocks() -> None:
    """Have glibc keep up to 256 MB of what is freed, once in a process.

    Left alone it gives blocks above 128 kB back to the system, and learns slowly that more of them will come: the
    columns of each file are fetched anew, page by page, which takes longer than to work on them. No block is larger for
    this, and what is kept was in use before. Other allocators, and what the environment says of this one, are left
    alone.
    """
    if sys.platform != "linux" or any(name in os.environ for name in _BY_HAND):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)
