"""A finding's fingerprint: what stays the same about it while the rest of its file changes.

Baselines, SARIF and GitLab recognise a finding by it, from one run to the next.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from activitylint.model.finding import Finding

__all__ = ["fingerprint", "fingerprints"]

_ORDINAL: Final = re.compile(r"\[\d+\]")

# What a message says of how much and when: dates, hexadecimal numbers, and numbers with the unit behind them, which
# changes with the number ("50 s", "9 min"). A digit within a name (v1, unknown_233) is a part of the name.
_QUANTITY: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[\dT:.+-]*Z?"
    r"|\b0x[0-9a-f]+"
    r"|(?:\bup to )?(?<!\w)[-+]?\d[\d,.]*"
    r"(?:\s?(?:km/h|m/s|km|mm|cm|m|MB|KB|bytes?|ms|s|min|h|seconds?|minutes?|hours?|days?|weeks?|months?|years?|times)\b)?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_][\w.:/-]*")

# Words that come and go with a count ("the only point has" becomes "2 of 3 points have"), without a last s as in "has".
_COUNTING: Final = re.compile(
    "a|all|an|and|are|both|each|every|first|ha|have|i|it|more|of|once|one|only|other|the|their|wa|were"
)


def fingerprint(finding: Finding) -> str:
    """32 hexadecimal digits of the rule's code, where the finding is, and what it names.

    Where: the path of elements or keys without ordinals, or the name of the FIT message. What: the words of the
    message, without numbers, dates and units, and without what goes with a count (plurals, "all", "of"). So it
    survives other lines, other points and other totals, and differs between two fields of one message.

    The file's path is no part of it, nor are severity, effect and help, which are the rule's. Two findings of one
    file may share it (see `fingerprints`). A release that words a message otherwise gives it a new fingerprint.
    """
    return _digest(*_parts(finding))


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The fingerprints of one file's findings, in their order, no two alike.

    Findings that share one are told apart by which of them comes first in the file; the first has `fingerprint`'s.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made: list[str] = []
    for finding in findings:
        parts = _parts(finding)
        seen[parts] += 1
        made.append(_digest(*parts) if seen[parts] == 1 else _digest(*parts, str(seen[parts])))
    return made


def _parts(finding: Finding) -> tuple[str, ...]:
    location = finding.location
    message = location.message.name if location.message is not None else ""
    return finding.code, _ORDINAL.sub("", location.path), message, _named(finding.message)


def _named(message: str) -> str:
    stems = (word.casefold().rstrip(".:/-").removesuffix("s") for word in _WORD.findall(_QUANTITY.sub(" ", message)))
    return " ".join(stem for stem in stems if not _COUNTING.fullmatch(stem))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
