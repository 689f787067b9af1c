"""`activitylint exercises`: search the exercise ids of strength JSON."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import Final

import click

from activitylint.cli.telling import tell
from activitylint.vocabulary.exercises import later_date, search

__all__ = ["command"]


_EXAMPLES: Final = """\b
Examples:
  activitylint exercises bench press    ids like these words
  activitylint exercises                all of them, by group
  activitylint exercises --format json  for tools
"""


@click.command("exercises", epilog=_EXAMPLES)
@click.argument("words", nargs=-1)
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="For tools: json.")
def command(words: tuple[str, ...], output_format: str) -> None:
    """Search the exercise ids that strength JSON may use; without WORDS, list them all by group.

    Any case and spelling will do: `activitylint exercises bench pres`. An id with a date behind it is not on the list
    that activitylint checks against, but was seen on it that day (SET005).
    """
    found = search(" ".join(words))
    if output_format == "json":
        entries = [{"id": one.exercise, "group": one.group, "listed_later": one.later} for one in found]
        click.echo(json.dumps(entries, indent=2))
    elif not found:
        wanted = " ".join(words)
        tell(f"no exercise is like {wanted!r}; `activitylint exercises` lists them all")
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
