"""Which rules run and how severe they are: codes, prefixes and names, as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from activitylint.model.finding import Severity
from activitylint.rules.registry import Rule, catalogue
from activitylint.vocabulary.nearest import nearest

__all__ = ["Selection", "Selectors", "UnknownRuleError", "meant", "select_rules"]


class UnknownRuleError(ValueError):
    """A code, prefix or name that no rule has; its text suggests the nearest."""


class Selection(NamedTuple):
    """codes: of the rules that are reported. severities: the rules whose severity was changed."""

    codes: frozenset[str]
    severities: Mapping[str, Severity] = {}

    def severity(self, rule: Rule) -> Severity:
        """How severe a finding of this rule is."""
        return self.severities.get(rule.code, rule.severity)


class Selectors(NamedTuple):
    """Selectors as they were written, in one place: a settings file, or the command line."""

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
    """The rules that these selectors mean.

    A selector is a code (TIM001), a prefix (TIM, FIT2) or a name (record-without-time; of every rule that
    has it), in any case; `ALL` is every
    rule.
    select None is every rule that is on by default. The more specific selector wins over the less: `select TIM001,
    ignore TIM` runs TIM001; and so does the more specific severity. Raises UnknownRuleError.

    below: selectors that these win over, as the command line wins over a settings file. `select` takes the place of
    `select` and `extend_select` below. `ignore` leaves out whatever was chosen below; what `ignore` below leaves out
    comes back by a selector that is at least as specific.
    """
    over = _weights((*(select or ()), *extend_select))
    under: dict[str, int] = {}
    if select is None:
        if below.select is None:
            under = {rule.code: -1 for rule in catalogue() if rule.default}
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


def meant(selector: str) -> frozenset[str]:
    """The codes of the rules that a selector means. Raises UnknownRuleError."""
    return frozenset(code for code, _ in _meant(selector))


def _weights(selectors: Iterable[str]) -> dict[str, int]:
    """Each code that the selectors mean, with the weight of the most specific."""
    found: dict[str, int] = {}
    for selector in selectors:
        for code, weight in _meant(selector):
            found[code] = max(found.get(code, -1), weight)
    return found


def _changed(severities: Mapping[str, Severity]) -> dict[str, Severity]:
    """The severity of each code, by the most specific selector, among equals by the last."""
    found: dict[str, tuple[int, Severity]] = {}
    for selector, severity in severities.items():
        for code, weight in _meant(selector):
            if weight >= found.get(code, (weight, severity))[0]:
                found[code] = weight, severity
    return {code: severity for code, (_, severity) in found.items()}


def _meant(selector: str) -> list[tuple[str, int]]:
    """(code, how specific the selector is about it) of every rule that it means."""
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
        message = f"no rule has the code, prefix or name '{selector}'"
        raise UnknownRuleError(message + (f"; did you mean {near}?" if near else ""))
    return found
