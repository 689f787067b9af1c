"""Adds the available fixes to a report, for callers that show which findings are fixable.

Most files have nothing to fix, so the machinery of the fixes is imported only for those that do.
"""

from __future__ import annotations

from activitylint.engine.lint import Outcome, Wanted, lint_source
from activitylint.engine.selection import Selection
from activitylint.fixes import load_for
from activitylint.model.classes import replace
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["with_available_fixes"]


def with_available_fixes(
    source: Source,
    context: Context,
    selection: Selection,
    outcome: Outcome,
    wanted: Wanted,
) -> Outcome:
    """The outcome with the available fixes in its report.

    selection: the rules of the outcome. outcome: with its activity, so that the file is not parsed again. wanted: makes
    the report without suppressed findings, which no fix may change.
    """
    report = wanted(outcome)
    if not report.findings or report.failure is not None or not load_for({one.code for one in report.findings}):
        return outcome
    from activitylint.fixes.available import TRIED_BYTES, available_fixes  # noqa: PLC0415 -- few files need it
    from activitylint.fixes.fixing import all_rules  # noqa: PLC0415
    from activitylint.fixes.progress import FileState  # noqa: PLC0415
    from activitylint.fixes.work import Work  # noqa: PLC0415

    known = outcome
    if selection != all_rules() and len(source.data) <= TRIED_BYTES:
        # What a fix does is judged by all rules, not only by those that were selected.
        known = lint_source(source, context, all_rules(), activity=outcome.activity)
    state = FileState(source, known._replace(activity=None), outcome.activity, report)
    fixes = available_fixes(state, context, Work(len(source.data)), wanted=wanted)
    return outcome._replace(report=replace(outcome.report, fixes=fixes))
