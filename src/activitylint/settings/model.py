"""The settings, and the error for a settings file that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from activitylint.engine.selection import Selectors
from activitylint.model.classes import NamedTuple
from activitylint.model.finding import Severity
from activitylint.model.request import Limits
from activitylint.settings.globs import Glob
from activitylint.settings.per_file import PerFiles, below

__all__ = ["DEFAULT", "TABLE", "Keys", "Settings", "SettingsError"]

Keys = tuple[str, ...]
"""TOML keys, from the outermost table to the innermost."""

DEFAULT: Final = "default"
TABLE: Final = ("tool", "activitylint")
"""The table with the settings in pyproject.toml."""


class SettingsError(ValueError):
    """The settings cannot be used. The message has one line per problem: where it is and what to do."""


class Settings(NamedTuple):
    """The content of a settings file, with defaults for all missing values.

    file: the file as shown to users, empty if there is none. folder: its folder, an absolute path; globs and the
    baseline are relative to it. output_format and jobs: None if not set. baseline: a path that can be opened from the
    current folder. inline_ignores: True if comments in files may suppress findings. origins: `file:line` of
    each key that is set; the keys of tables look like (`limits`, `read`).
    text: the whole file.
    """

    selectors: Selectors = Selectors()
    per_file: PerFiles = PerFiles()
    exclude: tuple[Glob, ...] = ()
    limits: Limits = Limits()
    fail_on: Severity = Severity.ERROR
    output_format: str | None = None
    jobs: int | None = None
    baseline: str | None = None
    inline_ignores: bool = True
    file: str = ""
    folder: str = ""
    origins: Mapping[Keys, str] = {}
    text: str = ""

    def origin(self, *keys: str) -> str:
        """The source of a value: `file:line` or `default`."""
        return self.origins.get(keys, DEFAULT)

    def excludes(self, path: str) -> bool:
        """True if these settings exclude a path."""
        inside = below(path, self.folder) if self.exclude else None
        return inside is not None and any(one.matches(inside) for one in self.exclude)
