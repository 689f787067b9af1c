"""`activitylint rule`: one rule's page, or the catalogue. Reads the generated catalogue, so no rule is imported."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from activitylint.cli.completion import complete_rules
from activitylint.cli.terminal import columns
from activitylint.reports.words import effect_text, ground_text
from activitylint.rules.support.pages import pages
from activitylint.vocabulary.nearest import nearest

__all__ = ["command"]


_EXAMPLES: Final = """\b
Examples:
  activitylint rule                       the list of all rules
  activitylint rule TIM001                one rule's page
  activitylint rule record-without-time   the same, by its name
  activitylint rule GPX TCX               the rules of two groups
  activitylint rule --format json TIM001  for tools
"""


@click.command("rule", epilog=_EXAMPLES)
@click.argument("codes", nargs=-1, metavar="[CODE]...", shell_complete=complete_rules)
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="For tools: json.")
def command(codes: tuple[str, ...], output_format: str) -> None:
    """Explain a rule: what it finds, why, and how to mend it. Without CODE, list them all.

    CODE is a rule's code (TIM001), its name (record-without-time), or the beginning of a code (TIM).
    """
    rules = pages()
    chosen = [rule for code in codes for rule in _meant(code, rules)] if codes else rules
    if output_format == "json":
        click.echo(json.dumps(chosen, indent=2))
        return
    width = min(columns(), 100)
    if len(chosen) == 1:
        _echo(_page(chosen[0], width))
    else:
        _echo(_table(chosen, width))


def _meant(wanted: str, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [rule for rule in rules if rule["code"].startswith(wanted.upper()) or rule["name"] == wanted.lower()]
    if not found:
        names = [name for rule in rules for name in (rule["code"], rule["name"])]
        near = nearest(wanted.upper(), names) or nearest(wanted, names)
        hint = f"; did you mean {near}?" if near else "; `activitylint rule` lists them all"
        message = f"no rule has the code or name {wanted!r}{hint}"
        raise click.UsageError(message)
    return found


def _table(rules: list[dict[str, Any]], width: int) -> Iterator[str]:
    """One line a rule, its summary cut to the terminal."""
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
        f"{rule['severity']}; {formats}. {effect_text(rule['effect'])} {ground_text(rule['basis'])}", width
    )
    if not rule["default"]:
        yield f"Off unless selected: --extend-select {rule['code']}"
    for heading, text in rule["parts"].items():
        yield ""
        yield from _wrapped(f"{heading}: {text}", width)
    for fix in rule["fixes"]:
        yield ""
        how = {"safe": "safe", "unsafe": "with --unsafe", "asked": f"only with --apply {fix['name']}"}[fix["safety"]]
        said = f"Fix {fix['name']} ({how}): {fix['does']} It leaves {fix['leaves']}"
        yield from _wrapped(said, width)


def _wrapped(text: str, width: int) -> Iterator[str]:
    import textwrap  # noqa: PLC0415 -- the list of rules needs none of it

    for paragraph in text.split("\n\n"):
        yield from textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def _echo(lines: Iterator[str]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
