"""The streams of a file as charts above each other, with the findings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from activitylint.model.arrays import Float
from activitylint.model.picture import COLUMNS, Axis, Curve, Picture
from activitylint.reports.html.marks import Marked
from activitylint.reports.html.markup import Markup, element
from activitylint.reports.html.scales import decimals, number, round_below, ticks, time_step
from activitylint.reports.html.units import STREAMS, Shown
from activitylint.reports.words import counted, duration

__all__ = ["charts"]

_HEIGHT: Final = 200
"""Of the plane of a chart; the page stretches it."""
_EDGE: Final = 8
"""Of it, above the greatest and below the least value."""
_LINE: Final = 18
"""Pixels, of one finding in the strip of findings."""
_BINS: Final = 24
"""Rows of the table of a chart."""
_GAP: Final = 8
"""A line is broken where a gap is more than this many times as wide as usual."""
_FEW: Final = 12
"""Findings in the strip."""
_MOST: Final = 0.5
"""The largest share of a chart that is marked."""
_RIGHT: Final = 0.7
"""A mark that ends to the right of this share of the width has its text on its left."""


def charts(picture: Picture, marked: Sequence[Marked], name: str) -> Markup | None:
    """All charts of a file, with a control to move along them; None if it has none.

    marked: the findings of the file. name: the id of the result.
    """
    axis = picture.axis
    if axis is None or not picture.curves:
        return None
    strip = _strip(marked, name)
    figures = [_chart(curve, axis, marked, f"{name}-{curve.stream}") for curve in picture.curves]
    control = element(
        "div",
        element("label", _WHAT[axis.kind], for_=f"{name}-at"),
        element("output", "move along the charts to read them", for_=f"{name}-at"),
        element("input", type="range", min=0, max=COLUMNS - 1, value=0, id=f"{name}-at"),
        class_="scrub",
        hidden=True,
    )
    note = None
    if axis.outside:
        note = element(
            "p",
            f"{counted(axis.outside, 'record')} outside of the {axis.kind} shown: far before or after the rest.",
            class_="note",
        )
    return element(
        "div",
        control,
        strip,
        *figures,
        _axis_labels(axis),
        note,
        class_="charts",
        id=name,
        data_kind=axis.kind,
        data_low=f"{axis.low:.10g}",
        data_high=f"{axis.high:.10g}",
    )


_WHAT: Final = {"time": "Time", "distance": "Distance", "record": "Record"}


def _strip(marked: Sequence[Marked], name: str) -> Markup | None:
    """The findings along the axis, each on a line of its own; they are links to the findings."""
    placed = [one for one in marked if one.finding.mark.columns][:_FEW]
    if not placed:
        return None
    height = _LINE * len(placed)
    lines = []
    for row, one in enumerate(placed):
        columns = one.finding.mark.columns
        bars = "".join(f"M{first} {row * _LINE + 9}H{last + 1}" for first, last in columns)
        inner = element("svg", element("path", d=bars), **_STRETCHED, viewBox=f"0 0 {COLUMNS} {height}")
        start, end = columns[0][0] / COLUMNS, (columns[-1][1] + 1) / COLUMNS
        beside = {"x": f"{end:.1%}", "dx": 8} if end < _RIGHT else {"x": f"{start:.1%}", "dx": -8, "class_": "right"}
        text = element("text", f"{one.number} {one.finding.code}", y=row * _LINE + 13, **beside)
        lines.append(one.link(inner, text))
    svg = element(
        "svg",
        element("title", "Findings", id=f"{name}-t"),
        *lines,
        element("line", class_="cursor", y1=0, y2="100%"),
        width="100%",
        height=height,
        role="group",
        aria_labelledby=f"{name}-t",
    )
    return element("figure", element("figcaption", element("b", "Findings")), svg, class_="chart strip")


_STRETCHED: Final = {"width": "100%", "height": "100%", "preserveAspectRatio": "none"}


def _chart(curve: Curve, axis: Axis, marked: Sequence[Marked], name: str) -> Markup:
    shown = STREAMS[curve.stream]
    values = curve.values.astype(np.float64) * shown.factor
    bottom, top = _scale(curve, shown)
    extremes = _extremes(curve, shown)
    here = [one for one in marked if _concerns(one, curve.stream)]
    codes = ", ".join(f"{one.number} ({one.finding.code})" for one in here)
    plane = element(
        "svg",
        *(
            element("path", d=_bands(one), class_=f"band {one.finding.severity}")
            for one in reversed(here)
            if _narrow(one)
        ),
        element("path", d=_line(values, bottom, top), class_="curve"),
        element("path", d=_beyond(values, bottom, top), class_="beyond"),
        **_STRETCHED,
        viewBox=f"0 0 {COLUMNS} {_HEIGHT}",
    )
    svg = element(
        "svg",
        element("title", f"{shown.title} over {axis.kind}", id=f"{name}-t"),
        element("desc", f"{extremes}." + (f" Marked findings: {codes}." if codes else ""), id=f"{name}-d"),
        *_grid(bottom, top, axis),
        plane,
        element("line", class_="cursor", y1=0, y2="100%"),
        width="100%",
        height=88,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        data_values=_texts(values, shown),
        data_unit=shown.unit,
    )
    caption = element(
        "figcaption",
        element("b", shown.title),
        " ",
        element("output"),
        " ",
        element("span", extremes, class_="extremes"),
    )
    return element("figure", caption, svg, _table(shown, values, axis, marked), class_=f"chart {curve.stream}", id=name)


def _scale(curve: Curve, shown: Shown) -> tuple[float, float]:
    """The least and the greatest value that the chart has room for."""
    bottom, top = curve.bottom * shown.factor, curve.top * shown.factor
    margin = (top - bottom) * 0.001 or max(abs(top) * 0.02, 1.0)
    return bottom - margin, top + margin


def _extremes(curve: Curve, shown: Shown) -> str:
    low, high = (number(value * shown.factor, shown.decimals) for value in (curve.low, curve.high))
    text = f"{low} to {high} {shown.unit}" if low != high else f"{low} {shown.unit}"
    if curve.computed:
        text += ", computed from distance or positions"
    if curve.bottom > curve.low or curve.top < curve.high:
        text += "; some beyond the scale"
    return text


def _concerns(one: Marked, stream: str) -> bool:
    """True if a finding is about this stream, or about none of those that are drawn."""
    about = {part for part in one.finding.about if part in STREAMS}
    return bool(one.finding.mark.columns) and (not about or stream in about)


def _narrow(one: Marked) -> bool:
    """True if a finding is about a part of the chart; marking most of it would mark nothing."""
    return sum(last - first + 1 for first, last in one.finding.mark.columns) <= _MOST * COLUMNS


def _bands(one: Marked) -> str:
    return "".join(f"M{first} 0H{last + 1}V{_HEIGHT}H{first}z" for first, last in one.finding.mark.columns)


def _line(values: Float, bottom: float, top: float) -> str:
    """The curve: in each column from the first value to the least, the greatest and the last."""
    columns = np.isfinite(values[:, 0]).nonzero()[0]
    scaled = np.clip(_EDGE + (top - values[columns]) / (top - bottom) * (_HEIGHT - 2 * _EDGE), 0, _HEIGHT)
    gaps = np.diff(columns)
    longest = _GAP * max(float(np.median(gaps)), 1.0) if len(gaps) else 0.0
    made: list[str] = []
    before = last = -1
    for column, (first, lowest, highest, end) in zip(
        columns.tolist(), np.round(scaled).astype(np.int64).tolist(), strict=True
    ):
        if before < 0 or column - before > longest:
            made.append(f"M{column} {first}h0")
        else:
            made.append(f"l{column - before} {first - last}".replace(" -", "-"))
        at = first
        for to in (lowest, highest, end):
            if to != at:
                made.append(f"v{to - at}")
            at = to
        before, last = column, end
    return "".join(made)


def _beyond(values: Float, bottom: float, top: float) -> str:
    """Ticks at the edge where values are beyond the scale."""
    above = (values[:, 2] > top).nonzero()[0].tolist()
    below = (values[:, 1] < bottom).nonzero()[0].tolist()
    return "".join(f"M{column} 0v24" for column in above) + "".join(f"M{column} {_HEIGHT}v-24" for column in below)


def _texts(values: Float, shown: Shown) -> str:
    """The values of each column, for the script: `120`, `120 to 124`, or nothing."""
    texts = []
    for _, low, high, _ in values.tolist():
        if math.isnan(low):
            texts.append("")
            continue
        least, most = f"{low:.{shown.decimals}f}", f"{high:.{shown.decimals}f}"
        texts.append(least if least == most else f"{least} to {most}")
    return ",".join(texts)


def _grid(bottom: float, top: float, axis: Axis) -> Iterator[Markup]:
    step = round_below((top - bottom) / 2.2)
    places = decimals(step)
    for value in ticks(bottom, top, step):
        share = (_EDGE + (top - value) / (top - bottom) * (_HEIGHT - 2 * _EDGE)) / _HEIGHT
        y = f"{share:.1%}"
        yield element("line", x1=0, x2="100%", y1=y, y2=y, class_="grid")
        yield element("text", number(value, places), x=-6, y=y, dy=4, class_="right")
    for share, _ in _axis_ticks(axis):
        x = f"{share:.2%}"
        yield element("line", x1=x, x2=x, y1=0, y2="100%", class_="grid")


def _axis_ticks(axis: Axis) -> Iterator[tuple[float, str]]:
    """Where the axis has lines, as shares of its width, and what is written there."""
    width = axis.high - axis.low
    step = time_step(width, 6) if axis.kind == "time" else round_below(width / 4)
    for value in ticks(axis.low, axis.high, step):
        yield (value - axis.low) / width, _along(axis, value)


def _along(axis: Axis, value: float) -> str:
    """A place on the axis in words."""
    if axis.kind == "time":
        return duration(value)
    if axis.kind == "distance":
        return f"{number(value / 1000, 2)} km"
    return number(value, 0)


def _axis_labels(axis: Axis) -> Markup:
    labels = [
        element(
            "text",
            text,
            x=f"{share:.2%}",
            y=13,
            class_="middle" if 0.03 < share < 0.96 else "right" if share > 0.5 else None,
        )
        for share, text in _axis_ticks(axis)
    ]
    return element("svg", *labels, width="100%", height=18, class_="axis", aria_hidden="true")


def _table(shown: Shown, values: Float, axis: Axis, marked: Sequence[Marked]) -> Markup:
    """The chart in numbers: what it shows in each of some equal parts of the axis."""
    size = COLUMNS // _BINS
    rows = []
    for start in range(0, COLUMNS, size):
        part = values[start : start + size]
        part = part[np.isfinite(part[:, 0])]
        if not len(part):
            continue
        cells = (part[0, 0], part[:, 1].min(), part[:, 2].max(), part[-1, 3])
        codes = ", ".join(
            f"{one.number} ({one.finding.code})"
            for one in marked
            if any(first < start + size and last >= start for first, last in one.finding.mark.columns)
        )
        at = axis.low + (axis.high - axis.low) * start / COLUMNS
        rows.append(
            element(
                "tr",
                element("th", _along(axis, at), scope="row"),
                *(element("td", number(float(cell), shown.decimals)) for cell in cells),
                element("td", codes),
            )
        )
    heads = ("From", "First", "Lowest", "Highest", "Last", "Findings")
    head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
    caption = element("caption", f"{shown.title} in {shown.unit}")
    return element("details", element("summary", "Table"), element("table", caption, head, element("tbody", *rows)))
