"""Which fixes are available for a file: those that `activitylint fix` would apply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.engine.lint import Wanted, as_reported
from activitylint.fixes import load_for
from activitylint.fixes.choice import Choice
from activitylint.fixes.fixing import Trial, try_fixes, why_incomplete
from activitylint.fixes.progress import FileState
from activitylint.fixes.registry import NotApplicable, registered, task_for
from activitylint.fixes.work import Work
from activitylint.model.finding import Safety
from activitylint.model.report import AvailableFix
from activitylint.model.request import Context

__all__ = ["TRIED_BYTES", "available_fixes"]

TRIED_BYTES: Final = 1_000_000
"""With more bytes than this, a fix is offered without trying it: linting a large file should take neither longer nor
more memory only because its faults can be fixed."""


def available_fixes(
    state: FileState,
    context: Context,
    work: Work,
    known: frozenset[str] = frozenset(),
    wanted: Wanted = as_reported,
) -> tuple[AvailableFix, ...]:
    """The fixes to offer for a file in this state, safe ones first. Fixes that have to be asked for are not offered.

    In a file of up to TRIED_BYTES unpacked bytes, only those that were tried on it and kept. known: names of fixes that
    are known not to apply. wanted: as for `apply_fixes`.
    """
    codes = frozenset(finding.code for finding in state.report.findings)
    if not load_for(codes) or why_incomplete(state.source) is not None:
        return ()
    if len(state.source.data) > TRIED_BYTES:
        return tuple(_untried(codes, state, context, known))
    choice = Choice(codes, unsafe=True, rename=False)
    return tuple(_kept(codes, try_fixes(state, context, choice, work, known=known, wanted=wanted)))


def _untried(
    codes: frozenset[str], state: FileState, context: Context, known: frozenset[str]
) -> Iterator[AvailableFix]:
    for fix in registered():
        if fix.safety is Safety.ASKED or codes.isdisjoint(fix.codes) or fix.name in known:
            continue
        try:
            task = task_for(fix, state.source, state.activity, state.report.findings, context)
        except NotApplicable:
            continue
        if task is not None:
            yield AvailableFix(fix.name, tuple(code for code in fix.codes if code in codes), fix.safety)


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
