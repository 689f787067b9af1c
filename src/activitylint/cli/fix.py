"""`activitylint fix`: mend what can be mended."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import click

from activitylint.cli.completion import complete_files, complete_fixes
from activitylint.cli.fixing import Delivery, Fixer, as_difference, below, in_place, to_standard_output
from activitylint.cli.options import (
    codes,
    files_from_option,
    ignore_option,
    now_option,
    only_activities_option,
    select_option,
    stdin_name_option,
)
from activitylint.cli.paths import files_of
from activitylint.cli.request import request_options, upload_request
from activitylint.cli.settings import excluder, selection_of, settings_for
from activitylint.cli.suppressions import suppressor_for
from activitylint.fixes.fixing import UnknownFixError, choose
from activitylint.model.finding import Severity
from activitylint.model.request import Context
from activitylint.reports.words import counted, fixable_words

__all__ = ["command"]

_EXAMPLES: Final = """\b
Examples:
  activitylint fix ride.gpx                 safe fixes, in place
  activitylint fix --diff exports/          what they would change; nothing is written
  activitylint fix --unsafe --diff ride.fit also what guesses or drops
  activitylint fix --unsafe --backup r.fit  in place; the file as it was stays beside it as r.fit.orig
  activitylint fix --output-dir out/ old/   every file below old/, mended or as it is, below out/
  activitylint fix --apply with-barometer ride.tcx
  activitylint fix - --stdin-filename r.gpx < r.gpx > mended.gpx

\b
Exit status:
  0  nothing at or above --fail-on is left, and with --diff nothing would be changed
  1  something is, or would be
  2  the tool could not do its work: wrong usage, a path that cannot be read or written
"""

_NOT_ASKED_HERE: Final = {"extend_select": [], "severities": {}, "batch": False, "write_baseline": None}
"""What settings and suppressions ask of `lint`, which this command has no options for."""


@click.command("fix", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@files_from_option
@click.option("--unsafe", is_flag=True, help="Carry out fixes that guess or drop, too.")
@click.option(
    "--apply",
    multiple=True,
    callback=codes,
    shell_complete=complete_fixes,
    metavar="NAMES",
    help="Carry out these fixes, too, whatever their class.",
)
@select_option
@ignore_option
@click.option("--diff", is_flag=True, help="Show what would be changed; write nothing.")
@click.option("--backup", is_flag=True, help="Keep each file as it was beside it, with .orig behind its name.")
@click.option("--rename", is_flag=True, help="Give files the suffix of what they hold, where it is another.")
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write below DIR instead: every file, mended or as it is.",
)
@stdin_name_option
@only_activities_option
@request_options
@click.option(
    "--baseline", shell_complete=complete_files, metavar="FILE", help="Leave as they are the findings that FILE lists."
)
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    help="The least severity that makes the exit status 1 where it is left.  [default: error]",
)
@now_option
@click.option("-v", "--verbose", is_flag=True, help="Name files that nothing was done about, too.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what failed.")
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Mend what can be mended, in place: by small edits, each linted again before it is kept.

    Safe fixes alone are carried out, which change nothing that was recorded. What a fix would make worse is left as it
    was, and told. PATH is a file, a folder, a glob, or - for standard input, whose mended form goes to standard output.
    """
    _demand_use(paths, options)
    options |= _NOT_ASKED_HERE
    arguments = [*paths, *(options["files_from"] or ())]
    settings = settings_for(arguments, options)
    selection = selection_of(settings, options)
    fail_on = Severity(options["fail_on"] or settings.fail_on)
    try:
        choice = choose(selection, unsafe=options["unsafe"], asked=options["apply"], rename=options["rename"])
    except UnknownFixError as error:
        message = f"{error}; the page of each rule names its fixes: activitylint rule CODE"
        raise click.UsageError(message) from None
    stdin = sys.stdin.buffer.read(settings.limits.read + 1) if "-" in paths else b""
    fixer = Fixer(
        context=Context(options["now"], upload_request(options), settings.limits),
        choice=choice,
        suppressor=suppressor_for(settings, options, selection, fail_on),
        per_file=settings.per_file,
        deliver=_delivery(paths, options, stdin),
        fail_on=fail_on,
        stdin=stdin,
        stdin_name=options["stdin_filename"],
        verbose=options["verbose"],
        quiet=options["quiet"],
    )
    names = options["files_from"] or ()
    excluded = excluder(settings)
    files = list(files_of(paths, names, only_activities=options["only_activities"], excluded=excluded))

    # Standard output may hold the difference, or the file.
    def say(line: str) -> None:
        click.echo(line, err=options["diff"] or "-" in paths)

    for path in files:
        fixer.do(path, say)
    if not options["quiet"]:
        for line in _closing(len(files), fixer, diff=options["diff"]):
            say(line)
    sys.exit(_exit_status(fixer, diff=options["diff"]))


def _demand_use(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    if not paths and options["files_from"] is None:
        message = "no path is given; `activitylint fix --diff .` shows what would be changed in this folder"
        raise click.UsageError(message)
    if options["stdin_filename"] != "-" and "-" not in paths:
        message = "--stdin-filename names what comes from standard input; give - as a path, too"
        raise click.UsageError(message)
    if "-" in paths and len(paths) > 1:
        message = "standard output can hold one file: give - alone"
        raise click.UsageError(message)
    if options["output_dir"] and (options["diff"] or options["backup"] or "-" in paths):
        message = "--output-dir leaves files as they are; it goes with none of --diff, --backup and -"
        raise click.UsageError(message)


def _delivery(paths: tuple[str, ...], options: dict[str, Any], stdin: bytes) -> Delivery:
    if options["diff"]:
        return as_difference
    if "-" in paths:
        return to_standard_output(stdin)
    if options["output_dir"]:
        return below(options["output_dir"], [path for path in paths if os.path.isdir(path)])
    return in_place(backup=options["backup"])


def _closing(files: int, fixer: Fixer, *, diff: bool) -> list[str]:
    left = f"{counted(fixer.totals.errors, 'error')} and {counted(fixer.totals.warnings, 'warning')}"
    done, are = ("would be changed", "would be") if diff else ("mended", "are")
    failed = f", {fixer.failed:,} failed" if fixer.failed else ""
    lines = [f"{counted(files, 'file')} looked at, {fixer.mended:,} {done}{failed}: {left} {are} left"]
    more = fixable_words(fixer.totals)
    return [*lines, more] if more else lines


def _exit_status(fixer: Fixer, *, diff: bool) -> int:
    """0: nothing is left; 1: something is, or would be changed; 2: the work could not be done."""
    if fixer.failed or fixer.totals.failed:
        return 2
    return 1 if fixer.totals.violations or (diff and fixer.mended) else 0
