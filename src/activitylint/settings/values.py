"""The values of settings: each function takes what TOML gave and returns what it means, or says what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from activitylint.engine.selection import UnknownRuleError, meant
from activitylint.model.finding import Severity
from activitylint.reports import FORMATS
from activitylint.rules import load_all
from activitylint.settings.globs import Glob, GlobError
from activitylint.vocabulary.nearest import nearest

__all__ = [
    "WrongValueError",
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

load_all()

_MOST: Final = 2**63
_UNITS: Final = {"B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_SIZE: Final = re.compile(r"([0-9]{1,18}(?:\.[0-9]+)?) ?([KMG]?B)")


class WrongValueError(ValueError):
    """A value that cannot be used; the text says what can."""


def kind(value: object) -> str:
    """What a TOML value is, in words."""
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < _MOST else "a number beyond 64 bits"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else "a date or time"


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        message = f"is {kind(value)}; put it into a list: [{value!r}]"
        raise WrongValueError(message)
    if not isinstance(value, list):
        message = f'is {kind(value)}; write a list of texts, such as ["..."]'
        raise WrongValueError(message)
    for one in value:
        if not isinstance(one, str):
            message = f"holds {kind(one)}; write texts, such as {str(one)!r}"
            raise WrongValueError(message)
    return tuple(value)


def selectors(value: Any) -> tuple[str, ...]:
    """A list of selectors of rules."""
    texts = _texts(value)
    for text in texts:
        _demand_rule(text)
    return texts


def _demand_rule(selector: str) -> None:
    try:
        meant(selector)
    except UnknownRuleError as error:
        message = str(error) if "did you mean" in str(error) else f"{error}; `activitylint rule` lists them all"
        raise WrongValueError(message) from None


def severity_of(selector: str, value: Any) -> Severity:
    """The severity that the rules of a selector are given."""
    _demand_rule(selector)
    return severity(value)


def severity(value: Any) -> Severity:
    """One of the three severities."""
    if value == "off":
        message = "'off' is no severity; to leave a rule out, name it in ignore"
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
    """How many processes."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < _MOST:
        return value
    message = f"is {kind(value)}; write a whole number from 1, or leave it out to use every core"
    raise WrongValueError(message)


def size(value: Any) -> int:
    """Bytes: a whole number, or a text with a unit of 1,000s."""
    found = value if isinstance(value, int) and not isinstance(value, bool) else 0
    if isinstance(value, str) and (written := _SIZE.fullmatch(value.strip().upper())):
        found = int(float(written[1]) * _UNITS[written[2]])
    if not 1 <= found < _MOST:
        message = f"is {kind(value)}; write bytes as a whole number from 1, or a text such as '25 MB'"
        raise WrongValueError(message)
    return found


def form_field(value: Any) -> str:
    """A form field: any text, since a bad value is a finding. Numbers are the text they are written as."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST:
        return str(value)
    better = str(int(value)) if isinstance(value, bool) else "..."
    message = f"is {kind(value)}; a form field is a text: '{better}'"
    raise WrongValueError(message)


def file_path(value: Any) -> str:
    """A path, relative to the folder of the settings."""
    if isinstance(value, str) and value:
        return value
    message = f"is {kind(value)}; write the path of a file, such as 'activitylint-baseline.toml'"
    raise WrongValueError(message)


def globs(value: Any) -> tuple[Glob, ...]:
    """A list of globs."""
    return tuple(glob(text) for text in _texts(value))


def glob(pattern: str) -> Glob:
    """One glob."""
    try:
        return Glob(pattern)
    except GlobError as error:
        raise WrongValueError(str(error)) from None
