"""What a settings file can say, and the error for one that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from activitylint.engine.selection import Selectors
from activitylint.model.finding import Severity
from activitylint.model.request import Limits
from activitylint.settings.globs import Glob
from activitylint.settings.per_file import PerFiles

__all__ = ["DEFAULT", "TABLE", "Keys", "Settings", "SettingsError"]

Keys = tuple[str, ...]
"""Keys of TOML, from the outermost table inwards."""

DEFAULT: Final = "default"
TABLE: Final = ("tool", "activitylint")
"""Where the settings stand in pyproject.toml."""


class SettingsError(ValueError):
    """Settings that cannot be used; its text has a line for each problem: where it is and what to do."""


class Settings(NamedTuple):
    """What a settings file says; a value that it leaves out is the default.

    file: the file as it is shown to people, empty where there is none. folder: where it stands, an absolute path, which
    the globs and the baseline are relative to. output_format and jobs: None where the command line decides. baseline: a
    path that can be opened from here. origins: `file:line` of each key that is set; keys of tables are (`limits`,
    `read`). text: of the whole file.
    """

    selectors: Selectors = Selectors()
    per_file: PerFiles = PerFiles()
    exclude: tuple[Glob, ...] = ()
    limits: Limits = Limits()
    fail_on: Severity = Severity.ERROR
    output_format: str | None = None
    jobs: int | None = None
    baseline: str | None = None
    file: str = ""
    folder: str = ""
    origins: Mapping[Keys, str] = {}
    text: str = ""

    def origin(self, *keys: str) -> str:
        """Where the value of a key comes from: `file:line`, or `default`."""
        return self.origins.get(keys, DEFAULT)
