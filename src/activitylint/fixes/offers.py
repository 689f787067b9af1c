"""Which fixes may mend a file: told by a report without carrying any of them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.activity import Activity
from activitylint.finding import Finding, Safety
from activitylint.fixes import load_for
from activitylint.fixes.registry import Fix, NewName, Refused, aim, changes, registered
from activitylint.report import Offer
from activitylint.request import Context
from activitylint.source import Source

__all__ = ["offers"]

_LOOKED_AT: Final = 1000
"""Things found up to which a fix is asked whether it has anything to change. Beyond, it is offered unasked: linting a
file with a hundred thousand faults should not take longer because a program could mend them."""
_LOOKED_INTO: Final = 1_000_000
"""Bytes of a file up to which a fix is asked; a larger one should not take more memory than its parser needs."""


def offers(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> tuple[Offer, ...]:
    """The fixes that may be tried, safe ones first; those that have to be asked for are not offered."""
    codes = frozenset(finding.code for finding in findings)
    return tuple(_offers(source, activity, findings, context)) if load_for(codes) else ()


def _offers(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> Iterator[Offer]:
    present = frozenset(finding.code for finding in findings)
    for fix in registered():
        if fix.safety is Safety.ASKED or present.isdisjoint(fix.codes):
            continue
        if _applies(fix, source, activity, findings, context):
            yield Offer(fix.name, tuple(code for code in fix.codes if code in present), fix.safety)


def _applies(
    fix: Fix, source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> bool:
    try:
        target = aim(fix, source, activity, findings, context)
        if target is None:
            return False
        if len(source.data) > _LOOKED_INTO or sum(finding.count for finding in target.findings) > _LOOKED_AT:
            return True
        # The first change is enough to know that there are any. Another name is the finding's own help to say.
        first = next(changes(fix, target), None)
    except Refused:
        return False
    return first is not None and not isinstance(first, NewName)
