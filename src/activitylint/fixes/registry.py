"""What a fix is, and the decorator that registers one.

A fix is a function that gets the parsed file and its findings, and yields edits. Its docstring is its documentation:
what it does and, after `Limits:`, what it does not do. A fix does not check its own success; the result is linted.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from activitylint.fixes.edits import Edit
from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.finding import Finding, Safety
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.source.reading import Source

__all__ = [
    "BeyondBoundsError",
    "FileChange",
    "Fix",
    "FixFunction",
    "FixTask",
    "NewName",
    "NewPacking",
    "NotApplicable",
    "Safety",
    "SplitFile",
    "fix",
    "registered",
    "run_fix",
    "task_for",
]


class NotApplicable(Exception):  # noqa: N818 -- this is not an error: a fix says why it does not apply
    """A fix does not apply to this file although it has the finding. The text says why: one sentence, no full stop."""


class BeyondBoundsError(NotApplicable):
    """A fix would take more work or memory than one file may get."""


@dataclass(frozen=True, slots=True)
class NewName:
    """A new name for the file. Only the suffix differs."""

    name: str


@dataclass(frozen=True, slots=True)
class NewPacking:
    """Gzip or unpack the file. Its name and its unpacked bytes stay."""

    gzipped: bool


@dataclass(frozen=True, slots=True)
class SplitFile:
    """One of the files that the original is split into. label: added to the stem of its name: `1`, `2`, ..."""

    label: str
    data: bytes


FileChange = Edit | NewName | NewPacking | SplitFile
"""What a fix yields: edits of the unpacked bytes, or one new name, or one new packing, or two or more files. Never a
mixture."""


@dataclass(frozen=True, slots=True)
class FixTask:
    """The input of a fix.

    activity: None if nothing could be parsed; only fixes with order 0 get that. findings: those with the codes of the
    fix, in file order; empty only if the fix is asked for by name.
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
        """The activity. Fixes with order 0 must not use it."""
        assert self.activity is not None  # noqa: S101 -- for the type checker; `task_for` has checked
        return self.activity

    def rows(self) -> Int:
        """0-based numbers of all rows that the findings name, sorted."""
        named = [np.arange(first - 1, last) for finding in self.findings for first, last in finding.ranges]
        return np.unique(np.concatenate(named)) if named else np.empty(0, dtype=np.int64)


FixFunction = Callable[[FixTask], Iterator[FileChange]]


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to fix the findings of some rules.

    codes: of the rules whose findings it fixes. damaged: True if it can work on a file that was parsed only in part.
    order: fixes with a lower number are tried first; those that make a file readable come before those that look
    inside. reveals: codes of rules that may report something once the fault is gone, because it hid what they check.
    judges: columns of the records in which the fix may remove values that no finding names, since a finding can only
    name where two values contradict each other. invents: what the fix writes without knowing it, such as the CRC of
    damaged bytes. trusts: what it takes as proof; it is not run on what another fix has invented.
    """

    name: str
    codes: tuple[str, ...]
    safety: Safety
    formats: frozenset[Format]
    function: FixFunction
    damaged: bool
    order: int
    reveals: frozenset[str] = frozenset()
    judges: frozenset[str] = frozenset()
    invents: frozenset[str] = frozenset()
    trusts: frozenset[str] = frozenset()

    @property
    def does(self) -> str:
        """What the fix does, in one or more sentences."""
        return _page(self.function)[0]

    @property
    def limits(self) -> str:
        """What the fix does not do, in one or more sentences."""
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
    judges: Collection[str] = (),
    invents: Collection[str] = (),
    trusts: Collection[str] = (),
) -> Callable[[FixFunction], FixFunction]:
    """Register a function as a fix. Raises ValueError without codes or documentation, or if the name is taken."""

    def enter(function: FixFunction) -> FixFunction:
        does, limits = _page(function)
        if not (does and limits and codes):
            message = f"the fix {name} needs codes, and a docstring with a summary and a 'Limits:' paragraph"
            raise ValueError(message)
        if name in _FIXES:
            message = f"the name {name} is taken"
            raise ValueError(message)
        sets = map(frozenset, (reveals, judges, invents, trusts))
        _FIXES[name] = Fix(name, codes, safety, formats, function, damaged, order, *sets)
        return function

    return enter


def registered() -> list[Fix]:
    """All registered fixes in the order in which they are tried: safe ones first."""
    rank = list(Safety)
    return sorted(_FIXES.values(), key=lambda one: (rank.index(one.safety), one.order, one.codes, one.name))


def task_for(
    fix: Fix, source: Source, activity: Activity | None, findings: Iterable[Finding], context: Context
) -> FixTask | None:
    """The input of a fix for a file with these findings; None if the fix does not concern the file.

    Raises NotApplicable if the file is damaged and the fix needs a complete one.
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
    """Run a fix and yield its changes. Raises NotApplicable, also if the fix crashes: linting must not fail then."""
    try:
        # NaN means "no value", and a hostile file may contain numbers of any size: no numpy warnings for them.
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
