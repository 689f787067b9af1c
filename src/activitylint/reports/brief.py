"""`brief`: the report on many files. It shows a finding once per rule and file, and only in the first files with it.

Findings in later files are counted, so that a thousand files with the same fault take a few lines.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from activitylint.model.finding import Finding, Severity
from activitylint.model.report import FileVerdict, Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.terminal import Terminal
from activitylint.reports.words import counted, fixable_sentence, position, verdict_words

__all__ = ["make"]

_FILES: Final = 5
"""In how many files a rule's findings are shown one by one."""
_EXAMPLES: Final = 2
_FREQUENT: Final = 5
_LONGEST_ADVICE: Final = 60
_ROLES: Final = {
    FileVerdict.UNCHECKED: "error",
    FileVerdict.REFUSED: "error",
    FileVerdict.AT_RISK: "warning",
    FileVerdict.FINE: "good",
}


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `brief`."""
    del output_format
    return _Brief(write, options)


@dataclass(slots=True)
class _Rule:
    """One rule over all files. later: examples of the files after the first ones."""

    name: str
    severity: Severity
    files: int = 0
    findings: int = 0
    later: list[str] = field(default_factory=list)


class _Brief(Terminal):
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        super().__init__(write, options)
        self._rules: dict[str, _Rule] = {}
        self._refused = ""

    def add(self, report: Report) -> None:
        if report.verdict is FileVerdict.REFUSED:
            self._refused = self._refused or report.path
        by_rule: dict[str, list[Finding]] = {}
        for finding in sorted(self._shown(report), key=lambda finding: -finding.severity.rank):
            by_rule.setdefault(finding.code, []).append(finding)
        shown = {code: self._is_shown(code, findings, report.path) for code, findings in by_rule.items()}
        lines = [self._line(by_rule[code]) for code, is_shown in shown.items() if is_shown]
        folded = [code for code, is_shown in shown.items() if not is_shown]
        if lines and folded:
            lines.append(self._wrapped(f"{'':11}also {', '.join(folded)} (see the end)", " " * 11))
        if report.failure is not None:
            lines.append(f"  {self._paint('error', 'failed')}   {printable(report.failure)}")
        if lines:
            head, verdict = printable(report.path), report.verdict.value
            self._write_lines(
                [f"{self._paint('place', head)}  {self._paint(_ROLES[report.verdict], verdict)}", *lines, ""]
            )

    def close(self, totals: Totals) -> None:
        self._write_lines(self._later())
        if self._options.quiet:
            return
        role = "error" if totals.refused or totals.failed else "warning" if totals.at_risk else "good"
        self._write_lines(
            [
                self._paint(role, f"{counted(totals.files, 'file')}:") + f" {verdict_words(totals)}",
                *self._frequent(),
                *([f"{totals.suppressed:,} findings are suppressed"] if totals.suppressed else []),
            ]
        )
        if self._options.statistics:
            self._write_lines(["", *self._statistics()])
        self._write_lines(self._advice(totals))

    def _is_shown(self, code: str, findings: list[Finding], path: str) -> bool:
        """Count the findings of one rule in one file. True if this is one of the first files."""
        rule = self._rules.setdefault(code, _Rule(findings[0].name, findings[0].severity))
        rule.files += 1
        rule.findings += len(findings)
        if rule.files <= _FILES or self._options.show_all:
            return True
        if len(rule.later) < _EXAMPLES:
            rule.later.append(path)
        return False

    def _line(self, findings: list[Finding]) -> str:
        first = findings[0]
        severity = self._paint(first.severity.value, first.severity.value.ljust(7))
        more = f" (and {len(findings) - 1:,} more)" if len(findings) > 1 else ""
        room = self._options.width - len(f"  {'':7}  {first.code}  ") - len(more)
        text = f"{printable(position(first.location))}: {printable(first.message)}"
        text = text if len(text) <= room else f"{text[: max(room - 3, 8)]}..."
        return f"  {severity}  {self._paint('place', first.code)}  {text}{more}"

    def _later(self) -> Iterator[str]:
        """The rules with findings in more files than are shown."""
        folded = [(code, rule) for code, rule in self._rules.items() if rule.later]
        if not folded:
            return
        yield "The same in more files (--show-all lists them):"
        for code, rule in sorted(folded, key=lambda item: (-item[1].severity.rank, -item[1].files)):
            severity = self._paint(rule.severity.value, rule.severity.value.ljust(7))
            head = f"  {severity}  {self._paint('place', code)}  {rule.name}: "
            text = f"{counted(rule.files - _FILES, 'more file')}, such as {', '.join(map(printable, rule.later))}"
            yield head + self._wrapped(text, " " * 11, len(f"  {'':7}  {code}  {rule.name}: "))
        yield ""

    def _frequent(self) -> Iterator[str]:
        """The rules that fire in the most files."""
        most = sorted(self._rules.items(), key=lambda item: (-item[1].files, item[0]))[:_FREQUENT]
        if most:
            text = ", ".join(f"{code} {rule.name} in {counted(rule.files, 'file')}" for code, rule in most)
            yield self._wrapped(f"most frequent: {text}", "  ")

    def _advice(self, totals: Totals) -> Iterator[str]:
        """What to run next."""
        if not (totals.errors or totals.warnings):
            return
        again = shlex.join(self._options.again)
        if not 0 < len(again) <= _LONGEST_ADVICE:
            again = "PATH"
        advice: list[tuple[str, str]] = []
        fixable = fixable_sentence(totals)
        if fixable:
            unsafe = " --unsafe" if totals.unsafely_fixable and not totals.fixable else ""
            advice.append((f"activitylint fix --diff{unsafe} {again}", f"what fix would do: {fixable}"))
        if self._refused:
            path = printable(shlex.quote(self._refused))
            advice.append((f"activitylint lint {path}", "one file in full"))
        advice.append((f"activitylint lint --output html:report.html {again}", "a page with maps and charts"))
        yield ""
        yield "next:"
        for command, what in advice:
            yield f"  {command}"
            yield self._wrapped(f"      {what}", "      ")
