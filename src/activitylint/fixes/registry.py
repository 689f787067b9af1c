"""The fixes: what one is, and the decorator that enters one.

A fix is a small function from what was parsed and found to the edits that mend it. Its docstring is its page: what it
does, and behind `Limits:` what it does not do. It never judges its own success: what it made is linted again.
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
    "FileChange",
    "Fix",
    "FixFunction",
    "FixTask",
    "NewName",
    "NotApplicable",
    "Safety",
    "SplitFile",
    "fix",
    "registered",
    "run_fix",
    "task_for",
]


class NotApplicable(Exception):  # noqa: N818 -- it is no error: a fix says why it does not apply
    """Why a fix leaves this file as it is, though it has the finding: one sentence, no full stop."""


@dataclass(frozen=True, slots=True)
class NewName:
    """The file should be called this. Only the ending differs."""

    name: str


@dataclass(frozen=True, slots=True)
class SplitFile:
    """One of several files that the file is split into. label: what is put behind its stem: `1`, `2`, ..."""

    label: str
    data: bytes


FileChange = Edit | NewName | SplitFile
"""What a fix yields: edits of the unpacked bytes; or one new name; or two or more parts. Never a mixture."""


@dataclass(frozen=True, slots=True)
class FixTask:
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


FixFunction = Callable[[FixTask], Iterator[FileChange]]


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
    function: FixFunction
    damaged: bool
    order: int
    reveals: frozenset[str] = frozenset()

    @property
    def does(self) -> str:
        """What it does, in a sentence or more."""
        return _page(self.function)[0]

    @property
    def limits(self) -> str:
        """What it does not do."""
        return _page(self.function)[1]


_FIXES: Final[dict[str, Fix]] = {}


def fix(
    name: str,
    *codes: str,
    safety: Safety,
    formats: frozenset[Format],
    damaged: bool = False,
    order: int = 5,
    reveals: Collection[str] = (),
) -> Callable[[FixFunction], FixFunction]:
    """Enter a function among the fixes, unchanged. Raises ValueError where its page or a code is missing."""

    def enter(function: FixFunction) -> FixFunction:
        does, limits = _page(function)
        if not (does and limits and codes):
            message = f"the fix {name} needs codes, and a docstring with a summary and a 'Limits:' paragraph"
            raise ValueError(message)
        if name in _FIXES:
            message = f"the name {name} is taken"
            raise ValueError(message)
        _FIXES[name] = Fix(name, codes, safety, formats, function, damaged, order, frozenset(reveals))
        return function

    return enter


def registered() -> list[Fix]:
    """All fixes that have been entered, in the order in which they are tried: safe ones first."""
    rank = list(Safety)
    return sorted(_FIXES.values(), key=lambda one: (rank.index(one.safety), one.order, one.codes, one.name))


def task_for(
    fix: Fix, source: Source, activity: Activity | None, findings: Iterable[Finding], context: Context
) -> FixTask | None:
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
                raise NotApplicable("the file is damaged, and what follows the damage is unknown")
            return None
    return FixTask(source, activity, mine, context)


def run_fix(fix: Fix, task: FixTask) -> Iterator[FileChange]:
    """What a fix would change. Raises Refused, also for a fix that fails: it must never be why a file is not judged."""
    try:
        # NaN is an absent value, and a hostile file may hold numbers of any size: numpy need not warn of them.
        with np.errstate(all="ignore"):
            yield from fix.function(task)
    except NotApplicable:
        raise
    except Exception as error:
        reason = f"the fix itself failed ({type(error).__name__})"
        raise NotApplicable(reason) from error


def _page(function: FixFunction) -> tuple[str, str]:
    does, _, limits = inspect.cleandoc(function.__doc__ or "").partition("Limits:")
    return " ".join(does.split()), " ".join(limits.split())
