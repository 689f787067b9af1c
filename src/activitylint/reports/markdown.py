"""`markdown`: a summary for a pull request: the totals, a table of findings, and how to fix them.

The table has a limited number of rows, the most severe first. The help has one line per rule, and one below it for each
different help of its findings, up to the same limit. So memory does not grow with the number of files, except with
--show-all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from activitylint.model.finding import Finding, Severity
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.paths import relative
from activitylint.reports.words import counted, effect_sentence, position, summary_words

__all__ = ["make"]

_ROWS: Final = 50
_SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)

# A word that may have a meaning in Markdown or in GitHub's and GitLab's extensions: markup, HTML, an entity, a formula,
# a link, a mention, a reference to an issue or a commit, an emoji.
_RISKY: Final = re.compile(
    r"[\\`*_{}\[\]<>|~&!$#@^]|://|www\.|:\w+:|%\D|GH-|[0-9a-f]{7}|^[-+=]+$|^\d+[.)]$", re.IGNORECASE
)
_WORD: Final = re.compile(r"\S+")
_OPENING: Final = "(\"'"
_CLOSING: Final = ")\"',.:?"


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `markdown`."""
    del output_format
    return _Markdown(write, options)


class _Markdown:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._failed: list[str] = []
        self._rows: dict[Severity, list[str]] = {severity: [] for severity in _SEVERITIES}
        self._rules: dict[tuple[Severity, str], Finding] = {}
        self._helps: dict[tuple[Severity, str], dict[str, _Places]] = {}

    def add(self, report: Report) -> None:
        for finding in report.findings:
            if not self._options.shows(finding.severity):
                continue
            self._rules.setdefault((finding.severity, finding.code), finding)
            self._add_help(finding, self._path(report))
            if self._room(self._rows[finding.severity]):
                self._rows[finding.severity].append(_row(self._path(report), finding))
        if report.failure is not None and self._room(self._failed):
            self._failed.append(f"| **failed** | {_code(self._path(report))} | | {_text(report.failure)} |")

    def _add_help(self, finding: Finding, path: str) -> None:
        helps = self._helps.setdefault((finding.severity, finding.code), {})
        if finding.help in helps:
            helps[finding.help].more += 1
        elif self._options.show_all or len(helps) < _ROWS:
            helps[finding.help] = _Places(_where(path, finding))

    def close(self, totals: Totals) -> None:
        self._write("".join(f"{line}\n" for line in self._lines(totals)))

    def _path(self, report: Report) -> str:
        return relative(report.path, self._options.root)

    def _room(self, rows: list[str]) -> bool:
        return self._options.show_all or len(rows) < _ROWS

    def _lines(self, totals: Totals) -> Iterator[str]:
        files, rest = summary_words(totals, self._options.least)
        yield f"**activitylint**: {files} {rest}"
        rows = [*self._failed, *(row for severity in _SEVERITIES for row in self._rows[severity])]
        if not rows:
            return
        yield from ("", "| | Where | Rule | Finding |", "|---|---|---|---|")
        shown = rows if self._options.show_all else rows[:_ROWS]
        yield from shown
        infos = totals.infos if self._options.shows(Severity.INFO) else 0
        rest_of_rows = totals.failed + totals.errors + totals.warnings + infos - len(shown)
        if rest_of_rows:
            yield from ("", f"And {counted(rest_of_rows, 'more finding')} (--show-all).")
        if self._rules:
            yield from ("", "<details><summary>What the findings mean and how to fix them</summary>", "")
            for key, finding in sorted(self._rules.items(), key=lambda item: (-item[0][0].rank, item[0][1])):
                helps = self._helps[key]
                own = f" {_text(finding.help)}" if len(helps) == 1 else ""
                yield f"- **{finding.code}** {finding.name}: {effect_sentence(finding.effect)}{own}"
                for text, places in helps.items() if not own else ():
                    yield f"    - {places}: {_text(text)}"
            yield from ("", "</details>")


@dataclass(slots=True)
class _Places:
    """Where a help applies: the first place, as Markdown, and the number of further findings with the same help."""

    first: str
    more: int = 0

    def __str__(self) -> str:
        return self.first + (f" and {counted(self.more, 'more finding')}" if self.more else "")


def _where(path: str, finding: Finding) -> str:
    return f"{_code(path)} {_text(position(finding.location))}"


def _row(path: str, finding: Finding) -> str:
    where = _where(path, finding)
    return f"| {finding.severity.value} | {where} | {finding.code} {finding.name} | {_text(finding.message)} |"


def _text(text: str) -> str:
    """Text for a cell: words that Markdown might interpret become code spans, and so does text in backticks."""
    pieces = printable(text).split("`")
    if len(pieces) % 2 == 0:
        return _WORD.sub(_word, printable(text))
    return "".join(_code(piece) if number % 2 else _WORD.sub(_word, piece) for number, piece in enumerate(pieces))


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if not _RISKY.search(word):
        return word
    opened = word.lstrip(_OPENING)
    inner = opened.rstrip(_CLOSING)
    return f"{word[: -len(opened)]}{_code(inner)}{opened[len(inner) :]}" if inner else _code(word)


def _code(text: str) -> str:
    """A code span for a cell of a table. Its fence is longer than any run of backticks in the text."""
    text = " ".join(printable(text).split()) or " "
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    escaped = text.replace("|", "\\|")
    return f"{fence}{pad}{escaped}{pad}{fence}"
