"""The JSON value at a place in a document."""

from __future__ import annotations

from typing import Final

from activitylint.formats.strength.places import Member, members

__all__ = ["path_at", "repeated", "sets"]

_DEEPEST: Final = 10
"""Levels that are looked into. A strength file has four, and each costs a pass over the text in it."""


def path_at(text: str, offset: int) -> list[Member]:
    """The entries of objects and arrays that lead to an offset in characters, outermost first."""
    found: list[Member] = []
    start = _start(text)
    while start is not None and len(found) < _DEEPEST:
        inside = next((one for one in _members(text, start) if one.start <= offset <= one.end), None)
        if inside is None:
            break
        found.append(inside)
        start = inside.value if inside.value <= offset else None
    return found


def sets(text: str) -> list[Member]:
    """The sets of a strength file."""
    start = _start(text)
    top = _members(text, start) if start is not None else []
    return [one for entry in top if entry.key == "sets" for one in _members(text, entry.value)]


def repeated(text: str, offset: int) -> list[tuple[int, int]]:
    """Where the object around an offset has the key at the offset again: the start and the end of each."""
    path = path_at(text, offset)
    if not path:
        return []
    start = path[-2].value if len(path) > 1 else _start(text)
    alike = [one for one in _members(text, start or 0) if one.key == path[-1].key]
    return [(one.start, one.key_end) for one in alike if one.start != path[-1].start] if len(alike) > 1 else []


def _start(text: str) -> int | None:
    """The offset of the top level object or array."""
    start = len(text) - len(text.lstrip(" \t\r\n\ufeff"))
    return start if start < len(text) else None


def _members(text: str, start: int) -> list[Member]:
    try:
        return members(text, start)
    except (ValueError, IndexError, RecursionError):
        return []  # the text is not JSON from here on
