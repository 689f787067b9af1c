"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(word: str, words: Iterable[str], least: float = 0.6) -> str | None:
    """The word most like this one, or None where none is; least: of difflib's ratio, 1 for the same word."""
    import difflib  # noqa: PLC0415 -- paid for by a wrong word alone

    found = difflib.get_close_matches(word, list(words), 1, least)
    return found[0] if found else None
