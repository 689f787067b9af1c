"""Checks the arguments of the library calls. A value of a wrong type raises TypeError, which says what to pass."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn, Protocol, TypeAlias

from activitylint.engine.selection import split_list
from activitylint.model.finding import Severity
from activitylint.model.request import Limits, UploadRequest
from activitylint.source.reading import Source, open_source
from activitylint.source.stores import as_os_error

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = [
    "Moment",
    "Openable",
    "Target",
    "check_executor",
    "check_flags",
    "fields",
    "limits",
    "moment",
    "paths",
    "severities",
    "severity",
    "source",
    "words",
]

Target: TypeAlias = "str | os.PathLike[str] | bytes | BinaryIO | Openable"
Moment = datetime | float | None

_NO_FIELDS: Final = UploadRequest()
_LIMITS: Final = Limits()
_FILE: Final = "a path, the bytes of a file, or a file object that was opened with 'rb'"


class Openable(Protocol):
    """A file that can open itself, such as a UPath, a zipfile.Path, or a resource of a package."""

    def open(self, mode: str, /) -> Any:
        """Open it for reading bytes."""


class _FolderError(IsADirectoryError, TypeError):
    """The path is a folder: an OSError like any path that cannot be read, and a value that no call takes."""


def source(target: Target, name: str, read_limit: int) -> Source:
    """Read a target. Raises OSError if a path cannot be read."""
    if not isinstance(name, str):
        _refuse("name", "a str", name)
    given: Any = target
    if not isinstance(target, str | os.PathLike | bytes | bytearray | memoryview):
        if not callable(getattr(target, "read", None)):
            return _opened_source(target, name, read_limit)
        if isinstance(given.read(0), str):
            message = f"target must be {_FILE}; this one was opened for text"
            raise TypeError(message)
    try:
        return open_source(given, name=name, read_limit=read_limit)
    except IsADirectoryError as error:
        reason = "is a folder; pass a file, or the paths of its files to lint_many"
        raise _FolderError(error.errno, reason, str(target)) from None


def _opened_source(target: Any, name: str, read_limit: int) -> Source:
    if not callable(getattr(target, "open", None)):
        _refuse("target", _FILE, target)
    # Whatever the class, its errors may have a URL in them.
    with as_os_error(str(target)), target.open("rb") as file:
        return open_source(file, name=name or str(target), read_limit=read_limit)


def paths(targets: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The targets of lint_many as text. Each is checked when it is reached."""
    if isinstance(targets, str | bytes | os.PathLike) or not isinstance(targets, Iterable):
        _refuse("targets", "a list or another iterable of paths (for one file, call lint)", targets)
    return map(_path, targets)


def words(value: str | Iterable[str], name: str) -> tuple[str, ...]:
    """Selectors of rules or names of fixes. A str is one of them, or several separated by commas."""
    if isinstance(value, str):
        return tuple(split_list(value)) or (value,)
    wanted = "a list of str, or one str with commas"
    if not isinstance(value, Iterable) or isinstance(value, bytes | bytearray | memoryview):
        _refuse(name, wanted, value)
    found = tuple(value)
    for one in found:
        if not isinstance(one, str):
            _refuse(name, wanted, one, container=value)
    return found


def severities(value: Mapping[str, Severity] | None) -> dict[str, Severity]:
    """New severities by selector."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        _refuse("severities", "a dict such as {'TIM': Severity.WARNING}", value)
    for selector in value:
        if not isinstance(selector, str):
            _refuse("each key of severities", "a str", selector)
    return {selector: severity(one, f"severities[{selector!r}]") for selector, one in value.items()}


def severity(value: Severity, name: str) -> Severity:
    """A severity, or its word."""
    try:
        return Severity(value)
    except ValueError:
        message = f"{name} must be a Severity ({', '.join(Severity)}), not {value!r}"
        raise TypeError(message) from None


def fields(value: UploadRequest | None) -> UploadRequest:
    """The form fields of the upload."""
    if value is None:
        return _NO_FIELDS
    if not isinstance(value, UploadRequest):
        _refuse("request", "an UploadRequest, such as UploadRequest(sport_type='Ride')", value)
    for field, text in value._asdict().items():
        if text is not None and not isinstance(text, str):
            _refuse(f"request.{field}", "a str", text)
    return value


def limits(value: Limits | None) -> Limits:
    """The size limits."""
    if value is None:
        return _LIMITS
    if not isinstance(value, Limits):
        _refuse("limits", "a Limits, such as Limits(read=64_000_000)", value)
    for field, size in value._asdict().items():
        if not isinstance(size, int) or isinstance(size, bool):
            _refuse(f"limits.{field}", "a number of bytes", size)
    return value


def moment(value: Moment, default: float) -> float:
    """A time in seconds since 1970-01-01 UTC; a datetime without a zone is in UTC."""
    if value is None:
        return default
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        _refuse("now", "a datetime or a number of seconds since 1970-01-01 UTC", value)
    return float(value)


def check_executor(value: Executor | None) -> None:
    """Raise TypeError unless this is an executor or None."""
    if value is not None and not callable(getattr(value, "submit", None)):
        _refuse("executor", "an executor, such as a ProcessPoolExecutor", value)


def check_flags(**flags: bool) -> None:
    """Raise TypeError unless all of these are booleans."""
    for name, value in flags.items():
        if not isinstance(value, bool):
            _refuse(name, "True or False", value)


def _path(target: Any) -> str:
    path = os.fspath(target) if isinstance(target, str | os.PathLike) else None
    if path is None and hasattr(target, "storage_options"):
        if target.storage_options:
            message = "a UPath in targets must have no storage options: they are not sent to workers; configure fsspec"
            raise TypeError(message)
        path = str(target)
    if not isinstance(path, str):
        _refuse("targets", "a list of paths, each a str or an os.PathLike", target, container=[])
    return path


def _refuse(name: str, wanted: str, value: object, *, container: object = None) -> NoReturn:
    """Raise TypeError. container: what holds the wrong value, if it is not the argument itself."""
    kind = type(value).__name__
    found = kind if container is None else f"a {type(container).__name__} with {kind}"
    message = f"{name} must be {wanted}, not {found}"
    raise TypeError(message)
