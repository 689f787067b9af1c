"""Which rules run on a file, and in which order: what was selected, what may silence it, and who silences whom."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from activitylint.model.format import ALL, Format
from activitylint.rules.registry import Rule, Stage, catalogue

__all__ = ["Plan", "plan"]


class Plan(NamedTuple):
    """stages: the rules of each stage, every one after all that may silence it, otherwise by code.

    silences: codes of the rules of this plan that do not run once the rule with the key's code has fired.
    """

    stages: Mapping[Stage, tuple[Rule, ...]]
    silences: Mapping[str, frozenset[str]]


@cache
def plan(codes: frozenset[str], format: Format | None) -> Plan:  # noqa: A002 -- the field's own word
    """What runs on a file of this format, or of none, where the rules with these codes are selected.

    A rule that was not selected runs where it may silence one that was: selecting fewer rules gives a part of the same
    findings, never others.
    """
    rules = [rule for rule in catalogue() if rule.formats == ALL or format in rule.formats]
    of_this = [rule.code for rule in rules]
    silences = {
        rule.code: frozenset(code for code in of_this if code.startswith(rule.silences)) - {rule.code}
        for rule in rules
        if rule.silences
    }
    needed = set(codes)
    while more := {
        code for code, silenced in silences.items() if code not in needed and not silenced.isdisjoint(needed)
    }:
        needed |= more
    stages: dict[Stage, tuple[Rule, ...]] = {}
    for stage in Stage:
        here = {rule.code: rule for rule in rules if rule.stage is stage and rule.code in needed}
        sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter(dict.fromkeys(here, ()))
        for silencer in here:
            for code in here if silencer in silences else ():
                if code in silences[silencer]:
                    sorter.add(code, silencer)
        stages[stage] = tuple(here[code] for code in sorter.static_order())
    return Plan(stages, silences)
