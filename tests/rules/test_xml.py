"""XML006 to XML008: violations of the schema in GPX, and namespaces that are declared again."""

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


GPX_1_1 = "http://www.topografix.com/GPX/1/1"


@pytest.mark.parametrize(
    ("inside", "message", "count"),
    [
        (f'<ele xmlns="{GPX_1_1}">1</ele>', "<ele> declares again the namespace of the element around it", 1),
        (
            f'<ele xmlns="{GPX_1_1}">1</ele><time xmlns="{GPX_1_1}">2024-01-01T00:00:00Z</time>',
            "2 elements (first <ele>) declare again the namespace of the element around it",
            2,
        ),
    ],
)
def test_a_namespace_that_is_declared_again_is_redundant(inside: str, message: str, count: int) -> None:
    found = [(one[2], one[3]) for one in findings(inside) if one[0] == "XML008"]
    assert found == [(count, message)]


@pytest.mark.parametrize(
    "inside",
    [
        "<ele>1</ele>",
        '<extensions><hr xmlns="http://www.cluetrust.com/XML/GPXDATA/1/0">1</hr></extensions>',
        # Back in the namespace of the root, inside another one: this declaration is needed.
        f'<extensions><a xmlns="u:other"><power xmlns="{GPX_1_1}">1</power></a></extensions>',
        '<extensions><power xmlns="">1</power></extensions>',
    ],
)
def test_a_namespace_that_differs_from_the_one_around_is_needed(inside: str) -> None:
    assert [one for one in findings(inside) if one[0] == "XML008"] == []


@pytest.mark.parametrize("offset", ["+0200", "+02", "-0000", "-1130"])
def test_an_offset_without_a_colon_is_named(offset: str) -> None:
    written = f"2024-01-01T00:00:00{offset}"
    found = [one for one in findings(f"<time>{written}</time>") if one[0].startswith("TIM0")]
    assert [(code, message) for code, _, _, message in found if code in ("TIM003", "TIM004", "TIM014")] == [
        ("TIM014", f"one track point has an offset without a colon: {written!r}")
    ]


@pytest.mark.parametrize("offset", ["+02:00", "-11:30", "Z", ""])
def test_other_offsets_have_a_colon(offset: str) -> None:
    assert "TIM014" not in {one[0] for one in findings(f"<time>2024-01-01T00:00:00{offset}</time>")}
