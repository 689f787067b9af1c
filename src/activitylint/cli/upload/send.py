"""`activitylint upload PATH...`: lint files, and send those that Strava will take."""

from __future__ import annotations

import glob
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from activitylint.cli.completion import complete_files
from activitylint.cli.help import Command, Group, option
from activitylint.cli.messages import UnusableError, notice
from activitylint.cli.options import (
    LINT_ONLY,
    fail_on_option,
    file_option,
    files_from_option,
    format_option,
    ignore_option,
    inline_ignores_option,
    isolated_option,
    now_option,
    only_activities_option,
    select_option,
)
from activitylint.cli.paths import files_of, refuse_stores
from activitylint.cli.request import request_options, upload_request
from activitylint.cli.settings import selection_of, settings_for
from activitylint.cli.suppressions import suppressor_for
from activitylint.cli.upload.opening import (
    base_url_option,
    connected,
    existing_ledger,
    ledger_option,
    opened_ledger,
    require_upload,
    tokens_option,
)
from activitylint.cli.upload.results import Results, line, shown_path
from activitylint.engine.many import Work
from activitylint.model.finding import Severity
from activitylint.model.request import Context
from activitylint.reports.escape import json_text, log_text, printable
from activitylint.reports.words import counted
from activitylint.settings.model import Settings
from activitylint.source.archives import is_collection
from activitylint.upload.batches import BATCH, write_batches
from activitylint.upload.ledger import Entry, Ledger
from activitylint.upload.limits import Clock
from activitylint.upload.plan import Decision, Planner

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["planner", "run_gate", "send"]

_EXAMPLES: Final = """\b
Examples:
  activitylint upload login                 get tokens, once
  activitylint upload --dry-run exports/    show what would be sent
  activitylint upload --send exports/       send it
  activitylint upload --sport-type GravelRide ride.gpx
  activitylint upload --batches out/ exports/
  activitylint upload status                show what was uploaded
  activitylint upload retry                 send again what Strava refused
  activitylint upload export > uploads.csv

\b
Exit status:
  0  Strava has every file, as a new activity or a duplicate
  1  a file was held, failed or is not finished; or a preview has files to send
  2  the command failed: wrong usage, no access, or a file that cannot be read
"""

_BELOW: Final = {"login": "login", "status": "history", "retry": "history", "export": "history"}
"""The commands below this one, and the module of each."""


class _Upload(Command):
    """The command `upload PATH...`, unless the first argument names one of the commands below it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if not args or args[0] not in _BELOW:
            return super().make_context(info_name, args, parent, **extra)
        below: click.Command = getattr(import_module(f"activitylint.cli.upload.{_BELOW[args[0]]}"), args[0])
        return below.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)


def _complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a path, or the name of a command below this one in its place."""
    found = complete_files(ctx, parameter, incomplete)
    commands = [name for name in _BELOW if incomplete and name.startswith(incomplete) and not ctx.params.get("paths")]
    # The shell completes no file if it gets anything else.
    names = [*commands, *glob.glob(f"{glob.escape(incomplete)}*")] if commands else []
    return found + [type(found[0])(name) for name in names]


@click.command("upload", cls=_Upload, epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=_complete)
@option(
    Group.SERVICE,
    "--dry-run/--send",
    default=None,
    help="Show what would be sent, with which fields, and what not and why; or send it. Default: --dry-run as long as "
    "the ledger has no uploads, then --send.",
)
@option(
    Group.SERVICE,
    "--batches",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help=f"Send nothing. Copy the files that would be sent to folders of {BATCH} in DIR, for Strava's upload page.",
)
@ledger_option
@tokens_option
@base_url_option
@select_option
@ignore_option
@files_from_option
@only_activities_option
@format_option("json", "jsonl")
@fail_on_option("Hold files with findings of this severity or above")
@option(Group.OUTPUT, "-q", "--quiet", is_flag=True, help="Show only what was held or failed.")
@request_options
@file_option(Group.SETTINGS, "--baseline", "Do not hold files because of the findings that FILE lists.")
@inline_ignores_option
@isolated_option
@now_option
def send(paths: tuple[str, ...], **options: Any) -> None:
    """Lint files and upload them to Strava, each of them once.

    Files with errors are held back, and so are duplicates of files in the same run or the ledger. The ledger remembers
    what was uploaded: interrupt the command when you like, and run it again to go on.

    You need tokens of your own application at Strava: `activitylint upload login` gets them.

    Below this command are login, status, retry and export; for their options: activitylint upload status --help
    """
    require_upload()
    if not paths and options["files_from"] is None:
        message = "no path is given; `activitylint upload .` uploads the activity files in this folder"
        raise click.UsageError(message)
    if "-" in paths:
        raise click.UsageError("standard input cannot be uploaded, since an interrupted run could not read it again")
    options |= {**LINT_ONLY, "batch": True}
    names = [*paths, *(options["files_from"] or ())]
    refuse_stores(names, "files in stores are not uploaded; copy them to this computer first")
    settings = settings_for([*paths, *(options["files_from"] or ())], options)
    files = list(
        files_of(
            paths,
            options["files_from"] or (),
            only_activities=options["only_activities"],
            excluded=settings.excludes,
        )
    )

    def decisions(known: Iterable[Entry]) -> Iterator[Decision]:
        return planner(options, settings, known).decisions(files)

    with existing_ledger(options) as ledger:
        known = ledger.entries() if ledger is not None else []
    if options["batches"] is not None:
        sys.exit(_make_batches(decisions(known), options["batches"]))
    first = options["dry_run"] is None and not any(entry.tries for entry in known)
    if options["dry_run"] or first:
        sys.exit(_preview(decisions(known), options["output_format"], first=first))
    activities = sum(not is_collection(file) for file in files)
    sys.exit(run_gate(options, settings, activities, lambda ledger: decisions(ledger.entries())))


