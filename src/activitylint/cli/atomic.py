"""Writes files atomically: a reader sees the old content or the complete new content, never a part of it.

The content goes to a temporary file in the same folder, is flushed to the disk, and then replaces the old file in one
step. If anything fails, the temporary file is removed and the old file stays as it was. A symbolic link is followed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_IMODE
from typing import IO, Any, TextIO, cast

__all__ = ["replace_file", "replacing"]


def replace_file(path: str | os.PathLike[str], data: bytes, *, like: str | os.PathLike[str] | None = None) -> None:
    """Write `data` to `path`. Raises OSError.

    like: copy the mode, the times and, if permitted, the owner of this file. Without it, the file keeps the mode of
    the file that it replaces.
    """
    with _replacing(os.fspath(path), like, mode="wb") as file:
        file.write(data)


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """A UTF-8 text file to write to; `path` is replaced when the block ends without an exception. Raises OSError.

    Characters that UTF-8 cannot encode are written as escapes.
    """
    with _replacing(path, None, mode="w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        yield cast("TextIO", file)


@contextmanager
def _replacing(path: str, like: str | os.PathLike[str] | None, **how_to_open: str) -> Iterator[IO[Any]]:
    target = os.path.realpath(path)
    temporary, descriptor = _temporary_file(target)
    try:
        with open(descriptor, **how_to_open) as file:  # type: ignore[call-overload]  # the mode is not a literal
            yield file
            file.flush()
            os.fsync(descriptor)
        if like is not None:
            _copy_metadata(like, temporary)
        else:
            with contextlib.suppress(FileNotFoundError):
                os.chmod(temporary, S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError) and error.filename == temporary:
            error.filename = path
        raise


def _temporary_file(target: str) -> tuple[str, int]:
    """Create a file beside `target`; unlike tempfile.mkstemp, with the mode that any new file gets."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    path = os.path.join(os.path.dirname(target), f".activitylint-{os.urandom(8).hex()}.tmp")
    try:
        return path, os.open(path, flags, 0o666)
    except OSError as error:
        error.filename = target
        raise


def _copy_metadata(source: str | os.PathLike[str], target: str) -> None:
    import shutil  # noqa: PLC0415 -- loads every compression module; only fixes need it

    status = os.stat(source)
    with contextlib.suppress(OSError, AttributeError):
        os.chown(target, status.st_uid, status.st_gid)
    shutil.copystat(source, target)
