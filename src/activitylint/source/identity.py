"""The identity and the size of a file: what its disk or its store says about it without reading it."""

from __future__ import annotations

import os

from activitylint.model.identity import Identity
from activitylint.source import archives, stores
from activitylint.source.urls import is_url

__all__ = ["identity_of", "size_of"]


def identity_of(path: str) -> Identity | None:
    """The identity of a file; None if it cannot be seen from here. A member of an archive has that of the archive."""
    file = archives.on_disk(path)
    try:
        if is_url(file):
            return stores.identity(file)
        status = os.stat(file)
    except (OSError, ValueError):
        return None
    return Identity(size=status.st_size, modified=status.st_mtime_ns)


def size_of(path: str) -> int | None:
    """The size of a file, of a member of an archive that was listed here, or of an object that was; None if unknown."""
    if is_url(path):
        return archives.size_of(path) or stores.listed_size(path)
    try:
        return os.stat(path).st_size if (size := archives.size_of(path)) is None else size
    except (OSError, ValueError):
        return None
