"""GPX: points without time, out of order, of other days and places, and values that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.gpx import clock, garmin, indented, point, points, tagged, valued, with_prefix

__all__ = ["GROUPS"]

_TIMES: Final = (
    ("0", "- 45.00001", "2"),
    ("0", "-", "-", "-", "4"),
    ("0", "- 45.000005", "- 45.00001", "3"),
    ("0 45", "- 45", "- 45", "3 45"),
    ("0", "- 95", "- 45.00001", "3"),
    ("0", "- 45.00001", "- 95", "3"),
    ("0 95", "- 45.00001", "- 45.00002", "3"),
    ("0 95", "- 95", "2", "- 45.1", "4", "- 45.00007", "6 45.00009"),
    ("-", "-", "2", "-", "4", "-"),
    ("0", "-", "|", "-", "4"),
    ("0", "-", "2", "|", "3", "-", "5"),
    ("0", "-", "|", "2", "4"),
    ("0", "- . <ele>5</ele>", "2"),
    ("0", "- . <ele>5</ele><hdop>1</hdop>", "2"),
    ("0", "- . <hdop>1</hdop>", "2"),
    ("4", "-", "2", "5"),
    ("2", "-", "2", "5"),
    ("0", "x", "2"),
    ("0", "x", "-", "3"),
    ("0", "-", "-", "-", "-", "-", "1"),
    ("-", "-", "-"),
    ("0", "-", "-"),
    ("0", "1", "-"),
    ("0", "-", "-", "86400"),
)
_ORDER: Final = (
    ("0", "2", "1", "3"),
    ("3", "2", "1", "0"),
    ("0", "2", "2", "1", "1"),
    ("0", "2", "-", "1"),
    ("0", "2", "1", "|", "5", "4", "6"),
    ("0", "1", "|", "4", "5", "|", "2", "3"),
    ("4", "5", "|", "0", "1", "|", "2", "3"),
    ("4", "5", "|", "0", "4", "|"),
    ("4", "5", "|", "0", "5"),
    ("4", "5", "|", "0", "1", "/", "8", "9", "|", "6", "7"),
    ("4", "5", "/", "0", "1"),
    ("4", "-", "|", "0", "1"),
    ("-", "5", "|", "0", "1"),
    ("0", "2", "1", "|", "4", "5", "|", "2", "3"),
    ("5", "6", "|", "|", "0", "1"),
)
_OLD: Final = "2026-02-01T08:00:00Z"
_DAYS: Final = (
    *(
        (*[_OLD] * few, *map(str, range(all_ - few)))
        for few, all_ in ((1, 4), (2, 4), (3, 8), (3, 6), (4, 20), (4, 80), (5, 80))
    ),
    *((*map(str, range(all_ - few)), *["2026-03-09T08:00:00Z"] * few) for few, all_ in ((1, 8), (3, 8), (4, 8))),
    (_OLD, *map(str, range(6)), "2026-03-09T08:00:00Z"),
    ("2026-02-28T08:00:00Z", *map(str, range(4))),
    ("2026-02-28T07:59:59Z", *map(str, range(4))),
    (_OLD, "2026-01-01T08:00:00Z", *map(str, range(6)), "-"),
    *((old, *map(str, range(6))) for old in ("1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z", "2006-07-16T08:00:00Z")),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", *map(str, range(6))),
    (*["1970-01-01T00:00:00Z"] * 4, *map(str, range(6))),
    (*["1970-01-01T00:00:00Z"] * 3, *map(str, range(3))),
)
_PLACES: Final = (
    ("0", "1 91", "2", "3"),
    ("0", "1 x", "2 45,00002", "3"),
    ("0", "1 0", "2", "3"),
    ("0", "1 ", "2 -91", "3"),
    ("0 91", "1 92", "2", "3"),
    ("0 91", "1 92", "2", "/", "3 93", "4", "|", "5 95"),
    ("0 91", "1 92", "2"),
    *(
        tuple(f"{row} 45.5{row:04d}" if row in far else str(row) for row in range(count))
        for count, far in (
            (3, {1}),
            (3, {0}),
            (3, {2}),
            (4, {1}),
            (4, {0}),
            (4, {3}),
            (6, {0, 1}),
            (6, {4, 5}),
            (6, {2, 3}),
            (8, {1, 3}),
            (8, {1, 4, 7}),
            (8, {0, 2}),
            (6, {3, 4, 5}),
            (2, {1}),
            (9, {0, 4, 5}),
        )
    ),
    ("0", "1", "2 45.5", "3", "4 46", "5 46.00001", "6 46.00002"),
    ("0", "1", "2 45.00092", "3", "4"),
    ("0", "1", "2 45.00091", "3", "4"),
    ("0", "10", "20 45.0091", "30", "40"),
    ("0", "10", "20 45.0089", "30", "40"),
    ("0", "1", "- 45.5", "3", "4"),
    ("0", "1", "2000-01-01T00:00:00Z 45.5", "3", "4"),
    ("0", "1", "1999-01-01T00:00:00Z 45.5", "3", "4"),
)


def _by_points(rows: tuple[tuple[str, ...], ...], *select: str) -> Examples:
    def made() -> Iterator[Example]:
        for row in rows:
            name = " ".join(row) if len(row) < 20 else f"{' '.join(row[:6])} ... {row[-1]}"
            yield Example(name, points(*row).encode(), select=select)

    return made


_NULL: Final = '<trkpt lat="0" lon="0">'


def _more_points() -> Iterator[Example]:
    usual = points("0", "1", "2", "3")
    second = point(1, clock(1))
    untimed = point(1, "")
    for name, new in {
        "a point that is one tag": '   <trkpt lat="45.00001" lon="8.0"/>\n',
        "a point that is one tag with a blank": '   <trkpt lat="45.00001" lon="8.0" />\n',
        "a point over lines": '   <trkpt lat="45.00001" lon="8.0">\n    <hdop>1</hdop>\n   </trkpt>\n',
        "a point over lines with elevation": '   <trkpt lat="45.00001" lon="8.0">\n    <ele>1</ele>\n   </trkpt>\n',
        "a point with a comment alone": untimed.replace("></", "><!-- x --></"),
        "an empty time": untimed.replace("></", "><time/></"),
        "two points in a line": second.rstrip("\n") + untimed.lstrip(),
        "without latitude": second.replace('lat="45.00001" ', ""),
        "without longitude": second.replace(' lon="8.0"', ""),
        "latitude that is nothing": second.replace("45.00001", ""),
        "near 0, 0": second.replace("45.00001", "0.00009").replace("8.0", "-0.00009"),
        "a decimal comma": second.replace("45.00001", " 45,00001 ").replace("8.0", "+8,0"),
        "decimal commas before three digits": second.replace("45.00001", "45,000").replace("8.0", "8,001"),
        "a decimal comma without anything before": second.replace("45.00001", ",5"),
    }.items():
        yield Example(name, usual.replace(second, new).encode())
    alone = points("0", "1", "|", "2 91", "|", "3", "4")
    yield Example("the only point of a segment", alone.encode())
    yield Example(
        "the only point of a segment that has a comment",
        alone.replace("91", "91")
        .replace('  </trkseg>\n  <trkseg>\n   <trkpt lat="91"', '  </trkseg>\n  <trkseg><!-- x -->\n   <trkpt lat="91"')
        .encode(),
    )
    prefixed = with_prefix(points("0", "- . <ele>5</ele>", "-", "3"))
    yield Example("times under a prefix", prefixed.encode())


_EMPTY: Final = {
    "a segment": points("0", "1").replace("  </trkseg>\n", "  </trkseg>\n  <trkseg>\n  </trkseg>\n"),
    "a segment that is one tag": points("0", "1").replace("  </trkseg>\n", "  </trkseg>\n  <trkseg/>\n"),
    "a segment with a comment": points("0", "1").replace(
        "  </trkseg>\n", "  </trkseg>\n  <trkseg><!-- x --></trkseg>\n"
    ),
    "a segment with extensions": points("0", "1").replace(
        "  </trkseg>\n", "  </trkseg>\n  <trkseg><extensions><a/></extensions></trkseg>\n"
    ),
    "a track": points("0", "1").replace(" </trk>\n", " </trk>\n <trk>\n  <trkseg></trkseg>\n </trk>\n"),
    "a track with a name": points("0", "1").replace(
        " </trk>\n", " </trk>\n <trk><name>x</name><trkseg></trkseg></trk>\n"
    ),
    "in one line": points("0", "1").replace("\n", "").replace("</trkseg>", "</trkseg> <trkseg> </trkseg>"),
    "one that is empty and one that is not quite": points("0", "1").replace(
        "  </trkseg>\n", "  </trkseg>\n  <trkseg/>\n  <trkseg>x</trkseg>\n"
    ),
}

# Values


def _extended(name: str, *values: str) -> tuple[str, ...]:
    return tuple(
        f"<extensions>{garmin(f'<gpxtpx:{name}>{value}</gpxtpx:{name}>')}</extensions>" if value else ""
        for value in values
    )


_VALUES: Final = (
    tagged("ele", "9001", "5", "9000", "-500"),
    tagged("ele", "9001", "5", "-501", "6"),
    tagged("ele", "9001", "5", "-501"),
    tagged("ele", "65535", "5", "12607", "6"),
    tagged("ele", "12,5", "13,25", "1"),
    tagged("ele", "1,250", "1,260", "1,270"),
    tagged("ele", "1,250", "0,260"),
    tagged("ele", "1,250", "1260,125"),
    tagged("ele", "1,250", ",260"),
    tagged("ele", "1,250", "1,26"),
    tagged("ele", " -12,5 ", "+13,25", "1"),
    tagged("ele", "12,5m", "1"),
    tagged("ele", "", "5"),
    tagged("ele", " NaN ", "nan", "5"),
    tagged("ele", "--", "5", "NaNs"),
    tagged("ele", "", "--"),
    tagged("ele", "<!-- x -->", "5"),
    tagged("ele", "<a/>", "5"),
    ("<ele/>", "<ele>5</ele>"),
    _extended("hr", "255", "99", "98"),
    _extended("hr", "0", "99", "98"),
    _extended("hr", "-1", "99", "254"),
    _extended("hr", "300", "300", "300"),
    _extended("hr", "300", "99", ""),
    _extended("hr", "99,5", "", "1"),
    _extended("cad", "300", "80", "80"),
    _extended("cad", "300", "300", "80"),
    _extended("cad", "-1", "80", ""),
    _extended("cad", "-1", "80", "300", "80"),
    _extended("atemp", "81", "80", "-60", "20"),
    _extended("atemp", "81", "-61", "20"),
    _extended("atemp", "127", "20", "20"),
    tuple(f"<extensions><power>{value}</power></extensions>" for value in ("3001", "3000", "-1", "200")),
    tuple(f"<extensions><power>{value}</power></extensions>" for value in ("65535", "", "5")),
    tuple(f"<extensions><power>{value}</power><foo/></extensions>" for value in ("65535", "NaN", "5")),
    tuple(
        f"<ele>{ele}</ele><extensions><power>{power}</power></extensions>"
        for ele, power in (("1,5", "1,250"), ("1,5", "2"))
    ),
    tuple(
        f"<ele>{ele}</ele><extensions><power>{power}</power></extensions>"
        for ele, power in (("1,250", "1,250"), ("5", "2"))
    ),
    tuple(
        f"<ele>{ele}</ele><extensions><power>{power}</power></extensions>" for ele, power in (("", "65535"), ("5", "2"))
    ),
)


def _values() -> Iterator[Example]:
    for inside in _VALUES:
        yield Example(" | ".join(inside), valued(*inside).encode())
        yield Example(
            " | ".join(inside) + ", indented", valued(*(indented(one) if one else one for one in inside)).encode()
        )


def _all(texts: dict[str, str]) -> Examples:
    def made() -> Iterator[Example]:
        for name, text in texts.items():
            yield Example(name, text.encode())

    return made


GROUPS: Final[dict[str, Examples]] = {
    "gpx times": _by_points(_TIMES, "TIM001"),
    "gpx order": _by_points(_ORDER, "TIM005"),
    "gpx days": _by_points(_DAYS, "TIM008", "TIM009"),
    "gpx places": _by_points(_PLACES, "POS001", "POS002", "POS003", "POS005", "POS006"),
    "gpx points": _more_points,
    "gpx empty": _all(_EMPTY),
    "gpx values": _values,
}
