"""The functions of the library. Import them from `activitylint`: everything that it does not export is private."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import BinaryIO

from activitylint import formats
from activitylint.engine.lint import lint_source
from activitylint.engine.many import Work, lint_paths
from activitylint.engine.selection import select_rules
from activitylint.fixes.choice import choose
from activitylint.fixes.fixing import apply_fixes
from activitylint.fixes.offers import available_fixes
from activitylint.fixes.result import FixResult
from activitylint.model.activity import Activity
from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.model.request import Context, Limits, UploadRequest
from activitylint.rules.registry import Rule
from activitylint.rules.registry import catalogue as registered
from activitylint.source.reading import Source, open_source
from activitylint.strava.inspection import Inspection
from activitylint.strava.inspector import inspect_source
from activitylint.suppression.suppressor import Suppressor

__all__ = ["UnsupportedContentError", "catalogue", "fix", "inspect", "lint", "lint_many", "read"]

Target = str | os.PathLike[str] | bytes | BinaryIO
Moment = datetime | float | None


class UnsupportedContentError(ValueError):
    """The content is in none of the four formats, so no Activity can be read from it."""


def lint(
    target: Target,
    *,
    name: str = "",
    request: UploadRequest | None = None,
    now: Moment = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
    limits: Limits | None = None,
) -> Report:
    """Lint one file and return its report.

    target: a path, the bytes of a file, or a binary file object. name: the file's name, by default the path; its suffix
    is checked against the content. request: the form fields of the upload. now: a datetime or seconds since 1970-01-01
    UTC, by default the current time. select, ignore, extend_select: codes, prefixes or names of rules. severities: new
    severities by code, prefix or name. limits: how large a file may be.

    Findings that a comment in the file suppresses are in `Report.suppressed`. Bad content never raises an exception.
    Raises OSError if the path cannot be read, and UnknownRuleError if no rule matches a selector.
    """
    context = _context(request, now, limits)
    selection = select_rules(select, ignore, extend_select, severities)
    source = open_source(target, name=name, read_limit=context.limits.read)
    return Suppressor(selection).apply(lint_source(source, context, selection, available_fixes=available_fixes))


def lint_many(
    targets: Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    request: UploadRequest | None = None,
    now: Moment = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
    limits: Limits | None = None,
) -> Iterator[Report]:
    """Lint many files and yield one report per file, in the given order.

    executor: any concurrent.futures executor; without one, the files are linted one by one in this process. A file that
    cannot be read, or that kills its worker, gets a report with `failure` and does not affect the others. The other
    arguments are as for `lint`.
    """
    context = _context(request, now, limits)
    selection = select_rules(select, ignore, extend_select, severities)
    paths = (os.fspath(target) for target in targets)
    outcomes = lint_paths(Work(context, selection, available_fixes=available_fixes), paths, executor)
    return map(Suppressor(selection).apply, outcomes)


def fix(
    target: Target,
    *,
    name: str = "",
    request: UploadRequest | None = None,
    now: Moment = None,
    unsafe: bool = False,
    apply: Iterable[str] = (),
    rename: bool = True,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    limits: Limits | None = None,
) -> FixResult:
    """Fix one file and return the result. Nothing is written to disk.

    unsafe: also apply fixes that guess or drop data. apply: names of fixes to apply whatever their safety. rename:
    True if `FixResult.name` may differ from the name of the file. select, ignore: the rules whose findings to fix. The
    other arguments are as for `lint`.

    Every fix is linted again, and kept only if it removes the findings it is for and causes no new ones. Findings that
    a comment in the file suppresses are not fixed. Raises what `lint` raises, and UnknownFixError if `apply` has a name
    that no fix has.
    """
    context = _context(request, now, limits)
    selection = select_rules(select, ignore)
    source = open_source(target, name=name, read_limit=context.limits.read)
    choice = choose(selection, unsafe=unsafe, asked=apply, rename=rename)
    wanted = Suppressor(selection).apply
    return apply_fixes(source, context, choice, wanted=wanted, available_fixes=available_fixes)


def read(target: Target, *, name: str = "", limits: Limits | None = None) -> Activity:
    """Read one file into a normalized activity, for programs that want its columns.

    What is wrong with the content is in `Activity.faults`. Raises OSError if the path cannot be read, and
    UnsupportedContentError if the content is in none of the four formats.
    """
    return _read(target, name, limits)[1]


def inspect(
    target: Target, *, name: str = "", request: UploadRequest | None = None, limits: Limits | None = None
) -> Inspection:
    """What Strava will read from one file: sport, times, device, elevation, streams, extensions, laps and sets.

    request: the form fields of the upload; its sport_type takes precedence over the file's. Raises what `read` raises.
    """
    source, activity = _read(target, name, limits)
    return inspect_source(source, activity, request or UploadRequest())


def catalogue() -> list[Rule]:
    """Every rule, sorted by code."""
    return registered()


def _read(target: Target, name: str, limits: Limits | None) -> tuple[Source, Activity]:
    source = open_source(target, name=name, read_limit=(limits or Limits()).read)
    if source.format is None:
        message = f"the content is {source.content.description}, not FIT, TCX, GPX or strength JSON"
        raise UnsupportedContentError(message)
    return source, formats.read(source.data, source.format)


def _context(request: UploadRequest | None, now: Moment, limits: Limits | None) -> Context:
    if now is None:
        now = time.time()
    elif isinstance(now, datetime):
        now = (now if now.tzinfo else now.replace(tzinfo=UTC)).timestamp()
    return Context(float(now), request or UploadRequest(), limits or Limits())
