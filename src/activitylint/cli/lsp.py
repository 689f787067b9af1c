"""`activitylint lsp`: the language server for editors."""

from __future__ import annotations

import logging
from typing import Final

import click

from activitylint.cli.allocator import keep_blocks
from activitylint.cli.extras import require
from activitylint.cli.help import Command, Group, option

__all__ = ["command"]

_EXAMPLES: Final = """\b
Examples:
  activitylint lsp    what an editor starts; see docs/editors.md
"""


@click.command("lsp", cls=Command, epilog=_EXAMPLES)
@option(Group.OTHER, "--stdio", is_flag=True, help="Use standard input and output. This is always so.")
def command(*, stdio: bool) -> None:
    """Serve an editor: show what Strava will make of a file while you write it.

    An editor starts this command and speaks the Language Server Protocol with it over standard input and output.
    """
    del stdio
    require("lsp", "pygls", "lsprotocol")
    from activitylint.lsp.server import Server  # noqa: PLC0415 -- only with the extra

    keep_blocks()
    # pygls logs each message that it cannot send, and an editor shows what is logged.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    Server().start_io()
