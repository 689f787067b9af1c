"""`activitylint lint`: check files, report what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

import click

from activitylint.cli.completion import complete_files, complete_rules
from activitylint.cli.options import (
    codes,
    files_from_option,
    ignore_option,
    now_option,
    only_activities_option,
    select_option,
    stdin_name_option,
)
from activitylint.cli.outputs import open_outputs, output_options
from activitylint.cli.paths import files_of
from activitylint.cli.progress import Bar
from activitylint.cli.request import request_options, upload_request
from activitylint.cli.settings import excluder, selection_of, settings_for, settings_options
from activitylint.cli.suppressions import baseline_written, suppressor_for, unused_in_settings
from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome
from activitylint.engine.many import Work, lint_paths, worth_processes
from activitylint.fixes.offers import available_fixes
from activitylint.model.finding import Severity
from activitylint.model.report import Report, Totals
from activitylint.model.request import Context
from activitylint.reports.escape import log_text, printable
from activitylint.settings.per_file import PerFiles
from activitylint.source.reading import open_source
from activitylint.suppression.suppressor import Suppressor

__all__ = ["command"]

_EXAMPLES = """\b
Examples:
  activitylint lint ride.fit                       one file
  activitylint lint exports/                       the activity files of a folder
  activitylint lint --sport-type GravelRide r.gpx  with the form fields of the upload
  activitylint lint --batch archive/               files that go up together: duplicates, too
  activitylint lint --format json exports/ > report.json
  activitylint lint --output sarif:out.sarif --output junit:out.xml exports/
  curl ... | activitylint lint - --stdin-filename ride.tcx.gz
  git diff --name-only -z main | activitylint lint --files-from - --only-activities

\b
Exit status:
  0  nothing at or above --fail-on was found
  1  something was
  2  the tool could not do its work: wrong usage, an unreadable path, a crashed rule
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


def _demand_paths(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    if not paths and options["files_from"] is None:
        message = "no path is given; `activitylint lint .` lints the activity files of this folder"
        raise click.UsageError(message)
    if "-" in paths:
        if sys.stdin.isatty():
            click.echo("reading an activity file from this terminal; Ctrl-D ends it, Ctrl-C leaves", err=True)
    elif options["stdin_filename"] != "-":
        message = "--stdin-filename names what comes from standard input; give - as a path, too"
        raise click.UsageError(message)


@click.command("lint", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@files_from_option
@select_option
@ignore_option
@click.option(
    "--extend-select",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Run these rules, too.",
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    callback=_severities,
    metavar="CODE=SEVERITY",
    help="Report a rule as error, warning or info.",
)
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity]),
    help="The least severity that makes the exit status 1.  [default: error]",
)
@output_options
@request_options
@stdin_name_option
@only_activities_option
@click.option("--batch", is_flag=True, help="The files go up together: look for duplicates among them.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes to use; by default one a core, where there is work enough to pay for them.",
)
@settings_options
@now_option
@click.option("--fix", is_flag=True, help="Mend first, in place, what safe fixes can; more: activitylint fix --help.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("-v", "--verbose", is_flag=True, help="Print infos, too.")
@click.option("-q", "--quiet", is_flag=True, help="Leave out the closing line.")
@click.option("--statistics", is_flag=True, help="Add a table of findings by rule.")
@click.option("--show-all", is_flag=True, help="Cut no list, however long.")
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Check activity files against what Strava's upload documentation says and what uploaders have learned.

    PATH is a file, a folder (its .fit, .tcx and .gpx files, gzipped or not, and .json files with strength sets), a
    glob, or - for standard input.
    """
    arguments = [*paths, *(options["files_from"] or ())]
    settings = settings_for(arguments, options)
    selection = selection_of(settings, options)
    if options["show_settings"]:
        from activitylint.cli.show_settings import shown  # noqa: PLC0415 -- paid for by who asks

        click.echo(log_text("\n".join(map(printable, shown(settings, options)))))
        return
    _demand_paths(paths, options)
    context = Context(options["now"], upload_request(options), settings.limits)
    fail_on = Severity(options["fail_on"] or settings.fail_on)
    options["output_format"] = options["output_format"] or settings.output_format
    batch = Batch(context, selection) if options["batch"] else None
    work = Work(
        context, selection, summary=batch is not None, per_file=settings.per_file, available_fixes=available_fixes
    )
    suppressor = suppressor_for(settings, options, selection, fail_on)
    files = list(
        files_of(
            paths,
            options["files_from"] or (),
            only_activities=options["only_activities"],
            excluded=excluder(settings),
        )
    )
    if options["fix"]:
        _mend(
            work,
            settings.per_file,
            files,
            suppressor_for(settings, {**options, "write_baseline": None}, selection, fail_on),
        )
    outcomes = _outcomes(work, files, options["jobs"] or settings.jobs, options["stdin_filename"])
    watched = Bar(files, wanted=not options["quiet"]).watch(outcomes)
    with open_outputs(options, fail_on, files) as output, baseline_written(suppressor, options["write_baseline"]):
        sums = Totals()
        unused = unused_in_settings(settings, suppressor, selection, arguments)
        for report in chain(_reports(watched, batch, suppressor), unused):
            sums.add(report, fail_on)
            output.add(report)
        output.close(sums)
    sys.exit(0 if options["exit_zero"] and not sums.failed else sums.exit_status)


def _mend(work: Work, per_file: PerFiles, files: list[str], suppressor: Suppressor) -> None:
    """Mend the files before they are linted, and say on standard error what was done."""
    from activitylint.cli.fixing import Fixer, in_place  # noqa: PLC0415 -- paid for by who asks
    from activitylint.fixes.fixing import choose  # noqa: PLC0415

    fixer = Fixer(work.context, choose(work.selection, rename=False), suppressor, per_file, in_place())
    for path in files:
        if path == "-":
            message = "--fix mends files; `activitylint fix -` mends standard input"
            raise click.UsageError(message)
        fixer.do(path, lambda line: click.echo(line, err=True))


def _reports(outcomes: Iterator[Outcome], batch: Batch | None, suppressor: Suppressor) -> Iterator[Report]:
    for outcome in outcomes:
        yield suppressor.apply(outcome, batch.add(outcome) if batch is not None else None)


def _outcomes(work: Work, files: list[str], jobs: int | None, stdin_name: str) -> Iterator[Outcome]:
    """The outcome of each file, in order. Standard input is read here, so a run with it uses no other processes."""
    if "-" in files:
        yield from (_standard_input(work, stdin_name) if path == "-" else work.lint(path) for path in files)
        return
    if jobs is None:
        jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        jobs = jobs if jobs > 1 and worth_processes(files) else 1
    jobs = min(jobs, len(files))
    if jobs <= 1:
        yield from lint_paths(work, files)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 -- it loads multiprocessing

    with ProcessPoolExecutor(jobs) as pool:
        yield from lint_paths(work, files, pool)


def _standard_input(work: Work, name: str) -> Outcome:
    return work.lint_source(open_source(sys.stdin.buffer, name=name, read_limit=work.context.limits.read))
