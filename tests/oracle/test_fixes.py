"""Fixed real files: other readers and the schemas accept them as before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from lxml import etree

import activitylint
from activitylint.fixes.result import FixResult
from activitylint.model.format import Format
from fixture_cases import NOW, moment
from paths import CORPUS, SCHEMAS, corpus

FILES = corpus(".gpx", ".gpx.gz", ".tcx", ".tcx.gz")
LARGE = 3_000_000


def name(path: Path) -> str:
    return str(path.relative_to(CORPUS))


@cache
def schema(file: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / file))


def accepted(data: bytes, form: Format | None) -> bool:
    """True if our copy of the published schema accepts a document."""
    try:
        document = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return bool(schema("gpx-1.1.xsd" if form is Format.GPX else "tcx-2.xsd").validate(document))


def gpxpy_points(data: bytes) -> int | None:
    """The number of track points that gpxpy reads; None if it fails."""
    try:
        tracks = gpxpy.parse(data).tracks
    except Exception:  # noqa: BLE001 -- any error means that gpxpy cannot read the file
        return None
    return sum(len(part.points) for track in tracks for part in track.segments)


def fixed(path: Path, *, unsafe: bool) -> FixResult:
    return activitylint.fix(path, now=moment(NOW), unsafe=unsafe)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_fixed_document_is_read_and_accepted_as_before(path: Path, unsafe: bool) -> None:
    result = fixed(path, unsafe=unsafe)
    assert not [left for left in result.skipped if "failed" in left.reason], result.skipped
    if not result.changed or result.parts:
        return
    form = result.source.format
    assert accepted(result.data, form) or not accepted(result.source.data, form), result.applied
    if form is Format.GPX:
        before, after = gpxpy_points(result.source.data), gpxpy_points(result.data)
        if after is None and not accepted(result.data, form):  # another fault, which no fix repairs, stops gpxpy
            assert before is None, result.applied
            return
        assert after is not None, result.applied
        # Unsafe fixes may drop points, but never add any.
        assert before is None or (after <= before if unsafe else after == before)
        assert after == len(activitylint.read(result.data, name=result.name).records)


@pytest.mark.parametrize("path", corpus(".gpx", ".tcx", ".fit", ".json", ".gz"), ids=name)
def test_a_safe_fix_of_a_real_file_changes_no_value(path: Path) -> None:
    if path.stat().st_size > LARGE:
        pytest.skip("a large file adds nothing to what smaller ones show")
    result = fixed(path, unsafe=False)
    if not result.changed or result.source.format is None:
        return
    before = activitylint.read(result.source.data, name=result.source.name).records
    after = activitylint.read(result.data, name=result.name).records
    for stream in ("time", *activitylint.Records.STREAMS):
        old, new = getattr(before, stream), getattr(after, stream)
        assert len(new) >= len(old), (stream, result.applied)
        told = np.isfinite(old)
        np.testing.assert_array_equal(new[: len(old)][told], old[told], err_msg=stream)
