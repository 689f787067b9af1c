"""The library calls. What is not exported by the package itself is private and may change."""

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
    """The content is none of the four formats, so there is no Activity to read."""


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
    """Lint one file: a path, bytes, or a binary file.

    name: what bytes are called, which decides what their suffix promises; the path by default. request: the upload's
    form fields. now: a datetime or seconds since 1970-01-01 UTC, the clock by default. select, ignore, extend_select:
    codes, prefixes or names of rules. What a comment in the file leaves out is in `Report.suppressed`. Never raises for
    bad content; raises OSError where a path cannot be read and UnknownRuleError for a selector that no rule has.
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
    """Lint many paths, one report each, in the order given.

    executor: any concurrent.futures executor; without one the work is done here, file by file. A path that cannot be
    read, or one whose worker dies, gives a report with `failure` and never loses the rest. Other arguments as for
    `lint`.
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
    """Mend what can be mended in one file: a path, bytes, or a binary file. Nothing is written.

    unsafe: also by fixes that guess or drop. apply: names of fixes that are wanted whatever their class. rename:
    whether `FixResult.name` may differ. select, ignore: the rules whose findings are to be mended. Every fix is linted
    again, and kept only where what it mends is gone and nothing new has come up; what a comment in the file leaves out
    is not mended. Other arguments, and what is raised, as for `lint`; and UnknownFixError for a name that no fix has.
    """
    context = _context(request, now, limits)
    selection = select_rules(select, ignore)
    source = open_source(target, name=name, read_limit=context.limits.read)
    choice = choose(selection, unsafe=unsafe, asked=apply, rename=rename)
    wanted = Suppressor(selection).apply
    return apply_fixes(source, context, choice, wanted=wanted, available_fixes=available_fixes)


def read(target: Target, *, name: str = "", limits: Limits | None = None) -> Activity:
    """The normalized activity of one file, for those who want the columns.

    Raises OSError where a path cannot be read, and UnsupportedContentError where the content is none of the four
    formats; what is wrong inside is in `Activity.faults`.
    """
    return _read(target, name, limits)[1]


def inspect(
    target: Target, *, name: str = "", request: UploadRequest | None = None, limits: Limits | None = None
) -> Inspection:
    """What Strava will read of one file: sport, times, device, elevation, streams, extensions, laps, sets.

    request: the upload's form fields, whose sport_type wins over the file's. Raises as `read` does.
    """
    source, activity = _read(target, name, limits)
    return inspect_source(source, activity, request or UploadRequest())


def catalogue() -> list[Rule]:
    """Every rule, in the order of their codes."""
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
