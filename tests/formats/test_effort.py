"""A file with four times as many records takes the same number of function calls: no loop runs over records."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from activitylint.formats import fit, gpx, tcx
from activitylint.model.activity import Activity
from fit_builder import FitFile, activity
from sampling import sampled

FEW, MANY = 300, 1200
MORE = 5
"""Additional calls of a function that are allowed: the scan looks for runs of FIT messages in growing steps."""

GPX = (
    '<?xml version="1.0" encoding="{}"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:t="'
    'http://www.garmin.com/xmlschemas/TrackPointExtension/v1" version="1.1" creator="x"><trk><name>{}</name><trkseg>'
)
TCX = (
    '<?xml version="1.0" encoding="{}"?>\n<TrainingCenterDatabase xmlns="'
    'http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running">'
    '<Id>2024-01-01T00:00:00Z</Id><Lap StartTime="2024-01-01T00:00:00Z"><TotalTimeSeconds>1</TotalTimeSeconds>'
    "<Calories>1</Calories><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Notes>{}</Notes><Track>"
)
TPX = '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">{}</TPX></Extensions>'
TIME = "2024-01-01T{h:02}:{m:02}:{s:02}"

POINTS = {
    "as devices write them": (
        f'<trkpt lat="47.{{n:06}}" lon="8.{{n:06}}"><ele>{{n}}.5</ele><time>{TIME}Z</time><extensions><power>{{n}}'
        "</power><t:TrackPointExtension><t:hr>99</t:hr><t:cad>8</t:cad></t:TrackPointExtension></extensions></trkpt>\n"
    ),
    "single quotes and an offset": f"<trkpt  lon='8.{{n:06}}'\n lat='-7.{{n}}'><time>{TIME}.000+01:00</time></trkpt>",
    "no zone and no fraction": f'<trkpt lat="{{n}}" lon="8"><ele>1</ele><time>{TIME}</time></trkpt>',
    "other attributes": f'<trkpt id="{{n}}" lat="1.{{n}}" lon="8"><time>{TIME},5Z</time></trkpt>',
    "all alike": '<trkpt lat="1" lon="8"><time>2024-01-01T00:00:00Z</time></trkpt>',
    "quotes of both kinds": f"<trkpt lat='1.{{n}}' lon=\"8\"><sat>{{n}}</sat><time>{TIME}Z</time></trkpt>",
    "alone": '<trkpt lat="1.{n}" lon="-8e0"/>',
    "numbers of both signs": f'<trkpt lat="-{{n}}" lon="+.5"><ele>{{n}}.</ele><time>{TIME}.123456789Z</time></trkpt>',
    "leap days": '<trkpt lat="1" lon="{n}"><time>2024-02-29T23:{m:02}:{s:02}-05:30</time></trkpt>',
    "links": f'<trkpt lat="1" lon="8"><time>{TIME}Z</time><link href="u:{{n}}"><text>x</text></link></trkpt>',
    "a namespace each": (
        f'<trkpt lat="1" lon="8"><time>{TIME}Z</time><extensions><hr xmlns="u:1">{{n}}</hr></extensions></trkpt>'
    ),
}
TRACKPOINTS = {
    "as devices write them": (
        f"<Trackpoint><Time>{TIME}Z</Time><Position><LatitudeDegrees>1.{{n}}</LatitudeDegrees>"
        "<LongitudeDegrees>2.{n}</LongitudeDegrees></Position><AltitudeMeters>{n}</AltitudeMeters>"
        "<DistanceMeters>{n}.25</DistanceMeters><HeartRateBpm><Value>99</Value></HeartRateBpm><Cadence>8</Cadence>"
        f"{TPX.format('<Speed>1.{n}</Speed><Watts>{n}</Watts><RunCadence>80</RunCadence>')}</Trackpoint>\n"
    ),
    "times alone": f"<Trackpoint><Time>{TIME}.000+01:00</Time></Trackpoint>",
    "typed heart rates": (
        f'<Trackpoint><Time>{TIME}Z</Time><HeartRateBpm xsi:type="x" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Value>99</Value></HeartRateBpm></Trackpoint>'
    ),
    "words": f"<Trackpoint><Time>{TIME}Z</Time><SensorState>Present</SensorState></Trackpoint>",
}
Make = Callable[[int], bytes]


def steps(read: Callable[[bytes], Activity], data: bytes) -> Counter[str]:
    """Return how often each function is called."""
    found: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            found[f"{frame.f_code.co_filename.rpartition('/')[2]} {frame.f_code.co_name}"] += 1
        elif event == "c_call":
            found[str(argument.__qualname__)] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read(data)
    finally:
        sys.setprofile(before)
    return found


def document(head: str, record: str, tail: str, encoding: str = "UTF-8") -> Make:
    def make(count: int) -> bytes:
        records = (record.format(n=n, s=n % 60, m=n // 60 % 60, h=n // 3600) for n in range(count))
        return (head.format(encoding, "Zürich") + "".join(records) + tail).encode(encoding)

    return make


def gpx_of(name: str, encoding: str = "UTF-8") -> Make:
    return document(GPX, POINTS[name], "</trkseg></trk></gpx>", encoding)


def tcx_of(name: str, encoding: str = "UTF-8") -> Make:
    tail = "</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    return document(TCX, TRACKPOINTS[name], tail, encoding)


CASES: dict[str, tuple[Callable[[bytes], Activity], Make]] = {
    **{f"GPX, {name}": (gpx.read, gpx_of(name)) for name in POINTS},
    **{f"TCX, {name}": (tcx.read, tcx_of(name)) for name in TRACKPOINTS},
    **{f"GPX in {name}": (gpx.read, gpx_of("as devices write them", name)) for name in ("UTF-16", "ISO-8859-1")},
    "TCX in windows-1252": (tcx.read, tcx_of("as devices write them", "windows-1252")),
    "FIT, one definition": (fit.read, lambda count: activity(count).build()),
    "FIT, big-endian": (fit.read, lambda count: activity(count, file=FitFile(big_endian=True)).build()),
}


@pytest.mark.parametrize("name", sampled(CASES, 3))
def test_the_number_of_function_calls_does_not_grow_with_the_file(name: str) -> None:
    read, make = CASES[name]
    few, many = make(FEW), make(MANY)
    assert len(read(few).records) >= FEW  # what is asked once is known from here on
    assert len(read(many).records) >= MANY
    expected, found = steps(read, few), steps(read, many)
    assert {one: (expected[one], count) for one, count in found.items() if count > expected[one] + MORE} == {}
