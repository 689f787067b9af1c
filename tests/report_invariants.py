"""What holds of the report on any file, whatever is in it."""

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
"""How a file begins that has more than a byte a character: with a mark, or as XML without one."""


def holds(report: Report, content: bytes) -> None:
    """Assert that the tool did its work and that every finding lies in the file. content: the unpacked bytes."""
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
    """The report as a format writes it."""
    parts: list[str] = []
    out = reporter(output_format, parts.append, Options())
    out.add(report)
    out.close(totals([report]))
    return "".join(parts)


def validates(report: Report) -> None:
    """Assert that the JSON meets its schema."""
    made: Any = json.loads(printed(report, "json"))
    _SCHEMA.validate(made)


def is_harmless(written: str) -> None:
    """Assert that what a format wrote can be encoded, and acts on no terminal."""
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
    """What is no text of its encoding is read a byte at a time."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return content.decode("latin-1")
