"""Where reports go: to standard output, to files of their own, to several at once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TextIO, TypeVar

import click

from activitylint.cli.terminal import NO_TERMINAL, columns
from activitylint.model.finding import Severity
from activitylint.model.report import Report, Totals
from activitylint.reports import FORMATS, Options, Reporter, reporter
from activitylint.reports.escape import printable

__all__ = ["columns", "open_outputs", "output_options", "write"]

_FILE_WIDTH: Final = 100

_Command = TypeVar("_Command", bound=Callable[..., Any])


def output_options(command: _Command) -> _Command:
    """Add --format and --output."""
    format_option = click.option(
        "--format",
        "output_format",
        type=click.Choice(list(FORMATS)),
        help="How findings are written.  [default: full; under GitHub Actions full, and github for the annotations]",
    )
    output_option = click.option(
        "--output",
        "outputs",
        multiple=True,
        callback=_output,
        metavar="FORMAT:FILE",
        help="Write a report to FILE, too, such as sarif:out.sarif. Can be given several times.",
    )
    return format_option(output_option(command))


@contextmanager
def open_outputs(options: Mapping[str, Any], fail_on: Severity, inputs: Iterable[str]) -> Iterator[Reporter]:
    """One reporter for all that was asked for.

    Files are opened before the work begins, so that one that cannot be written is a usage error, and take their names
    when the work is done, so that a report that was cut short never stands in the place of a whole one.
    """
    terminal = _options(options, fail_on)
    files = Options(
        fail_on=fail_on,
        verbose=terminal.verbose,
        quiet=terminal.quiet,
        show_all=terminal.show_all,
        width=_FILE_WIDTH,
        statistics=terminal.statistics,
        root=terminal.root,
    )
    _refuse_overwriting([path for _, path in options["outputs"]], inputs)
    with ExitStack() as stack:
        opened = [(form, stack.enter_context(_opened(form, path))) for form, path in options["outputs"]]
        yield _Several(
            [
                *(reporter(form, write, terminal) for form in _to_terminal(options["output_format"])),
                *(reporter(form, file.write, files) for form, file in opened),
            ]
        )


class _UnwritableError(click.ClickException):
    exit_code = 2


class _Several:
    """Reporters as one."""

    def __init__(self, reporters: list[Reporter]) -> None:
        self._reporters = reporters

    def add(self, report: Report) -> None:
        for one in self._reporters:
            one.add(report)

    def close(self, totals: Totals) -> None:
        for one in self._reporters:
            one.close(totals)


def _to_terminal(wanted: str | None) -> tuple[str, ...]:
    if wanted is not None:
        return (wanted,)
    return ("full", "github") if os.environ.get("GITHUB_ACTIONS") == "true" else ("full",)


def _output(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for value in values:
        output_format, path = value.partition(":")[::2]
        if output_format not in FORMATS or not path:
            formats = ", ".join(FORMATS)
            message = f"{value!r} is not FORMAT:FILE; the formats are {formats}"
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
            if any(os.path.samefile(path, output) for output in present):
                message = f"--output would overwrite {path!r}, which is to be checked"
                raise click.UsageError(message)


@contextmanager
def _opened(output_format: str, path: str) -> Iterator[TextIO]:
    """A file to write to, under another name until all is written; a pipe or a device is written to directly."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    direct = os.path.lexists(target) and not os.path.isfile(target)
    making = target if direct else os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    try:
        if not direct and os.path.lexists(target) and not os.access(target, os.W_OK):
            raise PermissionError(13, os.strerror(13), path)
        file = open(making, "w", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: SIM115
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"--output {output_format}:{printable(path)} cannot be written: {reason}"
        raise click.UsageError(message) from None
    try:
        with file:
            yield file
        if not direct:
            os.replace(making, target)
    except BaseException as error:
        if not direct:
            with contextlib.suppress(OSError):
                os.unlink(making)
        if isinstance(error, OSError) and error.filename in {None, making}:
            message = f"{printable(path)} cannot be written: {error.strerror or error}"
            raise _UnwritableError(message) from None
        raise


def _options(options: Mapping[str, Any], fail_on: Severity) -> Options:
    terminal = sys.stdout.isatty()
    return Options(
        fail_on=fail_on,
        verbose=options["verbose"],
        quiet=options["quiet"],
        show_all=options["show_all"],
        colour=terminal and not os.environ.get("NO_COLOR"),
        width=columns() if terminal else NO_TERMINAL,
        statistics=options["statistics"],
        root=os.getcwd(),
    )


def write(text: str) -> None:
    """Text to standard output, whatever its encoding can hold."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
