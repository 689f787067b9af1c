"""The laps of TCX: what Strava takes from them, and whether it fits the trackpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.request import Context
from activitylint.model.tables import Float, Int, Laps
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.lap_track import lap_track
from activitylint.rules.support.wording import of, quote, verb
from activitylint.strava import thresholds

__all__ = ["empty_track", "incomplete_lap", "lap_data_not_read", "lap_time_disorder", "lap_totals_disagree"]

_LAP_READ: Final = frozenset({"Track", "TotalTimeSeconds", "DistanceMeters", "Calories"})
_LAP_FORM: Final = frozenset({"Intensity", "TriggerMethod"})
"""What the schema demands of every lap and no author misses."""
_NAMED: Final = 6
"""How many of them are named in one sentence."""
_Mask = npt.NDArray[np.bool_]


@rule(
    "TCX006",
    "lap-data-not-read",
    Severity.INFO,
    Effect.IGNORED,
    basis=(documented(Section.TCX), observed("for Activities; the page says it of Courses")),
    formats=TCX,
)
def lap_data_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """The laps carry averages, maxima, notes or other values that Strava does not read.

    Why: the page says of courses that only Track, TotalTimeSeconds, DistanceMeters and Calories are used, and uploaders
    see the same with activities: averages and maxima are computed from the trackpoints, notes are lost.

    Fix: Nothing needs to be done; send notes as the description of the upload.
    """
    if activity.tcx is None:
        return
    values = {
        path: count
        for path, count in activity.tcx.lap_values.items()
        if count and path not in _LAP_FORM and path.partition("/")[0] not in _LAP_READ
    }
    if values:
        counts: dict[str, int] = {}
        for path, count in sorted(values.items()):
            counts[_lap_value(path)] = counts.get(_lap_value(path), 0) + count
        names = [f"{name} ({count:,})" for name, count in sorted(counts.items())]
        listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        yield Violation(f"lap values that Strava does not read: {listed}", at=Place("lap"), count=sum(values.values()))


@rule(
    "TCX007",
    "incomplete-lap",
    Severity.WARNING,
    Effect.MISREAD,
    basis=documented(Section.TCX),
    formats=TCX,
    needs_complete_file=True,
)
def incomplete_lap(activity: Activity, context: Context) -> Iterator[Violation]:
    """A lap lacks TotalTimeSeconds, DistanceMeters or (in an Activity) Calories, or the value is not a number.

    Why: these are what Strava takes from a lap. Without them its time, distance or energy is missing or wrong.

    Fix: Write the three in every lap, 0 where nothing was measured.
    """
    if activity.tcx is None:
        return
    in_activity = activity.laps.session < activity.tcx.activities
    for name, missing in activity.tcx.lap_numbers_missing.items():
        rows = missing[in_activity[missing]] if name == "Calories" else missing
        if len(rows):
            yield Violation(
                f"{of(len(rows), len(activity.laps), 'lap')} {verb(len(rows), 'has')} no {name} that is a number",
                at=Place("lap", int(rows[0]), name),
                rows=rows,
            )


@rule(
    "TCX008",
    "lap-totals-disagree",
    Severity.WARNING,
    Effect.MISREAD,
    basis=observed("one report that distance and calories are per lap"),
    formats=TCX,
    needs_complete_file=True,
)
def lap_totals_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """TotalTimeSeconds or DistanceMeters of a lap is not what its trackpoints say.

    Why: Strava takes both per lap and adds them up. A writer that counts on from lap to lap makes an activity several
    times as long as it was.

    Fix: Write in each lap its own time and distance, in seconds and metres.

    Threshold: 50 m and a tenth of the distance (0.3 of it where it is summed from positions); 60 s and a tenth of the
    time, and only where the lap claims more time than passed or less than a fifth of what was recorded, since
    pauses rightly shorten it. Judgement, from laps that devices wrote. A lap whose
    distances (or positions) cover less than nine tenths of its trackpoints is left out.
    """
    laps = activity.laps
    if not len(activity.records) or not (np.isfinite(laps.distance).any() or np.isfinite(laps.elapsed).any()):
        return
    track = lap_track(activity)
    with_distance = np.isfinite(activity.records.distance).any()
    share = thresholds.LAP_DISTANCE_SHARE if with_distance else thresholds.LAP_PATH_SHARE
    distance, elapsed = laps.distance[track.rows], laps.elapsed[track.rows]
    with np.errstate(invalid="ignore"):
        slack = np.maximum(thresholds.LAP_DISTANCE_M, share * track.longest)
        wrong = (distance > track.longest + slack) | (distance < track.shortest - slack)
        running = (distance >= track.counted - slack) & (distance <= track.reached + slack)
        pause = np.maximum(thresholds.LAP_TIME_S, thresholds.LAP_TIME_SHARE * track.lasted)
        longer = elapsed > track.lasted + pause
        shorter = (elapsed < thresholds.LAP_RECORDED_SHARE * track.recorded) & (track.recorded > thresholds.LAP_TIME_S)
        passing = np.abs(elapsed - track.passed) <= pause
    for name, which, explained, written, measured in (
        ("DistanceMeters", wrong, running, distance, track.longest),
        ("TotalTimeSeconds", longer | shorter, passing, elapsed, track.lasted),
    ):
        yield from _totals(
            name,
            laps,
            track.rows[which],
            running=explained[which],
            written=written[which],
            measured=measured[which],
        )


@rule(
    "TCX010",
    "empty-track",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=observed("reports of files that are called empty"),
    formats=TCX,
    needs_complete_file=True,
)
def empty_track(activity: Activity, context: Context) -> Iterator[Violation]:
    """A Track has no Trackpoint, or a Lap of an Activity has none, beside others that have some.

    Why: the schema wants at least one Trackpoint in a Track, and Strava calls a file empty where it finds none in what
    it looks at.

    Fix: Leave empty Tracks out, and join a lap without trackpoints to its neighbour.
    """
    tcx = activity.tcx
    if tcx is None or not len(activity.records):
        return
    tracks: Int = (tcx.tracks == 0).nonzero()[0]
    if len(tracks):
        yield Violation(
            f"{of(len(tracks), len(tcx.tracks), 'Track')} {verb(len(tracks), 'has')} no Trackpoint",
            at=Place("track", int(tracks[0])),
            rows=tracks,
        )
    told = np.zeros(len(activity.laps), dtype=np.bool_)
    of_empty = tcx.track_lap[tracks]
    told[of_empty[of_empty >= 0]] = True
    empty = (activity.laps.records == 0) & (activity.laps.session < tcx.activities) & ~told
    rows: Int = empty.nonzero()[0]
    if len(rows):
        yield Violation(
            f"{of(len(rows), len(activity.laps), 'lap')} {verb(len(rows), 'has')} no Trackpoint",
            at=Place("lap", int(rows[0])),
            rows=rows,
        )


@rule(
    "TCX011",
    "lap-time-disorder",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=observed("one report of a refused file"),
    formats=TCX,
)
def lap_time_disorder(activity: Activity, context: Context) -> Iterator[Violation]:
    """A lap starts after it ends, or before the lap before it.

    Why: one uploader reports that Strava refused a file whose lap started after its own end.

    Fix: Write the laps in the order of time, each with the StartTime that it began at.

    Threshold: one second, since starts are rounded to whole seconds and trackpoints need not be.
    """
    laps = activity.laps
    if not (np.isfinite(laps.start).any() or (laps.elapsed < 0).any()):
        return
    track = lap_track(activity)
    with np.errstate(invalid="ignore"):
        late = laps.elapsed < 0
        late[track.rows] |= laps.start[track.rows] > track.last_time + thresholds.LAP_ORDER_S
        early = np.append(False, (np.diff(laps.start) < -thresholds.LAP_ORDER_S) & (np.diff(laps.session) == 0))
    for mask, one, many in (
        (late, "after its end", "after their end"),
        (early, "before the lap before it", "before the lap before them"),
    ):
        rows: Int = mask.nonzero()[0]
        if len(rows):
            its = one if len(rows) == 1 else many
            yield Violation(
                f"{of(len(rows), len(laps), 'lap')} {verb(len(rows), 'starts')} {its}",
                at=Place("lap", int(rows[0]), "@StartTime"),
                rows=rows,
            )


def _totals(
    name: str, laps: Laps, rows: Int, *, running: _Mask, written: Float, measured: Float
) -> Iterator[Violation]:
    """The finding about one of the two totals of some laps: as counted on from lap to lap where that explains it."""
    if not len(rows):
        return
    unit = "m" if name == "DistanceMeters" else "s"
    laps_wrong = f"{of(len(rows), len(laps), 'lap')} {verb(len(rows), 'has')} a {name}"
    example = f"{written[0]:,.0f} {unit} where the trackpoints have {measured[0]:,.0f} {unit}"
    if rows[0] > 0 and running.all():
        sentence = f"{laps_wrong} counted from the start of the activity, not of the lap: {example}"
    else:
        sentence = f"{laps_wrong} unlike its trackpoints: {example}"
    yield Violation(sentence, at=Place("lap", int(rows[0]), name), rows=rows)


def _lap_value(path: str) -> str:
    """The telling part of a path: the first of `AverageHeartRateBpm/Value`, the last of `Extensions/LX/Steps`."""
    first, _, _ = path.partition("/")
    shown = path.rpartition("/")[2] if first == "Extensions" else first
    return quote(shown)[1:-1]
