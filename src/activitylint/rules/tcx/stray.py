"""TCX013: trackpoints outside a Track."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import TCX
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import plural, verb


@rule(
    "TCX013", "trackpoint-outside-track", Severity.WARNING, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX
)
def trackpoint_outside_track(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects trackpoints that are not inside a Track.

    Why: Strava reads the Trackpoints of Tracks only. Others are ignored, so the activity loses them, or is refused as
    empty if there are no more.

    Fix: Wrap the Trackpoints of each lap in a `<Track>` element.
    """
    for fault in activity.faults_of(FaultKind.TRACKPOINT_OUTSIDE_TRACK):
        parent = str(fault.detail["parent"])
        message = f"{plural(fault.count, 'Trackpoint')} of <{parent}> {verb(fault.count, 'is')} outside a Track"
        yield Violation(message, fault.at, count=fault.count, noun="trackpoint", about=(parent,))
