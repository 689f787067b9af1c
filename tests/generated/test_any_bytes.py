"""Any bytes under any name with any request give a report: whole, true to the file's size, and twice the same."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings

import activitylint
from activitylint.model.request import UploadRequest
from activitylint.reports import FORMATS
from example_count import examples
from generated.model import NOW
from generated.mutations import hostile_bytes, hostile_requests, names
from report_invariants import holds, is_harmless, printed, validates


@settings(max_examples=examples(300))
@given(data=hostile_bytes(), name=names(), request=hostile_requests())
def test_a_report_whatever_is_handed_in(data: bytes, name: str, request: dict[str, str]) -> None:
    asked = UploadRequest(**request)
    report = activitylint.lint(data, name=name, request=asked, now=NOW)
    holds(report, unpacked(data))
    validates(report)
    assert activitylint.lint(data, name=name, request=asked, now=NOW) == report


@pytest.mark.parametrize("output_format", FORMATS)
@settings(max_examples=examples(25))
@given(data=hostile_bytes(), name=names())
def test_every_output_takes_it(output_format: str, data: bytes, name: str) -> None:
    report = activitylint.lint(data, name=name, now=NOW)
    is_harmless(printed(report, output_format))


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
