"""Which fixes a report offers for a file. None of them is applied to find out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.fixes import load_for
from activitylint.fixes.registry import Fix, NewName, NotApplicable, registered, run_fix, task_for
from activitylint.model.activity import Activity
from activitylint.model.finding import Finding, Safety
from activitylint.model.report import AvailableFix
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["available_fixes"]

_LOOKED_AT: Final = 1000
"""With more violations than this, a fix is offered without checking that it would change anything. Otherwise, linting
a file with a hundred thousand faults would take longer only because they can be fixed."""
_LOOKED_INTO: Final = 1_000_000
"""The same for files with more bytes than this, which should not need more memory than their parser does."""


def available_fixes(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> tuple[AvailableFix, ...]:
    """The fixes to offer for these findings, safe ones first. Fixes that have to be asked for are not offered."""
    codes = frozenset(finding.code for finding in findings)
    return tuple(_available(source, activity, findings, context)) if load_for(codes) else ()


def _available(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> Iterator[AvailableFix]:
    present = frozenset(finding.code for finding in findings)
    for fix in registered():
        if fix.safety is Safety.ASKED or present.isdisjoint(fix.codes):
            continue
        if _applies(fix, source, activity, findings, context):
            yield AvailableFix(fix.name, tuple(code for code in fix.codes if code in present), fix.safety)


def _applies(
    fix: Fix, source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> bool:
    try:
        task = task_for(fix, source, activity, findings, context)
        if task is None:
            return False
        if len(source.data) > _LOOKED_INTO or sum(finding.count for finding in task.findings) > _LOOKED_AT:
            return True
        # One change is enough to know that the fix applies. A new name is not offered: the finding's help names it.
        first = next(run_fix(fix, task), None)
    except NotApplicable:
        return False
    return first is not None and not isinstance(first, NewName)
