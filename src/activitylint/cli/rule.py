"""`activitylint rule`: explain a rule, or list the rules.

It reads the generated catalogue, so that it starts without importing the rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from activitylint.cli.completion import complete_rules
from activitylint.cli.help import Command, Group, option
from activitylint.cli.terminal import columns
from activitylint.reports.words import basis_sentence_of, effect_sentence_of
from activitylint.rules.support.pages import pages
from activitylint.vocabulary.nearest import nearest

__all__ = ["command"]


_EXAMPLES: Final = """\b
Examples:
  activitylint rule                       list all rules
  activitylint rule TIM001                explain a rule
  activitylint rule record-without-time   explain a rule, by its name
  activitylint rule GPX TCX               list the rules of two groups
  activitylint rule --format json TIM001  print a rule as JSON
"""


@click.command("rule", cls=Command, epilog=_EXAMPLES)
@click.argument("codes", nargs=-1, metavar="[CODE]...", shell_complete=complete_rules)
@option(
    Group.OUTPUT,
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Output format. Default: text.",
)
def command(codes: tuple[str, ...], output_format: str) -> None:
    """Explain a rule: what it finds, why that matters, and how to fix it. Without CODE, list all rules.

    CODE is the code of a rule (TIM001), its name (record-without-time), or the start of a code (TIM).
    """
    rules = pages()
    chosen = [rule for code in codes for rule in _matching(code, rules)] if codes else rules
    if output_format == "json":
        click.echo(json.dumps(chosen, indent=2))
        return
    width = min(columns(), 100)
    if len(chosen) == 1:
        _echo(_page(chosen[0], width))
    else:
        _echo(_table(chosen, width))


def _matching(wanted: str, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [rule for rule in rules if rule["code"].startswith(wanted.upper()) or rule["name"] == wanted.lower()]
    if not found:
        names = [name for rule in rules for name in (rule["code"], rule["name"])]
        near = nearest(wanted.upper(), names) or nearest(wanted, names)
        hint = f"; did you mean {near}?" if near else "; `activitylint rule` lists them all"
        message = f"no rule has the code or name {wanted!r}{hint}"
        raise click.UsageError(message)
    return found


def _table(rules: list[dict[str, Any]], width: int) -> Iterator[str]:
    """One line per rule, cut to the width of the terminal."""
    for rule in rules:
        off = "" if rule["default"] else " (off)"
        head = f"{rule['code']}  {rule['severity']:<7}  "
        room = max(width - len(head), 20)
        text = f"{rule['name']}{off}: {rule['summary']}".replace("\n", " ")
        yield head + (text if len(text) <= room else f"{text[: room - 3]}...")


def _page(rule: dict[str, Any], width: int) -> Iterator[str]:
    yield f"{rule['code']} {rule['name']}"
    yield ""
    yield from _wrapped(rule["summary"], width)
    yield ""
    formats = ", ".join(rule["formats"]).upper()
    yield from _wrapped(
        f"{rule['severity']}; {formats}. {effect_sentence_of(rule['effect'])} {basis_sentence_of(rule['basis'])}", width
    )
    if not rule["default"]:
        yield f"This rule is off by default. To turn it on: --extend-select {rule['code']}"
    for heading, text in rule["parts"].items():
        yield ""
        yield from _wrapped(f"{heading}: {text}", width)
    for fix in rule["fixes"]:
        yield ""
        how = {"safe": "safe", "unsafe": "with --unsafe", "asked": f"only with --apply {fix['name']}"}[fix["safety"]]
        text = f"Fix {fix['name']} ({how}): {fix['does']} {fix['limits']}"
        yield from _wrapped(text, width)


def _wrapped(text: str, width: int) -> Iterator[str]:
    import textwrap  # noqa: PLC0415 -- the list of rules does not need it

    for paragraph in text.split("\n\n"):
        yield from textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def _echo(lines: Iterator[str]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
