"""Run the batch rules over the files of one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from activitylint.engine.findings import compact, in_file_order, make_finding, start_of
from activitylint.engine.lint import Outcome
from activitylint.engine.selection import Selection
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.rules.registry import Stage, catalogue
from activitylint.strava.summary import Summary

__all__ = ["Batch"]


class Batch:
    """Adds the findings of the batch rules to each file's report, one file at a time.

    The batch rules compare files that are uploaded together, so outcomes are added in the order of the files.
    """

    def __init__(self, context: Context, selection: Selection) -> None:
        self._selection = selection
        self._current: Summary | None = None
        rules = [rule for rule in catalogue() if rule.stage is Stage.BATCH and rule.code in selection.codes]
        self._checks = [(rule, iter(rule.check(self._summaries(), context))) for rule in rules]

    def add(self, outcome: Outcome) -> Report:
        """The report of the next file, with what the batch rules found in it."""
        if outcome.summary is None:
            return outcome.report
        self._current = outcome.summary
        start = start_of(outcome.summary.format)
        found = [
            make_finding(rule, compact(violation), start, None, self._selection.severity(rule))
            for rule, check in self._checks
            if (violation := next(check)) is not None
        ]
        return replace(outcome.report, findings=in_file_order([*outcome.report.findings, *found]))

    def _summaries(self) -> Iterator[Summary]:
        while self._current is not None:
            yield self._current
