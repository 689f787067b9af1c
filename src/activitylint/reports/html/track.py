"""The track as a map: true to scale, with a scale bar, north, a graticule, and the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from activitylint.model.picture import Track
from activitylint.reports.html.marks import Marked
from activitylint.reports.html.markup import Markup, element
from activitylint.reports.html.scales import decimals, degrees, number, round_below, ticks
from activitylint.reports.words import counted

__all__ = ["track_map"]

_WIDTH: Final = 960
_HEIGHT: Final = 720
_MARGIN: Final = 90
_WHOLE: Final = 0.9
"""A finding about more than this share of the track marks all of it."""
_FEW: Final = 40
"""Labels at most."""
_BAR: Final = 0.28
"""The longest scale bar, as a share of the width."""


class _Plane(NamedTuple):
    """From meters in the frame of a track to the plane of the map. scale: units of the plane per meter."""

    left: float
    bottom: float
    scale: float

    def points(self, meters: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> list[tuple[int, int]]:
        x = np.round(self.left + meters[:, 0].astype(np.float64) * self.scale).astype(np.int64)
        y = np.round(self.bottom - meters[:, 1].astype(np.float64) * self.scale).astype(np.int64)
        return list(zip(x.tolist(), y.tolist(), strict=True))


def track_map(track: Track, marked: Sequence[Marked], name: str) -> Markup:
    """The figure of a track. marked: the findings of the file. name: the id of the figure."""
    room = min((_WIDTH - 2 * _MARGIN) / track.width, (_HEIGHT - 2 * _MARGIN) / track.height)
    plane = _Plane((_WIDTH - track.width * room) / 2, (_HEIGHT + track.height * room) / 2, room)
    vertices = plane.points(track.vertices)
    line = f"{name}-line"
    svg = element(
        "svg",
        element("title", "Track", id=f"{name}-t"),
        element("desc", _described(track, marked), id=f"{name}-d"),
        *_graticule(track, plane),
        element("path", d=_path(vertices, track.breaks), class_="track", id=line),
        *(part for one in reversed(marked) for part in _mark(one, vertices, track.breaks, line)),
        _end(vertices[-1], "End", square=True),
        _end(vertices[0], "Start", square=False),
        *_labels(marked, vertices),
        element("circle", r=13, class_="cursor"),
        *_scale_bar(plane.scale),
        element("path", d="M922 78V34M910 50L922 32L934 50", class_="north"),
        element("text", "N", x=922, y=104, class_="middle"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="group",
        aria_labelledby=f"{name}-t {name}-d",
        data_at=_moments(track, plane),
    )
    legend = element(
        "span", element("i", class_="dot"), "start ", element("i", class_="square"), "end", class_="legend"
    )
    caption = element("figcaption", element("b", "Track"), " ", legend)
    note = None
    if track.outside:
        note = element(
            "p",
            f"{counted(track.outside, 'position')} of {track.positions:,} outside of this map: see “On Earth”.",
            class_="note",
        )
    return element("figure", caption, svg, note, _table(track), class_="map", id=name)


def _described(track: Track, marked: Sequence[Marked]) -> str:
    south_north = f"{degrees(track.south, 4, 'NS')} to {degrees(track.north, 4, 'NS')}"
    west_east = f"{degrees(_wrapped(track.west), 4, 'EW')} to {degrees(_wrapped(track.east), 4, 'EW')}"
    shown = ", ".join(f"{one.number} ({one.finding.code})" for one in marked if one.finding.mark.vertices)
    return f"The way from start to end, {south_north}, {west_east}." + (f" Marked findings: {shown}." if shown else "")


def _path(vertices: Sequence[tuple[int, int]], breaks: Iterable[int] = ()) -> str:
    """A line through these vertices. breaks: ordinals of those that begin a new piece."""
    begins = {0, *breaks}
    made: list[str] = []
    before = (0, 0)
    for ordinal, (x, y) in enumerate(vertices):
        if ordinal in begins:
            made.append(f"M{x} {y}h0")
        elif (x, y) != before:
            made.append(f"l{x - before[0]} {y - before[1]}".replace(" -", "-"))
        before = (x, y)
    return "".join(made)


def _mark(one: Marked, vertices: Sequence[tuple[int, int]], breaks: tuple[int, ...], line: str) -> Iterator[Markup]:
    """The part of the track that a finding is about, drawn over it."""
    runs = one.finding.mark.vertices
    if not runs:
        return
    kind = f"mark {one.finding.severity}"
    if sum(last - first + 1 for first, last in runs) > _WHOLE * len(vertices):
        yield element("use", href=f"#{line}", class_=kind)
        return
    pieces = []
    for first, last in runs:
        # A run ends where the next vertex begins, unless that is in another piece of the line.
        end = last + 1 if last + 1 < len(vertices) and last + 1 not in breaks and last > first else last
        inside = [ordinal - first for ordinal in breaks if first < ordinal <= end]
        pieces.append(_path(vertices[first : end + 1], inside))
    yield element("path", d="".join(pieces), class_=kind)


def _labels(marked: Sequence[Marked], vertices: Sequence[tuple[int, int]]) -> Iterator[Markup]:
    """The number of each finding at the first place that it is about. They are links to the findings."""
    taken: list[tuple[int, int]] = []
    for one in marked[:_FEW]:
        if not one.finding.mark.vertices:
            continue
        x, y = vertices[one.finding.mark.vertices[0][0]]
        x, y = min(max(x, 24), _WIDTH - 24), min(max(y - 34, 24), _HEIGHT - 24)
        while any(abs(x - other) < 40 and abs(y - above) < 40 for other, above in taken):
            x += 44
        taken.append((x, y))
        yield one.link(
            element("circle", cx=x, cy=y, r=19), element("text", str(one.number), x=x, y=y + 9, class_="middle")
        )


def _end(at: tuple[int, int], title: str, *, square: bool) -> Markup:
    x, y = at
    name = element("title", title)
    if square:
        return element("rect", name, x=x - 9, y=y - 9, width=18, height=18, class_="end")
    return element("circle", name, cx=x, cy=y, r=11, class_="start")


def _graticule(track: Track, plane: _Plane) -> Iterator[Markup]:
    """Meridians and parallels, with their degrees at the edge."""
    up = plane.scale * track.height / (track.north - track.south)
    along = plane.scale * track.width / (track.east - track.west)
    step = round_below(_HEIGHT / up / 2.5)
    lines = []
    labels = []
    for latitude in ticks(track.south - (_HEIGHT - plane.bottom) / up, track.south + plane.bottom / up, step):
        y = round(plane.bottom - (latitude - track.south) * up)
        lines.append(f"M0 {y}H{_WIDTH}")
        labels.append(element("text", degrees(latitude, decimals(step), "NS"), x=10, y=y - 8))
    step = round_below(_WIDTH / along / 2.5)
    for longitude in ticks(track.west - plane.left / along, track.west + (_WIDTH - plane.left) / along, step):
        x = round(plane.left + (longitude - track.west) * along)
        lines.append(f"M{x} 0V{_HEIGHT}")
        if x < _WIDTH - 160 - round_below(_BAR * _WIDTH / plane.scale) * plane.scale:
            labels.append(element("text", degrees(_wrapped(longitude), decimals(step), "EW"), x=x + 8, y=_HEIGHT - 12))
    yield element("path", d="".join(lines), class_="grid")
    yield element("g", *labels, class_="graticule")


def _scale_bar(scale: float) -> Iterator[Markup]:
    meters = round_below(_BAR * _WIDTH / scale)
    length = round(meters * scale)
    text = f"{number(meters / 1000, 0)} km" if meters >= 1000 else f"{number(meters, decimals(meters))} m"
    right, y = _WIDTH - 24, _HEIGHT - 24
    yield element("path", d=f"M{right - length} {y - 12}v12h{length}v-12", class_="scale")
    yield element("text", text, x=right - length // 2, y=y - 14, class_="middle")


def _moments(track: Track, plane: _Plane) -> str:
    """The place on the map of each column of the charts; a column without one has that of the column before."""
    known = np.isfinite(track.at[:, 0])
    if not known.any():
        return ""
    nearest = np.maximum.accumulate(np.where(known, np.arange(len(known)), known.argmax()))
    return " ".join(f"{x},{y}" for x, y in plane.points(track.at[nearest]))


def _table(track: Track) -> Markup:
    rows = (
        ("Start", _place(*track.start)),
        ("End", _place(*track.end)),
        ("Map from", _place(track.south, _wrapped(track.west))),
        ("Map to", _place(track.north, _wrapped(track.east))),
        ("Positions", f"{track.positions:,}"),
        ("Outside of the map", f"{track.outside:,}"),
    )
    body = [element("tr", element("th", head, scope="row"), element("td", cell)) for head, cell in rows]
    return element(
        "details", element("summary", "Table"), element("table", element("caption", "Track"), element("tbody", *body))
    )


def _place(latitude: float, longitude: float) -> str:
    return f"{degrees(latitude, 5, 'NS')}, {degrees(longitude, 5, 'EW')}"


def _wrapped(longitude: float) -> float:
    """The longitude between -180 and 180."""
    return (longitude + 180) % 360 - 180
