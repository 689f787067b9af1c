"""The result of linting: a report per file, and totals over many files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from activitylint.model.classes import NamedTuple, dataclass, field
from activitylint.model.finding import Finding, Safety, Severity
from activitylint.model.fingerprint import fingerprints
from activitylint.model.format import Format
from activitylint.model.identity import Identity
from activitylint.model.overview import Overview

if TYPE_CHECKING:
    from activitylint.model.picture import Picture

__all__ = ["AvailableFix", "FileVerdict", "Report", "Suppressed", "Totals", "totals"]


class FileVerdict(StrEnum):
    """What will happen to a file at Strava, in short. The order is from bad to good."""

    UNCHECKED = "not checked"
    """activitylint could not lint the file."""
    REFUSED = "refused"
    """A finding of severity error."""
    AT_RISK = "at risk"
    """Warnings, but no error."""
    FINE = "fine"
    """Neither errors nor warnings."""


class Suppressed(NamedTuple):
    """A finding that is left out of the report because somebody decided so.

    by: a comment in the file, a per-file ignore in the settings, or a baseline.
    reason: their explanation, may be empty.
    """

    finding: Finding
    by: Literal["comment", "per-file", "baseline"]
    reason: str = ""


class AvailableFix(NamedTuple):
    """A fix that `activitylint fix` applies to a file. codes: of the rules whose findings in this file it fixes.

    findings: for each code, how many of its findings are fixed in the end. Empty if this was not tried, because the
    file is large: then the fix may turn out not to improve the file.
    """

    name: str
    codes: tuple[str, ...]
    safety: Safety
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one file, in file order.

    path: as given by the caller. format: the detected format, None if it is none of the four.
    compressed: True if the file was gzipped.
    failure: why activitylint could not lint the file (it cannot be read, a rule crashed), or None.
    suppressed: findings that are left out. fixes: the available fixes, safe ones first. overview, picture: for the
    reports that show them; None in any other run, or if the file could not be parsed. identity: with the overview; None
    if the file is not on a disk.
    """

    path: str
    format: Format | None
    compressed: bool
    findings: tuple[Finding, ...]
    failure: str | None = None
    suppressed: tuple[Suppressed, ...] = ()
    fixes: tuple[AvailableFix, ...] = ()
    overview: Overview | None = field(default=None, compare=False)
    picture: Picture | None = field(default=None, compare=False)
    identity: Identity | None = field(default=None, compare=False)

    @property
    def verdict(self) -> FileVerdict:
        """What will happen to the file at Strava."""
        if self.failure is not None:
            return FileVerdict.UNCHECKED
        if self.reaches(Severity.ERROR):
            return FileVerdict.REFUSED
        return FileVerdict.AT_RISK if self.reaches(Severity.WARNING) else FileVerdict.FINE

    @property
    def ok(self) -> bool:
        """True if the file was linted and has no finding of severity error."""
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
        """True if a finding has this severity or a higher one."""
        return any(finding.severity.rank >= severity.rank for finding in self.findings)

    def status(self, fail_on: Severity = Severity.ERROR) -> str:
        """Return `failed` if the file could not be linted, `violations` if a finding reaches fail_on, else `ok`."""
        if self.failure is not None:
            return "failed"
        return "violations" if self.reaches(fail_on) else "ok"

    def to_dict(self, fail_on: Severity = Severity.ERROR) -> dict[str, Any]:
        """Return the report as plain data: one file of the JSON report (schemas/report-1.schema.json)."""
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
    """Sums over many reports, updated one report at a time."""

    files: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    failed: int = 0
    violations: int = 0
    """Files with a finding of severity fail_on or higher."""
    suppressed: int = 0
    """Suppressed findings."""
    refused: int = 0
    """Files with the verdict `refused`."""
    at_risk: int = 0
    """Files with the verdict `at risk`."""
    fixable: int = 0
    """Findings that a safe fix removes."""
    unsafely_fixable: int = 0
    """Findings that only an unsafe fix removes."""
    maybe_fixable: int = 0
    """Findings that a fix addresses which was not tried, because the file is large."""

    @property
    def verdicts(self) -> dict[FileVerdict, int]:
        """How many files have each verdict, those that were not checked last."""
        return {
            FileVerdict.REFUSED: self.refused,
            FileVerdict.AT_RISK: self.at_risk,
            FileVerdict.FINE: self.files - self.failed - self.refused - self.at_risk,
            FileVerdict.UNCHECKED: self.failed,
        }

    def add(self, report: Report, fail_on: Severity = Severity.ERROR) -> None:
        """Add one report."""
        self.files += 1
        self.errors += len(report.errors)
        self.warnings += len(report.warnings)
        self.infos += len(report.infos)
        status = report.status(fail_on)
        self.failed += status == "failed"
        self.violations += status == "violations"
        self.suppressed += len(report.suppressed)
        verdict = report.verdict
        self.refused += verdict is FileVerdict.REFUSED
        self.at_risk += verdict is FileVerdict.AT_RISK
        tried = [fix for fix in report.fixes if fix.findings]
        if tried:
            safe = _fixable(report, [fix for fix in tried if fix.safety is Safety.SAFE])
            self.fixable += safe
            self.unsafely_fixable += _fixable(report, tried) - safe
        elif report.fixes:
            addressed = {code for fix in report.fixes for code in fix.codes}
            self.maybe_fixable += sum(finding.code in addressed for finding in report.findings)

    @property
    def exit_status(self) -> int:
        """0 if no finding reaches fail_on, 1 if one does, 2 if a file could not be linted."""
        if self.failed:
            return 2
        return 1 if self.violations else 0


def _fixable(report: Report, fixes: Iterable[AvailableFix]) -> int:
    """The number of findings that these fixes remove."""
    found = Counter(finding.code for finding in report.findings)
    fixed: Counter[str] = Counter()
    for fix in fixes:
        for code, count in zip(fix.codes, fix.findings, strict=True):
            fixed[code] = max(fixed[code], min(count, found[code]))
    return fixed.total()


def totals(reports: Iterable[Report], fail_on: Severity = Severity.ERROR) -> Totals:
    """Return the sums over these reports."""
    sums = Totals()
    for report in reports:
        sums.add(report, fail_on)
    return sums
