"""The index of the rules, and the site's list of their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.model.format import Format
from activitylint.rules.registry import Rule, Stage
from rule_pages import fixability

__all__ = ["GROUPS", "index", "navigation"]

GROUPS: Final = {
    "UPL": "the upload itself: empty and damaged files, gzip, size, the form's fields, duplicates in a batch",
    "TIM": "time: missing, unreadable, without a time zone, out of order, gaps",
    "POS": "position: out of range, half a position, null island, jumps",
    "STR": "streams: values that no sensor measures, doubled cadence, wrong units",
    "SPO": "sport: which sport Strava will detect",
    "DEV": "device and elevation: which device Strava will name, whether it keeps the elevation",
    "SET": "strength sets in FIT and JSON, exercise ids",
    "FIT": "FIT: header, CRC, truncation, messages, totals, timer, lengths",
    "XML": "TCX and GPX: well-formedness, encoding, schema",
    "TCX": "TCX: version, laps, extensions that Strava does not read",
    "GPX": "GPX: version, tracks, extensions that Strava does not read",
    "JSN": "strength JSON: every field of the documented format",
    "INT": "other readers: whether they can read the file too (off by default)",
    "LNT": "the linter itself",
}
"""What the rules of each group look at; the words before the first colon or comma are the group's title."""


def index(rules: list[Rule]) -> str:
    """The table of all rules, by group. docs/javascripts/rules.js adds the filter."""
    lines = ["# Rules", "", f"{len(rules)} rules in {len(GROUPS)} groups. Each code links to its page.", ""]
    lines += ['<div class="rules" markdown="1">', ""]
    for group, title in GROUPS.items():
        rows = [rule for rule in rules if rule.code.startswith(group)]
        short, details = _short(title), title.partition(": ")[2]
        lines += [f"## {group}" if short == group else f"## {group}: {short}", ""]
        if details:
            lines += [f"{details[0].upper()}{details[1:]}.", ""]
        lines += [
            "| Rule | Severity | Formats | Fix | What it detects |",
            "|---|---|---|---|---|",
            *(_row(rule) for rule in rows),
            "",
        ]
    return "\n".join([*lines, "</div>"]) + "\n"


def _row(rule: Rule) -> str:
    inside = rule.stage not in {Stage.LINTER, Stage.ARCHIVE}
    formats = [one.value.upper() for one in Format if one in rule.formats] if inside else []
    summary = rule.page.summary.split("\n\n")[0].replace("|", "\\|")
    cells = (
        f"[{rule.code}]({rule.code}.md) {rule.name}",
        rule.severity.value,
        " ".join(formats) or "-",
        fixability(rule),
        summary,
    )
    return f"| {' | '.join(cells)} |"


def _short(title: str) -> str:
    return re.split("[:,]", title)[0]


def navigation(rules: list[Rule]) -> Iterator[str]:
    """The rules' part of the site's list of pages."""
    yield "      - rules/index.md"
    for group, title in GROUPS.items():
        short = _short(title)
        yield f"      - {group if short == group else f'{group} {short}'}:"
        for rule in rules:
            if rule.code.startswith(group):
                yield f"          - {rule.code} {rule.name}: rules/{rule.code}.md"
