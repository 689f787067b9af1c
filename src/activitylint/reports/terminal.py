"""The base of the formats for a terminal: colors, wrapping, source excerpts, statistics and the summary."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from activitylint.model.finding import Excerpt, Finding
from activitylint.model.report import Report, Totals
from activitylint.reports import Options
from activitylint.reports.escape import log_text, printable, printable_characters
from activitylint.reports.words import counted, fixable_sentence, summary_words

__all__ = ["Terminal"]

_COLORS: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "place": "\x1b[1m",
    "quiet": "\x1b[2m",
    "mark": "\x1b[1;31m",
    "good": "\x1b[1;32m",
}
_RESET: Final = "\x1b[0m"
_FIELDS: Final = 8
_NARROWEST: Final = 40
_ALIKE: Final = 10
"""How many findings of one rule are shown for one file. Ordinary files have fewer, hostile ones may have thousands."""


class Terminal:
    """The base class of reporters for a terminal. It counts findings for the statistics, and escapes what it writes."""

    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def close(self, totals: Totals) -> None:
        """Write the statistics and the summary."""
        if self._options.statistics:
            self._write_lines(self._statistics())
        if not self._options.quiet:
            self._write_lines([self._summary(totals)])
            fixable = fixable_sentence(totals)
            if fixable:
                self._write_lines([self._wrapped(fixable, "  ")])

    def _write_lines(self, lines: Iterable[str]) -> None:
        text = "".join(f"{line}\n" for line in lines)
        if text:
            self._write(log_text(text))

    def _shown(self, report: Report) -> list[Finding]:
        """The findings to print; all findings are counted for the statistics."""
        if self._options.statistics:
            self._counts.update((finding.code, finding.name, finding.severity.value) for finding in report.findings)
        return [one for one in report.findings if self._options.shows(one.severity)]

    def _kept(self, findings: list[Finding]) -> tuple[list[Finding], list[tuple[str, str, int]]]:
        """Limit the findings per rule. Returns those to show, and the code, name and number of those left out."""
        if self._options.show_all or len(findings) <= _ALIKE:
            return findings, []
        seen: Counter[tuple[str, str]] = Counter()
        kept: list[Finding] = []
        for finding in findings:
            seen[finding.code, finding.name] += 1
            if seen[finding.code, finding.name] <= _ALIKE:
                kept.append(finding)
        return kept, [(code, name, count - _ALIKE) for (code, name), count in seen.items() if count > _ALIKE]

    def _failure(self, report: Report) -> str:
        head = f"{printable(report.path)}: "
        return self._paint("place", head) + self._paint("error", "failed: ") + printable(report.failure or "")

    def _excerpt(self, finding: Finding, excerpt: Excerpt) -> Iterator[str]:
        """The source line with a caret, or the decoded FIT message."""
        if excerpt.fields:
            yield from self._message(excerpt)
            return
        number = f"{finding.location.line:,}".rjust(5) if finding.location.line is not None else ""
        room = max(self._options.width - len(number) - 4, 20)
        line, column = _window(excerpt.line, excerpt.column, room)
        yield self._paint("quiet", f"{number} | ") + line
        if column:
            yield self._paint("quiet", " " * len(number) + " | ") + " " * (column - 1) + self._paint("mark", "^")

    def _message(self, excerpt: Excerpt) -> Iterator[str]:
        """A decoded FIT message as a small table that includes the marked field."""
        fields = list(excerpt.fields)
        if not self._options.show_all and len(fields) > _FIELDS:
            kept = fields[:_FIELDS]
            marked = [entry for entry in fields[_FIELDS:] if entry[0] == excerpt.marked]
            fields = [*kept[: _FIELDS - len(marked)], *marked]
        width = max(len(printable(name)) for name, _ in fields)
        for name, value in fields:
            mark = self._paint("mark", ">") if name == excerpt.marked else " "
            text = printable(value)
            room = max(self._options.width - width - 8, 12)
            text = text if len(text) <= room else f"{text[: room - 3]}..."
            yield f"    {mark} {printable(name).ljust(width)}  {text}"
        rest = len(excerpt.fields) - len(fields)
        if rest:
            yield self._paint("quiet", f"      and {counted(rest, 'more field')} (--show-all)")

    def _statistics(self) -> Iterator[str]:
        for (code, name, severity), count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"{count:>7,}  {self._paint(severity, severity.ljust(7))}  {code}  {name}"

    def _summary(self, totals: Totals) -> str:
        files, rest = summary_words(totals, self._options.least)
        role = "error" if totals.errors or totals.failed else "warning" if totals.warnings else "good"
        return self._paint(role, files) + " " + self._wrapped(rest, "  ", len(files) + 1)

    def _wrapped(self, text: str, indent: str, used: int = 0) -> str:
        """Wrap text to the terminal, except at no-break spaces. used: columns already taken on the first line."""
        width = max(self._options.width, _NARROWEST)
        lines = textwrap.wrap(
            text,
            width,
            initial_indent="\0" * min(used, width - 1),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
        return "\n".join(lines).lstrip("\0") if lines else ""

    def _paint(self, role: str, text: str) -> str:
        return f"{_COLORS[role]}{text}{_RESET}" if self._options.color else text


def _window(line: str, column: int, room: int) -> tuple[str, int]:
    """The part of a line around a 1-based column that fits into `room` cells, and the cell of that column.

    `...` marks where the line was cut. A character takes zero, one or two cells; an unprintable one takes the cells of
    its escape.
    """
    pieces = printable_characters(line.rstrip())
    cells = [_cells(piece) for piece in pieces]
    target = min(max(column - 1, 0), len(pieces))
    first = 0
    if sum(cells) > room and sum(cells[:target]) > room * 2 // 3:
        before = 3
        first = target
        while first and before + cells[first - 1] <= room // 3:
            first -= 1
            before += cells[first]
    lead = "..." if first else ""
    left = room - len(lead)
    last = first
    while last < len(pieces) and cells[last] <= left:
        left -= cells[last]
        last += 1
    tail = ""
    if last < len(pieces):
        while last > target + 1 and left < 3:
            last -= 1
            left += cells[last]
        tail = "..." if left >= 3 else ""
    shown = lead + "".join(pieces[first:last]) + tail
    return shown, len(lead) + sum(cells[first:target]) + 1 if column else 0


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    import unicodedata  # noqa: PLC0415 -- it takes long to load, and few reports need it

    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
