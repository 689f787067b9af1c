"""GPX and TCX files, indented like those of Garmin Connect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.inputs.ride import Ride, ride

__all__ = ["bad_points", "gpx", "nested", "strange_extensions", "tcx"]

_GPX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="Example Device 1000" version="1.1" xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <metadata>
    <time>2026-03-01T08:00:00Z</time>
  </metadata>
  <trk>
    <name>Benchmark</name>
    <type>cycling</type>
    <trkseg>
"""
_GPX_FOOT = """    </trkseg>
  </trk>
</gpx>
"""
_TCX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" \
xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Activities>
    <Activity Sport="Biking">
      <Id>2026-03-01T08:00:00Z</Id>
"""
_TCX_FOOT = """      <Creator xsi:type="Device_t">
        <Name>Example Device 1000</Name>
        <UnitId>3900000001</UnitId>
        <ProductID>3113</ProductID>
        <Version>
          <VersionMajor>1</VersionMajor>
          <VersionMinor>0</VersionMinor>
          <BuildMajor>0</BuildMajor>
          <BuildMinor>0</BuildMinor>
        </Version>
      </Creator>
    </Activity>
  </Activities>
</TrainingCenterDatabase>
"""
_LAP_RECORDS = 1800


def gpx(records: int, *, wild: bool = False) -> bytes:
    """One track of one segment: position, elevation, time, heart rate, cadence, temperature."""
    return "".join([_GPX_HEAD, *_points(ride(records, wild=wild)), _GPX_FOOT]).encode()


def tcx(records: int, *, wild: bool = False) -> bytes:
    """One activity in laps of half an hour: time, position, altitude, distance, heart rate, cadence, speed, power."""
    return "".join([_TCX_HEAD, *_laps(ride(records, wild=wild)), _TCX_FOOT]).encode()


def nested(depth: int) -> bytes:
    """Nested elements that are never closed."""
    return (_GPX_HEAD + "<trkpt>" * depth).encode()


def strange_extensions(points: int) -> bytes:
    """Each point has an extension with a different name in a different namespace."""
    strange = (
        f'<trkpt lat="30.0" lon="-40.0"><time>2026-03-01T08:00:00Z</time><extensions>'
        f'<x:e{row} xmlns:x="urn:example:{row}" a{row}="1">1</x:e{row}></extensions></trkpt>\n'
        for row in range(points)
    )
    return "".join([_GPX_HEAD, *strange, _GPX_FOOT]).encode()


def bad_points(points: int) -> bytes:
    """Each point is wrong, with a different text."""
    bad = (
        f'<trkpt lat="north {row}" lon="{row}"><ele>high {row}</ele><time>at {row}</time></trkpt>\n'
        for row in range(points)
    )
    return "".join([_GPX_HEAD, *bad, _GPX_FOOT]).encode()


def _points(track: Ride) -> Iterator[str]:
    columns = (track.latitude, track.longitude, track.altitude, track.heartrate, track.cadence, track.temperature)
    rows = zip(*(column.tolist() for column in columns), _times(track), strict=True)
    for lat, lon, ele, heart, cadence, celsius, time in rows:
        yield (
            f'      <trkpt lat="{lat:.7f}" lon="{lon:.7f}">\n        <ele>{ele:.1f}</ele>\n'
            f"        <time>{time}</time>\n        <extensions>\n          <ns3:TrackPointExtension>\n"
            f"            <ns3:atemp>{celsius:.1f}</ns3:atemp>\n            <ns3:hr>{heart:.0f}</ns3:hr>\n"
            f"            <ns3:cad>{cadence:.0f}</ns3:cad>\n          </ns3:TrackPointExtension>\n"
            "        </extensions>\n      </trkpt>\n"
        )


def _laps(track: Ride) -> Iterator[str]:
    times = _times(track)
    points = _trackpoints(track, times)
    for start in range(0, len(track), _LAP_RECORDS):
        end = min(start + _LAP_RECORDS, len(track)) - 1
        yield (
            f'      <Lap StartTime="{times[start]}">\n        <TotalTimeSeconds>{end - start}.0</TotalTimeSeconds>\n'
            f"        <DistanceMeters>{track.distance[end] - track.distance[start]:.1f}</DistanceMeters>\n"
            "        <Calories>300</Calories>\n        <Intensity>Active</Intensity>\n"
            "        <TriggerMethod>Manual</TriggerMethod>\n        <Track>\n"
        )
        for _ in range(start, end + 1):
            yield next(points)
        yield "        </Track>\n      </Lap>\n"


def _trackpoints(track: Ride, times: list[str]) -> Iterator[str]:
    columns = (track.latitude, track.longitude, track.altitude, track.distance, track.heartrate, track.cadence)
    more = (track.speed, track.power)
    for time, lat, lon, ele, metres, heart, cadence, speed, watts in zip(
        times, *(column.tolist() for column in (*columns, *more)), strict=True
    ):
        yield (
            f"          <Trackpoint>\n            <Time>{time}</Time>\n            <Position>\n"
            f"              <LatitudeDegrees>{lat:.7f}</LatitudeDegrees>\n"
            f"              <LongitudeDegrees>{lon:.7f}</LongitudeDegrees>\n            </Position>\n"
            f"            <AltitudeMeters>{ele:.1f}</AltitudeMeters>\n"
            f"            <DistanceMeters>{metres:.2f}</DistanceMeters>\n            <HeartRateBpm>\n"
            f"              <Value>{heart:.0f}</Value>\n            </HeartRateBpm>\n"
            f"            <Cadence>{cadence:.0f}</Cadence>\n            <Extensions>\n              <ns3:TPX>\n"
            f"                <ns3:Speed>{speed:.3f}</ns3:Speed>\n                <ns3:Watts>{watts:.0f}</ns3:Watts>\n"
            "              </ns3:TPX>\n            </Extensions>\n          </Trackpoint>\n"
        )


def _times(track: Ride) -> list[str]:
    seconds = track.time.astype("int64").astype("datetime64[s]")
    return [f"{text}Z" for text in np.datetime_as_string(seconds).tolist()]
