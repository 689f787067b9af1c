"""Build findings from the violations that rules yield."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, Final

from activitylint.engine.selection import Selection
from activitylint.model.classes import NamedTuple, replace
from activitylint.model.finding import Excerpt, Finding, Location, Related, Severity
from activitylint.model.format import Format
from activitylint.model.ranges import MANY, ranges_of
from activitylint.rules.registry import Rule, Violation, get

__all__ = [
    "START",
    "CompactViolation",
    "at_most",
    "compact",
    "crash",
    "in_file_order",
    "linter_findings",
    "make_finding",
    "start_of",
]

START: Final = Location(byte=0, line=1, column=1)
"""The first character of a text file."""
_FIRST_BYTE: Final = Location()


class CompactViolation(NamedTuple):
    """A violation with its rows as ranges. If there are many rows, the violation itself no longer has them.

    ranges: 1-based and inclusive. total: how many things are affected.
    """

    violation: Violation
    ranges: Sequence[tuple[int, int]]
    total: int


def compact(violation: Violation) -> CompactViolation:
    """Count the rows of a violation and turn them into ranges, which take less memory."""
    rows = violation.rows
    if rows is None:
        return CompactViolation(violation, (), 1 if violation.count is None else violation.count)
    count = len(rows) if violation.count is None else violation.count
    kept = violation if len(rows) <= MANY else replace(violation, rows=None)
    return CompactViolation(kept, ranges_of(rows), count)


def at_most(most: int, found: Iterable[CompactViolation]) -> list[CompactViolation]:
    """The first violations of a rule, and one for all further ones, which has their number and their total count."""
    kept = list(islice(found, most))
    if len(kept) < most:
        return kept
    further = list(islice(found, 2))
    if len(further) < 2:
        return kept + further
    first, number, total = further[0].violation, 0, 0
    for one in chain(further, found):
        number += 1
        total += one.total
    message = f"{number:,} more findings of this rule are not listed; the first: {first.message}"
    merged = replace(first, message=message, rows=None, count=total, about=("further",))
    return [*kept, CompactViolation(merged, (), total)]


def make_finding(
    rule: Rule,
    found: CompactViolation,
    location: Location,
    excerpt: Excerpt | None,
    severity: Severity,
    *,
    record: str = "",
    related: tuple[Related, ...] = (),
) -> Finding:
    """Turn a violation into a finding.

    location, excerpt: of the violation's place. severity: that of the rule, or what the settings changed it to.
    record: what the format calls one of its records. related: the other places of the violation.
    """
    violation, at = found.violation, found.violation.at
    advice = violation.help if violation.help is not None else rule.page.parts["Fix"].replace("\n\n", " ")
    noun = violation.noun or (record if at.table in {"record", "element"} else at.table)
    about = violation.about or ((at.field,) if at.field else ())
    # In the order of the class, which is far quicker than by name.
    return Finding(
        rule.code,
        rule.name,
        severity,
        rule.effect,
        rule.basis,
        violation.message,
        advice,
        location,
        found.total,
        found.ranges,
        noun,
        excerpt,
        about,
        violation.other_file,
        related,
    )


def crash(what: str, error: Exception) -> tuple[list[tuple[Rule, Violation]], str]:
    """The violations of LNT001 for an exception, and the failure for the report. what: crashed, for the message."""
    crashed = get("LNT001")
    return [(crashed, violation) for violation in crashed.check(what, error)], f"{what} crashed: {type(error).__name__}"


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by their first byte, then by code and by what they are about."""
    return tuple(sorted(findings, key=lambda f: (f.location.byte, f.code, f.about, f.message)))


def start_of(format: Format | None) -> Location:  # noqa: A002 -- the field's own word
    """The start of a file, where findings about the whole file are located."""
    return _FIRST_BYTE if format is Format.FIT else START


def linter_findings(
    code: str, selection: Selection, location: Location, excerpt: Excerpt | None, *about: Any
) -> list[Finding]:
    """The findings of a rule about the linter's own work (LNT); none if the rule is not selected.

    about: the arguments of the rule's check.
    """
    if code not in selection.codes:
        return []
    rule = get(code)
    severity = selection.severity(rule)
    return [make_finding(rule, compact(violation), location, excerpt, severity) for violation in rule.check(*about)]
