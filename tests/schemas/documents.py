"""Documents that use every element and attribute of the XML schemas, for the tests to break in every way."""

from __future__ import annotations

from typing import Final

GPX: Final = """
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Example Device 1000">
  <metadata>
    <name>Sea</name><desc>Calm</desc>
    <author><name>A. Writer</name><email id="a" domain="example.com"/><link href="http://example.com"/></author>
    <copyright author="A. Writer"><year>2026</year><license>http://example.com/licence</license></copyright>
    <link href="http://example.com"><text>Home</text><type>text/html</type></link>
    <time>2026-04-12T06:30:00Z</time>
    <keywords>sea</keywords>
    <bounds minlat="45" minlon="-30" maxlat="45.1" maxlon="-29.9"/>
    <extensions><v:a xmlns:v="http://example.com/v">1</v:a></extensions>
  </metadata>
  <wpt lat="45" lon="-30"><ele>1</ele><name>Buoy</name><extensions/></wpt>
  <rte>
    <name>Round</name><cmt>c</cmt><desc>d</desc><src>s</src><link href="http://example.com"/>
    <number>1</number><type>row</type><extensions/>
    <rtept lat="45" lon="-30"/>
  </rte>
  <trk>
    <name>Round</name><cmt>c</cmt><desc>d</desc><src>s</src><link href="http://example.com"/>
    <number>1</number><type>row</type><extensions/>
    <trkseg>
      <trkpt lat="45" lon="-30">
        <ele>12.5</ele><time>2026-04-12T06:30:00Z</time><magvar>0.5</magvar><geoidheight>47</geoidheight>
        <name>n</name><cmt>c</cmt><desc>d</desc><src>s</src><link href="http://example.com"/><sym>Dot</sym>
        <type>t</type><fix>3d</fix><sat>7</sat><hdop>1</hdop><vdop>1</vdop><pdop>1</pdop>
        <ageofdgpsdata>1</ageofdgpsdata><dgpsid>3</dgpsid>
        <extensions><v:a xmlns:v="http://example.com/v">1</v:a></extensions>
      </trkpt>
      <trkpt lat="-90" lon="-180"/>
      <extensions/>
    </trkseg>
  </trk>
  <extensions/>
</gpx>
"""

_VERSION: Final = (
    "<VersionMajor>1</VersionMajor><VersionMinor>2</VersionMinor><BuildMajor>0</BuildMajor><BuildMinor>0</BuildMinor>"
)
_DEVICE: Final = f"""
<Creator xsi:type="Device_t">
  <Name>Example Device 1000</Name><UnitId>1</UnitId><ProductID>1000</ProductID><Version>{_VERSION}</Version>
</Creator>
"""
_POSITION: Final = "<LatitudeDegrees>45</LatitudeDegrees><LongitudeDegrees>-30</LongitudeDegrees>"
_EFFORT: Final = """
<AverageHeartRateBpm xsi:type="HeartRateInBeatsPerMinute_t"><Value>120</Value></AverageHeartRateBpm>
<MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>
<Intensity>Active</Intensity><Cadence>80</Cadence>
"""
_LAP: Final = f"""
<TotalTimeSeconds>1.5</TotalTimeSeconds><DistanceMeters>8.8</DistanceMeters><MaximumSpeed>5</MaximumSpeed>
<Calories>1</Calories>{_EFFORT}<TriggerMethod>Manual</TriggerMethod>
<Track>
  <Trackpoint>
    <Time>2026-04-12T06:30:00Z</Time><Position>{_POSITION}</Position><AltitudeMeters>1</AltitudeMeters>
    <DistanceMeters>0</DistanceMeters><HeartRateBpm><Value>120</Value></HeartRateBpm><Cadence>80</Cadence>
    <SensorState>Present</SensorState><Extensions><v:a xmlns:v="http://example.com/v">1</v:a></Extensions>
  </Trackpoint>
  <Trackpoint><Time>2026-04-12T06:30:01.5+02:00</Time></Trackpoint>
</Track>
<Notes>Calm</Notes><Extensions/>
"""
_ACTIVITY: Final = f"""
<Activity Sport="Biking">
  <Id>2026-04-12T06:30:00Z</Id>
  <Lap StartTime="2026-04-12T06:30:00Z">{_LAP}</Lap>
  <Notes>Calm</Notes>
  <Training VirtualPartner="false">
    <QuickWorkoutResults><TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>1</DistanceMeters></QuickWorkoutResults>
    <Plan Type="Workout" IntervalWorkout="true"><Name>Plan</Name><Extensions/></Plan>
  </Training>
  {_DEVICE}
  <Extensions/>
</Activity>
"""
_SHORT_LAP: Final = """
<TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>8</DistanceMeters><Calories>1</Calories>
<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>
"""
_SHORT_ACTIVITY: Final = f"""
<Activity Sport="Running">
  <Id>2026-04-12T07:30:00Z</Id><Lap StartTime="2026-04-12T07:30:00Z">{_SHORT_LAP}</Lap>
</Activity>
"""
_FOLDER_END: Final = '<Week StartDay="2026-04-06"><Notes>n</Notes></Week><Notes>n</Notes><Extensions/>'
_HISTORY: Final = "".join(
    f'<{name} Name="{name}"><Folder Name="f"/>{_FOLDER_END}</{name}>' for name in ("Running", "Biking", "Other")
)
_WORKOUT_FOLDERS: Final = "".join(
    f'<{name} Name="{name}"><Folder Name="f"/><Extensions/></{name}>' for name in ("Running", "Biking", "Other")
)


