"""Read files: recognize their content, unpack them, and stop at the limits."""

from __future__ import annotations

import gzip
import io
import os
import tracemalloc
import zlib
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model.format import Format
from activitylint.source import gzipped
from activitylint.source.gzipped import unpack
from activitylint.source.reading import is_candidate, open_source
from activitylint.source.sniffing import is_strength, sniff, suffixes

GPX = b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"/>'
FIT = bytes((14, 0x20, 0, 0, 0, 0, 0, 0)) + b".FIT" + bytes(4)


@pytest.mark.parametrize(
    ("data", "name", "format_", "says"),
    [
        (FIT, "ride.gpx", Format.FIT, "a FIT file"),
        (GPX, "ride.fit", Format.GPX, "a GPX file"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- <kml> --><g:gpx/>", "", Format.GPX, "a GPX file"),
        (b"junk <?xml version='1.0'?>" + GPX, "", Format.GPX, "a GPX file"),
        (GPX.decode().encode("utf-16"), "", Format.GPX, "a GPX file"),
        (GPX.decode().encode("utf-16-le"), "", Format.GPX, "a GPX file"),
        (b"<TrainingCenterDatabase/>", "x.json", Format.TCX, "a TCX file"),
        (b'<?xml version="1.0"?>', "x.tcx", Format.TCX, "a TCX file"),
        (b'<?xml version="1.0"?>', "x", None, "an XML document without a root element"),
        (b"<!DOCTYPE html>\n", "x.gpx", None, "an HTML page"),
        (b"<html><body/></html>", "x.gpx", None, "an HTML page"),
        (b"<foo/>", "x.gpx", None, "an XML document with the root element foo"),
        (b' {"a": 1}', "x.fit", None, "JSON, but not a strength activity"),
        (b' {"a": 1}', "x.json", None, "JSON, but not a strength activity"),
        (b'{"sets": [], "type": "Run"}', "x.json", None, "JSON, but not a strength activity"),
        (b'{"sets": [], "version": "1.0"}', "", Format.JSON, "a JSON file"),
        (b'[{"exercise_type": "SQUAT"}]', "", Format.JSON, "a JSON file"),
        (b' {"a": 1', "x.fit", Format.JSON, "a JSON file"),
        (b' {"a": 1,}', "x.json", Format.JSON, "a JSON file"),
        (b"{}", "x.json", None, "JSON, but not a strength activity"),
        (b" [] ", "", None, "JSON, but not a strength activity"),
        (b"null", "x.json", None, "JSON, but not a strength activity"),
        (b"[1", "", Format.JSON, "a JSON file"),
        (b"// comment\n{}", "x.json", Format.JSON, "a JSON file"),
        (b"PK\x03\x04rest", "x.fit", None, "a ZIP archive"),
        (b"SQLite format 3\x00", "x.fit", None, "an SQLite database"),
        (b"\x89PNG\r\n\x1a\n", "x.fit", None, "a PNG image"),
        (b"time,lat,lon\n1,2,3\n", "x.gpx", None, "a CSV file"),
        (b"hello", "x.gpx", None, "plain text"),
        (b" \n", "x.gpx", None, "only white space"),
        (b"\x0e\x10\x00\x01\x02\x03\xff\xfe", "x.fit", Format.FIT, "a FIT file"),
        (b"\x0e\x10\x00\x01\x02\x03\xff\xfe", "x.gpx", None, "binary data of an unknown kind"),
    ],
)
def test_content_is_recognized_by_its_bytes(data: bytes, name: str, format_: Format | None, says: str) -> None:
    content = sniff(data, name)
    assert (content.format, content.description) == (format_, says)


@given(st.binary(max_size=300), st.sampled_from(["", "x.fit", "x.gpx", "x.json.gz"]))
def test_any_bytes_have_a_description(data: bytes, name: str) -> None:
    assert sniff(data, name).description


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.FIT", (Format.FIT, False)),
        ("a.tcx.GZ", (Format.TCX, True)),
        ("gpx", (None, False)),
        ("a.gz", (None, True)),
        ("a.json", (Format.JSON, False)),
    ],
)
def test_the_format_that_a_suffix_promises(name: str, expected: tuple[Format | None, bool]) -> None:
    assert suffixes(name) == expected


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=4))
def test_several_gzip_members_are_one_file(parts: list[bytes]) -> None:
    unpacked = unpack(b"".join(gzip.compress(part) for part in parts), 10_000)
    assert unpacked.data == b"".join(parts)
    assert (unpacked.members, unpacked.damage, unpacked.trailing, unpacked.limited) == (len(parts), None, 0, False)


