"""The command line: the roof of the house, and the only place that knows a terminal."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Final

import click

from activitylint._version import __version__
from activitylint.cli.telling import harmless_errors
from activitylint.vocabulary.nearest import nearest

__all__ = ["main"]

_EPILOG: Final = """\b
Examples:
  activitylint lint ride.fit          what is wrong with a file, and how to mend it
  activitylint lint .                 all activity files in and below this folder
  activitylint fix --diff ride.gpx    what can be mended by machine; without --diff it is
  activitylint inspect ride.fit       what Strava will read of it
  activitylint rule TIM001            why a rule is one
  activitylint exercises bench press  the exercise ids of strength JSON

Each command has more examples: activitylint lint --help
"""

_COMMANDS: Final = {
    "lint": "Check files before they are uploaded.",
    "fix": "Mend what can be mended.",
    "inspect": "Show what Strava will read of files.",
    "rule": "Explain a rule, or list them all.",
    "exercises": "Search the exercise ids of strength JSON.",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called, so that --version and --help cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with harmless_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with harmless_errors():
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
    if os.path.lexists(word):  # a Path cannot hold every word that may be typed
        return f"there is no command {word!r}; to lint the file: activitylint lint {word}"
    return f"there is no command {word!r}; the commands are {', '.join(_COMMANDS)}"


@click.group(cls=_Lazy, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="activitylint %(version)s")
def main() -> None:
    """Lint FIT, TCX, GPX and strength-training JSON files before Strava sees them."""
