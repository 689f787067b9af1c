"""The wording of each rule: every distinct sentence once, as the first fixture shows it.

The expectations for fixtures and neighbours have codes, places and counts but no wording. So a better sentence changes
only wording.txt. `python -m acceptance.expectation` (in `tests/`) writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import activitylint
from fixture_cases import cases

__all__ = ["FILE", "of_fixtures", "sentence"]

FILE: Final = Path(__file__).resolve().parent / "wording.txt"

_VARIES: Final = re.compile(
    r"'[^']*'|\"[^\"]*\"|<[^>]*>|\d{4}-\d{2}-\d{2}[\dT:.+-]*Z?|\b0x[0-9A-Fa-f]+|[-+]?\d[\d,.]*"
    r"|\b(?:records?|track ?points?|samples?|one|the only|all|of|is|are|has|have|a|an|the|it|them)\b"
    r"|\b(?:s|ms|min|h|days?|years?|seconds?|minutes?|hours?)\b"
)
_PAGES: Final = {
    rule.code: {" ".join(text.split()) for text in rule.page.parts.values()} for rule in activitylint.catalogue()
}


def sentence(text: str) -> str:
    """Strip from a text what depends on the file: numbers, quoted words, and words that change with a count."""
    return " ".join(word.removesuffix("s") for word in re.findall(r"[A-Za-z]+", _VARIES.sub(" ", text)))


def of_fixtures() -> list[str]:
    """Return a line for each distinct message, then one for each distinct help that is not on the rule's page."""
    messages: dict[tuple[str, str], str] = {}
    helps: dict[tuple[str, str], str] = {}
    for code, message, advice in _sentences():
        messages.setdefault((code, sentence(message)), message)
        if " ".join(advice.split()) not in _PAGES[code]:
            helps.setdefault((code, sentence(advice)), advice)
    lines = [f"{code}: {message}" for (code, _), message in sorted(messages.items())]
    return lines + [f"{code} help: {advice}" for (code, _), advice in sorted(helps.items())]


def _sentences() -> Iterator[tuple[str, str, str]]:
    for case in cases():
        for finding in case.report().findings:
            if finding.code == case.code:
                yield finding.code, finding.message, finding.help
