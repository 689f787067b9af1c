"""UPL: what the fixtures do not show, since every fixture has a name."""

from __future__ import annotations

import gzip

import pytest

import activitylint
from paths import FIXTURES

DATA = (FIXTURES / "samples" / "ride.gpx").read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (gzip.compress(DATA, mtime=0), "", False),  # what has no name promises nothing
        (gzip.compress(DATA, mtime=0), "-", False),
        (gzip.compress(DATA, mtime=0), "ride.gpx", True),
        (gzip.compress(DATA, mtime=0), "ride.gpx.gz", False),
        (DATA, "ride.gpx.gz", True),
        (DATA, "", False),
        (gzip.compress(gzip.compress(DATA, mtime=0), mtime=0), "", True),
    ],
)
def test_a_name_that_is_there_says_whether_the_content_is_gzipped(data: bytes, name: str, told: bool) -> None:
    report = activitylint.lint(data, name=name, select=["UPL005"])
    assert bool(report.findings) is told
