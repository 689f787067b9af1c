"""Writes fixed files, each completely or not at all, with the mode and the times of the original."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activitylint.cli.atomic import replace_file
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult

__all__ = ["NotWrittenError", "Stamp", "store", "store_below"]

_BACKUP: Final = ".orig"
_HEAD: Final = 65536
"""Bytes at the start of a gzipped file that contain its header, with the longest name and comment."""


class NotWrittenError(Exception):
    """The reason why a file was not written. In that case nothing was changed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The identity, size and time of a file when it was read, so that a later change is not overwritten."""

    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of a file. Raises OSError."""
        status = path.stat()
        return cls(status.st_ino, status.st_size, status.st_mtime_ns)


def store(path: Path, result: FixResult, stamp: Stamp, *, backup: bool) -> list[Path]:
    """Replace a file with its fixed form and return the paths that were written. Raises NotWrittenError.

    A symbolic link is followed. If the result has several parts, they replace the file, and a backup is always kept.
    """
    with _as_not_written(path):
        target = path.resolve(strict=True)
        files = {target.with_name(name): data for name, data in _files(target, result)}
        for one in files:
            if one != target and os.path.lexists(one):
                message = f"{one.name} already exists"
                raise NotWrittenError(message)
        if not os.access(target, os.W_OK):
            raise NotWrittenError("it is write-protected")
        if Stamp.of(target) != stamp:
            raise NotWrittenError("another program changed it in the meantime")
        if backup or result.parts:
            _back_up(target)
        for one, data in files.items():
            replace_file(one, data, like=target)
        if target not in files:
            target.unlink()
        return list(files)


def store_below(folder: Path, inside: str, path: Path, result: FixResult) -> list[Path]:
    """Write a file to another folder, fixed or unchanged, and return the paths that were written.

    inside: the new path, relative to the folder. Raises NotWrittenError.
    """
    with _as_not_written(path):
        parent = (folder / inside).parent
        files = list(_files(path, result)) or [(path.name, path.read_bytes())]
        targets = {parent / name: data for name, data in files}
        for target in targets:
            if os.path.lexists(target):
                message = f"{target} already exists"
                raise NotWrittenError(message)
        parent.mkdir(parents=True, exist_ok=True)
        for target, data in targets.items():
            replace_file(target, data, like=path)
        return list(targets)


def _files(path: Path, result: FixResult) -> Iterator[tuple[str, bytes]]:
    """The name (without a folder) and the content of each file of a result."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    renamed = result.name != result.source.name
    for name, data in written(result, head):
        yield Path(name).name if renamed or result.parts else path.name, data


def _back_up(path: Path) -> None:
    """Copy a file to an unused name beside it."""
    number = 0
    while os.path.lexists(backup := path.with_name(f"{path.name}{_BACKUP}{f'.{number}' if number else ''}")):
        number += 1
    replace_file(backup, path.read_bytes(), like=path)


@contextlib.contextmanager
def _as_not_written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        elsewhere = f"{error.filename}: " if error.filename and Path(error.filename) != path else ""
        message = f"{elsewhere}{error.strerror or error}"
        raise NotWrittenError(message) from None
