"""What was found, by rule, and the texts of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.reports.html.markup import Markup, element, prose
from activitylint.reports.html.words import severity_badge
from activitylint.reports.words import basis_sentence, capitalized, counted, effect_sentence
from activitylint.rules.registry import get

__all__ = ["Found"]


@dataclass(slots=True)
class _Count:
    severity: Severity
    findings: int = 0
    files: int = 0


class Found:
    """Counts the findings of each rule over many reports.

    findings: all of them. distinct: those that differ in their rule or in what they are about.
    """

    def __init__(self) -> None:
        self.findings = 0
        self._rules: dict[str, _Count] = {}
        self._distinct: set[int] = set()

    @property
    def distinct(self) -> int:
        """The number of findings that differ in their rule or in what they are about."""
        return len(self._distinct)

    def add(self, report: Report) -> None:
        """Count the findings of one file."""
        self.findings += len(report.findings)
        for finding in report.findings:
            count = self._rules.setdefault(finding.code, _Count(finding.severity))
            count.findings += 1
            if finding.severity.rank > count.severity.rank:
                count.severity = finding.severity
            self._distinct.add(hash((finding.code, finding.about)))
        for code in {finding.code for finding in report.findings}:
            self._rules[code].files += 1

    def tables(self) -> Iterator[Markup]:
        """The rules with findings: the worst first, then those in the most files. Those that only inform are folded."""
        ordered = sorted(self._rules.items(), key=lambda item: (-item[1].severity.rank, -item[1].files, item[0]))
        loud = [(code, count) for code, count in ordered if count.severity is not Severity.INFO]
        if loud:
            yield _table(loud)
        if len(loud) < len(ordered):
            summary = element("summary", f"{counted(len(ordered) - len(loud), 'more rule')} with infos only")
            yield element("details", summary, _table(ordered[len(loud) :]), open=not loud)

    def texts(self) -> Iterator[Markup]:
        """The text of each rule with findings, by code."""
        for code in sorted(self._rules):
            rule = get(code)
            parts = [(heading, capitalized(text)) for heading, text in rule.page.parts.items()]
            yield element(
                "section",
                element("h3", f"{code} {rule.name}"),
                *_paragraphs(rule.page.summary),
                element("p", f"{effect_sentence(rule.effect)} {basis_sentence(rule.basis)}", class_="note"),
                *(part for heading, text in parts for part in (element("h4", heading), *_paragraphs(text))),
                id=code,
                class_="rule",
            )


def _table(rules: Iterable[tuple[str, _Count]]) -> Markup:
    heads = {"Rule": None, "What it reports": None, "Files": "right", "Findings": "right"}
    rows = [
        element(
            "tr",
            element("th", element("a", code, href=f"#{code}"), " ", severity_badge(count.severity), scope="row"),
            element("td", prose(_sentence(get(code).page.summary))),
            element("td", f"{count.files:,}", class_="right"),
            element("td", f"{count.findings:,}", class_="right"),
        )
        for code, count in rules
    ]
    head = element(
        "thead", element("tr", *(element("th", text, scope="col", class_=side) for text, side in heads.items()))
    )
    return element("table", head, element("tbody", *rows), class_="by-rule")


def _sentence(text: str) -> str:
    """The first sentence of a text."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def _paragraphs(text: str) -> Iterable[Markup]:
    return (element("p", prose(paragraph)) for paragraph in text.split("\n\n"))
