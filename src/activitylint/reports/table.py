"""One row per file: CSV, and the rows of `inspect --format jsonl`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from activitylint.model.report import Report, Totals
from activitylint.reports import Options, Reporter
from activitylint.reports.escape import json_text, printable

__all__ = ["COLUMNS", "make", "moment", "row"]

COLUMNS: Final = (
    "path",
    "verdict",
    "errors",
    "warnings",
    "worst_code",
    "duplicate_of",
    "failure",
    "format",
    "compressed",
    "sport",
    "start_utc",
    "start_local",
    "elapsed_s",
    "moving_s",
    "distance_m",
    "ascent_m",
    "device",
    "records",
    "streams",
    "send_data_type",
    "send_sport_type",
)
"""The columns, in order. New ones may be added at the end."""

_DUPLICATE: Final = "UPL201"
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
"""What a spreadsheet takes for the start of a formula."""


def make(output_format: str, write: Callable[[str], object], options: Options) -> Reporter:  # noqa: ARG001 -- as all
    """The reporter for `csv`, or for `jsonl`, whose lines are objects with the same columns."""
    return _Csv(write) if output_format == "csv" else _Lines(write)


class _Csv:
    def __init__(self, write: Callable[[str], object]) -> None:
        self._writer = csv.writer(_File(write), lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, report: Report) -> None:
        self._writer.writerow(map(_cell, row(report).values()))

    def close(self, totals: Totals) -> None:
        pass


class _Lines:
    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def add(self, report: Report) -> None:
        self._write(json_text(row(report)) + "\n")

    def close(self, totals: Totals) -> None:
        pass


class _File:
    """What `csv.writer` needs of a file."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write


def row(report: Report) -> dict[str, Any]:
    """The row of one file, by column. None means that the file does not say, or that it could not be read."""
    worst = max(report.findings, key=lambda finding: (finding.severity.rank, finding.count), default=None)
    made: dict[str, Any] = {
        "path": report.path,
        "verdict": report.verdict.value,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "worst_code": worst.code if worst is not None else None,
        "duplicate_of": next((one.other_file for one in report.findings if one.code == _DUPLICATE), None),
        "failure": report.failure,
        "format": report.format.value if report.format is not None else None,
        "compressed": report.compressed,
    }
    seen = report.overview
    if seen is not None:
        made |= {
            "sport": seen.sport,
            "start_utc": _clock(seen.start, 0),
            "start_local": _clock(seen.start, seen.utc_offset),
            "elapsed_s": seen.elapsed,
            "moving_s": seen.timer,
            "distance_m": seen.distance,
            "ascent_m": seen.ascent,
            "device": seen.device,
            "records": seen.records,
            "streams": " ".join(seen.streams),
            "send_data_type": seen.send.get("data_type"),
            "send_sport_type": seen.send.get("sport_type"),
        }
    return {column: made.get(column) for column in COLUMNS}


def moment(seconds: float | None, offset: int = 0) -> datetime | None:
    """A time; None if it is not known or in no year from 1 to 9999.

    seconds: since 1970-01-01 UTC. offset: seconds that its clock is ahead of UTC.
    """
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, timezone(timedelta(seconds=offset)) if offset else UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    if isinstance(value, str):
        # A spreadsheet shows text after an apostrophe, and never runs it.
        text = printable(value)
        return f"'{text}" if _FORMULA.match(value) else text
    return str(value)


def _clock(seconds: float | None, offset: int | None) -> str | None:
    """A time in ISO 8601. offset: seconds that its clock is ahead of UTC; None if it is not known."""
    time = moment(seconds, offset) if offset is not None else None
    return time.isoformat(timespec="seconds").replace("+00:00", "Z") if time is not None else None
