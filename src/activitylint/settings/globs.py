"""Glob patterns in settings.

A pattern is matched against the path relative to the folder of the settings file, with `/` on every system.
Upper and lower case are different.

- `*` matches any characters within a name, `?` one character, `[a-c]` one of these, and `[!a-c]` any other one.
- `**` as a whole name matches any number of folders, including none.
- A pattern without a slash matches a name at any depth. A pattern with a slash starts at the folder.
- A pattern that matches a folder also matches everything in it. With a slash at the end it matches only folders.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Glob", "GlobError"]

_MAGIC: Final = re.compile(r"[*?\[]")


class GlobError(ValueError):
    """A pattern cannot be used; the message says what to write instead."""


class Glob:
    """One pattern. Raises GlobError if it cannot match any path in the folder."""

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
        """True if the pattern matches this relative path (with forward slashes) or a folder that contains it."""
        return self._matcher.fullmatch(path) is not None

    @property
    def base(self) -> str:
        """The part before the first wildcard: everything that matches is in this folder. Empty for the top folder."""
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
    """The names in the pattern, with `**` in front if it matches at any depth."""
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    anywhere = "/" not in pattern.removesuffix("/")
    return ["**", *names] if anywhere and names != ["**"] else names


def _regex(pattern: str) -> str:
    _check(pattern)
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


def _check(pattern: str) -> None:
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    if not names:
        message = f"the glob {pattern!r} matches nothing; write '**' for all files"
    elif "\\" in pattern:
        message = f"the glob {pattern!r} has a backslash; write '/' between folders, and '[*]' for a literal star"
    elif ".." in names:
        message = f"the glob {pattern!r} leaves the folder of the settings file; write it relative to that folder"
    elif pattern.startswith("!"):
        message = (
            f"the glob {pattern!r} starts with '!', but exceptions are not possible; write '**/!...' for such a name"
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
                message = f"the glob {pattern!r} has a '[' without ']'; write '[[]' for a literal bracket"
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
            message = f"the glob {pattern!r} has the empty range {first}-{last}; write {last}-{first}"
            raise GlobError(message)
        found.append(re.escape(first) + (f"-{re.escape(last)}" if last else ""))
    return f"(?!/)[{'^' if negated else ''}{''.join(found)}]"
