"""The width of the terminal, and what it can show."""

from __future__ import annotations

import os
import sys
from typing import Final, TextIO

__all__ = ["NO_TERMINAL", "can_animate", "can_draw", "columns", "shows_color"]

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
    if not can_animate(sys.stdout):
        return False
    try:
        "\u28ff\u2588".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def shows_color(stream: TextIO) -> bool:
    """True if output to this stream may have colors.

    By default, if it is a terminal. The environment decides otherwise with NO_COLOR (https://no-color.org), FORCE_COLOR
    (https://force-color.org), in this order of precedence, and `TERM=dumb`.
    """
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced.lower() not in {"0", "false"}
    return can_animate(stream)


def can_animate(stream: TextIO) -> bool:
    """True if this stream is a terminal that understands control sequences."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
