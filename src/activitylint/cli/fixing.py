"""Fixes files one after another: where each result goes, and what is printed about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activitylint.cli.outputs import write
from activitylint.cli.writing import NotWrittenError, Stamp, Stored, store, store_below
from activitylint.engine.lint import lint_archive
from activitylint.engine.selection import Selection
from activitylint.fixes.available import available_fixes
from activitylint.fixes.choice import Choice
from activitylint.fixes.diffs import difference
from activitylint.fixes.fixing import apply_fixes
from activitylint.fixes.packing import written
from activitylint.fixes.result import Applied, FixResult, SkippedFix
from activitylint.model.finding import Safety, Severity
from activitylint.model.report import Totals
from activitylint.model.request import Context
from activitylint.reports.escape import log_text, printable
from activitylint.reports.words import counted, fixable_sentence
from activitylint.settings.per_file import PerFiles
from activitylint.source import archives
from activitylint.source.reading import Source, open_source
from activitylint.source.urls import is_url, shown
from activitylint.suppression.suppressor import Suppressor

__all__ = ["Delivery", "FixRun", "in_place", "to_diff", "to_folder", "to_standard_output"]

Delivery = Callable[[str, FixResult, Stamp | None], Stored]
"""Delivers one result: takes the path as the user typed it, the result, and the stamp that the file had when it was
read, and returns what was written. Raises NotWrittenError."""

_STANDARD_INPUT = "-"
_FIXED = ".fixed"


@dataclass(slots=True)
class FixRun:
    """Fixes the files of one run and counts the results.

    stdin: the content of standard input, used for the path `-`. stdin_name: the file name to assume for it. totals:
    the findings that are left. changed: how many files were, or would be, changed. failed: how many files could not be
    read, fixed or written. not_applied: how many fixes were tried, and not kept.
    """

    context: Context
    choice: Choice
    suppressor: Suppressor
    per_file: PerFiles
    deliver: Delivery
    fail_on: Severity = Severity.ERROR
    stdin: bytes = b""
    stdin_name: str = _STANDARD_INPUT
    verbose: bool = False
    quiet: bool = False
    totals: Totals = field(default_factory=Totals)
    changed: int = 0
    failed: int = 0
    not_applied: int = 0

    def fix_file(self, path: str, echo: Callable[[str], object]) -> None:
        """Fix one file and pass the lines to print to `echo`. A failure is printed and counted, not raised.

        An archive cannot be fixed; what is wrong with it is printed and counted.
        """
        try:
            if path != _STANDARD_INPUT and archives.is_collection(path):
                self._check_archive(path, echo)
                return
            stamp = None
            if path != _STANDARD_INPUT and not is_url(path):
                stamp = Stamp.of(Path(archives.on_disk(path)))
            result = self._fixed(self._source(path))
            stored = self.deliver(path, result, stamp)
        except (OSError, ValueError, NotWrittenError) as error:
            self.failed += 1
            reason = getattr(error, "strerror", None) or str(error)
            echo(log_text(f"{printable(shown(path))}: failed: {printable(reason)}"))
            return
        self.changed += result.changed
        self.not_applied += len(result.skipped)
        self.totals.add(result.after, self.fail_on)
        for line in () if self.quiet else self._lines(path, result, stored):
            echo(log_text(line))

    def summary(self) -> Iterator[str]:
        """The closing lines: `3 files checked, 1 fixed: no errors and 1 warning left`."""
        left = f"{counted(self.totals.errors, 'error')} and {counted(self.totals.warnings, 'warning')}"
        fixed, remain = ("would be fixed", "would be left") if self.is_trial else ("fixed", "left")
        failed = f", {self.failed:,} failed" if self.failed else ""
        files = counted(self.totals.files + self.failed, "file")
        suppressed = f", {self.totals.suppressed:,} suppressed" if self.totals.suppressed else ""
        yield f"{files} checked, {self.changed:,} {fixed}{failed}: {left} {remain}{suppressed}"
        fixable = fixable_sentence(self.totals)
        if fixable:
            yield fixable
        if self.not_applied and not self.verbose:
            yield f"{counted(self.not_applied, 'fix', 'fixes')} did not apply (--verbose says why)"

    @property
    def exit_status(self) -> int:
        """2 if a file could not be read, fixed or written, 1 if findings are left or would be fixed, else 0."""
        if self.failed or self.totals.failed:
            return 2
        return 1 if self.totals.violations or (self.is_trial and self.changed) else 0

    @property
    def is_trial(self) -> bool:
        """True if the changes are only shown."""
        return self.deliver is to_diff

    def _check_archive(self, path: str, echo: Callable[[str], object]) -> None:
        """Lint an archive without its members. Raises OSError."""
        contents = archives.contents(path)
        outcome = lint_archive(contents, self.context, Selection(self.choice.codes))
        report = self.suppressor.apply(outcome)
        if outcome.is_shown(report):
            self.totals.add(report, self.fail_on)
            for finding in () if self.quiet else report.findings:
                echo(log_text(f"{printable(shown(path))}: {finding.code} {printable(finding.message)}"))

    def _source(self, path: str) -> Source:
        """Read a file. Raises OSError, and NotWrittenError if it cannot be read to its end."""
        if path == _STANDARD_INPUT:
            source = open_source(self.stdin, name=self.stdin_name, read_limit=self.context.limits.read)
        else:
            source = open_source(path, read_limit=self.context.limits.read)
        if source.limited:
            raise NotWrittenError("it is larger than the setting limits.read, so it was not read to its end")
        return source

    def _fixed(self, source: Source) -> FixResult:
        request = self.per_file.request_for(source.name, self.context.request)
        context = self.context._replace(request=request)
        wanted = self.suppressor.apply
        # Only the summary shows how many findings are fixable.
        shown = None if self.quiet else available_fixes
        return apply_fixes(source, context, self.choice, wanted=wanted, available_fixes=shown)

    def _lines(self, path: str, result: FixResult, stored: Stored) -> Iterator[str]:
        """One line about a file that was changed, and about each fix that would take too much work.

        If verbose, lines about every file and each of its fixes.
        """
        if result.changed:
            done = "would apply" if self.is_trial else "applied"
            yield f"{printable(shown(path))}: {done} {', '.join(map(_named, result.applied))}{_where(path, stored)}"
        elif self.verbose or any(skipped.bounded for skipped in result.skipped):
            yield f"{printable(shown(path))}: no changes"
        if self.verbose:
            yield from (f"  {one.name}: {counted(one.changes, 'change')}" for one in result.applied)
        for skipped in result.skipped:
            # The user would otherwise take the file for fixed as far as possible.
            if self.verbose or skipped.bounded:
                yield f"  {_named(skipped)} not applied: {printable(skipped.reason)}"


def in_place(*, backup: bool | None = None, keep_mtime: bool = False) -> Delivery:
    """Replace each changed file. backup: keep a copy of the original; None if a fix was unsafe and Git has no copy.

    A changed member of an archive is written beside the archive, to a folder with `.fixed` at the end of its name.
    """

    def deliver(path: str, result: FixResult, stamp: Stamp | None) -> Stored:
        if not result.changed or stamp is None:
            return Stored()
        archive = archives.on_disk(path)
        if archive != path:
            folder, _, inside = archives.as_folders(path).partition("/")
            beside = Path(archive).with_name(f"{folder}{_FIXED}")
            return store_below(beside, inside, Path(path), result, keep_mtime=keep_mtime)
        return store(Path(path), result, stamp, backup=backup, keep_mtime=keep_mtime)

    return deliver


def to_folder(folder: str, roots: Sequence[str], *, keep_mtime: bool = False) -> Delivery:
    """Write every file to a folder, changed or not, with its path relative to the root that contains it."""

    def deliver(path: str, result: FixResult, _: Stamp | None) -> Stored:
        return store_below(Path(folder), _relative(path, roots), Path(path), result, keep_mtime=keep_mtime)

    return deliver


def to_diff(path: str, result: FixResult, _: Stamp | None) -> Stored:
    """Print the changes as a diff, and write no file."""
    del path
    write("".join(f"{printable(line)}\n" for line in difference(result)))
    return Stored()


def to_standard_output(stdin: bytes) -> Delivery:
    """Write the fixed standard input to standard output, compressed if the input was."""

    def deliver(_: str, result: FixResult, __: Stamp | None) -> Stored:
        files = [data for _, data in written(result, stdin)] or [stdin]
        if len(files) > 1:
            raise NotWrittenError("it would be split into several files; standard output can hold only one")
        sys.stdout.buffer.write(files[0])
        sys.stdout.buffer.flush()
        return Stored()

    return deliver


def _relative(path: str, roots: Sequence[str]) -> str:
    """The path relative to the first root that contains it, or the file name; for a member, with the archive's name."""
    disk = archives.on_disk(path)
    name = archives.as_folders(path)
    for root in roots:
        inside = os.path.relpath(disk, root)
        if not inside.startswith(os.pardir):
            return os.path.join(os.path.dirname(inside), name)
    return name


def _named(fix: Applied | SkippedFix) -> str:
    """`close-file (FIT004, unsafe)`: the name of a fix, and what it is for."""
    unsafe = [fix.safety.value] if isinstance(fix, Applied) and fix.safety is not Safety.SAFE else []
    about = ", ".join([*fix.codes, *unsafe])
    return f"{fix.name} ({about})" if about else fix.name


def _where(path: str, stored: Stored) -> str:
    """`; written to ride.gpx; the original is in ride.tcx.orig`: where to look, unless it is the file itself."""
    if archives.on_disk(path) != path:
        names = [os.fspath(file) for file in stored.files]
    else:
        names = [file.name for file in stored.files if file.name != Path(path).name]
    where = f"; written to {printable(', '.join(names))}" if names else ""
    return where + (f"; the original is in {printable(stored.backup.name)}" if stored.backup else "")
