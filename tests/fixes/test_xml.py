"""Fixes of TCX and GPX where the fixtures do not show them: odd encodings, odd places, and refusals."""

from __future__ import annotations

import codecs
import re

import pytest

import activitylint
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult
from fixture_cases import NOW, moment

GPX = "http://www.topografix.com/GPX/1/1"
TPX1 = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
TPX2 = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
POWER1 = "http://www.garmin.com/xmlschemas/PowerExtension/v1"
AX2 = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
TCX2 = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def gpx(
    *points: str, root: str = "", head: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n'
) -> str:
    """A GPX file; each point is what stands in its trkpt, and `{time}` in it a time a second later than the last."""
    body = "".join(
        f'<trkpt lat="45.{row:05d}" lon="8.00000">{point.format(time=clock(row))}</trkpt>\n'
        for row, point in enumerate(points)
    )
    return (
        f'{declaration}<gpx version="1.1" creator="Logger 3" xmlns="{GPX}"{root}>\n{head}'
        f"<trk><trkseg>\n{body}</trkseg></trk>\n</gpx>\n"
    )


def clock(second: int) -> str:
    return f"2026-03-01T08:00:{second:02d}Z"


def tcx(*points: str, root: str = "", sport: str = "Biking", lap: str = "") -> str:
    body = "".join(
        f"<Trackpoint><Time>{clock(row)}</Time><DistanceMeters>{3.0 * row}</DistanceMeters>{point}</Trackpoint>\n"
        for row, point in enumerate(points)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase xmlns="{TCX2}" xmlns:xsi="{XSI}"{root}>'
        f'<Activities><Activity Sport="{sport}"><Id>{clock(0)}</Id><Lap StartTime="{clock(0)}">'
        f"<TotalTimeSeconds>{len(points) - 1}</TotalTimeSeconds>"
        f"<DistanceMeters>{3 * (len(points) - 1)}</DistanceMeters>"
        "<Calories>1</Calories><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>"
        f'<Track>\n{body}</Track>{lap}</Lap><Creator xsi:type="Device_t"><Name>Logger 3</Name><UnitId>1</UnitId>'
        "<ProductID>1</ProductID><Version><VersionMajor>1</VersionMajor><VersionMinor>0</VersionMinor></Version>"
        "</Creator></Activity></Activities></TrainingCenterDatabase>\n"
    )


def fixed(text: str | bytes, *, name: str = "a.gpx", unsafe: bool = False, apply: tuple[str, ...] = ()) -> FixResult:
    data = text.encode() if isinstance(text, str) else text
    return activitylint.fix(data, name=name, now=moment(NOW), unsafe=unsafe, apply=apply)


def reason(result: FixResult, name: str) -> str:
    return next(left.reason for left in result.skipped if left.name == name)


def applied(result: FixResult) -> set[str]:
    return {one.name for one in result.applied}


TIMED = "<time>{time}</time>"


@pytest.mark.parametrize(
    ("codec", "mark", "declared"),
    [
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
        ("latin-1", b"", "ISO-8859-1"),
        ("shift_jis", b"", "Shift_JIS"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_encoding_and_line_end_is_kept(codec: str, mark: bytes, declared: str, line_end: str) -> None:
    name = "<metadata><name>\u6f22 &amp; a</name></metadata>" if codec != "latin-1" else "<metadata/>"
    whole = gpx(*[TIMED] * 3, head=name, declaration=f'<?xml version="1.0" encoding="{declared}"?>\n')
    whole = whole.replace("\n", line_end)
    broken = whole.replace("01Z", "01ZZ").replace("02Z", "02ZZ")
    result = fixed(mark + broken.encode(codec))
    assert result.data == mark + whole.encode(codec)
    assert len(result.edits) == 2


MARKS = [("utf-8", "UTF-8", codecs.BOM_UTF8), ("utf-16-le", "UTF-16", codecs.BOM_UTF16_LE)]


@pytest.mark.parametrize(("codec", "declared", "mark"), [*MARKS, ("utf-8", "UTF-8", b"")])
def test_space_before_the_declaration_goes_and_a_mark_stays(codec: str, declared: str, mark: bytes) -> None:
    whole = gpx(*[TIMED] * 3, declaration=f'<?xml version="1.0" encoding="{declared}"?>\n').replace("\n", "\r\n")
    result = fixed(mark + ("\r\n " + whole).encode(codec))
    assert result.data == mark + whole.encode(codec)


@pytest.mark.parametrize(("codec", "declared", "mark"), [*MARKS, ("utf-8", "UTF-8", b"")])
def test_a_declaration_is_written_after_the_byte_order_mark(codec: str, declared: str, mark: bytes) -> None:
    whole = gpx(*[TIMED] * 3, declaration=f'<?xml version="1.0" encoding="{declared}"?>\n').replace("\n", "\r\n")
    result = fixed(mark + whole[whole.index("<gpx") :].encode(codec))
    assert result.data == mark + whole.encode(codec)


@pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)])
def test_the_byte_order_mark_determines_the_encoding_name(codec: str, mark: bytes) -> None:
    result = fixed(mark + gpx(*[TIMED] * 3).encode(codec))
    assert result.data.decode("utf-16") == gpx(*[TIMED] * 3).replace('"UTF-8"', '"UTF-16"')
    assert not result.after.errors


