"""The exercise types of strength JSON, by group, with search and suggestions.

Source: exercises.json. It keeps two versions of Strava's list apart: the ids of the first version, and those that a
later version added. Words are compared in a plain form: lower case, singular, abbreviations written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Final

from activitylint.model.classes import NamedTuple
from activitylint.vocabulary._data import load
from activitylint.vocabulary.nearest import nearest

__all__ = [
    "ExerciseMatch",
    "groups",
    "later_date",
    "latin",
    "listed",
    "listed_later",
    "look_alikes",
    "search",
    "spelled",
    "suggest",
]

_LONGEST: Final = 100  # characters of a text that are compared; the longest id has half as many
_LEAST: Final = 0.45  # judgment: below it, a suggestion shares a word only by accident
_OTHER_EQUIPMENT: Final = 0.85
_CORRECTED: Final = 0.9
_CLOSE: Final = 0.78


class ExerciseMatch(NamedTuple):
    """An id that a search found. later: True if only the later version of Strava's list has it."""

    group: str
    exercise: str
    later: bool


class _Entry(NamedTuple):
    exercise: str
    group: str
    words: frozenset[str]
    group_words: frozenset[str]
    weight: float


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """The ids of both versions by group, those of the first version first, in Strava's order."""
    data = load("exercises")
    merged: dict[str, tuple[str, ...]] = {name: tuple(ids) for name, ids in data["groups"].items()}
    for name, ids in data["later"]["groups"].items():
        merged[name] = (*merged.get(name, ()), *ids)
    return merged


@cache
def listed() -> dict[str, str]:
    """The ids of the first version of Strava's list, each with its group."""
    return {exercise: group for group, ids in load("exercises")["groups"].items() for exercise in ids}


@cache
def listed_later() -> dict[str, str]:
    """The ids that the later version of Strava's list added, each with its group."""
    return {exercise: group for group, ids in load("exercises")["later"]["groups"].items() for exercise in ids}


def later_date() -> str:
    """The date of the later version (`2026-10-03`)."""
    return str(load("exercises")["later"]["date"])


def suggest(text: str, n: int = 3) -> list[str]:
    """Up to n ids that are nearest to an unknown id, best first."""
    same = spelled(text)
    if same:
        return [same]
    plain = latin(text[:_LONGEST])
    scores = _scores(_corrected(_plain_words(plain)))
    ranked = sorted((entry for entry in _entries() if scores[entry.exercise] >= _LEAST), key=_best_first(scores))
    return [entry.exercise for entry in ranked[:n]]


def spelled(text: str) -> str | None:
    """The id that differs from a text only in case, spaces, hyphens and letters that only look Latin; or None."""
    if len(text) > _LONGEST:
        return None
    same = re.sub(r"[\W_]+", "_", latin(text)).strip("_").upper()
    return same if same in listed() or same in listed_later() else None


def search(words: str) -> list[ExerciseMatch]:
    """The ids that match a search, best first. An empty search gives all ids in Strava's order.

    Words may be in any case, plural, abbreviated, incomplete, slightly misspelled, or the name of a group. If no id has
    all the words, the search returns the nearest ids.
    """
    asked = _corrected(_plain_words(latin(words[:_LONGEST])))
    if not asked:
        return [_match(entry) for entry in _entries()]
    scores = _scores(asked)
    fitting = [entry for entry in _entries() if all(_has_word(entry, word) for word in asked)]
    if not fitting:
        fitting = [entry for entry in _entries() if scores[entry.exercise] >= _LEAST]
    return [_match(entry) for entry in sorted(fitting, key=_best_first(scores))]


# Letters that look Latin but are not. An id with one of them looks right, but Strava refuses it.

_LOOK_ALIKES: Final = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXo",
)


def latin(text: str) -> str:
    """Replace letters that only look Latin (Cyrillic, Greek, full-width) with Latin ones."""
    import unicodedata  # noqa: PLC0415 -- it takes long to load, and few runs need it

    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)


