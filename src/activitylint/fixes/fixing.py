"""Mends what can be mended: one fix after another, each linted again before it is kept.

A fix is kept where what it mends is gone or less, and nothing has come up but what the mended fault had silenced. Else
the file is left as it was before that fix, and the reason is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from activitylint import formats
from activitylint.engine.lint import Outcome, lint_source
from activitylint.engine.selection import Selection, select_rules
from activitylint.fixes import load_all
from activitylint.fixes.edits import Edit, OverlapError, Pieces
from activitylint.fixes.offers import available_fixes
from activitylint.fixes.registry import Change, Fix, NewName, NotApplicable, Part, Target, aim, changes, registered
from activitylint.model.activity import Activity
from activitylint.model.finding import Finding, Safety
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = ["Applied", "Choice", "FixResult", "SkippedFix", "UnknownFixError", "choose", "mend"]

_ROUNDS: Final = 100
"""Fixes that are carried out on one file at most: far more than any file has faults of different kinds."""


class UnknownFixError(ValueError):
    """A name that no fix has."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was carried out. codes: of the findings that it mended. changes: how many edits it took."""

    name: str
    codes: tuple[str, ...]
    safety: Safety
    changes: int


@dataclass(frozen=True, slots=True)
class SkippedFix:
    """A fix that was tried and not kept, and why: a sentence without a full stop."""

    name: str
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FixResult:
    """What mending one file came to.

    source: the file as it was. data: the unpacked bytes after all that was kept. edits: what differs, counted in the
    bytes as they were. name: what the file should be called. parts: the files that it is split into, (label, bytes)
    each; empty where it is not. before, after: the reports of both; of a file that was split `after` is that of the
    file before the split.
    """

    source: Source
    data: bytes
    name: str
    edits: tuple[Edit, ...]
    applied: tuple[Applied, ...]
    skipped: tuple[SkippedFix, ...]
    before: Report
    after: Report
    parts: tuple[tuple[str, bytes], ...] = ()

    @property
    def left(self) -> tuple[SkippedFix, ...]:
        """What `skipped` was called in 0.1."""
        return self.skipped

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.edits or self.parts) or self.name != self.source.name


@dataclass(frozen=True, slots=True)
class Choice:
    """Which fixes may be carried out.

    unsafe: also those that guess or drop. asked: names of fixes that are wanted whatever their class. codes: of the
    rules whose findings are to be mended. rename: whether a fix may give the file another name.
    """

    codes: frozenset[str]
    unsafe: bool = False
    asked: frozenset[str] = frozenset()
    rename: bool = True

    def allows(self, fix: Fix) -> bool:
        """Whether this fix may be tried."""
        if fix.name in self.asked:
            return True
        wanted = fix.safety is Safety.SAFE or (self.unsafe and fix.safety is Safety.UNSAFE)
        return wanted and not self.codes.isdisjoint(fix.codes)


def choose(selection: Selection, *, unsafe: bool = False, asked: Iterable[str] = (), rename: bool = True) -> Choice:
    """The fixes of the selected rules. Raises UnknownFixError for a name that no fix has."""
    load_all()
    names = frozenset(asked)
    unknown = names - {fix.name for fix in registered()}
    if unknown:
        message = f"there is no fix of the name {min(unknown)!r}"
        raise UnknownFixError(message)
    return Choice(selection.codes, unsafe, names, rename)


def mend(
    source: Source,
    context: Context,
    choice: Choice,
    *,
    wanted: Callable[[Outcome], Report] = lambda outcome: outcome.report,
) -> FixResult:
    """Carry out all fixes that are chosen and hold.

    wanted: makes a report of an outcome without what somebody has decided to leave as it is: that is not mended.
    """
    load_all()
    return _Mending(source, context, choice, wanted).run()


@cache
def _everything() -> Selection:
    """Every rule that looks at one file and is on by default: what a fix must not make worse."""
    return select_rules()


