"""Each breakage of a valid file is found by its rule and no other, at the right place."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import activitylint
from acceptance.run import where
from activitylint.model.finding import Finding, Severity
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import UploadRequest
from example_count import examples
from fixture_cases import told
from generated import breakages
from generated.broken import BREAKAGES, START, Breakage, Broken
from sampling import sampled

assert breakages.__all__
SEVERITIES = {rule.code: rule.severity for rule in activitylint.catalogue()}
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a failure names its breakage, and the few examples are quickly read."""


def run(broken: Broken) -> Report:
    expect = broken.expect
    request = UploadRequest(**expect.request)
    return activitylint.lint(broken.data, name=broken.name, request=request, now=expect.now, limits=expect.limits)


@pytest.mark.parametrize(
    "breakage",
    sampled(BREAKAGES, 3),
    ids=lambda breakage: breakage.id,
)
@settings(max_examples=examples(5), phases=_PHASES)
@given(st.data())
def test_only_its_rule_finds_it(breakage: Breakage, data: st.DataObject) -> None:
    broken = breakage.broken(data.draw)
    report = run(broken)
    listed = [(finding.code, finding.message, where(finding)) for finding in report.findings]
    assert report.failure is None
    found = [finding for finding in report.findings if finding.code == breakage.code]
    assert found, listed
    own = {breakage.code} if SEVERITIES[breakage.code] is not Severity.INFO else set()
    assert told(report) == own | broken.expect.also, listed
    check(broken, report, found[0])


def check(broken: Broken, report: Report, finding: Finding) -> None:
    """Check place, count and rows."""
    expect = broken.expect
    start = "byte 0" if report.format is Format.FIT else "1:1"
    assert where(finding) == (start if expect.at is START else broken.case.where(expect.at)), finding
    if expect.at is not START and broken.case.byte(expect.at) is not None:
        assert finding.location.byte == broken.case.byte(expect.at), finding
    if expect.count is not None:
        assert finding.count == expect.count, finding
    if expect.rows is not None:
        named = [row - 1 for first, last in finding.ranges for row in range(first, last + 1)]
        assert named == list(expect.rows), finding


def test_breakages_have_different_names() -> None:
    assert len({breakage.id for breakage in BREAKAGES}) == len(BREAKAGES)
    assert {breakage.code for breakage in BREAKAGES} <= SEVERITIES.keys()
