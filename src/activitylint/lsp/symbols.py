"""The structure of a document, and what Strava makes of it in one line."""

from __future__ import annotations

from lsprotocol.types import CodeLens, Command, DocumentSymbol, Range, SymbolKind

from activitylint.lsp.analysis import Analysis
from activitylint.lsp.elements import spans
from activitylint.lsp.values import sets
from activitylint.model.format import Format
from activitylint.reports.escape import printable
from activitylint.reports.html.units import distance, moment
from activitylint.reports.words import counted

__all__ = ["INSPECT", "lenses", "symbols"]

INSPECT = "activitylint.inspect"
"""The command that returns the report of a file as a page."""
_MOST_SETS = 2_000


def symbols(analysis: Analysis) -> list[DocumentSymbol]:
    """Tracks, laps and segments, or sets."""
    if analysis.activity is None:
        return []
    text = analysis.document.text
    if analysis.activity.format is Format.JSON:
        exercises = analysis.activity.sets.exercise
        return [
            DocumentSymbol(
                f"Set {number}" + (f": {name}" if (name := _nth(exercises, number - 1)) else ""),
                SymbolKind.Struct,
                text.range(one.value, one.end),
                text.range(one.value, one.value + 1),
            )
            for number, one in enumerate(sets(text.characters)[:_MOST_SETS], start=1)
        ]
    top: list[DocumentSymbol] = []
    below: list[list[DocumentSymbol]] = []
    for span in spans(analysis):
        below.append([])
        whole, tag = text.range(span.start, span.end), text.range(span.start, span.tag)
        symbol = DocumentSymbol(span.title, SymbolKind.Struct, whole, tag, children=below[-1])
        (below[span.parent] if span.parent >= 0 else top).append(symbol)
    return top


def _nth(column: object, index: int) -> str | None:
    try:
        value = column[index]  # type: ignore[index]  # a column of texts
    except (IndexError, TypeError):
        return None
    return printable(str(value)) if value is not None else None


def lenses(analysis: Analysis) -> list[CodeLens]:
    """The sport, the start, the distance and the device, above the first line."""
    seen = analysis.inspection
    if seen is None:
        return []
    facts = [seen.sport_detected or seen.sport_written or "sport not detected"]
    if seen.span.start is not None:
        facts.append(moment(seen.span.start, seen.span.utc_offset))
    if seen.distance is not None:
        facts.append(distance(seen.distance))
    if seen.totals["sets"]:
        facts.append(counted(seen.totals["sets"], "set"))
    facts.append(printable(seen.device) if seen.device else "device not named")
    start = analysis.document.text.position(0)
    command = Command(" \u00b7 ".join(facts), INSPECT, arguments=[analysis.document.uri])
    return [CodeLens(Range(start, start), command)]