@dataclass(slots=True)
class _State:
    """The file as it stands after the fixes that were kept, and what is found in it."""

    source: Source
    outcome: Outcome
    activity: Activity | None
    report: Report


@dataclass(slots=True)
class _Mending:
    source: Source
    context: Context
    choice: Choice
    wanted: Callable[[Outcome], Report]
    pieces: Pieces = field(init=False)
    applied: list[Applied] = field(default_factory=list)
    skipped: dict[str, SkippedFix] = field(default_factory=dict)
    parts: tuple[tuple[str, bytes], ...] = ()

    def run(self) -> FixResult:
        self.pieces = Pieces(self.source.data)
        state = first = self._state(self.source)
        lost = _would_be_lost(self.source)
        if lost is not None:
            codes = tuple(dict.fromkeys(finding.code for finding in first.report.findings))
            self.skipped = {"any": SkippedFix("any", codes, lost)} if codes else {}
        for _ in range(_ROUNDS if lost is None else 0):
            after = self._step(state)
            if after is None:
                break
            state = after
        report = state.report
        if not self.parts and report.failure is None:
            report = replace(report, fixes=available_fixes(state.source, state.activity, report.findings, self.context))
        return FixResult(
            source=self.source,
            data=state.source.data,
            name=state.source.name,
            edits=tuple(self.pieces.edits()),
            applied=tuple(_summed(self.applied)),
            skipped=tuple(self.skipped.values()),
            before=first.report,
            after=report,
            parts=self.parts,
        )

    def _state(self, source: Source) -> _State:
        outcome = lint_source(source, self.context, _everything())
        activity = None
        if source.format is not None and not source.limited:
            activity = formats.read(source.data, source.format)
        return _State(source, outcome, activity, self.wanted(outcome))

    def _step(self, state: _State) -> _State | None:
        """The state after the first fix that holds; None where none does any more."""
        if state.outcome.report.failure is not None or self.parts:
            return None
        for fix in registered():
            if not self.choice.allows(fix) or fix.name in self.skipped:
                continue
            try:
                target = self._target(fix, state)
                after = self._tried(fix, target, state) if target is not None else None
            except NotApplicable as refusal:
                codes = tuple(code for code in fix.codes if any(code == f.code for f in state.report.findings))
                self.skipped[fix.name] = SkippedFix(fix.name, codes or fix.codes, str(refusal))
                continue
            if after is not None:
                # What one fix has made readable or right, another may have waited for.
                self.skipped.clear()
                return after
        return None

    def _target(self, fix: Fix, state: _State) -> Target | None:
        """What a fix would look at; None where it has nothing to do with this file."""
        asked = self._asked(fix)
        findings = [one for one in state.report.findings if asked or one.code in self.choice.codes]
        if not asked and not any(finding.code in fix.codes for finding in findings):
            return None
        return aim(fix, state.source, state.activity, findings, self.context)

    def _asked(self, fix: Fix) -> bool:
        return fix.name in self.choice.asked and fix.name not in {one.name for one in self.applied}

    def _tried(self, fix: Fix, target: Target, state: _State) -> _State | None:
        """The state after a fix; None where it does nothing here. Raises Refused where it does not hold."""
        planned = list(changes(fix, target))
        if not planned:
            return None
        if any(isinstance(change, Part) for change in planned):
            return self._split(fix, target, state, planned)
        source, edits = self._changed(state.source, planned)
        if source is None:
            return None
        after = self._state(source)
        _demand_better(fix, target, state, after)
        self.pieces.apply(edits)
        self.applied.append(Applied(fix.name, _codes(target, fix), fix.safety, len(planned)))
        return after

    def _changed(self, source: Source, planned: list[Change]) -> tuple[Source | None, list[Edit]]:
        names = [change.name for change in planned if isinstance(change, NewName)]
        edits = [change for change in planned if isinstance(change, Edit)]
        if names:
            return (source.with_name(names[0]) if self.choice.rename else None), []
        trial = Pieces(source.data)
        try:
            trial.apply(edits)
        except OverlapError as error:
            raise NotApplicable(str(error)) from None
        if trial.data == source.data:
            return None, []
        return source.with_data(trial.data), edits

    def _split(self, fix: Fix, target: Target, state: _State, planned: list[Change]) -> _State:
        """Split the file, and mend each part: none may have an error, or the same finding, that the whole had not."""
        before = _counts(state.outcome.report.findings)
        made = [self._part(state, change) for change in planned if isinstance(change, Part)]
        for label, part in made:
            worse = [code for code in _errors(part.after) if code not in before]
            worse += [code for code in fix.codes if code in _counts(part.after.findings)]
            if worse or part.parts:
                reason = f"part {label} would have {', '.join(worse) or 'several parts again'}"
                raise NotApplicable(reason)
        self.parts = tuple((label, part.data) for label, part in made)
        self.applied.append(Applied(fix.name, _codes(target, fix), fix.safety, len(made)))
        for _, part in made:
            self.applied += part.applied
        return state

    def _part(self, state: _State, part: Part) -> tuple[str, FixResult]:
        """A part, mended as the whole is."""
        asked = self.choice.asked - {one.name for one in self.applied}
        choice = replace(self.choice, asked=asked, rename=False)
        return part.label, mend(state.source.with_data(part.data), self.context, choice, wanted=self.wanted)


