"""How wide the terminal is."""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["NO_TERMINAL", "columns"]

NO_TERMINAL: Final = 100
"""Columns where output goes to a file or another program."""


def columns() -> int:
    """The columns of the terminal, or what the environment says in its place."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return NO_TERMINAL
    import shutil  # noqa: PLC0415 -- it loads every kind of compression

    return shutil.get_terminal_size((NO_TERMINAL, 24)).columns
