"""The functions of the library. Import them from `activitylint`: everything that it does not export is private."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from activitylint import arguments, formats
from activitylint.arguments import Moment, Target
from activitylint.engine.many import Work, lint_paths
from activitylint.engine.selection import Selection, select_rules
from activitylint.fixes.offers import with_available_fixes
from activitylint.model.activity import Activity
from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.model.request import Context, Limits, UploadRequest
from activitylint.rules.registry import Rule
from activitylint.rules.registry import catalogue as registered
from activitylint.source import archives
from activitylint.source.reading import Source
from activitylint.strava.inspection import Inspection
from activitylint.strava.inspector import inspect_source
from activitylint.suppression.suppressor import Suppressor

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from activitylint.fixes.result import FixResult

__all__ = ["UnsupportedContentError", "catalogue", "fix", "inspect", "lint", "lint_many", "read"]


class UnsupportedContentError(ValueError):
    """The content is in none of the four formats, so no Activity can be read from it."""


def lint(
    target: Target,
    *,
    name: str = "",
    request: UploadRequest | None = None,
    now: Moment = None,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] = (),
    extend_select: str | Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
    limits: Limits | None = None,
    inline_ignores: bool = True,
    available_fixes: bool = False,
) -> Report:
    """Lint one file and return its report.

    target: a path, the bytes of a file, or a binary file object. The path of a file in an archive is written
    `export.zip!/activities/1.fit.gz`. name: the file's name, by default the path; its suffix is checked against the
    content. request: the form fields of the upload. now: a datetime or seconds since 1970-01-01 UTC, by default the
    current time. select, ignore, extend_select: codes, prefixes or names of rules, as a list or as one str with commas.
    severities: new severities by code, prefix or name. limits: how large a file may be. inline_ignores: False if
    comments in the file must not suppress findings. available_fixes: True to find out what `fix` would do, for
    `Report.fixes`; this takes as long as linting, or several times as long if there is much to fix.

    Findings that a comment in the file suppresses are in `Report.suppressed`. Bad content never raises an exception.
    Raises OSError if the path cannot be read, UnknownRuleError if no rule matches a selector, and TypeError if an
    argument has a wrong type.
    """
    arguments.check_flags(inline_ignores=inline_ignores, available_fixes=available_fixes)
    context = _context(request, now, limits)
    selection = _selection(select, ignore, extend_select, severities)
    source = arguments.source(target, name, context.limits.read)
    apply = Suppressor(selection, comments=inline_ignores).apply
    work = Work(context, selection, add_fixes=partial(with_available_fixes, wanted=apply) if available_fixes else None)
    return apply(work.lint_source(source))


def lint_many(
    targets: Iterable[str | os.PathLike[str]],
    *,
    executor: Executor | None = None,
    request: UploadRequest | None = None,
    now: Moment = None,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] = (),
    extend_select: str | Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
    limits: Limits | None = None,
    inline_ignores: bool = True,
    available_fixes: bool = False,
) -> Iterator[Report]:
    """Lint many files and yield one report per file, in the given order.

    An archive (.zip, .tar, .tar.gz, .tgz) stands for the activity files in it: each gets a report, whose path reads
    `export.zip!/activities/1.fit.gz`. Before them comes a report on the archive itself if there is anything to report.

    executor: any concurrent.futures executor; without one, the files are linted one by one in this process. A file that
    cannot be read, or that kills its worker, gets a report with `failure` and does not affect the others. The other
    arguments are as for `lint`. Raises RuntimeError if a worker of a cluster has another version of activitylint.
    """
    arguments.check_flags(inline_ignores=inline_ignores, available_fixes=available_fixes)
    arguments.check_executor(executor)
    context = _context(request, now, limits)
    selection = _selection(select, ignore, extend_select, severities)
    paths = (path for target in arguments.paths(targets) for path in archives.files_of(target))
    apply = Suppressor(selection, comments=inline_ignores).apply
    work = Work(context, selection, add_fixes=partial(with_available_fixes, wanted=apply) if available_fixes else None)
    reports = ((outcome, apply(outcome)) for outcome in lint_paths(work, paths, executor))
    return (report for outcome, report in reports if outcome.is_shown(report))


def fix(
    target: Target,
    *,
    name: str = "",
    request: UploadRequest | None = None,
    now: Moment = None,
    unsafe: bool = False,
    apply: str | Iterable[str] = (),
    rename: bool = True,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] = (),
    limits: Limits | None = None,
    inline_ignores: bool = True,
    available_fixes: bool = False,
) -> FixResult:
    """Fix one file and return the result. Nothing is written to disk.

    unsafe: also apply fixes that guess or drop data. apply: names of fixes to apply whatever their safety. rename:
    True if `FixResult.name` may differ from the name of the file. select, ignore: the rules whose findings to fix. The
    other arguments are as for `lint`.

    Every fix is linted again, and kept only if it removes the findings it is for and causes no new ones. Findings that
    a comment in the file suppresses are not fixed. Raises what `lint` raises, and UnknownFixError if `apply` has a name
    that no fix has.
    """
    from activitylint.fixes import available  # noqa: PLC0415 -- only this call needs it
    from activitylint.fixes.choice import choose  # noqa: PLC0415
    from activitylint.fixes.fixing import apply_fixes  # noqa: PLC0415

    arguments.check_flags(unsafe=unsafe, rename=rename, inline_ignores=inline_ignores, available_fixes=available_fixes)
    context = _context(request, now, limits)
    selection = _selection(select, ignore)
    source = arguments.source(target, name, context.limits.read)
    choice = choose(selection, unsafe=unsafe, asked=arguments.words(apply, "apply"), rename=rename)
    wanted = Suppressor(selection, comments=inline_ignores).apply
    find = available.available_fixes if available_fixes else None
    return apply_fixes(source, context, choice, wanted=wanted, available_fixes=find)


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
    return inspect_with_activity(target, name=name, request=request, limits=limits)[0]


def inspect_with_activity(
    target: Target, *, name: str = "", request: UploadRequest | None = None, limits: Limits | None = None
) -> tuple[Inspection, Activity]:
    """What `inspect` returns, and the activity that it was made from."""
    fields = arguments.fields(request)
    source, activity = _read(target, name, limits)
    return inspect_source(source, activity, fields), activity


def catalogue() -> list[Rule]:
    """Every rule, sorted by code."""
    return registered()


def _read(target: Target, name: str, limits: Limits | None) -> tuple[Source, Activity]:
    source = arguments.source(target, name, arguments.limits(limits).read)
    if source.damage is not None and not source.data:
        message = f"the file cannot be read from the archive: {source.damage}"
        raise UnsupportedContentError(message)
    if source.format is None:
        message = f"the content is {source.content.description}, not FIT, TCX, GPX or strength JSON"
        raise UnsupportedContentError(message)
    return source, formats.read(source.data, source.format)


def _selection(
    select: str | Iterable[str] | None,
    ignore: str | Iterable[str],
    extend_select: str | Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
) -> Selection:
    return select_rules(
        None if select is None else arguments.words(select, "select"),
        arguments.words(ignore, "ignore"),
        arguments.words(extend_select, "extend_select"),
        arguments.severities(severities),
    )


def _context(request: UploadRequest | None, now: Moment, limits: Limits | None) -> Context:
    return Context(arguments.moment(now, time.time()), arguments.fields(request), arguments.limits(limits))
