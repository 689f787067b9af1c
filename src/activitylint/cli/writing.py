"""Writes mended files: whole or not at all, with the mode and the times of the file that they take the place of."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activitylint.fixes.fixing import FixResult
from activitylint.fixes.packing import written

__all__ = ["NotWrittenError", "Stamp", "store", "store_below"]

_BACKUP: Final = ".orig"
_HEAD: Final = 65536
"""Bytes of a gzipped file that hold its header, with whatever name and comment."""


class NotWrittenError(Exception):
    """Why a file was not written; then nothing of it was changed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was like when it was read: so that one that has changed since is not overwritten."""

    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file. Raises OSError."""
        status = path.stat()
        return cls(status.st_ino, status.st_size, status.st_mtime_ns)


def store(path: Path, result: FixResult, stamp: Stamp, *, backup: bool) -> list[Path]:
    """Put what mending made in the place of a file; the paths that were written. Raises NotWrittenError.

    A link is followed. A file that is split keeps its bytes under another name, since its parts take its place.
    """
    with _told(path):
        target = path.resolve(strict=True)
        files = {target.with_name(name): data for name, data in _files(target, result)}
        for one in files:
            if one != target and os.path.lexists(one):
                message = f"{one.name} is there already"
                raise NotWrittenError(message)
        if not os.access(target, os.W_OK):
            raise NotWrittenError("it is write-protected")
        if Stamp.of(target) != stamp:
            raise NotWrittenError("it was changed by somebody else in the meantime")
        if backup or result.parts:
            _back_up(target)
        for one, data in files.items():
            _write(one, data, like=target)
        if target not in files:
            target.unlink()
        return list(files)


def store_below(folder: Path, inside: str, path: Path, result: FixResult) -> list[Path]:
    """Write a file below another folder, mended or as it was; the paths that were written. Raises NotWrittenError.

    inside: the path below that folder.
    """
    with _told(path):
        parent = (folder / inside).parent
        files = list(_files(path, result)) or [(path.name, path.read_bytes())]
        targets = {parent / name: data for name, data in files}
        for target in targets:
            if os.path.lexists(target):
                message = f"{target} is there already"
                raise NotWrittenError(message)
        parent.mkdir(parents=True, exist_ok=True)
        for target, data in targets.items():
            _write(target, data, like=path)
        return list(targets)


def _files(path: Path, result: FixResult) -> Iterator[tuple[str, bytes]]:
    """The files that a result comes to, by their names without a folder."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    renamed = result.name != result.source.name
    for name, data in written(result, head):
        yield Path(name).name if renamed or result.parts else path.name, data


def _write(path: Path, data: bytes, *, like: Path) -> None:
    """Write under another name first, so that there is never half a file under this one."""
    making = path.with_name(f".activitylint-{os.getpid()}.tmp")
    try:
        with making.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_like(making, like)
        making.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            making.unlink()
        raise


def _keep_like(path: Path, like: Path) -> None:
    """Give a file the mode, the times and, where that is allowed, the owner of another."""
    status = like.stat()
    with contextlib.suppress(OSError, AttributeError):
        os.chown(path, status.st_uid, status.st_gid)
    shutil.copystat(like, path)


def _back_up(path: Path) -> None:
    """Keep a file's bytes beside it, under a name that nothing has yet."""
    number = 0
    while os.path.lexists(backup := path.with_name(f"{path.name}{_BACKUP}{f'.{number}' if number else ''}")):
        number += 1
    shutil.copy2(path, backup)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        elsewhere = f"{error.filename}: " if error.filename and Path(error.filename) != path else ""
        message = f"{elsewhere}{error.strerror or error}"
        raise NotWrittenError(message) from None
