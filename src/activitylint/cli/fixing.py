"""Mends files one after another: where what is made goes, and what is told of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activitylint.cli.outputs import write
from activitylint.cli.writing import NotWrittenError, Stamp, store, store_below
from activitylint.fixes.diffs import difference
from activitylint.fixes.fixing import Choice, FixResult, mend
from activitylint.fixes.packing import written
from activitylint.model.finding import Safety, Severity
from activitylint.model.report import Totals
from activitylint.model.request import Context
from activitylint.reports.escape import log_text, printable
from activitylint.reports.words import counted
from activitylint.settings.per_file import PerFiles
from activitylint.source.reading import Source, open_source
from activitylint.suppression.suppressor import Suppressor

__all__ = ["Delivery", "Fixer", "as_difference", "below", "in_place", "to_standard_output"]

Delivery = Callable[[str, FixResult, Stamp | None], Sequence[Path]]
"""What is done with a result: (the path as typed, the result, what the file was like when it was read) to the paths
that were written. Raises NotWrittenError."""

_STANDARD_INPUT = "-"


@dataclass(slots=True)
class Fixer:
    """A run over files.

    stdin: what was read from standard input, where `-` is among them. totals: of what is left. mended: files that
    differ. failed: files that could not be mended.
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
    mended: int = 0
    failed: int = 0

    def do(self, path: str, say: Callable[[str], object]) -> None:
        """Mend one file, and say what was done. What cannot be done is said and counted, and never raised."""
        try:
            stamp = None if path == _STANDARD_INPUT else Stamp.of(Path(path))
            result = self._mended(self._source(path))
            files = self.deliver(path, result, stamp)
        except (OSError, ValueError, NotWrittenError) as error:
            self.failed += 1
            reason = getattr(error, "strerror", None) or str(error)
            say(log_text(f"{printable(path)}: failed: {printable(reason)}"))
            return
        self.mended += result.changed
        self.totals.add(result.after, self.fail_on)
        for line in () if self.quiet else _told(path, result, files, verbose=self.verbose):
            say(log_text(line))

    def _source(self, path: str) -> Source:
        if path == _STANDARD_INPUT:
            return open_source(self.stdin, name=self.stdin_name, read_limit=self.context.limits.read)
        return open_source(path, read_limit=self.context.limits.read)

    def _mended(self, source: Source) -> FixResult:
        request = self.per_file.request_for(source.name, self.context.request)
        return mend(source, self.context._replace(request=request), self.choice, wanted=self.suppressor.apply)


def in_place(*, backup: bool = False) -> Delivery:
    """What is made takes the file's place."""

    def deliver(path: str, result: FixResult, stamp: Stamp | None) -> Sequence[Path]:
        if not result.changed or stamp is None:
            return ()
        return store(Path(path), result, stamp, backup=backup)

    return deliver


def below(folder: str, roots: Sequence[str]) -> Delivery:
    """Every file is written below a folder, mended or as it is, where it stood below one of the roots."""

    def deliver(path: str, result: FixResult, _: Stamp | None) -> Sequence[Path]:
        return store_below(Path(folder), _inside(path, roots), Path(path), result)

    return deliver


def as_difference(path: str, result: FixResult, _: Stamp | None) -> Sequence[Path]:
    """What would be changed goes to standard output, and nothing is written."""
    del path
    write("".join(f"{printable(line)}\n" for line in difference(result)))
    return ()


def to_standard_output(stdin: bytes) -> Delivery:
    """What is made of standard input goes to standard output, packed as it came in."""

    def deliver(_: str, result: FixResult, __: Stamp | None) -> Sequence[Path]:
        files = [data for _, data in written(result, stdin)] or [stdin]
        if len(files) > 1:
            raise NotWrittenError("it would be split into several files, which standard output cannot hold")
        sys.stdout.buffer.write(files[0])
        sys.stdout.buffer.flush()
        return ()

    return deliver


def _inside(path: str, roots: Sequence[str]) -> str:
    """The path of a file below the folder that was named, or its name alone."""
    for root in roots:
        inside = os.path.relpath(path, root)
        if not inside.startswith(os.pardir):
            return inside
    return Path(path).name


def _told(path: str, result: FixResult, files: Sequence[Path], *, verbose: bool) -> Iterator[str]:
    """What was done about one file, and what was tried and not kept."""
    if not result.changed and not result.skipped and not verbose:
        return
    head = "nothing was changed"
    if result.changed:
        head = "1 fix" if len(result.applied) == 1 else f"{len(result.applied):,} fixes"
    names = [file.name for file in files if file.name != Path(path).name]
    yield f"{printable(path)}: {head}" + (f", written to {printable(', '.join(names))}" if names else "")
    for one in result.applied:
        codes = ", ".join(one.codes)
        risk = "" if one.safety is Safety.SAFE else f", {one.safety.value}"
        yield f"  {codes} {one.name}{risk}: {counted(one.changes, 'change')}"
    for left in result.skipped:
        yield f"  {', '.join(left.codes)} {left.name} not kept: {printable(left.reason)}"
