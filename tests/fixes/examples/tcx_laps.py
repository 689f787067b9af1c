"""TCX: the totals of laps, and cadences that count both feet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.tcx import AX2, activity, clock, document, indented, lap, point, with_prefix

__all__ = ["GROUPS"]

_T: Final = "<TotalTimeSeconds>{}</TotalTimeSeconds>"
_D: Final = "<DistanceMeters>{}</DistanceMeters>"
_C: Final = "<Calories>{}</Calories>"
_TOTALS: Final = (
    "",
    _T.format(2),
    _D.format(6),
    _C.format(1),
    _T.format(2) + _D.format(6),
    _D.format(6) + _C.format(1),
    _T.format("x") + _D.format(" ") + _C.format("-"),
    "<TotalTimeSeconds/><DistanceMeters/><Calories/>",
    _T.format("2,5") + _D.format("6,25") + _C.format(1),
    _T.format("1,250") + _D.format(6) + _C.format(1),
    _T.format("0,250") + _D.format("1,250") + _C.format(1),
    _T.format(2) + _D.format(6) + "<MaximumSpeed>3</MaximumSpeed>",
    "<MaximumSpeed>3</MaximumSpeed>",
    _T.format(2) + "<!-- x -->" + _C.format(1),
    _T.format(200) + _D.format(6) + _C.format(1),
    _T.format(2) + _D.format(600) + _C.format(1),
    _T.format(2) + _D.format("0.006") + _C.format(1),
    _T.format("NaN") + _D.format("NaN") + _C.format("NaN"),
)
_LONG: Final = "".join(point(second) for second in range(0, 400, 5))


def _totals() -> Iterator[Example]:
    points = point(0) + point(1) + point(2)
    for totals in _TOTALS:
        yield Example(totals or "none", document(activity(lap(0, points, totals))).encode())
        yield Example(f"{totals}, indented", document(activity(lap(0, points, indented(totals)))).encode())
        yield Example(f"{totals}, of a long lap", document(activity(lap(0, _LONG, totals))).encode())
    yield Example("a prefix", with_prefix(document(activity(lap(0, points, _D.format(6))))).encode())
    yield Example("one trackpoint", document(activity(lap(0, point(0), ""))).encode())
    yield Example("no trackpoint", document(activity(lap(0, "", ""))).encode())
    two = activity(lap(0, points, ""), lap(3, point(3) + point(4, metres=13.25), ""))
    yield Example("two laps", document(two).encode())
    cumulative = (
        lap(0, _LONG, _T.format(395) + _D.format(1185) + _C.format(1)),
        lap(
            400,
            "".join(point(second) for second in range(400, 700, 5)),
            _T.format(695) + _D.format(2085) + _C.format(1),
        ),
    )
    yield Example("totals that go on", document(activity(*cumulative)).encode())
    third = "".join(point(second, metres=second / 3) for second in range(0, 400, 5))
    yield Example("metres with thirds", document(activity(lap(0, third, ""))).encode())
    course = (
        "<Courses><Course><Name>x</Name><Lap><TotalTimeSeconds/></Lap><Track>\n"
        + points
        + "</Track></Course></Courses>\n"
    )
    yield Example("a course", document(activity(lap(0, points, "")), behind=course).encode())
    alone = document(behind=course).replace(" <Activities>\n </Activities>\n", "")
    yield Example("a course alone", alone.encode())
    empty = document(activity(f'   <Lap StartTime="{clock(0)}"/>\n', lap(0, points)))
    yield Example("a lap that is one tag", empty.encode())
    bare = document(activity(f'   <Lap StartTime="{clock(0)}">\n    <Track>\n{points}    </Track>\n   </Lap>\n'))
    yield Example("a lap with a track alone", bare.encode())


def _cadences() -> Iterator[Example]:
    for values in (
        ("170", "171", "172"),
        ("170.0", "171.", "172.5"),
        (" 170 ", "\n171", "x"),
        ("170", "", "172"),
        ("170", "1000000171", "172"),
        ("170", "+171", "172"),
        ("0", "170", "172"),
        ("119", "119", "119"),
        ("120", "120", "120"),
        ("220", "220", "220"),
        ("221", "221", "221"),
        ("170", "85", "86"),
        ("85", "85", "170"),
    ):
        plain = "".join(point(row, f"<Cadence>{value}</Cadence>") for row, value in enumerate(values))
        yield Example(f"Cadence {' '.join(values)!a}", document(activity(lap(0, plain), sport="Running")).encode())
        inside = [
            f'<Extensions><TPX xmlns="{AX2}"><RunCadence>{value}</RunCadence></TPX></Extensions>' for value in values
        ]
        extended = "".join(point(row, value) for row, value in enumerate(inside))
        yield Example(
            f"RunCadence {' '.join(values)!a}", document(activity(lap(0, extended), sport="Running")).encode()
        )
    marked = "".join(point(row, "<Cadence>170<!-- x --></Cadence>") for row in range(3))
    yield Example("Cadence with comments", document(activity(lap(0, marked), sport="Running")).encode())


GROUPS: Final[dict[str, Examples]] = {
    "tcx totals": _totals,
    "tcx cadences": _cadences,
}
