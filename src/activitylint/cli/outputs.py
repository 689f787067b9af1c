"""Where reports go: to standard output, to files, or to several of them at once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar

import click

from activitylint.cli.help import Group, option
from activitylint.cli.results import into_folder
from activitylint.cli.terminal import NO_TERMINAL, columns, shows_color
from activitylint.model.finding import Severity
from activitylint.model.identity import Run
from activitylint.model.overview import Detail
from activitylint.model.report import Report, Totals
from activitylint.reports import FOLDERS, FORMATS, Options, Reporter, detail_for, folder_reporter, reporter, shows_fixes
from activitylint.reports.escape import printable
from activitylint.source.archives import on_disk
from activitylint.source.atomic import replacing
from activitylint.source.urls import is_url, shown

__all__ = ["columns", "detail_wanted", "open_outputs", "output_options", "shows_available_fixes", "write"]

_FILE_WIDTH: Final = 100
MANY: Final = 10
"""With more files than this, the default report is brief."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


def output_options(command: _Command) -> _Command:
    """Add --format and --output."""
    format_option = option(
        Group.OUTPUT,
        "--format",
        "output_format",
        type=click.Choice(list(FORMATS)),
        metavar="FORMAT",
        help=f"Report format: {', '.join(FORMATS)}. Default: full, or brief for more than "
        f"{MANY} files; under GitHub Actions, annotations of github as well.",
    )
    output_option = option(
        Group.OUTPUT,
        "--output",
        "outputs",
        multiple=True,
        callback=_output,
        metavar="FORMAT:FILE",
        help="Also write a report to FILE, for example sarif:out.sarif; parquet:DIR writes tables to a folder. Can be "
        "given more than once.",
    )
    return format_option(output_option(command))


@contextmanager
def open_outputs(options: Mapping[str, Any], fail_on: Severity, inputs: Sequence[str], run: Run) -> Iterator[Reporter]:
    """One reporter that writes all requested reports.

    inputs: the paths that will be checked, as far as they are known; a report that would overwrite one of them is a
    usage error. Files are opened before the work begins, so that one that cannot be written is a usage error, too. They
    replace older files when the work is done, so that an interrupted run never leaves half a report. run: whose results
    a folder keeps.
    """
    terminal = _options(options, fail_on)
    files = Options(
        fail_on=fail_on,
        least=terminal.least,
        again=terminal.again,
        quiet=terminal.quiet,
        show_all=terminal.show_all,
        width=_FILE_WIDTH,
        statistics=terminal.statistics,
        root=terminal.root,
        run=run,
    )
    _refuse_overwriting([path for _, path in options["outputs"]], inputs)
    shown = _terminal_formats(options["output_format"], many=len(inputs) > MANY)
    with ExitStack() as stack:
        opened = [stack.enter_context(_opened(form, path, files, options)) for form, path in options["outputs"]]
        yield _Several([*(reporter(form, write, terminal) for form in shown), *opened])


def shows_available_fixes(options: Mapping[str, Any]) -> bool:
    """True if one of the requested reports shows which findings are fixable."""
    formats = (*_terminal_formats(options["output_format"], many=False), *(form for form, _ in options["outputs"]))
    return any(shows_fixes(form, quiet=options["quiet"]) for form in formats)


class _UnwritableError(click.ClickException):
    exit_code = 2


class _Several:
    """Several reporters behind the interface of one."""

    def __init__(self, reporters: list[Reporter]) -> None:
        self._reporters = reporters

    def add(self, report: Report) -> None:
        for one in self._reporters:
            one.add(report)

    def close(self, totals: Totals) -> None:
        for one in self._reporters:
            one.close(totals)


def detail_wanted(options: Mapping[str, Any]) -> Detail:
    """How much detail the requested reports show."""
    return detail_for([options["output_format"] or "full", *(form for form, _ in options["outputs"])])


def _terminal_formats(wanted: str | None, *, many: bool) -> tuple[str, ...]:
    if wanted is not None:
        return (wanted,)
    people = "brief" if many else "full"
    return (people, "github") if os.environ.get("GITHUB_ACTIONS") == "true" else (people,)


def _least(options: Mapping[str, Any], fail_on: Severity) -> Severity:
    """The lowest severity to show."""
    if options["min_severity"]:
        return Severity(options["min_severity"])
    if options["quiet"]:
        return fail_on
    return Severity.INFO if options["verbose"] else Severity.WARNING


def _output(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for value in values:
        output_format, path = value.partition(":")[::2]
        if not (output_format in FORMATS or output_format in FOLDERS) or not path:
            formats = ", ".join([*FORMATS, *FOLDERS])
            message = f"{value!r} is not FORMAT:FILE; the formats are {formats}"
            raise click.BadParameter(message)
        if is_url(path):
            message = f"{output_format}:{shown(path)} is in a store; reports are written to this computer"
            raise click.BadParameter(message)
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in chosen):
            message = f"two reports cannot both be written to {path!r}"
            raise click.BadParameter(message)
        chosen.append((output_format, path))
    return chosen


def _refuse_overwriting(outputs: list[str], inputs: Iterable[str]) -> None:
    present = [path for path in outputs if os.path.isfile(path)]
    if not present:
        return
    for path in inputs:
        with contextlib.suppress(OSError, ValueError):
            if any(os.path.samefile(on_disk(path), output) for output in present):
                message = f"--output would overwrite {path!r}, which is one of the files to check"
                raise click.UsageError(message)


@contextmanager
def _opened(output_format: str, path: str, how: Options, options: Mapping[str, Any]) -> Iterator[Reporter]:
    """The reporter that writes to a file or a folder.

    A file is replaced when the report is complete; a pipe or a device is written to directly.
    """
    with ExitStack() as stack:
        try:
            if output_format in FOLDERS:
                write_files = stack.enter_context(into_folder(output_format, path, options, how.run))
                made = folder_reporter(output_format, write_files, how)
            else:
                made = reporter(output_format, stack.enter_context(replacing(path)).write, how)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"--output {output_format}:{printable(path)} cannot be written: {reason}"
            raise click.UsageError(message) from None
        try:
            with stack.pop_all():
                yield made
        except OSError as error:
            if error.filename not in {None, path}:
                raise
            message = f"{printable(path)} cannot be written: {error.strerror or error}"
            raise _UnwritableError(message) from None


def _options(options: Mapping[str, Any], fail_on: Severity) -> Options:
    terminal = sys.stdout.isatty()
    return Options(
        fail_on=fail_on,
        least=_least(options, fail_on),
        again=options["again"],
        quiet=options["quiet"],
        show_all=options["show_all"],
        color=shows_color(sys.stdout),
        width=columns() if terminal else NO_TERMINAL,
        statistics=options["statistics"],
        root=os.getcwd(),
    )


def write(text: str) -> None:
    """Write text to standard output, with escapes for characters that its encoding does not have."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
