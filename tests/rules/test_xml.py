"""XML: what the schema does not allow, in words."""

from __future__ import annotations

import pytest

import activitylint

GPX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">'
    '<trk><trkseg><trkpt lat="1" lon="2">{}</trkpt></trkseg></trk></gpx>'
)


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<a/>", "<trkpt> has <a>, which the schema does not know there"),
        ("<a/><a/>", "<trkpt> has <a>, which the schema does not know there, 2 times"),
        (
            "<a/><b/><c/><d/><e/>",
            "<trkpt> has <a> and 4 others, which the schema does not know there, 5 times",
        ),
        ("<ele>1</ele><ele>2</ele>", "<trkpt> has more than one <ele>"),
        ("<link/>", "<link> lacks the attribute href"),
        ("<sat>x</sat>", "<sat> of <trkpt> has the value 'x', which the schema does not allow"),
        ("<sat/>", "<sat> of <trkpt> has an empty value, which the schema does not allow"),
        ('<ele z="1">1</ele>', "<ele> has the attribute z, which the schema does not know there"),
        ("<sat>4</sat><ele>1</ele>", "<ele> stands behind <sat> in <trkpt>, the schema has it before"),
    ],
)
def test_what_the_schema_refuses_is_told_whole(inside: str, message: str) -> None:
    report = activitylint.lint(GPX.format(inside).encode(), name="a.gpx", now=2e9)
    assert message in [finding.message for finding in report.findings if finding.code.startswith("XML")]
