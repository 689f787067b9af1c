"""Prints what became of each file, and how far a run is."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import click

from activitylint.cli.messages import notice
from activitylint.reports.escape import json_text, log_text, printable
from activitylint.reports.words import counted
from activitylint.upload.ledger import Entry, State

if TYPE_CHECKING:
    from activitylint.upload.gate import Progress

__all__ = ["Results", "activity_url", "line", "shown_path"]

_GOOD: Final = {State.READY, State.DUPLICATE}
_WORDS: Final = {
    State.HELD: "held",
    State.SENDING: "not sent yet",
    State.PROCESSING: "still processing",
    State.READY: "ready",
    State.DUPLICATE: "duplicate",
    State.FAILED: "failed",
}


class Results:
    """Takes the entries of a run one after another. output_format: text, json or jsonl.

    began: when the run began, in seconds since 1970-01-01 UTC. What an earlier run uploaded is only counted.
    """

    def __init__(self, output_format: str, began: float, files: int, *, quiet: bool = False) -> None:
        self._format = output_format
        self._began = began
        self._files = files
        self._quiet = quiet
        self._entries: list[Entry] = []
        self._states: Counter[State] = Counter()
        self._earlier = 0
        self._unreadable = False
        self._draws = sys.stderr.isatty() and not quiet
        self._drawn = False

    @property
    def exit_status(self) -> int:
        """Return 0 if Strava has everything, 1 if something was held or failed, 2 if a file cannot be read."""
        if self._unreadable:
            return 2
        return 0 if all(state in _GOOD for state in self._states) else 1

    def count(self, entry: Entry) -> None:
        """Count one entry without printing it."""
        self._states[entry.state] += 1
        self._unreadable |= not entry.sha256

    def add(self, entry: Entry) -> None:
        """Count and print one entry."""
        self.count(entry)
        if self._format == "json":
            self._entries.append(entry)
            return
        self._erase()
        if self._format == "jsonl":
            click.echo(json_text(entry.to_dict()))
        elif entry.updated and entry.updated < self._began and entry.state in _GOOD:
            self._earlier += 1
        elif not (self._quiet and entry.state in _GOOD):
            click.echo(log_text(line(entry)))

    def say(self, text: str) -> None:
        """Print a line for the user on standard error."""
        self._erase()
        notice(text)

    def progress(self, progress: Progress) -> None:
        """Show how far the run is, on a terminal."""
        if self._draws:
            self._erase()
            text = f"{progress.done:,} of {self._files:,} done, {progress.waiting:,} processing at Strava"
            click.echo(text, nl=False, err=True)
            self._drawn = True

    def close(self) -> None:
        """Print the sums."""
        self._erase()
        if self._format == "json":
            totals = {state.value: self._states[state] for state in State}
            click.echo(json_text({"files": [one.to_dict() for one in self._entries], "totals": totals}, indent=2))
        elif self._format == "text" and not self._quiet:
            parts = [f"{self._states[state]:,} {_WORDS[state]}" for state in State if self._states[state]]
            earlier = f" ({self._earlier:,} of them from earlier runs)" if self._earlier else ""
            notice(f"{counted(self._states.total(), 'file')}: {', '.join(parts) or 'nothing to do'}{earlier}")

    def _erase(self) -> None:
        if self._drawn:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._drawn = False


def line(entry: Entry) -> str:
    """What became of a file, on one or two lines."""
    path = shown_path(entry.path)
    if entry.state in _GOOD and entry.activity_id is not None:
        what = "ready" if entry.state is State.READY else "duplicate of"
        return printable(f"{path}: {what} {activity_url(entry.activity_id)}")
    first = printable(f"{path}: {_WORDS[entry.state]}{': ' if entry.text else ''}{entry.text}")
    return f"{first}\n  {printable(entry.meaning)}" if entry.meaning else first


def activity_url(activity_id: int) -> str:
    """The page of an activity."""
    return f"https://www.strava.com/activities/{activity_id}"


def shown_path(path: str) -> str:
    """A path, relative to the current folder if it is below it."""
    here = os.path.join(os.getcwd(), "")
    return path.removeprefix(here)
