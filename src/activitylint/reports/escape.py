"""Escapes text from files, so that it can neither control a terminal nor break a report."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["json_text", "log_text", "printable", "printable_characters"]

# Control characters (C0 without tab, DEL, C1), line and paragraph separators, zero-width and bidirectional marks, and
# code points that are not characters (lone surrogates, U+FFFE, U+FFFF), which are not allowed in XML reports.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

# A command for the runners of GitHub Actions, Azure Pipelines and TeamCity, anywhere in a log.
_COMMAND: Final = re.compile(r"(?<=#)#(?=\w*\[)")
# A command for GitHub's runner, at the start of a line.
_LINE_COMMAND: Final = re.compile(r"^([^\S\n]*+):(?=:)", re.MULTILINE)


def printable(text: str) -> str:
    r"""The text on one line: control characters and commands become escapes (`\x1b`), and tabs become spaces."""
    text = _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text).replace("\t", " ")
    return _COMMAND.sub(r"\\x23", text)


def printable_characters(text: str) -> list[str]:
    """The text as `printable` returns it, split by the characters of the original."""
    made = [printable(character) for character in text]
    for found in _COMMAND.finditer(text):
        made[found.start()] = r"\x23"
    return made


def log_text(lines: str) -> str:
    """Printable lines for a terminal or a log, with commands at the start of a line escaped."""
    return _LINE_COMMAND.sub(r"\1\\x3a", lines)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in ASCII, without commands for a runner that prints it in its log."""
    return _COMMAND.sub(r"\\u0023", json.dumps(value, indent=indent))
