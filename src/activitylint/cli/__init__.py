"""The command line, the only package that prints and exits.

One module or package per command (lint, fix, inspect, rule, explain, upload, stand_in, exercises, lsp), and what they
share: options and help; paths, settings, request and suppressions (from the command line to the engine's arguments);
outputs, paragraphs, progress and terminal (what is printed); fixing and writing (files that are changed); extras
(optional parts); interrupts and allocator (the process).
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Final

import click

from activitylint._version import __version__
from activitylint.cli.help import Examples, eager_option, suggested_options
from activitylint.cli.messages import escaped_errors
from activitylint.vocabulary.nearest import nearest

__all__ = ["main"]

_EPILOG: Final = """\b
Examples:
  activitylint lint ride.fit          find problems and how to fix them
  activitylint lint .                 check all activity files in this folder
  activitylint fix --diff ride.gpx    show what fix would change
  activitylint inspect ride.fit       show what Strava will read
  activitylint rule TIM001            explain a rule
  activitylint explain 429            explain what Strava answered
  activitylint exercises bench press  search the exercise ids of strength JSON

For the options of a command: activitylint lint --help
"""

_COMMANDS: Final = {
    "lint": "Check files before you upload them.",
    "fix": "Fix problems in files.",
    "inspect": "Show what Strava will read from files.",
    "rule": "Explain a rule, or list all rules.",
    "explain": "Explain an answer of Strava to an upload.",
    "upload": "Lint files and upload them to Strava.",
    "exercises": "Search the exercise ids of strength JSON.",
    "stand-in": "Answer as Strava's upload API does, to test programs that upload.",
    "lsp": "Serve an editor: show what Strava will make of a file while you write it.",
}


class _Lazy(Examples, click.Group):
    """A group that imports a command only when it is called, so that --version and --help start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with escaped_errors():
            return super().make_context(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with suggested_options(self, ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with escaped_errors():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word not in _COMMANDS and not word.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(_not_a_command(word), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _not_a_command(word: str) -> str:
    near = nearest(word, _COMMANDS)
    if near:
        return f"there is no command {word!r}; did you mean {near}?"
    if os.path.lexists(word):
        return f"there is no command {word!r}; to check this file: activitylint lint {word}"
    return f"there is no command {word!r}; the commands are {', '.join(_COMMANDS)}"


@click.group(cls=_Lazy, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Check FIT, TCX, GPX and strength-training JSON files before you upload them to Strava."""


main.params.append(
    eager_option("--version", what=lambda _: f"activitylint {__version__}", help="Show the version and exit.")
)
