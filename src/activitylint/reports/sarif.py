"""`sarif`: a log in the Static Analysis Results Interchange Format 2.1.0, for GitHub's code scanning and other viewers.

Results are written as they come, and the rules that they refer to follow at the end. So memory grows with the number
of rules that fired, not with the number of files. There is no `fixes` property: available fixes are not in this report,
and GitHub rejects an empty property.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from activitylint._version import __version__
from activitylint.model.finding import Basis, Finding, Location, Severity
from activitylint.model.fingerprint import fingerprints
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import json_text, printable
from activitylint.reports.paths import is_inside, uri
from activitylint.reports.words import basis_sentence, effect_sentence, position
from activitylint.rules import load_all
from activitylint.rules.registry import Rule, get

__all__ = ["make"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# GitHub's words for the severity of a rule.
_PROBLEMS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

# Viewers interpret these in a message, so they are escaped in text from a file: placeholders, {0}, and links,
# [text](target).
_PLACEHOLDER: Final = re.compile(r"\{(\d+)\}")
_LINK: Final = re.compile(r"\[(?=[^\[\]]*\]\()")


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `sarif`."""
    del output_format
    load_all()
    return _Sarif(write, options)


class _Sarif:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._rules: dict[str, int] = {}
        self._failures: list[dict[str, Any]] = []
        self._results = 0
        self._write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": [')

    def add(self, report: Report) -> None:
        marks = fingerprints(report.findings)
        for finding, mark in zip(report.findings, marks, strict=True):
            self._write((",\n" if self._results else "\n") + json_text(self._result(report, finding, mark)))
            self._results += 1
        if report.failure is not None:
            self._failures.append(
                {
                    "level": "error",
                    "message": {"text": _message(report.failure)},
                    "locations": [{"physicalLocation": {"artifactLocation": self._artifact(report.path)}}],
                }
            )

    def close(self, totals: Totals) -> None:
        invocation: dict[str, Any] = {"executionSuccessful": not totals.failed}
        if self._failures:
            invocation["toolExecutionNotifications"] = self._failures
        driver = {"name": "activitylint", "version": __version__, "rules": [_rule(get(code)) for code in self._rules]}
        rest = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "originalUriBaseIds": {
                _ROOT: {"description": {"text": "The folder where activitylint was run: the root of the repository."}}
            },
        }
        self._write(f"\n], {json_text(rest)[1:-1]}}}]}}\n")

    def _result(self, report: Report, finding: Finding, mark: str) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "effect": finding.effect.value,
            "basis": [_basis(basis) for basis in finding.basis],
            "count": finding.count,
            "help": finding.help,
        }
        if report.compressed:
            properties["unpacked"] = True
        result = {
            "ruleId": finding.code,
            "ruleIndex": self._rules.setdefault(finding.code, len(self._rules)),
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(_text(finding))},
            "locations": [self._location(report.path, finding.location)],
            "partialFingerprints": {"activitylint/v1": mark},
            "properties": properties,
        }
        if finding.related:
            result["relatedLocations"] = [
                {**self._location(report.path, one.location), "message": {"text": _message(one.what)}}
                for one in finding.related
            ]
        return result

    def _location(self, path: str, location: Location) -> dict[str, Any]:
        place = {"physicalLocation": {"artifactLocation": self._artifact(path), "region": _region(location)}}
        logical = _logical(location)
        return place if logical is None else {**place, "logicalLocations": [logical]}

    def _artifact(self, path: str) -> dict[str, str]:
        made = {"uri": uri(path, self._options.root)}
        return made | {"uriBaseId": _ROOT} if is_inside(path, self._options.root) else made


def _region(location: Location) -> dict[str, int]:
    """A region in line and column for text, in bytes for binary files; SARIF does not allow both together."""
    if location.line is not None and location.column is not None:
        return {"startLine": location.line, "startColumn": location.column}
    return {"byteOffset": location.byte, "byteLength": location.length}


def _logical(location: Location) -> dict[str, str] | None:
    if location.message is not None:
        return {
            "name": location.message.name,
            "fullyQualifiedName": f"{location.message.name}[{location.message.index}]",
        }
    if not location.path:
        return None
    return {"fullyQualifiedName": printable(location.path)}


def _text(finding: Finding) -> str:
    """The message; it starts with the place if the location has no line."""
    if finding.location.line is not None:
        return finding.message
    return f"{position(finding.location)}: {finding.message}"


def _message(text: str) -> str:
    return _LINK.sub(r"\\[", _PLACEHOLDER.sub(r"{{\1}}", printable(text)))


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule.page
    known = f"{effect_sentence(rule.effect)} {basis_sentence(rule.basis)}"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": f"{page.summary} {known}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "help": {
            "text": "\n\n".join([known, *(f"{heading}: {text}" for heading, text in page.parts.items())]),
            "markdown": "\n\n".join([known, *(f"**{heading}:** {text}" for heading, text in page.parts.items())]),
        },
        "properties": {
            "effect": rule.effect.value,
            "basis": [_basis(basis) for basis in rule.basis],
            "formats": sorted(form.value for form in rule.formats),
            "tags": [rule.effect.value, *sorted({basis.kind for basis in rule.basis})],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _basis(basis: Basis) -> dict[str, str]:
    return {"kind": basis.kind, "section": basis.section} if basis.section else {"kind": basis.kind}
