"""TCX as a document: its version, and how many activities and courses it holds."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import plural, quote
from activitylint.vocabulary.namespaces import TCX_2, title

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
    """The file is not in the namespace of TCX version 2.

    Why: the page says that Strava supports version 2 as defined by Garmin. The namespace is what says the version.

    Fix: Write `xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"` on the root element, and what the
    file holds as that version has it.
    """
    if activity.document is None:
        return
    namespace = activity.document.root[0]
    if namespace == TCX_2:
        return
    known = title(namespace)
    what = "no namespace" if not namespace else f"the namespace {known or quote(namespace, 80)}"
    yield Violation(
        f"the root element has {what} instead of TrainingCenterDatabase v2", at=Place("root", field="@xmlns")
    )


@rule("TCX005", "course", Severity.INFO, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX)
def course(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file holds courses: planned ways rather than recorded ones.

    Why: Strava reads courses, and of them only the Track, and TotalTimeSeconds, DistanceMeters and Calories of the Lap.
    All other aggregated information is ignored.

    Fix: Nothing needs to be done where a course is meant; export the activity where it is not.
    """
    if activity.tcx is not None and activity.tcx.courses:
        yield Violation(
            f"the file has {plural(activity.tcx.courses, 'course')}: only track and lap totals are read",
            at=Place("course"),
            count=activity.tcx.courses,
        )


@rule("TCX009", "multiple-activities", Severity.WARNING, Effect.UNKNOWN, basis=observed("not documented"), formats=TCX)
def multiple_activities(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has more than one Activity, or a MultiSportSession.

    Why: an upload becomes one activity, and the page does not say what becomes of the others.

    Fix: Write each activity to a file of its own.
    """
    tcx = activity.tcx
    if tcx is None:
        return
    if tcx.multisport:
        yield Violation(
            f"the file has {plural(tcx.multisport, 'MultiSportSession')} with "
            f"{_many_activities(tcx.activities)} all told",
            at=Place("activity"),
            count=tcx.activities or tcx.multisport,  # a session may be empty
        )
    elif tcx.activities > 1:
        yield Violation(
            f"the file has {_many_activities(tcx.activities)}", at=Place("activity", 1), count=tcx.activities
        )


def _many_activities(count: int) -> str:
    return f"{count:,} {'Activity' if count == 1 else 'Activities'}"
