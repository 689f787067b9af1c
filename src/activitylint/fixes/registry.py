"""The fixes: what one is, and the decorator that enters one.

A fix is a small function from what was parsed and found to the edits that mend it. Its docstring is its page: what it
does, and behind `Leaves:` what it does not do. It never judges its own success: what it made is linted again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.model.activity import Activity
from activitylint.model.finding import Finding, Safety
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.model.tables import Int
from activitylint.source.reading import Source

__all__ = [
    "Change",
    "Fix",
    "NewName",
    "NotApplicable",
    "Part",
    "Plan",
    "Safety",
    "Target",
    "aim",
    "changes",
    "fix",
    "registered",
]


class NotApplicable(Exception):  # noqa: N818 -- it is no error: a fix says why it does not apply
    """Why a fix leaves this file as it is, though it has the finding: one sentence, no full stop."""


@dataclass(frozen=True, slots=True)
class NewName:
    """The file should be called this. Only the ending differs."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several files that the file is split into. label: what is put behind its stem: `1`, `2`, ..."""

    label: str
    data: bytes


Change = Edit | NewName | Part
"""What a fix yields: edits of the unpacked bytes; or one new name; or two or more parts. Never a mixture."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a fix looks at.

    activity: None where nothing could be parsed (only fixes of the source see that). findings: those of the fix's
    codes, in file order, never empty unless the fix is asked for by its name.
    """

    source: Source
    activity: Activity | None
    findings: tuple[Finding, ...]
    context: Context

    @property
    def data(self) -> bytes:
        """The unpacked bytes."""
        return self.source.data

    @property
    def parsed(self) -> Activity:
        """The activity; a fix that is not of the source always has one."""
        assert self.activity is not None  # noqa: S101 -- told to the type checker; the caller has looked
        return self.activity

    def rows(self) -> Int:
        """0-based ordinals of all rows that the findings name."""
        named = [np.arange(first - 1, last) for finding in self.findings for first, last in finding.ranges]
        return np.unique(np.concatenate(named)) if named else np.empty(0, dtype=np.int64)


Plan = Callable[[Target], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend what some rules find.

    codes: of the rules whose findings it mends. damaged: it may work on a file whose parse ended early. order: fixes
    with a lower one are tried first; what makes a file readable comes before what looks inside. reveals: codes of rules
    that may speak once the fault is gone, since what they look at was not there, or hidden by it.
    """

    name: str
    codes: tuple[str, ...]
    safety: Safety
    formats: frozenset[Format]
    plan: Plan
    damaged: bool
    order: int
    reveals: frozenset[str] = frozenset()

    @property
    def does(self) -> str:
        """What it does, in a sentence or more."""
        return _page(self.plan)[0]

    @property
    def leaves(self) -> str:
        """What it does not do."""
        return _page(self.plan)[1]


_FIXES: Final[dict[str, Fix]] = {}


def fix(
    name: str,
    *codes: str,
    safety: Safety,
    formats: frozenset[Format],
    damaged: bool = False,
    order: int = 5,
    reveals: Collection[str] = (),
) -> Callable[[Plan], Plan]:
    """Enter a function among the fixes, unchanged. Raises ValueError where its page or a code is missing."""

    def enter(plan: Plan) -> Plan:
        does, leaves = _page(plan)
        if not (does and leaves and codes):
            message = f"the fix {name} needs codes, and a docstring with a summary and a 'Leaves:' paragraph"
            raise ValueError(message)
        if name in _FIXES:
            message = f"the name {name} is taken"
            raise ValueError(message)
        _FIXES[name] = Fix(name, codes, safety, formats, plan, damaged, order, frozenset(reveals))
        return plan

    return enter


def registered() -> list[Fix]:
    """All fixes that have been entered, in the order in which they are tried: safe ones first."""
    rank = list(Safety)
    return sorted(_FIXES.values(), key=lambda one: (rank.index(one.safety), one.order, one.codes, one.name))


def aim(
    fix: Fix, source: Source, activity: Activity | None, findings: Iterable[Finding], context: Context
) -> Target | None:
    """What a fix would look at in a file with these findings; None where it has nothing to do with it.

    Raises Refused where the file is damaged and the fix needs a whole one.
    """
    if source.format is not None and source.format not in fix.formats:
        return None
    mine = tuple(finding for finding in findings if finding.code in fix.codes)
    if fix.order > 0:
        if activity is None:
            return None
        if activity.damaged and not fix.damaged:
            if mine:
                raise NotApplicable("the file is damaged, and what lies behind the damage is not known")
            return None
    return Target(source, activity, mine, context)


def changes(fix: Fix, target: Target) -> Iterator[Change]:
    """What a fix would change. Raises Refused, also for a fix that fails: it must never be why a file is not judged."""
    try:
        # NaN is an absent value, and a hostile file may hold numbers of any size: numpy need not warn of them.
        with np.errstate(all="ignore"):
            yield from fix.plan(target)
    except NotApplicable:
        raise
    except Exception as error:
        reason = f"the fix itself failed ({type(error).__name__})"
        raise NotApplicable(reason) from error


def _page(plan: Plan) -> tuple[str, str]:
    does, _, leaves = inspect.cleandoc(plan.__doc__ or "").partition("Leaves:")
    return " ".join(does.split()), " ".join(leaves.split())
