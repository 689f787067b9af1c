"""`activitylint rule`: explain a rule, or list the rules.

It reads the generated catalogue, so that it starts without importing the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import click

from activitylint.cli.completion import complete_rules
from activitylint.cli.help import Command
from activitylint.cli.options import format_option
from activitylint.cli.paragraphs import print_lines, shortened, wrapped
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
@format_option("json")
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
        print_lines(_page(chosen[0], width))
    else:
        print_lines(_table(chosen, width))


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
        yield head + shortened(f"{rule['name']}{off}: {rule['summary']}", room)


def _page(rule: dict[str, Any], width: int) -> Iterator[str]:
    yield f"{rule['code']} {rule['name']}"
    yield ""
    yield from wrapped(rule["summary"], width)
    yield ""
    formats = ", ".join(rule["formats"]).upper()
    yield from wrapped(
        f"{rule['severity']}; {formats}. {effect_sentence_of(rule['effect'])} {basis_sentence_of(rule['basis'])}", width
    )
    if not rule["default"]:
        yield f"This rule is off by default. To turn it on: --extend-select {rule['code']}"
    for heading, text in rule["parts"].items():
        yield ""
        yield from wrapped(f"{heading}: {text}", width)
    for fix in rule["fixes"]:
        yield ""
        how = {"safe": "safe", "unsafe": "with --unsafe", "asked": f"only with --apply {fix['name']}"}[fix["safety"]]
        text = f"Fix {fix['name']} ({how}): {fix['does']} {fix['limits']}"
        yield from wrapped(text, width)
