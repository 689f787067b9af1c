"""Read files: their name, their unpacked bytes and what the content is. Nothing else in the project reads files."""

from __future__ import annotations

import errno
import os
import re
import stat
from itertools import islice
from typing import BinaryIO, Final

from activitylint.model.classes import NamedTuple
from activitylint.model.format import Format
from activitylint.source import archives
from activitylint.source.files import open_regular, read_up_to
from activitylint.source.gzipped import Unpacked, unpack
from activitylint.source.inputs import read_input
from activitylint.source.sniffing import Content, is_activity, sniff, suffixes
from activitylint.source.urls import shown

__all__ = [
    "Source",
    "is_candidate",
    "open_source",
    "read_names",
    "read_packed",
    "read_written",
]

_STRENGTH_SIZE: Final = 64_000_000
_WRITTEN_SIZE: Final = 64_000_000
_MOST_NAMES: Final = 1_000_000
_WRITER_S: Final = 3.0
"""Seconds to wait for somebody to open a named pipe for writing."""


class _Bytes(NamedTuple):
    """What could be read of a file. damage: why a member of an archive cannot be read to its end, in words, or None."""

    data: bytes
    damage: str | None = None


class Source(NamedTuple):
    """One file as the caller gave it.

    name: the path, or the name that the caller gave to bytes, without the secrets of a URL; may be empty. data: the
    unpacked bytes. packed_size: the number of bytes before unpacking. gzip: how the unpacking went, None for plain
    bytes. limited: True if the file is larger than the read limit, where data ends. content: what the data is. damage:
    why a member of an archive cannot be read to its end, in words, or None.
    """

    name: str
    data: bytes
    packed_size: int
    gzip: Unpacked | None
    limited: bool
    content: Content
    damage: str | None = None

    @property
    def compressed(self) -> bool:
        """True if the bytes were gzipped."""
        return self.gzip is not None

    @property
    def format(self) -> Format | None:
        """The format of the content, or None if it is none of the four."""
        return self.content.format

    @property
    def promised(self) -> tuple[Format | None, bool]:
        """The format that the suffix of the name promises, and True if the name ends in `.gz`."""
        return suffixes(self.name)

    @property
    def data_type(self) -> str:
        """The value that the form field `data_type` needs for this content; empty if its format is unknown."""
        if self.format is None:
            return ""
        gzipped = self.compressed and self.format is not Format.JSON  # there is no json.gz
        return f"{self.format.value}.gz" if gzipped else self.format.value

    def with_data(self, data: bytes) -> Source:
        """The same file with other content, still gzipped if it was."""
        gzip = self.gzip._replace(data=data) if self.gzip is not None else None
        return self._replace(data=data, gzip=gzip, content=sniff(data, self.name))

    def with_gzip(self, *, gzipped: bool) -> Source:
        """The same content gzipped once, or not gzipped."""
        return self._replace(gzip=Unpacked(self.data, members=1) if gzipped else None)

    def with_name(self, name: str) -> Source:
        """The same file under another name."""
        return self._replace(name=name, content=sniff(self.data, name))


def open_source(target: str | os.PathLike[str] | bytes | BinaryIO, *, name: str = "", read_limit: int) -> Source:
    """Read a path, bytes or a binary file.

    A path may name a member of an archive (`source.archives`). read_limit: the largest number of bytes to read or to
    unpack. Raises OSError if a path cannot be read or is not a regular file (a pipe or a device could block or never
    end), but never because of the content.
    """
    if isinstance(target, bytes | bytearray | memoryview):
        raw = bytes(target)
    elif isinstance(target, str | os.PathLike):
        name = name or os.fspath(target)
        raw, damage = _bytes(os.fspath(target), read_limit)
        return _source(name, raw, read_limit)._replace(damage=damage)
    else:
        name = name or _name_of(target)
        raw = read_up_to(target, read_limit + 1)
    return _source(name, raw, read_limit)


def is_candidate(path: str) -> bool:
    """True if a file in a folder, or in an archive, is to be linted."""
    try:
        return is_activity(os.path.basename(shown(path)), lambda: _bytes(path, _STRENGTH_SIZE).data)
    except OSError:
        # Accept it, so that opening it later reports why it cannot be read.
        return True