def planner(options: dict[str, Any], settings: Settings, known: Iterable[Entry]) -> Planner:
    """The planner for a run with these options."""
    selection = selection_of(settings, options)
    fail_on = Severity(options["fail_on"] or settings.fail_on)
    context = Context(options["now"], upload_request(options), settings.limits)
    work = Work(context, selection, summary=True, per_file=settings.per_file)
    return Planner(work, suppressor_for(settings, options, selection, fail_on), fail_on, known)


def run_gate(
    options: dict[str, Any], settings: Settings, files: int, decisions: Callable[[Ledger], Iterable[Decision]]
) -> int:
    """Carry out decisions and return the exit status. decisions: made when no other run uses the ledger."""
    from activitylint.upload.gate import Gate  # noqa: PLC0415 -- needs the extra

    clock = Clock()
    results = Results(options["output_format"], clock.now(), files, quiet=options["quiet"])
    waiting = "another run uploads with this ledger; waiting until it ends"
    with (
        opened_ledger(options) as ledger,
        connected(options, clock) as strava,
        ledger.only_run(clock, waiting, results.say),
    ):
        gate = Gate(
            strava,
            ledger,
            clock=clock,
            done=results.add,
            say=results.say,
            progress=results.progress,
            read_limit=settings.limits.read,
        )
        try:
            gate.run(decisions(ledger))
        finally:
            results.close()
    return results.exit_status


def _preview(decisions: Iterable[Decision], output_format: str, *, first: bool) -> int:
    """Show what would be sent, and return the exit status."""
    results = Results(output_format, time.time(), 0, quiet=True)
    files = to_send = 0
    shown: list[dict[str, Any]] = []
    for decision in decisions:
        entry, sends = decision.entry, decision.data is not None
        files += 1
        to_send += sends
        if output_format != "text":
            shown.append({**entry.to_dict(), "would_send": sends})
        elif sends:
            fields = ", ".join(f"{name}={value}" for name, value in entry.fields.items())
            click.echo(log_text(printable(f"{shown_path(entry.path)}: would be sent with {fields}")))
        else:
            click.echo(log_text(line(entry)))
        if not sends:
            results.count(entry)
    if output_format == "jsonl":
        click.echo("\n".join(map(json_text, shown)))
    elif output_format == "json":
        click.echo(json_text({"files": shown}, indent=2))
    notice(f"{to_send:,} of {counted(files, 'file')} would be sent; nothing was sent")
    if first and to_send:
        notice("This is a preview, since this ledger has no uploads yet. To upload, add --send.")
        return max(results.exit_status, 1)
    return results.exit_status


def _make_batches(decisions: Iterable[Decision], folder: str) -> int:
    """Copy the files that would be sent, and return the exit status."""
    if os.path.isdir(folder) and os.listdir(folder):
        message = f"--batches {folder}: the folder is not empty"
        raise click.UsageError(message)
    results = Results("text", time.time(), 0, quiet=True)
    copies = 0
    try:
        for decision, copy in write_batches(decisions, folder):
            copies += bool(copy)
            if copy:
                continue
            results.count(decision.entry)
            click.echo(log_text(line(decision.entry)))
    except OSError as error:
        message = f"{error.filename or folder} cannot be written: {error.strerror}"
        raise UnusableError(message) from None
    notice(f"{folder}: {counted(copies, 'file')} in {counted(-(-copies // BATCH), 'folder')}")
    return results.exit_status
