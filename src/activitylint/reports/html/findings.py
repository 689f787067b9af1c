"""The findings of a file in full: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from activitylint.model.finding import Excerpt, Finding, Safety
from activitylint.model.report import Report
from activitylint.reports import Options
from activitylint.reports.html.marks import Marked
from activitylint.reports.html.markup import Markup, element, joined, prose
from activitylint.reports.html.words import severity_badge
from activitylint.reports.words import basis_sentence, counted, effect_sentence, ordinals, position

__all__ = ["findings_list", "numbered"]

_MOST: Final = 60
"""Findings of one file, and"""
_RANGES: Final = 12
"""ranges of one finding that are shown, unless everything is wanted."""


def numbered(report: Report, name: str) -> list[Marked]:
    """The findings of a report with their numbers: errors first, then warnings, then infos, each in file order.

    name: the id of the file's section.
    """
    ordered = sorted(report.findings, key=lambda finding: -finding.severity.rank)
    return [Marked(number, finding, f"{name}-{number}") for number, finding in enumerate(ordered, start=1)]


def findings_list(report: Report, marked: Sequence[Marked], charts: str, options: Options) -> Markup:
    """All findings of a file; those below the severity that is shown are folded.

    charts: the id of its charts, empty if it has none.
    """
    shown = marked if options.show_all else marked[:_MOST]
    ranges = None if options.show_all else _RANGES
    fixes = {code: fix.safety for fix in reversed(report.fixes) for code in fix.codes}
    loud = [one for one in shown if options.shows(one.finding.severity)]
    folded = shown[len(loud) :]  # they are sorted by severity
    parts: list[Markup] = []
    if loud:
        parts.append(element("ol", *(_item(one, fixes, charts, ranges) for one in loud), class_="findings"))
    if folded:
        counts = Counter(one.finding.severity for one in folded)
        summary = element("summary", ", ".join(counted(count, severity) for severity, count in counts.items()))
        items = element("ol", *(_item(one, fixes, charts, ranges) for one in folded), class_="findings")
        parts.append(element("details", summary, items, class_="infos", open=not loud))
    if len(shown) < len(marked):
        parts.append(
            element("p", f"And {counted(len(marked) - len(shown), 'more finding')} (--show-all).", class_="note")
        )
    if report.suppressed:
        parts.append(element("p", f"{counted(len(report.suppressed), 'finding')} suppressed.", class_="note"))
    return joined(parts)


def _item(one: Marked, fixes: Mapping[str, Safety], charts: str, ranges: int | None) -> Markup:
    finding = one.finding
    column = one.first_column
    goto = None
    if column is not None and charts:
        goto = element("a", "Show in the charts", href=f"#{charts}", class_="goto", data_column=column)
    head = element(
        "h4",
        element("span", str(one.number), class_="number"),
        severity_badge(finding.severity),
        " ",
        element("a", f"{finding.code} {finding.name}", href=f"#{finding.code}"),
    )
    where = " · ".join(
        part for part in (position(finding.location), finding.location.path, ordinals(finding, ranges)) if part
    )
    return element(
        "li",
        head,
        element("p", prose(finding.message), class_="message"),
        element("p", where, class_="where"),
        _excerpt(finding) if finding.excerpt is not None else None,
        element("p", element("b", "What to do: "), prose(finding.help)) if finding.help else None,
        _fix(fixes.get(finding.code)),
        element("p", f"{effect_sentence(finding.effect)} {basis_sentence(finding.basis)}", class_="note"),
        goto,
        id=one.id,
        class_=f"finding {finding.severity}",
        value=one.number,
    )


def _fix(safety: Safety | None) -> Markup | None:
    if safety is None or safety is Safety.ASKED:
        return None
    command = "activitylint fix" if safety is Safety.SAFE else "activitylint fix --unsafe"
    return element("p", "Fixable with ", element("code", command), ".")


def _excerpt(finding: Finding) -> Markup | None:
    excerpt = finding.excerpt or Excerpt()
    if excerpt.fields:
        rows = [
            element(
                "tr",
                element("th", name, scope="row"),
                element("td", value),
                class_="marked" if name == excerpt.marked else None,
            )
            for name, value in excerpt.fields
        ]
        return element("table", element("tbody", *rows), class_="fields")
    if not excerpt.line.strip():
        return None
    start = max(excerpt.column - 1, 0)
    end = start + max(finding.location.length, 1)
    line = excerpt.line
    marked = element("mark", line[start:end]) if line[start:end] else None
    code = element("code", line[:start].lstrip(), marked, line[end:])
    return element("pre", code)
