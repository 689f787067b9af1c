"""Any bytes with any name and request give a valid report, and linting them again gives the same one."""

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


@settings(max_examples=examples(150))
@given(data=hostile_bytes(), name=names(), request=hostile_requests())
def test_any_bytes_give_a_report(data: bytes, name: str, request: dict[str, str]) -> None:
    asked = UploadRequest(**request)
    report = activitylint.lint(data, name=name, request=asked, now=NOW)
    holds(report, unpacked(data))
    validates(report)
    assert activitylint.lint(data, name=name, request=asked, now=NOW) == report


@pytest.mark.parametrize("output_format", FORMATS)
@settings(max_examples=examples(25))
@given(data=hostile_bytes(), name=names())
def test_every_format_can_write_the_report(output_format: str, data: bytes, name: str) -> None:
    report = activitylint.lint(data, name=name, now=NOW)
    is_harmless(printed(report, output_format))


def unpacked(data: bytes) -> bytes:
    """Unpack gzip as far as possible; return other bytes unchanged."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    pieces = []
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            pieces.append(member.decompress(data))
        except zlib.error:
            # how much of a damaged member can be read depends on the size of the chunks
            return b"".join(pieces) + b"\0" * 100_000
        data = member.unused_data
    return b"".join(pieces)
