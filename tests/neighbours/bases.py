"""Small files of each format that hold one of everything: what their neighbours are made of."""

from __future__ import annotations

from typing import Final

__all__ = ["GPX", "STRENGTH", "TCX"]

_POINT: Final = """      <trkpt lat="47.0001{n}" lon="11.0001{n}">
        <ele>50{n}.5</ele>
        <time>2026-04-12T06:30:0{n}Z</time>
        <extensions>
          <power>20{n}</power>
          <gpxtpx:TrackPointExtension>
            <gpxtpx:atemp>1{n}.5</gpxtpx:atemp>
            <gpxtpx:hr>14{n}</gpxtpx:hr>
            <gpxtpx:cad>8{n}</gpxtpx:cad>
          </gpxtpx:TrackPointExtension>
        </extensions>
      </trkpt>
"""
GPX: Final = (
    """<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" version="1.1" \
creator="Garmin Edge 840 with barometer">
  <metadata>
    <name>Ride</name>
    <author>
      <name>A. Rider</name>
    </author>
    <link href="https://example.org">
      <text>Example</text>
    </link>
    <time>2026-04-12T06:30:00Z</time>
  </metadata>
  <trk>
    <name>Ride</name>
    <type>running</type>
    <trkseg>
"""
    + "".join(_POINT.format(n=n) for n in range(4))
    + """    </trkseg>
  </trk>
</gpx>
"""
)

_TRACKPOINT: Final = """          <Trackpoint>
            <Time>2026-04-12T06:30:0{n}Z</Time>
            <Position>
              <LatitudeDegrees>47.0001{n}</LatitudeDegrees>
              <LongitudeDegrees>11.0001{n}</LongitudeDegrees>
            </Position>
            <AltitudeMeters>50{n}.5</AltitudeMeters>
            <DistanceMeters>{n}.5</DistanceMeters>
            <HeartRateBpm>
              <Value>14{n}</Value>
            </HeartRateBpm>
            <Cadence>8{n}</Cadence>
            <SensorState>Present</SensorState>
            <Extensions>
              <ns3:TPX>
                <ns3:Speed>3.{n}</ns3:Speed>
                <ns3:Watts>20{n}</ns3:Watts>
              </ns3:TPX>
            </Extensions>
          </Trackpoint>
"""
TCX: Final = (
    """<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" \
xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Activities>
    <Activity Sport="Biking">
      <Id>2026-04-12T06:30:00Z</Id>
      <Lap StartTime="2026-04-12T06:30:00Z">
        <TotalTimeSeconds>3.0</TotalTimeSeconds>
        <DistanceMeters>3.5</DistanceMeters>
        <MaximumSpeed>3.5</MaximumSpeed>
        <Calories>12</Calories>
        <AverageHeartRateBpm>
          <Value>141</Value>
        </AverageHeartRateBpm>
        <MaximumHeartRateBpm>
          <Value>143</Value>
        </MaximumHeartRateBpm>
        <Intensity>Active</Intensity>
        <Cadence>82</Cadence>
        <TriggerMethod>Manual</TriggerMethod>
        <Track>
"""
    + "".join(_TRACKPOINT.format(n=n) for n in range(4))
    + """        </Track>
        <Notes>Hills</Notes>
        <Extensions>
          <ns3:LX>
            <ns3:AvgSpeed>3.2</ns3:AvgSpeed>
            <ns3:AvgWatts>201</ns3:AvgWatts>
          </ns3:LX>
        </Extensions>
      </Lap>
      <Notes>Home</Notes>
      <Creator xsi:type="Device_t">
        <Name>Garmin Edge 840 with barometer</Name>
        <UnitId>1</UnitId>
        <ProductID>1</ProductID>
        <Version>
          <VersionMajor>1</VersionMajor>
          <VersionMinor>0</VersionMinor>
        </Version>
      </Creator>
    </Activity>
  </Activities>
  <Author xsi:type="Application_t">
    <Name>Example</Name>
    <Build>
      <Version>
        <VersionMajor>1</VersionMajor>
        <VersionMinor>0</VersionMinor>
      </Version>
    </Build>
    <LangID>en</LangID>
    <PartNumber>000-00000-00</PartNumber>
  </Author>
</TrainingCenterDatabase>
"""
)

STRENGTH: Final = """{
  "version": "1.0",
  "start_time": "2026-04-12T17:00:00Z",
  "utc_offset": 7200,
  "elapsed_time": 2400,
  "active_time": 1500,
  "total_calories": 210,
  "creator": {"name": "Example Gym Log 3"},
  "streams": {
    "time": [0, 600, 1200, 1800, 2400],
    "active": [true, true, false, true, false],
    "heartrate": [78, 121, 96, 133, 102]
  },
  "sets": [
    {"exercise_type": "BARBELL_BACK_SQUAT", "repetitions": 8, "weight": 80.0, "start_time": "2026-04-12T17:02:00Z"},
    {"exercise_type": "PLANK_GENERIC", "duration": 60, "start_time": "2026-04-12T17:30:00Z"}
  ]
}
"""
