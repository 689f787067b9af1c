"""Glob patterns of settings: which files of a folder they mean.

A pattern is matched against a path relative to the folder of the settings file, with `/` on every system, and in the
case that it is written in:

- `*` is any run of characters within one name, `?` one character, `[a-c]` one of these and `[!a-c]` one of all others;
- `**` as a whole name is any number of folders, none included;
- a pattern without a slash means that name at any depth, one with a slash starts at the folder;
- a pattern that means a folder means all that is in it; one that ends in a slash means folders alone.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Glob", "GlobError"]

_MAGIC: Final = re.compile(r"[*?\[]")


class GlobError(ValueError):
    """A pattern that means nothing; its text says what to write instead."""


class Glob:
    """One pattern. Raises GlobError for a pattern that cannot mean a path below the folder."""

    __slots__ = ("_matcher", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern: Final = pattern
        self._matcher: Final = re.compile(_regex(pattern), re.DOTALL)

    def __repr__(self) -> str:
        return f"Glob({self.pattern!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Glob) and self.pattern == other.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)

    def matches(self, path: str) -> bool:
        """Whether this relative path with forward slashes is meant, itself or by a folder that it is in."""
        return self._matcher.fullmatch(path) is not None

    @property
    def base(self) -> str:
        """The folder or file, relative and without magic, that everything the pattern means is in; empty for any."""
        names = _names(self.pattern)
        if names[0] == "**":
            return ""
        plain: list[str] = []
        for name in names:
            if _MAGIC.search(name):
                break
            plain.append(name)
        return "/".join(plain)


def _names(pattern: str) -> list[str]:
    """The pattern's names, after `**` where it means any depth."""
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    anywhere = "/" not in pattern.removesuffix("/")
    return ["**", *names] if anywhere and names != ["**"] else names


def _regex(pattern: str) -> str:
    _demand_sense(pattern)
    names = _names(pattern)
    below = r"/.+" if pattern.endswith("/") else r"(?:/.+)?"
    parts: list[str] = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        if name != "**":
            parts.append(_name_regex(name, pattern) + ("" if last else "/"))
        elif last:
            parts.append(r"[^/]+" if pattern.endswith("/") else r".+")
        elif names[number - 1 : number] != ["**"]:
            parts.append(r"(?:[^/]+/)*")
    return "".join(parts) + below


def _demand_sense(pattern: str) -> None:
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    if not names:
        message = f"the glob {pattern!r} names nothing; write '**' for every file"
    elif "\\" in pattern:
        message = f"the glob {pattern!r} has a backslash; write '/' between folders, and '[*]' for a star itself"
    elif ".." in names:
        message = f"the glob {pattern!r} leaves the folder of the settings file; write it relative to that folder"
    elif pattern.startswith("!"):
        message = (
            f"the glob {pattern!r} starts with '!', but nothing can be taken back; write '**/!...' for such a name"
        )
    else:
        return
    raise GlobError(message)


def _name_regex(name: str, pattern: str) -> str:
    parts: list[str] = []
    position = 0
    while position < len(name):
        letter = name[position]
        if letter == "*":
            if parts[-1:] != [r"[^/]*"]:
                parts.append(r"[^/]*")
        elif letter == "?":
            parts.append(r"[^/]")
        elif letter == "[":
            end = name.find("]", position + (3 if name.startswith("[!", position) else 2))
            if end < 0:
                message = f"the glob {pattern!r} has a '[' without ']'; write '[[]' for the bracket itself"
                raise GlobError(message)
            parts.append(_class_regex(name[position + 1 : end], pattern))
            position = end
        else:
            parts.append(re.escape(letter))
        position += 1
    return "".join(parts)


def _class_regex(letters: str, pattern: str) -> str:
    negated = letters.startswith("!") and len(letters) > 1
    found: list[str] = []
    for first, last in re.findall(r"(.)(?:-(.))?", letters[negated:], re.DOTALL):
        if last and last < first:
            message = f"the glob {pattern!r} has the range {first}-{last}, which is empty; write {last}-{first}"
            raise GlobError(message)
        found.append(re.escape(first) + (f"-{re.escape(last)}" if last else ""))
    return f"(?!/)[{'^' if negated else ''}{''.join(found)}]"
