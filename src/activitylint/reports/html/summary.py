"""The head of the page: how many files are refused, at risk and fine, and what was found in them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from activitylint.model.report import FileVerdict, Totals
from activitylint.reports.html.markup import Markup, element, joined, prose
from activitylint.reports.html.rules import Found
from activitylint.reports.html.words import CLASSES, SIGNS
from activitylint.reports.words import counted, fixable_sentence

__all__ = ["headline", "overall"]

_MEANINGS: Final = {
    FileVerdict.REFUSED: "Strava will refuse them",
    FileVerdict.AT_RISK: "data will be lost or misread",
    FileVerdict.FINE: "upload them as they are",
    FileVerdict.UNCHECKED: "could not be read",
}


def headline(verdicts: Counter[FileVerdict], only: str) -> str:
    """What matters most, in one line. only: the name of the file if there is only one."""
    total = verdicts.total()
    for verdict, one, many in (
        (FileVerdict.REFUSED, "will be refused", "will be refused"),
        (FileVerdict.UNCHECKED, "could not be checked", "could not be checked"),
        (FileVerdict.AT_RISK, "is at risk", "are at risk"),
    ):
        count = verdicts[verdict]
        if count:
            words = one if count == 1 else many
            return f"{only} {words}" if total == 1 else f"{count:,} of {counted(total, 'file')} {words}"
    if not total:
        return "No files were checked"
    return f"{only} is fine" if total == 1 else f"All {total:,} files are fine"


def overall(verdicts: Counter[FileVerdict], found: Found, totals: Totals) -> Markup:
    """The counts, and the table of what was found by rule."""
    counts = [
        element(
            "div",
            element("dt", element("span", SIGNS[verdict], aria_hidden="true"), f" {verdict}"),
            element("dd", f"{verdicts[verdict]:,}", element("small", meaning)),
            class_=CLASSES[verdict],
        )
        for verdict, meaning in _MEANINGS.items()
        if verdicts[verdict] or verdict is not FileVerdict.UNCHECKED
    ]
    parts = [_bar(verdicts), element("dl", *counts, class_="verdicts")]
    if found.findings:
        distinct = f"{found.distinct:,} distinct"
        parts += [
            element("h2", "What was found"),
            element("p", f"{counted(found.findings, 'finding')} in all, {distinct}: ", _severities(totals), "."),
            *found.tables(),
        ]
        if fixable := fixable_sentence(totals):
            parts.append(element("p", prose(fixable), "."))
    if totals.suppressed:
        parts.append(element("p", f"{counted(totals.suppressed, 'finding')} suppressed, and not shown.", class_="note"))
    return joined(parts)


def _severities(totals: Totals) -> str:
    return ", ".join(
        counted(count, noun)
        for count, noun in ((totals.errors, "error"), (totals.warnings, "warning"), (totals.infos, "info"))
    )


def _bar(verdicts: Counter[FileVerdict]) -> Markup | None:
    """The share of each verdict as one bar."""
    total = verdicts.total()
    if total < 2:
        return None
    parts = []
    at = 0.0
    for verdict in _MEANINGS:
        share = verdicts[verdict] / total * 100
        if share:
            parts.append(element("rect", x=f"{at:.3f}%", width=f"{share:.3f}%", height=10, class_=CLASSES[verdict]))
        at += share
    return element("svg", *parts, width="100%", height=10, class_="bar", aria_hidden="true")