def test_bytes_in_no_known_encoding_are_not_changed() -> None:
    text = gpx(*[TIMED] * 3, head="<metadata><name>caf@</name></metadata>")
    result = fixed(text.encode().replace(b"@", b"\xe9"))
    assert not result.changed
    assert reason(result, "right-encoding-name").startswith("the declaration seems to be right")
    unsafe = fixed(text.encode().replace(b"@", b"\xe9"), unsafe=True)
    assert unsafe.data == text.replace("@", "\u00e9").encode()


# Prefixes and damage


def test_a_prefix_is_declared_where_the_others_are() -> None:
    text = gpx(
        *[
            TIMED
            + "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>9</gpxtpx:hr>"
            + "</gpxtpx:TrackPointExtension></extensions>"
        ]
        * 3
    )
    text = text.replace(' xmlns="', '\n  xmlns="')
    declared = text.replace(f'xmlns="{GPX}"', f'xmlns="{GPX}"\n  xmlns:gpxtpx="{TPX1}"')
    assert fixed(text).data == declared.encode()


def test_a_prefix_on_the_root_itself_is_declared() -> None:
    text = gpx(*[TIMED] * 3, root=f' xsi:schemaLocation="{GPX} gpx.xsd"')
    result = fixed(text)
    assert f' xmlns:xsi="{XSI}"' in result.data.decode()
    assert not result.after.errors


def test_a_made_up_prefix_is_what_its_elements_are() -> None:
    values = "<Extensions><ns2:TPX><ns2:Watts>200</ns2:Watts></ns2:TPX></Extensions>"
    result = fixed(tcx(*[values] * 3), name="a.tcx")
    assert f'xmlns:ns2="{AX2}"' in result.data.decode()
    assert activitylint.read(result.data, name="a.tcx").records.power.tolist() == [200.0] * 3


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("<ext:hr>1</ext:hr>", "the prefix ext is used for several namespaces"),
        ("<ns3:what>1</ns3:what>", "the prefix ns3 is used for several namespaces"),
        ("<zz:hr>1</zz:hr>", "the prefix zz is unknown"),
        (
            "<gpxtpx:TrackPointExtension><gpxtpx:speed>1</gpxtpx:speed></gpxtpx:TrackPointExtension>",
            "gpxtpx:speed belongs to",
        ),
        (
            '<gpxtpx:hr>1</gpxtpx:hr><gpxtpx:hr xmlns:gpxtpx="other">1</gpxtpx:hr>',
            "the prefix gpxtpx is declared differently",
        ),
    ],
)
def test_unclear_prefixes_are_not_declared(value: str, why: str) -> None:
    result = fixed(gpx(*[TIMED + f"<extensions>{value}</extensions>"] * 3))
    assert not result.changed
    assert reason(result, "declare-prefix").startswith(why)


@pytest.mark.parametrize("prefix", ["ext", "x", "ns3"])
def test_common_prefixes_are_not_declared(prefix: str) -> None:
    result = fixed(tcx(*[f"<Extensions><{prefix}:Power>1</{prefix}:Power></Extensions>"] * 3), name="a.tcx")
    assert not result.changed
    assert "used for several namespaces" in reason(result, "declare-prefix")


def test_only_bare_ampersands_are_escaped() -> None:
    head = "<metadata><name>a & b &amp; c &#38; d&e</name><desc><![CDATA[x & y]]></desc></metadata><!-- p & q -->\n"
    result = fixed(gpx(*[TIMED] * 3, head=head).replace("Logger", "R&D Logger"))
    expected = gpx(*[TIMED] * 3, head=head.replace("a & b", "a &amp; b").replace("d&e", "d&amp;e"))
    assert result.data == expected.replace("Logger", "R&amp;D Logger").encode()


