"""Find the word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(word: str, words: Iterable[str], least: float = 0.6) -> str | None:
    """The word of `words` that is most similar, or None. least: difflib's smallest ratio that counts, 1 if equal."""
    import difflib  # noqa: PLC0415 -- loaded only if a word is wrong

    found = difflib.get_close_matches(word, list(words), 1, least)
    return found[0] if found else None
