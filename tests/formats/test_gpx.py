"""What is read from GPX: points, segments, tracks and extensions, also in other versions."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.formats import gpx
from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from activitylint.model.format import Format
from activitylint.vocabulary.namespaces import (
    GPX_1_0,
    GPX_1_1,
    GPXDATA,
    TRACK_POINT_EXTENSION_1,
    TRACK_POINT_EXTENSION_2,
)

DOCUMENT = f"""<?xml version="1.0"?>
<gpx xmlns="{GPX_1_1}" xmlns:a="{TRACK_POINT_EXTENSION_1}" xmlns:b="{GPXDATA}" xmlns:v2="{TRACK_POINT_EXTENSION_2}"
     xmlns:n="u:none" version="1.1" creator="Example with barometer ">
{{}}
</gpx>"""


def read(inside: str) -> Activity:
    return gpx.read(DOCUMENT.format(inside).encode())


def points(*inside: str) -> Activity:
    return read(
        "<trk><trkseg>" + "".join(f'<trkpt lat="1" lon="2">{each}</trkpt>' for each in inside) + "</trkseg></trk>"
    )


def extensions(*inside: str) -> Activity:
    return points(*(f"<extensions>{each}</extensions>" for each in inside))


def test_points_in_order_over_all_tracks_and_segments() -> None:
    activity = read(
        '<trk><trkseg><trkpt lat="1" lon="-1"><ele>5</ele><time>1970-01-01T00:00:01Z</time></trkpt></trkseg><trkseg/>'
        '</trk><trk><type>run</type><trkseg><trkpt lat="2" lon="-2"/>'
        '<trkpt lat="3" lon="-3"><ele>7</ele></trkpt></trkseg></trk>'
        '<rte><rtept lat="9" lon="9"/></rte>'
    )
    records = activity.records
    assert activity.format is Format.GPX
    assert records.latitude.tolist() == [1, 2, 3]
    assert records.longitude.tolist() == [-1, -2, -3]
    assert records.segment.tolist() == [0, 2, 2]
    np.testing.assert_array_equal(records.altitude, [5, np.nan, 7])
    np.testing.assert_array_equal(records.time, [1, np.nan, np.nan])
    assert activity.gpx is not None
    assert activity.gpx.tracks == 2
    assert activity.gpx.segment_track.tolist() == [0, 0, 1]
    assert activity.gpx.segment_points.tolist() == [1, 0, 2]
    assert (activity.gpx.routes, activity.gpx.waypoints) == (1, 0)
    assert activity.gpx.type == activity.sport.written == "run"
    assert activity.sport.at == Place("track", 1, "type")
    assert activity.sport.mapped is None


def test_head() -> None:
    activity = read("<metadata><author><name>Somebody</name></author></metadata><wpt lat='1' lon='1'/>")
    assert activity.creator.name == "Example with barometer "
    assert activity.creator.author == "Somebody"
    assert activity.document is not None
    assert activity.document.root == (GPX_1_1, "gpx")
    assert activity.document.declared_prefixes["a"] == TRACK_POINT_EXTENSION_1
    assert activity.gpx is not None
    assert (activity.gpx.version, activity.gpx.waypoints) == ("1.1", 1)
    assert not len(activity.sessions)


def test_one_session_from_the_first_to_the_last_time() -> None:
    activity = points(
        "<time>2024-01-01T00:00:00Z</time>",
        "",
        "<time>2024-01-01T01:00:00+01:00</time>",
        "<time>2024-01-01T00:00:09Z</time>",
    )
    assert len(activity.sessions) == 1
    assert activity.sessions.start[0] == activity.records.time[0]
    assert activity.sessions.elapsed[0] == 9


@pytest.mark.parametrize(
    ("inside", "stream", "value"),
    [
        ("<a:TrackPointExtension><a:hr>1</a:hr></a:TrackPointExtension>", "heartrate", 1),
        ("<a:TrackPointExtension><a:cad>1</a:cad></a:TrackPointExtension>", "cadence", 1),
        ("<a:TrackPointExtension><a:atemp>-1.5</a:atemp></a:TrackPointExtension>", "temperature", -1.5),
        (
            f'<T xmlns="u"/><TrackPointExtension xmlns="{TRACK_POINT_EXTENSION_1}"><hr>1</hr></TrackPointExtension>',
            "heartrate",
            1,
        ),
        ("<b:hr>1</b:hr>", "heartrate", 1),
        ("<b:cadence>1</b:cadence>", "cadence", 1),
        ("<b:temp>1</b:temp>", "temperature", 1),
        ("<b:distance>1</b:distance>", "distance", 1),
        ("<heartrate>1</heartrate>", "heartrate", 1),
        ("<cadence>1</cadence>", "cadence", 1),
        ("<distance>1</distance>", "distance", 1),
        ("<power>1</power>", "power", 1),
        ('<power xmlns="">1</power>', "power", 1),
    ],
)
def test_documented_tags_are_read(inside: str, stream: str, value: float) -> None:
    activity = extensions(inside, "")
    np.testing.assert_array_equal(getattr(activity.records, stream), [value, np.nan])
    others = set(activity.records.STREAMS) - {stream, "latitude", "longitude"}
    assert all(np.isnan(getattr(activity.records, other)).all() for other in others)
    (use,) = activity.extensions
    assert (use.count, use.rows.tolist()) == (1, [0])


@pytest.mark.parametrize(
    "inside",
    [
        "<v2:TrackPointExtension><v2:hr>1</v2:hr></v2:TrackPointExtension>",
        "<a:hr>1</a:hr>",
        "<n:power>1</n:power>",
        "<b:heartrate>1</b:heartrate>",
        "<hr>1</hr>",
        "<n:wrap><power>1</power></n:wrap>",
        "<a:TrackPointExtension><b:hr>1</b:hr></a:TrackPointExtension>",
        "<speed>1</speed>",
        "<a:TrackPointExtension><a:depth>1</a:depth></a:TrackPointExtension>",
    ],
)
def test_other_tags_are_noted_as_extensions_but_not_read(inside: str) -> None:
    activity = extensions(inside)
    streams = set(activity.records.STREAMS) - {"latitude", "longitude"}
    assert all(np.isnan(getattr(activity.records, stream)).all() for stream in streams)
    (use,) = activity.extensions
    assert use.count == 1
    assert use.parents[:4] == tuple((GPX_1_1, name) for name in ("gpx", "trk", "trkseg", "trkpt"))


@pytest.mark.parametrize(
    ("inside", "name", "rows"),
    [
        ("<trk><extensions><power>1</power></extensions><trkseg/></trk>", "power", []),
        ("<trk><trkseg><trkpt lat='1' lon='1'><power>1</power></trkpt></trkseg></trk>", "power", [0]),
        ("<trk><trkseg><trkpt lat='1' lon='1'><n:x>1</n:x></trkpt></trkseg></trk>", "x", [0]),
        ("<metadata><extensions><n:x>1</n:x></extensions></metadata>", "x", []),
    ],
)
def test_extension_values_outside_the_extensions_of_points(inside: str, name: str, rows: list[int]) -> None:
    (use,) = read(inside).extensions
    assert (use.name, use.count, use.rows.tolist()) == (name, 1, rows)


def test_elements_without_text_are_not_noted_as_extensions() -> None:
    assert not extensions("<n:x/>", "<n:x> \n</n:x>", "<n:x></n:x>").extensions


def test_an_extension_use_has_its_count_and_its_first_place() -> None:
    activity = extensions("<n:x/>", "<n:x>1</n:x><n:x>2</n:x>", "<n:x>3</n:x>")
    (use,) = activity.extensions
    assert (use.count, use.rows.tolist()) == (3, [1, 2])
    ((location, _),) = activity.places.locate([use.first])
    assert location.path == "gpx/trk[1]/trkseg[1]/trkpt[2]/extensions/x[1]"


def test_two_tags_that_disagree() -> None:
    garmin = "<a:TrackPointExtension><a:hr>{}</a:hr></a:TrackPointExtension>"
    activity = extensions(
        garmin.format(1) + "<heartrate>1</heartrate>",
        "<heartrate>3</heartrate>" + garmin.format(2),
        "<heartrate>5</heartrate>",
    )
    assert activity.gpx is not None
    assert {name: rows.tolist() for name, rows in activity.gpx.conflicts.items()} == {"heartrate": [1]}
    assert activity.records.heartrate.tolist() == [1, 2, 5]


def test_if_an_element_is_repeated_the_first_one_counts() -> None:
    activity = points("<ele>1</ele><ele>2</ele><time>1970-01-01T00:00:01Z</time><time>1970-01-01T00:00:02Z</time>")
    assert activity.records.altitude.tolist() == [1]
    assert activity.records.time.tolist() == [1]


def test_faults_of_values() -> None:
    activity = read(
        "<trk><trkseg>"
        "<trkpt lat='north' lon='2'><ele>1,5</ele><time>noon</time></trkpt>"
        "<trkpt lon='2'><ele>2</ele><time>2024-01-01T00:00:00</time></trkpt>"
        "<trkpt lat='1' lon='NaN'><ele>x</ele><time>2024-01-01T00:00:00.1234Z</time></trkpt>"
        "</trkseg></trk>"
    )
    found = {(fault.kind, fault.at, str(fault.detail["text"]), fault.count) for fault in activity.faults}
    assert found == {
        (FaultKind.BAD_POSITION, Place("record", 0, "@lat"), "north", 1),
        (FaultKind.BAD_POSITION, Place("record", 2, "@lon"), "NaN", 1),
        (FaultKind.UNREADABLE_NUMBER, Place("record", 0, "ele"), "1,5", 2),
        (FaultKind.UNREADABLE_TIME, Place("record", 0, "time"), "noon", 1),
        (FaultKind.NAIVE_TIME, Place("record", 1, "time"), "2024-01-01T00:00:00", 1),
        (FaultKind.ODD_TIME_FRACTION, Place("record", 2, "time"), "2024-01-01T00:00:00.1234Z", 1),
    }
    assert activity.fault_rows(FaultKind.UNREADABLE_NUMBER).tolist() == [True, False, True]
    np.testing.assert_array_equal(activity.records.altitude, [np.nan, 2, np.nan])


@pytest.mark.parametrize("namespace", [GPX_1_0, "", "u:wrong", GPX_1_1])
@pytest.mark.parametrize("version", ["1.0", "1.1", "2", ""])
def test_points_are_read_in_any_version_and_namespace(namespace: str, version: str) -> None:
    data = (
        f'<gpx xmlns="{namespace}" version="{version}"><trk><trkseg><trkpt lat="1" lon="2"><extensions><power>3</power>'
        "</extensions></trkpt></trkseg></trk></gpx>"
    )
    activity = gpx.read(data.replace(' xmlns=""', "").encode())
    assert activity.records.latitude.tolist() == [1]
    assert activity.records.power.tolist() == [3]
    assert activity.document is not None
    assert activity.document.root == (namespace, "gpx")
    assert activity.gpx is not None
    assert activity.gpx.version == version


def test_any_prefix_is_read() -> None:
    point = '<g:trkpt lat="1" lon="2"><g:ele>3</g:ele></g:trkpt>'
    data = f'<g:gpx xmlns:g="{GPX_1_1}"><g:trk><g:trkseg>{point}</g:trkseg></g:trk></g:gpx>'
    assert gpx.read(data.encode()).records.altitude.tolist() == [3]


@pytest.mark.parametrize("data", [b"<foo><trk><trkseg><trkpt lat='1' lon='1'/></trkseg></trk></foo>", b"", b"<foo"])
def test_another_root_has_no_records(data: bytes) -> None:
    activity = gpx.read(data)
    assert not len(activity.records)
    assert activity.gpx is not None
    assert activity.gpx.tracks == 0
    assert (activity.gpx.segment_track.tolist(), activity.gpx.segment_points.tolist()) == ([], [])


def test_points_before_the_damage_are_read() -> None:
    whole = DOCUMENT.format("<trk><trkseg>" + '<trkpt lat="1" lon="2"><ele>3</ele></trkpt>' * 3)
    activity = gpx.read(whole[: whole.rindex("</trkpt>")].encode())
    assert activity.damaged
    assert activity.records.altitude.tolist() == [3, 3]
    assert activity.gpx is not None
    assert activity.gpx.segment_points.tolist() == [2]


COLUMNS = {
    "time": ["time"],
    "latitude": ["@lat"],
    "longitude": ["@lon"],
    "altitude": ["ele"],
    "distance": ["distance"],
    "heartrate": ["hr", "heartrate"],
    "cadence": ["cad", "cadence"],
    "power": ["power"],
    "temperature": ["atemp", "temp"],
}


@pytest.mark.parametrize(("column", "tag"), [(column, tag) for column, tags in COLUMNS.items() for tag in tags])
def test_a_column_is_located_by_each_of_its_tags(column: str, tag: str) -> None:
    inside = "" if tag.startswith("@") else f"<{tag}>1</{tag}>"
    found = read(f'<trk><trkseg><trkpt lat="1" lon="2">{inside}</trkpt></trkseg></trk>')
    names = [column, *COLUMNS[column]]
    located = found.places.locate([Place("record", 0, name) for name in names])
    assert [location.path for location, _ in located] == [f"gpx/trk[1]/trkseg[1]/trkpt[1]/{tag}"] * len(names)


def test_the_rows_of_each_table_are_located() -> None:
    found = read('<trk/><trk><trkseg/><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>')
    rows = {"record": 0, "segment": 1, "track": 1, "session": 1, "root": 0}
    paths = [location.path for location, _ in found.places.locate([Place(name, row) for name, row in rows.items()])]
    assert paths == ["gpx/trk[2]/trkseg[2]/trkpt[1]", "gpx/trk[2]/trkseg[2]", "gpx/trk[2]", "gpx/trk[2]", "gpx"]
