"""TCX: the version, and how many activities and courses the file has."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.extension_tags import misspelled
from activitylint.rules.support.wording import plural, quote
from activitylint.vocabulary.namespaces import TCX_2, meant, title

__all__ = ["course", "multiple_activities", "not_version_2"]


@rule(
    "TCX001",
    "not-version-2",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.TCX),
    formats=TCX,
    silences=("TIM002",),
)
def not_version_2(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects TCX files that are not in the namespace of version 2.

    Why: Strava's documentation says that Strava supports version 2 as defined by Garmin. The namespace states the
    version.

    Fix: Write the file as version 2, with `xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"` on the
    root element.
    """
    if activity.document is None:
        return
    namespace = activity.document.root[0]
    if namespace == TCX_2:
        return
    known = title(namespace)
    what = f"the namespace {known or quote(namespace, 80)}" if namespace else "no namespace"
    message = f"the root element has {what}, but it must be TrainingCenterDatabase v2"
    advice = misspelled(activity, namespace, TCX_2)[1] if meant(namespace) == TCX_2 else None
    yield Violation(message, at=Place("root", field="@xmlns"), help=advice)


@rule("TCX005", "course", Severity.INFO, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX)
def course(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects courses: planned routes instead of recorded activities.

    Why: Strava reads only the Track of a course, and TotalTimeSeconds, DistanceMeters and Calories of its Lap. It
    ignores all other aggregated information.

    Fix: If you want to upload a course, you do not need to do anything. Otherwise, export the activity instead.
    """
    if activity.tcx is not None and activity.tcx.courses:
        yield Violation(
            f"the file has {plural(activity.tcx.courses, 'course')}, of which Strava reads only tracks and lap totals",
            at=Place("course"),
            count=activity.tcx.courses,
        )


@rule("TCX009", "multiple-activities", Severity.WARNING, Effect.UNKNOWN, basis=observed("not documented"), formats=TCX)
def multiple_activities(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects TCX files with more than one Activity, or with a MultiSportSession.

    Why: An upload becomes one activity, and Strava's documentation does not say what happens to the others.

    Fix: Write each activity to its own file.
    """
    tcx = activity.tcx
    if tcx is None:
        return
    if tcx.multisport:
        yield Violation(
            f"the file has {plural(tcx.multisport, 'MultiSportSession')} with {_activities(tcx.activities)} in total",
            at=Place("activity"),
            count=tcx.activities or tcx.multisport,  # a session may be empty
        )
    elif tcx.activities > 1:
        yield Violation(f"the file has {_activities(tcx.activities)}", at=Place("activity", 1), count=tcx.activities)


def _activities(count: int) -> str:
    return f"{count:,} {'Activity' if count == 1 else 'Activities'}"