@pytest.mark.parametrize("entity", ["&nbsp;", "&eacute;"])
def test_entities_of_html_are_no_bare_ampersands(entity: str) -> None:
    assert not fixed(gpx(*[TIMED] * 3, head=f"<metadata><name>a{entity}</name></metadata>")).changed


def test_control_characters_are_dropped_only_when_asked() -> None:
    text = gpx(*[TIMED] * 3, head="<metadata><name>a\x01b\x02</name></metadata>")
    assert not fixed(text).changed
    assert fixed(text, unsafe=True).data == text.replace("\x01", "").replace("\x02", "").encode()


def test_what_is_cut_off_in_a_point_ends_behind_the_one_before() -> None:
    text = (
        gpx(*[TIMED] * 4).replace("<trk><trkseg>", "<trk>\n <trkseg>").replace("</trkseg></trk>", " </trkseg>\n</trk>")
    )
    result = fixed(text[: text.index("08:00:03")], unsafe=True)
    assert result.data.decode().endswith("08:00:02Z</time></trkpt>\n </trkseg>\n</trk>\n</gpx>\n")


# Times


@pytest.mark.parametrize("zone", ["+01:00", "-05:00"])
def test_offsets_in_the_file_leave_naive_times(zone: str) -> None:
    text = gpx(TIMED, "<time>2026-03-01T08:00:01</time>", f"<time>2026-03-01T08:00:02{zone}</time>")
    result = fixed(text, unsafe=True)
    assert not result.changed or b"01Z" not in result.data
    assert "UTC offsets" in reason(result, "zone-as-elsewhere")


def test_a_start_in_utc_proves_naive_points() -> None:
    text = tcx("", "", "").replace("Z</Time>", "</Time>")
    assert fixed(text, name="a.tcx").data == tcx("", "", "").encode()


@pytest.mark.parametrize("hours", [1, 2, -1])
def test_local_times_are_not_taken_for_utc(hours: int) -> None:
    text = (
        tcx("", "", "")
        .replace("<Time>2026-03-01T08", f"<Time>2026-03-01T{8 + hours:02d}")
        .replace("Z</Time>", "</Time>")
    )
    result = fixed(text, name="a.tcx")
    assert not result.changed
    assert "close enough" in reason(result, "zone-as-elsewhere")


def test_more_than_three_decimals_are_kept() -> None:
    text = gpx(*["<time>2026-03-01T08:00:0{n}.123456Z</time>".replace("{n}", str(n)) for n in range(3)])
    assert not fixed(text, unsafe=True).changed


# Numbers


@pytest.mark.parametrize(
    ("values", "made"),
    [
        (("12,5", "13,25", "1"), ("12.5", "13.25", "1")),
        (("1,250", "1,260", "1,270"), None),
        (("1,250", "1,26", "0,5"), ("1.250", "1.26", "0.5")),
        (("1.234,5", "1", "1"), None),
        (("12,5 m", "1", "1"), None),
    ],
)
def test_commas(values: tuple[str, ...], made: tuple[str, ...] | None) -> None:
    text = gpx(*[f"<ele>{value}</ele>{TIMED}" for value in values])
    expected = text if made is None else gpx(*[f"<ele>{value}</ele>{TIMED}" for value in made])
    assert fixed(text).data == expected.encode()


def test_commas_in_positions() -> None:
    text = gpx(*[TIMED] * 3)
    assert fixed(text.replace('lat="45.', 'lat="45,')).data == text.encode()


def test_an_empty_value_goes_with_what_held_it() -> None:
    text = tcx("<HeartRateBpm><Value></Value></HeartRateBpm>", "<HeartRateBpm><Value>NaN</Value></HeartRateBpm>", "")
    assert fixed(text, name="a.tcx").data == tcx("", "", "").encode()


# Extensions


def moved(before: str, after: str, root: str = "", made: str | None = None) -> FixResult:
    """A value in three points, and what becomes of it."""
    result = fixed(gpx(*[TIMED + before] * 3, root=root))
    assert result.data.decode() == gpx(*[TIMED + after] * 3, root=root if made is None else made)
    return result


CONTAINER = "<gpxtpx:TrackPointExtension>{}</gpxtpx:TrackPointExtension>"
V1 = f' xmlns:gpxtpx="{TPX1}"'


