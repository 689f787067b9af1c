"""Fixes files one after another: where each result goes, and what is printed about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activitylint.cli.outputs import write
from activitylint.cli.writing import NotWrittenError, Stamp, store, store_below
from activitylint.fixes.choice import Choice
from activitylint.fixes.diffs import difference
from activitylint.fixes.fixing import apply_fixes
from activitylint.fixes.offers import available_fixes
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Safety, Severity
from activitylint.model.report import Totals
from activitylint.model.request import Context
from activitylint.reports.escape import log_text, printable
from activitylint.reports.words import counted
from activitylint.settings.per_file import PerFiles
from activitylint.source.reading import Source, open_source
from activitylint.suppression.suppressor import Suppressor

__all__ = ["Delivery", "FixRun", "in_place", "to_diff", "to_folder", "to_standard_output"]

Delivery = Callable[[str, FixResult, Stamp | None], Sequence[Path]]
"""Delivers one result: takes the path as the user typed it, the result, and the stamp that the file had when it was
read, and returns the paths that were written. Raises NotWrittenError."""

_STANDARD_INPUT = "-"


@dataclass(slots=True)
class FixRun:
    """Fixes the files of one run and counts the results.

    stdin: the content of standard input, used for the path `-`. stdin_name: the file name to assume for it. totals:
    the findings that are left. changed: how many files were, or would be, changed. failed: how many files could not be
    read, fixed or written.
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

    def fix_file(self, path: str, echo: Callable[[str], object]) -> None:
        """Fix one file and pass the lines to print to `echo`. A failure is printed and counted, not raised."""
        try:
            stamp = None if path == _STANDARD_INPUT else Stamp.of(Path(path))
            result = self._fixed(self._source(path))
            files = self.deliver(path, result, stamp)
        except (OSError, ValueError, NotWrittenError) as error:
            self.failed += 1
            reason = getattr(error, "strerror", None) or str(error)
            echo(log_text(f"{printable(path)}: failed: {printable(reason)}"))
            return
        self.changed += result.changed
        self.totals.add(result.after, self.fail_on)
        for line in () if self.quiet else _lines(path, result, files, verbose=self.verbose):
            echo(log_text(line))

    def _source(self, path: str) -> Source:
        if path == _STANDARD_INPUT:
            return open_source(self.stdin, name=self.stdin_name, read_limit=self.context.limits.read)
        return open_source(path, read_limit=self.context.limits.read)

    def _fixed(self, source: Source) -> FixResult:
        request = self.per_file.request_for(source.name, self.context.request)
        context = self.context._replace(request=request)
        wanted = self.suppressor.apply
        return apply_fixes(source, context, self.choice, wanted=wanted, available_fixes=available_fixes)


def in_place(*, backup: bool = False) -> Delivery:
    """Replace each changed file. backup: keep a copy of the original."""

    def deliver(path: str, result: FixResult, stamp: Stamp | None) -> Sequence[Path]:
        if not result.changed or stamp is None:
            return ()
        return store(Path(path), result, stamp, backup=backup)

    return deliver


def to_folder(folder: str, roots: Sequence[str]) -> Delivery:
    """Write every file to a folder, changed or not, with its path relative to the root that contains it."""

    def deliver(path: str, result: FixResult, _: Stamp | None) -> Sequence[Path]:
        return store_below(Path(folder), _relative(path, roots), Path(path), result)

    return deliver


def to_diff(path: str, result: FixResult, _: Stamp | None) -> Sequence[Path]:
    """Print the changes as a diff, and write no file."""
    del path
    write("".join(f"{printable(line)}\n" for line in difference(result)))
    return ()


def to_standard_output(stdin: bytes) -> Delivery:
    """Write the fixed standard input to standard output, compressed if the input was."""

    def deliver(_: str, result: FixResult, __: Stamp | None) -> Sequence[Path]:
        files = [data for _, data in written(result, stdin)] or [stdin]
        if len(files) > 1:
            raise NotWrittenError("it would be split into several files; standard output can hold only one")
        sys.stdout.buffer.write(files[0])
        sys.stdout.buffer.flush()
        return ()

    return deliver


def _relative(path: str, roots: Sequence[str]) -> str:
    """The path relative to the first root that contains it, or the file name."""
    for root in roots:
        inside = os.path.relpath(path, root)
        if not inside.startswith(os.pardir):
            return inside
    return Path(path).name


def _lines(path: str, result: FixResult, files: Sequence[Path], *, verbose: bool) -> Iterator[str]:
    """The lines about one file: the fixes that were applied, and those that were undone and why."""
    if not result.changed and not result.skipped and not verbose:
        return
    head = counted(len(result.applied), "fix", "fixes") if result.changed else "no changes"
    names = [file.name for file in files if file.name != Path(path).name]
    yield f"{printable(path)}: {head}" + (f", written to {printable(', '.join(names))}" if names else "")
    for one in result.applied:
        codes = ", ".join(one.codes)
        safety = "" if one.safety is Safety.SAFE else f", {one.safety.value}"
        yield f"  {codes} {one.name}{safety}: {counted(one.changes, 'change')}"
    for skipped in result.skipped:
        yield f"  {', '.join(skipped.codes)} {skipped.name} not applied: {printable(skipped.reason)}"
