"""Applies fixes to one file, one at a time, and lints the file again after each.

A fix is kept only if its finding is gone or reduced and no new finding appears, except findings that the fixed fault
had hidden. Otherwise the file goes back to what it was before that fix, and the result says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from activitylint.engine.lint import Wanted, as_reported, lint_source
from activitylint.engine.selection import Selection, select_rules
from activitylint.fixes import load_all
from activitylint.fixes.choice import Choice
from activitylint.fixes.edits import Edit, OverlapError, apply, combined
from activitylint.fixes.progress import FileState, check_fixed, check_split, fixed_codes, left_untouched
from activitylint.fixes.registry import (
    BeyondBoundsError,
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
from activitylint.fixes.work import Work, check_changes
from activitylint.model.finding import Safety
from activitylint.model.report import AvailableFix, Report
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["FindFixes", "Trial", "all_rules", "apply_fixes", "try_fixes", "why_incomplete"]

_ROUNDS: Final = 100
"""The most fixes that are applied to one file; no file has this many different faults."""

_TRIED_PARTS: Final = 8
"""So many parts of a file that is split show whether splitting helps; a hostile file could have thousands."""

FindFixes = Callable[[FileState, Context, Work, frozenset[str], Wanted], tuple[AvailableFix, ...]]
"""Finds the fixes that help a file in this state, such as `available_fixes`. The last two arguments: names of fixes
that are known not to, and `wanted` as for `apply_fixes`."""


def apply_fixes(
    source: Source,
    context: Context,
    choice: Choice,
    *,
    wanted: Wanted = as_reported,
    available_fixes: FindFixes | None = None,
) -> FixResult:
    """Apply all chosen fixes that improve the file.

    wanted: makes the report of an outcome without suppressed findings, which are not fixed. available_fixes: finds the
    fixes for the report on the fixed file; without it the report names none.
    """
    load_all()
    work = Work(len(source.data))
    run = _FixRun(context, choice, wanted, work)
    first = run.lint(source)
    incomplete = why_incomplete(source)
    if incomplete is None:
        state = run.advance(first)
    else:
        state = first
        codes = tuple(dict.fromkeys(finding.code for finding in first.report.findings))
        run.skipped = {"any": SkippedFix("any", codes, incomplete)} if codes else {}
    result = run.result(first, state)
    report = state.report
    if available_fixes is None or not report.findings or result.parts or report.failure is not None:
        return result
    # If no finding was left out of the choice, its fixes have just been tried on this very state.
    tried = choice.codes.issuperset(finding.code for finding in report.findings) and incomplete is None
    known = frozenset(fix.name for fix in registered() if choice.allows(fix)) if tried else frozenset[str]()
    return replace(result, after=replace(report, fixes=available_fixes(state, context, work, known, wanted)))


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


def try_fixes(
    state: FileState, context: Context, choice: Choice, work: Work, *, known: frozenset[str], wanted: Wanted
) -> Trial:
    """Apply the chosen fixes that are registered, and say what they do. Only the first parts of a file are fixed.

    known: names of fixes that are known not to apply to the state as it is. wanted: as for `apply_fixes`.
    """
    run = _FixRun(context, choice, wanted, work, most_parts=_TRIED_PARTS, idle=set(known))
    last = run.advance(state)
    safe = run.safe if run.safe is not None else (len(run.applied), last.report)
    before = _by_code(state.report)
    after = _by_code(last.report)
    if run.parts:
        after -= Counter({code: after[code] for one in run.applied[safe[0] :] for code in one.codes})
        for _, part in run.parts:
            after |= _by_code(part.after) & before
    return Trial(
        tuple(_merged(run.applied[: safe[0]])),
        tuple(_merged(run.applied[safe[0] :])),
        before - _by_code(safe[1]),
        before - after,
    )


def _by_code(report: Report) -> Counter[str]:
    return Counter(finding.code for finding in report.findings)


@cache
def all_rules() -> Selection:
    """Every rule for single files that is on by default. A fix must not introduce findings of any of them."""
    return select_rules()


@dataclass(slots=True)
class _FixRun:
    """Applies fixes to one file.

    most_parts: how many parts of a file that is split are made and fixed; None for all. applied, batches: the fixes so
    far, and the edits of each. skipped: the fixes that do not apply to the file as it is now. idle: fixes that have
    nothing to change in it. parts: the files that it was split into. invented: what the fixes so far have invented.
    first: the report before the first fix.
    """

    context: Context
    choice: Choice
    wanted: Wanted
    work: Work
    most_parts: int | None = None
    idle: set[str] = field(default_factory=set)
    batches: list[list[Edit]] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    skipped: dict[str, SkippedFix] = field(default_factory=dict)
    parts: tuple[tuple[str, FixResult], ...] = ()
    invented: frozenset[str] = frozenset()
    first: Report | None = None
    safe: tuple[int, Report] | None = None
    """When the first fix that is not safe was applied: how many were applied before, and the report after these."""

    def lint(self, source: Source) -> FileState:
        """Lint the file in a new state. Raises NotApplicable if that would be too much work."""
        self.work.lint(len(source.data))
        outcome = lint_source(source, self.context, all_rules(), keep_activity=not source.limited)
        return FileState(source, outcome._replace(activity=None), outcome.activity, self.wanted(outcome))

    def advance(self, state: FileState) -> FileState:
        """Apply one fix after another while they improve the file, and return its last state."""
        self.first = state.report
        for _ in range(_ROUNDS):
            count = len(self.applied)
            after = self._step(state)
            if after is None:
                break
            if self.safe is None and self.applied[count].safety is not Safety.SAFE:
                self.safe = count, state.report
            state = after
        return state

    def result(self, first: FileState, last: FileState) -> FixResult:
        """The result of the run that led from the first state to the last."""
        return FixResult(
            source=first.source,
            data=last.source.data,
            name=last.source.name,
            edits=tuple(combined(len(first.source.data), self.batches) if self.batches else ()),
            applied=tuple(_merged(self.applied)),
            skipped=tuple(self.skipped.values()),
            before=first.report,
            after=last.report,
            parts=tuple((label, part.data) for label, part in self.parts),
            repacked=last.source.compressed != first.source.compressed,
        )

    def _step(self, state: FileState) -> FileState | None:
        """Apply the first fix that improves the file and return the new state; None if there is no such fix."""
        if state.outcome.report.failure is not None or self.parts:
            return None
        for fix in registered():
            if not self.choice.allows(fix) or fix.name in self.skipped or fix.name in self.idle:
                continue
            try:
                task = self._task(fix, state)
                after = self._try(fix, task, state) if task is not None else None
            except NotApplicable as error:
                codes = tuple(code for code in fix.codes if any(code == f.code for f in state.report.findings))
                self.skipped[fix.name] = SkippedFix(
                    fix.name, codes or fix.codes, str(error), isinstance(error, BeyondBoundsError)
                )
                continue
            if after is not None:
                # A fix that was skipped before may work on the changed file.
                self.skipped.clear()
                self.idle.clear()
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
        changes = self._changes(fix, task)
        if not changes:
            return None
        if not fix.trusts.isdisjoint(self.invented):
            reason = f"it would rely on the {', '.join(sorted(fix.trusts & self.invented))} that another fix wrote"
            raise NotApplicable(reason)
        parts = [change for change in changes if isinstance(change, SplitFile)]
        if parts:
            return self._split(fix, task, state, parts)
        source, edits = self._changed(state.source, changes)
        if source is None:
            return None
        after = self.lint(source)
        check_fixed(fix, task, state, after)
        if edits:
            self.batches.append(edits)
        # A finding that came to light in between may have a code whose first findings are all still there.
        left = left_untouched(self.first, after.report) if self.first is not None else frozenset()
        codes = tuple(code for code in fixed_codes(fix, task) if code not in left)
        self.applied.append(Applied(fix.name, codes, fix.safety, len(changes)))
        self.invented |= fix.invents
        return after

    def _changes(self, fix: Fix, task: FixTask) -> list[FileChange]:
        """What a fix changes. Raises NotApplicable if that takes too much work or memory."""
        size = len(task.data)
        check_changes(sum(finding.count for finding in task.findings), size)
        self.work.run(size)
        changes: list[FileChange] = []
        for change in run_fix(fix, task):
            changes.append(change)
            if isinstance(change, SplitFile):
                self.work.write_part(len(change.data))
                if len(changes) == self.most_parts:
                    break
            check_changes(len(changes), size)
        return changes

    def _changed(self, source: Source, changes: list[FileChange]) -> tuple[Source | None, list[Edit]]:
        names = [change.name for change in changes if isinstance(change, NewName)]
        edits = [change for change in changes if isinstance(change, Edit)]
        if names:
            return (source.with_name(names[0]) if self.choice.rename else None), []
        packings = [change for change in changes if isinstance(change, NewPacking)]
        if packings:
            return source.with_gzip(gzipped=packings[0].gzipped), []
        try:
            data = apply(source.data, edits)
        except OverlapError as error:
            raise NotApplicable(str(error)) from None
        if data == source.data:
            return None, []
        return source.with_data(data), edits

    def _split(self, fix: Fix, task: FixTask, state: FileState, parts: Iterable[SplitFile]) -> FileState:
        """Split the file and apply fixes to each new file."""
        made = tuple((part.label, self._fix_part(state, part)) for part in parts)
        check_split(fix, state, made)
        self.parts = made
        self.applied.append(Applied(fix.name, fixed_codes(fix, task), fix.safety, len(made)))
        for _, part in made:
            self.applied += part.applied
        return state

    def _fix_part(self, state: FileState, part: SplitFile) -> FixResult:
        asked = self.choice.asked - {one.name for one in self.applied}
        choice = replace(self.choice, asked=asked, rename=False)
        run = _FixRun(self.context, choice, self.wanted, self.work)
        first = run.lint(state.source.with_data(part.data))
        return run.result(first, run.advance(first))


def why_incomplete(source: Source) -> str | None:
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