def _would_be_lost(source: Source) -> str | None:
    """Why nothing may be written in the place of a file: what is at hand is not all of it."""
    if source.limited:
        return "it is larger than the read limit, and what lies behind that was not read"
    if source.gzip is not None and source.gzip.damage is not None:
        return "what is packed is damaged, and only a part of it could be unpacked"
    if source.gzip is not None and source.gzip.trailing:
        return "bytes follow what is packed, and packing it anew would lose them"
    return None


def _codes(target: Target, fix: Fix) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.code for finding in target.findings)) or fix.codes


def _errors(report: Report) -> list[str]:
    return sorted({finding.code for finding in report.errors})


def _counts(findings: Iterable[Finding]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.code] += finding.count
    return counts


def _demand_better(fix: Fix, target: Target, before: _State, after: _State) -> None:
    """Raise Refused where what was to be mended is still there, or something has come up that was not silenced."""
    if after.outcome.report.failure is not None:
        raise NotApplicable("a rule crashed on what it made")
    old, new = _counts(before.outcome.report.findings), _counts(after.outcome.report.findings)
    still = [code for code in _codes(target, fix) if target.findings and not _is_less(code, target, old, after)]
    if still:
        reason = f"{', '.join(still)} would still be there"
        raise NotApplicable(reason)
    come = [code for code in sorted(new) if new[code] > old[code] and not _was_hidden(code, fix, before)]
    if come:
        reason = f"it would bring {', '.join(come)}"
        raise NotApplicable(reason)


def _is_less(code: str, target: Target, old: Counter[str], after: _State) -> bool:
    """Whether less of a code is found than before, or at least not the same: behind damage the next may come up."""
    found = [finding for finding in after.outcome.report.findings if finding.code == code]
    if sum(finding.count for finding in found) < old[code]:
        return True
    told = {(finding.message, finding.location.path) for finding in found}
    return all((f.message, f.location.path) not in told for f in target.findings if f.code == code)


def _was_hidden(code: str, fix: Fix, before: _State) -> bool:
    """Whether a rule could not speak before: silenced, or looking at what lay behind damage."""
    if code in fix.codes or code in fix.reveals or code in before.outcome.skipped:
        return True
    return before.activity is None or before.activity.damaged


def _summed(applied: list[Applied]) -> Iterator[Applied]:
    """One entry a fix, in the order of the first time that each was carried out."""
    merged: dict[str, Applied] = {}
    for one in applied:
        known = merged.get(one.name)
        codes = tuple(dict.fromkeys((*(known.codes if known else ()), *one.codes)))
        merged[one.name] = Applied(one.name, codes, one.safety, one.changes + (known.changes if known else 0))
    yield from merged.values()
