"""Glob patterns, in settings and on the command line.

A pattern in settings is matched against the path relative to the folder of the settings file, with `/` on every system.
Upper and lower case are different.

- `*` matches any characters within a name, `?` one character, `[a-c]` one of these, and `[!a-c]` any other one.
- `**` as a whole name matches any number of folders, including none.
- A pattern without a slash matches a name at any depth. A pattern with a slash starts at the folder.
- A pattern that matches a folder also matches everything in it. With a slash at the end it matches only folders.
- An archive is like a folder. Its name may have the `!` that it has in the path of a member.

Matching takes time proportional to the length of the pattern times the length of the path, whatever both contain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from activitylint.model.patterns import regex
from activitylint.source.archives import is_archive

__all__ = ["Glob", "GlobError", "Names"]

_MAGIC: Final = regex(r"[*?\[]")
_NEVER: Final = regex(r"(?!)")
_LONGEST: Final = 4096
_SHOWN: Final = 40

Progress = frozenset[int]
"""The positions in a pattern that the names matched so far can lead to."""


class GlobError(ValueError):
    """A pattern cannot be used; the message says what to write instead."""


class Names:
    """The names of a pattern, for matching a path one name at a time.

    names: each is `**` or a glob without a slash. hidden: True if wildcards also match the names of hidden files, which
    start with a dot.
    """

    __slots__ = ("_matchers", "start")

    def __init__(self, names: Sequence[str], *, hidden: bool = True) -> None:
        # One `**` after another adds nothing. At the end, it matches at least one name, as `**/*` does.
        names = [name for name, before in zip(names, ["", *names], strict=False) if (name, before) != ("**", "**")]
        names = [*names, "*"] if names[-1] == "**" else names
        self._matchers: Final = [None if name == "**" else _name_matcher(name, hidden=hidden) for name in names]
        self.start: Final = self._with_skipped({0})

    def next(self, progress: Progress, name: str, *, deep: bool = True) -> Progress:
        """The progress after one more name of the path; empty if the path cannot match any more.

        deep: False if `**` must not match this name.
        """
        reached: set[int] = set()
        for position in progress:
            matcher = self._matchers[position] if position < len(self._matchers) else _NEVER
            if matcher is None and deep:
                reached.add(position)
            elif matcher is not None and matcher.match(name):
                reached.add(position + 1)
        return self._with_skipped(reached)

    def complete(self, progress: Progress) -> bool:
        """True if the whole pattern has matched."""
        return len(self._matchers) in progress

    def _with_skipped(self, positions: set[int]) -> Progress:
        """These positions, and those after each `**` among them, because it may match no name at all."""
        after = {position + 1 for position in positions if self._matchers[position : position + 1] == [None]}
        return frozenset(positions | after)


class Glob:
    """One pattern. Raises GlobError if it cannot match any path in the folder."""

    __slots__ = ("_names", "_only_folders", "pattern")

    def __init__(self, pattern: str) -> None:
        _check(pattern)
        self.pattern: Final = pattern
        self._names: Final = Names(_names(pattern))
        self._only_folders: Final = pattern.endswith("/")

    def __repr__(self) -> str:
        return f"Glob({self.pattern!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Glob) and self.pattern == other.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)

    def matches(self, path: str) -> bool:
        """True if the pattern matches this relative path (with forward slashes) or a folder that contains it."""
        names = path.split("/")
        progress = self._names.start
        for count, name in enumerate(names, start=1):
            reached = self._names.next(progress, name)
            if name.endswith("!") and is_archive(name[:-1]):
                reached |= self._names.next(progress, name[:-1])
            progress = reached
            if self._names.complete(progress) and not (self._only_folders and count == len(names)):
                return True
            if not progress:
                break
        return False

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
    return ["**", *names] if anywhere else names


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
    elif len(pattern) > _LONGEST:
        message = f"the glob {pattern[:_SHOWN]!r}... has {len(pattern):,} characters, which no path has"
    else:
        _check_classes(pattern)
        return
    raise GlobError(message)


def _check_classes(pattern: str) -> None:
    position = pattern.find("[")
    while position >= 0:
        end = pattern.find("]", position + (3 if pattern.startswith("[!", position) else 2))
        if end < 0 or "/" in pattern[position:end]:
            message = f"the glob {pattern!r} has a '[' without ']'; write '[[]' for a literal bracket"
            raise GlobError(message)
        for first, last in re.findall(r"(.)-(.)", pattern[position + 1 : end].removeprefix("!"), re.DOTALL):
            if last < first:
                message = f"the glob {pattern!r} has the empty range {first}-{last}; write {last}-{first}"
                raise GlobError(message)
        position = pattern.find("[", end)


def _name_matcher(name: str, *, hidden: bool) -> re.Pattern[str]:
    """A regular expression for one name. The one of fnmatch never goes back over a star, so its time is bounded."""
    import fnmatch  # noqa: PLC0415 -- few runs have globs

    text = fnmatch.translate(name)
    return re.compile(text if hidden or name.startswith(".") else rf"(?!\.){text}")
