"""The formats `full`, which explains each finding, and `concise`, with one line per finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from activitylint.model.finding import Finding
from activitylint.model.report import Report
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.terminal import Terminal
from activitylint.reports.words import basis_sentence, effect_sentence, ordinals, place

__all__ = ["make"]

_RANGES: Final = 8


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `full` or `concise`."""
    return _Full(write, options) if output_format == "full" else _Concise(write, options)


class _Concise(Terminal):
    def add(self, report: Report) -> None:
        lines = [
            f"{self._head(report.path, finding)} {finding.name}: {printable(finding.message)}"
            for finding in self._shown(report)
        ]
        if report.failure is not None:
            lines.append(self._failure(report))
        self._write_lines(lines)

    def _head(self, path: str, finding: Finding) -> str:
        where = self._paint("place", printable(place(path, finding.location)))
        severity = self._paint(finding.severity.value, finding.severity.value)
        return f"{where} {severity} {self._paint('place', finding.code)}"


class _Full(_Concise):
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        super().__init__(write, options)
        self._explained: set[str] = set()

    def add(self, report: Report) -> None:
        lines: list[str] = []
        findings, cut = self._kept(self._shown(report))
        for finding in findings:
            lines += self._finding_lines(report.path, finding)
            lines.append("")
        for code, name, count in cut:
            lines += [f"{printable(report.path)}: {count:,} more {code} {name} (--show-all)", ""]
        if report.failure is not None:
            lines += [self._failure(report), ""]
        self._write_lines(lines)

    def _finding_lines(self, path: str, finding: Finding) -> Iterator[str]:
        taken = len(f"{printable(place(path, finding.location))} {finding.severity.value} {finding.code} ")
        text = self._wrapped(f"{finding.name}: {printable(finding.message)}", "    ", taken)
        yield f"{self._head(path, finding)} {text}"
        if finding.excerpt is not None:
            yield from self._excerpt(finding, finding.excerpt)
        rows = ordinals(finding, None if self._options.show_all else _RANGES)
        if rows and (finding.count > 1 or finding.location.line is not None):
            yield self._paint("quiet", self._wrapped(f"  {rows}", "    "))
        yield self._wrapped(f"  {effect_sentence(finding.effect)} {basis_sentence(finding.basis)}", "  ")
        yield self._wrapped(f"  help: {printable(finding.help)}{self._more(finding.code)}", "        ")

    def _more(self, code: str) -> str:
        """Where to read more, once per rule and run."""
        if code in self._explained:
            return ""
        self._explained.add(code)
        return f" (more: activitylint rule {code})"
