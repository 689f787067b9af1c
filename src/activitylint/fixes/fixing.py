"""Applies fixes to one file, one at a time, and lints the file again after each.

A fix is kept only if its finding is gone or reduced and no new finding appears, except findings that the fixed fault
had hidden. Otherwise the file goes back to what it was before that fix, and the result says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from activitylint.engine.lint import FindFixes, Outcome, lint_source
from activitylint.engine.selection import Selection, select_rules
from activitylint.fixes import load_all
from activitylint.fixes.choice import Choice
from activitylint.fixes.edits import Edit, EditedBytes, OverlapError
from activitylint.fixes.progress import FileState, check_fixed, check_split, fixed_codes
from activitylint.fixes.registry import (
    FileChange,
    Fix,
    FixTask,
    NewName,
    NewPacking,
    NotApplicable,
    SplitFile,
    registered,
    run_fix,
    task_for,
)
from activitylint.fixes.result import Applied, FixResult, SkippedFix
from activitylint.model.finding import Safety
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["Trial", "apply_fixes", "try_fixes"]

_ROUNDS: Final = 100
"""The most fixes that are applied to one file; no file has this many different faults."""

_TRIED_PARTS: Final = 8
"""So many parts of a file that is split show whether splitting helps; a hostile file could have thousands."""


def apply_fixes(
    source: Source,
    context: Context,
    choice: Choice,
    *,
    wanted: Callable[[Outcome], Report] = lambda outcome: outcome.report,
    available_fixes: FindFixes | None = None,
) -> FixResult:
    """Apply all chosen fixes that improve the file.

    wanted: makes the report of an outcome without suppressed findings, which are not fixed. available_fixes: finds the
    fixes for the report on the fixed file; without it the report names none.
    """
    load_all()
    return _FixRun(source, context, choice, wanted).run(available_fixes)


@dataclass(frozen=True, slots=True)
class Trial:
    """What all fixes do to a file.

    safe: the fixes that apply without unsafe ones. unsafe: those that apply after them. fixed_by_safe, fixed_by_all:
    how many findings of each code are then gone.
    """

    safe: tuple[Applied, ...]
    unsafe: tuple[Applied, ...]
    fixed_by_safe: Counter[str]
    fixed_by_all: Counter[str]


def try_fixes(source: Source, context: Context, choice: Choice) -> Trial:
    """Apply the chosen fixes that are registered, and say what they do. Only the first parts of a file are fixed."""
    run = _FixRun(source, context, choice, lambda outcome: outcome.report, most_parts=_TRIED_PARTS)
    result = run.run(None)
    safe = run.safe if run.safe is not None else (len(run.applied), result.after)
    before = _by_code(result.before)
    after = _by_code(result.after)
    if result.parts:
        after -= Counter({code: after[code] for one in run.applied[safe[0] :] for code in one.codes})
        for part in run.part_reports:
            after |= _by_code(part) & before
    return Trial(
        tuple(_merged(run.applied[: safe[0]])),
        tuple(_merged(run.applied[safe[0] :])),
        before - _by_code(safe[1]),
        before - after,
    )


def _by_code(report: Report) -> Counter[str]:
    return Counter(finding.code for finding in report.findings)


@cache
def _all_rules() -> Selection:
    """Every rule for single files that is on by default. A fix must not introduce findings of any of them."""
    return select_rules()


@dataclass(slots=True)
class _FixRun:
    source: Source
    context: Context
    choice: Choice
    wanted: Callable[[Outcome], Report]
    most_parts: int | None = None
    content: EditedBytes = field(init=False)
    applied: list[Applied] = field(default_factory=list)
    skipped: dict[str, SkippedFix] = field(default_factory=dict)
    parts: tuple[tuple[str, bytes], ...] = ()
    part_reports: tuple[Report, ...] = ()
    safe: tuple[int, Report] | None = None
    """When the first fix that is not safe was applied: how many were applied before, and the report after these."""

    def run(self, available_fixes: FindFixes | None) -> FixResult:
        self.content = EditedBytes(self.source.data)
        state = first = self._lint(self.source)
        incomplete = _why_incomplete(self.source)
        if incomplete is not None:
            codes = tuple(dict.fromkeys(finding.code for finding in first.report.findings))
            self.skipped = {"any": SkippedFix("any", codes, incomplete)} if codes else {}
        for _ in range(_ROUNDS if incomplete is None else 0):
            count = len(self.applied)
            after = self._step(state)
            if after is None:
                break
            if self.safe is None and self.applied[count].safety is not Safety.SAFE:
                self.safe = count, state.report
            state = after
        report = state.report
        if available_fixes is not None and report.findings and not self.parts and report.failure is None:
            report = replace(report, fixes=available_fixes(state.source, state.activity, report.findings, self.context))
        return FixResult(
            source=self.source,
            data=state.source.data,
            name=state.source.name,
            edits=tuple(self.content.edits()),
            applied=tuple(_merged(self.applied)),
            skipped=tuple(self.skipped.values()),
            before=first.report,
            after=report,
            parts=self.parts,
            repacked=state.source.compressed != self.source.compressed,
        )

    def _lint(self, source: Source) -> FileState:
        outcome = lint_source(source, self.context, _all_rules(), keep_activity=not source.limited)
        return FileState(source, outcome._replace(activity=None), outcome.activity, self.wanted(outcome))

    def _step(self, state: FileState) -> FileState | None:
        """Apply the first fix that improves the file and return the new state; None if there is no such fix."""
        if state.outcome.report.failure is not None or self.parts:
            return None
        for fix in registered():
            if not self.choice.allows(fix) or fix.name in self.skipped:
                continue
            try:
                task = self._task(fix, state)
                after = self._try(fix, task, state) if task is not None else None
            except NotApplicable as error:
                codes = tuple(code for code in fix.codes if any(code == f.code for f in state.report.findings))
                self.skipped[fix.name] = SkippedFix(fix.name, codes or fix.codes, str(error))
                continue
            if after is not None:
                # A fix that was skipped before may work on the changed file.
                self.skipped.clear()
                return after
        return None

    def _task(self, fix: Fix, state: FileState) -> FixTask | None:
        """The input of a fix; None if the fix does not concern this file."""
        asked = self._is_asked(fix)
        findings = [one for one in state.report.findings if asked or one.code in self.choice.codes]
        if not asked and not any(finding.code in fix.codes for finding in findings):
            return None
        return task_for(fix, state.source, state.activity, findings, self.context)

    def _is_asked(self, fix: Fix) -> bool:
        return fix.name in self.choice.asked and fix.name not in {one.name for one in self.applied}

    def _try(self, fix: Fix, task: FixTask, state: FileState) -> FileState | None:
        """The state after a fix; None if it changes nothing. Raises NotApplicable if it does not improve the file."""
        changes = list(run_fix(fix, task))
        if not changes:
            return None
        if any(isinstance(change, SplitFile) for change in changes):
            return self._split(fix, task, state, changes)
        source, edits = self._changed(state.source, changes)
        if source is None:
            return None
        after = self._lint(source)
        check_fixed(fix, task, state, after)
        self.content.apply(edits)
        self.applied.append(Applied(fix.name, fixed_codes(fix, task), fix.safety, len(changes)))
        return after

    def _changed(self, source: Source, changes: list[FileChange]) -> tuple[Source | None, list[Edit]]:
        names = [change.name for change in changes if isinstance(change, NewName)]
        edits = [change for change in changes if isinstance(change, Edit)]
        if names:
            return (source.with_name(names[0]) if self.choice.rename else None), []
        packings = [change for change in changes if isinstance(change, NewPacking)]
        if packings:
            return source.with_gzip(gzipped=packings[0].gzipped), []
        trial = EditedBytes(source.data)
        try:
            trial.apply(edits)
        except OverlapError as error:
            raise NotApplicable(str(error)) from None
        if trial.data == source.data:
            return None, []
        return source.with_data(trial.data), edits

    def _split(self, fix: Fix, task: FixTask, state: FileState, changes: list[FileChange]) -> FileState:
        """Split the file and apply fixes to each new file."""
        parts = [change for change in changes if isinstance(change, SplitFile)][: self.most_parts]
        made = [(part.label, self._fix_part(state, part)) for part in parts]
        check_split(fix, state, made)
        self.parts = tuple((label, part.data) for label, part in made)
        self.part_reports = tuple(part.after for _, part in made)
        self.applied.append(Applied(fix.name, fixed_codes(fix, task), fix.safety, len(made)))
        for _, part in made:
            self.applied += part.applied
        return state

    def _fix_part(self, state: FileState, part: SplitFile) -> FixResult:
        asked = self.choice.asked - {one.name for one in self.applied}
        choice = replace(self.choice, asked=asked, rename=False)
        return _FixRun(state.source.with_data(part.data), self.context, choice, self.wanted).run(None)


def _why_incomplete(source: Source) -> str | None:
    """Why the file must not be replaced: its content was not read completely. None if it was."""
    if source.limited:
        return "the file is larger than the read limit and was not read to its end"
    if source.gzip is not None and source.gzip.damage is not None:
        return "the gzip data is damaged and only part of it could be unpacked"
    if source.gzip is not None and source.gzip.trailing:
        return "more bytes follow the gzip data, and they would be lost if the file were gzipped again"
    return None


def _merged(applied: list[Applied]) -> Iterator[Applied]:
    """One entry per fix, in the order in which each was first applied."""
    merged: dict[str, Applied] = {}
    for one in applied:
        known = merged.get(one.name)
        codes = tuple(dict.fromkeys((*(known.codes if known else ()), *one.codes)))
        merged[one.name] = Applied(one.name, codes, one.safety, one.changes + (known.changes if known else 0))
    yield from merged.values()
