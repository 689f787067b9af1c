"""Writes fixed files, each completely or not at all, with the mode and the owner of the original."""

from __future__ import annotations

import contextlib
import filecmp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activitylint.cli.version_control import is_in_git
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Safety
from activitylint.source.archives import on_disk
from activitylint.source.atomic import change_file, create_files
from activitylint.source.reading import read_packed

__all__ = ["NotWrittenError", "Stamp", "Stored", "store", "store_below"]

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


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written. files: the fixed file, or its parts. backup: the file that has the original now, or None."""

    files: tuple[Path, ...] = ()
    backup: Path | None = None


def store(path: Path, result: FixResult, stamp: Stamp, *, backup: bool | None, keep_mtime: bool = False) -> Stored:
    """Replace a file with its fixed form, or with several if it is split. Raises NotWrittenError.

    backup: keep a copy of the original; None keeps one if an unsafe fix was applied, unless Git has the original.
    keep_mtime: keep the modification time of the original. If the path is a symbolic link, its target is fixed and
    keeps its name; a new name is given to the link.
    """
    with _as_not_written(path):
        target = path.resolve(strict=True)
        files = dict(_files(target, result))
        link = None
        if path.is_symlink():
            if result.parts:
                raise NotWrittenError("it would be split, and it is a link; fix the file that the link points to")
            ((name, data),) = files.items()
            files = {target.name: data}
            link = path.with_name(name) if _is_renamed(result) else None
        new = {target.with_name(name): data for name, data in files.items() if name != target.name}
        for one in new if link is None else (link,):
            if os.path.lexists(one) and not (one in new and _is_there(one, new[one], target)):
                message = f"{one.name} already exists"
                raise NotWrittenError(message)
        for one in (target,) if link is None else (target, path.parent):
            if not os.access(one, os.W_OK):
                raise NotWrittenError("it is write-protected")
        if Stamp.of(target) != stamp:
            raise NotWrittenError("another program changed it in the meantime")
        if backup is None:
            backup = _is_unsafe(result) and not is_in_git(target)
        orig = _backup_name(target) if backup else None
        copies = {} if orig is None else {orig: None}
        missing = {os.fspath(one): data for one, data in {**copies, **new}.items() if not os.path.lexists(one)}
        if target.name not in files or files[target.name] is not None:
            change_file(target, files.get(target.name), new=missing, keep_mtime=keep_mtime)
        if link is not None:
            path.rename(link)
            return Stored((link,), orig)
        return Stored(tuple(target.with_name(name) for name in files), orig)


def store_below(folder: Path, inside: str, path: Path, result: FixResult, *, keep_mtime: bool = False) -> Stored:
    """Write a file to another folder, fixed or unchanged.

    inside: the new path, relative to the folder. keep_mtime: keep the modification time of the original, which an
    unchanged file keeps anyway. If path is a member of an archive, that is the time of the archive. Raises
    NotWrittenError.
    """
    with _as_not_written(path):
        parent = (folder / inside).parent
        files = dict(_files(path, result)) or {path.name: None}
        named = os.fspath(path)
        size = result.source.packed_size
        targets = {
            parent / name: read_packed(named, read_limit=size) if data is None else data for name, data in files.items()
        }
        disk = on_disk(named)
        for target in list(targets):
            if disk != named and _is_there(target, targets[target], path):
                del targets[target]  # an earlier run wrote it
            elif os.path.lexists(target):
                message = f"{target} already exists"
                raise NotWrittenError(message)
        parent.mkdir(parents=True, exist_ok=True)
        new = {os.fspath(target): data for target, data in targets.items()}
        create_files(new, like=disk, keep_mtime=keep_mtime or not result.changed)
        return Stored(tuple(parent / name for name in files))


def _files(path: Path, result: FixResult) -> Iterator[tuple[str, bytes | None]]:
    """The name (without a folder) and the content of each file of a result; None for the content that it has."""
    head = read_packed(os.fspath(path), read_limit=_HEAD)
    is_new = bool(result.edits or result.parts or result.repacked)
    for name, data in written(result, head):
        own_name = _is_renamed(result) or result.parts
        yield Path(name).name if own_name else path.name, data if is_new else None


def _is_renamed(result: FixResult) -> bool:
    return result.name != result.source.name


def _is_unsafe(result: FixResult) -> bool:
    return any(one.safety is not Safety.SAFE for one in result.applied)


def _is_there(path: Path, data: bytes | None, original: Path) -> bool:
    """True if a file has this content already, because an earlier run was interrupted after writing it."""
    if path.is_symlink() or not path.is_file():
        return False
    if data is None:
        return filecmp.cmp(path, original, shallow=False)
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _backup_name(path: Path) -> Path:
    """The name for a copy of a file: unused, or of a file that has the same content already."""
    number = 0
    while os.path.lexists(name := path.with_name(f"{path.name}{_BACKUP}{f'.{number}' if number else ''}")):
        if _is_there(name, None, path):
            break
        number += 1
    return name


@contextlib.contextmanager
def _as_not_written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        elsewhere = f"{error.filename}: " if error.filename and Path(error.filename) != path else ""
        message = f"{elsewhere}{error.strerror or error}"
        raise NotWrittenError(message) from None
