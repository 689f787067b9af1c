"""Escapes text from files, so that it can neither control a terminal nor break a report."""

from __future__ import annotations

import re
from typing import Any, Final

from activitylint.model.patterns import regex

__all__ = ["json_text", "log_text", "printable", "printable_characters"]

# All that has an effect without being seen. These are written as escapes, so that this file shows what it says.
_UNSAFE: Final = regex(
    "["
    r"\x00-\x08\x0a-\x1f\x7f-\x9f"  # control characters, without the tab
    r"\u2028\u2029"  # separators of lines and paragraphs
    r"\ud800-\udfff\ufffe\uffff"  # not characters, and not allowed in XML reports
    r"\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"  # format characters
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"  # shown as nothing: fillers, tags
    r"\u180b-\u180f\ufe00-\ufe0f"  # shown as nothing: variation selectors
    "]"
)

# A command for the runners of GitHub Actions, Azure Pipelines and TeamCity, anywhere in a log.
_COMMAND: Final = regex(r"(?<=#)#(?=\w*\[)")
# A command for GitHub's runner, at the start of a line.
_LINE_COMMAND: Final = regex(r"^([^\S\n]*+):(?=:)", re.MULTILINE)


def printable(text: str) -> str:
    r"""The text on one line: control characters and commands become escapes (`\x1b`), and tabs become spaces."""
    if text.isascii() and text.isprintable() and "#" not in text:
        return text  # like nearly every text, so that most runs need no pattern
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
    return _LINE_COMMAND.sub(r"\1\\x3a", lines) if "::" in lines else lines


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in ASCII, without commands for a runner that prints it in its log."""
    import json  # noqa: PLC0415 -- most reports are not JSON

    return _COMMAND.sub(r"\\u0023", json.dumps(value, indent=indent))
