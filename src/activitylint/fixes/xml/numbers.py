"""Fixes of how numbers are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.fixes.xml.values import values_of
from activitylint.model.faults import FaultKind
from activitylint.model.format import TCX, XML, Format

__all__: list[str] = []


_JUDGED: Final = (
    *(f"STR{number:03}" for number in (*range(1, 10), 11)),
    *("POS001", "POS002", "POS003", "POS005", "POS006", "DEV004", "DEV005", "TCX008"),
)
"""Rules that look at values, which they can only once these are numbers."""
_COMMA: Final = re.compile(rb"\s*[+-]?(\d*)(,)(\d+)\s*")
_NOTHING: Final = re.compile(rb"\s*(?:[Nn][Aa][Nn])?\s*")
_LAP_TOTALS: Final = frozenset({"TotalTimeSeconds", "DistanceMeters", "Calories"})

_Span = tuple[int, int]


@fix("decimal-point", "STR010", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def decimal_point(target: Target) -> Iterator[Change]:
    """Writes a decimal point where a number has a decimal comma.

    Leaves: commas that may separate thousands: those of a stream in which each stands before exactly three digits and
    behind one to three.
    """
    markup = Markup(target)
    streams = {str(fault.detail["stream"]) for fault in target.parsed.faults_of(FaultKind.UNREADABLE_NUMBER)}
    found = [list(_commas(markup, _texts(markup, target, stream))) for stream in sorted(streams)]
    yield from _with_points(markup, [commas for commas in found if commas], thousands=True)


@fix("decimal-point-in-positions", "POS001", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def decimal_point_in_positions(target: Target) -> Iterator[Change]:
    """Writes a decimal point where a latitude or longitude has a decimal comma.

    Leaves: positions that are no numbers for another reason, or that lie outside the Earth's coordinates.
    """
    markup = Markup(target)
    found = [list(_commas(markup, _texts(markup, target, stream))) for stream in ("latitude", "longitude")]
    yield from _with_points(markup, [commas for commas in found if commas], thousands=False)


@fix("decimal-point-in-totals", "TCX007", safety=Safety.SAFE, formats=TCX, order=4, reveals=_JUDGED)
def decimal_point_in_totals(target: Target) -> Iterator[Change]:
    """Writes a decimal point where a total of a lap has a decimal comma.

    Leaves: totals that are absent, no numbers for another reason, or whose commas may separate thousands.
    """
    markup = Markup(target)
    spans = [
        markup.inner(child)
        for lap in markup.tables["lap"].tolist()
        for child in markup.children(lap)
        if markup.index.name(child)[1] in _LAP_TOTALS and markup.index.leaf[child]
    ]
    yield from _with_points(markup, [list(_commas(markup, spans))], thousands=True)


@fix("drop-empty-values", "STR010", safety=Safety.SAFE, formats=XML, order=5)
def drop_empty_values(target: Target) -> Iterator[Change]:
    """Removes elements of a stream that hold nothing, or `NaN`: they say that there is no value, and so does their
    absence.

    Leaves: values that are something else than numbers.
    """
    markup = Markup(target)
    streams = {str(fault.detail["stream"]) for fault in target.parsed.faults_of(FaultKind.UNREADABLE_NUMBER)}
    empty = [
        element
        for stream in sorted(streams)
        for element in values_of(markup, target, stream)[0].tolist()
        if markup.index.leaf[element] and _NOTHING.fullmatch(markup.text.scanned, *markup.inner(element))
    ]
    if not empty:
        raise NotApplicable("the values are something, though no numbers")
    yield from markup.remove_values(empty, markup.tables["record"].tolist())


def _texts(markup: Markup, target: Target, stream: str) -> Iterator[_Span]:
    """Where the values of a stream stand."""
    if target.source.format is Format.GPX and stream in ("latitude", "longitude"):
        for record in markup.tables["record"].tolist():
            found = markup.attribute(record, stream[:3])
            if found:
                yield found
        return
    for element in values_of(markup, target, stream)[0].tolist():
        if markup.index.leaf[element]:
            yield markup.inner(element)


def _commas(markup: Markup, spans: Iterator[_Span] | list[_Span]) -> Iterator[re.Match[bytes]]:
    for start, stop in spans:
        found = _COMMA.fullmatch(markup.text.scanned, start, stop)
        if found:
            yield found


def _with_points(markup: Markup, streams: list[list[re.Match[bytes]]], *, thousands: bool) -> Iterator[Change]:
    """Edits of the commas, stream by stream. thousands: whether a comma may separate thousands."""
    if not any(streams):
        raise NotApplicable("no value has a decimal comma")
    for commas in streams:
        if thousands and all(_may_be_thousands(found[1], found[3]) for found in commas):
            continue
        for found in commas:
            yield markup.edit(found.start(2), found.end(2), ".")
    if thousands and all(_may_be_thousands(found[1], found[3]) for commas in streams for found in commas):
        raise NotApplicable("the commas may separate thousands")


def _may_be_thousands(before: bytes, after: bytes) -> bool:
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith(b"0")
