"""TOML: parse a document in bounded time, and find the line of each key, which the standard parser does not report."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from activitylint.model.patterns import regex

__all__ = ["TomlError", "key_lines", "line_of", "parse_toml"]

Keys = tuple[str, ...]

_MOST_PARTS: Final = 32
"""Parts of one dotted key. The time of the standard parser grows with the square of this number."""

# Strings end at the end of the line or of the text at the latest, and nothing backtracks: so any text is scanned in
# linear time, whether it is valid or not.
_BASIC: Final = r'"(?:[^"\\\n]|\\.)*+"?+'
_LITERAL: Final = r"'[^'\n]*+'?+"
_LONG_BASIC: Final = r'"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?+'
_LONG_LITERAL: Final = r"'{3}(?:[^']|'(?!''))*+(?:'{3,5})?+"
_LONG: Final = f"{_LONG_BASIC}|{_LONG_LITERAL}"
_KEY: Final = rf"(?:[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL})"
_DOTTED: Final = rf"{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY})*+"
_HEADER: Final = regex(rf"\[\[?[ \t]*+({_DOTTED})[ \t]*+\]\]?")
_PAIR: Final = regex(rf"({_DOTTED})[ \t]*+=")
_PART: Final = regex(_KEY, re.DOTALL)
_BETWEEN: Final = regex(r"(?:\s|#[^\n]*+)*+")
_PIECE: Final = regex(rf"{_LONG}|#[^\n]*+|({_DOTTED})|[^\w\"'#-]++|.", re.DOTALL)
_TOKEN: Final = regex(rf"{_LONG}|{_BASIC}|{_LITERAL}|#[^\n]*+|[^\"'#\n\[\]{{}}]++|.", re.DOTALL)


class TomlError(ValueError):
    """A document cannot be parsed; the message says why."""


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a document. Raises TomlError."""
    if any(line.count(".") >= _MOST_PARTS for line in text.split("\n")):
        _check_keys(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"not valid TOML: {str(error) or 'nested too deeply'}"
        raise TomlError(message) from None


def _check_keys(text: str) -> None:
    """Raise TomlError if a key has too many parts. Few documents have a line with enough points for that."""
    for piece in _PIECE.finditer(text):
        if piece[1] is not None and len(_PART.findall(piece[1])) > _MOST_PARTS:
            line = text.count("\n", 0, piece.start()) + 1
            message = f"the key in line {line} has more than {_MOST_PARTS} parts"
            raise TomlError(message)


def key_lines(text: str) -> dict[Keys, int]:
    """The 1-based line of each table and key in a valid document.

    All tables in an array have the same key, with the line of the first. Keys in inline tables are not included;
    `line_of` returns the line of the inline table for them.
    """
    found: dict[Keys, int] = {}
    table: Keys = ()
    position = line = 0
    counted = 0
    while True:
        position = _past(_BETWEEN, text, position)
        if position >= len(text):
            return found
        line += text.count("\n", counted, position)
        counted = position
        if header := _HEADER.match(text, position):
            table = _parts(header[1])
            found.setdefault(table, line + 1)
            position = header.end()
            continue
        if pair := _PAIR.match(text, position):
            keys = table + _parts(pair[1])
            for length in range(len(table) + 1, len(keys) + 1):
                found.setdefault(keys[:length], line + 1)
            position = pair.end()
        position = _value_end(text, position)


def line_of(lines: dict[Keys, int], keys: Keys) -> int:
    """The line of a key, or of the nearest table around it; 1 if neither exists."""
    while keys:
        if keys in lines:
            return lines[keys]
        keys = keys[:-1]
    return 1


def _parts(dotted: str) -> Keys:
    """`a."b.c"` as ("a", "b.c"). The standard parser resolves the escapes."""
    if '"' not in dotted and "'" not in dotted:
        return tuple(map(str.strip, dotted.split(".")))
    value: Any = tomllib.loads(f"{dotted} = 0")
    parts: list[str] = []
    while isinstance(value, dict):
        part, value = next(iter(value.items()))
        parts.append(part)
    return tuple(parts)


def _value_end(text: str, position: int) -> int:
    """The end of a value: the first end of a line outside of brackets and strings."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        mark = token[0]
        if mark == "\n" and depth == 0:
            return token.end()
        depth += (mark in {"[", "{"}) - (mark in {"]", "}"})
    return len(text)


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position
