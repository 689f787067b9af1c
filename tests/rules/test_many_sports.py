"""Files with very many sports: SPO001 and SPO003 report a few of them separately and the rest together."""

from __future__ import annotations

import activitylint
from activitylint.model.finding import Finding
from activitylint.strava.thresholds import NAMES_LISTED
from fuzz.mutators import sealed
from hostile.shapes import definition, tcx


def findings(data: bytes, name: str, code: str) -> list[Finding]:
    return [finding for finding in activitylint.lint(data, name=name).findings if finding.code == code]


def test_the_rest_of_the_unsupported_tcx_sports_is_one_finding() -> None:
    data = tcx(b"".join(b'<Activity Sport="x%d"/>' % n for n in range(NAMES_LISTED + 7)))
    found = findings(data, "a.tcx", "SPO001")
    assert len(found) == NAMES_LISTED + 1
    assert found[-1].count == 7
    assert found[-1].ranges == ((NAMES_LISTED + 1, NAMES_LISTED + 7),)
    assert found[-1].message == "Strava does not support the sports of 7 more activities, either"


def test_the_rest_of_the_unmapped_fit_sports_is_one_finding() -> None:
    data = sealed(definition(0, 18, (5, 4, 7)) + b"".join(b"\0%04x" % n for n in range(NAMES_LISTED + 7)) * 2)
    found = findings(data, "a.fit", "SPO003")
    assert len(found) == NAMES_LISTED + 1
    assert found[-1].count == 7
    assert found[-1].message == "Strava has no sport type for 7 more sports, either"
