"""Any bytes under any name with any request give a report: whole, true to the file's size, and twice the same."""

from __future__ import annotations

import json
import zlib
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

import activitylint
from activitylint.report import Report, totals
from activitylint.reports import FORMATS, Options, reporter
from activitylint.request import UploadRequest
from generated.model import NOW
from generated.mutations import hostile_bytes, hostile_requests, names
from paths import SCHEMAS
from report_invariants import holds

SCHEMA = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "report-1.schema.json").read_text(encoding="utf-8")))


@settings(max_examples=300)
@given(data=hostile_bytes(), name=names(), request=hostile_requests())
def test_a_report_whatever_is_handed_in(data: bytes, name: str, request: dict[str, str]) -> None:
    asked = UploadRequest(**request)
    report = activitylint.lint(data, name=name, request=asked, now=NOW)
    holds(report, unpacked(data))
    validates(report)
    assert activitylint.lint(data, name=name, request=asked, now=NOW) == report


@pytest.mark.parametrize("output_format", FORMATS)
@settings(max_examples=25)
@given(data=hostile_bytes(), name=names())
def test_every_output_takes_it(output_format: str, data: bytes, name: str) -> None:
    report = activitylint.lint(data, name=name, now=NOW)
    written = printed(report, output_format)
    written.encode("utf-8")
    assert "\x1b" not in written


def unpacked(data: bytes) -> bytes:
    """What comes out of gzip, as far as it comes; other bytes as they are."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    pieces = []
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            pieces.append(member.decompress(data))
        except zlib.error:
            # the pieces of a damaged member depend on how much is handed in at a time
            return b"".join(pieces) + b"\0" * 100_000
        data = member.unused_data
    return b"".join(pieces)


def printed(report: Report, output_format: str) -> str:
    parts: list[str] = []
    out = reporter(output_format, parts.append, Options())
    out.add(report)
    out.close(totals([report]))
    return "".join(parts)


def validates(report: Report) -> None:
    made: Any = json.loads(printed(report, "json"))
    SCHEMA.validate(made)
