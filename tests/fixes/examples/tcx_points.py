"""TCX: trackpoints, times, names, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.tcx import (
    AX2,
    CREATOR,
    TCX,
    activity,
    clock,
    document,
    indented,
    lap,
    point,
    with_extensions,
    with_prefix,
)

__all__ = ["GROUPS"]


def _place(latitude: str | None, longitude: str | None = "8.0") -> str:
    inside = f"<LatitudeDegrees>{latitude}</LatitudeDegrees>" if latitude is not None else ""
    inside += f"<LongitudeDegrees>{longitude}</LongitudeDegrees>" if longitude is not None else ""
    return f"<Position>{inside}</Position>"


def _placed(*places: str) -> str:
    return document(activity(lap(0, "".join(point(row, place) for row, place in enumerate(places)))))


def _places() -> Iterator[Example]:
    usual = [_place(f"45.0000{row}") for row in range(5)]
    for name, place in {
        "out of range": _place("91"),
        "longitude out of range": _place("45.00002", "181"),
        "at 0, 0": _place("0", "0"),
        "latitude alone": _place("45.00002", None),
        "longitude alone": _place(None),
        "no numbers": _place("x", "y"),
        "decimal commas": _place("45,00002", "8,0"),
        "decimal commas before three digits": _place("45,000", "8,001"),
        "empty": _place("", ""),
        "far off": _place("45.5"),
        "an empty position": "<Position/>",
        "indented": indented(_place("91")),
        "with an elevation": _place("91") + "<AltitudeMeters>5</AltitudeMeters>",
    }.items():
        yield Example(name, _placed(*usual[:2], place, *usual[3:]).encode())
    yield Example("the first far off", _placed(_place("45.5"), *usual[1:]).encode())
    yield Example("the last far off", _placed(*usual[:4], _place("45.5")).encode())
    for name, places in {
        "far off, behind one without position": (usual[0], "", _place("45.5"), *usual[3:]),
        "far off, before one without position": (usual[0], usual[1], _place("45.5"), "", usual[4]),
        "far off, between two without position": (usual[0], "", _place("45.5"), "", usual[4]),
        "near 0, 0, and two without": (_place("0.001", "0"), "", _place("0.00101", "0"), "", _place("0.5", "0")),
        "one at 0, 0 and one far off": (*usual[:2], _place("0", "0"), usual[3], _place("45.5"), *usual[4:]),
    }.items():
        yield Example(name, _placed(*places).encode())
    yield Example("all at 0, 0", _placed(*[_place("0", "0")] * 3).encode())


_VALUES: Final = (
    ("<HeartRateBpm><Value>255</Value></HeartRateBpm>", "<HeartRateBpm><Value>99</Value></HeartRateBpm>"),
    ("<HeartRateBpm><Value>NaN</Value></HeartRateBpm>", "<HeartRateBpm><Value/></HeartRateBpm>"),
    ("<HeartRateBpm><Value>255</Value><!-- x --></HeartRateBpm>", "<HeartRateBpm/>"),
    ('<HeartRateBpm xsi:type="a"><Value>300</Value></HeartRateBpm>', "<HeartRateBpm><Value>99</Value></HeartRateBpm>"),
    ("<Cadence>255</Cadence>", "<Cadence>80</Cadence>"),
    ("<Cadence>-5</Cadence>", "<Cadence>80</Cadence>"),
    (
        "<AltitudeMeters>9999</AltitudeMeters>",
        "<AltitudeMeters>5</AltitudeMeters>",
        "<AltitudeMeters>5</AltitudeMeters>",
    ),
    ("<AltitudeMeters>12,5</AltitudeMeters>", "<AltitudeMeters>5</AltitudeMeters>"),
    (f'<Extensions><TPX xmlns="{AX2}"><Watts>65535</Watts></TPX></Extensions>', "", ""),
    (f'<Extensions><TPX xmlns="{AX2}"><Watts>5000</Watts><Speed>1</Speed></TPX></Extensions>', "", ""),
    (
        f'<Extensions><TPX xmlns="{AX2}"><Watts>5000</Watts></TPX></Extensions>',
        f'<Extensions><TPX xmlns="{AX2}"><Watts>200</Watts></TPX></Extensions>',
        f'<Extensions><TPX xmlns="{AX2}"><Watts>200</Watts></TPX></Extensions>',
    ),
)


def _values() -> Iterator[Example]:
    for values in _VALUES:
        text = document(activity(lap(0, "".join(point(row, value) for row, value in enumerate(values)))))
        yield Example(" | ".join(values), text.encode())
    usual = with_extensions("")
    second = point(1)
    for name, new in {
        "a distance that marks nothing": point(1, metres=4294967295.0),
        "a distance with a comma": second.replace("3.0", "3,0"),
        "an empty distance": second.replace("3.0", ""),
        "no time": re.sub("<Time>.*</Time>", "", second),
        "no time, over lines": re.sub("<Time>.*</Time>", "\n      ", second),
        "no time, and nothing else": "     <Trackpoint/>\n",
        "an old time": second.replace("2026", "1999"),
        "a time of another day": second.replace("2026-03-01", "2026-02-01"),
        "a time that comes before": second.replace("08:00:01", "07:59:59"),
        "twice a zone": second.replace("Z<", "ZZ<"),
        "no zone": second.replace("Z<", "<"),
    }.items():
        yield Example(name, usual.replace(second, new).encode())
    for name, track in {
        "an empty track": "    <Track/>\n",
        "an empty track over lines": "    <Track>\n    </Track>\n",
        "a track with a comment": "    <Track><!-- x --></Track>\n",
        "a track with extensions": "    <Track><Extensions/></Track>\n",
    }.items():
        yield Example(name, usual.replace("    <Track>\n", f"{track}    <Track>\n").encode())
    empty = document(activity(lap(0, point(0) + point(1)), lap(5, "")))
    yield Example("a lap without trackpoints", empty.encode())


_ZONES: Final[dict[str, Callable[[str], str]]] = {
    "trackpoints": lambda text: text.replace("Z</Time>", "</Time>"),
    "trackpoints, four minutes on": lambda text: text.replace("Z</Time>", "</Time>").replace(
        "<Time>2026-03-01T08:0", "<Time>2026-03-01T08:5"
    ),
    "the second trackpoint": lambda text: text.replace("08:00:01Z", "08:00:01"),
    "laps": lambda text: text.replace('Z">', '">'),
    "laps and the activity": lambda text: text.replace('Z">', '">').replace("Z</Id>", "</Id>"),
    "all": lambda text: re.sub(r"(\d)Z", r"\1", text),
    "the activity, and another offset": lambda text: text.replace("Z</Id>", "</Id>").replace('Z">', '+01:00">'),
    "laps twice": lambda text: text.replace('Z">', 'ZZ">'),
    "laps in single quotes": lambda text: text.replace('"2026-03-01T08:00:00Z">', "' 2026-03-01T08:00:00 '>"),
    "fractions in all": lambda text: re.sub(r":(\d\d)Z", r":\1,5Z", text),
}


def _zones() -> Iterator[Example]:
    usual = with_extensions("")
    for name, change in _ZONES.items():
        yield Example(name, change(usual).encode())
        yield Example(f"{name}, safely", change(usual).encode(), safe=True)


# Around it


def _sports() -> Iterator[Example]:
    for sport in (
        "Cycling",
        "RUN",
        "hike",
        "Other",
        "Rowing",
        "Biking",
        "biking",
        "Walk",
        "swimming",
        "",
        "Run &amp; Bike",
    ):
        yield Example(f"Sport {sport}", with_extensions("", sport=sport).encode())
    yield Example("without Sport", with_extensions("").replace(' Sport="Biking"', "").encode())
    two = document(
        activity(lap(0, point(0) + point(1)), sport="Rowing"),
        activity(lap(9, point(9) + point(10)), sport="Cycle", start=9),
    )
    yield Example("two activities", two.encode(), select=("SPO001",))
    yield Example("in single quotes", with_extensions("").replace('"Biking"', "'Run'").encode())


_AUTHOR: Final = ' <Author xsi:type="Application_t"><Name>{}</Name></Author>\n'


def _names() -> Iterator[Example]:
    raised = "".join(point(row).replace("<Dist", "<AltitudeMeters>5</AltitudeMeters><Dist") for row in range(3))
    for name in (
        "Logger with-barometer",
        "Logger (with barometer)",
        "Logger 3",
        "",
        " Logger\n",
        "Logger &amp; Co with_barometer",
    ):
        creator = CREATOR.replace("Logger 3", name)
        text = document(activity(lap(0, raised), creator=creator))
        yield Example(f"Creator {name!a}", text.encode())
        yield Example(f"Creator {name!a}, asked", text.encode(), apply=("with-barometer",))
    for name, creator in {
        "no Creator": "",
        "a Creator without a Name": CREATOR.replace("<Name>Logger 3</Name>", ""),
        "a Name that holds something": CREATOR.replace("Logger 3", "<b>Logger 3</b>"),
        "another leaf before": CREATOR.replace("<Name>", "<UnitId>1</UnitId><Name>"),
        "a Name of another namespace": CREATOR.replace("<Name>", '<Name xmlns="u:x">a</Name><Name>'),
    }.items():
        text = document(activity(lap(0, raised), creator=creator), behind=_AUTHOR.format("Author with-barometer"))
        yield Example(f"{name}, and an Author", text.encode())
        yield Example(f"{name}, and an Author, asked", text.encode(), apply=("with-barometer",))
    flat = document(activity(lap(0, point(0) + point(1))))
    yield Example("no elevation", flat.encode(), apply=("with-barometer",))


def _root() -> Iterator[Example]:
    usual = with_extensions("")
    for xmlns in ("", ' xmlns=""', f' xmlns="{TCX[:-1]}1"', ' xmlns="u:x"'):
        yield Example(f"root{xmlns}", usual.replace(f' xmlns="{TCX}"', xmlns).encode())
    yield Example("history", usual.replace(f' xmlns="{TCX}"', "").replace("Activities", "History").encode())
    yield Example("a prefix that is not declared", with_prefix(usual).replace(f' xmlns:t="{TCX}"', "").encode())


def _split() -> Iterator[Example]:
    first = activity(lap(0, point(0) + point(1)))
    second = activity(lap(9, point(9) + point(10)), sport="Running", start=9)
    third = activity(lap(19, point(19) + point(20)), sport="Other", start=19)
    author = _AUTHOR.format("Author")
    session = "  <MultiSportSession><Id>{}</Id>\n<FirstSport>\n{}</FirstSport>\n{}  </MultiSportSession>\n"
    following = "<NextSport>\n<Transition/>\n{}</NextSport>\n"
    course = f"<Courses><Course><Name>x</Name><Track>\n{point(0)}</Track></Course></Courses>\n"
    for name, text in {
        "two activities": document(first, second, behind=author),
        "three, and a comment": document(first, "<!-- x -->", second, third),
        "a session of several sports": document(session.format(clock(0), first, following.format(second))),
        "a session and an activity": document(session.format(clock(0), first, following.format(second)), third),
        "a session of one": document(session.format(clock(0), first, "")),
        "courses as well": document(first, second, behind=course),
        "one with an error": document(first, second.replace("<Calories>1</Calories>", "<Calories>x</Calories>")),
        "an activity outside": document(first, second)
        .replace(" </Activities>\n", "", 1)
        .replace("  </Activity>\n  <Activity", "  </Activity>\n </Activities>\n  <Activity"),
    }.items():
        yield Example(name, text.encode(), select=("TCX009",))


def _cut() -> Iterator[Example]:
    usual = document(activity(lap(0, point(0) + point(1)), lap(2, point(2) + point(3))))
    for place in ("<Time>2026-03-01T08:00:03", '<Lap StartTime="2026-03-01T08:00:02', "   <Creator", " </Activities>"):
        text = usual[: usual.index(place)]
        yield Example(f"before {place}", text.encode())
        yield Example(f"before {place}, under a prefix", with_prefix(text).encode())
        yield Example(f"before {place}, lines of Windows", text.replace("\n", "\r\n").encode())


GROUPS: Final[dict[str, Examples]] = {
    "tcx places": _places,
    "tcx values": _values,
    "tcx zones": _zones,
    "tcx sports": _sports,
    "tcx names": _names,
    "tcx root": _root,
    "tcx split": _split,
    "tcx cut": _cut,
}
