"""Makes text from a file harmless: whatever a file says, it never acts on a terminal or breaks a report."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["json_text", "log_text", "printable", "printable_characters"]

# Controls (C0 without tab, DEL, C1), line and paragraph separators, zero-width and bidirectional marks, and what is no
# character (lone surrogates, U+FFFE, U+FFFF), which no XML report may hold.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

# What runners of GitHub Actions, Azure Pipelines and TeamCity take for a command wherever it stands in a log.
_COMMAND: Final = re.compile(r"(?<=#)#(?=\w*\[)")
# What GitHub's runner takes for a command at the start of a line.
_LINE_COMMAND: Final = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def printable(text: str) -> str:
    r"""The text on one line, with everything that could act replaced by its escape (`\x1b`), and tabs by a blank."""
    text = _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text).replace("\t", " ")
    return _COMMAND.sub(r"\\x23", text)


def printable_characters(text: str) -> list[str]:
    """What `printable` makes of each character."""
    made = [printable(character) for character in text]
    for found in _COMMAND.finditer(text):
        made[found.start()] = r"\x23"
    return made


def log_text(lines: str) -> str:
    """Printable lines for a terminal or a log, none of which begins as a command does."""
    return _LINE_COMMAND.sub(r"\1\\x3a", lines)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in ASCII, whose strings hold no command for the runner in whose log it may stand."""
    return _COMMAND.sub(r"\\u0023", json.dumps(value, indent=indent))
