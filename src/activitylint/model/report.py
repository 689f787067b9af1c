"""What linting one file comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from activitylint.model.finding import Finding, Safety, Severity
from activitylint.model.fingerprint import fingerprints
from activitylint.model.format import Format

__all__ = ["AvailableFix", "Report", "Suppressed", "Totals", "totals"]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody has decided to leave out.

    by: a comment in the file, the settings for this file, or a baseline. reason: why, in their words; may be empty.
    """

    finding: Finding
    by: Literal["comment", "per-file", "baseline"]
    reason: str = ""


class AvailableFix(NamedTuple):
    """A fix that may mend a file. codes: of the rules whose findings here it is for.

    Whether what it makes is better is seen when it is carried out and linted again.
    """

    name: str
    codes: tuple[str, ...]
    safety: Safety


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one file, in file order.

    path: as it was handed in. format: what the content is, None where it is none of the four. compressed: whether it
    was gzipped. failure: why the tool could not do its work on this file (it cannot be read, a rule crashed), or None.
    suppressed: what was found and is left out of the findings. fixes: what may be mended by machine, safe fixes first.
    """

    path: str
    format: Format | None
    compressed: bool
    findings: tuple[Finding, ...]
    failure: str | None = None
    suppressed: tuple[Suppressed, ...] = ()
    fixes: tuple[AvailableFix, ...] = ()

    @property
    def ok(self) -> bool:
        """No error was found, and the tool could do its work."""
        return self.failure is None and not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings of severity warning."""
        return self._of(Severity.WARNING)

    @property
    def infos(self) -> tuple[Finding, ...]:
        """The findings of severity info."""
        return self._of(Severity.INFO)

    def reaches(self, severity: Severity) -> bool:
        """Whether a finding is at or above this severity."""
        return any(finding.severity.rank >= severity.rank for finding in self.findings)

    def status(self, fail_on: Severity = Severity.ERROR) -> str:
        """`ok`, `violations` where a finding reaches fail_on, `failed` where the tool could not do its work."""
        if self.failure is not None:
            return "failed"
        return "violations" if self.reaches(fail_on) else "ok"

    def to_dict(self, fail_on: Severity = Severity.ERROR) -> dict[str, Any]:
        """The report as plain data: one file of the JSON report (schemas/report-1.schema.json)."""
        made: dict[str, Any] = {
            "path": self.path,
            "format": self.format.value if self.format is not None else None,
            "compressed": self.compressed,
            "status": self.status(fail_on),
        }
        if self.failure is not None:
            made["failure"] = self.failure
        if self.suppressed:
            marks = fingerprints(one.finding for one in self.suppressed)
            made["suppressed"] = [
                {"by": one.by, "reason": one.reason, "finding": one.finding.to_dict(mark)}
                for one, mark in zip(self.suppressed, marks, strict=True)
            ]
        if self.fixes:
            made["fixes"] = [
                {"name": fix.name, "codes": list(fix.codes), "safety": fix.safety.value} for fix in self.fixes
            ]
        marks = fingerprints(self.findings)
        made["findings"] = [finding.to_dict(mark) for finding, mark in zip(self.findings, marks, strict=True)]
        return made

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)


@dataclass(slots=True)
class Totals:
    """Sums over many reports, kept while they stream by."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    failed: int = 0
    violations: int = 0
    """Files with a finding at or above the severity that fails."""
    suppressed: int = 0
    """Findings that are left out."""
    fixable: int = 0
    """Findings that a safe fix may mend."""
    unsafely_fixable: int = 0
    """Findings that only a fix that guesses or drops may mend."""

    def add(self, report: Report, fail_on: Severity = Severity.ERROR) -> None:
        """Count one more report."""
        self.files += 1
        self.errors += len(report.errors)
        self.warnings += len(report.warnings)
        self.infos += len(report.infos)
        status = report.status(fail_on)
        self.failed += status == "failed"
        self.violations += status == "violations"
        self.suppressed += len(report.suppressed)
        if report.fixes:
            safe = {code for fix in report.fixes if fix.safety is Safety.SAFE for code in fix.codes}
            unsafe = {code for fix in report.fixes for code in fix.codes} - safe
            self.fixable += sum(finding.code in safe for finding in report.findings)
            self.unsafely_fixable += sum(finding.code in unsafe for finding in report.findings)

    @property
    def exit_status(self) -> int:
        """0: nothing reached the severity that fails; 1: something did; 2: the tool could not do its work."""
        if self.failed:
            return 2
        return 1 if self.violations else 0


def totals(reports: Iterable[Report], fail_on: Severity = Severity.ERROR) -> Totals:
    """Sums over reports."""
    sums = Totals()
    for report in reports:
        sums.add(report, fail_on)
    return sums
