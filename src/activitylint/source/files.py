"""Open files that can be read to their end, and files that are open only while they are read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from typing import BinaryIO, Protocol

__all__ = ["BoundedFile", "LimitError", "RestingFile", "open_regular", "read_up_to"]


class LimitError(Exception):
    """An archive has more in it than activitylint reads; the message says what."""


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file. Raises OSError for anything else: a pipe or a device could block, or never end."""
    # O_NONBLOCK: without it, opening a pipe that nobody writes to would wait forever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    raise OSError(errno.EINVAL, "is not a regular file")


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_up_to(file: _Readable, size: int) -> bytes:
    """The next `size` bytes of a file, or all up to its end. One call of `read` may return fewer."""
    pieces = [file.read(size)]
    while pieces[-1] and (size := size - len(pieces[-1])) > 0:
        pieces.append(file.read(size))
    return b"".join(pieces)


class RestingFile:
    """A file that is opened when it is read, and closed by `rest`. It keeps its position in between."""

    def __init__(self, opened: Callable[[], BinaryIO]) -> None:
        self._open = opened
        self._file: BinaryIO | None = None
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes. Raises OSError."""
        return self._opened().read(size)

    def seek(self, position: int, whence: int = 0) -> int:
        """Set the position. Raises OSError."""
        return self._opened().seek(position, whence)

    def tell(self) -> int:
        """The position."""
        return self._opened().tell()

    def rest(self) -> None:
        """Close the file until it is read again."""
        if self._file is not None:
            self._position = self._file.tell()
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = self._open()
            self._file.seek(self._position)
        return self._file


class BoundedFile:
    """A file for zipfile and tarfile that raises LimitError instead of reading too much.

    Both of them keep all that they read of headers, however long an archive claims that they are. allowance: the number
    of bytes that may still be read; set it before each step. end: the largest position.
    """

    def __init__(self, file: BinaryIO | RestingFile, end: int | None = None) -> None:
        self._file = file
        self._end = end
        self.allowance = 0

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes, by default all that are left."""
        if size < 0:
            here = self._file.tell()
            size = self._file.seek(0, 2) - here
            self._file.seek(here)
        self.allowance -= size
        if self.allowance < 0:
            message = "its list of files is larger than activitylint reads"
            raise LimitError(message)
        data = self._file.read(size)
        self._check(self._file.tell())
        return data

    def seek(self, position: int, whence: int = 0) -> int:
        """Set the position. Raises ValueError for one before the start, which only a damaged archive asks for."""
        if whence == 0:
            self._check(position)
            if position < 0:
                raise ValueError(position)
        return self._file.seek(position, whence)

    def tell(self) -> int:
        """The position."""
        return self._file.tell()

    def seekable(self) -> bool:
        """True: zipfile asks for it."""
        return True

    def _check(self, position: int) -> None:
        if self._end is not None and position > self._end:
            message = f"it unpacks to more than {self._end / 1_000_000:,.15g} MB"
            raise LimitError(message)
