"""`activitylint explain`: say what an answer of Strava means, which rules find its cause, and what to run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from activitylint.cli.help import Command
from activitylint.cli.messages import notice
from activitylint.cli.options import format_option
from activitylint.cli.paragraphs import print_lines, shortened, wrapped
from activitylint.cli.terminal import columns
from activitylint.rules.support.pages import pages
from activitylint.vocabulary.answers import Answer, Explanation, answers, explain, plain

__all__ = ["command"]

_LONGEST: Final = 100_000

_EXAMPLES: Final = """\b
Examples:
  activitylint explain "Time information is missing from file."
  activitylint explain 429                   explain an HTTP status
  curl ... | activitylint explain -          explain what standard input has
  activitylint explain                       list all known answers
"""


@click.command("explain", cls=Command, epilog=_EXAMPLES)
@click.argument("words", nargs=-1, metavar="[TEXT]...")
@format_option("json")
def command(words: tuple[str, ...], output_format: str) -> None:
    """Explain an answer of Strava to an upload. Without TEXT, list all known answers.

    TEXT is a message, a JSON body, HTML or an HTTP status; "-" reads it from standard input. The exit status is 1 if
    the answer is not known.
    """
    text = sys.stdin.read(_LONGEST) if words == ("-",) else " ".join(words)
    found = explain(text) if text or words else tuple(Explanation(one, None) for one in answers())
    if output_format == "json":
        click.echo(json.dumps([_entry(one) for one in found], indent=2))
    elif not words:
        print_lines(_table(min(columns(), 100)))
    elif found:
        print_lines(line for one in found for line in _page(one, min(columns(), 100)))
    if not found:
        notice(
            f"no known answer of Strava matches {shortened(plain(text), 60)!r}; `activitylint explain` lists them all"
        )
        sys.exit(1)


def _entry(found: Explanation) -> dict[str, Any]:
    return {**found.answer._asdict(), "activity_id": found.activity_id}


def _table(width: int) -> Iterator[str]:
    for one in answers():
        head = f"{one.name:<14}  {one.status or '':<3}  "
        yield head + shortened(one.title, max(width - len(head), 20))


def _page(found: Explanation, width: int) -> Iterator[str]:
    answer = found.answer
    yield from wrapped(_heading(answer), width)
    yield ""
    yield from wrapped(answer.meaning, width)
    if found.activity_id is not None:
        yield ""
        yield f"The activity is https://www.strava.com/activities/{found.activity_id}"
    if answer.rules:
        yield ""
        yield "Rules that find the cause:"
        summaries = {page["code"]: page["summary"] for page in pages()}
        for code in answer.rules:
            head = f"  {code}  "
            yield head + shortened(summaries[code], max(width - len(head), 20))
    if answer.run:
        yield ""
        yield "What to run:"
        yield from (f"  {one}" for one in answer.run)
    yield ""
    yield from wrapped(f"Source: {answer.source}.", width)


def _heading(answer: Answer) -> str:
    status = f"HTTP {answer.status}: " if answer.status else ""
    return f"{status}{answer.title}"
