"""Find the word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(word: str, words: Iterable[str], least: float = 0.6) -> str | None:
    """The most similar of `words`, or None. least: the smallest ratio of difflib that counts, up to 1 for the same word."""
    import difflib  # noqa: PLC0415 -- loaded only if a word is wrong

    found = difflib.get_close_matches(word, list(words), 1, least)
    return found[0] if found else None
