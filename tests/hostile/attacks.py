"""Texts that make a regular expression try in vain as long as it can, derived from the expression itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from re import _constants as constants  # type: ignore[attr-defined]  # the parser of `re` is not public
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

__all__ = ["Attack", "attacks"]

Node = tuple[Any, Any]

_ENDLESS: Final = 100
"""A repetition with a limit above this can take a whole file."""
_REPEATS: Final = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)
_ALWAYS: Final = ' \n0ax!<"\0'
_CATEGORIES: Final[dict[Any, Callable[[str], bool]]] = {
    constants.CATEGORY_DIGIT: str.isdigit,
    constants.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    constants.CATEGORY_SPACE: str.isspace,
    constants.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    constants.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    constants.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}

Attack = Callable[[int], str]
"""Makes a text of about this many characters."""


def attacks(pattern: re.Pattern[Any]) -> Iterator[Attack]:
    """Every start of a match, followed by every unit that the expression may repeat, again and again, and an end.

    The units are single characters, literal texts and bodies of repetitions. The ends are what does not match.
    """
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    samples = _Samples(
        list(
            parser.parse(written, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
        )
    )
    for start, unit, end in product(samples.starts, samples.units, samples.ends):
        yield lambda size, start=start, unit=unit, end=end: start + unit * (size // len(unit)) + end  # type: ignore[misc]


class _Samples:
    """Texts that parts of an expression match.

    starts: what precedes each endless repetition. units: what can be repeated. ends: what may come last.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.characters = list(dict.fromkeys(_ALWAYS + "".join(_characters(nodes))))
        self._starts = [""]
        self._units = list(self.characters)
        self._visit(nodes, "")
        self.starts = list(dict.fromkeys(self._starts))
        self.units = list(dict.fromkeys(unit for unit in self._units if unit))
        self.ends = ["", "!", "\0", "\n"]

    def _visit(self, nodes: Sequence[Node], before: str) -> str:
        """Note the starts and units of a sequence, and return a text that it matches."""
        text = ""
        literal = ""
        for kind, value in nodes:
            literal = literal + chr(value) if kind is constants.LITERAL else ""
            self._units.append(literal)
            text += self._sample(kind, value, before + text)
        self._units.append(text)
        return text

    def _sample(self, kind: Any, value: Any, before: str) -> str:
        if kind in _REPEATS:
            least, most, body = value
            if most > _ENDLESS:
                self._starts.append(before)
            text = self._visit(list(body), before)
            return text * max(int(least), 1)
        if kind is constants.SUBPATTERN:
            return self._visit(list(value[3]), before)
        if kind is constants.ATOMIC_GROUP:
            return self._visit(list(value), before)
        if kind is constants.BRANCH:
            return next(iter([self._visit(list(branch), before) for branch in value[1]]))
        if kind in (constants.ASSERT, constants.ASSERT_NOT):
            text = self._visit(list(value[1]), before)
            return text if kind is constants.ASSERT and value[0] > 0 else ""
        return next((character for character in self.characters if _fits(kind, value, character)), "")


def _characters(nodes: Any) -> Iterator[str]:
    """The characters that an expression names, and one beside each range."""
    if isinstance(nodes, tuple) and len(nodes) == 2 and nodes[0] in (constants.LITERAL, constants.NOT_LITERAL):
        yield chr(nodes[1])
    elif isinstance(nodes, tuple) and len(nodes) == 2 and nodes[0] is constants.RANGE:
        yield chr(nodes[1][0])
        yield chr(nodes[1][1])
    elif isinstance(nodes, list | tuple | parser.SubPattern):
        for node in nodes:
            yield from _characters(node)


def _fits(kind: Any, value: Any, character: str) -> bool:
    """True if a node that stands for one character matches this one."""
    if kind is constants.LITERAL:
        return character == chr(value)
    if kind is constants.NOT_LITERAL:
        return character != chr(value)
    if kind is constants.RANGE:
        return chr(value[0]) <= character <= chr(value[1])
    if kind is constants.CATEGORY:
        return _CATEGORIES[value](character)
    if kind is constants.IN:
        negated: bool = value[0][0] is constants.NEGATE
        named = any(_fits(item[0], item[1], character) for item in value[negated:])
        return named is not negated
    return bool(kind is constants.ANY)
