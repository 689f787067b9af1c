"""TCX001 to TCX013, SPO001, SPO002 and XML: what is found in TCX files, and the messages that no fixture shows."""

from __future__ import annotations

import re

import pytest

import activitylint
from activitylint.model.finding import Finding
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_1, ACTIVITY_EXTENSION_2, TCX_2

TCX_1 = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v1"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def findings(content: str, code: str, namespace: str = TCX_2, head: str = DECLARATION) -> list[Finding]:
    """The findings of a rule in a file with this content in its root element."""
    data = (
        f'{head}<TrainingCenterDatabase xmlns="{namespace}" xmlns:x="{ACTIVITY_EXTENSION_2}" '
        f'xmlns:y="{ACTIVITY_EXTENSION_1}" xmlns:o="u:other">{content}</TrainingCenterDatabase>'
    )
    report = activitylint.lint(data.encode(), name="a.tcx", now=2e9)
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


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
    """One lap of trackpoints with these extensions."""
    return activities(activity(lap(*(f"<Extensions>{each}</Extensions>" if each else "" for each in inside))))


def totals(seconds: object = 1, meters: object = 1, calories: object = 1) -> str:
    """The totals of a lap, without those that are None."""
    named = {"TotalTimeSeconds": seconds, "DistanceMeters": meters, "Calories": calories}
    return "".join(f"<{name}>{value}</{name}>" for name, value in named.items() if value is not None)


MULTISPORT = f"<MultiSportSession><FirstSport>{activity(lap(''))}</FirstSport></MultiSportSession>"
COURSE = "<Courses><Course><Name>c</Name><Lap>{}</Lap><Track/></Course></Courses>"
LAPS_WITH_MORE = activities(
    activity(
        lap("", values="<Notes>n</Notes><AverageHeartRateBpm><Value>1</Value></AverageHeartRateBpm>"),
        lap("", values="<Notes>n</Notes><Intensity>Active</Intensity><MaximumSpeed>1</MaximumSpeed>"),
        lap("", values=totals() + "<Extensions><x:LX><x:Steps>1</x:Steps></x:LX></Extensions>"),
    )
)


@pytest.mark.parametrize(("namespace", "found"), [(TCX_2, False), (TCX_1, True), ("", True), ("u:x", True)])
def test_only_the_namespace_of_version_2_is_accepted(namespace: str, found: bool) -> None:
    assert bool(findings(activities(activity(lap(""))), "TCX001", namespace)) is found


def test_a_long_namespace_is_shortened() -> None:
    (found,) = findings(activities(activity(lap(""))), "TCX001", "u:" + "x" * 79)
    assert found.message == (
        f"the root element has the namespace 'u:{'x' * 75}...', but it must be TrainingCenterDatabase v2"
    )


