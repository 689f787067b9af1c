"""Finds the settings file: activitylint.toml, or pyproject.toml with [tool.activitylint].

Only the command line uses this. Library calls take their settings as arguments.
"""

from __future__ import annotations

import os
from typing import Final

from activitylint.settings.model import TABLE, Settings, SettingsError
from activitylint.source.reading import read_written

__all__ = ["FILE_NAMES", "load"]

FILE_NAMES: Final = ("activitylint.toml", "pyproject.toml")
"""The names of settings files. If a folder has both, the first is used."""

_MENTIONS: Final = (b"activitylint", b"activity-lint", b"activity_lint")
"""A pyproject.toml has our table, or a misspelled one, only if it contains one of these in upper or lower case."""

_LARGEST: Final = 256_000
"""Bytes of a settings file, which bounds the time that it takes to parse."""


def load(start: str | os.PathLike[str]) -> Settings | None:
    """The settings from the nearest file, searched upwards from a folder; None if there is none. Raises SettingsError.

    A pyproject.toml without our table is skipped.
    """
    folder = os.path.abspath(os.fspath(start))
    while True:
        for name in FILE_NAMES:
            settings = _read(os.path.join(folder, name))
            if settings is not None:
                return settings
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None


def _read(path: str) -> Settings | None:
    if not os.path.isfile(path):
        return None
    shown = _shown(path)
    try:
        raw = read_written(path)
    except OSError as error:
        message = f"{shown}: the settings cannot be read: {error.strerror}; make the file readable, or use --isolated"
        raise SettingsError(message) from None
    table = TABLE if os.path.basename(path) == "pyproject.toml" else ()
    if table and not _mentioned(raw):
        # The file is for other tools. If it is not valid TOML, that is not our concern.
        return None
    if len(raw) > _LARGEST:
        hint = "move the settings to a smaller activitylint.toml, or use --isolated"
        message = f"{shown}: has more than {_LARGEST // 1_000} KB; {hint}"
        raise SettingsError(message)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{shown}: byte {error.start:,} is not valid UTF-8; save the file as UTF-8"
        raise SettingsError(message) from None
    from activitylint.settings.parser import parse  # noqa: PLC0415 -- only runs with settings need it

    return parse(text, shown, folder=os.path.dirname(path), table=table)


def _mentioned(raw: bytes) -> bool:
    lowered = raw.lower()
    return any(mention in lowered for mention in _MENTIONS)


def _shown(path: str) -> str:
    """The path to show: relative to the current folder if that is shorter."""
    try:
        return min(os.path.relpath(path), path, key=len)
    except ValueError:  # another drive
        return path
