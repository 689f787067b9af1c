"""Fixes that leave something out: values, positions and points that nobody measured."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.fixes.xml.values import values_of
from activitylint.model.activity import Activity
from activitylint.model.format import GPX, TCX, XML, Format
from activitylint.model.tables import Int
from activitylint.rules.support.markers import MARKED_STREAMS, is_marker
from activitylint.strava import thresholds
from activitylint.strava.track import has_position, long_steps

__all__ = ["drop_records"]

_Mask = npt.NDArray[np.bool_]


@fix("drop-empty-tracks", "TCX010", "GPX008", safety=Safety.SAFE, formats=XML)
def drop_empty_tracks(target: Target) -> Iterator[Change]:
    """Removes a Track or trkseg that holds nothing at all, beside others that hold points. Nothing is lost with it.

    Leaves: a Lap without trackpoints, whose totals were recorded; and a segment that holds something else than points.
    """
    markup = Markup(target)
    table = "segment" if target.source.format is Format.GPX else "track"
    empty = [element for element in markup.tables[table].tolist() if _is_empty(markup, element)]
    if not empty:
        raise NotApplicable("what has no points holds something else")
    # A track of which this was the only segment goes with it where it holds nothing but that.
    yield from markup.remove_values(empty, _kept(markup))


@fix("drop-markers", "STR009", safety=Safety.UNSAFE, formats=XML)
def drop_markers(target: Target) -> Iterator[Change]:
    """Removes values that mark an absent value in binary files: 255, 65535 and their kin.

    Leaves: everything else of the point.
    """
    markup = Markup(target)
    marked = {stream: is_marker(target.parsed.records, stream) for stream in MARKED_STREAMS}
    yield from _without(markup, target, marked)


@fix("drop-heart-rates", "STR001", safety=Safety.UNSAFE, formats=XML)
def drop_heart_rates(target: Target) -> Iterator[Change]:
    """Removes heart rates that are negative or over 254 beats a minute, and zeros where they are more than a few.

    Leaves: everything else of the point, and the zeros of a sensor that lost contact for seconds.
    """
    yield from _without(Markup(target), target, {"heartrate": _found(target)})


@fix("drop-cadences", "STR002", safety=Safety.UNSAFE, formats=XML)
def drop_cadences(target: Target) -> Iterator[Change]:
    """Removes cadences that are negative, or over 254 a minute.

    Leaves: everything else of the point; and cadences of which most are outside, which count something else.
    """
    yield from _outside(target, "cadence")


@fix("drop-power", "STR004", safety=Safety.UNSAFE, formats=XML)
def drop_power(target: Target) -> Iterator[Change]:
    """Removes power that is negative, or over 3,000 watts.

    Leaves: everything else of the point; and power of which most is outside, which is in another unit.
    """
    yield from _outside(target, "power")


@fix("drop-temperatures", "STR005", safety=Safety.UNSAFE, formats=XML)
def drop_temperatures(target: Target) -> Iterator[Change]:
    """Removes temperatures outside -60 to +80 degrees Celsius.

    Leaves: everything else of the point; and files in which most lie outside, whose unit is another.
    """
    yield from _outside(target, "temperature")


@fix("drop-elevations", "STR006", safety=Safety.UNSAFE, formats=XML)
def drop_elevations(target: Target) -> Iterator[Change]:
    """Removes elevations outside -500 to 9,000 metres.

    Leaves: everything else of the point; and files in which most lie outside, whose unit is another.
    """
    yield from _outside(target, "altitude")


@fix("drop-positions", "POS001", "POS002", "POS003", safety=Safety.UNSAFE, formats=TCX, reveals=("POS004", "STR011"))
def drop_positions(target: Target) -> Iterator[Change]:
    """Removes positions that are half there, no numbers, outside the Earth's coordinates, or at 0, 0.

    Leaves: everything else of the trackpoint, such as its time and heart rate.
    """
    yield from _without_positions(Markup(target), target, target.rows())


@fix("drop-impossible-points", "POS001", "POS003", "POS006", safety=Safety.UNSAFE, formats=GPX)
def drop_impossible_points(target: Target) -> Iterator[Change]:
    """Removes track points whose position is half there or absent, no number, outside the Earth's coordinates, or at
    0, 0: GPX has no point without a position.

    Leaves: files in which no point would be left: write those as TCX or FIT.
    """
    yield from drop_records(Markup(target), target.rows())


@fix("drop-jumps", "POS005", safety=Safety.UNSAFE, formats=XML)
def drop_jumps(target: Target) -> Iterator[Change]:
    """Removes single points that lie far from both their neighbours, or far from the second at the start and from the
    last but one at the end; of a TCX trackpoint only the position.

    Leaves: jumps after which the track goes on from where it jumped to: which side is wrong is not known.
    """
    stray = _strays(target.parsed)
    if not len(stray):
        raise NotApplicable("the track goes on from where it jumped to")
    markup = Markup(target)
    if target.source.format is Format.TCX:
        yield from _without_positions(markup, target, stray)
    else:
        yield from drop_records(markup, stray)


def drop_records(markup: Markup, rows: Int) -> Iterator[Change]:
    """Take whole points out, and what holds nothing else but a lap. Raises Refused where fewer than two would be left.

    rows: ordinals of the records.
    """
    records = markup.tables["record"]
    if len(records) - len(rows) < 2:
        raise NotApplicable("fewer than two points would be left")
    yield from markup.remove_values(records[rows].tolist(), _kept(markup))


def _kept(markup: Markup) -> list[int]:
    """What stays though it is empty: the root, and laps, whose totals were recorded."""
    return [0, *markup.tables.get("lap", np.empty(0, dtype=np.int32)).tolist()]


def _outside(target: Target, stream: str) -> Iterator[Change]:
    """Take the values that were found out of a stream. Raises Refused where they are most: then their unit is wrong."""
    outside = _found(target)
    there = int(np.count_nonzero(np.isfinite(getattr(target.parsed.records, stream))))
    if 2 * int(np.count_nonzero(outside)) > there:
        raise NotApplicable("most of the values lie outside: they are in another unit")
    yield from _without(Markup(target), target, {stream: outside})


def _found(target: Target) -> _Mask:
    """Which records the findings name."""
    found = np.zeros(len(target.parsed.records), dtype=np.bool_)
    found[target.rows()] = True
    return found


def _without(markup: Markup, target: Target, masks: dict[str, _Mask]) -> Iterator[Change]:
    """Take the values of some rows out of streams."""
    gone: list[int] = []
    for stream, mask in masks.items():
        if bool(mask.any()):
            elements, rows = values_of(markup, target, stream)
            gone.extend(elements[mask[rows]].tolist())
    yield from markup.remove_values(gone, markup.tables["record"].tolist())


def _without_positions(markup: Markup, target: Target, rows: Int) -> Iterator[Change]:
    gone: list[int] = []
    for stream in ("latitude", "longitude"):
        elements, of = values_of(markup, target, stream)
        gone.extend(elements[np.isin(of, rows)].tolist())
    yield from markup.remove_values(gone, markup.tables["record"].tolist())


def _strays(activity: Activity) -> Int:
    """Rows of single points that a jump leads to and the next one back from."""
    records = activity.records
    timed = np.isfinite(records.time) & (records.time >= thresholds.EARLIEST_S)
    near = thresholds.NULL_ISLAND_DEGREES
    null = (np.abs(records.latitude) < near) & (np.abs(records.longitude) < near)
    rows = np.flatnonzero(has_position(records) & ~null & timed)
    if len(rows) < 3:
        return np.empty(0, dtype=np.int64)
    far = np.zeros(len(rows) + 1, dtype=np.bool_)
    far[1:-1][_jumps(activity, rows)] = True
    both = far[:-1] & far[1:]
    # A point at either end has one neighbour only; its neighbour must be near to the next.
    both[0] = far[1] and not far[2]
    both[-1] = far[-2] and not far[-3]
    candidates = np.flatnonzero(both)
    # Two in a row are no single points, and without one its neighbours must lie near to each other.
    alone = np.ones(len(candidates), dtype=np.bool_)
    alone[1:] &= np.diff(candidates) > 1
    alone[:-1] &= np.diff(candidates) > 1
    candidates = candidates[alone]
    kept = np.delete(np.arange(len(rows)), candidates)
    before = kept[_jumps(activity, rows[kept])]
    strays: Int = rows[np.setdiff1d(candidates, before + 1)]
    return strays


def _jumps(activity: Activity, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The steps between these rows that POS005 calls jumps."""
    records = activity.records
    seconds = np.abs(np.diff(records.time[rows]))
    plausible = np.maximum(thresholds.JUMP_SPEED_MS * seconds, thresholds.JUMP_DISTANCE_M)
    return long_steps(records.latitude[rows], records.longitude[rows], plausible)[0]


def _is_empty(markup: Markup, element: int) -> bool:
    start, stop = markup.inner(element)
    return bool(markup.index.leaf[element]) and not markup.text.scanned[start:stop].strip()
