"""GPX001 to GPX009: what is found where, and the messages that no fixture shows."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.model.finding import Finding
from activitylint.vocabulary.namespaces import GPX_1_0, GPX_1_1, GPXDATA, TRACK_POINT_EXTENSION_1

HEAD = f'xmlns="{GPX_1_1}" version="1.1"'
LONG = f"u:{'x' * 100}"
V2 = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
PREFIXES = f'xmlns:g="{TRACK_POINT_EXTENSION_1}" xmlns:c="{GPXDATA}" xmlns:o="u:other" xmlns:l="{LONG}" xmlns:v2="{V2}"'


def findings(inside: str, code: str, head: str = HEAD) -> list[Finding]:
    """The findings of a rule in a file with this root element and content."""
    data = f'<?xml version="1.0"?>\n<gpx {head} {PREFIXES} creator="x">{inside}</gpx>'
    report = activitylint.lint(data.encode(), name="a.gpx", now=2e9)
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


def points(*extensions: str) -> str:
    """A track of points a second apart with these extensions."""
    made = "".join(
        f'<trkpt lat="1.{n}" lon="2"><time>2024-01-01T00:00:0{n}Z</time><extensions>{each}</extensions></trkpt>'
        for n, each in enumerate(extensions)
    )
    return f"<trk><trkseg>{made}</trkseg></trk>"


@pytest.mark.parametrize(
    ("head", "about"),
    [
        (HEAD, None),
        (f'xmlns="{GPX_1_1}" version=" 1.1 "', None),
        (f'xmlns="{GPX_1_1}"', "@version"),
        (f'xmlns="{GPX_1_1}" version=" "', "@version"),
        (f'xmlns="{GPX_1_1}" version="2"', "@version"),
        (f'xmlns="{GPX_1_0}" version="1.0"', "@xmlns"),
        ('version="1.1"', "@xmlns"),
        ("", "@xmlns"),
        ('xmlns="u:x"', "@xmlns"),
    ],
)
def test_version_and_namespace_must_both_say_1_1(head: str, about: str | None) -> None:
    assert [found.about for found in findings("<trk/>", "GPX001", head)] == ([(about,)] if about else [])


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "the root element has no version and no namespace"),
        ('xmlns="u:x"', "the root element has no version and the namespace 'u:x'"),
        (f'xmlns="u:{"x" * 79}"', f"the root element has no version and the namespace 'u:{'x' * 75}...'"),
    ],
)
def test_messages_about_other_namespaces(head: str, message: str) -> None:
    assert [found.message for found in findings("<trk/>", "GPX001", head)] == [message]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<rte/>", True),
        ("<wpt lat='1' lon='2'/><wpt lat='1' lon='2'/>", True),
        ("<rte/><trk/>", False),
        ("", False),
    ],
)
def test_routes_and_waypoints_are_not_a_track(inside: str, expected: bool) -> None:
    assert bool(findings(inside, "GPX002")) is expected


def test_routes_and_waypoints_are_counted_in_one_message() -> None:
    (found,) = findings("<wpt lat='1' lon='2'/><rte/><rte/>", "GPX002")
    assert found.message == "the file has 2 routes and 1 waypoint, but no track"


@pytest.mark.parametrize(
    ("inside", "numbers"),
    [
        ("<trk/>", None),
        ("<trk/><trk><trkseg/></trk>", ("2 tracks", "1 segment ")),
        ("<trk><trkseg/><trkseg/></trk>" * 3, ("3 tracks", "6 segments ")),
    ],
)
def test_several_tracks_are_counted_with_their_segments(inside: str, numbers: tuple[str, str] | None) -> None:
    found = findings(inside, "GPX007")
    assert len(found) == (numbers is not None)
    for one in found:
        assert numbers is not None
        assert all(number in one.message for number in numbers)
        assert one.count == int(numbers[0].split()[0])


@pytest.mark.parametrize(("empty", "ranges"), [(1, ((1, 1),)), (2, ((1, 2),))])
def test_empty_segments_are_found_beside_others(empty: int, ranges: tuple[tuple[int, int], ...]) -> None:
    (found,) = findings(points("").replace("<trkseg>", "<trkseg/>" * empty + "<trkseg>"), "GPX008")
    assert (found.count, tuple(found.ranges)) == (empty, ranges)


def test_segments_are_not_reported_if_all_are_empty() -> None:
    assert findings("<trk><trkseg/></trk>", "GPX008") == []


@pytest.mark.parametrize(
    ("code", "inside", "about", "count"),
    [
        ("GPX003", ["<o:bpm>1</o:bpm>"], ("u:other", "bpm"), 1),
        ("GPX003", ["<o:bpm>1</o:bpm>", ""], ("u:other", "bpm"), 1),
        ("GPX003", ["<watts xmlns=''>1</watts>"] * 2, ("", "watts"), 2),
        ("GPX009", ["<o:a>1</o:a>"], ("extra",), 1),
        ("GPX009", ["<o:a>1</o:a><o:b>2</o:b><o:bpm>3</o:bpm>", "<a xmlns=''>1</a>", ""], ("extra",), 3),
        ("GPX004", ["<o:hr>1</o:hr>", ""], ("u:other", "hr"), 1),
        ("GPX004", ["<v2:hr>1</v2:hr>"] * 3, (V2, "hr"), 3),
        ("GPX005", ["<g:hr>1</g:hr>"], (TRACK_POINT_EXTENSION_1, "hr"), 1),
        ("GPX005", ["<c:hr>1</c:hr><o:a><c:hr>1</c:hr></o:a>"], (GPXDATA, "hr"), 1),
        ("GPX006", ["<heartrate>1</heartrate><c:hr>2</c:hr>"], ("heartrate",), 1),
        ("GPX006", ["<cadence>1</cadence><c:cadence>2</c:cadence>"] * 2, ("cadence",), 2),
        (
            *("GPX006", ["<c:temp>1</c:temp><g:TrackPointExtension><g:atemp>2</g:atemp></g:TrackPointExtension>", ""]),
            *(("temperature",), 1),
        ),
        ("GPX006", ["<distance>1</distance><c:distance>2</c:distance>", ""], ("distance",), 1),
    ],
)
def test_each_tag_or_stream_is_one_finding(code: str, inside: list[str], about: tuple[str, ...], count: int) -> None:
    assert [(found.about, found.count) for found in findings(points(*inside), code)] == [(about, count)]


def test_a_long_namespace_is_shortened() -> None:
    (found,) = findings(points("<l:bpm>1</l:bpm>"), "GPX003")
    assert found.message == f"the track point has <bpm> ('u:{'x' * 75}...'), which Strava does not read"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            (name, "GPX003")
            for name in ("bpm", "pwr", "HeartRate", "Cadence", "rpm", "Watts", "Power", "Distance", "wtemp")
        ),
        *((name, "GPX009") for name in ("speed", "course", "hAcc", "vAcc", "pdop", "three", "through", "hrv")),
    ],
)
def test_a_tag_that_is_not_read_is_a_warning_only_if_it_sounds_like_a_stream(name: str, code: str) -> None:
    inside = points(f"<o:{name}>1</o:{name}>")
    assert [len(findings(inside, each)) for each in ("GPX003", "GPX009")] == [code == "GPX003", code == "GPX009"]


def test_tags_of_no_use_to_strava_are_listed_with_their_counts() -> None:
    def tags(*names: str) -> str:
        return "".join(f"<o:{name}>1</o:{name}>" for name in names)

    (found,) = findings(points(tags("speed", "course"), tags("speed")), "GPX009")
    assert found.message == ("Strava does not read 2 tags in extensions: <speed> ('u:other') 2, <course> ('u:other') 1")
    (found,) = findings(points(tags(*"abcdef")), "GPX009")
    assert "6 tags" in found.message
    assert "more" not in found.message
    (found,) = findings(points(tags(*"abcdefg")), "GPX009")
    assert "7 tags" in found.message
    assert found.message.endswith(" and 1 more")
    assert "<g>" not in found.message


def test_the_message_about_a_misplaced_tag_names_its_places() -> None:
    everywhere = points("").replace("<trkseg>", "<extensions><power>1</power></extensions><trkseg>", 1)
    everywhere += f"<extensions>{'<power>1</power>' * 2}</extensions>"
    (found,) = findings(everywhere, "GPX005")
    assert found.message == (
        "<power> (GPX 1.1) is in 'gpx/extensions' and 'gpx/trk/extensions', where Strava does not look for it (3 times)"
    )
    assert found.help == "Write it in each track point as extensions/power (GPX 1.1)."


def test_a_long_path_is_shortened() -> None:
    deep = "".join(f"<o:{'a' * 17}>" for _ in range(2)), "".join(f"</o:{'a' * 17}>" for _ in range(2))
    (found,) = findings(points(f"{deep[0]}<power>1</power>{deep[1]}"), "GPX005")
    path = "gpx/trk/trkseg/trkpt/extensions/" + "/".join(["a" * 17] * 2)
    assert f"is in '{path[:57]}...', where" in found.message


def test_help_names_every_place_where_the_stream_is_read() -> None:
    (found,) = findings(points("<o:hr>1</o:hr>"), "GPX004")
    assert [f"extensions/{tag}" in found.help for tag in ("TrackPointExtension/hr", "hr", "heartrate")] == [True] * 3


def test_help_names_the_right_place_for_a_tag_in_the_right_namespace() -> None:
    (found,) = findings(points("<g:hr>1</g:hr>"), "GPX005")
    assert "extensions/TrackPointExtension/hr" in found.help
    assert "heartrate" not in found.help


def test_help_for_a_general_tag_in_the_namespace_of_another_gpx_version() -> None:
    (found,) = findings(f"{points('')}<extensions><power>1</power></extensions>", "GPX005", f'xmlns="{GPX_1_0}"')
    assert found.about == (GPX_1_0, "power")
    assert found.help == "Write it in each track point as extensions/power (GPX 1.1)."
