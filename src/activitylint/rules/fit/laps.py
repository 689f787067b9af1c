"""FIT213: the order of laps in time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Severity, format_spec, observed
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import of, span, verb
from activitylint.strava.extents import extent_of
from activitylint.strava.thresholds import LAP_MOMENT_S, SESSION_EDGE_S


@rule(
    "FIT213",
    "lap-time-disorder",
    Severity.WARNING,
    Effect.MISREAD,
    basis=(format_spec("FIT SDK, Activity file: laps are in chronological order"), observed("one report")),
    formats=FIT,
)
def lap_time_disorder(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects laps that start at the same time, before the session, or before the lap before them.

    Why: A lap covers the records from its start_time to its end. If all laps start with the session, each of them
    covers the whole activity, and Strava shows laps that overlap or have wrong averages.

    Fix: Write in each lap the start_time at which it began, in the order of time.

    Threshold: {LAP_MOMENT_S:time} between starts, and {SESSION_EDGE_S:time} before the session, because devices round
    each time by itself. Laps that last no longer than that may share a start.
    """
    laps = activity.laps
    if _in_order(activity):
        return
    rows = (np.isfinite(laps.start) & (laps.session == 0)).nonzero()[0]
    starts, elapsed = laps.start[rows], laps.elapsed[rows]
    steps = np.diff(starts)
    same = np.concatenate(([False], (np.abs(steps) < LAP_MOMENT_S) & ~(elapsed[:-1] <= LAP_MOMENT_S)))
    back = np.concatenate(([False], steps <= -LAP_MOMENT_S))
    sessions = activity.sessions.start[(activity.sessions.file == 0) & np.isfinite(activity.sessions.start)]
    early = starts < (sessions.min() - SESSION_EDGE_S if len(sessions) else -np.inf)
    for kind, mask, what in (
        ("same start", same, "at the same time as the lap before"),
        ("back", back, "before the lap before"),
        ("early", early, "before the session"),
    ):
        if not mask.any():
            continue
        wrong = rows[mask]
        message = f"{of(len(wrong), len(laps), 'lap')} {verb(len(wrong), 'starts')} {what}"
        if kind != "same start":
            by = float(-steps[mask[1:]].min()) if kind == "back" else float(sessions.min() - starts.min())
            message += f", by up to {span(by)}" if len(wrong) > 1 else f", by {span(by)}"
        yield Violation(message, Place("lap", int(wrong[0]), "start_time"), wrong, about=("start_time", kind))


def _in_order(activity: Activity) -> bool:
    """True if there is only one file, every lap starts after the lap before it, and none before the session."""
    if np.count_nonzero(activity.laps.session) or np.count_nonzero(activity.sessions.file):  # quicker than `any`
        return False
    start, session = activity.laps.start, extent_of(activity.sessions.start)
    steps = extent_of(start[1:] - start[:-1])
    is_early = len(start) > 0 and start.item(0) < session.low - SESSION_EDGE_S
    return steps.complete and not steps.low < LAP_MOMENT_S and not is_early