def look_alikes(text: str) -> list[tuple[int, str, str]]:
    """The letters in a text that only look Latin: (1-based position, letter, Unicode name)."""
    import unicodedata  # noqa: PLC0415 -- as above

    return [
        (position, letter, unicodedata.name(letter, "a letter"))
        for position, letter in enumerate(text, start=1)
        if not letter.isascii() and latin(letter).isascii() and latin(letter).isalpha()
    ]


# Words


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(exercise, group, words, frozenset(_plain_words(group)), _weight(words))
        for group, ids in groups().items()
        for exercise in ids
        for words in (frozenset(_plain_words(exercise)),)
    )


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for entry in _entries() for word in entry.words | entry.group_words)


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """What a word can stand for: a word of the ids, or two neighboring words without a space (`pullup`)."""
    together = {
        first + second: (first, second)
        for entry in _entries()
        for first, second in pairwise(_plain_words(entry.exercise))
    }
    return together | {word: (word,) for word in sorted(_known_words())}


def _plain_words(text: str) -> list[str]:
    """The words of a text in lower case and singular, without apostrophes, camel case split, synonyms unified."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower().replace("'", "").replace("\u2019", "")
    words = [_singular(word) for word in re.findall(r"[^\W_]+", spaced)]
    same: dict[str, str] = load("exercises")["words"]["same"]
    plain: list[str] = []
    index = 0
    while index < len(words):
        pair = " ".join(words[index : index + 2])
        if " " in pair and pair in same:
            plain.extend(same[pair].split())
            index += 2
        else:
            plain.extend(same.get(words[index], words[index]).split())
            index += 1
    return plain


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


def _corrected(words: Iterable[str]) -> dict[str, float]:
    """The words as the ids spell them, each with a certainty of 0 to 1. Joined words are split, misspellings fixed."""
    known = _known_words()
    asked: dict[str, float] = {}
    for word in words:
        if word in known:
            asked[word] = 1.0
            continue
        close = nearest(word, _spellings(), _CLOSE)
        for part in _spellings()[close] if close else (word,):
            asked.setdefault(part, _CORRECTED)
    return asked


def _scores(asked: dict[str, float]) -> dict[str, float]:
    """How near each id is, 0 to 1: the weighted share of common words, for the best of the alternative phrasings."""
    versions = [(asked, 1.0)]
    for said, meant in load("exercises")["words"]["alternatives"]:
        if set(said.split()) <= asked.keys():
            sure = min(asked[word] for word in said.split())
            other = {word: known for word, known in asked.items() if word not in said.split()}
            versions.append((other | dict.fromkeys(meant.split(), sure), _CORRECTED))
    return {
        entry.exercise: max(_nearness(version, entry) * factor for version, factor in versions) for entry in _entries()
    }


def _nearness(asked: dict[str, float], entry: _Entry) -> float:
    shared = sum(_weight((word,)) * sure for word, sure in asked.items() if word in entry.words)
    nearness = 2 * shared / (_weight(asked) + entry.weight)
    equipment = frozenset(load("exercises")["words"]["equipment"])
    wanted = equipment & asked.keys()
    if wanted and equipment & entry.words and not wanted & entry.words:
        return nearness * _OTHER_EQUIPMENT
    return nearness


def _weight(words: Iterable[str]) -> float:
    light: dict[str, float] = load("exercises")["words"]["light"]
    return sum(light.get(word, 1.0) for word in words)


def _best_first(scores: dict[str, float]) -> Callable[[_Entry], tuple[float, int, str]]:
    return lambda entry: (-round(scores[entry.exercise], 6), len(entry.exercise), entry.exercise)


def _has_word(entry: _Entry, word: str) -> bool:
    return any(part.startswith(word) for part in entry.words | entry.group_words)


def _match(entry: _Entry) -> ExerciseMatch:
    return ExerciseMatch(entry.group, entry.exercise, entry.exercise in listed_later())
