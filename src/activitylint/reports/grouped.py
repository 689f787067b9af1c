"""`grouped`: a heading for each file with findings, followed by one short line per finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from activitylint.model.finding import Finding
from activitylint.model.report import Report
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.terminal import Terminal
from activitylint.reports.words import counted, position

__all__ = ["make"]

_ROOM: Final = 25
"""The columns that a message needs after its place; with fewer, it moves to the next line."""


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `grouped`."""
    del output_format
    return _Grouped(write, options)


class _Grouped(Terminal):
    def add(self, report: Report) -> None:
        shown = self._shown(report)
        if not shown and report.failure is None:
            return
        lines = [self._heading(report)]
        findings, cut = self._kept(shown)
        places = [printable(position(finding.location)) for finding in findings]
        width = max((len(place) for place in places), default=0)
        for place, finding in zip(places, findings, strict=True):
            lines += self._finding_lines(place.ljust(width), finding)
        lines += [f"  {count:,} more {code} {name} (--show-all)" for code, name, count in cut]
        if report.failure is not None:
            lines.append(f"  {self._paint('error', 'failed')}  {printable(report.failure)}")
        self._write_lines([*lines, ""])

    def _heading(self, report: Report) -> str:
        groups = {"error": report.errors, "warning": report.warnings, "info": report.infos}
        counts = ", ".join(counted(len(group), noun) for noun, group in groups.items() if group)
        return self._paint("place", printable(report.path)) + (f"  {counts}" if counts else "")

    def _finding_lines(self, place: str, finding: Finding) -> Iterator[str]:
        severity = finding.severity.value.ljust(7)
        indent = len(f"  {place}  {severity}  {finding.code}  ")
        head = f"  {place}  {self._paint(finding.severity.value, severity)}  {self._paint('place', finding.code)}"
        if self._options.width - indent < _ROOM:
            yield head
            yield self._wrapped(f"      {printable(finding.message)}", "      ")
        else:
            yield f"{head}  {self._wrapped(printable(finding.message), ' ' * indent, indent)}"
