"""The catalogue: what a rule is, and the decorator that enters one.

A rule is a small function that yields violations; its docstring is its page. The decorator gives it a code, a name,
one severity, an effect and a basis, and says what it silences.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Basis, Effect, Severity
from activitylint.model.format import ALL, Format
from activitylint.model.tables import Int

__all__ = ["INSIDE", "Page", "Rule", "Stage", "Violation", "catalogue", "get", "rule"]


class Stage(StrEnum):
    """What a rule looks at, which is also when it runs."""

    SOURCE = "source"
    """(Source, Context): before anything is parsed."""
    ACTIVITY = "activity"
    """(Activity, Context): everything that looks inside."""
    BATCH = "batch"
    """(summaries, Context): files that go up together. Yields a Violation or None for each summary that it takes, so
    that a batch of any size needs memory for what the rules remember, and no more."""
    LINTER = "linter"
    """Told by the engine about its own work; never run on a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """What a rule yields; the engine makes a Finding of it.

    message: one sentence, no full stop, with the numbers in it. at: the first place. rows: 0-based ordinals of all the
    affected rows of `at.table` (the engine makes ranges of them). count: of everything affected, by default the number
    of rows, or 1. help: how to mend this case, by default the "Mend" of the rule's page. noun: what a row is
    called (singular).
    """

    message: str
    at: Place = FILE
    rows: Int | None = None
    count: int | None = None
    help: str | None = None
    noun: str = ""


class Page(NamedTuple):
    """A rule's docstring, taken apart: the summary, and the paragraphs by their heading (`Why`, `Mend`, ...)."""

    summary: str
    parts: dict[str, str]


class Rule(NamedTuple):
    """One entry of the catalogue.

    needs_complete_file: the rule judges absence or totals, so it does not run on a file whose parse ended early.
    silences: codes, or prefixes of codes, of rules that do not run when this one fires. default: False for a rule that
    is off unless selected.
    """

    code: str
    name: str
    severity: Severity
    effect: Effect
    basis: tuple[Basis, ...]
    formats: frozenset[Format]
    stage: Stage
    check: Callable[..., Iterable[Any]]
    silences: tuple[str, ...]
    needs_complete_file: bool
    default: bool

    @property
    def page(self) -> Page:
        """The rule's page, taken from its docstring."""
        return _page(self.check)


INSIDE: Final = (
    *("TIM", "POS", "STR", "SPO", "DEV", "SET", "FIT", "XML", "TCX", "GPX", "JSN", "INT"),
    *("UPL107", "UPL108", "UPL110"),
)
"""Every rule that looks inside a file: what a rule silences that says there is nothing to look at."""

_CATALOGUE: Final[dict[str, Rule]] = {}
_NAMES: Final[set[tuple[str, str]]] = set()
"""The group and the name of each."""

_Check = TypeVar("_Check", bound=Callable[..., Iterator[Any]])


def rule(
    code: str,
    name: str,
    severity: Severity,
    effect: Effect,
    *,
    basis: Basis | tuple[Basis, ...],
    formats: frozenset[Format] = ALL,
    stage: Stage = Stage.ACTIVITY,
    silences: tuple[str, ...] = (),
    needs_complete_file: bool = False,
    default: bool = True,
) -> Callable[[_Check], _Check]:
    """Enter a function into the catalogue, unchanged.

    Its docstring is the rule's page: a summary, then paragraphs that begin with `Why:` and `Mend:` and may go on
    with others.
    Raises ValueError where the entry is incomplete or the code or name is taken: a rule without a page does not exist.
    """

    def enter(check: _Check) -> _Check:
        _demand_page(check)
        named = (code[:3], name)
        if named in _NAMES or code in _CATALOGUE:
            message = f"{code}, or the name {name} in its group, is taken"
            raise ValueError(message)
        bases = (basis,) if isinstance(basis, Basis) else basis
        if not bases:
            message = f"{code} has no basis"
            raise ValueError(message)
        _NAMES.add(named)
        _CATALOGUE[code] = Rule(
            code,
            name,
            severity,
            effect,
            bases,
            formats,
            stage,
            check,
            silences,
            needs_complete_file,
            default,
        )
        return check

    return enter


def catalogue() -> list[Rule]:
    """All rules that have been entered, in the order of their codes."""
    return [_CATALOGUE[code] for code in sorted(_CATALOGUE)]


def get(code: str) -> Rule:
    """The rule with this code; KeyError where there is none."""
    return _CATALOGUE[code]


def _demand_page(check: Callable[..., Any]) -> None:
    """Refuse a docstring without a summary or one of the headings; taking it apart can wait until it is read."""
    summary, _, rest = (check.__doc__ or "").partition("Why: ")
    if not summary.strip() or "Mend: " not in rest:
        message = f"the docstring of {check.__name__} needs a summary, a 'Why:' and a 'Mend:' paragraph"
        raise ValueError(message)


@cache
def _page(check: Callable[..., Any]) -> Page:
    paragraphs = [" ".join(p.split()) for p in inspect.cleandoc(check.__doc__ or "").split("\n\n")]
    parts: dict[str, str] = {}
    summary: list[str] = []
    for paragraph in paragraphs:
        heading, colon, text = paragraph.partition(":")
        if colon and heading.isalpha() and heading[0].isupper():
            parts[heading] = text.strip()
        elif parts:
            parts[next(reversed(parts))] += "\n\n" + paragraph
        else:
            summary.append(paragraph)
    return Page("\n\n".join(summary), parts)
