"""Reports: a module an output format. Each takes one file's report after another and writes as it goes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from activitylint.model.finding import Severity

if TYPE_CHECKING:
    # At run time this package is imported for its words, too, by commands that need no numpy.
    from activitylint.model.report import Report, Totals

__all__ = ["FORMATS", "Options", "Reporter", "reporter"]

FORMATS: Final = {
    "full": "text",
    "concise": "text",
    "grouped": "grouped",
    "json": "json",
    "jsonl": "json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
}
"""The output formats, and the module that each lives in."""


class Options(NamedTuple):
    """What a report is told about its reader.

    fail_on: findings at or above it make a file's status `violations`. verbose: print infos in the formats for people.
    quiet: no closing line. show_all: cut nothing. colour: ANSI colours are welcome. width: columns of the terminal.
    statistics: a table of findings by code at the end. root: the absolute path of the folder that relative paths start
    from, which SARIF, GitHub and GitLab take for the repository's; where it is empty, absolute paths stay absolute.
    """

    fail_on: Severity = Severity.ERROR
    verbose: bool = False
    quiet: bool = False
    show_all: bool = False
    colour: bool = False
    width: int = 100
    statistics: bool = False
    root: str = ""


class Reporter(Protocol):
    """One output format at work."""

    def add(self, report: Report) -> None:
        """Write what this file adds."""

    def close(self, totals: Totals) -> None:
        """Write what stands after the last file."""


def reporter(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter of a format; `write` takes text. Raises KeyError for a format that there is none of."""
    module = import_module(f"{__name__}.{FORMATS[output_format]}")
    made: Reporter = module.make(output_format, write, options)
    return made
