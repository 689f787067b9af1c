"""Fixes for the file name and for gzip."""

from __future__ import annotations

import gzip

import pytest

import activitylint
from activitylint.fixes.packing import written
from activitylint.model.request import Limits
from fit_builder import activity
from fixture_cases import NOW, moment
from neighbours.bases import GPX, STRENGTH, TCX

_FIT = activity(4).build()


def packed(data: bytes | str, times: int = 1) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return packed(gzip.compress(raw, mtime=0), times - 1) if times else raw


@pytest.mark.parametrize(
    ("name", "data", "made"),
    [
        ("a.gpx", packed(GPX, 0), "a.gpx"),
        ("a.fit", packed(GPX, 0), "a.gpx"),
        ("a.gpx", packed(TCX, 0), "a.tcx"),
        ("a.gpx", packed(STRENGTH, 0), "a.json"),
        ("a.gpx", _FIT, "a.fit"),
        ("a.b.fit", packed(GPX, 0), "a.b.gpx"),
        ("A.FIT", packed(GPX, 0), "A.gpx"),
        ("a.json", packed(GPX, 0), "a.gpx"),
        ("a.gpx.gz", packed(GPX, 0), "a.gpx"),
        ("a.fit.gz", packed(GPX, 0), "a.gpx"),
        ("a.gpx", packed(GPX), "a.gpx.gz"),
        ("a.gpx.gz", packed(GPX), "a.gpx.gz"),
        ("a.fit", packed(GPX), "a.gpx.gz"),
        ("a.fit.gz", packed(GPX), "a.gpx.gz"),
        ("a.txt", packed(GPX, 0), "a.txt.gpx"),
        ("a", packed(GPX), "a.gpx.gz"),
        ("a.gz", packed(GPX, 0), "a.gpx"),
        ("", packed(GPX, 0), ""),
        ("a.gpx", b"nothing that is known", "a.gpx"),
        ("a.json", packed(STRENGTH), "a.json"),
    ],
)
def test_the_suffix_matches_the_content(name: str, data: bytes, made: str) -> None:
    result = activitylint.fix(data, name=name, now=moment(NOW), apply=["right-suffix"], select=["UPL003", "UPL005"])
    assert (result.name, result.data) == (made, result.source.data)
    assert [one.name for one in result.applied] == (["right-suffix"] if made != name else [])
    assert [(left.name, left.reason) for left in result.skipped] == (
        [("right-suffix", "Strava does not accept gzipped JSON: unpack it")]
        if name == "a.json" and data[:1] == b"\x1f"
        else []
    )
    kept = activitylint.fix(data, name=name, now=moment(NOW), apply=["right-suffix"], rename=False)
    assert kept.name == name


INNER = packed(GPX)
DAMAGED = "the inner gzip layer is damaged or contains another gzip layer"


@pytest.mark.parametrize(
    ("inner", "made"),
    [
        (INNER, GPX),
        (packed(GPX, 0), None),
        (packed(INNER), DAMAGED),
        (INNER[:-3], DAMAGED),
        (INNER + b"x", DAMAGED),
        (packed(GPX + "<!-- -->" * 2_000), DAMAGED),
        (packed("nothing"), "nothing"),
    ],
    ids=["twice", "once", "three times", "cut off", "with more behind it", "larger than is read", "of nothing"],
)
def test_the_outer_gzip_layer_is_removed(inner: bytes, made: str | None) -> None:
    limits = Limits(read=10_000)
    result = activitylint.fix(packed(inner), name="a.gpx.gz", now=moment(NOW), limits=limits, select=["UPL005"])
    left = {one.name: one.reason for one in result.skipped}
    if made in (None, DAMAGED):
        assert not result.changed
        assert left.get("unpack-once") == made
    else:
        assert result.data.decode() == made
        assert [one.name for one in result.applied] == ["unpack-once"]


@pytest.mark.parametrize(
    ("name", "data", "made"),
    [
        ("a.gpx.gz", packed(GPX, 0), packed(GPX)),
        ("a.gpx", packed(GPX), packed(GPX, 0)),
        ("a.gpx", packed(GPX, 2), packed(GPX, 0)),
        ("a.fit.gz", packed(GPX, 0), packed(GPX)),
        ("a.json", packed(STRENGTH), packed(STRENGTH, 0)),
        ("a.json.gz", packed(STRENGTH), None),
        ("a.json.gz", packed(STRENGTH, 0), None),
        ("a.gpx.gz", packed(GPX), None),
        ("", packed(GPX), None),
        ("a.gpx.gz", b"nothing that is known", None),
    ],
)
def test_a_file_is_gzipped_if_its_name_says_so(name: str, data: bytes, made: bytes | None) -> None:
    select = ["UPL005", "UPL006"]
    result = activitylint.fix(data, name=name, now=moment(NOW), rename=False, select=select)
    if made is None:
        assert not result.changed
        return
    ((same_name, content),) = written(result, data)
    assert same_name == name
    assert result.compressed == content.startswith(b"\x1f\x8b") == made.startswith(b"\x1f\x8b")
    assert result.data == (gzip.decompress(made) if result.compressed else made)
    assert not activitylint.lint(content, name=name, now=moment(NOW), select=select).findings
    assert [one.name for one in result.applied][-1] == "packing-as-named"
