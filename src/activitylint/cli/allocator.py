"""How the process manages memory: it keeps freed memory for the next file, and no garbage collection visits modules."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from functools import cache
from typing import Final

__all__ = ["keep_blocks"]

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
"""Option numbers from glibc's malloc.h."""
_LARGEST: Final = 32 << 20
"""Bytes: the highest threshold that glibc accepts on 64-bit systems."""
_KEPT: Final = 256 << 20
"""Bytes of freed memory that are kept at most."""
_BY_HAND: Final = ("GLIBC_TUNABLES", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")


@cache
def keep_blocks() -> None:
    """Tell glibc to keep up to 256 MB of freed memory. Takes effect once per process.

    What has been imported by now is left out of garbage collections: visiting it takes longer than a small file.

    By default glibc returns blocks above 128 kB to the system and raises that limit only slowly. The memory for the
    columns of each file is then requested again page by page, which takes longer than the work on the columns. Peak
    memory does not grow: what is kept was in use before. Does nothing with other allocators, or if the environment
    configures glibc's.
    """
    gc.freeze()
    if sys.platform != "linux" or any(name in os.environ for name in _BY_HAND):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)
