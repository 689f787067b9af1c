"""Fixes for points without a time, out of order, or with a stale time.

A point without a time first gets one between those of its neighbors, so that it is kept. It is removed only if it has
no timed neighbor on one side. Times are never extrapolated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.dropping import drop_records
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.values import values_of
from activitylint.formats.iso8601 import zone_offset
from activitylint.model.arrays import Float, Int
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML, Format
from activitylint.model.tables import Records
from activitylint.strava import thresholds
from activitylint.strava.track import has_position, steps

__all__: list[str] = []


_FEW: Final = 3
_SHARE: Final = 0.05
"""At most three points, or a twentieth of all points, count as few."""


@fix(
    "interpolate-times",
    "TIM001",
    safety=Safety.UNSAFE,
    formats=XML,
    order=5,
    reveals=("TIM004", "TIM012", "TIM014"),
)
def interpolate_times(task: FixTask) -> Iterator[FileChange]:
    """Gives a point without a time one between the nearest timed points before and after it in its segment: in
    proportion to the distance if all points have a position, evenly otherwise. The time is written as its neighbors
    are: with the same zone or none, and with as many decimals as it takes.

    Limits: Skips points before the first or after the last time of a segment; no time is extrapolated. Skips points
    between a time with a zone and one without, because these two cannot be compared. This fix runs before
    `drop-points-without-time` because it keeps more.
    """
    editor = XmlEditor(task)
    records = task.parsed.records
    times, first, last = _between(records)
    absent = np.isnan(records.time) & ~task.parsed.fault_rows(FaultKind.UNREADABLE_TIME)
    rows = np.flatnonzero(absent & np.isfinite(times))
    if not len(rows):
        raise NotApplicable("no point without a time is between two points with one")
    notations = _notations(editor, task, np.unique(np.concatenate((first[rows], last[rows]))))
    changed = False
    newest = -np.inf
    for row in rows.tolist():
        before, after = notations.get(int(first[row])), notations.get(int(last[row]))
        if before is None or after is None or bool(before.zone) is not bool(after.zone):
            continue
        bounds = max(newest, float(records.time[first[row]])), float(records.time[last[row]])
        text, newest = before.write(float(times[row]), *bounds)
        changed = True
        yield _with_time(editor, task, int(editor.tables["record"][row]), text)
    if not changed:
        raise NotApplicable("only one of the times before and after the points has a zone")


@fix("drop-points-without-time", "TIM001", safety=Safety.UNSAFE, formats=XML, order=6)
def drop_points_without_time(task: FixTask) -> Iterator[FileChange]:
    """Removes points without a time, and segments in which no point has one.

    Limits: Skips a file in which fewer than two points have a time; such a file is a route, not an activity.
    """
    yield from drop_records(XmlEditor(task), task.rows())


@fix("sort-points", "TIM005", safety=Safety.UNSAFE, formats=XML)
def sort_points(task: FixTask) -> Iterator[FileChange]:
    """Sorts the points of each segment or Track by time. If they are in order already, sorts the segments of each track
    or lap by their first point. Points with the same time keep their order.

    Limits: Skips segments in which a point has no time, and segments that overlap in time. Does not reorder tracks and
    laps, whose order has a meaning.
    """
    editor = XmlEditor(task)
    records = task.parsed.records
    bounds = np.concatenate(([0], np.flatnonzero(np.diff(records.segment)) + 1, [len(records)]))
    parts = [np.arange(first, last) for first, last in pairwise(bounds.tolist())]
    elements = editor.tables["record"]
    sorted_any = False
    for rows in parts:
        times = records.time[rows]
        if np.isfinite(times).all() and (np.diff(times) < 0).any():
            sorted_any = True
            yield from editor.reorder(elements[rows].tolist(), np.argsort(times, kind="stable").tolist())
    if not sorted_any:
        yield from _sort_segments(editor, task, parts)


@fix("drop-stale-points", "TIM009", safety=Safety.UNSAFE, formats=XML)
def drop_stale_points(task: FixTask) -> Iterator[FileChange]:
    """Removes the few points at the start or the end that are more than a day away from all others.

    Limits: Skips activities of several days, and gaps with more than a few points on either side: more than three, and
    more than a twentieth of all points.
    """
    time = task.parsed.records.time
    rows = np.flatnonzero(np.isfinite(time))
    wide = np.flatnonzero(np.abs(np.diff(time[rows])) > thresholds.GAP_S)
    runs = np.split(rows, wide + 1)
    body = max(runs, key=len)
    stale = np.setdiff1d(rows, body)
    yield from drop_records(XmlEditor(task), _few(stale, len(time)))


@fix("drop-misdated-points", "TIM008", safety=Safety.UNSAFE, formats=XML)
def drop_misdated_points(task: FixTask) -> Iterator[FileChange]:
    """Removes the few points that are dated before the year 2000, or 1,024 weeks before all others.

    Limits: Skips a file with many such points, because then the clock was wrong and the points are right.
    """
    noun = task.parsed.record_noun
    if any(finding.noun != noun for finding in task.findings):
        raise NotApplicable("the wrong dates are not those of the points")
    yield from drop_records(XmlEditor(task), _few(task.rows(), len(task.parsed.records)))


def _few(rows: Int, total: int) -> Int:
    if len(rows) > max(_FEW, _SHARE * total) or 2 * len(rows) >= total:
        raise NotApplicable("there are too many of these points to be strays")
    return rows


def _between(records: Records) -> tuple[Float, Int, Int]:
    """For each row without a time, one between those of its neighbors, NaN if one side has none; and both neighbors."""
    time, rows = records.time, np.arange(len(records))
    times = np.full(len(records), np.nan)
    before, behind = np.full((2, len(records)), -1, dtype=np.int64)
    known = np.flatnonzero(np.isfinite(time))
    if not len(known):
        return times, before, behind
    after = np.searchsorted(known, rows)
    inside = (after > 0) & (after < len(known))
    first, last = known[after[inside] - 1], known[after[inside]]
    way = _way(records)
    span = way[last] - way[first]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(
            span > 0, (way[rows[inside]] - way[first]) / span, (rows[inside] - first) / np.maximum(last - first, 1)
        )
    found = time[first] + share * (time[last] - time[first])
    segment = records.segment
    found[(segment[first] != segment[last]) | (time[last] <= time[first])] = np.nan
    times[inside] = found
    before[inside], behind[inside] = first, last
    return times, before, behind


def _way(records: Records) -> Float:
    """Meters along the track. The value drops at each gap in the positions, so no span across a gap is measured."""
    placed = has_position(records)
    meters = steps(np.where(placed, records.latitude, 0.0), np.where(placed, records.longitude, 0.0))
    way = np.concatenate(([0.0], np.cumsum(np.where(placed[1:] & placed[:-1], meters, 0.0))))
    gaps = np.concatenate(([0], np.cumsum(~placed[1:] | ~placed[:-1])))
    # Each stretch of positions starts far below the one before, so a span across a gap is negative.
    return np.asarray(way - gaps * (float(way[-1]) + 1.0), dtype=np.float64)


def _with_time(editor: XmlEditor, task: FixTask, record: int, time: str) -> FileChange:
    """The edit that adds the time of a point where the schema wants it."""
    gpx = task.source.format is Format.GPX
    tag = f"{editor.prefix(record)}{'time' if gpx else 'Time'}"
    new = f"<{tag}>{time}</{tag}>"
    if editor.index.empty[record]:
        stop = int(editor.index.stop[record])
        slash = editor.text.scanned.rindex(b"/", 0, stop)
        return editor.edit(slash, stop + 1, f">{new}</{editor.tag(record)}>")
    children = editor.children(record)
    before = [child for child in children if gpx and editor.index.name(child)[1] == "ele"][:1]
    if before:
        at = editor.end(before[0])
        return editor.edit(at, at, editor.indent(before[0]) + new)
    at = int(editor.index.stop[record]) + 1
    return editor.edit(at, at, (editor.indent(children[0]) if children else "") + new)


@dataclass(frozen=True, slots=True)
class _Notation:
    """How a time is written. separator: before its decimals. zone: as written, empty if there is none."""

    separator: str
    decimals: int
    zone: str

    def write(self, seconds: float, after: float, before: float) -> tuple[str, float]:
        """The time in this notation, and its value. It gets milliseconds if it is not between the bounds otherwise."""
        for decimals in (min(self.decimals, _MILLISECONDS), _MILLISECONDS):
            value = round(seconds, decimals)
            if after < value < before:
                break
        offset = timedelta(seconds=zone_offset(self.zone or None) or 0)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=round(value * 1000)) + offset
        fraction = f"{moment.microsecond // 1000:03}"[:decimals].ljust(self.decimals, "0")
        text = moment.replace(tzinfo=None, microsecond=0).isoformat()
        return text + (self.separator + fraction if fraction else "") + self.zone, value


_MILLISECONDS: Final = 3
_TIME: Final = re.compile(r"[^.,Z+]*?(?:([.,])(\d+))?(Z|[+-]\d\d(?::?\d\d)?|)", re.ASCII)


def _notations(editor: XmlEditor, task: FixTask, wanted: Int) -> dict[int, _Notation]:
    """How the times of these rows are written."""
    elements, rows = values_of(editor, task, "time")
    chosen = np.isin(rows, wanted)
    found: dict[int, _Notation] = {}
    for element, row in zip(elements[chosen].tolist(), rows[chosen].tolist(), strict=True):
        match = _TIME.fullmatch(editor.written(*editor.inner(element)).strip())
        if match:
            found[row] = _Notation(match[1] or ".", len(match[2] or ""), match[3])
    return found


def _sort_segments(editor: XmlEditor, task: FixTask, parts: list[Int]) -> Iterator[FileChange]:
    """Sort segments that do not overlap by time, each within its parent."""
    records = task.parsed.records
    elements = editor.tables["segment"]
    families: dict[int, list[Int]] = {}
    for rows in parts:
        if len(rows):
            segment = int(elements[int(records.segment[rows[0]])])
            families.setdefault(int(editor.index.parent[segment]), []).append(rows)
    moved = False
    for family in families.values():
        starts = np.array([records.time[rows[0]] for rows in family])
        ends = np.array([records.time[rows[-1]] for rows in family])
        order = np.argsort(starts, kind="stable")
        if np.isnan(starts).any() or np.isnan(ends).any() or (order == np.arange(len(order))).all():
            continue
        if (starts[order][1:] < ends[order][:-1]).any():
            continue
        moved = True
        segments = [int(elements[int(records.segment[rows[0]])]) for rows in family]
        yield from editor.reorder(segments, order.tolist())
    if not moved:
        raise NotApplicable("the points of each segment are in order; only the tracks or laps are not")
