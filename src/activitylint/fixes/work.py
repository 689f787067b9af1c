"""How much work and memory fixing one file may take. Both are counted, so that every machine gives the same result."""

from __future__ import annotations

from typing import Final

from activitylint.fixes.registry import BeyondBoundsError

__all__ = ["MOST_PARTS", "Work", "check_changes", "check_parts"]

MOST_PARTS: Final = 100
"""The most files that a file is split into: each repeats what all of them need, such as the devices."""

_TIMES: Final = 10
"""How many times as much as linting the file."""
_FREE: Final = 8_000_000
"""Bytes to look at that any file may take. Small files have as many faults as large ones."""
_RUN_SHARE: Final = 4
"""Running a fix counts as a quarter of linting the file."""
_CHANGES_FREE: Final = 50_000
_BYTES_EACH: Final = 40
"""Bytes of the file per change. In Python, a change takes about 400 bytes until it is applied."""


class Work:
    """The work that is left for one file, counted in bytes that are read or written. size: of the file."""

    def __init__(self, size: int) -> None:
        self._left = max(_FREE, _TIMES * size)

    def lint(self, size: int) -> None:
        """Count that so many bytes are linted. Raises BeyondBoundsError if that is more than is left."""
        self._take(size)

    def run(self, size: int) -> None:
        """Count that a fix is run on so many bytes. Raises BeyondBoundsError if that is more than is left."""
        self._take(size // _RUN_SHARE)

    def write_part(self, size: int) -> None:
        """Count one of the files that a file is split into: it is kept until all of them are complete."""
        self._take(2 * size)

    def _take(self, size: int) -> None:
        if size > self._left:
            reason = f"fixing the file would take more than {_TIMES} times as long as linting it"
            raise BeyondBoundsError(reason)
        self._left -= size


def check_changes(count: int, size: int) -> None:
    """Raise BeyondBoundsError if a fix makes more changes than a file of this many bytes may get."""
    most = max(_CHANGES_FREE, size // _BYTES_EACH)
    if count > most:
        reason = f"it is about more than {most:,} places of the file"
        raise BeyondBoundsError(reason)


def check_parts(count: int) -> None:
    """Raise BeyondBoundsError if a file would be split into too many."""
    if count > MOST_PARTS:
        reason = f"{count:,} files would be created; {MOST_PARTS} is the most"
        raise BeyondBoundsError(reason)
