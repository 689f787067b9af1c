"""`github`: workflow commands that GitHub Actions shows as annotations in the files.

Infos become notices, and only with --verbose: GitHub shows ten annotations of each kind per step.
"""

from __future__ import annotations

from collections.abc import Callable

from activitylint.model.finding import Finding, Severity
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import printable
from activitylint.reports.paths import relative
from activitylint.reports.words import effect_sentence, position

__all__ = ["make"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `github`."""
    del output_format
    return _GitHub(write, options)


class _GitHub:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options

    def add(self, report: Report) -> None:
        path = printable(relative(report.path, self._options.root))
        lines = [
            self._annotation(path, finding) for finding in report.findings if self._options.shows(finding.severity)
        ]
        if report.failure is not None:
            text = f"{path}: {printable(report.failure)}"
            lines.append(_command("error", {"file": path, "title": "activitylint could not check this file"}, text))
        if lines:
            self._write("".join(lines))

    def close(self, totals: Totals) -> None:
        """Write nothing: the log already has a summary."""

    def _annotation(self, path: str, finding: Finding) -> str:
        properties = {"file": path}
        text = finding.message
        if finding.location.line is not None:
            properties |= {"line": str(finding.location.line), "col": str(finding.location.column)}
        else:
            text = f"{position(finding.location)}: {text}"
        properties["title"] = f"{finding.code} {finding.name}"
        lines = [printable(text), effect_sentence(finding.effect), f"help: {printable(finding.help)}"]
        return _command(_COMMANDS[finding.severity], properties, "\n".join(lines))


def _command(name: str, properties: dict[str, str], data: str) -> str:
    """One workflow command on one line, with the escapes that GitHub's runner decodes."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(data)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