@pytest.mark.parametrize(
    ("content", "code", "expected"),
    [
        (COURSE.format(""), "TCX005", [((), 1)]),
        (COURSE.format("") * 2, "TCX005", [((), 2)]),
        (activities(activity()), "TCX005", []),
        (activities(activity(), activity()), "TCX009", [((), 2)]),
        (activities(activity()), "TCX009", []),
        (activities(MULTISPORT), "TCX009", [((), 1)]),
        (activities("<MultiSportSession/>" * 2), "TCX009", [((), 2)]),
        (activities(MULTISPORT, activity()), "TCX009", [((), 2)]),
        (
            extended("<x:TPX><x:Battery>1</x:Battery></x:TPX>", ""),
            *("TCX002", [((ACTIVITY_EXTENSION_2, "Battery"), 1)]),
        ),
        (extended("<o:TPX><o:Watts>1</o:Watts></o:TPX>"), "TCX003", [(("u:other", "Watts"), 1)]),
        (
            extended("<x:Watts>1</x:Watts>", "<x:Watts>2</x:Watts>"),
            *("TCX003", [((ACTIVITY_EXTENSION_2, "Watts"), 2)]),
        ),
        (
            activities(activity(lap("") + "<Extensions><x:LX><x:Watts>1</x:Watts></x:LX></Extensions>")),
            *("TCX003", [((ACTIVITY_EXTENSION_2, "Watts"), 1)]),
        ),
        (
            extended("<x:TPX><x:Temperature>1</x:Temperature></x:TPX>", "<o:atemp>1</o:atemp>", "<o:atemp>1</o:atemp>"),
            *("TCX004", [((ACTIVITY_EXTENSION_2, "Temperature"), 1), (("u:other", "atemp"), 2)]),
        ),
        (
            extended("<x:TPX><x:Speed>1</x:Speed></x:TPX>", ""),
            *("TCX012", [((ACTIVITY_EXTENSION_2, "Speed"), 1)]),
        ),
        (
            extended(*["<x:TPX><x:Speed>1</x:Speed></x:TPX>"] * 2),
            *("TCX012", [((ACTIVITY_EXTENSION_2, "Speed"), 2)]),
        ),
        (LAPS_WITH_MORE, "TCX006", [((), 5)]),
        (activities(activity(lap("", values=totals() + "<TriggerMethod>Manual</TriggerMethod>"))), "TCX006", []),
        (
            activities(activity(lap("", values=totals("x", None)), lap("", values=totals(1, None, None)))),
            "TCX007",
            [(("TotalTimeSeconds", "DistanceMeters"), 1), (("DistanceMeters", "Calories"), 1)],
        ),
        (COURSE.format(totals(1, 1, None)), "TCX007", []),
        (COURSE.format(totals(1, None, None)), "TCX007", [(("DistanceMeters",), 1)]),
        (activities(activity(lap(""), lap(), lap())), "TCX010", [((), 2)]),
        (
            activities(activity(lap(""), "<Lap StartTime='2024-01-01T00:00:00Z'/>", lap())),
            *("TCX010", [((), 1), ((), 1)]),
        ),
        (activities(activity(lap(""), lap(""))), "TCX010", []),
        (activities(activity(lap(), lap())), "TCX010", []),
        (
            activities(activity(lap("", start="2024-01-01T00:01:00Z"), lap("", "", start="2024-01-01T00:00:30Z"))),
            *("TCX011", [(("@StartTime",), 2), (("@StartTime",), 1)]),
        ),
        (activities(activity(lap("", start="2024-01-01T00:01:00Z"))), "TCX011", [(("@StartTime",), 1)]),
        (
            activities(activity(sport=' Sport="Chess"'), activity(), activity(sport=' Sport=" "'), activity(sport="")),
            *("SPO001", [(("Chess",), 1)]),
        ),
        (activities(activity(sport="")), "SPO002", [((), 1)]),
        (activities(activity(sport=' Sport=" "')), "SPO002", [(("@Sport",), 1)]),
    ],
)
def test_findings_of_a_tcx_file(content: str, code: str, expected: list[tuple[tuple[str, ...], int]]) -> None:
    """Each finding by what it is about, and how many there are of it."""
    assert [(found.about, found.count) for found in findings(content, code)] == expected


def test_lap_values_are_counted_by_name() -> None:
    (found,) = findings(LAPS_WITH_MORE, "TCX006")
    assert found.message.endswith(": AverageHeartRateBpm (1), MaximumSpeed (1), Notes (2), Steps (1)")


def test_the_message_about_laps_names_tracks_or_laps() -> None:
    content = activities(activity(lap(""), "<Lap StartTime='2024-01-01T00:00:00Z'/>", lap()))
    assert [(found.message, found.noun) for found in findings(content, "TCX010")] == [
        ("1 of 3 laps has no Trackpoint", "lap"),
        ("1 of 2 Tracks has no Trackpoint", "track"),
    ]


def test_the_message_about_several_laps_in_disorder() -> None:
    content = activities(activity(lap("", start="2024-01-01T00:01:00Z"), lap("", "", start="2024-01-01T00:00:30Z")))
    assert findings(content, "TCX011")[0].message == "all 2 laps start after their own end"


