"""On real TCX and GPX files, the rules report what people found who looked at each file."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

import activitylint
from fixture_cases import NOW, moment
from paths import CORPUS, corpus

FILES = corpus(".gpx", ".tcx", ".gpx.gz", ".tcx.gz")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FILES, reason="the corpus is not at hand")]

# Checked by hand: the files that these rules report correctly, by the end of their paths.
RIGHT = {
    "XML001": {
        "Invalid_TCX.tcx",  # <Distance> closed by </Time>
        "GPX_invalid_extensions.gpx",  # <sa> never closed
        "earlier/c709852d/testdata/painsled.tcx",  # NUL bytes
        "invalidchar.tcx",  # NUL bytes
        "recover.tcx",  # xsi:type without xmlns:xsi
    },
    "XML002": {"testtcs_210614.tcx"},
    "XML004": set(),
    "XML005": set(),
    "TCX001": set(),
    "TCX002": {"crewnerddata.tcx.gz"},  # Check, Bounce, AvgSpeed and Mps in a container of its own
    "TCX003": set(),
    "TCX004": set(),
    "TCX005": {"tcx-courses.tcx"},
    "TCX007": set(),
    "TCX008": set(),
    "TCX009": set(),
    "TCX010": set(),
    "TCX011": set(),
    "GPX004": {
        "legacy_gpx_trackpointextensions_incorrect.gpx",
        "26624974.gpx",  # temp and distance in the namespace of GPX 1.0
        "sample-export.gpx",  # all of TrackPointExtension v2
    },
    "GPX005": {"earlier/1f772ab6/test/data/trkpt-extensions.gpx", "gpx_with_garmin_extension.gpx"},
    "GPX006": set(),
}


@cache
def found() -> dict[str, set[str]]:
    reported: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for finding in activitylint.lint(path, now=moment(NOW)).findings:
            reported[finding.code].add(path.relative_to(CORPUS).as_posix())
    return reported


@pytest.mark.parametrize("code", RIGHT)
def test_a_rule_reports_exactly_the_files_that_were_checked_by_hand(code: str) -> None:
    known = RIGHT[code]
    fired = found()[code]
    assert {path for path in fired if not any(path.endswith(name) for name in known)} == set()
    assert {name for name in known if not any(path.endswith(name) for path in fired)} == set()


def test_a_file_without_a_track_is_not_also_reported_as_without_records() -> None:
    assert len(found()["GPX002"]) == 22
    assert not found()["GPX002"] & found()["TIM002"]


def test_other_versions_and_sports_are_never_errors() -> None:
    for name in ("ISSUE-170.gpx", "walking_activity_1.tcx", "testtcx_210614.tcx"):
        (path,) = (path for path in FILES if path.name == name)
        errors = activitylint.lint(path, now=moment(NOW)).errors
        assert [finding.code for finding in errors if finding.code[:3] in {"XML", "TCX", "GPX", "SPO"}] == []
