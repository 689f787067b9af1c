"""The files that are read: on a disk, or in a store."""

from __future__ import annotations

import os
import time
from collections.abc import Hashable
from functools import lru_cache
from typing import BinaryIO, Final

from activitylint.source import stores
from activitylint.source.files import open_regular
from activitylint.source.urls import is_url

__all__ = ["open_input", "read_input", "version_of"]

_FRESH_S: Final = 10
"""Seconds that the version of an object is not asked for again."""


def open_input(path: str) -> BinaryIO:
    """Open a file to read parts of it. Raises OSError."""
    return stores.open_object(path) if is_url(path) else open_regular(path)


def read_input(path: str, size: int) -> bytes:
    """The first `size` bytes of a file. Raises OSError."""
    if is_url(path):
        return stores.read(path, size)
    with open_regular(path) as file:
        return file.read(size)


def version_of(path: str) -> Hashable:
    """What differs when another file has this path, or the file has changed. Raises OSError."""
    if is_url(path):
        return _lately(path, int(time.monotonic() / _FRESH_S))
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=64)
def _lately(url: str, _: int) -> Hashable:
    return stores.identity(url)