def test_bare_tags_go_into_one_container_in_the_order_of_the_schema() -> None:
    inside = CONTAINER.format("<gpxtpx:atemp>20</gpxtpx:atemp><gpxtpx:hr> 099 </gpxtpx:hr><gpxtpx:cad>80</gpxtpx:cad>")
    before = "<extensions><cad>80</cad><hr> 099 </hr><atemp>20</atemp><power>200</power></extensions>"
    result = moved(before, f"<extensions>{inside}<power>200</power></extensions>", made=V1)
    records = activitylint.read(result.data, name="a.gpx").records
    assert (records.heartrate[0], records.cadence[0], records.temperature[0]) == (99.0, 80.0, 20.0)


def test_a_container_that_is_there_is_used() -> None:
    before = "<extensions>" + CONTAINER.format("<gpxtpx:cad>80</gpxtpx:cad>") + "<hr>99</hr></extensions>"
    inside = CONTAINER.format("<gpxtpx:hr>99</gpxtpx:hr><gpxtpx:cad>80</gpxtpx:cad>")
    moved(before, f"<extensions>{inside}</extensions>", V1)


def test_values_of_version_2_move_beside_what_only_it_has() -> None:
    root = f' xmlns:gpxtpx="{TPX2}"'
    before = CONTAINER.format("<gpxtpx:hr>99</gpxtpx:hr><gpxtpx:speed>5</gpxtpx:speed>")
    after = CONTAINER.format("<gpxtpx:speed>5</gpxtpx:speed>") + (
        "<gpxtpx1:TrackPointExtension><gpxtpx1:hr>99</gpxtpx1:hr></gpxtpx1:TrackPointExtension>"
    )
    made = f'{root} xmlns:gpxtpx1="{TPX1}"'
    moved(f"<extensions>{before}</extensions>", f"<extensions>{after}</extensions>", root, made)


def test_version_2_is_declared_version_1_with_its_schema() -> None:
    location = ' xmlns:xsi="{}" xsi:schemaLocation="{} http://www8.garmin.com/xmlschemas/TrackPointExtensionv{}.xsd"'
    roots = [
        f' xmlns:gpxtpx="{uri}"' + location.format(XSI, uri, version) for uri, version in ((TPX2, "2"), (TPX1, "1"))
    ]
    value = "<extensions>" + CONTAINER.format("<gpxtpx:hr>99</gpxtpx:hr>") + "</extensions>"
    moved(value, value, *roots)


@pytest.mark.parametrize("tag", ["pwr:PowerInWatts", "watts", "PowerInWatts"])
def test_power_goes_into_its_general_tag(tag: str) -> None:
    root = f' xmlns:pwr="{POWER1}"'
    moved(f"<extensions><{tag}>200</{tag}></extensions>", "<extensions><power>200</power></extensions>", root)


def test_a_tag_beside_the_extensions_goes_into_them() -> None:
    result = fixed(gpx(*[TIMED + "<power>200</power>"] * 3))
    assert result.data.decode() == gpx(*[TIMED + "<extensions><power>200</power></extensions>"] * 3)


def test_the_last_element_of_a_point_that_stands_on_its_own_line_goes_too() -> None:
    point = "\n  " + TIMED + "\n  {}\n"
    result = fixed(gpx(*[point.replace("{}", "<power>200</power>")] * 3))
    inside = "<extensions>\n    <power>200</power>\n  </extensions>"
    assert result.data.decode() == gpx(*[point.replace("{}", inside)] * 3)


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("<power>200</power><watts>200</watts>", "power-tag"),
        ("<watts>200</watts><PowerInWatts>201</PowerInWatts>", "power-tag"),
        ('<watts unit="kW">200</watts>', "power-tag"),
        ("<hr>99</hr><heartrate>98</heartrate>", "documented-tags"),
    ],
)
def test_a_point_that_already_has_the_value_is_not_changed(value: str, fix: str) -> None:
    result = fixed(gpx(*[TIMED + f"<extensions>{value}</extensions>"] * 3))
    assert not result.changed
    assert reason(result, fix)


@pytest.mark.parametrize("value", ["<v:hr>99</v:hr>", "<v:zone><hr>99</hr></v:zone>", "<zone><hr>99</hr></zone>"])
def test_tags_of_other_makers_are_not_changed(value: str) -> None:
    points = [TIMED + f"<extensions>{value}</extensions>"] * 3
    result = fixed(gpx(*points, root=' xmlns:v="http://example.com/v"'))
    assert not result.changed
    assert "another maker" in reason(result, "documented-tags")


