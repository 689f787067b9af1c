"""`activitylint lint`: check files and report the findings."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from activitylint.cli import cluster, interrupts
from activitylint.cli.allocator import keep_blocks
from activitylint.cli.completion import complete_files, complete_rules
from activitylint.cli.help import Command, Group, option
from activitylint.cli.options import (
    codes,
    fail_on_option,
    files_from_option,
    ignore_option,
    now_option,
    only_activities_option,
    select_option,
    stdin_name_option,
)
from activitylint.cli.outputs import detail_wanted, open_outputs, output_options, shows_available_fixes
from activitylint.cli.paths import NOT_FIXED, Listing, files_of, refuse_stores
from activitylint.cli.progress import Bar
from activitylint.cli.request import request_options, upload_request
from activitylint.cli.results import check_resume, not_yet_linted, resume_option, run_of
from activitylint.cli.settings import selection_of, settings_for, settings_options
from activitylint.cli.suppressions import baseline_written, suppressor_for, unused_in_settings
from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome, as_reported
from activitylint.engine.many import Work, lint_paths, worth_processes
from activitylint.fixes.offers import with_available_fixes
from activitylint.model.finding import Severity
from activitylint.model.report import Report, Totals
from activitylint.model.request import Context
from activitylint.reports.escape import log_text, printable
from activitylint.reports.words import counted
from activitylint.settings.per_file import PerFiles
from activitylint.source.urls import shown
from activitylint.suppression.suppressor import Suppressor

if TYPE_CHECKING:
    # Not at run time: few runs need them.
    from concurrent.futures import Executor

    from activitylint.cli.fixing import FixRun

__all__ = ["command"]

_MOST_PROCESSES: Final = 61
"""What Windows can wait for."""

_EXAMPLES = """\b
Examples:
  activitylint lint ride.fit                       check one file
  activitylint lint exports/                       check the files of a folder
  activitylint lint --sport-type GravelRide r.gpx  check with a form field
  activitylint lint --batch archive/               look for duplicates, too
  activitylint lint --format json exports/ > report.json
  activitylint lint --output sarif:out.sarif --output junit:out.xml exports/
  curl ... | activitylint lint - --stdin-filename ride.tcx.gz
  git ls-files -z | activitylint lint --files-from - --only-activities

\b
Exit status:
  0  no findings at or above --fail-on
  1  findings at or above --fail-on
  2  the command failed: wrong usage, an unreadable path, or a crashed rule
  130, 143, 129  Ctrl-C or a signal (SIGTERM, SIGHUP) ended the run; what was
     finished by then is reported
