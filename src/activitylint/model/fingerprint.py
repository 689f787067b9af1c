"""A finding's fingerprint: what stays the same about it while the rest of its file changes.

Baselines, SARIF, GitLab and the JSON report recognize a finding by it from one run to the next.
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


def fingerprint(finding: Finding) -> str:
    """32 hexadecimal digits of the rule's code, the path, and what the finding is about.

    The path is that of elements or keys without ordinals, or the name of the FIT message. Wording, counts, severity,
    help and the file's own path do not matter, so a fingerprint survives edits elsewhere in the file and new releases
    that say the same thing better. Two findings of one file may share it (see `fingerprints`).
    """
    return _digest(*_parts(finding))


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The fingerprints of one file's findings, in their order, no two alike.

    Findings that share one are numbered in the order of the file; the first has the one that `fingerprint` gives.
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
    return finding.code, _ORDINAL.sub("", location.path), message, *finding.about


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
