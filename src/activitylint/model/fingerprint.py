"""Fingerprints: they identify a finding from one run to the next, while the rest of its file changes.

Baselines and the SARIF, GitLab and JSON reports use them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from activitylint.model.finding import Finding
from activitylint.model.patterns import regex

__all__ = ["fingerprint", "fingerprints"]

_ORDINAL: Final = regex(r"\[\d+\]")


def fingerprint(finding: Finding) -> str:
    """Return 32 hexadecimal digits: a hash of the rule's code, the path, and what the finding is about.

    The path consists of elements or keys without ordinals, or of the name of the FIT message. Wording, counts,
    severity, help and the path of the file are not hashed, so a fingerprint survives edits elsewhere in the file and
    releases with better wording. Two findings of one file can share a fingerprint (see `fingerprints`).
    """
    return _digest(*_parts(finding))


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return the fingerprints of all findings of one file, in the same order, each unique.

    Findings that would share one are numbered in file order; the first keeps the value that `fingerprint` returns.
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
    import hashlib  # noqa: PLC0415 -- it loads OpenSSL, and few reports have fingerprints

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
