"""Assertions about the report on any file, whatever its content."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import jsonschema

from activitylint.model.finding import Location
from activitylint.model.format import Format
from activitylint.model.report import Report, totals
from activitylint.reports import Options, reporter
from paths import SCHEMAS

__all__ = ["holds", "is_harmless", "printed", "validates"]

_SCHEMA: Final = jsonschema.Draft202012Validator(
    json.loads((SCHEMAS / "report-1.schema.json").read_text(encoding="utf-8"))
)

_STARTS: Final = (
    *((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
    *((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
)
"""The first bytes of text in UTF-16 and UTF-32: a byte order mark, or the start of XML without one."""


def holds(report: Report, content: bytes) -> None:
    """Assert that no rule crashed and every finding is inside the file. content: the uncompressed bytes."""
    crashes = [finding.message for finding in report.findings if finding.code == "LNT001"]
    assert not crashes, crashes
    assert report.failure is None
    lines: list[str] = []
    for finding in report.findings:
        assert finding.count >= 1
        assert all(1 <= first <= last for first, last in finding.ranges)
        if finding.location.line is not None and not lines:
            lines = _lines(content, report.format)
        _lies_inside(finding.location, content, lines, report.format)


def printed(report: Report, output_format: str) -> str:
    """The text of a report in one format."""
    parts: list[str] = []
    out = reporter(output_format, parts.append, Options())
    out.add(report)
    out.close(totals([report]))
    return "".join(parts)


def validates(report: Report) -> None:
    """Assert that the JSON report is valid against its schema."""
    made: Any = json.loads(printed(report, "json"))
    _SCHEMA.validate(made)


def is_harmless(written: str) -> None:
    """Assert that the text can be encoded and does not control a terminal."""
    written.encode("utf-8")
    assert "\x1b" not in written


def _lies_inside(location: Location, content: bytes, lines: list[str], content_format: Format | None) -> None:
    assert 0 <= location.byte <= location.byte + location.length <= len(content), location
    if location.line is None:
        assert content_format is Format.FIT
        return
    assert location.column is not None
    assert 1 <= location.line <= len(lines), location
    assert 1 <= location.column <= len(lines[location.line - 1]) + 1, location


def _lines(content: bytes, content_format: Format | None) -> list[str]:
    codec = next((codec for start, codec in _STARTS if content.startswith(start)), "latin-1")
    if content_format is Format.JSON:
        return re.split(r"\r\n|\r|\n", _characters(content, codec))
    text = content.decode(codec, "replace")
    return text.split("\n" if "\n" in text or "\r" not in text else "\r")


def _characters(content: bytes, codec: str) -> str:
    """Decode the content; if it is not valid, take each byte as a character."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return content.decode("latin-1")
