"""`activitylint fix`: fix problems in files."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import click

from activitylint.cli.allocator import keep_blocks
from activitylint.cli.completion import complete_files, complete_fixes
from activitylint.cli.fixing import Delivery, FixRun, in_place, to_diff, to_folder, to_standard_output
from activitylint.cli.help import Command, Group, option
from activitylint.cli.options import (
    LINT_ONLY,
    codes,
    fail_on_option,
    files_from_option,
    ignore_option,
    inline_ignores_option,
    isolated_option,
    now_option,
    only_activities_option,
    select_option,
    stdin_name_option,
)
from activitylint.cli.paths import NOT_FIXED, files_of, refuse_stores
from activitylint.cli.request import request_options, upload_request
from activitylint.cli.settings import selection_of, settings_for
from activitylint.cli.suppressions import suppressor_for
from activitylint.fixes.choice import UnknownFixError, choose
from activitylint.model.finding import Severity
from activitylint.model.request import Context

__all__ = ["command"]

_EXAMPLES: Final = """\b
Examples:
  activitylint fix ride.gpx                    apply safe fixes in place
  activitylint fix --diff exports/             show the changes, write nothing
  activitylint fix --unsafe --diff ride.fit    also show unsafe fixes
  activitylint fix --unsafe ride.fit           also apply them; see --no-backup
  activitylint fix --output-dir out/ old/      write all files of old/ to out/
  activitylint fix --apply with-barometer run.tcx
  activitylint fix - --stdin-filename r.gpx < r.gpx > fixed.gpx

\b
Exit status:
  0  no findings at or above --fail-on are left (and --diff shows no changes)
  1  some are left (or --diff shows changes)
  2  the command failed: wrong usage, or a path that cannot be read or written
"""


@click.command("fix", cls=Command, epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@select_option
@ignore_option
@option(Group.FIXES, "--unsafe", is_flag=True, help="Also apply unsafe fixes, which guess or drop data.")
@option(
    Group.FIXES,
    "--apply",
    multiple=True,
    callback=codes,
    shell_complete=complete_fixes,
    metavar="NAMES",
    help="Also apply the fixes with these names, safe or not.",
)
@option(Group.FIXES, "--rename", is_flag=True, help="Rename files whose suffix does not match their content.")
@files_from_option
@stdin_name_option
@only_activities_option
@option(Group.OUTPUT, "--diff", is_flag=True, help="Show the changes, and write nothing.")
@option(
    Group.OUTPUT,
    "--backup/--no-backup",
    default=None,
    help="Keep a copy of each changed file, with .orig added to its name. Default: if an unsafe fix was applied, "
    "unless the file is unchanged in Git.",
)
@option(Group.OUTPUT, "--keep-mtime", is_flag=True, help="Keep the modification time of each changed file.")
@option(
    Group.OUTPUT,
    "--output-dir",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write every file to DIR, changed or not, and leave the originals alone.",
)
@fail_on_option("Exit with 1 if findings of this severity or above are left")
@option(
    Group.OUTPUT,
    "-v",
    "--verbose",
    is_flag=True,
    help="Also list unchanged files, and say which fixes did not apply and why.",
)
@option(Group.OUTPUT, "-q", "--quiet", is_flag=True, help="Print only failures.")
@request_options
@isolated_option
@inline_ignores_option
@option(
    Group.SETTINGS,
    "--baseline",
    shell_complete=complete_files,
    metavar="FILE",
    help="Do not fix the findings that FILE lists.",
)
@now_option
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Fix problems in activity files, in place.

    By default only safe fixes are applied: they keep everything that was recorded. Each fix is checked by linting the
    result. If it would make the file worse, it is undone; --verbose says why.

    PATH is a file, a folder, a glob, or - for standard input. With -, the fixed file is written to standard output.
    Archives are not changed: fixed files of export.zip are written to the folder export.fixed beside it.
    """
    keep_blocks()
    _check_usage(paths, options)
    options |= {**LINT_ONLY, "batch": False}
    arguments = [*paths, *(options["files_from"] or ())]
    settings = settings_for(arguments, options)
    selection = selection_of(settings, options)
    fail_on = Severity(options["fail_on"] or settings.fail_on)
    try:
        choice = choose(selection, unsafe=options["unsafe"], asked=options["apply"], rename=options["rename"])
    except UnknownFixError as error:
        message = f"{error}; `activitylint rule CODE` names the fixes of a rule"
        raise click.UsageError(message) from None
    stdin = sys.stdin.buffer.read(settings.limits.read + 1) if "-" in paths else b""
    run = FixRun(
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
    files = list(
        files_of(
            paths,
            names,
            only_activities=options["only_activities"],
            excluded=settings.excludes,
        )
    )

    # With --diff and -, standard output is for the diff or the file.
    def echo(line: str) -> None:
        click.echo(line, err=options["diff"] or "-" in paths)

    for path in files:
        run.fix_file(path, echo)
    if not options["quiet"]:
        for line in run.summary():
            echo(line)
    sys.exit(run.exit_status)


def _check_usage(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    if not paths and options["files_from"] is None:
        message = "no path is given; `activitylint fix --diff .` shows what it would change in this folder"
        raise click.UsageError(message)
    refuse_stores(filter(None, [options["output_dir"]]), "fixed files are written to this computer")
    if not options["diff"]:
        refuse_stores([*paths, *(options["files_from"] or ())], NOT_FIXED)
    if options["stdin_filename"] != "-" and "-" not in paths:
        message = "--stdin-filename is for standard input; give - as a path, too"
        raise click.UsageError(message)
    if "-" in paths and len(paths) > 1:
        message = "standard output can hold only one file; give - without other paths"
        raise click.UsageError(message)
    if options["output_dir"] and (options["diff"] or options["backup"] or "-" in paths):
        message = "--output-dir does not change the originals; it cannot be combined with --diff, --backup or -"
        raise click.UsageError(message)


def _delivery(paths: tuple[str, ...], options: dict[str, Any], stdin: bytes) -> Delivery:
    if options["diff"]:
        return to_diff
    if "-" in paths:
        return to_standard_output(stdin)
    if options["output_dir"]:
        roots = [path for path in paths if os.path.isdir(path)]
        return to_folder(options["output_dir"], roots, keep_mtime=options["keep_mtime"])
    return in_place(backup=options["backup"], keep_mtime=options["keep_mtime"])