def _step(number: int, duration: str, target: str) -> str:
    return (
        f'<Step xsi:type="Step_t"><StepId>{number}</StepId><Name>s</Name>{duration}'
        f"<Intensity>Active</Intensity>{target}</Step>"
    )


def _duration(kind: str, content: str = "") -> str:
    return f'<Duration xsi:type="{kind}">{content}</Duration>'


def _target(kind: str, content: str = "") -> str:
    return f'<Target xsi:type="{kind}">{content}</Target>'


_BPM: Final = '<HeartRate xsi:type="HeartRateInBeatsPerMinute_t"><Value>120</Value></HeartRate>'
_PERCENT: Final = '<HeartRate xsi:type="HeartRateAsPercentOfMax_t"><Value>80</Value></HeartRate>'
_STEPS: Final = "".join(
    (
        _step(1, _duration("Time_t", "<Seconds>60</Seconds>"), _target("None_t")),
        _step(
            2,
            _duration("Distance_t", "<Meters>60</Meters>"),
            _target("Speed_t", '<SpeedZone xsi:type="PredefinedSpeedZone_t"><Number>3</Number></SpeedZone>'),
        ),
        _step(
            3,
            _duration("HeartRateAbove_t", _BPM),
            _target(
                "Speed_t",
                '<SpeedZone xsi:type="CustomSpeedZone_t"><ViewAs>Pace</ViewAs>'
                "<LowInMetersPerSecond>1</LowInMetersPerSecond><HighInMetersPerSecond>2</HighInMetersPerSecond>"
                "</SpeedZone>",
            ),
        ),
        _step(
            4,
            _duration("HeartRateBelow_t", _PERCENT),
            _target(
                "HeartRate_t",
                '<HeartRateZone xsi:type="PredefinedHeartRateZone_t"><Number>3</Number></HeartRateZone>',
            ),
        ),
        _step(
            5,
            _duration("CaloriesBurned_t", "<Calories>60</Calories>"),
            _target(
                "HeartRate_t",
                '<HeartRateZone xsi:type="CustomHeartRateZone_t">'
                '<Low xsi:type="HeartRateInBeatsPerMinute_t"><Value>100</Value></Low>'
                '<High xsi:type="HeartRateAsPercentOfMax_t"><Value>90</Value></High></HeartRateZone>',
            ),
        ),
        '<Step xsi:type="Repeat_t"><StepId>6</StepId><Repetitions>3</Repetitions>',
        _step(7, _duration("UserInitiated_t"), _target("Cadence_t", "<Low>60</Low><High>90</High>"))
        .replace("<Step ", "<Child ")
        .replace("</Step>", "</Child>"),
        "</Step>",
    )
)

TCX_NAMESPACE: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"

