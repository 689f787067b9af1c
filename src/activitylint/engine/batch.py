"""Run the batch rules over the files of one run."""

from __future__ import annotations

from collections.abc import Iterable

from activitylint.engine.findings import compact, crash, in_file_order, make_finding, start_of
from activitylint.engine.lint import Outcome
from activitylint.engine.selection import Selection
from activitylint.model.classes import replace
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.rules.registry import Rule, Stage, Violation, catalogue
from activitylint.strava.summary import Summary

__all__ = ["Batch"]


class Batch:
    """Adds the findings of the batch rules to each file's report, one file at a time.

    The batch rules compare files that are uploaded together, so outcomes are added in the order of the files. known:
    files that were uploaded before, which new ones can repeat.
    """

    def __init__(self, context: Context, selection: Selection, known: Iterable[Summary] = ()) -> None:
        self._selection = selection
        rules = [rule for rule in catalogue() if rule.stage is Stage.BATCH and rule.code in selection.codes]
        self._checks = [(rule, rule.check(context)) for rule in rules]
        for summary in known:
            for _, check in self._checks:
                check(summary)

    def add(self, outcome: Outcome) -> Report:
        """The report of the next file, with what the batch rules found in it.

        A rule that raises an exception is reported as LNT001 for this file, and still runs on the next.
        """
        if outcome.summary is None:
            return outcome.report
        start = start_of(outcome.summary.format)
        found: list[tuple[Rule, Violation]] = []
        failure = outcome.report.failure
        for rule, check in self._checks:
            try:
                violation = check(outcome.summary)
            except Exception as error:  # noqa: BLE001 -- whatever a rule raises, the run must go on
                violations, reason = crash(f"the rule {rule.code}", error)
                found.extend(violations)
                failure = failure or reason
            else:
                if violation is not None:
                    found.append((rule, violation))
        added = [make_finding(rule, compact(one), start, None, self._selection.severity(rule)) for rule, one in found]
        findings = in_file_order([*outcome.report.findings, *added])
        return replace(outcome.report, findings=findings, failure=failure)
