"""The members of one ZIP or tar archive: their list, and their bytes, within limits."""

from __future__ import annotations

import gzip
import re
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast

from activitylint.source.files import BoundedFile, RestingFile
from activitylint.source.salvage import Salvaged, salvage

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["DamagedArchiveError", "Member", "Members", "Unread", "open_members"]

_CHUNK: Final = 1 << 20
_HEADER: Final = 1 << 20
"""The most bytes that tarfile reads for one member, with its long name and other attributes."""
_DIRECTORY: Final = 16_000_000
"""The most bytes that zipfile reads to list an archive: enough for 150,000 members."""
_CUT: Final = "it is cut off"
_ENCRYPTED: Final = 0x1
_METHODS: Final = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_DAMAGE: Final = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError),
    # What these two modules raise for headers that no program writes.
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError),
    *(RuntimeError, TypeError, ValueError),
)


class DamagedArchiveError(Exception):
    """An archive, or one of its members, cannot be read to its end; the message says why."""


class Member(NamedTuple):
    """A file in an archive.

    name: its path in the archive, with `/`, without empty parts, `.` and `..`. size: of its bytes as the archive has
    them, unpacked. unread: why it cannot be read; empty if it can.
    """

    name: str
    size: int
    unread: str = ""


class Unread(NamedTuple):
    """The bytes of a member up to a limit, and why there are not more of them: `damage` in words, or None."""

    data: bytes
    damage: str | None = None


class Members(Protocol):
    """The members of an archive."""

    def __iter__(self) -> Iterator[Member]:
        """Every file in the archive, in the order of the archive.

        Raises DamagedArchiveError and LimitError where the archive cannot be read any further.
        """
        ...

    def read(self, name: str, size: int) -> Unread:
        """The first `size` bytes of a member. If two have this name, the first is meant.

        Raises KeyError if there is none, DamagedArchiveError and LimitError if the archive cannot be read up to it.
        """
        ...


def open_members(name: str, file: BinaryIO | RestingFile, total: int) -> Members:
    """Open an archive.

    name: its suffix decides if the first bytes do not. total: the most bytes to unpack from a compressed tar archive.
    Raises DamagedArchiveError and LimitError.
    """
    magic = file.read(2)
    file.seek(0)
    if magic == b"\x1f\x8b":
        unpacked = gzip.GzipFile(fileobj=cast("Any", file), mode="rb")
        return _Tar(BoundedFile(cast("BinaryIO", unpacked), total))
    if magic == b"PK" or name.lower().endswith(".zip"):
        return _Zip(BoundedFile(file), total)
    return _Tar(BoundedFile(file))


def _canonical(name: str) -> str:
    """The name of a member as a relative path that stays inside: as `unzip` would write it."""
    parts = re.split(r"[/\\]", name)
    return "/".join(part for part in parts if part not in {"", ".", ".."})


class _Zip:
    def __init__(self, file: BoundedFile, total: int) -> None:
        self._file = file
        self._zip: zipfile.ZipFile | Salvaged
        try:
            file.allowance = _DIRECTORY
            self._zip = zipfile.ZipFile(cast("Any", file))
            self._all = self._zip.infolist()
        except _DAMAGE as error:
            salvaged = salvage(file, _DIRECTORY, total)
            if salvaged is None:
                reason = "it is cut off, or not a ZIP archive" if "not a zip file" in str(error) else _reason(error)
                raise DamagedArchiveError(reason) from None
            self._zip, self._all = salvaged, list(salvaged.starts)
        self._by_name: dict[str, zipfile.ZipInfo] = {}
        for info in self._all:
            self._by_name.setdefault(_canonical(info.filename), info)

    def __iter__(self) -> Iterator[Member]:
        for info in self._all:
            if not info.is_dir():
                name = _canonical(info.filename)
                unread = "another member has the same name" if self._by_name[name] is not info else _unread(info)
                yield Member(name, info.file_size, unread)
        if isinstance(self._zip, Salvaged):
            raise DamagedArchiveError(self._zip.damage)

    def read(self, name: str, size: int) -> Unread:
        info = self._by_name[name]
        unread = _unread(info)
        if unread:
            raise DamagedArchiveError(unread)
        pieces: list[bytes] = []
        left = size
        # zipfile reads no more than a chunk at a time, and the size that the archive says at most.
        self._file.allowance = sys.maxsize
        try:
            with self._open(info) as member:
                while left > 0 and (piece := member.read(min(left, _CHUNK))):
                    pieces.append(piece)
                    left -= len(piece)
        except _DAMAGE as error:
            return Unread(b"".join(pieces), _reason(error))
        data = b"".join(pieces)
        short = left > 0 and len(data) != info.file_size
        return Unread(data, "it is shorter than the archive says" if short else None)

    def _open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        if isinstance(self._zip, zipfile.ZipFile):
            return self._zip.open(info)
        self._file.seek(self._zip.starts[info])
        return cast("IO[bytes]", zipfile.ZipExtFile(cast("Any", self._file), "r", info))


