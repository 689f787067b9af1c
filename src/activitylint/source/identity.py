"""The identity of a file: what its disk says about it without reading it."""

from __future__ import annotations

import os

from activitylint.model.identity import Identity
from activitylint.source import archives

__all__ = ["identity_of"]


def identity_of(path: str) -> Identity | None:
    """The identity of a file; None if it cannot be seen from here. A member of an archive has that of the archive."""
    try:
        status = os.stat(archives.on_disk(path))
    except (OSError, ValueError):
        return None
    return Identity(size=status.st_size, modified=status.st_mtime_ns)
