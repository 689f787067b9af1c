"""`activitylint upload status`, `retry` and `export`: what the ledger knows, and a second try."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import click

from activitylint.cli.help import Command, Group, option
from activitylint.cli.messages import notice
from activitylint.cli.options import LINT_ONLY, format_option, isolated_option
from activitylint.cli.outputs import write
from activitylint.cli.settings import settings_for
from activitylint.cli.upload.opening import (
    base_url_option,
    existing_ledger,
    ledger_option,
    require_upload,
    tokens_option,
)
from activitylint.cli.upload.results import activity_url, line
from activitylint.cli.upload.send import planner, run_gate
from activitylint.model.request import UploadRequest
from activitylint.reports.escape import json_text, log_text, printable
from activitylint.reports.words import counted
from activitylint.upload.ledger import Entry, Ledger, State
from activitylint.upload.plan import Decision

__all__ = ["export", "retry", "status"]

_UNFINISHED: Final = (State.SENDING, State.PROCESSING)
_NONE: Final = "nothing has been uploaded with this ledger yet"

_STATUS_EXAMPLES: Final = """\b
Examples:
  activitylint upload status
  activitylint upload status --all
  activitylint upload status --format json

\b
Exit status:
  0  Strava has every file
  1  some were held, failed or are not finished
"""
_RETRY_EXAMPLES: Final = """\b
Examples:
  activitylint upload retry
"""
_EXPORT_EXAMPLES: Final = """\b
Examples:
  activitylint upload export > uploads.csv
"""


@click.command("status", cls=Command, epilog=_STATUS_EXAMPLES)
@ledger_option
@base_url_option
@format_option("json", "jsonl")
@option(Group.OUTPUT, "--all", "show_all", is_flag=True, help="Also list the files that Strava has.")
def status(**options: Any) -> None:
    """Show what was uploaded, what was held or failed, and what is not finished. Makes no request."""
    entries = _entries(options)
    states = Counter(entry.state for entry in entries)
    if options["output_format"] == "text":
        there = (State.READY, State.DUPLICATE)
        for entry in entries:
            if options["show_all"] or entry.state not in there:
                click.echo(log_text(line(entry)))
        parts = ", ".join(f"{states[state]:,} {state}" for state in State if states[state])
        click.echo(f"{counted(len(entries), 'file')}: {parts}" if entries else _NONE)
        if any(states[state] for state in _UNFINISHED):
            notice("Some are not finished; `activitylint upload retry` goes on with them.")
    elif options["output_format"] == "jsonl":
        for entry in entries:
            click.echo(json_text(entry.to_dict()))
    else:
        totals = {state.value: states[state] for state in State}
        click.echo(json_text({"files": [entry.to_dict() for entry in entries], "totals": totals}, indent=2))
    sys.exit(1 if any(states[state] for state in (State.HELD, State.FAILED, *_UNFINISHED)) else 0)


@click.command("retry", cls=Command, epilog=_RETRY_EXAMPLES)
@ledger_option
@tokens_option
@base_url_option
@format_option("json", "jsonl")
@option(Group.OUTPUT, "-q", "--quiet", is_flag=True, help="Show only what was held or failed.")
@isolated_option
def retry(**options: Any) -> None:
    """Finish what was interrupted, and send again what Strava refused, with the same form fields.

    Each file is linted again. Fix a file first if Strava will refuse it again.
    """
    require_upload()
    options |= {**LINT_ONLY, "batch": True}
    options |= {"select": [], "ignore": [], "fail_on": None, "baseline": None, "inline_ignores": None}
    options |= {"now": time.time(), **UploadRequest()._asdict()}
    with existing_ledger(options) as ledger:
        if ledger is None:
            notice(_NONE)
            return
        failed = ledger.entries(State.FAILED)
        unfinished = ledger.entries(*_UNFINISHED)
    settings = settings_for([entry.path for entry in failed], options)

    def decisions(ledger: Ledger) -> Iterator[Decision]:
        plan = planner(options, settings, ledger.entries())
        for entry in failed:
            fields = {name: value for name, value in entry.fields.items() if name != "data_type"}
            yield plan.decide(entry.path, again=True, request=UploadRequest(**fields))

    sys.exit(run_gate(options, settings, len(failed) + len(unfinished), decisions))


@click.command("export", cls=Command, epilog=_EXPORT_EXAMPLES)
@ledger_option
@base_url_option
def export(**options: Any) -> None:
    """Print the ledger as CSV: one line per file, with ids, states, texts and times."""
    table = io.StringIO()
    names = [name for name in Entry._fields if name not in {"fields", "start", "elapsed"}]
    rows = csv.writer(table, lineterminator="\n")
    fields = [name for name in UploadRequest._fields if name not in names]
    rows.writerow([*names, *fields, "activity"])
    for entry in _entries(options):
        values = entry.to_dict() | {name: _time(getattr(entry, name)) for name in ("sent", "updated")}
        sent = [entry.fields.get(name, "") for name in fields]
        url = activity_url(entry.activity_id) if entry.activity_id is not None else ""
        rows.writerow([_cell(values[name]) for name in names] + [_cell(one) for one in (*sent, url)])
    write(table.getvalue())


def _entries(options: dict[str, Any]) -> list[Entry]:
    require_upload()
    with existing_ledger(options) as ledger:
        return ledger.entries() if ledger is not None else []


def _time(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