def test_run_cadence_beside_the_extensions_goes_into_a_tpx() -> None:
    made = f'<Extensions><TPX xmlns="{AX2}"><RunCadence>85</RunCadence></TPX></Extensions>'
    result = fixed(tcx(*["<RunCadence>85</RunCadence>"] * 3, sport="Running"), name="a.tcx")
    assert result.data.decode() == tcx(*[made] * 3, sport="Running")


@pytest.mark.parametrize("empty", [f'<TPX xmlns="{AX2}"/>', f'<TPX xmlns="{AX2}"></TPX>'])
def test_watts_go_into_a_tpx_that_is_empty(empty: str) -> None:
    before = f"<Extensions>{empty}<Watts>200</Watts></Extensions>"
    after = f'<Extensions><TPX xmlns="{AX2}"><Watts>200</Watts></TPX></Extensions>'
    assert fixed(tcx(*[before] * 3), name="a.tcx").data.decode() == tcx(*[after] * 3)


def test_watts_join_the_speed_of_their_tpx() -> None:
    before = f'<Extensions><TPX xmlns="{AX2}"><Speed>5</Speed></TPX><Watts>200</Watts></Extensions>'
    after = f'<Extensions><TPX xmlns="{AX2}"><Speed>5</Speed><Watts>200</Watts></TPX></Extensions>'
    assert fixed(tcx(*[before] * 3), name="a.tcx").data.decode() == tcx(*[after] * 3)


# Names


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Logger 3 with-barometer", "Logger 3 with barometer"),
        ("Logger 3_with_barometer", "Logger 3 with barometer"),
        ("Logger 3 (With Barometer)", "Logger 3 with barometer"),
        ("Logger 3 with barometer.", "Logger 3 with barometer"),
        ("Logger 3 with barometer v2", None),
        ("Logger 3 (with barometer", None),
        ("Logger 3 barometric", None),
    ],
)
def test_barometer_markers(name: str, made: str | None) -> None:
    text = gpx(*["<ele>1</ele>" + TIMED] * 3).replace("Logger 3", name)
    assert fixed(text, unsafe=True).data.decode() == text.replace(name, made or name)


def test_the_marker_is_written_when_asked() -> None:
    text = gpx(*["<ele>1</ele>" + TIMED] * 3)
    result = fixed(text, apply=("with-barometer",))
    assert result.data.decode() == text.replace("Logger 3", "Logger 3 with barometer")
    assert not fixed(text, unsafe=True).changed


def test_the_marker_needs_elevation_and_a_name() -> None:
    assert reason(fixed(gpx(*[TIMED] * 3), apply=("with-barometer",)), "with-barometer") == "the file has no elevation"
    nameless = gpx(*["<ele>1</ele>" + TIMED] * 3).replace(' creator="Logger 3"', "")
    assert "no creator" in reason(fixed(nameless, apply=("with-barometer",)), "with-barometer")


def test_the_marker_of_a_tcx_file_is_the_creators() -> None:
    text = tcx(*["<AltitudeMeters>1</AltitudeMeters>"] * 3)
    text = text.replace("</DistanceMeters><AltitudeMeters>1</AltitudeMeters>", "</DistanceMeters>")
    text = text.replace("</Time>", "</Time><AltitudeMeters>1</AltitudeMeters>")
    result = fixed(text, name="a.tcx", apply=("with-barometer",))
    assert result.data.decode() == text.replace("Logger 3", "Logger 3 with barometer")


@pytest.mark.parametrize(
    ("sport", "made"),
    [("Cycling", "Biking"), ("RUN", "Running"), ("hike", "Hiking"), ("Other", None), ("Rowing", None)],
)
def test_sports(sport: str, made: str | None) -> None:
    assert fixed(tcx("", "", "", sport=sport), name="a.tcx").data.decode() == tcx("", "", "", sport=made or sport)


# Dropping


def test_times_are_never_extrapolated() -> None:
    result = fixed(gpx("", TIMED, "", TIMED, ""), unsafe=True)
    assert applied(result) == {"interpolate-times", "drop-points-without-time"}
    times = activitylint.read(result.data, name="a.gpx").records.time
    assert len(times) == 3
    assert times[1] - times[0] == 1.0


def test_times_follow_the_distance_where_all_points_have_a_position() -> None:
    text = gpx(TIMED, "", TIMED).replace("45.00001", "45.000005")
    times = activitylint.read(fixed(text, unsafe=True).data, name="a.gpx").records.time
    assert times[1] - times[0] == pytest.approx(0.5)


