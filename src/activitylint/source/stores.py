"""Read objects in stores, such as `s3://bucket/rides/1.fit`, with fsspec and the package of the store.

Nothing here is imported before a URL is given. Credentials are found by those packages in their own ways. Whatever
goes wrong raises OSError, whose message has no password and no signature.
"""

from __future__ import annotations

import errno
import os
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, BinaryIO, Final, Protocol, Self, cast

from activitylint.model.identity import Identity
from activitylint.source.ahead import ahead
from activitylint.source.files import read_up_to
from activitylint.source.store_pages import flat_listing
from activitylint.source.urls import scheme_of, shown, without_secrets

__all__ = [
    "MissingPackageError",
    "as_os_error",
    "check",
    "forget",
    "identity",
    "in_use",
    "listed_size",
    "objects",
    "open_object",
    "read",
]

_PACKAGES: Final = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "http": "aiohttp",
    "https": "aiohttp",
}
"""What fsspec needs for the common stores. For others, fsspec says it."""
_NUMBERS: Final = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
}
_OF_STATUS: Final = {401: errno.EACCES, 403: errno.EACCES, 404: errno.ENOENT, 410: errno.ENOENT}
_REASONS: Final = {
    errno.ENOENT: "the store has no such object",
    errno.EACCES: "the store does not allow access",
}
_LOGGERS: Final = ("adlfs", "aiobotocore", "azure", "botocore", "fsspec", "gcsfs", "google", "s3fs")
_FOLDERS_AHEAD: Final = 4
_MOST_REMEMBERED: Final = 10_000
_MOST_OPEN: Final = 64


