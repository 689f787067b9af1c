"""Which rules run and how severe they are: codes, prefixes and names, as a person writes them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from activitylint.finding import Severity
from activitylint.rules.registry import Rule, catalogue

__all__ = ["Selection", "UnknownRuleError", "select_rules"]


class UnknownRuleError(ValueError):
    """A code, prefix or name that no rule has; its text suggests the nearest."""


@dataclass(frozen=True, slots=True)
class Selection:
    """codes: of the rules that are reported. severities: the rules whose severity was changed."""

    codes: frozenset[str]
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def severity(self, rule: Rule) -> Severity:
        """How severe a finding of this rule is."""
        return self.severities.get(rule.code, rule.severity)


def select_rules(
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    severities: Mapping[str, Severity] | None = None,
) -> Selection:
    """The rules that these selectors mean.

    A selector is a code (TIM001), a prefix (TIM, FIT2) or a name (record-without-time; of every rule that
    has it), in any case; `ALL` is every
    rule.
    select None is every rule that is on by default. The more specific selector wins over the less: `select TIM001,
    ignore TIM` runs TIM001. Raises UnknownRuleError.
    """
    chosen: dict[str, int] = {rule.code: -1 for rule in catalogue() if rule.default and select is None}
    for selector in (*(select or ()), *extend_select):
        for code, weight in _meant(selector):
            chosen[code] = max(chosen.get(code, -1), weight)
    for selector in ignore:
        for code, weight in _meant(selector):
            if chosen.get(code, weight + 1) <= weight:
                del chosen[code]
    changed = {code: severity for key, severity in (severities or {}).items() for code, _ in _meant(key)}
    return Selection(frozenset(chosen), changed)


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
        near = difflib.get_close_matches(wanted, names, 1) or difflib.get_close_matches(prefix, names, 1)
        message = f"no rule has the code, prefix or name '{selector}'"
        raise UnknownRuleError(message + (f"; did you mean {near[0]}?" if near else ""))
    return found