def test_routes_are_not_changed() -> None:
    result = fixed(gpx("", "", ""), unsafe=True)
    assert not result.changed
    assert reason(result, "drop-points-without-time") == "fewer than two points would be left"


@pytest.mark.parametrize("second_day", [4, 8, 20])
def test_activities_of_two_days_are_not_changed(second_day: int) -> None:
    text = gpx(*[TIMED] * 28)
    for second in range(28 - second_day, 28):
        text = text.replace(clock(second), clock(second).replace("03-01", "03-04"))
    result = fixed(text, unsafe=True)
    assert not result.changed
    assert reason(result, "drop-stale-points") == "there are too many of these points to be strays"


def test_a_jump_without_return_is_not_changed() -> None:
    text = gpx(*[TIMED] * 6)
    for row in range(3, 6):
        text = text.replace(f"45.{row:05d}", f"46.{row:05d}")
    result = fixed(text, unsafe=True)
    assert not result.changed
    assert "goes on" in reason(result, "drop-jumps")


@pytest.mark.parametrize(
    ("astray", "gone"),
    [
        ([0], [0]),
        ([7], [7]),
        ([3], [3]),
        ([1, 4], [1, 4]),
        ([0, 7], [0, 7]),
        ([3, 4], []),
        ([0, 1], []),
        ([6, 7], []),
    ],
)
def test_points_that_stray_alone_go(astray: list[int], gone: list[int]) -> None:
    text = gpx(*[TIMED] * 8)
    for row in astray:
        text = text.replace(f"45.{row:05d}", f"45.5{row:04d}")
    lines = text.splitlines(keepends=True)
    kept = "".join(line for line in lines if not any(f"45.5{row:04d}" in line for row in gone))
    assert fixed(text, unsafe=True).data.decode() == kept


def test_a_stray_point_beside_a_jump_that_stays_goes_alone() -> None:
    text = gpx(*[TIMED] * 8)
    for row in range(5, 8):
        text = text.replace(f"45.{row:05d}", f"46.{row:05d}")
    result = fixed(text.replace("45.00002", "45.50000"), unsafe=True)
    assert result.data.decode() == "".join(line for line in text.splitlines(keepends=True) if "45.00002" not in line)
    assert "goes on" in reason(result, "drop-jumps")


def test_a_point_on_the_way_of_a_jump_is_left() -> None:
    text = gpx(*[TIMED] * 7).replace("45.00003", "45.50000")
    for row in range(4, 7):
        text = text.replace(f"45.{row:05d}", f"46.{row:05d}")
    assert not fixed(text, unsafe=True).changed


def test_times_are_not_made_up_from_segment_to_segment() -> None:
    text = gpx(TIMED, "", "", TIMED).replace('"45.00001" lon="8.00000"></trkpt>\n', "\\g</trkpt>\n</trkseg><trkseg>\n")
    text = text.replace("\\g", '"45.00001" lon="8.00000">')
    result = fixed(text, unsafe=True)
    assert applied(result) == {"drop-points-without-time"}
    assert len(activitylint.read(result.data, name="a.gpx").records) == 2


def test_a_unit_is_not_dropped() -> None:
    values = [f"<ele>{10_000 + row}</ele>{TIMED}" for row in range(3)]
    assert "another unit" in reason(fixed(gpx(*values), unsafe=True), "drop-elevations")


def test_comments_keep_what_is_left_empty() -> None:
    value = "<HeartRateBpm><Value>255</Value><!-- strap --></HeartRateBpm>"
    text = tcx("<HeartRateBpm><Value>90</Value></HeartRateBpm>", value, "")
    assert b"<!-- strap -->" in fixed(text, name="a.tcx", unsafe=True).data


def test_segments_are_put_in_order_where_they_do_not_overlap() -> None:
    text = gpx(*[TIMED] * 4)
    lines = text.splitlines(keepends=True)
    points = lines[3:7]
    split = "".join([*lines[:3], *points[2:], "</trkseg><trkseg>\n", *points[:2], *lines[7:]])
    expected = "".join([*lines[:3], *points[:2], "</trkseg><trkseg>\n", *points[2:], *lines[7:]])
    result = fixed(split, unsafe=True)
    assert result.data.decode() == expected


# Splitting


