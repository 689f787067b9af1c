"""Findings that somebody has decided to leave out: by a comment in the file, by its settings, or by a baseline.

They are found all the same and counted as suppressed, so that nothing is hidden in silence, and a suppression that
meets no finding is told (LNT002).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple

from activitylint.engine.findings import in_file_order, linter_findings, start_of
from activitylint.engine.lint import LocatedDirective, Outcome
from activitylint.engine.selection import Selection, UnknownRuleError, meant
from activitylint.model.finding import Finding, Severity
from activitylint.model.report import Report, Suppressed
from activitylint.rules.registry import Stage, catalogue
from activitylint.settings.per_file import PerFile, PerFiles
from activitylint.suppression.baseline import Baseline, Entry, entry_path

__all__ = ["Comment", "Suppressor", "WrongCommentError", "parse_comment"]

_IGNORE: Final = re.compile(r"ignore\s*=\s*([\w.-]+(?:\s*,\s*[\w.-]+)*)(?:\s+(.*))?", re.DOTALL)
_FORM: Final = "write 'activitylint: ignore=TIM004 and the reason'"
_CRASHED: Final = "LNT001"
_UNUSED: Final = "LNT002"


class WrongCommentError(ValueError):
    """A comment for activitylint that says nothing it knows; the text says what to write."""


class Comment(NamedTuple):
    """What a comment says: the selectors of the rules that are ignored in its whole file, and why."""

    selectors: tuple[str, ...]
    reason: str


def parse_comment(text: str) -> Comment:
    """`ignore=TIM004,POS005 the reason`: what stands behind `activitylint:`. Raises WrongCommentError."""
    found = _IGNORE.fullmatch(text.strip())
    if found is None:
        message = f"the comment says {text[:40]!r} to activitylint, which means nothing; {_FORM}"
        raise WrongCommentError(message)
    selectors = tuple(part.strip() for part in found[1].split(","))
    for selector in selectors:
        try:
            meant(selector)
        except UnknownRuleError as error:
            message = f"the comment for activitylint ignores a rule that is not there: {error}"
            raise WrongCommentError(message) from None
    return Comment(selectors, (found[2] or "").strip())


@dataclass(slots=True, eq=False, repr=False)
class _Ignore:
    """One selector at work on one file. where: which comment of the file, or the glob in the settings."""

    by: Literal["comment", "per-file"]
    where: int | str
    selector: str
    codes: frozenset[str]
    reason: str = ""
    met: bool = False


@dataclass(slots=True, eq=False, repr=False)
class _Use:
    """What the files of a run say of one selector of the settings."""

    entry: PerFile
    selector: str
    codes: frozenset[str]
    met: bool = False
    judged: bool = True


class _Rules(NamedTuple):
    """Codes: of all rules, of those about the linter's work, of those that are on, and of those that ran."""

    known: frozenset[str]
    linter: frozenset[str]
    on: frozenset[str]
    ran: frozenset[str]


