"""Which fixes a report offers for a file: those that `activitylint fix` would apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.fixes import load_for
from activitylint.fixes.choice import Choice
from activitylint.fixes.fixing import Trial, try_fixes
from activitylint.fixes.registry import Fix, NewName, NotApplicable, registered, run_fix, task_for
from activitylint.model.activity import Activity
from activitylint.model.finding import Finding, Safety
from activitylint.model.report import AvailableFix
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["TRIED_BYTES", "available_fixes"]

TRIED_BYTES: Final = 1_000_000
"""With more bytes than this, a fix is offered without trying it: linting a large file should take neither longer nor
more memory only because its faults can be fixed."""


def available_fixes(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> tuple[AvailableFix, ...]:
    """The fixes to offer for these findings, safe ones first. Fixes that have to be asked for are not offered.

    In a file of up to TRIED_BYTES unpacked bytes, only those that were tried on it and kept.
    """
    codes = frozenset(finding.code for finding in findings)
    if not load_for(codes):
        return ()
    if len(source.data) > TRIED_BYTES:
        return tuple(_untried(source, activity, findings, context))
    if not any(_changes(fix, source, activity, findings, context) for fix in _offered(codes)):
        return ()
    choice = Choice(codes, unsafe=True, rename=False)
    return tuple(_kept(codes, try_fixes(source, context, choice)))


def _offered(codes: frozenset[str]) -> Iterator[Fix]:
    return (fix for fix in registered() if fix.safety is not Safety.ASKED and not codes.isdisjoint(fix.codes))


def _untried(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> Iterator[AvailableFix]:
    present = frozenset(finding.code for finding in findings)
    for fix in _offered(present):
        try:
            task = task_for(fix, source, activity, findings, context)
        except NotApplicable:
            continue
        if task is not None:
            yield AvailableFix(fix.name, tuple(code for code in fix.codes if code in present), fix.safety)


def _changes(
    fix: Fix, source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> bool:
    """True if a fix has a change to make. One is enough to know. A new name is not offered: the help names it."""
    try:
        task = task_for(fix, source, activity, findings, context)
        first = next(run_fix(fix, task), None) if task is not None else None
    except NotApplicable:
        return False
    return first is not None and not isinstance(first, NewName)


def _kept(codes: frozenset[str], trial: Trial) -> Iterator[AvailableFix]:
    """The fixes that were kept. A safe fix that only works after an unsafe one is offered as an unsafe one.

    A fix may be kept although as many findings are left: the next damage shows only when the first is repaired.
    """
    for safety, applied, fixed in (
        (Safety.SAFE, trial.safe, trial.fixed_by_safe),
        (Safety.UNSAFE, trial.unsafe, trial.fixed_by_all),
    ):
        for one in applied:
            mine = tuple(code for code in one.codes if code in codes)
            if mine:
                yield AvailableFix(one.name, mine, safety, tuple(fixed[code] for code in mine))
