"""What is read from TCX: activities, courses, laps, tracks, trackpoints and their extensions."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.formats import tcx
from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from activitylint.model.format import Format
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2, TCX_2

POINT = "<Trackpoint><Time>1970-01-01T00:00:0{}Z</Time>{}</Trackpoint>"


def read(inside: str, namespace: str = TCX_2) -> Activity:
    root = f'<TrainingCenterDatabase xmlns="{namespace}" xmlns:x="{ACTIVITY_EXTENSION_2}">'
    return tcx.read(f"{root}{inside}</TrainingCenterDatabase>".encode())


def activity(*laps: str, sport: str = ' Sport="Biking"') -> str:
    return f"<Activities><Activity{sport}><Id>1970-01-01T00:00:00Z</Id>{''.join(laps)}</Activity></Activities>"


def lap(*points: str, start: str = "1970-01-01T00:00:00Z", values: str = "") -> str:
    return f'<Lap StartTime="{start}">{values}<Track>{"".join(points)}</Track></Lap>'


def points(*inside: str, sport: str = ' Sport="Biking"') -> Activity:
    return read(activity(lap(*(POINT.format(number, each) for number, each in enumerate(inside))), sport=sport))


def tpx(inside: str) -> str:
    return f"<Extensions><x:TPX>{inside}</x:TPX></Extensions>"


def test_streams() -> None:
    found = points(
        "<Position><LatitudeDegrees>1</LatitudeDegrees><LongitudeDegrees>2</LongitudeDegrees></Position>"
        "<AltitudeMeters>3</AltitudeMeters><DistanceMeters>4</DistanceMeters><HeartRateBpm><Value>5</Value></HeartRateBpm>"
        "<Cadence>6</Cadence>" + tpx("<x:Speed>7</x:Speed><x:Watts>8</x:Watts>"),
        "<Position><LatitudeDegrees>1.5</LatitudeDegrees></Position>",
    )
    records = found.records
    assert found.format is Format.TCX
    assert records.time.tolist() == [0, 1]
    np.testing.assert_array_equal(records.latitude, [1, 1.5])
    streams = ("longitude", "altitude", "distance", "heartrate", "cadence", "speed", "power")
    for value, stream in enumerate(streams, start=2):
        np.testing.assert_array_equal(getattr(records, stream), [value, np.nan])
    assert np.isnan(records.temperature).all()
    assert sorted(use.name for use in found.extensions) == ["Speed", "Watts"]


@pytest.mark.parametrize(
    ("sport", "expected"),
    [("Running", [81, 82, 80]), ("hiking", [81, 82, 80]), ("Biking", [80, 82, 80]), ("Other", [80, 82, 80])],
)
def test_the_sport_decides_which_of_two_cadences_counts(sport: str, expected: list[float]) -> None:
    run = tpx("<x:RunCadence>{}</x:RunCadence>")
    found = points(
        "<Cadence>80</Cadence>" + run.format(81), run.format(82), "<Cadence>80</Cadence>", sport=f' Sport="{sport}"'
    )
    assert found.records.cadence.tolist() == expected


@pytest.mark.parametrize(
    "inside",
    [
        '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v1"><Watts>1</Watts></TPX></Extensions>',
        "<Extensions><TPX><Watts>1</Watts></TPX></Extensions>",
        "<Extensions><x:Watts>1</x:Watts></Extensions>",
        "<Watts>1</Watts>",
        tpx("<x:Extensions><x:Watts>1</x:Watts></x:Extensions>"),
        '<Extensions><Temp xmlns="u:x">20</Temp></Extensions>',
        "<Temperature>20</Temperature>",
    ],
)
def test_values_elsewhere_are_noted_as_extensions_but_not_read(inside: str) -> None:
    found = points(inside, "")
    assert np.isnan(found.records.power).all()
    assert np.isnan(found.records.temperature).all()
    (use,) = found.extensions
    assert (use.count, use.rows.tolist()) == (1, [0])


def test_an_extension_of_a_lap_is_noted_outside_the_records() -> None:
    found = read(activity(lap(values="<Extensions><x:LX><x:AvgWatts>1</x:AvgWatts></x:LX></Extensions>")))
    (use,) = found.extensions
    assert (use.name, use.rows.tolist()) == ("AvgWatts", [])


VALUES = "<TotalTimeSeconds>{}</TotalTimeSeconds><DistanceMeters>{}</DistanceMeters><Calories>{}</Calories>"


def test_laps_and_sessions() -> None:
    found = read(
        activity(
            lap(POINT.format(1, ""), POINT.format(2, ""), values=VALUES.format(10, 100, 5)),
            lap(start="1970-01-01T00:00:05Z", values=VALUES.format("x", "", 6) + "<Notes>n</Notes>"),
            lap(
                POINT.format(7, ""), start="never", values="<AverageHeartRateBpm><Value>9</Value></AverageHeartRateBpm>"
            ),
        )
    )
    laps = found.laps
    np.testing.assert_array_equal(laps.start, [0, 5, np.nan])
    np.testing.assert_array_equal(laps.elapsed, [10, np.nan, np.nan])
    np.testing.assert_array_equal(laps.distance, [100, np.nan, np.nan])
    np.testing.assert_array_equal(laps.calories, [5, 6, np.nan])
    assert laps.first_record.tolist() == [0, 2, 2]
    assert laps.records.tolist() == [2, 0, 1]
    assert laps.session.tolist() == [0, 0, 0]
    assert found.records.segment.tolist() == [0, 0, 2]
    assert found.tcx is not None
    assert found.tcx.tracks.tolist() == [2, 0, 1]
    assert found.tcx.track_lap.tolist() == [0, 1, 2]
    assert {name: rows.tolist() for name, rows in found.tcx.lap_numbers_missing.items()} == {
        "TotalTimeSeconds": [1, 2],
        "DistanceMeters": [1, 2],
        "Calories": [2],
    }
    assert found.tcx.lap_values == {
        "TotalTimeSeconds": 2,
        "DistanceMeters": 1,
        "Calories": 2,
        "Notes": 1,
        "AverageHeartRateBpm/Value": 1,
    }
    sessions = found.sessions
    assert (sessions.start[0], sessions.elapsed[0], sessions.timer[0]) == (1, 6, 10)
    assert (sessions.distance[0], sessions.calories[0], sessions.num_laps[0]) == (100, 11, 3)
    (fault,) = found.faults_of(FaultKind.UNREADABLE_TIME)
    assert fault.at == Place("lap", 2, "@StartTime")
    assert not found.faults_of(FaultKind.UNREADABLE_NUMBER)


def test_a_session_without_trackpoints_starts_with_its_lap_or_its_id() -> None:
    with_lap = read(activity('<Lap StartTime="1970-01-01T00:00:09Z"><TotalTimeSeconds>7</TotalTimeSeconds></Lap>'))
    assert (with_lap.sessions.start[0], with_lap.sessions.elapsed[0]) == (9, 7)
    assert read(activity("<Lap/>")).sessions.start[0] == 0


def test_courses() -> None:
    found = read(
        "<Courses><Course><Name>A</Name><Lap><TotalTimeSeconds>1</TotalTimeSeconds></Lap><Track>"
        + POINT.format(0, "")
        + "</Track></Course></Courses>"
    )
    assert len(found.records) == 1
    assert found.tcx is not None
    assert (found.tcx.activities, found.tcx.courses, found.tcx.track_lap.tolist()) == (0, 1, [0])
    assert found.laps.elapsed.tolist() == [1]
    assert found.laps.session.tolist() == [0]
    assert found.sport.written is None


def test_sessions_are_activities_and_then_courses() -> None:
    course = "<Courses><Course><Lap/><Track>" + POINT.format(5, "") + "</Track></Course></Courses>"
    found = read(course + activity(lap(POINT.format(1, ""))))
    assert found.tcx is not None
    assert (found.tcx.activities, found.tcx.courses) == (1, 1)
    assert found.sessions.sport == ["Biking", None]
    assert found.laps.session.tolist() == [1, 0]
    assert found.records.time.tolist() == [5, 1]


def test_a_multisport_session() -> None:
    first = f"<FirstSport><Activity Sport='Running'>{lap(POINT.format(1, ''))}</Activity></FirstSport>"
    transition = "<Transition StartTime='1970-01-01T00:00:02Z'/>"
    second = f"<NextSport>{transition}<Activity Sport='Biking'>{lap(POINT.format(3, ''))}</Activity></NextSport>"
    found = read(f"<Activities><MultiSportSession><Id/>{first}{second}</MultiSportSession></Activities>")
    assert found.tcx is not None
    assert (found.tcx.multisport, found.tcx.activities, len(found.laps)) == (1, 2, 3)
    assert found.records.time.tolist() == [1, 3]
    assert found.sessions.sport == ["Running", "Biking"]
    assert found.sport.mapped == "Run"


@pytest.mark.parametrize(
    "inside",
    [
        activity(f"<Track>{POINT.format(1, '')}</Track>"),
        activity(f"<Lap><Track/><Track>{POINT.format(1, '')}</Track></Lap>"),
        f"<Courses><Course><Lap><Track>{POINT.format(1, '')}</Track></Lap></Course></Courses>",
    ],
)
def test_a_track_outside_a_lap_is_read(inside: str) -> None:
    found = read(inside)
    assert found.records.time.tolist() == [1]
    assert found.faults_of(FaultKind.TRACKPOINT_OUTSIDE_TRACK) == []


@pytest.mark.parametrize(
    ("inside", "parents"),
    [
        (activity(f"<Lap>{POINT.format(1, '')}</Lap>"), {"Lap": 1}),
        (activity(f"<Lap>{POINT.format(1, '') * 2}<Track/></Lap><Lap>{POINT.format(1, '')}</Lap>"), {"Lap": 3}),
        (activity(f"<Lap>{POINT.format(1, '')}</Lap>{POINT.format(1, '')}"), {"Lap": 1, "Activity": 1}),
        (f"<Courses><Course>{POINT.format(1, '')}</Course></Courses>", {"Course": 1}),
    ],
)
def test_a_trackpoint_outside_a_track_is_not_read(inside: str, parents: dict[str, int]) -> None:
    found = read(inside)
    assert len(found.records) == 0
    faults = found.faults_of(FaultKind.TRACKPOINT_OUTSIDE_TRACK)
    assert {fault.detail["parent"]: fault.count for fault in faults} == parents


def test_trackpoints_in_workouts_and_folders_are_not_read() -> None:
    found = read(f"<Workouts><Workout/><Workout>{lap(POINT.format(1, ''))}</Workout></Workouts>")
    assert found.tcx is not None
    assert (found.tcx.workouts, len(found.records)) == (2, 0)


def test_the_creator_and_the_author() -> None:
    kind = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="Device_t"'
    creator = f"<Creator {kind}><Name> Watch 1 </Name></Creator>"
    found = read(
        activity(lap(), "<Creator/>").replace("</Activity>", f"</Activity><Activity>{creator}</Activity>")
        + "<Author><Name>App</Name></Author>"
    )
    assert (found.creator.name, found.creator.author) == (" Watch 1 ", "App")
    ((location, _),) = found.places.locate([found.creator.at])
    assert location.path == "TrainingCenterDatabase/Activities/Activity[2]/Creator/Name"
    assert read(activity(lap())).creator.name is None


@pytest.mark.parametrize("namespace", [TCX_2.replace("v2", "v1"), "u:wrong", TCX_2])
def test_any_namespace_is_read(namespace: str) -> None:
    found = read(activity(lap(POINT.format(1, "<Cadence>9</Cadence>"))), namespace)
    assert found.records.cadence.tolist() == [9]
    assert found.document is not None
    assert found.document.root == (namespace, "TrainingCenterDatabase")


@pytest.mark.parametrize("data", [b"<foo><Activities><Activity/></Activities></foo>", b"", b"<"])
def test_another_root_has_nothing(data: bytes) -> None:
    found = tcx.read(data)
    assert not len(found.records)
    assert not len(found.sessions)
    assert found.tcx is not None
    assert found.tcx.activities == 0


def test_faults_of_values() -> None:
    found = points(
        "<Position><LatitudeDegrees>x</LatitudeDegrees></Position><Cadence>-</Cadence>",
        "<HeartRateBpm><Value>many</Value></HeartRateBpm>" + tpx("<x:Watts>1_0</x:Watts>"),
    )
    faults = {(fault.kind, fault.at.field, fault.at.row, fault.detail.get("stream")) for fault in found.faults}
    assert faults >= {
        (FaultKind.BAD_POSITION, "LatitudeDegrees", 0, None),
        (FaultKind.UNREADABLE_NUMBER, "Cadence", 0, "cadence"),
        (FaultKind.UNREADABLE_NUMBER, "HeartRateBpm", 1, "heartrate"),
        (FaultKind.UNREADABLE_NUMBER, "Watts", 1, "power"),
    }


COLUMNS = {
    "time": ["Time"],
    "latitude": ["LatitudeDegrees"],
    "longitude": ["LongitudeDegrees"],
    "altitude": ["AltitudeMeters"],
    "distance": ["DistanceMeters"],
    "heartrate": ["HeartRateBpm"],
    "cadence": ["Cadence", "RunCadence"],
    "power": ["Watts"],
    "speed": ["Speed"],
}


@pytest.mark.parametrize(("column", "tag"), [(column, tag) for column, tags in COLUMNS.items() for tag in tags])
def test_a_column_is_located_by_each_of_its_tags(column: str, tag: str) -> None:
    found = read(activity(f"<Lap><Track><Trackpoint><{tag}>1</{tag}></Trackpoint></Track></Lap>"))
    names = [column, *COLUMNS[column]]
    located = found.places.locate([Place("record", 0, name) for name in names])
    assert [location.path.rpartition("/")[2] for location, _ in located] == [tag] * len(names)


def test_the_first_creator_with_a_name_is_found_before_the_others() -> None:
    creators = "<Creator/>", "<Creator><Name>A</Name></Creator>", "<Creator><Name>B</Name></Creator>"
    found = read(f"<Activities>{''.join(f'<Activity>{each}</Activity>' for each in creators)}</Activities>")
    assert (found.creator.name, found.creator.at) == ("A", Place("creator", 0, "Name"))
    located = found.places.locate([Place("creator", row) for row in range(4)])
    assert [location.path[-19:] for location, _ in located] == [f"Activity[{n}]/Creator" for n in (2, 1, 2, 3)]


@pytest.mark.parametrize("sport", ["Running", "Walking", "Hiking", "Biking", "Swimming", "Other"])
def test_run_cadence_has_precedence_on_foot_only(sport: str) -> None:
    found = points(f"<Cadence>80</Cadence>{tpx('<x:RunCadence>90</x:RunCadence>')}", sport=f' Sport="{sport}"')
    assert found.records.cadence.tolist() == [90.0 if sport in {"Running", "Walking", "Hiking"} else 80.0]