@given(st.binary(min_size=1, max_size=3000), st.data())
def test_cut_gzip_is_damaged_and_does_not_raise(content: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(content)
    cut = data.draw(st.integers(2, len(packed) - 1))
    unpacked = unpack(packed[:cut], 10_000)
    assert unpacked.damage is not None
    assert content.startswith(unpacked.data)


@given(st.binary(max_size=200))
def test_any_bytes_after_the_magic_number_unpack_without_an_exception(rest: bytes) -> None:
    assert unpack(b"\x1f\x8b" + rest, 1000) is not None


def test_unpacking_stops_at_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    unpacked = unpack(bomb, 1_000_000)
    assert len(unpacked.data) == 1_000_000
    assert unpacked.limited
    assert not unpack(gzip.compress(bytes(1_000_000)), 1_000_000).limited


def test_a_million_tiny_members_take_linear_time() -> None:
    # Copying the rest of the input at each member would take hours here.
    member = gzip.compress(b"")
    unpacked = unpack(member * 100_000, 1000)
    assert unpacked.members == 100_000


def test_a_wrong_checksum_is_named() -> None:
    packed = bytearray(gzip.compress(b"content"))
    packed[-8] ^= 1
    assert "CRC" in str(unpack(bytes(packed), 100).damage)


@given(st.binary(max_size=3000), st.integers(0, 9), st.data())
def test_gzip_is_read_the_same_with_isal_and_without(content: bytes, level: int, data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(content, level))
    for _ in range(data.draw(st.integers(0, 2))):
        packed[data.draw(st.integers(2, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    raw = bytes(packed) + data.draw(st.sampled_from([b"", b"\0", b"\x1f\x8b", bytes(packed)]))
    limit = data.draw(st.sampled_from([len(content) - 1, len(content), 10_000]))
    with patch.object(gzipped, "_isal_zlib", return_value=None):
        expected = unpack(raw, limit)
    found = unpack(raw, limit)
    # zlib also refuses a table of codes that is incomplete but not used, where the content is whole.
    lenient = "set)" in (expected.damage or "") and found.data == content and not found.damage
    assert found == expected or lenient


def test_isal_unpacks_whole_files() -> None:
    pytest.importorskip("isal")
    with patch.object(zlib, "decompressobj", side_effect=AssertionError("zlib was used")):
        assert unpack(gzip.compress(b"content"), 100).data == b"content"


def test_trailing_bytes_are_counted() -> None:
    assert unpack(gzip.compress(b"content") + b"\0\0x", 100).trailing == 3


def test_a_source_is_a_path_bytes_or_a_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx.gz"
    path.write_bytes(gzip.compress(GPX))
    for source in (
        open_source(path, read_limit=1000),
        open_source(str(path), read_limit=1000),
        open_source(path.read_bytes(), name=str(path), read_limit=1000),
        open_source(io.BytesIO(path.read_bytes()), name=str(path), read_limit=1000),
    ):
        assert (source.name, source.data, source.compressed, source.format) == (str(path), GPX, True, Format.GPX)
        assert source.packed_size == path.stat().st_size


def test_a_plain_file_over_the_limit_is_cut() -> None:
    source = open_source(GPX, read_limit=20)
    assert (source.limited, source.data) == (True, GPX[:20])


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.fit"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a regular file"):
        open_source(pipe, read_limit=10)
    with pytest.raises(IsADirectoryError):
        open_source(tmp_path, read_limit=10)


@pytest.mark.parametrize(
    ("name", "content", "candidate"),
    [
        ("a.fit", b"", True),
        ("a.GPX", b"", True),
        ("a.tcx.gz", b"", True),
        ("a.txt", GPX, False),
        ("a.json", b'{"sets": []}', True),
        ("a.json", b'{"sets": {}}', False),
        ("a.json", b"[]", False),
        ("a.json", b'{"sets": [,', True),
        ("package.json", b'{"name": "x",', False),
        ("a.json.gz", gzip.compress(b'{"sets": []}', mtime=0), False),
    ],
)
def test_which_files_of_a_folder_are_candidates(tmp_path: Path, name: str, content: bytes, *, candidate: bool) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert is_candidate(str(path)) is candidate


def test_deeply_nested_json_does_not_fail() -> None:
    assert not is_strength(b"[" * 100_000)


@pytest.mark.slow
def test_json_in_a_folder_is_recognized_without_much_memory() -> None:
    """Parsed, it would take more than twenty times its bytes."""
    many = b'"a":[' + b"[0],[]," * 40_000 + b"0]"
    other, strength = b'{%b,"b":{"sets":[]}}' % many, b'{%b,"sets":[]}' % many
    tracemalloc.start()
    assert not is_strength(other)
    assert is_strength(strength)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * len(other)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ('{"a": "{", "sets": [1]}', True),
        ('{"a": "\\"", "sets" : [1]}', True),
        ('{"a": "\\"sets\\": [", "b": 1}', False),
        ('{"a": {"sets": []}}', False),
        ('{"a": {"sets": []}, "sets": [', True),
        ('{"a": ["sets": [', True),
        ('{"sets": {"sets": []}}', False),
    ],
)
def test_the_list_of_sets_is_in_the_outermost_object(text: str, *, strength: bool) -> None:
    assert is_strength(text.encode()) is strength


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_damaged_strength_files_are_recognized_in_every_encoding(encoding: str) -> None:
    assert is_strength('{"version": "1.0", "sets": [{"exercise_type": "SQUAT"},]}'.encode(encoding))
    assert not is_strength('{"version": "1.0", "sets": {,}}'.encode(encoding))
    assert not is_strength('[{"sets": [1,]}]'.encode(encoding))


def test_damaged_deflate_data_is_named() -> None:
    raw = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + zlib.compress(b"x" * 100)[2:8] + b"\xff" * 20
    assert unpack(raw, 1000).damage is not None
