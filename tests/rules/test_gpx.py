"""GPX001 to GPX008: what is said, word for word."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.vocabulary.namespaces import GPX_1_0, GPX_1_1, GPXDATA, TRACK_POINT_EXTENSION_1

HEAD = f'xmlns="{GPX_1_1}" version="1.1"'
PREFIXES = (
    f'xmlns:g="{TRACK_POINT_EXTENSION_1}" xmlns:c="{GPXDATA}" xmlns:o="u:other" xmlns:l="u:{"x" * 100}" '
    'xmlns:v2="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"'
)


def told(inside: str, code: str, head: str = HEAD) -> list[tuple[str, str | None]]:
    """Message and help of the findings of a rule."""
    data = f'<?xml version="1.0"?>\n<gpx {head} {PREFIXES} creator="x">{inside}</gpx>'
    report = activitylint.lint(data.encode(), name="a.gpx", now=2e9)
    assert report.failure is None
    return [(finding.message, finding.help) for finding in report.findings if finding.code == code]


def points(*inside: str) -> str:
    made = "".join(
        f'<trkpt lat="1.{n}" lon="2"><time>2024-01-01T00:00:0{n}Z</time><extensions>{each}</extensions></trkpt>'
        for n, each in enumerate(inside)
    )
    return f"<trk><trkseg>{made}</trkseg></trk>"


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (HEAD, ""),
        (f'xmlns="{GPX_1_1}" version=" 1.1 "', ""),
        (f'xmlns="{GPX_1_1}"', "the root element has no version"),
        (f'xmlns="{GPX_1_1}" version=" "', "the root element has no version"),
        (f'xmlns="{GPX_1_1}" version="2"', "the version is '2', and the namespace that of GPX 1.1"),
        (
            f'xmlns="{GPX_1_0}" version="1.0"',
            "the root element has version '1.0', and its namespace is that of GPX 1.0",
        ),
        ('version="1.1"', "the root element has version '1.1' and no namespace"),
        ("", "the root element has no version and no namespace"),
        ('xmlns="u:x"', "the root element has no version, and its namespace is 'u:x'"),
        (f'xmlns="u:{"x" * 79}"', f"the root element has no version, and its namespace is 'u:{'x' * 75}...'"),
    ],
)
def test_the_version_is_told_with_its_namespace(head: str, sentence: str) -> None:
    assert [message for message, _ in told("<trk/>", "GPX001", head)] == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("<rte/>", "the file has 1 route, and no track"),
        ("<wpt lat='1' lon='2'/><wpt lat='1' lon='2'/>", "the file has 2 waypoints, and no track"),
        ("<wpt lat='1' lon='2'/><rte/><rte/>", "the file has 2 routes and 1 waypoint, and no track"),
        ("<rte/><trk/>", ""),
        ("", ""),
    ],
)
def test_routes_and_waypoints_are_no_track(inside: str, sentence: str) -> None:
    assert [message for message, _ in told(inside, "GPX002")] == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("inside", "sentences"),
    [
        ("<trk/>", []),
        ("<trk/><trk><trkseg/></trk>", ["the file has 2 tracks with 1 segment all told"]),
        ("<trk><trkseg/><trkseg/></trk>" * 3, ["the file has 3 tracks with 6 segments all told"]),
    ],
)
def test_tracks_are_counted(inside: str, sentences: list[str]) -> None:
    assert [message for message, _ in told(inside, "GPX007")] == sentences


def test_empty_segments_are_counted_beside_others() -> None:
    some = points("").replace("<trkseg>", "<trkseg/><trkseg>")
    assert told(some, "GPX008")[0][0] == "1 of 2 track segments has no points"
    assert told(some.replace("<trkseg/>", "<trkseg/>" * 2), "GPX008")[0][0] == "2 of 3 track segments have no points"
    assert told("<trk><trkseg/></trk>", "GPX008") == []


@pytest.mark.parametrize(
    ("code", "inside", "message"),
    [
        ("GPX003", ["<o:a>1</o:a>"], "the only track point has <a> ('u:other'): Strava does not read it"),
        ("GPX003", ["<o:a>1</o:a>", ""], "1 of 2 track points has <a> ('u:other'): Strava does not read it"),
        ("GPX003", ["<l:a>1</l:a>"], f"the only track point has <a> ('u:{'x' * 75}...'): Strava does not read it"),
        ("GPX003", ["<a xmlns=''>1</a>"] * 2, "all 2 track points have <a> (no namespace): Strava does not read it"),
        (
            *("GPX004", ["<o:hr>1</o:hr>", ""]),
            "1 of 2 track points has <hr> ('u:other'), and Strava does not read it from that namespace",
        ),
        (
            *("GPX004", ["<v2:hr>1</v2:hr>"] * 3),
            "all 3 track points have <hr> (Garmin's TrackPointExtension v2), and Strava does not read it from that ",
        ),
        (
            *("GPX005", ["<g:hr>1</g:hr>"]),
            "<hr> (Garmin's TrackPointExtension v1) stands in 'gpx/trk/trkseg/trkpt/extensions', where Strava does not",
        ),
        (
            *("GPX005", ["<c:hr>1</c:hr><o:a><c:hr>1</c:hr></o:a>"]),
            "<hr> (Cluetrust's GPXDATA) stands in 'gpx/trk/trkseg/trkpt/extensions/a', where Strava does not look",
        ),
        ("GPX006", ["<heartrate>1</heartrate><c:hr>2</c:hr>"], "the only track point gives the heart rate in two tags"),
        ("GPX006", ["<cadence>1</cadence><c:cadence>2</c:cadence>"] * 2, "all 2 track points give the cadence in two"),
        (
            *("GPX006", ["<c:temp>1</c:temp><g:TrackPointExtension><g:atemp>2</g:atemp></g:TrackPointExtension>", ""]),
            "1 of 2 track points gives the temperature in two tags that disagree",
        ),
        (
            "GPX006",
            ["<distance>1</distance><c:distance>2</c:distance>", ""],
            "1 of 2 track points gives distance in two",
        ),
    ],
)
def test_what_is_said_of_an_extension(code: str, inside: list[str], message: str) -> None:
    ((found, _),) = told(points(*inside), code)
    assert found.startswith(message)


def test_a_tag_elsewhere_is_told_with_its_places_and_how_often() -> None:
    everywhere = points("").replace("<trkseg>", "<extensions><power>1</power></extensions><trkseg>", 1)
    everywhere += f"<extensions>{'<power>1</power>' * 2}</extensions>"
    ((message, help_),) = told(everywhere, "GPX005")
    assert message == (
        "<power> (GPX 1.1) stands in 'gpx/extensions', 'gpx/trk/extensions', where Strava does not look for it "
        "(3 times)"
    )
    assert help_ == "Write it in each track point as extensions/power (GPX 1.1)."


def test_a_long_place_is_cut() -> None:
    deep = "".join(f"<o:{'a' * 17}>" for _ in range(2)), "".join(f"</o:{'a' * 17}>" for _ in range(2))
    ((message, _),) = told(points(f"{deep[0]}<power>1</power>{deep[1]}"), "GPX005")
    place = "gpx/trk/trkseg/trkpt/extensions/" + "/".join(["a" * 17] * 2)
    assert f"stands in '{place[:57]}...', where" in message


def test_help_says_where_the_stream_is_read() -> None:
    ((_, help_),) = told(points("<o:hr>1</o:hr>"), "GPX004")
    assert help_ == (
        "Write it in each track point as extensions/TrackPointExtension/hr (Garmin's TrackPointExtension v1) or "
        "extensions/hr (Cluetrust's GPXDATA) or extensions/heartrate (GPX 1.1)."
    )
    ((_, help_),) = told(points("<g:hr>1</g:hr>"), "GPX005")
    assert help_ == (
        "Write it in each track point as extensions/TrackPointExtension/hr (Garmin's TrackPointExtension v1)."
    )
