"""Suppression in one run: reads and writes the baseline, and finds per-file ignores that are not needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from typing import Any, Never

import click

from activitylint.cli.messages import UnusableError, notice
from activitylint.engine.findings import in_file_order, linter_findings
from activitylint.engine.selection import Selection
from activitylint.model.finding import Excerpt, Finding, Location, Severity
from activitylint.model.report import Report
from activitylint.reports.words import counted
from activitylint.settings.model import Settings
from activitylint.settings.per_file import PerFile, below
from activitylint.source.archives import on_disk
from activitylint.source.atomic import replace_file
from activitylint.source.urls import is_url
from activitylint.suppression.baseline import Baseline, BaselineError, folder_of, read_baseline, render
from activitylint.suppression.suppressor import Suppressor

__all__ = ["baseline_written", "suppressor_for", "unused_in_settings"]


def suppressor_for(
    settings: Settings, options: Mapping[str, Any], selection: Selection, fail_on: Severity
) -> Suppressor:
    """The suppressor for this run. Raises click's exceptions if a baseline cannot be used."""
    batch = bool(options["batch"])
    comments = settings.inline_ignores if options["inline_ignores"] is None else options["inline_ignores"]
    new = options["write_baseline"]
    if new is not None:
        if options["baseline"] is not None and not _same(options["baseline"], new):
            message = f"--write-baseline already keeps the reasons in {new}; remove --baseline"
            raise click.UsageError(message)
        least = Severity.INFO if fail_on is Severity.INFO else Severity.WARNING
        baseline: Baseline | None = _old(new)
    else:
        least, baseline = None, _in_effect(settings, options)
    return Suppressor(
        selection, per_file=settings.per_file, baseline=baseline, batch=batch, record=least, comments=comments
    )


@contextmanager
def baseline_written(suppressor: Suppressor, file: str | None) -> Iterator[None]:
    """Write the new baseline to `file` after the block; nothing happens if `file` is None."""
    yield
    if file is None:
        return
    folder = folder_of(file)
    entries = suppressor.recorded(lambda path: is_url(path) or os.path.lexists(on_disk(os.path.join(folder, path))))
    try:
        replace_file(file, render(entries).encode())
    except OSError as error:
        _refuse(file, str(error.strerror))
    without = sum(not entry.reason for entry in entries)
    advice = f"; {without:,} without a reason (add it in the file)" if without else ""
    notice(f"{file}: wrote a baseline with {counted(len(entries), 'finding')}{advice}")


def unused_in_settings(
    settings: Settings, suppressor: Suppressor, selection: Selection, arguments: Iterable[str]
) -> Iterator[Report]:
    """A report about the settings file, if it has per-file ignores that suppressed nothing.

    An ignore counts only if all files that its glob can match were checked. arguments: the paths on the command line.
    """
    linted = list(arguments)
    findings: list[Finding] = []
    lines = settings.text.split("\n")
    starts = list(accumulate((len(line.encode()) + 1 for line in lines), initial=0))
    for entry, selector in suppressor.unused():
        if not _all_linted(entry, settings.folder, linted):
            continue
        pattern = entry.glob.pattern
        line = int(settings.origin("per-file", pattern, "ignore").rpartition(":")[2])
        location = Location(byte=starts[line - 1], line=line, column=1)
        what = f"{selector} is ignored for '{pattern}', but no file there has such a finding"
        advice = f"Remove {selector} from this list."
        excerpt = Excerpt(lines[line - 1].rstrip(), 1)
        findings += linter_findings("LNT002", selection, location, excerpt, what, advice)
    if findings:
        yield Report(settings.file, None, compressed=False, findings=in_file_order(findings))


def _all_linted(entry: PerFile, folder: str, arguments: list[str]) -> bool:
    """True if the run covered every path that the glob can match: the one file it names, or a folder around them."""
    base = os.path.join(folder, entry.glob.base)
    exact = entry.glob.base == entry.glob.pattern
    for argument in arguments:
        inside = below(base, argument) if os.path.isdir(argument) else None
        if inside is not None or (exact and _same(argument, base)):
            return True
    return False


def _in_effect(settings: Settings, options: Mapping[str, Any]) -> Baseline | None:
    file = options["baseline"] or settings.baseline
    if file is None:
        return None
    try:
        return read_baseline(file)
    except OSError as error:
        where = "--baseline" if options["baseline"] else settings.origin("baseline")
        hint = f"create it with --write-baseline {file}"
        message = f"{where}: the baseline {file} cannot be read: {error.strerror}; {hint}"
        raise UnusableError(message) from None
    except BaselineError as error:
        raise UnusableError(str(error)) from None


def _old(file: str) -> Baseline:
    """The existing baseline that will be replaced; an empty one if the file does not exist."""
    folder = folder_of(file)
    try:
        if not os.path.isdir(folder):
            _refuse(file, "its folder does not exist; create it first")
        return read_baseline(file, renew=True)
    except FileNotFoundError:
        return Baseline(file, folder)
    except OSError as error:
        return _refuse(file, str(error.strerror))
    except BaselineError as error:
        return _refuse(file, f"the file exists and is no baseline ({error}); choose another name, or delete it")


def _refuse(file: str, reason: str) -> Never:
    message = f"--write-baseline {file} cannot be written: {reason}"
    raise UnusableError(message)


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