class Suppressor:
    """Takes the outcomes of a run one after another, and gives their reports without what is suppressed.

    selection: of the rules that ran. batch: whether the batch rules ran, too. record: every finding of this severity or
    above is noted for a new baseline and left out; then `baseline` is the old one, whose reasons are kept.
    """

    def __init__(
        self,
        selection: Selection,
        *,
        per_file: PerFiles | None = None,
        baseline: Baseline | None = None,
        batch: bool = False,
        record: Severity | None = None,
    ) -> None:
        self._batch = batch
        self._selection = selection
        self._per_file = per_file or PerFiles()
        self._baseline = baseline or Baseline("", "")
        self._record = record
        self._recorded: list[Entry] = []
        self._judged_paths: set[str] = set()
        self._uses: dict[tuple[int | str, str], _Use] = {
            (entry.glob.pattern, one): _Use(entry, one, meant(one))
            for entry in self._per_file.entries
            for one in entry.ignore
        }

    @cached_property
    def _rules(self) -> _Rules:
        """Of the whole catalogue; most files of most runs have nothing that asks for it."""
        rules = catalogue()
        not_run = frozenset(rule.code for rule in rules if rule.stage is Stage.BATCH and not self._batch)
        return _Rules(
            known=frozenset(rule.code for rule in rules),
            linter=frozenset(rule.code for rule in rules if rule.stage is Stage.LINTER),
            on=self._selection.codes | {rule.code for rule in rules if rule.default},
            ran=self._selection.codes - not_run,
        )

    def apply(self, outcome: Outcome, report: Report | None = None) -> Report:
        """One file's report. report: that of the outcome and what a batch has added to it, where there is a batch."""
        report = report or outcome.report
        entries = self._baseline.of(report.path)
        comments, told = self._comments(outcome)
        ignores = [*comments, *self._of_settings(report.path)]
        if not (ignores or entries or told or self._record):
            return report
        left: list[Finding] = []
        suppressed: list[Suppressed] = []
        prints = _fingerprints(report.findings) if entries or self._record else [""] * len(report.findings)
        for finding, fingerprint in zip(report.findings, prints, strict=True):
            out = _ignored(ignores, finding) or self._in_baseline(report.path, finding, fingerprint, entries)
            if out is None:
                left.append(finding)
            else:
                suppressed.append(out)
        # Of a file that the tool could not do its work on nothing is known.
        ran = self._rules.ran - outcome.skipped if report.failure is None else frozenset()
        self._judge(ignores, ran)
        told += self._unused_comments(comments, outcome, ran)
        if report.failure is None:
            self._judged_paths.add(self._entry_path(report.path))
            if self._record is None:
                met = {(finding.code, one) for finding, one in zip(report.findings, prints, strict=True)}
                told += self._unused_entries([entry for key, entry in entries.items() if key not in met], report, ran)
        for finding in told:
            out = _ignored(ignores, finding)
            if out is None:
                left.append(finding)
            else:
                suppressed.append(out)
        codes = {finding.code for finding in left}
        fixes = tuple(offer for offer in report.fixes if not codes.isdisjoint(offer.codes))
        return replace(report, findings=in_file_order(left), suppressed=tuple(suppressed), fixes=fixes)

    def unused(self) -> Iterator[tuple[PerFile, str]]:
        """The selectors of the settings that met no finding in the run, each with the settings that it stands in."""
        for use in self._uses.values():
            if use.judged and not use.met and self._has_run(use.codes, self._rules.ran):
                yield use.entry, use.selector

    def recorded(self, exists: Callable[[str], bool]) -> list[Entry]:
        """The entries of the new baseline: what was noted, and of the old one what is of files that were not judged.

        exists: whether there is a file of this path, as an entry names it.
        """
        kept = [e for e in self._baseline.entries if e.path not in self._judged_paths and exists(e.path)]
        return [*kept, *self._recorded]

    def _comments(self, outcome: Outcome) -> tuple[list[_Ignore], list[Finding]]:
        """What the file's comments ignore, and what is said of comments that are wrong."""
        ignores: list[_Ignore] = []
        wrong: list[Finding] = []
        for index, directive in enumerate(outcome.directives):
            try:
                comment = parse_comment(directive.text)
            except WrongCommentError as error:
                wrong += self._tell(directive, str(error), f"In the comment {_FORM}.")
                continue
            ignores += [_Ignore("comment", index, one, meant(one), comment.reason) for one in comment.selectors]
        return ignores, wrong

    def _of_settings(self, path: str) -> Iterator[_Ignore]:
        for entry in self._per_file.of(path) if self._uses else ():
            pattern = entry.glob.pattern
            yield from (_Ignore("per-file", pattern, one, self._uses[pattern, one].codes) for one in entry.ignore)

    def _in_baseline(
        self, path: str, finding: Finding, fingerprint: str, entries: Mapping[tuple[str, str], Entry]
    ) -> Suppressed | None:
        """A finding that the baseline leaves out, or that is noted for a new one."""
        entry = entries.get((finding.code, fingerprint)) or entries.get((finding.code, ""))
        if finding.code in self._rules.linter:
            return None
        if self._record is not None and (entry is not None or finding.severity.rank >= self._record.rank):
            named = self._entry_path(path)
            if not named:
                return None
            reason = entry.reason if entry is not None else ""
            entry = Entry(named, finding.code, fingerprint, finding.message, reason)
            self._recorded.append(entry)
        return Suppressed(finding, "baseline", entry.reason) if entry is not None else None

    def _entry_path(self, path: str) -> str:
        return entry_path(path, self._baseline.folder) or ""

    def _unused_comments(self, comments: list[_Ignore], outcome: Outcome, ran: frozenset[str]) -> list[Finding]:
        told: list[Finding] = []
        for index, directive in enumerate(outcome.directives):
            ignores = [one for one in comments if one.where == index]
            unused = [one.selector for one in ignores if not one.met and self._has_run(one.codes, ran)]
            if unused:
                names = ", ".join(unused)
                mend = "Take the comment out." if len(unused) == len(ignores) else f"Take {names} out of the comment."
                told += self._tell(directive, f"the comment ignores {names}, which the file does not have", mend)
        return told

    def _unused_entries(self, stale: list[Entry], report: Report, ran: frozenset[str]) -> list[Finding]:
        told: list[Finding] = []
        for code in sorted({entry.code for entry in stale}):
            # Of a rule that is gone nothing can be found.
            if code in self._rules.known and not self._has_run(frozenset((code,)), ran):
                continue
            count = sum(entry.code == code for entry in stale)
            which = f"{count:,} findings of {code}" if count > 1 else f"a finding of {code}"
            what = f"the baseline leaves out {which} that the file does not have"
            mend = f"Write the baseline anew with --write-baseline {self._baseline.file}."
            told += linter_findings(_UNUSED, self._selection, start_of(report.format), None, what, mend, count)
        return told

    def _judge(self, ignores: list[_Ignore], ran: frozenset[str]) -> None:
        """Note what this file says of the selectors of the settings."""
        for one in ignores:
            if one.by == "per-file":
                use = self._uses[one.where, one.selector]
                use.met |= one.met
                use.judged &= one.met or self._has_run(one.codes, ran)

    def _has_run(self, codes: frozenset[str], ran: frozenset[str]) -> bool:
        """Whether all that a selector means has run, so far as it is on at all."""
        on = (codes & self._rules.on) - self._rules.linter
        return bool(on) and on <= ran

    def _tell(self, directive: LocatedDirective, what: str, mend: str) -> list[Finding]:
        return linter_findings(_UNUSED, self._selection, directive.location, directive.excerpt, what, mend)


def _fingerprints(findings: Sequence[Finding]) -> list[str]:
    from activitylint.model.fingerprint import fingerprints  # noqa: PLC0415 -- paid for by who has a baseline

    return fingerprints(findings)


def _ignored(ignores: list[_Ignore], finding: Finding) -> Suppressed | None:
    """What the first that leaves this finding out makes of it; all that do have met it. A crash is never left out."""
    if finding.code == _CRASHED:
        return None
    meeting = [one for one in ignores if finding.code in one.codes]
    for one in meeting:
        one.met = True
    return Suppressed(finding, meeting[0].by, meeting[0].reason) if meeting else None
