"""The command line: the roof of the house, and the only place that knows a terminal."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from activitylint._version import __version__

__all__ = ["main"]

_COMMANDS: Final = {
    "lint": "Check files before they are uploaded.",
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="activitylint %(version)s")
def main() -> None:
    """Lint FIT, TCX, GPX and strength-training JSON files before Strava sees them."""
