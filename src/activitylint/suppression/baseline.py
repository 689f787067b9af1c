"""A baseline: findings that the user has reviewed and accepted, each with a reason.

It is a sorted TOML file, so that the same findings always give the same text. An entry suppresses the finding with the
same file, rule and fingerprint. The fingerprint does not change when other parts of the file are edited.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, Final

from activitylint.model.classes import NamedTuple
from activitylint.model.patterns import regex
from activitylint.source.reading import read_written
from activitylint.source.urls import is_url

__all__ = ["Baseline", "BaselineError", "Entry", "entry_path", "folder_of", "parse", "read_baseline", "render"]

_VERSION: Final = 2
_OLD_VERSION: Final = 1
"""Fingerprints in this version depended on messages, so they match no finding any more."""
_HEAD: Final = """\
# Findings that activitylint does not report. --write-baseline updates this file and keeps the reasons.
version = 2
"""
_FINGERPRINT: Final = regex(r"[0-9a-f]{32}")


class BaselineError(ValueError):
    """A file is not a valid baseline; the message says where and what to do."""


class Entry(NamedTuple):
    """A finding that is not reported.

    path: relative to the baseline's folder, with forward slashes. code: the rule. found: the message when the baseline
    was written, for people only. reason: why the user accepts it.
    """

    path: str
    code: str
    fingerprint: str
    found: str = ""
    reason: str = ""


_NAMES: Final = Entry._fields


class Baseline:
    """The entries, and the folder (an absolute path) that their paths are relative to. file: as the user named it.

    A file is found under any path that leads to it, through links or not.
    """

    def __init__(self, file: str, folder: str, entries: tuple[Entry, ...] = ()) -> None:
        self.file: Final = file
        self.folder: Final = folder
        self.entries: Final = entries
        self._by_path: dict[str, dict[tuple[str, str], Entry]] = {}
        for entry in entries:
            self._by_path.setdefault(entry.path, {})[entry.code, entry.fingerprint] = entry
        # The path of the entries for each file, by its resolved path; computed when it is needed.
        self._paths: dict[str, str] = {}

    def at(self, named: str) -> dict[tuple[str, str], Entry]:
        """The entries with this path, by code and fingerprint."""
        return self._by_path.get(named, {})

    def path_of(self, path: str) -> str | None:
        """The path of a file in this baseline: that of its entries, or a new one; None for standard input."""
        named = entry_path(path, self.folder)
        if named is None or named in self._by_path:
            return named
        if not self._paths:
            self._paths.update((_resolved(os.path.join(self.folder, one)), one) for one in reversed(self._by_path))
        return self._paths.get(_resolved(path), named)


def read_baseline(file: str, *, renew: bool = False) -> Baseline:
    """Read a baseline. Raises OSError and BaselineError. renew: as for `parse`."""
    try:
        text = read_written(file).decode("utf-8-sig")
    except ValueError as error:
        message = f"{file}: not a baseline, because it is not UTF-8 text; choose another file"
        raise BaselineError(message) from error
    return Baseline(file, folder_of(file), parse(text, file, renew=renew))


def folder_of(file: str) -> str:
    """The folder that the paths in a baseline are relative to, whatever links lead to the file."""
    return os.path.dirname(os.path.realpath(file))


def entry_path(path: str, folder: str) -> str | None:
    """The path of a file in a baseline in this folder, the same on every system; None for standard input.

    Links in it are kept, as far as they lie in the folder. Characters that UTF-8 cannot encode are escaped. A URL is
    its own path.
    """
    if path in {"", "-"}:
        return None
    if is_url(path):
        return _encodable(path)
    written, resolved = _relative(path, folder), _relative(_resolved(path), _resolved(folder))
    if _outside(written) or _resolved(os.path.join(folder, written)) != _resolved(path):
        written = resolved
    return _encodable(written.replace(os.sep, "/"))


def _relative(path: str, folder: str) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive
        return os.path.abspath(path)


def _outside(relative: str) -> bool:
    return relative.split(os.sep, 1)[0] == os.pardir


def _resolved(path: str) -> str:
    """The absolute path without links."""
    try:
        return os.path.realpath(path)
    except ValueError:  # no file can have this name
        return path


def parse(text: str, file: str = "", *, renew: bool = False) -> tuple[Entry, ...]:
    """The entries of a baseline. Raises BaselineError.

    renew: also accept version 1, whose fingerprints are no longer valid. Its entries then have an empty fingerprint,
    which matches every finding of the same file and rule.
    """
    from activitylint.settings.toml import TomlError, parse_toml  # noqa: PLC0415 -- only runs with a baseline need it

    try:
        document = parse_toml(text)
    except TomlError as error:
        message = f"{file}: {error}; fix it, or create it again"
        raise BaselineError(message) from None
    version = document.pop("version", None)
    entries = document.pop("finding", [])
    if version == _OLD_VERSION and not isinstance(version, bool):
        if not renew:
            message = (
                f"{file}: version 1 is from an older activitylint, whose fingerprints are no longer valid; "
                f"run `activitylint lint` once with --write-baseline {file}: it keeps your reasons"
            )
            raise BaselineError(message)
        entries = [entry | {"fingerprint": ""} if isinstance(entry, dict) else entry for entry in entries]
    elif version != _VERSION or isinstance(version, bool):
        found = "has no version" if version is None else f"has version {str(version)[:20]!r}"
        message = (
            f"{file}: {found}, so this activitylint cannot read it as a baseline; create one with --write-baseline"
        )
        raise BaselineError(message)
    if document or not isinstance(entries, list):
        strange = next(iter(document), "finding")
        message = f"{file}: a baseline contains only [[finding]] tables; remove {strange!r}"
        raise BaselineError(message)
    old = version == _OLD_VERSION
    return tuple(_entry(entry, f"{file}: finding {number}", old=old) for number, entry in enumerate(entries, start=1))


def render(entries: Iterable[Entry]) -> str:
    """The text of a baseline: sorted entries, without duplicates."""
    written = (Entry(*(_encodable(getattr(entry, name)) for name in _NAMES)) for entry in entries)
    by_key = {(entry.path, entry.code, entry.fingerprint): entry for entry in written}
    parts = [_HEAD]
    for entry in sorted(by_key.values()):
        lines = [f"{name} = {_quoted(getattr(entry, name))}" for name in _NAMES]
        parts.append("\n".join(("[[finding]]", *lines)) + "\n")
    return "\n".join(parts)


def _entry(values: Any, where: str, *, old: bool) -> Entry:
    if not isinstance(values, dict):
        message = f"{where}: not a table; write [[finding]] above its keys"
        raise BaselineError(message)
    for name, value in values.items():
        if name not in _NAMES:
            message = f"{where}: there is no key {name!r}; the keys are {', '.join(_NAMES)}"
            raise BaselineError(message)
        if not isinstance(value, str):
            message = f"{where}: {name} is not a string; put it in quotes"
            raise BaselineError(message)
    for name in _NAMES[: 2 if old else 3]:
        if not values.get(name):
            message = f"{where}: {name} is missing; remove the entry, or update the baseline with --write-baseline"
            raise BaselineError(message)
    if not old and not _FINGERPRINT.fullmatch(values["fingerprint"]):
        message = f"{where}: the fingerprint is not 32 hexadecimal digits; update the baseline with --write-baseline"
        raise BaselineError(message)
    return Entry(**values)


def _quoted(text: str) -> str:
    """A TOML string: a JSON string in which DEL is escaped, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