"""


def _severities(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, Severity]:
    chosen: dict[str, Severity] = {}
    for value in values:
        selector, word = value.rpartition("=")[::2]
        try:
            chosen[selector] = Severity(word)
        except ValueError:
            severities = ", ".join(Severity)
            message = f"{value!r} is not CODE=SEVERITY; the severities are {severities}"
            raise click.BadParameter(message) from None
    return chosen


def _check_usage(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    check_resume(options)
    if options["fix"] and not options["diff"]:
        refuse_stores([*paths, *(options["files_from"] or ())], NOT_FIXED)
    refuse_stores(filter(None, [options["write_baseline"]]), "a baseline is written to this computer")
    if options["diff"] and (options["output_format"] or options["outputs"] or options["write_baseline"]):
        message = "--diff shows changes and no findings; leave out --format, --output and --write-baseline"
        raise click.UsageError(message)
    if not paths and options["files_from"] is None:
        message = "no path is given; `activitylint lint .` checks the activity files in this folder"
        raise click.UsageError(message)
    if options["executor"] is not None and ("-" in paths or options["jobs"]):
        message = "--executor lints on a cluster; leave out --jobs and - (standard input)"
        raise click.UsageError(message)
    if "-" in paths:
        if sys.stdin.isatty():
            click.echo(
                "reading an activity file from this terminal; press Ctrl-D to end it, or Ctrl-C to quit", err=True
            )
    elif options["stdin_filename"] != "-":
        message = "--stdin-filename is for standard input; give - as a path, too"
        raise click.UsageError(message)


@click.command("lint", cls=Command, epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@select_option
@ignore_option
@option(
    Group.RULES,
    "--extend-select",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Use these rules in addition to the others.",
)
@option(
    Group.RULES,
    "--severity",
    "severities",
    multiple=True,
    callback=_severities,
    metavar="CODE=SEVERITY",
    help="Report a rule as error, warning or info.",
)
@files_from_option
@stdin_name_option
@only_activities_option
@resume_option
@option(
    Group.FILES,
    "--batch",
    is_flag=True,
    help="Treat the files as uploaded together: look for duplicates among them.",
)
@output_options
@option(
    Group.OUTPUT,
    "--min-severity",
    type=click.Choice([s.value for s in Severity]),
    metavar="SEVERITY",
    help="Show findings of this severity or above: error, warning (default) or info. --fail-on decides what fails.",
)
@option(Group.OUTPUT, "-v", "--verbose", is_flag=True, help="Also show infos, as --min-severity info does.")
@option(Group.OUTPUT, "-q", "--quiet", is_flag=True, help="Show only what fails (see --fail-on), without a summary.")
@option(Group.OUTPUT, "--statistics", is_flag=True, help="Add a table that counts the findings of each rule.")
@option(Group.OUTPUT, "--show-all", is_flag=True, help="Show long lists in full.")
@fail_on_option("Exit with 1 if there are findings of this severity or above")
@option(Group.OUTPUT, "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@request_options
@settings_options
@option(Group.OTHER, "--fix", is_flag=True, help="First apply safe fixes in place, as `activitylint fix` does.")
@option(
    Group.OTHER,
    "--diff",
    is_flag=True,
    help="Show what --fix would change instead of the findings, and write nothing.",
)
@option(Group.OTHER, "--watch", is_flag=True, help="Check again whenever a file changes, until you press Ctrl-C.")
@option(
    Group.OTHER,
    "--jobs",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Number of processes, at most one per core. Default: one per core if there is enough work.",
)
@cluster.executor_option
@now_option
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Check activity files before you upload them to Strava.

    PATH is a file, a folder, a glob, or - for standard input. In a folder, the .fit, .tcx and .gpx files are checked,
    gzipped or not, and .json files with strength sets. In an archive (.zip, .tar, .tar.gz, .tgz), too: a file in it is
    written export.zip!/activities/1.fit.gz. PATH can also be a URL of a store, such as s3://bucket/rides.
    """
    keep_blocks()
    if not options["watch"]:
        sys.exit(_run(paths, options))
    if "-" in paths or options["files_from"]:
        message = "--watch follows files and folders, not standard input or lists"
        raise click.UsageError(message)
    refuse_stores(paths, "--watch follows files and folders on this computer")
    from activitylint.cli.watch import changes  # noqa: PLC0415 -- only this option needs it

    for _ in changes(paths):
        _run(paths, {**options, "now": time.time()})


