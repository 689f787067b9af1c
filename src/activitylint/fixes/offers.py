"""Which fixes have something to change in a file: told by a report without carrying any of them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activitylint.activity import Activity
from activitylint.finding import Finding, Safety
from activitylint.fixes import load_for
from activitylint.fixes.registry import NewName, Refused, aim, changes, registered
from activitylint.report import Offer
from activitylint.request import Context
from activitylint.source import Source

__all__ = ["offers"]


def offers(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> tuple[Offer, ...]:
    """The fixes that apply, safe ones first; those that have to be asked for are not offered."""
    codes = frozenset(finding.code for finding in findings)
    return tuple(_offers(source, activity, findings, context)) if load_for(codes) else ()


def _offers(
    source: Source, activity: Activity | None, findings: Sequence[Finding], context: Context
) -> Iterator[Offer]:
    present = frozenset(finding.code for finding in findings)
    for fix in registered():
        if fix.safety is Safety.ASKED or present.isdisjoint(fix.codes):
            continue
        try:
            target = aim(fix, source, activity, findings, context)
            # The first change is enough to know that there are any. Another name is the finding's own help to say.
            first = next(changes(fix, target), None) if target is not None else None
            if first is not None and not isinstance(first, NewName):
                codes = tuple(code for code in fix.codes if code in present)
                yield Offer(fix.name, codes, fix.safety)
        except Refused:
            continue
