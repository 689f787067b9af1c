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
from activitylint.rules.support.wording import span
from activitylint.strava import thresholds

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

    message: one sentence without a full stop, with its numbers. at: the first place. rows: 0-based ordinals of all
    affected rows of `at.table`; the engine turns them into ranges. count: how many things are affected, by default the
    number of rows, or 1. help: how to fix this case, by default the "Fix" of the rule's page. noun: what one row is
    called. about: what the violation is about, in words that stay the same when the wording, the counts and the rest of
    the file change: a tag and its namespace, an exercise id, a kind of fault; by default the field of `at`. The
    fingerprint is made of it, so two violations of one rule in one file need different ones.
    """

    message: str
    at: Place = FILE
    rows: Int | None = None
    count: int | None = None
    help: str | None = None
    noun: str = ""
    about: tuple[str, ...] = ()


class Page(NamedTuple):
    """A rule's docstring, taken apart: the summary, and the paragraphs by their heading (`Why`, `Fix`, ...).

    The paragraph `Threshold` names constants of `strava.thresholds` in braces: `{GAP_S:time}`, `{TOTALS_SHARE:.0%}`.
    """

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

    Its docstring is the rule's page: a summary, then paragraphs that begin with `Why:` and `Fix:` and may go on
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
    if not summary.strip() or "Fix: " not in rest:
        message = f"the docstring of {check.__name__} needs a summary, a 'Why:' and a 'Fix:' paragraph"
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
    if "Threshold" in parts:
        parts["Threshold"] = parts["Threshold"].format_map(_Constants())
    return Page("\n\n".join(summary), parts)


class _Constants(dict[str, Any]):
    """The constants of `thresholds`, for the paragraph `Threshold:` of a page, so that it cannot go stale."""

    def __missing__(self, name: str) -> Any:
        return _formattable(getattr(thresholds, name))


def _formattable(constant: Any) -> Any:
    """The constant with each of its numbers as a _Number: `{TEMPERATURE_C[0]}`, `{VEHICLE_SPEEDS[foot][1]}`."""
    if isinstance(constant, tuple):
        return tuple(map(_formattable, constant))
    if isinstance(constant, dict):
        return {key: _formattable(value) for key, value in constant.items()}
    return _Number(constant)


class _Number(float):
    """A number that is written as any float, or with `{GAP_S:time}` as a length of time: `24 h`."""

    def __format__(self, spec: str) -> str:
        return span(self) if spec == "time" else super().__format__(spec or ",.15g")
