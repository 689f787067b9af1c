"""Words and signs that several parts of the page share."""

from __future__ import annotations

from typing import Final

from activitylint.model.finding import Severity
from activitylint.model.format import Format
from activitylint.model.report import FileVerdict, Report
from activitylint.reports.html.markup import Markup, element

__all__ = ["CLASSES", "SIGNS", "badge", "file_type", "severity_badge"]

SIGNS: Final = {
    FileVerdict.UNCHECKED: "?",
    FileVerdict.REFUSED: "✕",
    FileVerdict.AT_RISK: "▲",
    FileVerdict.FINE: "✓",
}
"""A sign for each verdict, so that nobody has to tell colors apart."""

CLASSES: Final = {
    FileVerdict.UNCHECKED: "unchecked",
    FileVerdict.REFUSED: "refused",
    FileVerdict.AT_RISK: "at-risk",
    FileVerdict.FINE: "fine",
}

_SEVERITIES: Final = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.INFO: "i"}


def badge(verdict: FileVerdict) -> Markup:
    """A verdict with its sign."""
    sign = element("span", SIGNS[verdict], aria_hidden="true")
    return element("span", sign, f" {verdict}", class_=f"badge {CLASSES[verdict]}")


def severity_badge(severity: Severity) -> Markup:
    """A severity with its sign."""
    sign = element("span", _SEVERITIES[severity], aria_hidden="true")
    return element("span", sign, f" {severity}", class_=f"badge {severity}")


def file_type(report: Report) -> str:
    """`GPX`, `FIT, gzipped`; `-` if the content is none of the four."""
    if report.format is None:
        return "-"
    name = "JSON" if report.format is Format.JSON else report.format.value.upper()
    return f"{name}, gzipped" if report.compressed else name
