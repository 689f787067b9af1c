"""Select rules and their severities by the codes, prefixes and names that users write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from activitylint.model.classes import NamedTuple
from activitylint.model.finding import Severity
from activitylint.rules.registry import Rule, catalogue, codes
from activitylint.vocabulary.nearest import nearest

__all__ = ["Selection", "Selectors", "UnknownRuleError", "matching_codes", "select_rules", "split_list"]


_SHOWN: Final = 40
"""Characters of an unknown selector that the message quotes."""


class UnknownRuleError(ValueError):
    """No rule has this code, prefix or name. The message suggests the nearest one."""


class Selection(NamedTuple):
    """The selected rules.

    codes: of the rules whose findings are reported. severities: by code, those that differ from the rule's own.
    """

    codes: frozenset[str]
    severities: Mapping[str, Severity] = {}

    def severity(self, rule: Rule) -> Severity:
        """The severity of this rule's findings."""
        return self.severities.get(rule.code, rule.severity)


class Selectors(NamedTuple):
    """Selectors as the user wrote them in one place: in a settings file, or on the command line."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}


_NOTHING_BELOW: Final = Selectors()


def select_rules(
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
    *,
    below: Selectors = _NOTHING_BELOW,
) -> Selection:
    """Resolve selectors to rules.

    A selector is a code (TIM001), a prefix (TIM, FIT2), a name (record-without-time: every rule with that name) or ALL,
    in upper or lower case. If select is None, every rule that is on by default is selected.

    The more specific selector wins: `select TIM001, ignore TIM` runs TIM001. The same is true for severities.

    below: selectors with lower priority, such as those of a settings file under the command line. `select` replaces
    both `select` and `extend_select` below. `ignore` removes whatever was selected below. What `ignore` below removes
    can be selected again by a selector that is at least as specific.

    Raises UnknownRuleError if no rule matches a selector.
    """
    if select is None and not (ignore or extend_select or severities or below is not _NOTHING_BELOW):
        return _by_default(codes())
    over = _weights((*(select or ()), *extend_select))
    under: dict[str, int] = {}
    if select is None:
        if below.select is None:
            under = dict.fromkeys(_by_default(codes()).codes, -1)
        for code, weight in _weights((*(below.select or ()), *below.extend_select)).items():
            under[code] = max(under.get(code, -1), weight)
    for code, weight in _weights(below.ignore).items():
        if under.get(code, weight + 1) <= weight:
            del under[code]
        if over.get(code, weight) < weight:
            del over[code]
    for code, weight in _weights(ignore).items():
        under.pop(code, None)
        if over.get(code, weight + 1) <= weight:
            del over[code]
    return Selection(frozenset(under) | frozenset(over), _changed(below.severities) | _changed(severities or {}))


@lru_cache(maxsize=1)
def _by_default(_: tuple[str, ...]) -> Selection:
    """The rules that are on by default, out of the rules with these codes, which are all there are.

    Most runs select these, and a program may lint one file in each run.
    """
    return Selection(frozenset(rule.code for rule in catalogue() if rule.default))


def split_list(text: str) -> list[str]:
    """The words of a list that is separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def matching_codes(selector: str) -> frozenset[str]:
    """The codes of the rules that match a selector. Raises UnknownRuleError if there are none."""
    return frozenset(code for code, _ in _matching(selector))


def _weights(selectors: Iterable[str]) -> dict[str, int]:
    """The codes that match the selectors, with the weight of the most specific one that matches."""
    found: dict[str, int] = {}
    for selector in selectors:
        for code, weight in _matching(selector):
            found[code] = max(found.get(code, -1), weight)
    return found


def _changed(severities: Mapping[str, Severity]) -> dict[str, Severity]:
    """The severity of each code, from the most specific selector; of equally specific ones, the last wins."""
    found: dict[str, tuple[int, Severity]] = {}
    for selector, severity in severities.items():
        for code, weight in _matching(selector):
            if weight >= found.get(code, (weight, severity))[0]:
                found[code] = weight, severity
    return {code: severity for code, (_, severity) in found.items()}


def _matching(selector: str) -> list[tuple[str, int]]:
    """The code and the weight of every rule that matches: 0 for ALL, else the length of the prefix, 6 for a name."""
    rules = catalogue()
    wanted = selector.strip()
    if wanted.upper() == "ALL":
        return [(rule.code, 0) for rule in rules]
    named = [(rule.code, 6) for rule in rules if rule.name == wanted.lower()]
    if named:
        return named
    prefix = wanted.upper()
    found = [(rule.code, len(prefix)) for rule in rules if prefix and rule.code.startswith(prefix)]
    if not found:
        names = [name for rule in rules for name in (rule.code, rule.name)]
        near = nearest(wanted, names) or nearest(prefix, names)
        message = f"no rule has the code, prefix or name '{selector[:_SHOWN]}'"
        raise UnknownRuleError(message + (f"; did you mean {near}?" if near else ""))
    return found
