"""Fixes of the times of points: absent ones, points out of order, and stale ones.

With --unsafe a point without time is first given one between its neighbours', which keeps it; only what has no timed
neighbour on both sides is dropped. Nothing is ever extrapolated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.dropping import drop_records
from activitylint.fixes.xml.markup import Markup
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML, Format
from activitylint.model.tables import Float, Int, Records
from activitylint.strava import thresholds
from activitylint.strava.track import has_position, steps

__all__: list[str] = []


_FEW: Final = 3
_SHARE: Final = 0.05
"""Stale points are few: at most three, or a twentieth of all."""


@fix("interpolate-times", "TIM001", safety=Safety.UNSAFE, formats=XML, order=5)
def interpolate_times(target: Target) -> Iterator[Change]:
    """Gives a point without time one between those of the nearest points before and behind it in its segment that have
    one: by the distance along the positions where all of them have one, else evenly.

    Leaves: points before the first time of a segment and behind its last: nothing is extrapolated. Tried before
    `drop-points-without-time`, since it keeps more.
    """
    markup = Markup(target)
    times = _between(target.parsed.records)
    absent = np.isnan(target.parsed.records.time) & ~target.parsed.fault_rows(FaultKind.UNREADABLE_TIME)
    rows = np.flatnonzero(absent & np.isfinite(times))
    if not len(rows):
        raise NotApplicable("no point without time stands between two that have one")
    for row in rows.tolist():
        yield _with_time(markup, target, int(markup.tables["record"][row]), _iso(float(times[row])))


@fix("drop-points-without-time", "TIM001", safety=Safety.UNSAFE, formats=XML, order=6)
def drop_points_without_time(target: Target) -> Iterator[Change]:
    """Removes points that have no time, and segments in which no point has one.

    Leaves: files in which fewer than two points have a time: they are routes, and no activities.
    """
    yield from drop_records(Markup(target), target.rows())


@fix("sort-points", "TIM005", safety=Safety.UNSAFE, formats=XML)
def sort_points(target: Target) -> Iterator[Change]:
    """Puts the points of each segment or Track in the order of their times, and then the segments of each track or lap
    in the order of their first points. Points of one time stay as they are.

    Leaves: segments in which a point has no time, segments that overlap in time, and tracks and laps, whose order says
    something.
    """
    markup = Markup(target)
    records = target.parsed.records
    bounds = np.concatenate(([0], np.flatnonzero(np.diff(records.segment)) + 1, [len(records)]))
    parts = [np.arange(first, last) for first, last in pairwise(bounds.tolist())]
    elements = markup.tables["record"]
    sorted_any = False
    for rows in parts:
        times = records.time[rows]
        if np.isfinite(times).all() and (np.diff(times) < 0).any():
            sorted_any = True
            yield from markup.reorder(elements[rows].tolist(), np.argsort(times, kind="stable").tolist())
    if not sorted_any:
        yield from _sort_segments(markup, target, parts)


@fix("drop-stale-points", "TIM009", safety=Safety.UNSAFE, formats=XML)
def drop_stale_points(target: Target) -> Iterator[Change]:
    """Removes the few points at the start or the end that lie more than a day away from all others.

    Leaves: activities of several days, and gaps in which neither side is a few points only: at most three, or a
    twentieth of all.
    """
    time = target.parsed.records.time
    rows = np.flatnonzero(np.isfinite(time))
    wide = np.flatnonzero(np.abs(np.diff(time[rows])) > thresholds.GAP_S)
    runs = np.split(rows, wide + 1)
    body = max(runs, key=len)
    stale = np.setdiff1d(rows, body)
    yield from drop_records(Markup(target), _few(stale, len(time)))


@fix("drop-misdated-points", "TIM008", safety=Safety.UNSAFE, formats=XML)
def drop_misdated_points(target: Target) -> Iterator[Change]:
    """Removes the few points whose date is older than the year 2000, or 1,024 weeks older than all others.

    Leaves: files in which many points are dated so: their clock was wrong, and the points are right.
    """
    noun = target.parsed.record_noun
    if any(finding.noun != noun for finding in target.findings):
        raise NotApplicable("it is not the points that are misdated")
    yield from drop_records(Markup(target), _few(target.rows(), len(target.parsed.records)))


def _few(rows: Int, total: int) -> Int:
    if len(rows) > max(_FEW, _SHARE * total) or 2 * len(rows) >= total:
        raise NotApplicable("the points are too many to be stray ones")
    return rows


def _between(records: Records) -> Float:
    """For each row without time one between its neighbours'; NaN where they do not stand on both sides."""
    time, rows = records.time, np.arange(len(records))
    times = np.full(len(records), np.nan)
    known = np.flatnonzero(np.isfinite(time))
    if not len(known):
        return times
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
    return times


def _way(records: Records) -> Float:
    """Metres along the positions; NaN from a point without one on, so that no span across it is measured."""
    placed = has_position(records)
    metres = steps(np.where(placed, records.latitude, 0.0), np.where(placed, records.longitude, 0.0))
    way = np.concatenate(([0.0], np.cumsum(np.where(placed[1:] & placed[:-1], metres, 0.0))))
    gaps = np.concatenate(([0], np.cumsum(~placed[1:] | ~placed[:-1])))
    # A span is only comparable within one stretch of positions: each stretch starts far below the one before.
    return np.asarray(way - gaps * (float(way[-1]) + 1.0), dtype=np.float64)


def _with_time(markup: Markup, target: Target, record: int, time: str) -> Change:
    """The edit that gives a point its time, where the schema has it."""
    gpx = target.source.format is Format.GPX
    tag = f"{markup.prefix(record)}{'time' if gpx else 'Time'}"
    new = f"<{tag}>{time}</{tag}>"
    if markup.index.empty[record]:
        stop = int(markup.index.stop[record])
        slash = markup.text.scanned.rindex(b"/", 0, stop)
        return markup.edit(slash, stop + 1, f">{new}</{markup.tag(record)}>")
    children = markup.children(record)
    before = [child for child in children if gpx and markup.index.name(child)[1] == "ele"][:1]
    if before:
        at = markup.end(before[0])
        return markup.edit(at, at, markup.indent(before[0]) + new)
    at = int(markup.index.stop[record]) + 1
    return markup.edit(at, at, (markup.indent(children[0]) if children else "") + new)


def _iso(seconds: float) -> str:
    """A time as the formats write it, to the millisecond where it is no whole second."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=round(seconds * 1000))
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def _sort_segments(markup: Markup, target: Target, parts: list[Int]) -> Iterator[Change]:
    """Put segments that do not overlap in the order of time, each within its parent."""
    records = target.parsed.records
    elements = markup.tables["segment"]
    families: dict[int, list[Int]] = {}
    for rows in parts:
        if len(rows):
            segment = int(elements[int(records.segment[rows[0]])])
            families.setdefault(int(markup.index.parent[segment]), []).append(rows)
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
        yield from markup.reorder(segments, order.tolist())
    if not moved:
        raise NotApplicable("the points of each segment are in order: it is the tracks or laps that are not")
