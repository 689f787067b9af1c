"""The catalogue of rules, and the decorator that adds a rule to it.

A rule is a small function that yields violations. Its docstring is its page in the documentation. The decorator `rule`
gives it a code, a name, a severity, an effect and a basis, and names the rules that it silences.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from importlib import import_module
from typing import Any, Final, TypeVar

from activitylint.model.arrays import Int
from activitylint.model.classes import NamedTuple, dataclass
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Basis, Effect, Severity
from activitylint.model.format import ALL, Format
from activitylint.rules.support.wording import clock, span
from activitylint.strava import thresholds
from activitylint.vocabulary.data_files import read_beside

__all__ = ["INSIDE", "MODULES", "Page", "Rule", "Stage", "Violation", "catalogue", "codes", "get", "loaded", "rule"]


class Stage(StrEnum):
    """When a rule runs, and what its check is called with."""

    SOURCE = "source"
    """(Source, Context): before anything is parsed."""
    ACTIVITY = "activity"
    """(Activity, Context): everything that looks inside the file."""
    ARCHIVE = "archive"
    """(Contents, Context): an archive. Its members are files like any others."""
    BATCH = "batch"
    """(Context): files that are uploaded together. The check returns a function that the engine calls with the Summary
    of each file in turn. It returns a Violation or None, and remembers what it needs to know about earlier files."""
    LINTER = "linter"
    """Reports on the linter's own work, with arguments of its own. Never runs on a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """What a rule yields; the engine turns it into a Finding.

    message: what is wrong, with its numbers, without a full stop. at: the first place. rows: 0-based ordinals of all
    affected rows of `at.table`; the engine turns them into ranges. count: how many things are affected; by default the
    number of rows, or 1. help: how to fix this case; by default the `Fix` part of the rule's page. noun: what one row
    is called.

    about: what the violation is about, in words that do not change with the wording, the counts or the rest of the
    file: a tag and its namespace, an exercise id, a kind of fault; by default the field of `at`. Fingerprints are made
    from it, so two violations of one rule in one file need different ones. other_file: the path of another file that
    the violation refers to. related: other places that it refers to, each with what is there (`the sum of the laps`).
    """

    message: str
    at: Place = FILE
    rows: Int | None = None
    count: int | None = None
    help: str | None = None
    noun: str = ""
    about: tuple[str, ...] = ()
    other_file: str = ""
    related: tuple[tuple[Place, str], ...] = ()


class Page(NamedTuple):
    """A rule's docstring in parts: the summary, and the other paragraphs by their heading (`Why`, `Fix`, ...).

    In the part `Threshold`, a constant of `strava.thresholds` in braces stands for its value: `{TOTALS_SHARE:.0%}` is
    `2%`. Besides Python's format specifications there are `{GAP_S:time}` (`24 h`), `{GPS_ROLLOVER_S:weeks}`
    (`1,024 weeks`) and `{EARLIEST_S:date}` (`2000-01-01`).
    """

    summary: str
    parts: dict[str, str]


class Rule(NamedTuple):
    """One entry of the catalogue.

    basis: why the rule exists: the documentation, a specification, reports. formats: those that it runs on. silences:
    codes, or prefixes of codes, of rules that do not run if this one fires. needs_complete_file: True if the rule
    checks for something missing or for totals, so it cannot run on a file whose parse ended early. default: False if
    the rule only runs when selected.
    """

    code: str
    name: str
    severity: Severity
    effect: Effect
    basis: tuple[Basis, ...]
    formats: frozenset[Format]
    stage: Stage
    check: Callable[..., Any]
    silences: tuple[str, ...]
    needs_complete_file: bool
    default: bool

    @property
    def page(self) -> Page:
        """The rule's page, taken from its docstring."""
        return _page(loaded(self).check)


_INDEX: Final[list[list[Any]]] = read_beside(__file__, "index.json")
"""The fields of each Rule of this package, with the module in the place of the check.

So the catalogue is complete before the modules are imported, which together takes longer than a lint.
"""

