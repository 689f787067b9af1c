"""Parses a settings file, and keeps the line of each value and each problem."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, Final

from activitylint.engine.selection import Selectors
from activitylint.model.finding import Severity
from activitylint.model.patterns import regex
from activitylint.model.request import Limits, UploadRequest
from activitylint.settings import values as values_of
from activitylint.settings.model import TABLE, Keys, Settings, SettingsError
from activitylint.settings.per_file import PerFile, PerFiles
from activitylint.settings.toml import TomlError, key_lines, line_of, parse_toml
from activitylint.settings.values import WrongValueError, kind
from activitylint.vocabulary.nearest import nearest

__all__ = ["parse"]

_NEARLY: Final = regex("activity[-_]?lint", re.IGNORECASE)
_BARE: Final = regex(r"[A-Za-z0-9_-]+")
_REQUEST: Final = UploadRequest._fields
_MOST_PROBLEMS: Final = 20
_SHOWN: Final = 40
"""Characters of a key or a value that a message quotes."""
_ELSEWHERE: Final = {"extend-ignore": "ignore", "extend-exclude": "exclude", "per-file-ignores": "per-file"}
"""Settings of other tools, and our name for each."""


def parse(text: str, file: str = "", *, folder: str = "", table: Keys = ()) -> Settings | None:
    """The settings in a TOML document; None if it does not have the table. Raises SettingsError with all problems.

    file: the name to use in messages. folder: the folder that paths are relative to. table: the keys of the table that
    has the settings; empty for activitylint.toml, which has them at the top level.
    """
    try:
        document = parse_toml(text)
    except TomlError as error:
        message = f"{file}: {error}; fix it, or use --isolated"
        raise SettingsError(message) from None
    reader = _Reader(file, text, table)
    values = reader.enter(document)
    settings = reader.settings(values, folder, text) if isinstance(values, dict) else None
    if reader.problems:
        lines = [f"{file}:{line}: {message}" for line, message in sorted(reader.problems)]
        if reader.full:
            lines.append(f"{file}: there may be more problems; fix these first")
        raise SettingsError("\n".join(lines))
    return settings


class _Origins(Mapping[Keys, str]):
    """`file:line` of each key that is set. Few runs ask for one, and to find the lines takes longer than to parse."""

    def __init__(self, file: str, line: Callable[[Keys], int]) -> None:
        self._file = file
        self._line = line
        self._keys: dict[Keys, None] = {}

    def add(self, keys: Keys) -> None:
        """Add a key."""
        self._keys[keys] = None

    def __getitem__(self, keys: Keys) -> str:
        if keys not in self._keys:
            raise KeyError(keys)
        return f"{self._file}:{self._line(keys)}"

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Reader:
    """Reads the values from a parsed document, and collects the problems and the line of each value."""

    def __init__(self, file: str, text: str, table: Keys) -> None:
        self._file = file
        self._text = text
        self._table = table
        self.problems: list[tuple[int, str]] = []
        self.origins = _Origins(file, self._line)

    @cached_property
    def _lines(self) -> dict[Keys, int]:
        """The line of each key. Only origins and problems need it."""
        return key_lines(self._text)

    @property
    def full(self) -> bool:
        """True if there are so many problems that no more are looked for. Each costs time, for its hint."""
        return len(self.problems) >= _MOST_PROBLEMS

    def enter(self, document: dict[str, Any]) -> Any:
        """The value of our table, None if it does not exist."""
        self._check_table(document)
        values: Any = document
        for key in self._table:
            values = values.get(key) if isinstance(values, dict) else None
        if values is not None and not isinstance(values, dict):
            self._note((), f"[{'.'.join(self._table)}] is {kind(values)}; make it a table of settings")
        return values

    def settings(self, values: dict[str, Any], folder: str, text: str) -> Settings:
        selectors = Selectors(
            select=self._take(values, "select", values_of.selectors),
            ignore=self._take(values, "ignore", values_of.selectors) or (),
            extend_select=self._take(values, "extend-select", values_of.selectors) or (),
            severities=self._map(values, "severity", values_of.severity_of, None),
        )
        limits = self._map(values, "limits", lambda _, value: values_of.size(value), Limits._fields)
        per_file = self._map(values, "per-file", self._per_file, None)
        baseline = self._take(values, "baseline", values_of.file_path)
        settings = Settings(
            selectors,
            PerFiles(folder, tuple(per_file.values())),
            self._take(values, "exclude", values_of.globs) or (),
            Limits(**limits),
            self._take(values, "fail-on", values_of.severity) or Severity.ERROR,
            self._take(values, "format", values_of.report_format),
            self._take(values, "jobs", values_of.job_count),
            None if baseline is None else os.path.join(os.path.dirname(self._file), baseline),
            self._take(values, "inline-ignores", values_of.boolean) is not False,
            self._file,
            folder,
            self.origins,
            text,
        )
        self._check_keys(values, (), _KEYS)
        return settings

    def _take(self, values: Mapping[str, Any], key: str, read: Callable[[Any], Any], within: Keys = ()) -> Any:
        """The value of a key, None if it is missing or wrong."""
        if key not in values:
            return None
        keys = (*within, key)
        self.origins.add(keys)
        try:
            return read(values[key])
        except WrongValueError as error:
            self._note(keys, f"{_dotted(keys)}: {error}")
            return None

    def _map(
        self,
        values: Mapping[str, Any],
        key: str,
        read: Callable[[str, Any], Any],
        known: Collection[str] | None,
    ) -> dict[str, Any]:
        """The valid entries of a table, each converted by `read`. known: the keys that may be in it, None for any."""
        table = values.get(key, {})
        if not isinstance(table, dict):
            self._note((key,), f"{key}: is {kind(table)}; make it a table, {_EXAMPLES[key]}")
            return {}
        if known is not None:
            self._check_keys(table, (key,), known)
            table = {name: value for name, value in table.items() if name in known}
        made = {}
        for name in table:
            if self.full:
                break
            value = self._take(table, name, partial(read, name), (key,))
            if value is not None:
                made[name] = value
        return made

    def _per_file(self, pattern: str, value: Any) -> PerFile:
        glob = values_of.glob(pattern)
        if not isinstance(value, dict):
            message = f"is {kind(value)}; make it a table, {_EXAMPLES['per-file']}"
            raise WrongValueError(message)
        within = ("per-file", pattern)
        self._check_keys(value, within, ("ignore", *_REQUEST))
        ignore = self._take(value, "ignore", values_of.selectors, within) or ()
        request = {name: self._take(value, name, values_of.form_field, within) for name in _REQUEST if name in value}
        return PerFile(glob, ignore, {name: text for name, text in request.items() if text is not None})

    def _check_keys(self, values: Mapping[str, Any], within: Keys, known: Collection[str]) -> None:
        for key in values:
            if key not in known and not self.full:
                self._note((*within, key), f"there is no setting {key[:_SHOWN]!r}{_hint(key, within, known)}")

    def _check_table(self, document: dict[str, Any]) -> None:
        """Report settings in a table that is not read."""
        tool = document.get("tool")
        tools = tool if isinstance(tool, dict) else {}
        if not self._table:
            if "activitylint" in tools:
                message = "settings in activitylint.toml are at the top level; remove [tool.activitylint]"
                self.problems.append((line_of(self._lines, TABLE), message))
                del document["tool"]
            return
        for keys in [(name,) for name in document] + [("tool", name) for name in tools]:
            if keys != self._table and _NEARLY.fullmatch(keys[-1]):
                message = f"[{_dotted(keys)}] is not read; write [tool.activitylint]"
                self.problems.append((line_of(self._lines, keys), message))

    def _note(self, keys: Keys, message: str) -> None:
        self.problems.append((self._line(keys), message))

    def _line(self, keys: Keys) -> int:
        return line_of(self._lines, (*self._table, *keys))


def _hint(key: str, within: Keys, known: Collection[str]) -> str:
    wanted = key.lower().replace("_", "-")
    by_form = {name.replace("_", "-"): name for name in known}
    near = _ELSEWHERE[wanted] if wanted in _ELSEWHERE and not within else nearest(wanted, by_form)
    if near:
        return f"; did you mean {by_form[near]!r}?"
    where = "settings" if not within else f"keys of {within[0]}"
    return f"; the {where} are {', '.join(known)}"


def _dotted(keys: Keys) -> str:
    """Keys in TOML notation."""
    return ".".join(key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False) for key in keys)


_KEYS: Final = (
    *("select", "ignore", "extend-select", "severity", "per-file"),
    *("exclude", "limits", "fail-on", "format", "jobs", "baseline", "inline-ignores"),
)
_EXAMPLES: Final = {
    "severity": "for example severity = { TIM006 = 'warning' }",
    "limits": "for example limits = { upload = '25 MB' }",
    "per-file": "for example per-file = { 'indoor/**' = { ignore = ['POS004'] } }",
}
