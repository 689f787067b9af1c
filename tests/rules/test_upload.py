"""UPL: files without a name, which no fixture is."""

from __future__ import annotations

import gzip

import pytest

import activitylint
from paths import FIXTURES

DATA = (FIXTURES / "samples" / "ride.gpx").read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "reported"),
    [
        (gzip.compress(DATA, mtime=0), "", False),  # no name, so nothing to disagree with
        (gzip.compress(DATA, mtime=0), "-", False),
        (gzip.compress(DATA, mtime=0), "ride.gpx", True),
        (gzip.compress(DATA, mtime=0), "ride.gpx.gz", False),
        (DATA, "ride.gpx.gz", True),
        (DATA, "", False),
        (gzip.compress(gzip.compress(DATA, mtime=0), mtime=0), "", True),
    ],
)
def test_a_name_must_agree_with_the_content_about_gzip(data: bytes, name: str, reported: bool) -> None:
    report = activitylint.lint(data, name=name, select=["UPL005"])
    assert bool(report.findings) is reported


@pytest.mark.parametrize(
    ("data", "data_type", "help_text"),
    [
        (DATA, "xml", "Send the data_type gpx."),
        (gzip.compress(DATA, mtime=0), "xml", "Send the data_type gpx.gz."),
        (
            gzip.compress(b'{"version": "1.0", "sets": []}', mtime=0),
            "xml",
            "Send the data_type json after you unpack the file.",
        ),
        (
            gzip.compress(b'{"sets": []}', mtime=0),
            "xml",
            "Send the data_type of the content. Add .gz if the content is gzipped.",
        ),
    ],
)
def test_the_help_names_the_right_data_type(data: bytes, data_type: str, help_text: str) -> None:
    request = activitylint.UploadRequest(data_type=data_type)
    (finding,) = activitylint.lint(data, request=request, select=["UPL101"]).findings
    assert finding.help == help_text
