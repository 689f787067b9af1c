"""Any bytes with any name and request give a valid report, and linting them again gives the same one."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.formats.fit.profile import BASE_TYPES
from activitylint.model.request import UploadRequest
from activitylint.reports import FORMATS
from example_count import examples
from fuzz.mutators import sealed
from generated.model import NOW
from generated.mutations import hostile_bytes, hostile_requests, names
from hostile.shapes import definition
from report_invariants import holds, is_harmless, printed, validates


@settings(max_examples=examples(150))
@given(data=hostile_bytes(), name=names(), request=hostile_requests())
def test_any_bytes_give_a_report(data: bytes, name: str, request: dict[str, str]) -> None:
    asked = UploadRequest(**request)
    report = activitylint.lint(data, name=name, request=asked, now=NOW)
    holds(report, unpacked(data))
    validates(report)
    assert activitylint.lint(data, name=name, request=asked, now=NOW) == report


_MESSAGES = (0, 18, 19, 20, 21, 34, 101, 132, 206, 207, 225)
_FIELDS = (253, 254, *range(15), 29, 53, 57, 59, 73, 78)
_EXTREMES = (
    *(struct.pack("<d", value) for value in (np.inf, -np.inf, np.nan, 1e300, -1e300, 5e-324, 4294967296.0)),
    *(struct.pack("<ff", value, value) for value in (np.inf, -np.inf, np.nan, 1e38, -1.0)),
    *(b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\xfe\xff\xff\xff" * 2, bytes(7) + b"\x80", bytes(8), bytes(range(1, 9))),
)


@st.composite
def _extreme_fit(draw: st.DrawFn) -> bytes:
    """A FIT file of messages that Strava reads, whose fields have other types than they should, and extreme values."""
    field = st.tuples(st.sampled_from(_FIELDS), st.sampled_from((1, 2, 4, 8)), st.sampled_from(sorted(BASE_TYPES)))
    body = b""
    for _ in range(draw(st.integers(1, 4))):
        fields = draw(st.lists(field, max_size=5))
        body += definition(0, draw(st.sampled_from(_MESSAGES)), *fields)
        for header in draw(st.lists(st.sampled_from((0, 0, 0x80, 0x9F)), min_size=1, max_size=4)):
            body += bytes([header]) + b"".join(draw(st.sampled_from(_EXTREMES))[:size] for _, size, _ in fields)
    return sealed(body)


_PACKED_AS_FLOAT = definition(0, 20, (8, 4, 0x88)) + b"\0" + struct.pack("<f", np.inf)
_TIMES_AFTER_THE_LAST = definition(0, 20, (253, 4, 0x86)) + b"\0\xfe\xff\xff\xff" + definition(0, 20) + b"\x80\x90\x8f"


@settings(max_examples=examples(40))
@example(data=sealed(_PACKED_AS_FLOAT), name="speed.fit")
@example(data=sealed(_TIMES_AFTER_THE_LAST), name="time.fit")
@given(data=st.one_of(_extreme_fit(), hostile_bytes()), name=names())
def test_no_public_call_warns(data: bytes, name: str) -> None:
    """Every warning is an exception here. `lint` and `fix` have their own tests over these bytes."""
    with suppress(activitylint.UnsupportedContentError):
        activitylint.inspect(data, name=name)
        activity = activitylint.read(data, name=name)
        if activity.fit is None:
            return
        list(activity.fit.heart_rates)
        for table in activity.fit.messages.values():
            for field in table.fields():
                table.column(field)
                table.names(field)
                table.values(field)


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
