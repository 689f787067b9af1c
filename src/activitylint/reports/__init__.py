"""Reports: one module per output format; text and json have two each.

A reporter takes the reports of one file after another and writes each at once: as text, or, in the formats of FOLDERS,
as files of a folder. The modules share terminal (layout for
people), words (sentences), escape (text from files made harmless) and paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from activitylint.model.classes import NamedTuple
from activitylint.model.finding import Severity
from activitylint.model.identity import Run
from activitylint.model.overview import Detail

if TYPE_CHECKING:
    # Not at run time: it imports numpy, and commands that need only `words` start faster without.
    from activitylint.model.report import Report, Totals

__all__ = [
    "FOLDERS",
    "FORMATS",
    "Options",
    "Reporter",
    "WriteFiles",
    "detail_for",
    "folder_reporter",
    "reporter",
    "shows_fixes",
]

FORMATS: Final = {
    "full": "text",
    "concise": "text",
    "grouped": "grouped",
    "brief": "brief",
    "json": "json",
    "jsonl": "json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
    "csv": "table",
    "html": "html",
}
"""Each output format that is text, and the module that writes it."""

FOLDERS: Final = {"parquet": "parquet"}
"""Each output format that is a folder of files, and the module that writes it, which has the name of its extra."""

WriteFiles = Callable[[Mapping[str, bytes]], object]
"""Puts several files, by their names, into the folder of a report: all of them at once."""

_DETAILS: Final = {"csv": Detail.OVERVIEW, "parquet": Detail.OVERVIEW, "html": Detail.PICTURE}
"""What a format shows besides findings."""


_WITH_FIXES: Final = frozenset({"json", "jsonl", "html"})
_WITH_FIXES_UNLESS_QUIET: Final = frozenset({"full", "brief", "concise", "grouped"})
"""Their summary says how many findings are fixable."""


class Options(NamedTuple):
    """How to write a report.

    fail_on: findings of this severity or above give a file the status `violations`. least: the lowest severity to show
    in the formats for people. quiet: no summary. again: the paths of the command, which advice repeats. show_all: do
    not shorten lists. color: use ANSI colors. width: the columns of the terminal. statistics: end with a table that
    counts the findings of each rule. root: the absolute path of the folder that relative paths start from; SARIF,
    GitHub and GitLab expect the root of the repository. If it is empty, absolute paths stay absolute. run: for formats
    that keep the results of several runs.
    """

    fail_on: Severity = Severity.ERROR
    least: Severity = Severity.WARNING
    quiet: bool = False
    again: tuple[str, ...] = ()
    show_all: bool = False
    color: bool = False
    width: int = 100
    statistics: bool = False
    root: str = ""
    run: Run = Run()

    def shows(self, severity: Severity) -> bool:
        """True if findings of this severity are shown."""
        return severity.rank >= self.least.rank


class Reporter(Protocol):
    """Writes one report in one output format."""

    def add(self, report: Report) -> None:
        """Write the findings of one file."""

    def close(self, totals: Totals) -> None:
        """Write what follows the last file."""


def detail_for(formats: Iterable[str]) -> Detail:
    """How much detail a report needs if it is written in these formats."""
    return max((_DETAILS.get(one, Detail.FINDINGS) for one in formats), default=Detail.FINDINGS)


def shows_fixes(output_format: str, *, quiet: bool) -> bool:
    """True if a report in this format shows the available fixes: finding them takes as long as linting, or longer."""
    return output_format in _WITH_FIXES or (output_format in _WITH_FIXES_UNLESS_QUIET and not quiet)


def reporter(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for a format; it passes text to `write`. Raises KeyError if the format is unknown."""
    return _made(FORMATS[output_format], output_format, write, options)


def folder_reporter(output_format: str, write: WriteFiles, options: Options) -> Reporter:
    """The reporter for a format of FOLDERS; it passes files to `write`.

    Raises KeyError if the format is unknown, and ImportError if its extra is not installed.
    """
    return _made(FOLDERS[output_format], output_format, write, options)


def _made(module: str, *arguments: object) -> Reporter:
    made: Reporter = import_module(f"{__name__}.{module}").make(*arguments)
    return made