TCX: Final = f"""
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Folders>
    <History>{_HISTORY}<MultiSport Name="m"><Folder Name="f"/>{_FOLDER_END}</MultiSport><Extensions/></History>
    <Workouts>{_WORKOUT_FOLDERS}<Extensions/></Workouts>
    <Courses>
      <CourseFolder Name="c"><Folder Name="f"/><Notes>n</Notes><Extensions/></CourseFolder><Extensions/>
    </Courses>
  </Folders>
  <Activities>
    {_ACTIVITY}
    <MultiSportSession>
      <Id>2026-04-12T06:30:00Z</Id>
      <FirstSport>{_SHORT_ACTIVITY}</FirstSport>
      <NextSport><Transition StartTime="2026-04-12T07:30:01Z">{_SHORT_LAP}</Transition>{_SHORT_ACTIVITY}</NextSport>
      <Notes>n</Notes>
    </MultiSportSession>
  </Activities>
  <Workouts>
    <Workout Sport="Running">
      <Name>w</Name>{_STEPS}<ScheduledOn>2026-04-12</ScheduledOn><Notes>n</Notes>{_DEVICE}<Extensions/>
    </Workout>
  </Workouts>
  <Courses>
    <Course>
      <Name>Buoy</Name>
      <Lap>
        <TotalTimeSeconds>1.5</TotalTimeSeconds><DistanceMeters>8.8</DistanceMeters>
        <BeginPosition>{_POSITION}</BeginPosition><BeginAltitudeMeters>1</BeginAltitudeMeters>
        <EndPosition>{_POSITION}</EndPosition><EndAltitudeMeters>1</EndAltitudeMeters>{_EFFORT}<Extensions/>
      </Lap>
      <Track><Trackpoint><Time>2026-04-12T06:30:00Z</Time></Trackpoint></Track>
      <Notes>n</Notes>
      <CoursePoint>
        <Name>Left</Name><Time>2026-04-12T06:30:00Z</Time><Position>{_POSITION}</Position>
        <AltitudeMeters>1</AltitudeMeters><PointType>Left</PointType><Notes>n</Notes><Extensions/>
      </CoursePoint>
      {_DEVICE}
      <Extensions/>
    </Course>
  </Courses>
  <Author xsi:type="Application_t">
    <Name>Example Exporter</Name>
    <Build><Version>{_VERSION}</Version><Type>Release</Type><Time>noon</Time><Builder>b</Builder></Build>
    <LangID>EN</LangID><PartNumber>006-A0180-00</PartNumber>
  </Author>
  <Extensions/>
</TrainingCenterDatabase>
"""

TRACK_POINT_EXTENSION: Final = """
<TrackPointExtension xmlns="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <atemp>14</atemp><wtemp>12</wtemp><depth>1</depth><hr>120</hr><cad>80</cad>
  <Extensions><v:a xmlns:v="http://example.com/v">1</v:a></Extensions>
</TrackPointExtension>
"""

TPX: Final = """
<TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2" CadenceSensor="Footpod">
  <Speed>4.4</Speed><RunCadence>85</RunCadence><Watts>200</Watts>
  <Extensions><v:a xmlns:v="http://example.com/v">1</v:a></Extensions>
</TPX>
"""

LX: Final = """
<LX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
  <AvgSpeed>4.4</AvgSpeed><MaxBikeCadence>100</MaxBikeCadence><AvgRunCadence>85</AvgRunCadence>
  <MaxRunCadence>90</MaxRunCadence><Steps>100</Steps><AvgWatts>200</AvgWatts><MaxWatts>300</MaxWatts><Extensions/>
</LX>
"""

_DATA_LAP: Final = """
<index>1</index><startPoint lat="45" lon="-30"/><endPoint lat="45" lon="-30"/>
<startTime>2026-04-12T06:30:00Z</startTime><elapsedTime>2</elapsedTime><calories>1</calories><distance>8.8</distance>
<trackReference trackNumber="1" trackName="t"><startPoint>0</startPoint><endPoint>2</endPoint></trackReference>
<summary name="hr" kind="avg">120</summary><trigger kind="manual">x</trigger><intensity>active</intensity>
"""

GPXDATA: Final = tuple(
    document.replace(">", ' xmlns="http://www.cluetrust.com/XML/GPXDATA/1/0">', 1)
    for document in (
        "<hr>120</hr>",
        "<cadence>80</cadence>",
        "<temp>14.5</temp>",
        '<distance sensor="wheel">8.8</distance>',
        '<sensor kind="pedometer"></sensor>',
        f"<lap>{_DATA_LAP}</lap>",
        f"<run><sport>bike</sport><programType>x</programType><laps><lap>{_DATA_LAP}</lap></laps></run>",
        f"<course><index>1</index><laps><lap>{_DATA_LAP}</lap></laps></course>",
        "<dataPt><time>2026-04-12T06:30:00Z</time><ele>1</ele><hr>120</hr><distance>8</distance></dataPt>",
        '<dataPt><time>2026-04-12T06:30:00Z</time><cadence>80</cadence><temp>14</temp><sensor kind="wheel"/></dataPt>',
    )
)