@pytest.mark.parametrize(
    ("head", "code", "message"),
    [
        ("\n" + DECLARATION, "XML002", "the file has 1 character of white space before the XML declaration"),
        (" hello \n" + DECLARATION, "XML002", "the file has the text 'hello' before the XML declaration"),
        (
            DECLARATION + "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            *("XML004", "the file has a DOCTYPE that declares 1 entity"),
        ),
        (
            DECLARATION.replace("UTF-8", "UTF-16"),
            "XML005",
            "the bytes do not match the encoding of the file, 'UTF-16': the declaration has one byte per character",
        ),
    ],
)
def test_messages_about_the_head_of_a_file(head: str, code: str, message: str) -> None:
    found = findings(activities(activity(lap("", ""))), code, head=head)
    assert [(one.message, one.count) for one in found] == [(message, 1)]


@pytest.mark.parametrize(
    ("head", "code"),
    [("", "XML003"), (" \n" + DECLARATION, "XML002"), (DECLARATION + "<!DOCTYPE x>", "XML004")],
)
def test_findings_about_the_head_of_a_file(head: str, code: str) -> None:
    assert len(findings(activities(activity(lap("", ""))), code, head=head)) == 1


@pytest.mark.parametrize(
    ("inside", "code", "about", "ranges"),
    [
        (
            ["<Cadence>1</Cadence><AltitudeMeters>1</AltitudeMeters>"],
            *("XML007", ("Trackpoint", "AltitudeMeters", "Cadence"), [(1, 1)]),
        ),
        (
            ["<Cadence>1</Cadence><AltitudeMeters>1</AltitudeMeters>"] * 2,
            *("XML007", ("Trackpoint", "AltitudeMeters", "Cadence"), [(1, 2)]),
        ),
        (["<a/>", "<a/>"], "XML006", ("unknown", "Trackpoint", "a"), [(1, 2)]),
        (["<SensorState>x</SensorState>"] * 2, "XML006", ("mistyped", "Trackpoint", "SensorState"), [(1, 2)]),
        (["<Cadence>1</Cadence>" * 2] * 3, "XML006", ("repeated", "Trackpoint", "Cadence"), [(1, 3)]),
    ],
)
def test_violations_of_the_schema_in_trackpoints(
    inside: list[str], code: str, about: tuple[str, ...], ranges: list[tuple[int, int]]
) -> None:
    required = totals() + "<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>"
    (found,) = findings(activities(activity(lap(*inside, values=required))), code)
    assert (found.about, list(found.ranges)) == (about, ranges)
    assert found.count == ranges[0][1]
    if found.count > 1:
        assert f"{found.count} times" in found.message


def test_trackpoints_outside_a_track_are_one_finding_for_each_parent() -> None:
    inside = f'<Lap StartTime="2024-01-01T00:00:00Z"><Track>{point(0)}{point(1)}</Track>{point(2)}{point(3)}</Lap>'
    found = findings(activities(activity(inside, point(4))), "TCX013")
    assert [(one.about, one.count, one.message) for one in found] == [
        (("Lap",), 2, "2 Trackpoints of <Lap> are outside a Track"),
        (("Activity",), 1, "1 Trackpoint of <Activity> is outside a Track"),
    ]
    assert findings(activities(activity(inside, point(4))), "TIM002") == []
    assert findings(activities(activity(lap("", ""))), "TCX013") == []


def test_without_trackpoints_inside_a_track_there_are_no_records() -> None:
    outside = activities(activity(f'<Lap StartTime="2024-01-01T00:00:00Z">{point(0)}{point(1)}</Lap>'))
    assert [one.count for one in findings(outside, "TCX013")] == [2]
    assert len(findings(outside, "TIM002")) == 1


@pytest.mark.parametrize("name", ["Activities", "Activity", "Lap", "Track", "Trackpoint"])
def test_an_element_without_a_namespace_is_named_as_the_cause(name: str) -> None:
    whole = activities(activity(lap("", "")))
    (found,) = findings(re.sub(rf"<{name}\b", f'<{name} xmlns=""', whole), "TIM002")
    assert f'because <{name}> has no namespace (xmlns="")' in found.message
    assert f'Remove xmlns="" from <{name}>' in (found.help or "")
    assert findings(whole, "TIM002") == []
