"""The table of all files: one row each."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Final

from activitylint.model.finding import Severity
from activitylint.model.report import FileVerdict, Report
from activitylint.reports.html.marks import Marked
from activitylint.reports.html.markup import Content, Markup, element, path_name
from activitylint.reports.html.units import distance, moment
from activitylint.reports.html.words import CLASSES, badge, file_type
from activitylint.reports.words import duration

__all__ = ["head", "packed_row", "row"]

_ORDER: Final = (FileVerdict.REFUSED, FileVerdict.UNCHECKED, FileVerdict.AT_RISK, FileVerdict.FINE)


def head() -> Markup:
    """The head of the table."""
    columns = (
        ("File", "text"),
        ("Verdict", "number"),
        ("Worst finding", "text"),
        ("Format", "text"),
        ("Sport", "text"),
        ("Start", "number"),
        ("Distance", "number"),
        ("Elapsed", "number"),
        ("Device", "text"),
    )
    cells = (element("th", text, scope="col", data_sort=kind, role="columnheader") for text, kind in columns)
    return element("thead", element("tr", *cells, role="row"), role="rowgroup")


def packed_row(report: Report, marked: list[Marked]) -> str:
    """The row of a file as one line of text, to be unpacked by `row`: it is not known yet whether there is a section.

    marked: its findings, the worst one first.
    """
    cells = "".join(_cells(report, marked))
    return json.dumps([report.path, CLASSES[report.verdict], cells])


def row(packed: str, section: str, *, shown: bool) -> Markup:
    """The row of a file. section: the id of its section. shown: True if the page has that section."""
    path, verdict, cells = json.loads(packed)
    name = path_name(path)
    if shown:
        name = element("a", name, href=f"#{section}")
    more = None
    if not shown and verdict in {"refused", "at-risk"}:
        command = f"activitylint lint --output html:one.html {shlex.quote(path)}"
        more = element("small", "See more with ", element("code", command))
    first = element("th", name, more, scope="row", role="rowheader")
    return element("tr", first, Markup(cells), role="row", class_=verdict, data_section=section if shown else None)


def _cells(report: Report, marked: list[Marked]) -> Iterator[Markup]:
    yield _cell("Verdict", badge(report.verdict), _ORDER.index(report.verdict))
    worst = marked[0].finding if marked and marked[0].finding.severity is not Severity.INFO else None
    if worst is not None:
        code = element("a", worst.code, href=f"#{worst.code}")
        yield element("td", code, " ", worst.message, data_v=worst.code, data_label="Worst finding", role="cell")
    else:
        yield _cell("Worst finding", report.failure or "", "")
    overview = report.overview
    yield _cell("Format", file_type(report))
    if overview is None:
        yield from (_cell(label, "-", "") for label in ("Sport", "Start", "Distance", "Elapsed", "Device"))
        return
    yield _cell("Sport", element("bdi", overview.sport or "-"))
    yield _number("Start", moment(overview.start, overview.utc_offset), overview.start)
    yield _number("Distance", distance(overview.distance), overview.distance)
    yield _number("Elapsed", duration(overview.elapsed), overview.elapsed)
    yield _cell("Device", element("bdi", overview.device or "-"))


def _cell(label: str, content: Content, value: object = None) -> Markup:
    """A cell. label: shown beside it on a small screen. value: sorts the column, if the content does not."""
    return element("td", content, role="cell", data_label=label, data_v=value)


def _number(label: str, content: str, value: float | None) -> Markup:
    """A cell of a column that is sorted by number. value: None if it is not known."""
    return _cell(label, content, "" if value is None else value)
