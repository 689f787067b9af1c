"""Suppresses findings: by a comment in the file, by a per-file setting, or by a baseline.

Suppressed findings are counted, so that nothing disappears silently. A suppression that matches no finding is reported
as unused (LNT002).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, Literal

from activitylint.engine.findings import in_file_order, linter_findings, start_of
from activitylint.engine.lint import LocatedDirective, Outcome
from activitylint.engine.selection import Selection, matching_codes
from activitylint.model.classes import NamedTuple, dataclass, replace
from activitylint.model.finding import Finding, Severity
from activitylint.model.report import Report, Suppressed
from activitylint.rules.registry import Stage, catalogue
from activitylint.settings.per_file import PerFile, PerFiles
from activitylint.suppression.baseline import Baseline, Entry
from activitylint.suppression.comments import FORM, WrongCommentError, parse_comment

__all__ = ["Suppressor"]

_CRASHED: Final = "LNT001"
_UNUSED: Final = "LNT002"


@dataclass(slots=True, eq=False, repr=False)
class _Ignore:
    """One selector that applies to one file. where: the index of the comment in the file, or the glob."""

    by: Literal["comment", "per-file"]
    where: int | str
    selector: str
    codes: frozenset[str]
    reason: str = ""
    used: bool = False


@dataclass(slots=True, eq=False, repr=False)
class _Use:
    """The use of one per-file selector in the whole run.

    used: it has suppressed a finding. conclusive: in every file, all of its rules could run or it was used.
    """

    entry: PerFile
    selector: str
    codes: frozenset[str]
    used: bool = False
    conclusive: bool = True


class _Rules(NamedTuple):
    """Codes of all rules, of the rules about the linter itself, of the rules that are on, and of those that ran."""

    known: frozenset[str]
    linter: frozenset[str]
    on: frozenset[str]
    ran: frozenset[str]


class Suppressor:
    """Takes the outcomes of a run one after another, and returns their reports without the suppressed findings.

    selection: the rules that ran. batch: True if the batch rules ran, too. record: suppress every finding of this
    severity or above and record it for a new baseline; `baseline` is then the old one, whose reasons are kept.
    comments: False to take no notice of the comments in files.
    """

    def __init__(
        self,
        selection: Selection,
        *,
        per_file: PerFiles | None = None,
        baseline: Baseline | None = None,
        batch: bool = False,
        record: Severity | None = None,
        comments: bool = True,
    ) -> None:
        self._batch = batch
        self._heeds_comments = comments
        self._selection = selection
        self._per_file = per_file or PerFiles()
        self._baseline = baseline or Baseline("", "")
        self._record = record
        self._recorded: list[Entry] = []
        self._checked_paths: set[str] = set()
        self._uses: dict[tuple[int | str, str], _Use] = {
            (entry.glob.pattern, one): _Use(entry, one, matching_codes(one))
            for entry in self._per_file.entries
            for one in entry.ignore
        }

    @property
    def settings(self) -> tuple[object, ...]:
        """Everything that decides what is suppressed, except the comments in files; equal settings have equal reprs."""
        return self._heeds_comments, self._per_file, self._baseline.folder, self._baseline.entries

    @cached_property
    def _rules(self) -> _Rules:
        """Computed when it is needed, because most runs do not suppress anything."""
        rules = catalogue()
        not_run = frozenset(rule.code for rule in rules if rule.stage is Stage.BATCH and not self._batch)
        return _Rules(
            known=frozenset(rule.code for rule in rules),
            linter=frozenset(rule.code for rule in rules if rule.stage is Stage.LINTER),
            on=self._selection.codes | {rule.code for rule in rules if rule.default},
            ran=self._selection.codes - not_run,
        )

    def apply(self, outcome: Outcome, report: Report | None = None) -> Report:
        """The report on one file. report: with the findings of the batch rules; by default the outcome's own report."""
        report = report or outcome.report
        named = self._baseline.path_of(report.path) or "" if self._baseline.entries or self._record else ""
        entries = self._baseline.at(named)
        directives = outcome.directives if self._heeds_comments else ()
        comments, added = self._comments(directives)
        ignores = [*comments, *self._of_settings(report.path)]
        by_code = _by_code(ignores)
        if not (ignores or entries or added or self._record):
            return report
        left: list[Finding] = []
        suppressed: list[Suppressed] = []
        prints = _fingerprints(report.findings) if entries or self._record else [""] * len(report.findings)
        for finding, fingerprint in zip(report.findings, prints, strict=True):
            out = _ignored(by_code, finding) or self._in_baseline(named, finding, fingerprint, entries)
            if out is None:
                left.append(finding)
            else:
                suppressed.append(out)
        # If the file could not be checked, nothing is known about its suppressions.
        ran = self._rules.ran - outcome.skipped if report.failure is None else frozenset()
        self._record_use(ignores, ran)
        added += self._unused_comments(comments, directives, ran)
        if report.failure is None:
            self._checked_paths.add(named)
            if self._record is None:
                found = {(finding.code, one) for finding, one in zip(report.findings, prints, strict=True)}
                added += self._unused_entries(
                    [entry for key, entry in entries.items() if key not in found], report, ran
                )
        for finding in added:
            out = _ignored(by_code, finding)
            if out is None:
                left.append(finding)
            else:
                suppressed.append(out)
        codes = {finding.code for finding in left}
        fixes = tuple(offer for offer in report.fixes if not codes.isdisjoint(offer.codes))
        return replace(report, findings=in_file_order(left), suppressed=tuple(suppressed), fixes=fixes)

    def unused(self) -> Iterator[tuple[PerFile, str]]:
        """The per-file selectors that suppressed no finding in the run, each with its entry."""
        for use in self._uses.values():
            if use.conclusive and not use.used and self._has_run(use.codes, self._rules.ran):
                yield use.entry, use.selector

    def recorded(self, exists: Callable[[str], bool]) -> list[Entry]:
        """The entries of the new baseline: those recorded, and the old entries of files that were not checked.

        exists: returns True if a file with this path, relative to the baseline, exists.
        """
        kept = [e for e in self._baseline.entries if e.path not in self._checked_paths and exists(e.path)]
        return [*kept, *self._recorded]

    def _comments(self, directives: Sequence[LocatedDirective]) -> tuple[list[_Ignore], list[Finding]]:
        """The selectors in the comments of a file, and the findings about comments that cannot be understood."""
        ignores: list[_Ignore] = []
        wrong: list[Finding] = []
        for index, directive in enumerate(directives):
            try:
                comment = parse_comment(directive.text)
            except WrongCommentError as error:
                wrong += self._about_comment(directive, str(error), f"In the comment, {FORM}.")
                continue
            ignores += [
                _Ignore("comment", index, one, matching_codes(one), comment.reason) for one in comment.selectors
            ]
        return ignores, wrong

    def _of_settings(self, path: str) -> Iterator[_Ignore]:
        for entry in self._per_file.of(path) if self._uses else ():
            pattern = entry.glob.pattern
            yield from (_Ignore("per-file", pattern, one, self._uses[pattern, one].codes) for one in entry.ignore)

    def _in_baseline(
        self, named: str, finding: Finding, fingerprint: str, entries: Mapping[tuple[str, str], Entry]
    ) -> Suppressed | None:
        """The finding as suppressed by the baseline, or recorded for a new one; None if neither applies.

        named: the file's path in the baseline, empty for standard input.
        """
        entry = entries.get((finding.code, fingerprint)) or entries.get((finding.code, ""))
        if finding.code in self._rules.linter:
            return None
        if self._record is not None and (entry is not None or finding.severity.rank >= self._record.rank):
            if not named:
                return None
            reason = entry.reason if entry is not None else ""
            entry = Entry(named, finding.code, fingerprint, finding.message, reason)
            self._recorded.append(entry)
        return Suppressed(finding, "baseline", entry.reason) if entry is not None else None

    def _unused_comments(
        self, comments: list[_Ignore], directives: Sequence[LocatedDirective], ran: frozenset[str]
    ) -> list[Finding]:
        added: list[Finding] = []
        for index, directive in enumerate(directives):
            ignores = [one for one in comments if one.where == index]
            unused = [one.selector for one in ignores if not one.used and self._has_run(one.codes, ran)]
            if unused:
                names = ", ".join(unused)
                advice = "Remove the comment." if len(unused) == len(ignores) else f"Remove {names} from the comment."
                added += self._about_comment(
                    directive, f"the comment ignores {names}, but the file has no such finding", advice
                )
        return added

    def _unused_entries(self, stale: list[Entry], report: Report, ran: frozenset[str]) -> list[Finding]:
        added: list[Finding] = []
        for code in sorted({entry.code for entry in stale}):
            # An entry for a rule that no longer exists is always unused.
            if code in self._rules.known and not self._has_run(frozenset((code,)), ran):
                continue
            count = sum(entry.code == code for entry in stale)
            which = f"{count:,} findings of {code}" if count > 1 else f"a finding of {code}"
            what = f"the baseline lists {which} that the file does not have"
            advice = f"Update the baseline with --write-baseline {self._baseline.file}."
            added += linter_findings(_UNUSED, self._selection, start_of(report.format), None, what, advice, count)
        return added

    def _record_use(self, ignores: list[_Ignore], ran: frozenset[str]) -> None:
        """Record the use of the per-file selectors in this file."""
        for one in ignores:
            if one.by == "per-file":
                use = self._uses[one.where, one.selector]
                use.used |= one.used
                use.conclusive &= one.used or self._has_run(one.codes, ran)

    def _has_run(self, codes: frozenset[str], ran: frozenset[str]) -> bool:
        """True if all rules of a selector that are on have run, and there is at least one."""
        on = (codes & self._rules.on) - self._rules.linter
        return bool(on) and on <= ran

    def _about_comment(self, directive: LocatedDirective, what: str, advice: str) -> list[Finding]:
        return linter_findings(_UNUSED, self._selection, directive.location, directive.excerpt, what, advice)


def _fingerprints(findings: Sequence[Finding]) -> list[str]:
    from activitylint.model.fingerprint import fingerprints  # noqa: PLC0415 -- only runs with a baseline need it

    return fingerprints(findings)


def _by_code(ignores: list[_Ignore]) -> dict[str, list[_Ignore]]:
    """The ignores that apply to each code, in their order."""
    made: dict[str, list[_Ignore]] = {}
    for one in ignores:
        for code in one.codes:
            made.setdefault(code, []).append(one)
    return made


def _ignored(by_code: Mapping[str, list[_Ignore]], finding: Finding) -> Suppressed | None:
    """The finding as suppressed by the first ignore that matches; all that match are marked as used.

    A crash is never suppressed.
    """
    if finding.code == _CRASHED:
        return None
    matching = by_code.get(finding.code, [])
    for one in matching:
        one.used = True
    return Suppressed(finding, matching[0].by, matching[0].reason) if matching else None
