"""Lines, columns, bytes, paths and excerpts."""

from __future__ import annotations

import pytest

from activitylint.formats import gpx, tcx
from activitylint.model.activity import Activity
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Excerpt, Location

GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
     version="1.1" creator="Example">
  <trk>
    <name>Zürich, Café 𝄞</name><trkseg>
      <trkpt lat="47.1" lon="8.5"><ele>1</ele><time>2024-01-01T00:00:00Z</time></trkpt>
\t<trkpt lon='8.5' lat='47.1'><time>2024-01-01T00:00:01Z</time><extensions><t:TrackPointExtension>
        <t:hr>99</t:hr></t:TrackPointExtension></extensions></trkpt>
    </trkseg>
  </trk>
</gpx>
"""


def at(activity: Activity, *places: Place) -> list[tuple[Location, Excerpt | None]]:
    return activity.places.locate(places)


def one(data: str | bytes, place: Place) -> tuple[Location, Excerpt]:
    data = data.encode() if isinstance(data, str) else data
    ((location, excerpt),) = at(gpx.read(data), place)
    assert excerpt is not None
    assert 0 <= location.byte <= len(data)
    assert location.byte + location.length <= len(data)
    return location, excerpt


@pytest.mark.parametrize(
    ("place", "line", "column", "text", "path"),
    [
        (Place("record", 0), 6, 7, '<trkpt lat="47.1" lon="8.5">', "gpx/trk[1]/trkseg[1]/trkpt[1]"),
        (Place("record", 1), 7, 2, "<trkpt lon='8.5' lat='47.1'>", "gpx/trk[1]/trkseg[1]/trkpt[2]"),
        (Place("record", 1, "@lat"), 7, 19, "lat='47.1'", "gpx/trk[1]/trkseg[1]/trkpt[2]/@lat"),
        (Place("record", 1, "latitude"), 7, 19, "lat='47.1'", "gpx/trk[1]/trkseg[1]/trkpt[2]/@lat"),
        (Place("record", 1, "longitude"), 7, 9, "lon='8.5'", "gpx/trk[1]/trkseg[1]/trkpt[2]/@lon"),
        (Place("record", 0, "time"), 6, 47, "<time>", "gpx/trk[1]/trkseg[1]/trkpt[1]/time"),
        (Place("record", 1, "ele"), 7, 2, "<trkpt lon='8.5' lat='47.1'>", "gpx/trk[1]/trkseg[1]/trkpt[2]"),
        (
            Place("record", 1, "hr"),
            8,
            9,
            "<t:hr>",
            "gpx/trk[1]/trkseg[1]/trkpt[2]/extensions/TrackPointExtension/hr",
        ),
        (
            Place("record", 1, "heartrate"),
            8,
            9,
            "<t:hr>",
            "gpx/trk[1]/trkseg[1]/trkpt[2]/extensions/TrackPointExtension/hr",
        ),
        (Place("segment"), 5, 32, "<trkseg>", "gpx/trk[1]/trkseg[1]"),
        (Place("track", 0, "name"), 5, 5, "<name>", "gpx/trk[1]/name"),
        (Place("root", 0, "@creator"), 3, 20, 'creator="Example"', "gpx/@creator"),
        (Place("element", 2), 5, 5, "<name>", "gpx/trk[1]/name"),
    ],
)
def test_a_place_is_found(place: Place, line: int, column: int, text: str, path: str) -> None:
    location, excerpt = one(GPX, place)
    assert (location.line, location.column, location.path) == (line, column, path)
    assert GPX.encode()[location.byte : location.byte + location.length].decode() == text
    assert excerpt.line[excerpt.column - 1 :].startswith(text[: 200 - 80])


@pytest.mark.parametrize("place", [Place("record", 9), Place("lap"), Place("nonsense", 3), Place("element", 10**6)])
def test_absent_places_are_reported_at_the_root(place: Place) -> None:
    location, _ = one(GPX, place)
    assert location.path == "gpx"


def test_the_file_is_reported_at_its_first_byte() -> None:
    location, excerpt = one(GPX, FILE)
    assert (location.line, location.column, location.byte) == (1, 1, 0)
    assert excerpt.line.startswith("<?xml")


def test_places_are_returned_in_the_given_order() -> None:
    found = at(gpx.read(GPX.encode()), Place("record", 1), FILE, Place("record", 0))
    assert [location.line for location, _ in found] == [7, 1, 6]


def test_columns_count_characters_instead_of_bytes() -> None:
    location, excerpt = one(GPX, Place("segment"))
    assert location.column == 32
    assert len(GPX.encode()[: location.byte].rsplit(b"\n", 1)[1]) == 31 + 1 + 1 + 3
    assert excerpt.column == 32


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_endings(newline: str) -> None:
    location, excerpt = one(GPX.replace("\n", newline), Place("record", 0))
    assert (location.line, location.column) == (6, 7)
    assert excerpt.line == '      <trkpt lat="47.1" lon="8.5"><ele>1</ele><time>2024-01-01T00:00:00Z</time></trkpt>'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030", "utf-8-sig"])
def test_offsets_refer_to_the_original_file_in_any_encoding(encoding: str) -> None:
    declared = GPX.replace("UTF-8", "UTF-8" if encoding == "utf-8-sig" else encoding)
    data = declared.encode(encoding)
    location, _ = one(data, Place("record", 0))
    assert (location.line, location.column) == (6, 7)
    plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert data[location.byte : location.byte + location.length].decode(plain) == '<trkpt lat="47.1" lon="8.5">'


def test_lines_before_the_declaration_count() -> None:
    location, _ = one("\n\n" + GPX, Place("record", 0))
    assert location.line == 8


def test_the_first_column_is_after_the_byte_order_mark() -> None:
    location, _ = one(b"\xef\xbb\xbf<gpx/>", Place("root"))
    assert (location.line, location.column, location.byte) == (1, 1, 3)


def test_an_excerpt_of_a_long_line_is_cut_around_the_caret() -> None:
    points = "".join(f'<trkpt lat="{n}" lon="ü"/>' for n in range(90)) * 50
    data = f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"
    location, excerpt = one(data, Place("record", 2000, "@lat"))
    assert location.column is not None
    assert data[location.column - 1 :].startswith('lat="20"')
    assert len(excerpt.line) <= 210
    assert excerpt.line.startswith("...")
    assert excerpt.line.endswith("...")
    assert excerpt.line[excerpt.column - 1 :].startswith('lat="20"')


@pytest.mark.parametrize("letter", ["x", "ü"])
@pytest.mark.parametrize("after", [0, 119, 120, 121, 199, 900])
@pytest.mark.parametrize("before", [0, 79, 80, 81, 200, 900])
def test_an_excerpt_is_the_line_or_two_hundred_characters_of_it(before: int, after: int, letter: str) -> None:
    data = f"<gpx>\n<trk><!--{letter * before}--><name>{letter * after}\n</name></trk></gpx>"
    _, excerpt = one(data, Place("track", 0, "name"))
    head, tail = f"<trk><!--{letter * before}-->", f"<name>{letter * after}"
    if len(head) + len(tail) > 200:
        head = head if len(head) <= 80 else "..." + head[-80:]
        tail = tail if len(tail) <= 120 else tail[:120] + "..."
    assert excerpt == Excerpt(head + tail, len(head) + 1)


def test_an_excerpt_contains_no_control_characters() -> None:
    _, excerpt = one("<gpx><trk><name>\u202e\x9b31m\u2028\t</name></trk></gpx>", Place("track", 0, "name"))
    assert excerpt.line == "<gpx><trk><name>\ufffd\ufffd31m\ufffd </name></trk></gpx>"


TCX = """<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities>
<Activity Sport="Running"><Id>2024-01-01T00:00:00Z</Id>
<Lap StartTime="2024-01-01T00:00:00Z"><TotalTimeSeconds>1</TotalTimeSeconds>
<AverageHeartRateBpm><Value>99</Value></AverageHeartRateBpm>
<Track><Trackpoint><Time>2024-01-01T00:00:00Z</Time>
<Position><LatitudeDegrees>1</LatitudeDegrees><LongitudeDegrees>2</LongitudeDegrees></Position>
<DistanceMeters>0</DistanceMeters>
<HeartRateBpm><Value>99</Value></HeartRateBpm></Trackpoint></Track></Lap>
<Creator><Name>Example</Name></Creator></Activity></Activities></TrainingCenterDatabase>"""


@pytest.mark.parametrize(
    ("place", "line", "path"),
    [
        (Place("record", 0, "latitude"), 7, "Activity[1]/Lap[1]/Track[1]/Trackpoint[1]/Position/LatitudeDegrees"),
        (Place("record", 0, "heartrate"), 9, "Activity[1]/Lap[1]/Track[1]/Trackpoint[1]/HeartRateBpm"),
        (Place("record", 0, "HeartRateBpm/Value"), 9, "Activity[1]/Lap[1]/Track[1]/Trackpoint[1]/HeartRateBpm/Value"),
        (Place("lap", 0, "@StartTime"), 4, "Activity[1]/Lap[1]/@StartTime"),
        (Place("lap", 0, "DistanceMeters"), 4, "Activity[1]/Lap[1]"),
        (Place("lap", 0, "AverageHeartRateBpm/Value"), 5, "Activity[1]/Lap[1]/AverageHeartRateBpm/Value"),
        (Place("activity", 0, "@Sport"), 3, "Activity[1]/@Sport"),
        (Place("creator", 0, "Name"), 10, "Activity[1]/Creator/Name"),
        (Place("track"), 6, "Activity[1]/Lap[1]/Track[1]"),
    ],
)
def test_places_of_tcx(place: Place, line: int, path: str) -> None:
    ((location, _),) = at(tcx.read(TCX.encode()), place)
    assert (location.line, location.path) == (line, f"TrainingCenterDatabase/Activities/{path}")


def test_elements_that_can_repeat_always_have_a_number() -> None:
    data = TCX.replace("<Activity ", "<MultiSportSession><Id>2024-01-01T00:00:00Z</Id><FirstSport><Activity ")
    data = data.replace("</Activity>", "</Activity></FirstSport><NextSport><Activity Sport='Biking'/></NextSport>")
    data = data.replace("</Activities>", "</MultiSportSession></Activities>")
    found = at(tcx.read(data.encode()), Place("activity", 0), Place("activity", 1))
    assert [location.path.removeprefix("TrainingCenterDatabase/Activities/") for location, _ in found] == [
        "MultiSportSession[1]/FirstSport/Activity[1]",
        "MultiSportSession[1]/NextSport[1]/Activity[1]",
    ]


def test_other_elements_have_a_number_only_if_they_occur_twice() -> None:
    found = at(gpx.read(b"<gpx><a/><b/><b/><c><d/></c></gpx>"), *(Place("element", number) for number in range(6)))
    assert [location.path for location, _ in found] == ["gpx", "gpx/a", "gpx/b[1]", "gpx/b[2]", "gpx/c", "gpx/c/d"]
