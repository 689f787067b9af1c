"""Makes GPX files: tracks of points, and points with extensions."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "DECLARATION",
    "GPX",
    "POWER",
    "TPX1",
    "TPX2",
    "V1",
    "V2",
    "XSI",
    "clock",
    "document",
    "garmin",
    "indented",
    "point",
    "points",
    "tagged",
    "track",
    "valued",
    "with_extensions",
    "with_prefix",
]

GPX: Final = "http://www.topografix.com/GPX/1/1"
TPX1: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
TPX2: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
POWER: Final = "http://www.garmin.com/xmlschemas/PowerExtension/v1"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
V1: Final = f' xmlns:gpxtpx="{TPX1}"'
V2: Final = f' xmlns:gpxtpx="{TPX2}"'
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def document(body: str, *, root: str = "", declaration: str = DECLARATION) -> str:
    return f'{declaration}<gpx xmlns="{GPX}"{root} version="1.1" creator="Logger 3">\n{body}</gpx>\n'


def point(number: int, inside: str, **attributes: str) -> str:
    given = {"lat": f"45.{number:05d}", "lon": "8.0"} | attributes
    said = "".join(f' {name}="{value}"' for name, value in given.items())
    return f"   <trkpt{said}>{inside}</trkpt>\n"


def clock(number: int) -> str:
    return f"<time>2026-03-01T08:{number // 60:02d}:{number % 60:02d}Z</time>"


def track(*points: str) -> str:
    """A track of points. An empty one parts segments, `/` tracks."""
    body = "".join(
        "  </trkseg>\n  <trkseg>\n"
        if not point
        else "  </trkseg>\n </trk>\n <trk>\n  <trkseg>\n"
        if point == "/"
        else point
        for point in points
    )
    return f" <trk>\n  <trkseg>\n{body}  </trkseg>\n </trk>\n"


def with_prefix(text: str) -> str:
    """The same with a prefix at every name."""
    return re.sub(r"<(/?)(?=\w)", r"<\1g:", text).replace("xmlns=", "xmlns:g=")


def with_extensions(inside: str, root: str = "") -> str:
    points = [point(0, clock(0)), point(1, clock(1) + inside), point(2, clock(2))]
    return document(track(*points), root=root)


def garmin(inside: str) -> str:
    return f"<gpxtpx:TrackPointExtension>{inside}</gpxtpx:TrackPointExtension>"


def indented(text: str) -> str:
    """The same, a line an element, each level two blanks deeper; a point's children stand four blanks in."""
    lines, depth = [], 2
    for part in text.replace("><", ">\0<").split("\0"):
        depth -= part.startswith("</")
        lines.append("  " * depth + part)
        depth += not part.startswith("</") and "</" not in part and not part.endswith("/>")
    return "\n" + "\n".join(lines) + "\n   "


def points(*rows: str) -> str:
    """Points by what is said of them: `at lat`, `in inside`, or a number for a time; `|` parts segments, `/` tracks."""
    made: list[str] = []
    for number, row in enumerate(rows):
        if row in {"|", "/"}:
            made.append("" if row == "|" else row)
            continue
        time, _, rest = row.partition(" ")
        lat, _, inside = rest.partition(" ")
        shown = inside + (clock(int(time)) if time.isdecimal() else "" if time == "-" else f"<time>{time}</time>")
        attributes = {"lat": lat} if lat and lat != "." else {}
        made.append(point(number, shown, **attributes))
    return document(track(*made))


def valued(*inside: str) -> str:
    return document(track(*(point(row, value + clock(row)) for row, value in enumerate(inside))), root=V1)


def tagged(name: str, *values: str) -> tuple[str, ...]:
    return tuple(f"<{name}>{value}</{name}>" for value in values)
