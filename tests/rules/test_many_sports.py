"""SPO on files of very many sports: a few are told one by one, the rest together."""

from __future__ import annotations

import activitylint
from activitylint.model.finding import Finding
from activitylint.strava.thresholds import NAMES_TOLD
from fuzz.mutators import sealed
from hostile.shapes import definition, tcx


def findings(data: bytes, name: str, code: str) -> list[Finding]:
    return [finding for finding in activitylint.lint(data, name=name).findings if finding.code == code]


def test_further_unmapped_sports_of_tcx_are_told_together() -> None:
    data = tcx(b"".join(b'<Activity Sport="x%d"/>' % n for n in range(NAMES_TOLD + 7)))
    found = findings(data, "a.tcx", "SPO001")
    assert len(found) == NAMES_TOLD + 1
    assert found[-1].count == 7
    assert found[-1].ranges == ((NAMES_TOLD + 1, NAMES_TOLD + 7),)
    assert found[-1].message == "the sports of 7 further activities are not mapped, either"


def test_further_unmapped_sports_of_fit_are_told_together() -> None:
    data = sealed(definition(0, 18, (5, 4, 7)) + b"".join(b"\0%04x" % n for n in range(NAMES_TOLD + 7)) * 2)
    found = findings(data, "a.fit", "SPO003")
    assert len(found) == NAMES_TOLD + 1
    assert found[-1].count == 7
    assert found[-1].message == "Strava's sport types have no counterpart of 7 further sports, either"
