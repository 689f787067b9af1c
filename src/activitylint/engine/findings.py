"""Builds findings from the violations that rules yield."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from activitylint.engine.selection import Selection
from activitylint.model.finding import Excerpt, Finding, Location, Severity
from activitylint.model.format import Format
from activitylint.model.ranges import MANY, ranges_of
from activitylint.rules.registry import Rule, Violation, get

__all__ = ["START", "FoundViolation", "count_rows", "in_file_order", "linter_findings", "make_finding", "start_of"]

START: Final = Location(byte=0, line=1, column=1)


class FoundViolation(NamedTuple):
    """A violation, without its rows where they are many: ranges say the same, in less memory."""

    violation: Violation
    ranges: Sequence[tuple[int, int]]
    of: int
    """How many there are all told."""


def count_rows(violation: Violation) -> FoundViolation:
    """The violation with its rows counted and turned into ranges."""
    rows = violation.rows
    if rows is None:
        return FoundViolation(violation, (), 1 if violation.count is None else violation.count)
    count = len(rows) if violation.count is None else violation.count
    told = ranges_of(rows)
    return FoundViolation(violation if len(rows) <= MANY else replace(violation, rows=None), told, count)


def make_finding(
    rule: Rule,
    found: FoundViolation,
    location: Location,
    excerpt: Excerpt | None,
    severity: Severity,
    *,
    record: str = "",
) -> Finding:
    """The finding that a violation makes. record: what the format calls a row of its records."""
    violation = found.violation
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        effect=rule.effect,
        basis=rule.basis,
        message=violation.message,
        help=violation.help if violation.help is not None else rule.page.parts["Fix"].replace("\n\n", " "),
        location=location,
        count=found.of,
        ranges=found.ranges,
        noun=violation.noun or (record if violation.at.table in {"record", "element"} else violation.at.table),
        excerpt=excerpt,
        about=violation.about or ((violation.at.field,) if violation.at.field else ()),
    )


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by where they are; at one place by code."""
    return tuple(sorted(findings, key=lambda f: (f.location.byte, f.code, f.message)))


def start_of(format: Format | None) -> Location:  # noqa: A002 -- the field's own word
    """Where a file starts: what is said of a whole file is said there."""
    return Location() if format is Format.FIT else START


def linter_findings(
    code: str, selection: Selection, location: Location, excerpt: Excerpt | None, *about: Any
) -> list[Finding]:
    """The findings of a rule about the linter's own work; none where it is not selected."""
    rule = get(code)
    severity = selection.severity(rule)
    told = rule.check(*about) if code in selection.codes else ()
    return [make_finding(rule, count_rows(violation), location, excerpt, severity) for violation in told]
