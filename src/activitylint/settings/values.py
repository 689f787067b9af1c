"""Converts single values from TOML to settings. A value that cannot be used raises WrongValueError."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from activitylint.engine.selection import UnknownRuleError, matching_codes
from activitylint.model.finding import Severity
from activitylint.reports import FORMATS
from activitylint.settings.globs import Glob, GlobError
from activitylint.vocabulary.nearest import nearest

__all__ = [
    "WrongValueError",
    "boolean",
    "file_path",
    "form_field",
    "glob",
    "globs",
    "job_count",
    "kind",
    "report_format",
    "selectors",
    "severity",
    "severity_of",
    "size",
]

_MOST: Final = 2**63
_UNITS: Final = {"B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_SIZE: Final = re.compile(r"([0-9]{1,18}(?:\.[0-9]+)?) ?([KMG]?B)")


class WrongValueError(ValueError):
    """A value cannot be used; the message says what to write instead."""


def kind(value: object) -> str:
    """A short description of a TOML value, with its type."""
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < _MOST else "a number beyond 64 bits"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else "a date or time"


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        message = f"is {kind(value)}; write a list: [{value!r}]"
        raise WrongValueError(message)
    if not isinstance(value, list):
        message = f'is {kind(value)}; write a list of strings, such as ["..."]'
        raise WrongValueError(message)
    for one in value:
        if not isinstance(one, str):
            message = f"contains {kind(one)}; write strings, such as {str(one)!r}"
            raise WrongValueError(message)
    return tuple(value)


def selectors(value: Any) -> tuple[str, ...]:
    """A list of rule selectors, each once."""
    strings = tuple(dict.fromkeys(_strings(value)))
    for text in strings:
        _check_selector(text)
    return strings


def _check_selector(selector: str) -> None:
    try:
        matching_codes(selector)
    except UnknownRuleError as error:
        message = str(error) if "did you mean" in str(error) else f"{error}; `activitylint rule` lists them all"
        raise WrongValueError(message) from None


def severity_of(selector: str, value: Any) -> Severity:
    """The severity to report the rules of a selector with."""
    _check_selector(selector)
    return severity(value)


def severity(value: Any) -> Severity:
    """A severity."""
    if value == "off":
        message = "'off' is not a severity; to turn a rule off, add it to ignore"
        raise WrongValueError(message)
    return Severity(_one_of(value, [one.value for one in Severity]))


def report_format(value: Any) -> str:
    """The name of an output format."""
    return _one_of(value, FORMATS)


def _one_of(value: Any, known: Iterable[str]) -> str:
    known = list(known)
    if isinstance(value, str) and value in known:
        return value
    near = nearest(value.lower(), known) if isinstance(value, str) else None
    hint = f"did you mean {near!r}?" if near else f"write one of {', '.join(map(repr, known))}"
    message = f"is {kind(value)}; {hint}"
    raise WrongValueError(message)


def job_count(value: Any) -> int:
    """The number of processes."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < _MOST:
        return value
    message = f"is {kind(value)}; write a whole number from 1, or remove it to use every core"
    raise WrongValueError(message)


def size(value: Any) -> int:
    """A number of bytes, from a whole number or a string with a decimal unit (1 KB is 1,000 bytes)."""
    found = value if isinstance(value, int) and not isinstance(value, bool) else 0
    if isinstance(value, str) and (written := _SIZE.fullmatch(value.strip().upper())):
        found = int(float(written[1]) * _UNITS[written[2]])
    if not 1 <= found < _MOST:
        message = f"is {kind(value)}; write a whole number of bytes from 1, or a string such as '25 MB'"
        raise WrongValueError(message)
    return found


def form_field(value: Any) -> str:
    """A form field: any string, since a wrong value is a finding. An integer becomes a string."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST:
        return str(value)
    better = str(int(value)) if isinstance(value, bool) else "..."
    message = f"is {kind(value)}; write a string: '{better}'"
    raise WrongValueError(message)


def boolean(value: Any) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    message = f"is {kind(value)}; write true or false"
    raise WrongValueError(message)


def file_path(value: Any) -> str:
    """A path, relative to the folder of the settings file."""
    if isinstance(value, str) and value:
        return value
    message = f"is {kind(value)}; write the path of a file, such as 'activitylint-baseline.toml'"
    raise WrongValueError(message)


def globs(value: Any) -> tuple[Glob, ...]:
    """A list of globs."""
    return tuple(glob(text) for text in _strings(value))


def glob(pattern: str) -> Glob:
    """One glob."""
    try:
        return Glob(pattern)
    except GlobError as error:
        raise WrongValueError(str(error)) from None
