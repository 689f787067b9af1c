"""Any bytes result in an Activity, and all its parts can be read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from activitylint.formats import gpx, tcx
from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from example_count import examples

GPX = b"""<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Example \xc3\xa9"
 xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" xmlns:c="http://www.cluetrust.com/XML/GPXDATA/1/0">
<metadata><author><name>A</name></author><time>2024-01-01T00:00:00Z</time></metadata><wpt lat="1" lon="2"/>
<trk><name>N</name><type>running</type><trkseg>
<trkpt lat="45.0" lon="-30.0"><ele>1.5</ele><time>2024-01-01T00:00:00Z</time><extensions><power>9</power><c:hr>99</c:hr>
<t:TrackPointExtension><t:atemp>20</t:atemp><t:hr>98</t:hr><t:cad>80</t:cad></t:TrackPointExtension></extensions>
</trkpt>
<trkpt lat="45.1" lon='-30.1'><ele>&#49;.5</ele><time>2024-01-01T00:00:01.1234+01:00</time><!-- c --><sat>x</sat>
</trkpt>
</trkseg><trkseg/></trk></gpx>
"""
TCX = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Activities><Activity Sport="Running">
<Id>2024-01-01T00:00:00Z</Id>
<Lap StartTime="2024-01-01T00:00:00Z"><TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>3</DistanceMeters>
<Calories>1</Calories><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Track>
<Trackpoint><Time>2024-01-01T00:00:00Z</Time><Position><LatitudeDegrees>1</LatitudeDegrees>
<LongitudeDegrees>2</LongitudeDegrees></Position><AltitudeMeters>1</AltitudeMeters>
<HeartRateBpm><Value>99</Value></HeartRateBpm><Cadence>80</Cadence><Extensions>
<TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><RunCadence>81</RunCadence><Watts>200</Watts></TPX>
</Extensions></Trackpoint><Trackpoint/></Track></Lap><Creator xsi:type="Device_t"><Name>Caf\xe9</Name></Creator>
</Activity></Activities><Courses><Course><Name>C</Name><Lap/><Track><Trackpoint/></Track></Course></Courses></TrainingCenterDatabase>
"""
PIECES = [
    *(
        b"<",
        b">",
        b"/",
        b"</",
        b"/>",
        b"&",
        b"&amp;",
        b"&#",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?",
        b"?>",
        b'"',
        b"'",
    ),
    *(
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"xmlns=",
        b'xmlns:t="u"',
        b" ",
        b"\n",
        b"\r",
        b"=",
        b"<trkpt",
        b"</trk>",
    ),
    *(
        b"<Lap>",
        b"</Trackpoint>",
        b"<!DOCTYPE gpx [",
        b"<?xml version='1.0'?>",
        b"1e999",
        b"NaN",
        b"9" * 60,
        b"\xc3\xa9",
        b"\xc3",
    ),
]


def look_at_everything(activity: Activity, size: int) -> None:
    records = activity.records
    assert {len(getattr(records, name)) for name in (*records.STREAMS, "time", "segment")} == {len(records)}
    for columns in (activity.laps, activity.sessions):
        assert {len(getattr(columns, name)) for name in ("start", "elapsed", "distance", "calories")} == {len(columns)}
    assert not np.isinf(records.time).any()
    places = [fault.at for fault in activity.faults] + [use.first for use in activity.extensions]
    places += [activity.creator.at, activity.sport.at]
    for table in ("record", "lap", "segment", "track", "session", "activity", "creator", "element", "root"):
        places += [Place(table, row, field) for row in (0, 1, 99) for field in ("", "time", "@lat", "hr", "Name")]
    located = activity.places.locate(places)
    assert len(located) == len(places)
    for location, excerpt in located:
        assert 0 <= location.byte <= location.byte + location.length <= size
        assert location.line is not None
        assert location.line >= 1
        assert excerpt is not None
        assert "\x1b" not in excerpt.line
    for fault in activity.faults:
        assert fault.count >= 1
        if fault.rows is not None and fault.at.table == "record":
            assert fault.rows.max() < len(records)
            assert fault.at.row in fault.rows
    for use in activity.extensions:
        assert use.count >= 1
        assert use.rows.max(initial=-1) < len(records)
    if activity.gpx is not None:
        assert activity.gpx.segment_points.sum() == len(records)
    if activity.tcx is not None:
        assert len(activity.tcx.tracks) == len(activity.tcx.track_lap)
        assert activity.laps.records.sum() <= len(records)
    assert activity.damaged == bool(activity.faults_of(FaultKind.XML_NOT_WELL_FORMED))


@pytest.fixture(autouse=True)
def _no_warning() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("module", [gpx, tcx])
@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
@example(b"")
@example(b"<")
@example(b"\xff\xfe<")
@example(b"<\0")
def test_any_bytes(module: ModuleType, data: bytes) -> None:
    look_at_everything(module.read(data), len(data))


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(start + draw(st.integers(0, 12)), len(data))
        data = data[:start] + draw(st.sampled_from([*PIECES, b""])) + data[stop:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@settings(max_examples=examples(300), deadline=None)
@given(mutated(GPX))
def test_mutations_of_gpx(data: bytes) -> None:
    look_at_everything(gpx.read(data), len(data))


@settings(max_examples=examples(300), deadline=None)
@given(mutated(TCX))
def test_mutations_of_tcx(data: bytes) -> None:
    look_at_everything(tcx.read(data), len(data))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32-be", "utf-8-sig"])
@given(cut=st.integers(0, 3000))
def test_other_encodings_cut_anywhere(encoding: str, cut: int) -> None:
    data = GPX.decode().encode(encoding)[:cut]
    look_at_everything(gpx.read(data), len(data))


@given(st.integers(0, len(GPX)))
def test_closed_points_of_a_cut_gpx_file_are_read(cut: int) -> None:
    activity = gpx.read(GPX[:cut])
    assert len(activity.records) == GPX[:cut].count(b"</trkpt>")


@given(st.integers(0, len(TCX)))
def test_closed_points_of_a_cut_tcx_file_are_read(cut: int) -> None:
    activity = tcx.read(TCX[:cut])
    assert len(activity.records) == TCX[:cut].count(b"</Trackpoint>") + TCX[:cut].count(b"<Trackpoint/>")
