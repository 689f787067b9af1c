from __future__ import annotations

import os
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.reports.paths import relative, uri

ROOT = "/home/u/repo"


@pytest.mark.parametrize(
    ("path", "from_root", "as_uri"),
    [
        ("a.gpx", "a.gpx", "a.gpx"),
        ("./x//a.gpx", "x/a.gpx", "x/a.gpx"),
        ("x/../a.gpx", "a.gpx", "a.gpx"),
        ("/home/u/repo/x/a.gpx", "x/a.gpx", "x/a.gpx"),
        ("/home/u/report/a.gpx", "/home/u/report/a.gpx", "file:///home/u/report/a.gpx"),
        ("../a.gpx", "../a.gpx", "file:///home/u/a.gpx"),
        ("s3://bucket/a b:c.gpx", "s3://bucket/a b:c.gpx", "s3://bucket/a%20b%3Ac.gpx"),
        ("a b#c?d%e:f.gpx", "a b#c?d%e:f.gpx", "a%20b%23c%3Fd%25e%3Af.gpx"),
        ("é.gpx", "é.gpx", "%C3%A9.gpx"),
        ("caf\udce9.gpx", "caf\udce9.gpx", "caf%E9.gpx"),
    ],
)
def test_paths_are_relative_to_the_root(path: str, from_root: str, as_uri: str) -> None:
    assert relative(path, ROOT) == from_root
    assert uri(path, ROOT) == as_uri


def test_without_a_root_a_path_is_not_changed() -> None:
    assert relative("/x/a.gpx", "") == "/x/a.gpx"
    assert uri("/x/a.gpx", "") == "file:///x/a.gpx"
    assert uri("../a.gpx", "") == "../a.gpx"
    assert uri("/a.gpx", "/") == "a.gpx"


@given(st.binary(min_size=1).filter(lambda data: b"\0" not in data))
def test_the_uri_of_any_file_name_can_be_decoded(name: bytes) -> None:
    path = os.fsdecode(name)
    made = uri(path, ROOT)
    assert made.isascii()
    back = unquote_to_bytes(made.removeprefix("file://"))
    root = ROOT.encode() + b"/"
    begin = b"" if name.startswith(b"/") else root
    assert os.path.normpath(back if back.startswith(b"/") else root + back) == os.path.normpath(begin + name)