def test_a_multisport_session_becomes_a_file_an_activity() -> None:
    one = tcx("", "", "", sport="Swimming")
    swim, ride = (text[text.index("<Activity ") : text.index("</Activities>")] for text in (one, tcx("", "", "")))
    ride = ride.replace("08:00:", "09:00:")
    session = (
        f"<MultiSportSession><Id>{clock(0)}</Id><FirstSport>{swim}</FirstSport>"
        f"<NextSport>{ride}</NextSport></MultiSportSession>"
    )
    text = one.replace(swim, session)
    parts = dict(written(fixed(text, name="a.tcx", unsafe=True)))
    assert list(parts) == ["a-1.tcx", "a-2.tcx"]
    assert parts["a-1.tcx"].decode() == one
    assert b"MultiSport" not in parts["a-2.tcx"]
    assert [activitylint.read(data, name=name).sport.mapped for name, data in parts.items()] == ["Swim", "Ride"]


def test_tracks_are_split_only_when_asked() -> None:
    text = gpx(*[TIMED] * 4)
    lines = text.splitlines(keepends=True)
    two = "".join([*lines[:5], "</trkseg></trk>\n<trk><trkseg>\n", *lines[5:]])
    assert not fixed(two, unsafe=True).changed
    parts = dict(written(fixed(two, apply=("split-tracks",))))
    assert [len(activitylint.read(data, name=name).records) for name, data in parts.items()] == [2, 2]


# The root element


@pytest.mark.parametrize(
    ("declared", "version", "made"),
    [
        ("", ' version="1.1"', f' xmlns="{GPX}"'),
        ("", ' version=" 1.1 "', f' xmlns="{GPX}"'),
        ("", ' version="1.0"', "add-namespace: the file does not say that it is GPX 1.1"),
        ("", "", "add-namespace: the file does not say that it is GPX 1.1"),
        (' xmlns=""', ' version="1.1"', "add-namespace: the root element says that it has no namespace"),
        (' xmlns="u:x"', ' version="1.1"', "add-version: the namespace is not that of GPX 1.1"),
        (' xmlns="u:x"', "", "add-version: the namespace is not that of GPX 1.1"),
        (f' xmlns="{GPX}"', "", ' version="1.1"'),
        (f' xmlns="{GPX}"', ' version=" "', "1.1"),
        (
            f' xmlns="{GPX}"',
            ' version="1.0"',
            "add-version: the version contradicts the namespace, and either may be wrong",
        ),
    ],
)
def test_a_root_element_says_what_it_is_where_that_is_certain(declared: str, version: str, made: str) -> None:
    whole = gpx(*[TIMED] * 3)
    text = whole.replace(f' xmlns="{GPX}"', declared).replace(' version="1.1"', version)
    result = fixed(text)
    said = [f"{left.name}: {left.reason}" for left in result.skipped]
    if made.startswith("add-"):
        assert (result.changed, [one for one in said if one.startswith("add-")]) == (False, [made])
    elif made == "1.1":
        assert result.data.decode() == text.replace(version, ' version="1.1"')
    else:
        assert [edit.new.decode() for edit in result.edits] == [made]
        assert not result.after.errors


def test_a_tcx_root_needs_what_is_of_version_2() -> None:
    whole = tcx(*[""] * 3)
    text = whole.replace(f' xmlns="{TCX2}"', "")
    assert fixed(text, name="a.tcx").edits[0].new.decode() == f' xmlns="{TCX2}"'
    empty = fixed("<TrainingCenterDatabase><Folders/></TrainingCenterDatabase>", name="a.tcx")
    assert reason(empty, "add-namespace").startswith("the file has neither Activities nor Courses")


# The totals of laps

_TOTALS = ("TotalTimeSeconds", "DistanceMeters", "Calories")


@pytest.mark.parametrize("lacking", [*[(name,) for name in _TOTALS[:2]], _TOTALS])
@pytest.mark.parametrize("prefix", ["", "t:"])
def test_a_total_is_written_where_the_schema_has_it(lacking: tuple[str, ...], prefix: str) -> None:
    whole = tcx(*[""] * 4)
    if prefix:
        whole = (
            re.sub(r"<(/?)(?=\w)", r"<\1t:", whole).replace("xmlns=", "xmlns:t=").replace('"Device_t"', '"t:Device_t"')
        )
    text = whole
    for name in lacking:
        text = re.sub(
            rf"<{prefix}{name}>[\d.]+</{prefix}{name}>(?=<{prefix}[A-Z])(?!<{prefix}Trackpoint)", "", text, count=1
        )
    # Nothing in the trackpoints shows the calories, so they stay unknown.
    calories = f"<{prefix}Calories>1</{prefix}Calories>"
    expected = whole.replace(calories, "") if "Calories" in lacking else whole
    result = fixed(text, name="a.tcx", unsafe=True)
    assert result.data.decode() == expected, result.skipped


