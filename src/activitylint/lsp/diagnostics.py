"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
    Range,
)
from pygls.uris import from_fs_path

from activitylint.lsp.analysis import Analysis
from activitylint.lsp.pages import Pages
from activitylint.lsp.values import repeated
from activitylint.model import finding as model
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Finding, Severity
from activitylint.reports.escape import printable

__all__ = ["SOURCE", "diagnostics"]

SOURCE: Final = "activitylint"
_SEVERITIES: Final = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
}
_UNUSED: Final = frozenset({Effect.IGNORED})
"""What Strava does with data that an editor may show faded."""
_UNUSED_COMMENT: Final = "LNT002"
_REPEATED_KEY: Final = "JSN014"
_MOST_RELATED: Final = 20
"""Related places of one finding: editors show them all below each other."""
_TABLES: Final = dict.fromkeys(("track point", "trackpoint", "sample"), "record") | {"lap": "lap", "set": "set"}


def diagnostics(analysis: Analysis, pages: Pages) -> list[Diagnostic]:
    """The diagnostics of a document, in file order."""
    if analysis.report is None:
        return []
    document, findings = analysis.document, analysis.report.findings
    related = [list(_related(finding, analysis)) for finding in findings]
    spans = [_span(one.location) for one in findings]
    bytes_ = [byte for span in spans for byte in span]
    bytes_ += [byte for places in related for start, end, _ in places for byte in (start, end)]
    at = document.offsets(bytes_)

    def area(start: int, end: int) -> Range:
        """The range of these bytes. It ends with the first line: an editor marks every line of it."""
        first = at[start]
        return document.text.range(first, max(first, min(at[end], document.text.line_end(first))))

    made = []
    for finding, span, places in zip(findings, spans, related, strict=True):
        link = pages.link(finding.code)
        others = [
            DiagnosticRelatedInformation(Location(document.uri, area(start, end)), text) for start, end, text in places
        ]
        if finding.other_file:
            here = Range(document.text.position(0), document.text.position(0))
            uri = from_fs_path(finding.other_file) or document.uri
            others.append(DiagnosticRelatedInformation(Location(uri, here), "the other file"))
        made.append(
            Diagnostic(
                range=area(*span),
                message=_message(finding),
                severity=_SEVERITIES[finding.severity],
                code=finding.code,
                code_description=CodeDescription(link) if link else None,
                source=SOURCE,
                tags=[DiagnosticTag.Unnecessary] if _is_unused(finding) else None,
                related_information=others or None,
                data={"name": finding.name, "effect": finding.effect.value, "count": finding.count},
            )
        )
    return made


def _message(finding: Finding) -> str:
    return "\n".join(printable(line) for line in (finding.message, *finding.help.splitlines()) if line.strip())


def _is_unused(finding: Finding) -> bool:
    return finding.effect in _UNUSED or finding.code == _UNUSED_COMMENT


def _related(finding: Finding, analysis: Analysis) -> Iterator[tuple[int, int, str]]:
    """The other places of a finding: their first and last byte, and what they are."""
    activity = analysis.activity
    if activity is None:
        return
    for place in finding.related:
        yield *_span(place.location), printable(place.what)
    if finding.code == _REPEATED_KEY:
        document = analysis.document
        here = document.offsets([finding.location.byte])[finding.location.byte]
        for start, end in repeated(document.text.characters, here)[:_MOST_RELATED]:
            yield document.byte(start), document.byte(end), "the same key"
    table = _TABLES.get(finding.noun)
    if table is None or len(finding.ranges) < 2:
        return
    runs = list(islice(finding.ranges, 1, _MOST_RELATED + 1))
    located = activity.places.locate([Place(table, first - 1) for first, _ in runs])
    for (first, last), (location, _) in zip(runs, located, strict=True):
        what = f"{finding.noun} {first:,}" if first == last else f"{finding.noun}s {first:,} to {last:,}"
        yield *_span(location), what


def _span(location: model.Location) -> tuple[int, int]:
    return location.byte, location.byte + max(location.length, 1)
