"""`gitlab`: a code quality report, a JSON array that GitLab shows in merge requests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from activitylint.model.finding import Effect, Finding, Severity
from activitylint.model.fingerprint import fingerprints
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import json_text, printable
from activitylint.reports.paths import relative
from activitylint.reports.words import effect_sentence, position

__all__ = ["make"]

_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `gitlab`."""
    del output_format
    return _GitLab(write, options)


class _GitLab:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._issues = 0
        self._write("[")

    def add(self, report: Report) -> None:
        path = relative(report.path, self._options.root)
        for finding, mark in zip(report.findings, fingerprints(report.findings), strict=True):
            text = finding.message if finding.location.line else f"{position(finding.location)}: {finding.message}"
            self._issue(
                path,
                finding.location.line or 1,
                mark,
                {
                    "check_name": f"{finding.code} {finding.name}",
                    "description": f"{printable(text)}. {effect_sentence(finding.effect)}",
                    "content": {"body": printable(finding.help)},
                    "severity": _severity(finding),
                },
            )
        if report.failure is not None:
            text = f"activitylint could not check the file: {printable(report.failure)}"
            self._issue(path, 1, "failed", {"check_name": "failed", "description": text, "severity": "blocker"})

    def close(self, totals: Totals) -> None:
        del totals
        self._write("\n]\n" if self._issues else "]\n")

    def _issue(self, path: str, line: int, mark: str, about: dict[str, Any]) -> None:
        # GitLab requires a fingerprint that is unique in the report, so it includes the path.
        unique = hashlib.sha256(f"{path}\0{mark}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        place = {"path": printable(path), "lines": {"begin": line}}
        issue = {"type": "issue", **about, "fingerprint": unique, "location": place}
        self._write((",\n" if self._issues else "\n") + json_text(issue))
        self._issues += 1


def _severity(finding: Finding) -> str:
    """GitLab's word for the severity. GitLab has two for errors: a file that Strava rejects is a `blocker`."""
    if finding.severity is Severity.ERROR and finding.effect is Effect.REJECTED:
        return "blocker"
    return _SEVERITIES[finding.severity]
