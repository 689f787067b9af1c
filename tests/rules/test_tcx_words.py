"""TCX001 to TCX012, SPO001 and XML: what is said, word for word."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_1, ACTIVITY_EXTENSION_2, TCX_2

TCX_1 = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v1"
V2 = "Garmin's ActivityExtension v2"
OF_LAP = "'Activity/Extensions/LX'"
UNREAD = "lap values that Strava does not read"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def told(activities: str, code: str, namespace: str = TCX_2, head: str = DECLARED) -> list[tuple[str, int]]:
    """Message and count of the findings of a rule."""
    data = (
        f'{head}<TrainingCenterDatabase xmlns="{namespace}" xmlns:x="{ACTIVITY_EXTENSION_2}" '
        f'xmlns:y="{ACTIVITY_EXTENSION_1}" xmlns:o="u:other">{activities}</TrainingCenterDatabase>'
    )
    report = activitylint.lint(data.encode(), name="a.tcx", now=2e9)
    assert report.failure is None
    return [(finding.message, finding.count) for finding in report.findings if finding.code == code]


def point(n: int, inside: str = "") -> str:
    return f"<Trackpoint><Time>2024-01-01T00:00:{n:02}Z</Time>{inside}</Trackpoint>"


def lap(*inside: str, values: str = "", start: str = "2024-01-01T00:00:00Z") -> str:
    track = "".join(point(n, each) for n, each in enumerate(inside))
    return f'<Lap StartTime="{start}">{values}<Track>{track}</Track></Lap>'


def activity(*laps: str, sport: str = ' Sport="Biking"') -> str:
    return f"<Activity{sport}><Id>2024-01-01T00:00:00Z</Id>{''.join(laps)}</Activity>"


def activities(*some: str) -> str:
    return f"<Activities>{''.join(some)}</Activities>"


def extended(*inside: str) -> str:
    return activities(activity(lap(*(f"<Extensions>{each}</Extensions>" if each else "" for each in inside))))


def totals(seconds: object = 1, metres: object = 1, calories: object = 1) -> str:
    named = {"TotalTimeSeconds": seconds, "DistanceMeters": metres, "Calories": calories}
    return "".join(f"<{name}>{value}</{name}>" for name, value in named.items() if value is not None)


MULTISPORT = f"<MultiSportSession><FirstSport>{activity(lap(''))}</FirstSport></MultiSportSession>"
COURSE = "<Courses><Course><Name>c</Name><Lap>{}</Lap><Track/></Course></Courses>"


@pytest.mark.parametrize(
    ("namespace", "sentence"),
    [
        (TCX_2, ""),
        (TCX_1, "the root element has the namespace TrainingCenterDatabase v1 instead of TrainingCenterDatabase v2"),
        ("", "the root element has no namespace instead of TrainingCenterDatabase v2"),
        ("u:x", "the root element has the namespace 'u:x' instead of TrainingCenterDatabase v2"),
        (
            "u:" + "x" * 79,
            f"the root element has the namespace 'u:{'x' * 75}...' instead of TrainingCenterDatabase v2",
        ),
    ],
)
def test_the_version_is_told_by_its_namespace(namespace: str, sentence: str) -> None:
    found = [message for message, _ in told(activities(activity(lap(""))), "TCX001", namespace)]
    assert found == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("inside", "code", "expected"),
    [
        (COURSE.format(""), "TCX005", [("the file has 1 course: only track and lap totals are read", 1)]),
        (COURSE.format("") * 2, "TCX005", [("the file has 2 courses: only track and lap totals are read", 2)]),
        (activities(activity()), "TCX005", []),
        (activities(activity(), activity()), "TCX009", [("the file has 2 Activities", 2)]),
        (activities(activity()), "TCX009", []),
        (activities(MULTISPORT), "TCX009", [("the file has 1 MultiSportSession with 1 Activity all told", 1)]),
        (
            activities("<MultiSportSession/>" * 2),
            "TCX009",
            [("the file has 2 MultiSportSessions with 0 Activities all told", 2)],
        ),
        (
            activities(MULTISPORT, activity()),
            "TCX009",
            [("the file has 1 MultiSportSession with 2 Activities all told", 2)],
        ),
        (
            extended("<x:TPX><x:Battery>1</x:Battery></x:TPX>", ""),
            "TCX002",
            [("1 of 2 trackpoints has <Battery> (Garmin's ActivityExtension v2): Strava does not read it", 1)],
        ),
        (
            extended("<o:TPX><o:Watts>1</o:Watts></o:TPX>"),
            "TCX003",
            [
                (
                    f"1 value of <Watts> ('u:other') is not read from that namespace, only from {V2}",
                    1,
                )
            ],
        ),
        (
            extended("<x:Watts>1</x:Watts>", "<x:Watts>2</x:Watts>"),
            "TCX003",
            [
                (
                    f"2 values of <Watts> ({V2}) are not read from 'Track/Trackpoint/Extensions'",
                    2,
                )
            ],
        ),
        (
            activities(activity(lap("") + "<Extensions><x:LX><x:Watts>1</x:Watts></x:LX></Extensions>")),
            "TCX003",
            [
                (
                    f"1 value of <Watts> ({V2}) is not read from {OF_LAP}, outside of any Trackpoint",
                    1,
                )
            ],
        ),
        (
            extended("<x:TPX><x:Temperature>1</x:Temperature></x:TPX>", "<o:atemp>1</o:atemp>", "<o:atemp>1</o:atemp>"),
            "TCX004",
            [
                ("1 temperature stands in <Temperature> (Garmin's ActivityExtension v2): TCX does not support it", 1),
                ("2 temperatures stand in <atemp> ('u:other'): TCX does not support it", 2),
            ],
        ),
        (
            extended("<x:TPX><x:Speed>1</x:Speed></x:TPX>", ""),
            "TCX012",
            [("1 of 2 trackpoints has a Speed, which Strava computes itself", 1)],
        ),
        (
            extended(*["<x:TPX><x:Speed>1</x:Speed></x:TPX>"] * 2),
            "TCX012",
            [("all 2 trackpoints have a Speed, which Strava computes itself", 2)],
        ),
        (
            activities(
                activity(
                    lap("", values="<Notes>n</Notes><AverageHeartRateBpm><Value>1</Value></AverageHeartRateBpm>"),
                    lap("", values="<Notes>n</Notes><Intensity>Active</Intensity><MaximumSpeed>1</MaximumSpeed>"),
                    lap("", values=totals() + "<Extensions><x:LX><x:Steps>1</x:Steps></x:LX></Extensions>"),
                )
            ),
            "TCX006",
            [
                (
                    f"{UNREAD}: AverageHeartRateBpm (1), MaximumSpeed (1), Notes (2), Steps (1)",
                    5,
                )
            ],
        ),
        (activities(activity(lap("", values=totals() + "<TriggerMethod>Manual</TriggerMethod>"))), "TCX006", []),
        (
            activities(activity(lap("", values=totals("x", None)), lap("", values=totals(1, None, None)))),
            "TCX007",
            [
                ("all 2 laps have no DistanceMeters that is a number", 2),
                ("1 of 2 laps has no TotalTimeSeconds that is a number", 1),
                ("1 of 2 laps has no Calories that is a number", 1),
            ],
        ),
        (COURSE.format(totals(1, 1, None)), "TCX007", []),
        (COURSE.format(totals(1, None, None)), "TCX007", [("the only lap has no DistanceMeters that is a number", 1)]),
        (
            activities(activity(lap(""), lap(), lap())),
            "TCX010",
            [("2 of 3 Tracks have no Trackpoint", 2)],
        ),
        (
            activities(activity(lap(""), "<Lap StartTime='2024-01-01T00:00:00Z'/>", lap())),
            "TCX010",
            [("1 of 3 laps has no Trackpoint", 1), ("1 of 2 Tracks has no Trackpoint", 1)],
        ),
        (activities(activity(lap(""), lap(""))), "TCX010", []),
        (activities(activity(lap(), lap())), "TCX010", []),
        (
            activities(activity(lap("", start="2024-01-01T00:01:00Z"), lap("", "", start="2024-01-01T00:00:30Z"))),
            "TCX011",
            [("all 2 laps start after their end", 2), ("1 of 2 laps starts before the lap before it", 1)],
        ),
        (
            activities(activity(lap("", start="2024-01-01T00:01:00Z"))),
            "TCX011",
            [("the only lap starts after its end", 1)],
        ),
        (
            activities(activity(sport=' Sport="Chess"'), activity(), activity(sport=' Sport=" "'), activity(sport="")),
            "SPO001",
            [("the sport 'Chess' is not mapped: only biking, running, hiking, walking and swimming are", 1)],
        ),
        (
            activities(activity(sport="")),
            "SPO002",
            [("the file names no sport, so Strava takes the athlete's default", 1)],
        ),
        (
            activities(activity(sport=' Sport=" "')),
            "SPO002",
            [("the file names no sport, so Strava takes the athlete's default", 1)],
        ),
    ],
)
def test_what_is_said_of_a_tcx_file(inside: str, code: str, expected: list[tuple[str, int]]) -> None:
    assert told(inside, code) == expected


def test_many_further_sports_are_told_together() -> None:
    *each, rest = told(activities(*(activity(sport=f' Sport="Sport {n}"') for n in range(22))), "SPO001")
    assert len(each) == 20
    assert rest == ("the sports of 2 further activities are not mapped, either", 2)


@pytest.mark.parametrize(
    ("head", "code", "message"),
    [
        ("", "XML003", "the file has no XML declaration"),
        (" \n" + DECLARED, "XML002", "2 characters of white space stand before the XML declaration"),
        ("\n" + DECLARED, "XML002", "1 character of white space stands before the XML declaration"),
        (" hello \n" + DECLARED, "XML002", "the text 'hello' stands before the XML declaration"),
        (DECLARED + "<!DOCTYPE x>", "XML004", "the file has a DOCTYPE"),
        (
            DECLARED + "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            "XML004",
            "the file has a DOCTYPE that declares 1 entity, which is not expanded",
        ),
        (
            DECLARED + "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c 'd'>]>",
            "XML004",
            "the file has a DOCTYPE that declares 2 entities, which are not expanded",
        ),
        (
            DECLARED.replace("UTF-8", "UTF-16"),
            "XML005",
            "the bytes are not in the encoding of the file, 'UTF-16': each character of the declaration is one byte",
        ),
    ],
)
def test_what_is_said_of_the_head_of_a_file(head: str, code: str, message: str) -> None:
    assert told(activities(activity(lap("", ""))), code, head=head) == [(message, 1)]


@pytest.mark.parametrize(
    ("inside", "code", "message", "count"),
    [
        (
            ["<Cadence>1</Cadence><AltitudeMeters>1</AltitudeMeters>"],
            "XML007",
            "<AltitudeMeters> stands behind <Cadence>",
            1,
        ),
        (
            ["<Cadence>1</Cadence><AltitudeMeters>1</AltitudeMeters>"] * 2,
            "XML007",
            "<AltitudeMeters> stands behind <Cadence> in <Trackpoint> 2 times, the schema has it before",
            2,
        ),
        (["<a/>", "<a/>"], "XML006", "<Trackpoint> has <a>, which the schema does not know there, 2 times", 2),
        (
            ["<SensorState>x</SensorState>"] * 2,
            "XML006",
            "<SensorState> of <Trackpoint> has the value 'x', which the",
            2,
        ),
        (["<Cadence>1</Cadence>" * 2] * 3, "XML006", "<Trackpoint> has more than one <Cadence>, 3 times", 3),
    ],
)
def test_what_the_schema_says_of_trackpoints(inside: list[str], code: str, message: str, count: int) -> None:
    ((said, times),) = told(
        activities(
            activity(
                lap(*inside, values=totals() + "<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>")
            )
        ),
        code,
    )
    assert said.startswith(message)
    assert times == count
