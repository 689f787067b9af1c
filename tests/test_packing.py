"""How fixed data is gzipped and named."""

from __future__ import annotations

import gzip
import io

import pytest

from activitylint.fixes.packing import packed, part_name


def test_packed_data_can_be_unpacked() -> None:
    assert gzip.decompress(packed(b"content" * 1000)) == b"content" * 1000


def test_packing_is_the_same_every_time() -> None:
    assert packed(b"content") == packed(b"content")


def test_name_and_time_in_the_gzip_header_are_kept() -> None:
    before = io.BytesIO()
    with gzip.GzipFile("ride.gpx", "wb", fileobj=before, mtime=1_700_000_000) as file:
        file.write(b"old")
    after = packed(b"new", before.getvalue())
    assert gzip.decompress(after) == b"new"
    assert b"ride.gpx\0" in after[:30]
    with gzip.GzipFile(fileobj=io.BytesIO(after)) as file:
        file.read()
        assert file.mtime == 1_700_000_000


@pytest.mark.parametrize(
    "like", [b"", b"\x1f\x8b\x08\x08", b"\x1f\x8b\x08\x04" + bytes(20), b"\x1f\x8b\x08\x08" + b"a" * 40]
)
def test_a_header_that_cannot_be_kept_is_replaced(like: bytes) -> None:
    assert gzip.decompress(packed(b"new", like)) == b"new"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ride.tcx", "ride-2.tcx"),
        ("a/ride.TCX.gz", "a/ride-2.TCX.gz"),
        ("ride", "ride-2"),
        ("ride.gz", "ride-2.gz"),
        ("", "-2"),
    ],
)
def test_the_label_of_a_split_file_comes_before_the_suffix(name: str, expected: str) -> None:
    assert part_name(name, "2") == expected
