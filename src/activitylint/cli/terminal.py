"""The width of the terminal."""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["NO_TERMINAL", "columns"]

NO_TERMINAL: Final = 100
"""The width in columns if the output goes to a file or another program."""


def columns() -> int:
    """The width of the terminal in columns; the environment variable COLUMNS has precedence."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return NO_TERMINAL
    import shutil  # noqa: PLC0415 -- slow to import: it loads every compression module

    return shutil.get_terminal_size((NO_TERMINAL, 24)).columns
