"""Draw an activity: reduce its streams and its track to what a screen can show, and find the place of each finding.

frame.py chooses what is shown, columns.py reduces streams, projection.py projects the track.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float, Intp
from activitylint.model.finding import Finding, Mark
from activitylint.model.picture import COLUMNS, Axis, Curve, Picture
from activitylint.model.tables import Laps, Lengths, Records, Sessions, Sets
from activitylint.strava.columns import columns_of, reduced, runs
from activitylint.strava.frame import LARGEST, frame
from activitylint.strava.projection import Projected, project
from activitylint.strava.track import speeds_along, timed_path

__all__ = ["Drawing"]

_CURVES: Final = ("altitude", "speed", "heartrate", "cadence", "power", "temperature")
"""The streams that are drawn, from top to bottom."""


class Drawing:
    """The picture of one activity.

    picture: what reports draw. `mark` finds the place of a finding in it.
    """

    def __init__(self, activity: Activity) -> None:
        records = activity.records
        self._activity = activity
        self._axis, self._along = _axis(records)
        self._column = (
            columns_of(self._along, self._axis.low, self._axis.high)
            if self._axis is not None
            else np.full(len(records), -1, dtype=np.intp)
        )
        curves = tuple(_curves(records, self._column)) if self._axis is not None else ()
        self._projected: Projected | None = project(records, self._column)
        track = self._projected.track if self._projected is not None else None
        self.picture: Final = Picture(self._axis if curves or track else None, curves, track)

    def mark(self, finding: Finding) -> Mark:
        """Where a finding is: in the columns of the charts and on the track."""
        rows = self._rows(finding)
        if rows is None or not rows.any():
            return Mark()
        columns = np.zeros(COLUMNS, dtype=np.bool_)
        here = self._column[rows]
        columns[here[here >= 0]] = True
        vertices = self._projected.vertices_of(rows) if self._projected is not None else np.zeros(0, dtype=np.bool_)
        return Mark(runs(columns), runs(vertices))

    def _rows(self, finding: Finding) -> Bools | None:
        """Mark the records that a finding is about; None if it is about no part of the track."""
        if not finding.ranges:
            return None
        if finding.noun == self._activity.record_noun:
            return _mask(finding, len(self._activity.records))
        tables: dict[str, Sessions | Laps | Lengths | Sets] = {
            "session": self._activity.sessions,
            "lap": self._activity.laps,
            "length": self._activity.lengths,
            "set": self._activity.sets,
        }
        table = tables.get(finding.noun)
        return self._during(table, _mask(finding, len(table))) if table is not None else None

    def _during(self, table: Sessions | Laps | Lengths | Sets, chosen: Bools) -> Bools:
        """Mark the records between the start and the end of the chosen rows of a table."""
        time = self._activity.records.time
        length = table.duration if isinstance(table, Sets) else table.elapsed
        edges = np.zeros(len(time) + 1, dtype=np.int64)
        order = np.argsort(time, kind="stable")  # NaN comes last
        ordered = time[order]
        starts, ends = table.start[chosen], (table.start + length)[chosen]
        known = np.isfinite(ends)
        np.add.at(edges, ordered.searchsorted(starts[known]), 1)
        np.add.at(edges, ordered.searchsorted(ends[known], side="right"), -1)
        during = np.zeros(len(time), dtype=np.bool_)
        during[order] = edges.cumsum()[:-1] > 0
        return during


def _mask(finding: Finding, length: int) -> Bools:
    """Mark the rows of a table that a finding is about."""
    bounds = np.fromiter(chain.from_iterable(finding.ranges), dtype=np.int64, count=2 * len(finding.ranges))
    edges = np.zeros(length + 1, dtype=np.int64)
    np.add.at(edges, np.clip(bounds[::2] - 1, 0, length), 1)
    np.add.at(edges, np.clip(bounds[1::2], 0, length), -1)
    marked: Bools = edges.cumsum()[:-1] > 0
    return marked


def _axis(records: Records) -> tuple[Axis | None, Float]:
    """The axis that suits the records, and the place of each record on it.

    That is the time if at least half of the records have one, or else the distance, or else the ordinal. A record
    without one lies between its neighbors.
    """
    count = len(records)
    ordinals = np.arange(count, dtype=np.float64)
    if not count:
        return None, ordinals
    for kind in ("time", "distance"):
        column = records.time if kind == "time" else records.distance
        known = np.isfinite(column)
        if 2 * int(known.sum()) < count:
            continue
        values = np.clip(column[known], -LARGEST, LARGEST)
        zero = float(np.percentile(values, 2.0, method="lower")) if kind == "time" else 0.0
        low, high = frame(values)
        if high > low:
            zero = low if kind == "time" else zero
            outside = int(((values < low) | (values > high)).sum())
            along = np.interp(ordinals, known.nonzero()[0], values) - zero
            return Axis("time" if kind == "time" else "distance", low - zero, high - zero, zero, outside), along
    return Axis("record", 1.0, float(max(count, 2))), ordinals + 1.0


def _curves(records: Records, column: Intp) -> Iterator[Curve]:
    for stream in _CURVES:
        values: Float = getattr(records, stream)
        computed = False
        if stream == "speed" and not np.isfinite(values).any():
            values, computed = _speed(records), True
        known = np.isfinite(values)
        if not known.any():
            continue
        values = np.clip(values, -LARGEST, LARGEST)
        kept = reduced(column, values)
        if np.isfinite(kept).any():
            drawn = values[known & (column >= 0)]
            yield Curve(stream, computed, kept, float(drawn.min()), float(drawn.max()), *frame(drawn), int(known.sum()))


def _speed(records: Records) -> Float:
    """The speed (m/s) from record to record, by their distances or positions; NaN where it is not known."""
    rows, speeds = speeds_along(timed_path(records))
    made = np.full(len(records), np.nan)
    made[rows] = speeds
    return made
