"""Writes files atomically: whatever happens, a file has its old content or all of its new content.

The content goes to a new file in the same folder, is flushed to the disk, and then replaces the old file in one step.
If anything fails, what was created is removed and the old file stays as it was. A symbolic link is followed. The file
keeps its mode, its extended attributes and, if permitted, its owner.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final, TextIO, cast

__all__ = ["change_file", "create_files", "create_folder", "replace_file", "replacing"]

_Path = str | os.PathLike[str]

_BINARY: Final[Mapping[str, Any]] = {"mode": "wb"}
_TEXT: Final[Mapping[str, Any]] = {"mode": "w", "encoding": "utf-8", "errors": "backslashreplace", "newline": ""}


def replace_file(path: _Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to a file, new or not. private: only its owner may read a new file. Raises OSError."""
    change_file(_target(path), data, private=private)


def change_file(
    path: _Path,
    data: bytes | None,
    *,
    new: Mapping[str, bytes | None] | None = None,
    keep_mtime: bool = False,
    private: bool = False,
) -> None:
    """Change one file and create others beside it: all of it, or nothing if one cannot be written.

    path: not a link. data: its new content; None removes the file. new: the content of further files, by their path;
    None gives a file the content of `path` before the change. They replace what has their name. keep_mtime: the changed
    and the created files get the modification time of `path`. private: if `path` is new, only its owner may read it.
    Raises OSError.
    """
    target = os.fspath(path)
    like = target if os.path.lexists(target) else None
    with _removed_on_failure(target) as created:
        temporary = None
        if data is not None:
            temporary = _written(target, data, like, created, keep_mtime=keep_mtime, private=private)
        _create(new or {}, target, created, keep_mtime=keep_mtime)
        # From here on, an interruption must not remove what was created: the old content may be gone already.
        undo, created[:] = created.copy(), []
        try:
            if temporary is not None:
                os.replace(temporary, target)
            else:
                _flush_names(target)
                os.unlink(target)
        except OSError:
            created.extend(undo)
            raise


def create_files(new: Mapping[str, bytes], *, like: _Path, keep_mtime: bool = False) -> None:
    """Create several files with the mode and the owner of another: all, or none if one cannot be written.

    keep_mtime: they get its modification time, too. Raises OSError.
    """
    with _removed_on_failure(os.fspath(like)) as created:
        _create(new, os.fspath(like), created, keep_mtime=keep_mtime)


def create_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Create a folder with these files, by their names. It appears when it is complete. Raises OSError."""
    temporary = _temporary_name(path)
    os.mkdir(temporary)
    try:
        for name, data in files.items():
            file = os.path.join(temporary, name)
            with _new_file(file, file, None, []) as written:
                written.write(data)
            _flush_names(file)
        os.rename(temporary, path)
    except BaseException as error:
        import shutil  # noqa: PLC0415 -- as in _copy_metadata

        shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError):
            error.filename = path
        raise
    _flush_names(path)


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """A UTF-8 text file to write to; `path` is replaced when the block ends without an exception. Raises OSError.

    Characters that UTF-8 cannot encode are written as escapes. A pipe or a device is written to directly.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, **_TEXT) as special:
            yield special
        return
    target = _target(path)
    like = target if os.path.lexists(target) else None
    with _removed_on_failure(path) as created:
        temporary = _temporary_name(target)
        with _new_file(temporary, target, like, created, how_to_open=_TEXT) as file:
            yield cast("TextIO", file)
        os.replace(temporary, target)


def _target(path: _Path) -> str:
    """The file to replace, with links followed. Raises OSError if it is write-protected or no file."""
    target = os.path.realpath(path)
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file", os.fspath(path))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected", os.fspath(path))
    return target


def _create(new: Mapping[str, bytes | None], like: str, created: list[str], *, keep_mtime: bool) -> None:
    """Write all files under temporary names, then give them their names."""
    ready: list[tuple[str, str]] = []
    for path, data in new.items():
        temporary = (
            _second_name(like, path, created)
            if data is None
            else _written(path, data, like, created, keep_mtime=keep_mtime)
        )
        ready.append((temporary, path))
    for temporary, path in ready:
        os.replace(temporary, path)
        created.append(path)


def _written(
    target: str, data: bytes, like: str | None, created: list[str], *, keep_mtime: bool, private: bool = False
) -> str:
    """The name of a new temporary file beside `target` with this content."""
    temporary = _temporary_name(target)
    with _new_file(temporary, target, like, created, keep_mtime=keep_mtime, private=private) as file:
        file.write(data)
    return temporary


def _second_name(original: str, target: str, created: list[str]) -> str:
    """Give a file a temporary name beside `target`, which takes no space. A copy, if it can have only one name."""
    temporary = _temporary_name(target)
    created.append(temporary)
    try:
        os.link(original, temporary)
    except (OSError, AttributeError, NotImplementedError):
        with open(original, "rb") as file:
            return _written(target, file.read(), original, created, keep_mtime=True)
    return temporary


def _temporary_name(target: str) -> str:
    """A name that no other file beside `target` has, not even one that a killed process left there."""
    return os.path.join(os.path.dirname(target), f".activitylint-{os.urandom(8).hex()}.tmp")


@contextmanager
def _new_file(
    temporary: str,
    target: str,
    like: str | None,
    created: list[str],
    *,
    keep_mtime: bool = False,
    private: bool = False,
    how_to_open: Mapping[str, Any] = _BINARY,
) -> Iterator[IO[Any]]:
    """A new file to write to. It is complete when the block ends, with what `like` has beside its content.

    Unlike a file of tempfile.mkstemp, it has the mode of any new file if `like` is None and it is not private.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(temporary, flags, 0o666 if like is None and not private else 0o600)
    except OSError as error:
        error.filename = target
        raise
    created.append(temporary)
    with open(descriptor, **how_to_open) as file:
        yield file
        file.flush()
        os.fsync(descriptor)
    if like is not None:
        _copy_metadata(like, temporary, keep_mtime=keep_mtime)


@contextmanager
def _removed_on_failure(path: str) -> Iterator[list[str]]:
    """A list of files that are removed if the block raises an exception. `path` takes their place in an OSError."""
    created: list[str] = []
    try:
        yield created
    except BaseException as error:
        for one in created:
            with contextlib.suppress(OSError):
                os.unlink(one)
        if isinstance(error, OSError) and error.filename in created:
            error.filename = path
        raise


def _copy_metadata(source: str, target: str, *, keep_mtime: bool) -> None:
    import shutil  # noqa: PLC0415 -- loads every compression module; only files that are changed need it

    status = os.stat(source)
    with contextlib.suppress(OSError, AttributeError):
        os.chown(target, status.st_uid, status.st_gid)
    shutil.copystat(source, target)
    if not keep_mtime:
        os.utime(target)


def _flush_names(path: str) -> None:
    """Make sure that the new names in the folder of `path` outlast a power failure."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
