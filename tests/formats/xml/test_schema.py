"""What the schema check finds, and where. Other tests check that the table agrees with the schemas."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from activitylint.formats import gpx, tcx
from activitylint.formats.xml.schema_table import ANY, table
from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind

GPX = (
    '<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:o="u:other" version="1.1" creator="x"><trk><trkseg>{}'
    '<trkpt lat="1" lon="2"><time>2024-01-01T00:00:00Z</time></trkpt></trkseg></trk></gpx>'
)
TCX = (
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
    '<Activity Sport="Any"><Id>2024-01-01T00:00:00Z</Id>{}</Activity></Activities></TrainingCenterDatabase>'
)
LAP = (
    '<Lap StartTime="2024-01-01T00:00:00Z"><TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>1</DistanceMeters>'
    "<Calories>1</Calories><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>{}</Lap>"
)


def schema_faults(activity: Activity) -> list[tuple[str, str, str, int]]:
    faults = activity.faults_of(FaultKind.XML_SCHEMA)
    return [
        (str(f.detail["problem"]), str(f.detail["parent"]), str(f.detail["element"]), f.count)
        for f in sorted(faults, key=lambda fault: str(fault.detail))
    ]


def orders(activity: Activity) -> list[Fault]:
    return activity.faults_of(FaultKind.XML_ELEMENT_ORDER)


def point(inside: str, attributes: str = "") -> Activity:
    return gpx.read(GPX.format(f'<trkpt lat="1" lon="2"{attributes}>{inside}</trkpt>').encode())


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<ele>1</ele>", []),
        ("<battery>1</battery>", [("unknown", "trkpt", "battery", 1)]),
        ("<ele>1</ele><ele>2</ele>", [("repeated", "trkpt", "ele", 1)]),
        ("<sat>-1</sat>", [("mistyped", "trkpt", "sat", 1)]),
        ("<sat>4.0</sat>", [("mistyped", "trkpt", "sat", 1)]),
        ("<hdop>1e1</hdop>", [("mistyped", "trkpt", "hdop", 1)]),
        ("<fix>4d</fix>", [("mistyped", "trkpt", "fix", 1)]),
        ("<fix>3d</fix>", []),
        ('<link href="x"><text/></link>', []),
        ("<link/>", [("missing", "link", "@href", 1)]),
        ("<time>2024-01-01T00:00:00Z<x/></time>", [("unknown", "time", "x", 1)]),
        ("<magvar>360</magvar>", [("mistyped", "trkpt", "magvar", 1)]),
        ("<extensions><anything><goes/></anything></extensions>", []),
        # reported by separate rules
        ("<ele>high</ele>", []),
        ("<time>noon</time>", []),
        ("<hr>1</hr>", []),
        ("<o:x>1</o:x>", []),
    ],
)
def test_points(inside: str, expected: list[tuple[str, str, str, int]]) -> None:
    activity = point(inside)
    assert schema_faults(activity) == expected
    assert not orders(activity)


@pytest.mark.parametrize("place", range(4))
def test_faults_are_found_beside_extensions(place: int) -> None:
    parts = ["<name>x</name><extensions><a/></extensions>"] * 4
    kinds = ["metadata", "wpt", "rte", "trk"]
    parts[place] = "<b/>" + parts[place]
    attributes = {"wpt": " lat='1' lon='2'"}
    inside = "".join(
        f"<{kind}{attributes.get(kind, '')}>{part}</{kind}>" for kind, part in zip(kinds, parts, strict=True)
    )
    data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">{inside}</gpx>'
    assert schema_faults(gpx.read(data.encode())) == [("unknown", kinds[place], "b", 1)]


def test_an_unknown_attribute() -> None:
    assert schema_faults(point("", ' z="3" o:free="1" xmlns:p="u:p"')) == [("unknown", "trkpt", "@z", 1)]


def test_an_attribute_is_found_in_a_tag_that_ends_in_white_space() -> None:
    assert schema_faults(point('<ele z="3" >1</ele>')) == [("unknown", "ele", "@z", 1)]
    assert schema_faults(point("<ele z='3'\n>1</ele>")) == [("unknown", "ele", "@z", 1)]
    assert schema_faults(point('<ele z="3"/>')) == [("unknown", "ele", "@z", 1)]


@pytest.mark.parametrize(("names", "more"), [("abc", [None] * 3), ("abcd", [3]), ("abcdef", [5])])
def test_many_unknown_attributes_are_one_fault(names: str, more: list[int | None]) -> None:
    faults = point("", "".join(f' {name}="3"' for name in names)).faults_of(FaultKind.XML_SCHEMA)
    assert [fault.detail.get("more") for fault in faults] == more
    assert faults[0].detail["element"] == "@a"
    assert all((fault.at.table, fault.at.row, fault.count) == ("record", 0, 1) for fault in faults)


def test_wrong_order_is_a_fault_of_its_own_kind() -> None:
    activity = point("<time>2024-01-01T00:00:00Z</time><ele>1</ele>")
    (fault,) = orders(activity)
    assert fault.detail == {"element": "ele", "parent": "trkpt", "before": "time"}
    assert (fault.at.table, fault.at.row, fault.at.field, fault.count) == ("record", 0, "ele", 1)
    assert schema_faults(activity) == []


@pytest.mark.parametrize("number", range(3))
def test_order_is_checked_in_each_parent_separately(number: int) -> None:
    good = '<trkpt lat="1" lon="2"><ele>1</ele><time>2024-01-01T00:00:00Z</time></trkpt>'
    wrong = '<trkpt lat="1" lon="2"><hdop>1</hdop><time>2024-01-01T00:00:00Z</time></trkpt>'
    points = [good, good]
    points.insert(number, wrong)
    (fault,) = orders(gpx.read(GPX.format("".join(points)).encode()))
    assert fault.detail == {"element": "time", "parent": "trkpt", "before": "hdop"}
    assert (fault.at.row, fault.count) == (number, 1)


@pytest.mark.parametrize("number", range(3))
def test_wrong_order_outside_records_is_located_at_the_late_element(number: int) -> None:
    laps = [LAP.format("<Notes>x</Notes>"), LAP.format("")]
    laps.insert(number, LAP.format("<Cadence>1</Cadence>").replace("<TriggerMethod>Manual</TriggerMethod>", ""))
    wrong = laps[number].replace(
        "</Lap>",
        "<TriggerMethod>Manual</TriggerMethod><AverageHeartRateBpm><Value>1</Value></AverageHeartRateBpm></Lap>",
    )
    data = TCX.format("".join([*laps[:number], wrong, *laps[number + 1 :]])).encode()
    activity = tcx.read(data)
    (fault,) = orders(activity)
    assert (fault.detail["parent"], fault.count) == ("Lap", 1)
    ((location, _),) = activity.places.locate([fault.at])
    assert data[location.byte :].startswith(f"<{fault.detail['element']}".encode())
    assert location.path.startswith(f"TrainingCenterDatabase/Activities/Activity[1]/Lap[{number + 1}]/")


def test_wrong_order_is_one_fault_per_path() -> None:
    wrong = '<trkpt lat="1" lon="2"><hdop>1</hdop><time>2024-01-01T00:00:00Z</time><ele>1</ele></trkpt>'
    activity = gpx.read(GPX.format(wrong * 3).encode())
    (fault,) = orders(activity)
    assert fault.count == 3
    assert fault.rows is not None
    assert fault.rows.tolist() == [0, 1, 2]


def test_faults_of_points_name_their_rows() -> None:
    points = '<trkpt lat="1" lon="2"/>' * 2 + '<trkpt lat="1" lon="2"><sat>x</sat></trkpt>' * 2
    (fault,) = gpx.read(GPX.format(points).encode()).faults_of(FaultKind.XML_SCHEMA)
    assert fault.rows is not None
    assert fault.rows.tolist() == [2, 3]
    assert fault.detail["text"] == "x"


def test_many_unknown_names_are_one_fault() -> None:
    activity = gpx.read(GPX.replace("<trk>", "<a/><b/><c/><d/><e/><trk>").format("").encode())
    (fault,) = activity.faults_of(FaultKind.XML_SCHEMA)
    assert (fault.detail["element"], fault.detail["more"], fault.count) == ("a", 4, 5)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (LAP.format(""), []),
        ("", [("missing", "Activity", "Lap", 1)]),
        (LAP.format("").replace("<Intensity>Active</Intensity>", ""), [("missing", "Lap", "Intensity", 1)]),
        (LAP.format("").replace("Active", "Lazy"), [("mistyped", "Lap", "Intensity", 1)]),
        (
            LAP.format("").replace(" StartTime=", " Start="),
            [("missing", "Lap", "@StartTime", 1), ("unknown", "Lap", "@Start", 1)],
        ),
        (LAP.format("<Track/>"), []),
        (
            LAP.format("<Track><Trackpoint><Battery>1</Battery></Trackpoint></Track>"),
            [("unknown", "Trackpoint", "Battery", 1)],
        ),
        (LAP.format("") + "<Creator><Name>x</Name></Creator>", []),
        (
            LAP.format("") + "<Creator><Name>x</Name><UnitId>-1</UnitId></Creator>",
            [("mistyped", "Creator", "UnitId", 1)],
        ),
        (LAP.format("").replace("<DistanceMeters>1</DistanceMeters>", ""), []),
        (LAP.format("<MaximumSpeed>NaN</MaximumSpeed>"), []),
        (LAP.format("<Track/>").replace("<TriggerMethod", "<Cadence>254</Cadence><TriggerMethod"), []),
        (
            LAP.format("<Track/>").replace("<TriggerMethod", "<Cadence>255</Cadence><TriggerMethod"),
            [("mistyped", "Lap", "Cadence", 1)],
        ),
    ],
)
def test_activities(inside: str, expected: list[tuple[str, str, str, int]]) -> None:
    assert schema_faults(tcx.read(TCX.format(inside).encode())) == expected


def test_elements_that_are_cut_off_lack_nothing() -> None:
    whole = TCX.format(LAP.format("<Track>"))
    activity = tcx.read(whole[: whole.index("<Intensity>")].encode())
    assert activity.damaged
    assert schema_faults(activity) == []


@pytest.mark.parametrize("namespace", ["http://www.topografix.com/GPX/1/0", "u:other", ""])
def test_other_versions_are_not_checked(namespace: str) -> None:
    data = GPX.format("<x/>").replace("http://www.topografix.com/GPX/1/1", namespace).replace('xmlns=""', "")
    assert schema_faults(gpx.read(data.encode())) == []


def test_the_table_refers_only_to_its_own_types() -> None:
    known = table()
    for element in known.elements.values():
        for part in element.children:
            assert part.type in {ANY, "Extensions", *known.values, *known.elements}
        assert all(part.type in known.values for part in element.attributes)
        assert element.text in {"", *known.values}
    assert set(known.roots.values()) <= set(known.elements)
    assert set(known.extensions.values()) <= {*known.elements, *known.values}
    assert {value.number for value in known.values.values()} <= {None, "integer", "decimal", "double"}


def test_the_table_has_its_source_and_date() -> None:
    read = json.loads(resources.files("activitylint.formats.xml").joinpath("schema.json").read_text())
    assert read["source"]
    assert read["date"]


CALORIES = "<Calories>1</Calories>"


@pytest.mark.parametrize(
    ("calories", "told"),
    [("0", 0), ("65535", 0), ("65536", 1), ("-1", 1), ("70000.5", 1), ("1e6", 1), ("250.5", 0), ("many", 0), ("", 0)],
)
def test_calories_of_a_lap_have_16_bits(calories: str, told: int) -> None:
    """Text and nothing are TCX007's."""
    lap = LAP.format("").replace(CALORIES, f"<Calories>{calories}</Calories>")
    assert schema_faults(tcx.read(TCX.format(lap).encode())) == [("mistyped", "Lap", "Calories", 1)] * told


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<ele>1</ele>>", [("trkpt", ">", 1)]),
        (">\n<ele>1</ele>", [("trkpt", ">", 1)]),
        ("<ele>1</ele>\n                         >  ", [("trkpt", ">", 1)]),
        ("x<ele>1</ele>yy<sat>1</sat>", [("trkpt", "x", 2)]),
        ("only text", [("trkpt", "only text", 1)]),
        ('<link href="u">a<text>b</text>c</link>', [("link", "a", 2)]),
        ("<ele>1</ele><![CDATA[c]]>", [("trkpt", "c", 1)]),
        ("<ele>1</ele>\u00a0", []),  # white space, if not XML's
        ("<ele>1</ele>&amp;", [("trkpt", "&", 1)]),
        # no text, or text where it may be
        ("<ele>1</ele>\n\t\r\n                                  <sat>1</sat>", []),
        ("<ele>1</ele><!-- > -->\n <!-- x --><sat>1</sat>", []),
        ("<ele>1</ele><?x y?>", []),
        ("<name>a > b</name>", []),
        ("<extensions>text<a/>more<o:b>x<o:c/>y</o:b></extensions>", []),
        ("<o:x>text<o:y/>more</o:x>", []),
    ],
)
def test_text_between_elements(inside: str, expected: list[tuple[str, str, int]]) -> None:
    faults = [fault for fault in point(inside).faults_of(FaultKind.XML_SCHEMA) if fault.detail["problem"] == "stray"]
    assert [(fault.detail["parent"], fault.detail["text"], fault.count) for fault in faults] == expected