class MissingPackageError(OSError):
    """A package that is needed to read a store is not installed; the reason says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.ENOENT, reason)
        self.reason = reason


class _FileSystem(Protocol):
    """What is used of fsspec.AbstractFileSystem, which has no types."""

    def cat_file(self, path: str, *, start: int, end: int) -> bytes: ...
    def info(self, path: str) -> Mapping[str, Any]: ...
    def ls(self, path: str, *, detail: bool) -> list[Mapping[str, Any]]: ...
    def open(self, path: str, mode: str) -> BinaryIO: ...


_remembered: OrderedDict[str, Identity] = OrderedDict()
"""The identities of the objects that were listed last, which saves asking the store for them."""


def check(url: str) -> None:
    """Raise MissingPackageError if a package for a URL is missing, and OSError if there is no such kind of store."""
    with as_os_error(url):
        _file_system(url)


def read(url: str, size: int) -> bytes:
    """The first `size` bytes of an object, with one request where the store allows it. Raises OSError."""
    with as_os_error(url):
        files, path = _file_system(url)
        if _is_web(url):
            # A server may not know how to send a part; then the rest must not be read.
            with files.open(path, "rb") as file:
                return read_up_to(file, size)
        if url.endswith("/"):
            files.ls(path, detail=False)  # raises what keeps the folder from being listed
            raise IsADirectoryError(errno.EISDIR, "is a folder that was not listed")
        try:
            return files.cat_file(path, start=0, end=size)
        except (FileNotFoundError, PermissionError):
            raise
        except Exception:
            if files.info(path)["size"] == 0:  # no store sends a part of nothing
                return b""
            raise


def open_object(url: str) -> BinaryIO:
    """Open an object to read parts of it. Raises OSError, and so do the methods of the result."""
    with as_os_error(url):
        files, path = _file_system(url)
        return cast("BinaryIO", _Object(url, files.open(path, "rb")))


def in_use() -> bool:
    """True if this process has opened a store."""
    return _opened.cache_info().currsize > 0


def identity(url: str) -> Identity:
    """What the store says about an object, without reading it. Raises OSError."""
    if (known := _remembered.get(url)) is not None:
        return known
    with as_os_error(url):
        files, path = _file_system(url)
        return _identity(files.info(path))


def listed_size(url: str) -> int | None:
    """The size of an object that was listed a moment ago."""
    known = _remembered.get(url)
    return known.size if known is not None else None


def forget() -> None:
    """Ask the store again about objects that were listed."""
    _remembered.clear()


def objects(url: str) -> Iterator[str]:
    """The URLs of the objects below a URL, as they are listed; the URL itself if it is an object.

    Folders whose names begin with a dot are left out. A folder that cannot be listed is one of the results, with a
    slash at its end, so that reading it reports why. Raises OSError if there is nothing at the URL.
    """
    with as_os_error(url):
        files, root = _file_system(url)
        is_folder = not _is_web(url) and (url.endswith("/") or files.info(root)["type"] == "directory")
    if not is_folder:
        yield url
        return
    above = url.rstrip("/")
    try:
        flat = flat_listing(_PACKAGES.get(scheme_of(url), ""), files, root)
        for entry in flat or _below(files, files.ls(root, detail=True), root):
            *folders, name = entry["name"].rstrip("/")[len(root) :].lstrip("/").split("/")
            if any(folder.startswith(".") for folder in folders):
                continue
            found = "/".join([above, *folders, name])
            if entry["type"] == "directory":
                yield f"{found}/"
                continue
            _remembered[found] = _identity(entry)
            if len(_remembered) > _MOST_REMEMBERED:
                _remembered.popitem(last=False)
            yield found
    except Exception:  # noqa: BLE001 -- each store has exceptions of its own
        yield f"{above}/"


@contextmanager
def as_os_error(url: str) -> Iterator[None]:
    """Raise OSError without secrets for whatever goes wrong in the block."""
    try:
        yield
    except MissingPackageError:
        raise
    except Exception as error:  # noqa: BLE001 -- each store has exceptions of its own
        cause = error.__cause__  # fsspec raises FileNotFoundError for whatever goes wrong with a URL of the web
        shifted = _is_web(url) and isinstance(error, FileNotFoundError) and cause is not None
        number, text = _meaning(cause if shifted and cause else error, url)
        # Python chooses the class by the number.
        raise OSError(number, text, shown(url)) from None


def _meaning(error: BaseException, url: str) -> tuple[int, str]:
    """The number of the system for an error of a store, and its text without secrets."""
    status = _status(error)
    number = _OF_STATUS.get(status) or next(
        (one for kind, one in _NUMBERS.items() if isinstance(error, kind)), errno.EIO
    )
    if number in _REASONS:
        return number, _REASONS[number]
    if status:
        return number, f"the server answers {status}"
    text = without_secrets(getattr(error, "strerror", None) or str(error), url).strip()
    return number, " ".join(text.split()) or type(error).__name__


def _status(error: BaseException) -> int:
    """The status of HTTP in an error; 0 without one. Each package has its own way to say it."""
    if str(error).startswith("Forbidden:"):  # an OSError of gcsfs
        return 403
    values = (getattr(error, name, None) for name in ("status", "status_code", "code"))
    return next((one for one in values if isinstance(one, int) and 400 <= one < 600), 0)


class _Object:
    """An open object whose methods raise OSError without secrets."""

    def __init__(self, url: str, file: BinaryIO) -> None:
        self._url = url
        self._file = file

    def read(self, size: int = -1) -> bytes:
        with as_os_error(self._url):
            return self._file.read(size)

    def seek(self, position: int, whence: int = 0) -> int:
        with as_os_error(self._url):
            return self._file.seek(position, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _file_system(url: str) -> tuple[_FileSystem, str]:
    """The file system of a URL, and the path in it. Raises MissingPackageError, and whatever the store raises."""
    place = url[len(scheme_of(url)) + 3 :].partition("/")[0]
    files = _opened(os.getpid(), scheme_of(url), place)
    return files, files._strip_protocol(url)  # noqa: SLF001 -- what fsspec itself uses; a name with :: is no chain


@lru_cache(_MOST_OPEN)
def _opened(_: int, scheme: str, place: str) -> Any:
    """The file system of a bucket or a host, which all threads of a process share."""
    package = _PACKAGES.get(scheme, "")
    install = f"pip install 'activitylint[stores]' {package}".rstrip()
    import logging  # noqa: PLC0415 -- slow to import, as fsspec is, which imports it

    try:
        import fsspec  # noqa: PLC0415 -- only with the extra, and only for URLs
    except ImportError:
        message = f"{scheme}:// needs more packages: {install}"
        raise MissingPackageError(message) from None
    try:
        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        message = f"{scheme}:// needs more packages: {install if package else error.msg}"
        raise MissingPackageError(message) from None
    except ValueError:
        message = f"there is no store for {scheme}://"
        raise OSError(errno.EPROTONOSUPPORT, message) from None
    for logger in _LOGGERS:
        # What goes wrong is in the report. Without a handler, Python writes warnings to the terminal, also tracebacks.
        logging.getLogger(logger).addHandler(logging.NullHandler())
    return fsspec.url_to_fs(f"{scheme}://{place}", use_listings_cache=False)[0]


def _is_web(url: str) -> bool:
    return scheme_of(url) in {"http", "https"}


def _below(files: _FileSystem, listed: list[Mapping[str, Any]], folder: str) -> Iterator[Mapping[str, Any]]:
    """The objects below a folder, sorted, and the folders that cannot be listed. listed: what is in the folder."""
    entries = sorted(
        (one for one in listed if one["name"].rstrip("/") != folder.rstrip("/")),
        key=lambda one: one["name"].rstrip("/") + "/" * (one["type"] == "directory"),
    )
    folders = [one["name"] for one in entries if one["type"] == "directory"]
    listings = ahead(partial(files.ls, detail=True), folders, number=_FOLDERS_AHEAD)
    for entry in entries:
        if entry["type"] != "directory":
            yield entry
            continue
        inner, listing = next(listings)
        try:
            below = listing()
        except Exception:  # noqa: BLE001 -- reading the folder reports why
            yield entry
        else:
            yield from _below(files, below, inner)


def _identity(info: Mapping[str, Any]) -> Identity:
    """The identity in what a store says about an object: each kind of store has names of its own for it."""
    found = {re.sub("[_-]", "", name.lower()): value for name, value in info.items()}
    etag = found.get("etag") or found.get("contentmd5")
    if etag is not None:
        return Identity(found.get("size"), etag=str(etag).strip('"'))  # Azure quotes it, but not in its listings
    times = (found.get(name) for name in ("lastmodified", "mtime", "modified", "updated", "created"))
    return Identity(found.get("size"), next((_nanoseconds(time) for time in times if time is not None), None))


def _nanoseconds(time: object) -> int | None:
    """A time as stores write it, in nanoseconds since 1970-01-01 UTC."""
    if isinstance(time, str):
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 -- slow to import, and only servers write text

        with suppress(ValueError):
            time = parsedate_to_datetime(time)
    if isinstance(time, datetime):
        time = time.timestamp()
    return round(time * 1e9) if isinstance(time, int | float) else None