def _unread(info: zipfile.ZipInfo) -> str:
    """Why a member of a ZIP archive cannot be read; empty if it can."""
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    # The other methods of zipfile may unpack a few bytes to more than the memory can hold.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return f"it is compressed with {_METHODS.get(info.compress_type, f'method {info.compress_type}')}"
    return ""


class _Tar:
    """Reads as little of the archive as possible: the headers up to the member that is wanted, each of them once."""

    def __init__(self, file: BoundedFile) -> None:
        self._file = file
        self._known: list[Member] = []
        self._by_name: dict[str, tuple[int, int]] = {}
        self._complete = False
        self._error: DamagedArchiveError | None = None
        try:
            file.allowance = _HEADER
            self._tar: Any = tarfile.TarFile(fileobj=cast("Any", file), errors="surrogateescape")
        except _DAMAGE as error:
            raise DamagedArchiveError(_reason(error)) from None
        self._tar.offset = 0

    def __iter__(self) -> Iterator[Member]:
        number = 0
        while number < len(self._known) or self._advance():
            yield self._known[number]
            number += 1

    def read(self, name: str, size: int) -> Unread:
        while name not in self._by_name:
            if not self._advance():
                raise KeyError(name)
        start, length = self._by_name[name]
        pieces: list[bytes] = []
        left = min(size, length)
        try:
            self._file.seek(start)
            while left > 0:
                self._file.allowance = _CHUNK
                piece = self._file.read(min(left, _CHUNK))
                if not piece:
                    break
                pieces.append(piece)
                left -= len(piece)
        except _DAMAGE as error:
            return Unread(b"".join(pieces), _reason(error))
        return Unread(b"".join(pieces), _CUT if left else None)

    def _advance(self) -> bool:
        """Read headers up to that of the next file. False if there is none. Raises DamagedArchiveError, LimitError."""
        if self._error is not None:
            raise self._error
        while not self._complete:
            try:
                header = self._next()
            except _DAMAGE as error:
                self._error = DamagedArchiveError(_reason(error))
                raise self._error from None
            if header is None:
                self._complete = True
            elif not header.isdir():
                name = _canonical(header.name)
                unread = "another member has the same name" if name in self._by_name else _kind(header)
                if not unread:
                    self._by_name[name] = (header.offset_data, header.size)
                self._known.append(Member(name, header.size, unread))
                return True
        return False

    def _next(self) -> tarfile.TarInfo | None:
        """The next header; None at the end of the archive."""
        # TarFile.next() takes damaged headers for the end of the archive, and keeps all headers.
        start = self._tar.offset
        self._tar.pax_headers.clear()
        self._file.seek(start)
        self._file.allowance = _HEADER
        try:
            header = tarfile.TarInfo.fromtarfile(self._tar)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # missing in typeshed
            return None
        if self._tar.offset <= start or header.size < 0:
            raise tarfile.ReadError
        return header


def _kind(header: tarfile.TarInfo) -> str:
    """Why a member of a tar archive cannot be read; empty if it can."""
    if header.issparse():
        return "it is a sparse file"
    if header.isreg():
        return ""
    return "it is a link" if header.islnk() or header.issym() else "it is not a regular file"


def _reason(error: Exception) -> str:
    text = str(error)
    if isinstance(error, EOFError) or text in {"empty header", "truncated header"}:
        return _CUT
    if "CRC" in text:
        return "its checksum (CRC) is wrong"
    if isinstance(error, zlib.error):
        return "the compressed data is invalid"
    if isinstance(error, gzip.BadGzipFile | tarfile.TarError):
        return "it is not a tar archive, or damaged"
    return f"it is damaged ({text or type(error).__name__})"