def _run(paths: tuple[str, ...], options: dict[str, Any]) -> int:
    """Lint the files and write the reports. Returns the exit status."""
    arguments = [*paths, *(options["files_from"] or ())]
    settings = settings_for(arguments, options)
    selection = selection_of(settings, options)
    if options["show_settings"]:
        from activitylint.cli.show_settings import settings_lines  # noqa: PLC0415 -- only this option needs it

        click.echo(log_text("\n".join(map(printable, settings_lines(settings, options)))))
        return 0
    _check_usage(paths, options)
    context = Context(options["now"], upload_request(options), settings.limits)
    fail_on = Severity(options["fail_on"] or settings.fail_on)
    options["output_format"] = options["output_format"] or settings.output_format
    options["again"] = tuple(map(shown, paths))
    batch = Batch(context, selection) if options["batch"] else None
    suppressor = suppressor_for(settings, options, selection, fail_on)
    wanted = suppressor.apply if options["write_baseline"] is None else as_reported  # it would record them twice
    work = Work(
        context,
        selection,
        summary=batch is not None,
        per_file=settings.per_file,
        detail=detail_wanted(options),
        add_fixes=partial(with_available_fixes, wanted=wanted) if shows_available_fixes(options) else None,
    )
    found = files_of(
        paths,
        options["files_from"] or (),
        only_activities=options["only_activities"],
        excluded=settings.excludes,
    )
    this_run = run_of(work, suppressor, options)
    files = Listing(not_yet_linted(found, options, this_run))
    fixing_failed = False
    if options["fix"] or options["diff"]:
        unrecorded = suppressor_for(settings, {**options, "write_baseline": None}, selection, fail_on)
        run = _fixed(work, (settings.per_file, unrecorded, fail_on), files, options)
        if options["diff"]:
            return run.exit_status
        fixing_failed = run.failed > 0
    bar = Bar(files, wanted=not options["quiet"])
    totals = Totals()
    with (
        _workers(files, options["jobs"] or settings.jobs, options["executor"]) as workers,
        interrupts.paused(),
        open_outputs(options, fail_on, files.first, this_run) as output,
        baseline_written(suppressor, options["write_baseline"]),
    ):
        outcomes = interrupts.until_interrupted(_outcomes(work, files, workers, options["stdin_filename"]))
        for report in _reports(bar.watch(outcomes), batch, suppressor):
            totals.add(report, fail_on)
            output.add(report)
        stopped = interrupts.received()
        complete = stopped is None and not options["resume"]
        for report in unused_in_settings(settings, suppressor, selection, arguments) if complete else ():
            totals.add(report, fail_on)
            output.add(report)
        output.close(totals)
        if stopped is not None:  # the files of --output and --write-baseline stay as they were
            of = f"{totals.files:,} of " if files.complete else ""
            number = len(files.first) if files.complete else totals.files
            stopped.progress = f"{of}{counted(number, 'file')} checked"
            raise stopped
    if fixing_failed:
        return 2
    return 0 if options["exit_zero"] and not totals.failed else totals.exit_status


def _fixed(
    work: Work, settings: tuple[PerFiles, Suppressor, Severity], files: Listing, options: dict[str, Any]
) -> FixRun:
    """Fix the files, or show a diff of that, and print what was done on standard error."""
    from activitylint.cli.fixing import FixRun, in_place, to_diff  # noqa: PLC0415 -- only two options need it
    from activitylint.fixes.choice import choose  # noqa: PLC0415

    diff, stdin = options["diff"], b""
    if "-" in files.first:
        if not diff:
            message = "--fix cannot change standard input; `activitylint fix -` can"
            raise click.UsageError(message)
        stdin = sys.stdin.buffer.read(work.context.limits.read + 1)
    per_file, suppressor, fail_on = settings
    run = FixRun(
        work.context,
        choose(work.selection, rename=False),
        suppressor,
        per_file,
        to_diff if diff else in_place(),
        fail_on=fail_on,
        stdin=stdin,
        stdin_name=options["stdin_filename"],
        quiet=diff and options["quiet"],
    )
    for path in files:
        run.fix_file(path, lambda line: click.echo(line, err=True))
    for line in run.summary() if diff and not options["quiet"] else ():
        click.echo(line, err=True)
    return run


def _reports(outcomes: Iterator[Outcome], batch: Batch | None, suppressor: Suppressor) -> Iterator[Report]:
    for outcome in outcomes:
        report = suppressor.apply(outcome, batch.add(outcome) if batch is not None else None)
        if outcome.is_shown(report):
            yield report


def _outcomes(work: Work, files: Listing, workers: Executor | None, stdin_name: str) -> Generator[Outcome, None, None]:
    """The outcome of each file, in order."""
    if "-" in files.first:
        yield from (work.lint(stdin_name, sys.stdin.buffer) if path == "-" else work.lint(path) for path in files)
    else:
        yield from lint_paths(work, files, workers, until=(interrupts.Interrupted,))


@contextmanager
def _workers(files: Listing, jobs: int | None, cluster_address: str | int | None) -> Iterator[Executor | None]:
    """The worker processes: at most one per core, since linting is computing. None if this process does the work.

    A run that reads standard input stays in this process. cluster_address: use the workers of this cluster instead.
    """
    if cluster_address is not None:
        with cluster.opened(cluster_address) as executor:
            yield executor
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    number = min(jobs or cores, cores, len(files.first), _MOST_PROCESSES)
    if number <= 1 or "-" in files.first or (jobs is None and not worth_processes(files.first)):
        yield None
        return
    from activitylint.engine.workers import Workers  # noqa: PLC0415 -- slow to import: it loads multiprocessing

    with Workers(number, prepare=keep_blocks) as workers:
        yield workers
