"""The width of the terminal."""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["NO_TERMINAL", "can_draw", "columns"]

NO_TERMINAL: Final = 100
"""The width in columns if the output goes to a file or another program."""


def columns() -> int:
    """The width of the terminal in columns; the environment variable COLUMNS has precedence."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return NO_TERMINAL
    import shutil  # noqa: PLC0415 -- slow to import: it loads every compression module

    return shutil.get_terminal_size((NO_TERMINAL, 24)).columns


def can_draw() -> bool:
    """True if standard output is a terminal that can show braille and block characters."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    try:
        "\u28ff\u2588".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
