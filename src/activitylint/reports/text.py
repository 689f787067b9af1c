"""The terminal formats: `full` explains each finding, `concise` gives it one line."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from activitylint.finding import Excerpt, Finding, Severity
from activitylint.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.words import basis_sentence, counted, effect_sentence, ordinals, place

__all__ = ["make"]

_COLOURS: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "place": "\x1b[1m",
    "quiet": "\x1b[2m",
    "mark": "\x1b[1;31m",
    "good": "\x1b[1;32m",
}
_RESET: Final = "\x1b[0m"
_RANGES: Final = 8
_FIELDS: Final = 8


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter of `full` or `concise`."""
    return _Text(write, options, full=output_format == "full")


class _Text:
    def __init__(self, write: Callable[[str], object], options: Options, *, full: bool) -> None:
        self._write = write
        self._options = options
        self._full = full
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, report: Report) -> None:
        lines: list[str] = []
        for finding in report.findings:
            if self._options.statistics:
                self._counts[finding.code, finding.name, finding.severity.value] += 1
            if finding.severity is Severity.INFO and not self._options.verbose:
                continue
            lines.append(self._headline(report.path, finding))
            if self._full:
                lines.extend(self._details(finding))
                lines.append("")
        if report.failure is not None:
            head = f"{printable(report.path)}: "
            lines.append(self._paint("place", head) + self._paint("error", "failed: ") + printable(report.failure))
            if self._full:
                lines.append("")
        if lines:
            self._write("\n".join(lines) + "\n")

    def close(self, totals: Totals) -> None:
        if self._options.statistics:
            self._write("".join(f"{line}\n" for line in self._statistics()))
        if not self._options.quiet:
            self._write(self._closing(totals) + "\n")

    def _headline(self, path: str, finding: Finding) -> str:
        head = [
            self._paint("place", printable(place(path, finding.location))),
            self._paint(finding.severity.value, finding.severity.value),
            self._paint("place", finding.code),
            f"{finding.name}: {printable(finding.message)}",
        ]
        line = " ".join(head)
        if not self._full:
            return line
        plain = f"{place(path, finding.location)} {finding.severity.value} {finding.code} "
        rest = self._wrapped(f"{finding.name}: {printable(finding.message)}", "    ", len(plain))
        return " ".join(head[:3]) + " " + rest

    def _details(self, finding: Finding) -> Iterator[str]:
        if finding.excerpt is not None:
            yield from self._excerpt(finding, finding.excerpt)
        rows = ordinals(finding, None if self._options.show_all else _RANGES)
        if rows and (finding.count > 1 or finding.location.line is not None):
            yield self._paint("quiet", self._wrapped(f"  {rows}", "    "))
        ground = f"{effect_sentence(finding.effect)} {basis_sentence(finding.basis)}"
        yield self._wrapped(f"  {ground}", "  ")
        yield self._wrapped(f"  help: {printable(finding.help)} (more: activitylint rule {finding.code})", "        ")

    def _excerpt(self, finding: Finding, excerpt: Excerpt) -> Iterator[str]:
        if excerpt.fields:
            yield from self._message(excerpt)
            return
        number = f"{finding.location.line:,}".rjust(5) if finding.location.line is not None else ""
        room = max(self._options.width - len(number) - 4, 20)
        line, column = _window(excerpt.line, excerpt.column, room)
        yield self._paint("quiet", f"{number} | ") + printable(line)
        if column:
            yield self._paint("quiet", " " * len(number) + " | ") + " " * (column - 1) + self._paint("mark", "^")

    def _message(self, excerpt: Excerpt) -> Iterator[str]:
        """A decoded FIT message as a small table, its marked field among the first."""
        fields = list(excerpt.fields)
        if not self._options.show_all and len(fields) > _FIELDS:
            kept = fields[:_FIELDS]
            marked = [entry for entry in fields[_FIELDS:] if entry[0] == excerpt.marked]
            fields = [*kept[: _FIELDS - len(marked)], *marked]
        width = max(len(name) for name, _ in fields)
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

    def _closing(self, totals: Totals) -> str:
        files = f"{counted(totals.files, 'file')} checked:"
        parts = [counted(totals.errors, "error"), counted(totals.warnings, "warning"), counted(totals.infos, "info")]
        if totals.infos and not self._options.verbose:
            parts[-1] += " (--verbose shows them)"
        if totals.failed:
            parts.append(f"{totals.failed:,} failed")
        role = "error" if totals.errors or totals.failed else "warning" if totals.warnings else "good"
        return self._paint(role, files) + " " + self._wrapped(", ".join(parts), "  ", len(files) + 1)

    def _wrapped(self, text: str, indent: str, used: int = 0) -> str:
        """Text wrapped to the terminal; `used` columns of its first line are taken."""
        width = max(self._options.width, 40)
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
        return f"{_COLOURS[role]}{text}{_RESET}" if self._options.colour else text


def _window(line: str, column: int, room: int) -> tuple[str, int]:
    """The part of a line around a 1-based column that fits into `room` columns, and the column in it."""
    line = line.rstrip()
    start = 0
    if len(line) > room and column > room * 2 // 3:
        start = min(column - room // 3, max(len(line) - room, 0))
    shown = line[start : start + room]
    caret = column - start
    # A control character takes the width of its escape: the caret moves with it.
    return shown, caret + len(printable(shown[: caret - 1])) - (caret - 1) if column else 0