def read_packed(path: str, *, read_limit: int) -> bytes:
    """Read the bytes of a file as they are, gzipped or not, for `open_source` and to send them on.

    read_limit: at most one byte more than this is read. Raises OSError as `open_source` does, and also if a member of
    an archive cannot be read that far.
    """
    data, damage = _bytes(path, read_limit)
    if damage is not None:
        raise OSError(errno.EIO, f"in the archive, {damage}")
    return data


def read_written(path: str | os.PathLike[str]) -> bytes:
    """Read a file that people write, such as settings or a baseline.

    Raises OSError if it cannot be read, is not a regular file, or has more than 64 MB.
    """
    with open_regular(path) as file:  # never from a store: settings can name a baseline
        return _complete(file.read(_WRITTEN_SIZE + 1))


def read_names(target: str | os.PathLike[str] | BinaryIO) -> list[str]:
    """Read a list of file names, separated by NUL bytes or one per line, from a file, a pipe or an open file.

    Raises OSError if it cannot be read, has more than 64 MB or a million names, or is a named pipe that nobody writes.
    """
    if isinstance(target, str | os.PathLike):
        data = _read_stream(target, _WRITTEN_SIZE + 1)
    else:
        data = target.read(_WRITTEN_SIZE + 1)
    _complete(data)
    name = rb"[^\0]+" if b"\0" in data else rb"[^\r\n]+"
    names = [os.fsdecode(found[0]) for found in islice(re.finditer(name, data), _MOST_NAMES + 1)]
    if len(names) > _MOST_NAMES:
        raise OSError(errno.EFBIG, f"has more than {_MOST_NAMES:,} names")
    return names


def _source(name: str, raw: bytes, read_limit: int) -> Source:
    name = shown(name)
    if raw.startswith(b"\x1f\x8b"):
        gzip = unpack(raw, read_limit)
        if len(raw) > read_limit:
            # The bytes were cut at the limit, so a member that ends early is not the fault of the file.
            gzip = gzip._replace(damage=None, limited=True)
        return Source(name, gzip.data, len(raw), gzip, gzip.limited, sniff(gzip.data, name))
    limited = len(raw) > read_limit
    data = raw[:read_limit] if limited else raw
    return Source(name, data, len(raw), None, limited, sniff(data, name))


def _bytes(path: str, read_limit: int) -> _Bytes:
    """The bytes of a file or of a member of an archive, and one more if there are more than the limit.

    Raises OSError.
    """
    found = archives.read_member(path, read_limit + 1)
    return _Bytes(read_input(path, read_limit + 1)) if found is None else _Bytes(*found)


def _complete(raw: bytes) -> bytes:
    if len(raw) > _WRITTEN_SIZE:
        raise OSError(errno.EFBIG, f"has more than {_WRITTEN_SIZE // 1_000_000} MB")
    return raw


def _read_stream(path: str | os.PathLike[str], size: int) -> bytes:
    """Read a file, a device or a pipe, up to `size` bytes. Raises OSError, also if nobody opens a named pipe."""
    # The pipe of `<(...)` in a shell has no name on any disk. It has had a writer, so reading it comes to an end.
    named = stat.S_ISFIFO(os.stat(path).st_mode) and os.path.lexists(os.path.realpath(path))
    if not named:
        with open(path, "rb") as file:
            return file.read(size)
    import select  # noqa: PLC0415 -- only named pipes need it

    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        written = bool(select.select([descriptor], [], [], _WRITER_S)[0])
        try:
            head = os.read(descriptor, 1)
        except BlockingIOError:  # somebody has opened it, and has not written yet
            head, written = b"", True
        if not (head or written):
            raise OSError(errno.ENXIO, "is a pipe that nobody writes")
        os.set_blocking(descriptor, True)
        return head + file.read(size - len(head))


def _name_of(file: BinaryIO) -> str:
    name = getattr(file, "name", None) or getattr(file, "full_name", "")  # the second in fsspec
    return name if isinstance(name, str) else ""