def test_calories_are_not_invented() -> None:
    text = re.sub("<Calories>1</Calories>", "", tcx(*[""] * 4))
    result = fixed(text, name="a.tcx", unsafe=True)
    assert not result.changed
    assert reason(result, "lap-totals") == "the trackpoints do not show the missing totals"


# Times that a fix works out


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        ("10:00:00Z", "10:00:20Z", "10:00:10Z"),
        ("10:00:00", "10:00:20", "10:00:10"),
        ("10:00:00.5+02:00", "10:00:20.5+02:00", "10:00:10.5+02:00"),
        ("10:00:00.000000Z", "10:00:20.000000Z", "10:00:10.000000Z"),
        ("10:00:00Z", "10:00:01Z", "10:00:00.500Z"),
        ("10:00:00Z", "10:00:20", None),
        ("10:00:00", "10:00:20Z", None),
    ],
)
def test_a_time_is_written_as_its_neighbors_are(before: str, after: str, made: str | None) -> None:
    day = "<time>2026-03-01T{}</time>"
    text = gpx(day.format(before), "", day.format(after))
    result = activitylint.fix(text.encode(), name="a.gpx", now=moment(NOW), unsafe=True, select=["TIM001"])
    if made is None:
        assert "interpolate-times" not in applied(result)
    else:
        assert day.format(made) in result.data.decode()


def test_an_interpolated_time_proves_no_zone() -> None:
    points = ["<time>2026-03-01T10:00:00Z</time>", "", "<time>2026-03-01T10:14:00</time>"]
    result = fixed(gpx(*points), unsafe=True)
    assert "zone-as-elsewhere" not in [one.name for one in result.applied]


# Damage, encodings and zones that are left


@pytest.mark.parametrize(
    ("declared", "byte", "why"),
    [
        ("UTF-16", b"\xe9", "the file declares the encoding UTF-16"),
        ("klingon", b"\xe9", "the file declares the encoding klingon"),
        ("UTF-8", b"\x81", "the bytes are not valid Windows-1252 either"),
    ],
)
def test_bytes_are_not_taken_for_letters_where_that_is_no_good_guess(declared: str, byte: bytes, why: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n'
    text = gpx(*[TIMED] * 3, head="<metadata><name>caf@</name></metadata>", declaration=declaration)
    result = fixed(text.encode().replace(b"@", byte), unsafe=True)
    assert not result.changed
    assert reason(result, "latin-1-as-utf-8") == why


def test_elements_are_closed_as_deep_as_they_were_opened() -> None:
    whole = gpx(*[TIMED] * 3).replace("\n", "").replace("?>", "?>\n")
    cut = whole[: whole.index("<trkpt", whole.index("08:00:01")) + 9]
    assert fixed(cut, unsafe=True).data.decode().endswith("08:00:01Z</time></trkpt></trkseg></trk>\n</gpx>")
    deep = whole.replace("<trk>", "\n <trk>").replace("<trkseg>", "\n  <trkseg>").replace("<trkpt", "\n   <trkpt")
    cut = deep[: deep.index("<trkpt", deep.index("08:00:01")) + 9]
    assert fixed(cut, unsafe=True).data.decode().endswith("Z</time></trkpt>\n  </trkseg>\n </trk>\n</gpx>\n")


def test_a_zone_is_not_made_up_where_no_time_has_one() -> None:
    text = gpx(*[TIMED] * 3).replace("Z</time>", "</time>")
    assert reason(fixed(text), "zone-as-elsewhere") == "no time of the file has a zone"
    assert fixed(text, unsafe=True).data.decode() == gpx(*[TIMED] * 3)
    east = text.replace("08:00:00<", "08:00:00+01:00<")
    assert reason(fixed(east, unsafe=True), "zone-utc") == "the file has other UTC offsets, so its times may be local"


def test_neighbors_of_a_moved_value_stay_in_place() -> None:
    before = "<Extensions><Foo>1</Foo><Watts>200</Watts></Extensions>"
    after = f'<Extensions><Foo>1</Foo><TPX xmlns="{AX2}"><Watts>200</Watts></TPX></Extensions>'
    assert fixed(tcx(*[before] * 3), name="a.tcx").data.decode() == tcx(*[after] * 3)
    read = f'<Extensions><TPX xmlns="{AX2}"><Watts>1</Watts></TPX><Foo>1</Foo></Extensions>'
    assert not fixed(tcx(*[read] * 3), name="a.tcx").changed
