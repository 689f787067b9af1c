"""`activitylint exercises`: search the exercise ids of strength JSON."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import Final

import click

from activitylint.cli.help import Command
from activitylint.cli.messages import notice
from activitylint.cli.options import format_option
from activitylint.vocabulary.exercises import later_date, search

__all__ = ["command"]


_EXAMPLES: Final = """\b
Examples:
  activitylint exercises bench press    find ids similar to these words
  activitylint exercises                list all ids by group
  activitylint exercises --format json  print the list as JSON
"""


@click.command("exercises", cls=Command, epilog=_EXAMPLES)
@click.argument("words", nargs=-1)
@format_option("json")
def command(words: tuple[str, ...], output_format: str) -> None:
    """Search the exercise ids that strength JSON can use. Without WORDS, list them all by group.

    The search ignores case and tolerates typing errors. An id marked "seen DATE" was on Strava's page on that day, but
    is not on the list that activitylint checks against (SET005).
    """
    found = search(" ".join(words))
    if output_format == "json":
        entries = [{"id": one.exercise, "group": one.group, "listed_later": one.later} for one in found]
        click.echo(json.dumps(entries, indent=2))
    elif not found:
        wanted = " ".join(words)
        notice(f"no exercise is similar to {wanted!r}; `activitylint exercises` lists them all")
        sys.exit(1)
    elif words:
        longest = max(len(one.exercise) for one in found)
        for one in found:
            click.echo(f"{one.exercise:<{longest}}  {one.group}{_later(later=one.later)}")
    else:
        for group, members in groupby(found, key=lambda one: one.group):
            click.echo(f"{group}:")
            for one in members:
                click.echo(f"  {one.exercise}{_later(later=one.later)}")


def _later(*, later: bool) -> str:
    return f"  (seen {later_date()})" if later else ""