INSIDE: Final = (
    *("TIM", "POS", "STR", "SPO", "DEV", "SET", "FIT", "XML", "TCX", "GPX", "JSN", "INT"),
    *("UPL107", "UPL108", "UPL110"),
)
"""Prefixes of every rule that looks inside a file: silenced by rules that report that the file cannot be read."""

_CATALOGUE: Final[dict[str, Rule]] = {}
_NAMES: Final[set[tuple[str, str]]] = set()
"""Code prefix and name of every rule in the catalogue."""
_MODULE: Final = Rule._fields.index("check")
_UNLOADED: Final[dict[str, str]] = {}
"""The module of each rule that is known from the index, as long as it has not been imported."""

_Check = TypeVar("_Check", bound=Callable[..., Any])


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
    """Add the decorated function to the catalogue; the function itself does not change.

    Arguments are as for `Rule`. The function's docstring is the rule's page: a one-sentence summary, then paragraphs
    that begin with `Why:` and `Fix:`, then optional ones such as `Threshold:` and `Note:`.

    Raises ValueError if the page or the basis is incomplete, or if the code, or the name within its group, is taken.
    """

    def enter(check: _Check) -> _Check:
        _demand_page(check)
        named = (code[:3], name)
        if code in _UNLOADED and check.__module__.startswith(f"{__package__}."):  # the index has announced it
            del _UNLOADED[code]
            _NAMES.remove((code[:3], _CATALOGUE.pop(code).name))
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
    """All rules of the index, and all others that have been added so far, sorted by code."""
    return [_CATALOGUE[code] for code in sorted(_CATALOGUE)]


def codes() -> tuple[str, ...]:
    """The codes of all rules, in the order in which they were added."""
    return tuple(_CATALOGUE)


def get(code: str) -> Rule:
    """The rule with this code. Raises KeyError if there is none."""
    return _CATALOGUE[code]


def loaded(rule: Rule) -> Rule:
    """The rule with the function that checks it, whose module is imported if that has not been done."""
    if rule.code in _UNLOADED:
        import_module(_UNLOADED[rule.code])
        if rule.code in _UNLOADED:
            message = f"index.json is out of date: {_UNLOADED[rule.code]} has no {rule.code}"
            raise LookupError(message)
    return _CATALOGUE.get(rule.code, rule)


def _check_unloaded(code: str, *arguments: Any) -> Any:
    """Import the module of a rule, then call its check."""
    return loaded(get(code)).check(*arguments)


def _announced(row: list[Any]) -> Rule:
    """A rule as the index has it. Enums are called once for each value, since that takes longer than all the rest."""
    code, name, severity, effect, basis, formats, stage, _, silences, needs_complete_file, default = row
    return Rule(
        code,
        name,
        _member(Severity, severity),
        _member(Effect, effect),
        tuple([_basis(*one) for one in basis]),
        _formats(formats),
        _member(Stage, stage),
        partial(_check_unloaded, code),
        tuple(silences),
        needs_complete_file,
        default,
    )


_member = cache(lambda enum, value: enum(value))
_basis = cache(Basis)


@cache
def _formats(words: str) -> frozenset[Format]:
    return frozenset(map(Format, words.split()))


def _demand_page(check: Callable[..., Any]) -> None:
    """Raise ValueError if the docstring has no summary, Why or Fix. It is only parsed in full once someone reads it."""
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
    """The constants of `strava.thresholds`, for the `Threshold` part of a page, so that it cannot go stale."""

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
    """A number that also has the formats `time` and `weeks` (of seconds) and `date` (of seconds since 1970)."""

    def __format__(self, spec: str) -> str:
        if spec == "time":
            return span(self)
        if spec == "weeks":
            return f"{self / 604_800:,.15g} weeks"
        if spec == "date":
            return clock(self)[:10]
        return super().__format__(spec or ",.15g")


for _row in _INDEX:
    _UNLOADED[_row[0]] = f"{__package__}.{_row[_MODULE]}"
    _NAMES.add((_row[0][:3], _row[1]))
    _CATALOGUE[_row[0]] = _announced(_row)

MODULES: Final = sorted(set(_UNLOADED.values()))
"""The modules of this package that have rules."""