def test_text_between_elements_is_one_fault_for_each_path() -> None:
    document = GPX.format(">").replace("</trk>", "x</trk>y").replace("<trk>", "z<trk>")
    faults = gpx.read(document.encode()).faults_of(FaultKind.XML_SCHEMA)
    found = {str(fault.detail["parent"]): (fault.detail["text"], fault.count) for fault in faults}
    assert found == {"gpx": ("z", 2), "trk": ("x", 1), "trkseg": (">", 1)}


def test_text_in_a_point_is_placed_in_its_record() -> None:
    points = '<trkpt lat="1" lon="2"><ele>1</ele></trkpt><trkpt lat="1" lon="2"><ele>1</ele>x</trkpt>'
    (fault,) = gpx.read(GPX.format(points).encode()).faults_of(FaultKind.XML_SCHEMA)
    assert (fault.at.table, fault.at.row, fault.at.field) == ("record", 1, "ele")
    assert fault.rows is not None
    assert fault.rows.tolist() == [1]


@pytest.mark.parametrize(
    ("heart_rate", "expected"),
    [
        ("<HeartRateBpm>120</HeartRateBpm>", [("missing", "120")]),
        ("<HeartRateBpm/>", [("missing", None)]),
        ("<HeartRateBpm> <!-- x --> </HeartRateBpm>", [("missing", None)]),
        ("<HeartRateBpm><Value>120</Value></HeartRateBpm>", []),
        ("<HeartRateBpm>1<Value>120</Value></HeartRateBpm>", [("stray", "1")]),
    ],
)
def test_text_in_place_of_a_required_child_is_one_fault(
    heart_rate: str, expected: list[tuple[str, str | None]]
) -> None:
    track = f"<Track><Trackpoint><Time>2024-01-01T00:00:00Z</Time>{heart_rate}</Trackpoint></Track>"
    faults = tcx.read(TCX.format(LAP.format(track)).encode()).faults_of(FaultKind.XML_SCHEMA)
    assert [(fault.detail["problem"], fault.detail.get("text")) for fault in faults] == expected


@pytest.mark.parametrize(("offset", "told"), [("Z", 0), ("+02:00", 0), ("", 0), ("+0200", 1), ("+02", 1), ("+0000", 1)])
def test_an_offset_without_a_colon_is_no_time_of_the_schema(offset: str, told: int) -> None:
    document = TCX.format(LAP.format("")).replace("00:00:00Z</Id>", f"00:00:00{offset}</Id>")
    assert schema_faults(tcx.read(document.encode())) == [("mistyped", "Activity", "Id", 1)] * told
