"""XML006 and XML007: violations of the schema in GPX."""

from __future__ import annotations

import pytest

import activitylint

GPX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">'
    '<trk><trkseg><trkpt lat="1" lon="2">{}</trkpt></trkseg></trk></gpx>'
)


@pytest.mark.parametrize(
    ("inside", "code", "about", "count"),
    [
        ("<a/>", "XML006", ("unknown", "trkpt", "a"), 1),
        ("<a/><a/>", "XML006", ("unknown", "trkpt", "a"), 2),
        ("<ele>1</ele><ele>2</ele>", "XML006", ("repeated", "trkpt", "ele"), 1),
        ("<link/>", "XML006", ("missing", "link", "@href"), 1),
        ("<sat>x</sat>", "XML006", ("mistyped", "trkpt", "sat"), 1),
        ('<ele z="1">1</ele>', "XML006", ("unknown", "ele", "@z"), 1),
        ("<sat>4</sat><ele>1</ele>", "XML007", ("trkpt", "ele", "sat"), 1),
    ],
)
def test_each_violation_of_the_schema_is_one_finding(
    inside: str, code: str, about: tuple[str, ...], count: int
) -> None:
    assert (code, about, count) in [(code, about, count) for code, about, count, _ in findings(inside)]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<a/><a/>", "<trkpt> has <a>, which the schema does not allow there, 2 times"),
        ("<a/><b/><c/><d/><e/>", "<trkpt> has <a> and 4 others, which the schema does not allow there, 5 times"),
        ("<sat/>", "<sat> of <trkpt> has an empty value, which the schema does not allow"),
        ('<ele z="1">1</ele>', "<ele> has the attribute z, which the schema does not allow there"),
    ],
)
def test_messages_that_no_fixture_shows(inside: str, message: str) -> None:
    assert message in [said for *_, said in findings(inside)]


def findings(inside: str) -> list[tuple[str, tuple[str, ...], int, str]]:
    report = activitylint.lint(GPX.format(inside).encode(), name="a.gpx", now=2e9)
    return [(found.code, found.about, found.count, found.message) for found in report.findings]
