"""The exercise ids that strength JSON may name, by group; search and suggestions among them.

Source: exercises.json. Two states of the page's list are kept apart: the one that the rest of this vocabulary was read
from, and what a later sight of the page had more. The words of ids are compared in a plain form: lower case, singular,
abbreviations written out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from activitylint.vocabulary._data import load
from activitylint.vocabulary.nearest import nearest

__all__ = [
    "Found",
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

_LONGEST: Final = 100  # characters of a text that are compared: the longest id has half as many
_LEAST: Final = 0.45  # judgement: below it a suggestion shares an accidental word
_OTHER_EQUIPMENT: Final = 0.85
_CORRECTED: Final = 0.9
_CLOSE: Final = 0.78


class Found(NamedTuple):
    """An id that a search met. later: it is not in the page's list as this vocabulary has it, but was seen later."""

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
    """The ids of both lists by group, each group's listed ones first, in the page's order."""
    data = load("exercises")
    merged: dict[str, tuple[str, ...]] = {name: tuple(ids) for name, ids in data["groups"].items()}
    for name, ids in data["later"]["groups"].items():
        merged[name] = (*merged.get(name, ()), *ids)
    return merged


@cache
def listed() -> dict[str, str]:
    """The ids of the page's list, each with its group."""
    return {exercise: group for group, ids in load("exercises")["groups"].items() for exercise in ids}


@cache
def listed_later() -> dict[str, str]:
    """The ids that were seen on the page later, each with its group."""
    return {exercise: group for group, ids in load("exercises")["later"]["groups"].items() for exercise in ids}


def later_date() -> str:
    """The day on which the longer list was seen, ISO."""
    return str(load("exercises")["later"]["date"])


def suggest(text: str, n: int = 3) -> list[str]:
    """The ids nearest to a text that is none, best first; fewer than n, or none, where nothing is near."""
    same = spelled(text)
    if same:
        return [same]
    plain = latin(text[:_LONGEST])
    scores = _scores(_corrected(_plain_words(plain)))
    ranked = sorted((entry for entry in _entries() if scores[entry.exercise] >= _LEAST), key=_by(scores))
    return [entry.exercise for entry in ranked[:n]]


def spelled(text: str) -> str | None:
    """The id that a text is but for case, blanks, hyphens, and letters that only look like Latin ones; or None."""
    if len(text) > _LONGEST:
        return None
    same = re.sub(r"[\W_]+", "_", latin(text)).strip("_").upper()
    return same if same in listed() or same in listed_later() else None


def search(words: str) -> list[Found]:
    """The ids that fit a search, best first; all of them, in the page's order, for an empty one.

    Any case, spaces, plurals, abbreviations, beginnings of words, small misspellings and names of groups will do. Where
    no id has all of the words, those that are nearest come instead.
    """
    asked = _corrected(_plain_words(latin(words[:_LONGEST])))
    if not asked:
        return [_found(entry) for entry in _entries()]
    scores = _scores(asked)
    fitting = [entry for entry in _entries() if all(_has(entry, word) for word in asked)]
    if not fitting:
        fitting = [entry for entry in _entries() if scores[entry.exercise] >= _LEAST]
    return [_found(entry) for entry in sorted(fitting, key=_by(scores))]


# Letters that look like Latin ones. An id with one of them looks right and is refused.

_LOOK_ALIKES: Final = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXo",
)


def latin(text: str) -> str:
    """The text with letters that look like Latin ones (Cyrillic, Greek, full-width) made Latin."""
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)


def look_alikes(text: str) -> list[tuple[int, str, str]]:
    """Letters in a text that only look like Latin ones: their 1-based position, themselves, and their Unicode name."""
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
    """What a word may be meant to be: one word of the ids, or two neighbours run together (`pullup`)."""
    together = {
        first + second: (first, second)
        for entry in _entries()
        for first, second in pairwise(_plain_words(entry.exercise))
    }
    return together | {word: (word,) for word in sorted(_known_words())}


def _plain_words(text: str) -> list[str]:
    """Lower case, singular, without apostrophes, camel case taken apart, and one word for what means the same."""
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
    """Each word as the ids have it, and how sure that is: run-together words taken apart, misspelt ones mended."""
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
    """How near each id is, 0 to 1: shared words over all words, weighed; the best of the other ways to say it."""
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


def _by(scores: dict[str, float]) -> Callable[[_Entry], tuple[float, int, str]]:
    return lambda entry: (-round(scores[entry.exercise], 6), len(entry.exercise), entry.exercise)


def _has(entry: _Entry, word: str) -> bool:
    return any(part.startswith(word) for part in entry.words | entry.group_words)


def _found(entry: _Entry) -> Found:
    return Found(entry.group, entry.exercise, entry.exercise in listed_later())
