"""Schedule the rules for a file: which of them run, in which order, and which silence which."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from functools import cache

from activitylint.model.classes import NamedTuple
from activitylint.model.format import ALL, Format
from activitylint.rules.registry import Rule, Stage, catalogue, loaded

__all__ = ["Schedule", "schedule"]


class Schedule(NamedTuple):
    """The rules that run on the files of one format.

    stages: the rules of each stage that is about one file; a rule comes after all that may silence it. silences: by
    the code of a rule, the codes of those that do not run once it has fired.
    """

    stages: Mapping[Stage, tuple[Rule, ...]]
    silences: Mapping[str, frozenset[str]]


@cache
def schedule(codes: frozenset[str], format: Format | None) -> Schedule:  # noqa: A002 -- the field's own word
    """The schedule for files of this format, or of no known format (None), if the rules with these codes are selected.

    A rule that is not selected does not run, so it silences nothing: only findings that are reported do.
    """
    rules = [rule for rule in catalogue() if rule.formats == ALL or format in rule.formats]
    possible = [rule.code for rule in rules]
    silences = {
        rule.code: frozenset(code for code in possible if code.startswith(rule.silences)) - {rule.code}
        for rule in rules
        if rule.silences
    }
    stages: dict[Stage, tuple[Rule, ...]] = {}
    for stage in (Stage.SOURCE, Stage.ACTIVITY, Stage.ARCHIVE):
        here = {rule.code: loaded(rule) for rule in rules if rule.stage is stage and rule.code in codes}
        sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter(dict.fromkeys(here, ()))
        for silencer in here:
            for code in here if silencer in silences else ():
                if code in silences[silencer]:
                    sorter.add(code, silencer)
        stages[stage] = tuple(here[code] for code in sorter.static_order())
    return Schedule(stages, silences)
