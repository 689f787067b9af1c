"""What TCX carries in extensions: RunCadence and Watts are read, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.markup import ExtensionUse
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.uses import met, unread
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.vocabulary.extensions import Verdict, is_temperature, tcx_verdict

__all__ = ["extension_not_read", "extension_wrong_namespace", "speed_not_read", "temperature_not_supported"]


@rule("TCX002", "extension-not-read", Severity.WARNING, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX)
def extension_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """The trackpoints carry data in an extension that Strava does not read.

    Why: the page says that of the extensions RunCadence and Watts are read, nothing else.

    Fix: Leave it, or write it in a format that has a place for it: FIT has one for most.

    Note: Speed is TCX012's, temperatures are TCX004's.
    """

    def judged(use: ExtensionUse) -> bool:
        return _verdict(use) is Verdict.NOT_READ and _in_trackpoint(use) and not is_temperature(use.name)

    for found in met(activity, judged):
        yield unread(activity, found)


@rule(
    "TCX003",
    "extension-wrong-namespace",
    Severity.WARNING,
    Effect.IGNORED,
    basis=(documented(Section.TCX), observed("one report of lost Watts")),
    formats=TCX,
)
def extension_wrong_namespace(activity: Activity, context: Context) -> Iterator[Violation]:
    """RunCadence or Watts stands in another namespace than ActivityExtension v2, outside TPX or outside the Trackpoint.

    Why: Strava reads them from the extensions of the Trackpoint. The prefix is free, the namespace decides; files that
    had them elsewhere lost their power.

    Fix: Write them in each Trackpoint as `<Extensions><TPX
    xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Watts>`.
    """

    def judged(use: ExtensionUse) -> bool:
        return _verdict(use) in {Verdict.WRONG_NAMESPACE, Verdict.MISPLACED}

    for found in met(activity, judged):
        yield Violation(
            f"{plural(found.count, 'value')} of {found} {verb(found.count, 'is')} not read {_why(found.uses[0])}",
            at=found.first,
            rows=found.rows if len(found.rows) else None,
            count=found.count,
            about=found.about,
        )


@rule(
    "TCX004", "temperature-not-supported", Severity.WARNING, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX
)
def temperature_not_supported(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file holds temperatures.

    Why: the page says that TCX does not support temperature. It is not read, wherever it stands.

    Fix: Write FIT or GPX where the temperature matters.
    """
    for found in met(activity, lambda use: is_temperature(use.name)):
        yield Violation(
            f"{plural(found.count, 'temperature')} {verb(found.count, 'stands')} in {found}: TCX does not support it",
            at=found.first,
            rows=found.rows if len(found.rows) else None,
            count=found.count,
            about=found.about,
        )


@rule(
    "TCX012", "speed-not-read", Severity.INFO, Effect.RECOMPUTED, basis=observed("one uploader tested it"), formats=TCX
)
def speed_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """The trackpoints carry Speed in an extension.

    Why: Strava computes speed from distance and time and takes no notice of what the file says.

    Fix: Nothing needs to be done; see that distance and time are right.
    """
    for found in met(activity, lambda use: _verdict(use) is Verdict.COMPUTED):
        yield Violation(
            f"{of(len(found.rows), len(activity.records), activity.record_noun)} {verb(len(found.rows), 'has')} "
            "a Speed, which Strava computes itself",
            at=found.first,
            rows=found.rows,
            count=found.count,
            about=found.about,
        )


def _verdict(use: ExtensionUse) -> Verdict:
    return tcx_verdict(use.namespace, use.name, use.parents)[0]


def _why(use: ExtensionUse) -> str:
    if _verdict(use) is Verdict.WRONG_NAMESPACE:
        return "from that namespace, only from Garmin's ActivityExtension v2"
    where = quote("/".join(name for _, name in use.parents[-3:]))
    return f"from {where}" + ("" if _in_trackpoint(use) else ", outside of any Trackpoint")


def _in_trackpoint(use: ExtensionUse) -> bool:
    return any(name == "Trackpoint" for _, name in use.parents)
