"""Decides whether a fixed file is better than the file before: the finding is gone, and nothing new was introduced.

`harm.py` compares the values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from activitylint.engine.lint import Outcome
from activitylint.fixes.harm import check_unharmed
from activitylint.fixes.registry import Fix, FixTask, NotApplicable
from activitylint.fixes.result import FixResult
from activitylint.model.activity import Activity
from activitylint.model.finding import Finding
from activitylint.model.fingerprint import fingerprint
from activitylint.model.report import Report
from activitylint.source.reading import Source

__all__ = ["FileState", "check_fixed", "check_split", "fixed_codes", "left_untouched"]


@dataclass(frozen=True, slots=True)
class FileState:
    """The file after the fixes so far, and what the linter found in it.

    outcome: of all rules. activity: None if the content was not parsed. report: without suppressed findings.
    """

    source: Source
    outcome: Outcome
    activity: Activity | None
    report: Report


def fixed_codes(fix: Fix, task: FixTask) -> tuple[str, ...]:
    """The codes of the findings that a fix was given; all its codes if it was asked for without a finding."""
    return tuple(dict.fromkeys(finding.code for finding in task.findings)) or fix.codes


def check_fixed(fix: Fix, task: FixTask, before: FileState, after: FileState) -> None:
    """Raise NotApplicable if the finding is still there, a new one was not hidden before, or a value is harmed."""
    if after.outcome.report.failure is not None:
        raise NotApplicable("a rule crashed on the result")
    old, new = _counts(before.outcome.report.findings), _counts(after.outcome.report.findings)
    remaining = [code for code in fixed_codes(fix, task) if task.findings and not _is_reduced(code, task, old, after)]
    if remaining:
        reason = f"{', '.join(remaining)} would still be there"
        raise NotApplicable(reason)
    introduced = [code for code in sorted(new) if new[code] > old[code] and not _was_hidden(code, fix, before)]
    if introduced:
        reason = f"it would introduce {', '.join(introduced)}"
        raise NotApplicable(reason)
    _check_suppressed(frozenset(finding.code for finding in task.findings), before, after)
    findings = (before.outcome.report.findings, after.outcome.report.findings)
    check_unharmed(fix, task.findings, before.activity, after.activity, findings)


def check_split(fix: Fix, before: FileState, files: Iterable[tuple[str, FixResult]]) -> None:
    """Raise NotApplicable if a new file has an error that the original had not, the same finding, or is split again."""
    known = _counts(before.outcome.report.findings)
    for label, made in files:
        worse = [code for code in sorted({finding.code for finding in made.after.errors}) if code not in known]
        worse += [code for code in fix.codes if code in _counts(made.after.findings)]
        if worse or made.parts:
            reason = f"part {label} would have {', '.join(worse) or 'several parts again'}"
            raise NotApplicable(reason)


def _check_suppressed(codes: frozenset[str], before: FileState, after: FileState) -> None:
    """Raise NotApplicable if a suppressed finding with one of these codes is gone, too."""
    suppressed = Counter(fingerprint(one.finding) for one in before.report.suppressed if one.finding.code in codes)
    if suppressed:
        found = Counter(fingerprint(finding) for finding in after.outcome.report.findings if finding.code in codes)
        if not suppressed <= found:
            raise NotApplicable("it would also fix a finding that is suppressed")


def left_untouched(before: Report, after: Report) -> frozenset[str]:
    """The codes of which every finding in a report is still in a later one."""

    def known(one: Finding) -> tuple[str, str, str, int]:
        return one.code, one.message, one.location.path, one.count

    left = frozenset(map(known, after.findings))
    gone = {finding.code for finding in before.findings if known(finding) not in left}
    return frozenset(finding.code for finding in before.findings) - gone


def _counts(findings: Iterable[Finding]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.code] += finding.count
    return counts


def _is_reduced(code: str, task: FixTask, old: Counter[str], after: FileState) -> bool:
    """True if the code has fewer findings than before, or none of the same: the next fault may follow the damage."""
    found = [finding for finding in after.outcome.report.findings if finding.code == code]
    if sum(finding.count for finding in found) < old[code]:
        return True
    same = {(finding.message, finding.location.path) for finding in found}
    return all((f.message, f.location.path) not in same for f in task.findings if f.code == code)


def _was_hidden(code: str, fix: Fix, before: FileState) -> bool:
    """True if the rule could not find this before: it was skipped, or what it checks came after the damage."""
    if code in fix.codes or code in fix.reveals or code in before.outcome.skipped:
        return True
    return before.activity is None or before.activity.damaged
