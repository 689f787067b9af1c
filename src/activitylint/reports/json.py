"""The JSON reports, `json` and `jsonl`, as schemas/report-1.schema.json describes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from activitylint._version import __version__
from activitylint.model.fingerprint import fingerprints
from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import json_text

__all__ = ["make", "summary_object"]

_PIECE: Final = 4096
"""The number of ranges to write at once."""


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:
    """The reporter for `json` (one object) or `jsonl` (one object per line).

    Both write file by file, so that memory does not grow with the number of files.
    """
    return _Json(write, options) if output_format == "json" else _Lines(write, options)


class _Json:
    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options
        self._files = 0
        tool = json_text({"name": "activitylint", "version": __version__})
        self._write(f'{{\n  "version": 1,\n  "tool": {tool},\n  "files": [')

    def add(self, report: Report) -> None:
        # One line for the file and one per finding: readable for people, without a line for each number.
        self._write(f"{',' if self._files else ''}\n    ")
        _write_file(self._write, report, self._options, line="\n      ", end="\n    ")
        self._files += 1

    def close(self, totals: Totals) -> None:
        end = "\n  ]" if self._files else "]"
        self._write(f'{end},\n  "summary": {json_text(summary_object(totals))}\n}}\n')


class _Lines:
    """Writes one line per file, then the summary."""

    def __init__(self, write: Callable[[str], object], options: Options) -> None:
        self._write = write
        self._options = options

    def add(self, report: Report) -> None:
        _write_file(self._write, report, self._options)
        self._write("\n")

    def close(self, totals: Totals) -> None:
        self._write(json_text({"summary": summary_object(totals)}) + "\n")


def _write_file(
    write: Callable[[str], object], report: Report, options: Options, *, line: str = "", end: str = ""
) -> None:
    """Write one file. Findings come last, and their ranges too, so that many ranges are never in memory at once."""
    head = replace(report, findings=()).to_dict(options.fail_on)
    head["status"] = report.status(options.fail_on)
    del head["findings"]
    write(f'{json_text(head).removesuffix("}")}, "findings": [')
    marks = fingerprints(report.findings)
    for number, (finding, mark) in enumerate(zip(report.findings, marks, strict=True)):
        text = json_text(replace(finding, ranges=()).to_dict(mark))
        write(f"{', ' if number and not line else ',' if number else ''}{line}{text.removesuffix(']}')}")
        for start in range(0, len(finding.ranges), _PIECE):
            some = ", ".join(f"[{first}, {last}]" for first, last in finding.ranges[start : start + _PIECE])
            write(f"{', ' if start else ''}{some}")
        write("]}")
    write(f"{end if report.findings else ''}]}}")


def summary_object(totals: Totals) -> dict[str, int]:
    """The totals, as the schema describes them."""
    made = {"files": totals.files, "errors": totals.errors, "warnings": totals.warnings, "infos": totals.infos}
    if totals.failed:
        made["failed"] = totals.failed
    if totals.suppressed:
        made["suppressed"] = totals.suppressed
    return made
