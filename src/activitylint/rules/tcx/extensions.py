"""TCX: values in extensions. Strava reads RunCadence and Watts, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import TCX
from activitylint.model.markup import ExtensionUse
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.extension_tags import ExtensionTag, extension_tags, misspelled, unread_tag
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.vocabulary.extensions import Verdict, is_temperature, tcx_readings, tcx_verdict
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2, meant

__all__ = ["extension_not_read", "extension_wrong_namespace", "speed_not_read", "temperature_not_supported"]


@rule("TCX002", "extension-not-read", Severity.WARNING, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX)
def extension_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects trackpoints with data in extensions that Strava does not read.

    Why: Strava's documentation says that Strava reads only RunCadence and Watts from extensions.

    Fix: You can leave the data as it is: Strava ignores it. Or write a format that has a place for it. FIT has one for
    most data.

    Note: TCX012 reports Speed, and TCX004 reports temperatures.
    """

    def is_unread(use: ExtensionUse) -> bool:
        return _verdict(use) is Verdict.NOT_READ and _in_trackpoint(use) and not is_temperature(use.name)

    for tag in extension_tags(activity, is_unread):
        element = next((where for word, where in _HOMES if word in tag.name.lower()), None)
        advice = (
            f"If these are the values that Strava shows, write them in each Trackpoint as {element}."
            if element
            else ("You do not need to do anything: Strava ignores the data.")
        )
        yield unread_tag(activity, tag, advice)


_HOMES: Final = (
    ("heart", "`<HeartRateBpm><Value>`, in beats per minute"),
    ("bpm", "`<HeartRateBpm><Value>`, in beats per minute"),
    ("cadence", "`<Cadence>`, in revolutions per minute"),
    ("power", f'`<Extensions><TPX xmlns="{ACTIVITY_EXTENSION_2}"><Watts>`'),
    ("watt", f'`<Extensions><TPX xmlns="{ACTIVITY_EXTENSION_2}"><Watts>`'),
    ("altitude", "`<AltitudeMeters>`, in meters"),
    ("elevation", "`<AltitudeMeters>`, in meters"),
)
"""Words in the name of an extension, and the element from which Strava reads such values."""


@rule(
    "TCX003",
    "extension-wrong-namespace",
    Severity.WARNING,
    Effect.IGNORED,
    basis=(documented(Section.TCX), observed("one report of lost Watts")),
    formats=TCX,
)
def extension_wrong_namespace(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects RunCadence or Watts in the wrong namespace or in the wrong place.

    Why: Strava reads both only from the TPX element in the extensions of a Trackpoint, in the namespace
    ActivityExtension v2. The prefix of a tag can be anything; its namespace decides. Files that had Watts elsewhere
    lost their power.

    Fix: Write them in each Trackpoint as `<Extensions><TPX
    xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Watts>`.
    """

    def is_unread(use: ExtensionUse) -> bool:
        return _verdict(use) in {Verdict.WRONG_NAMESPACE, Verdict.MISPLACED}

    for tag in extension_tags(activity, is_unread):
        message = f"Strava does not read {plural(tag.count, 'value')} of {tag} {_where_written(tag.uses[0])}"
        advice = _help_where_to_write(tag)
        if meant(tag.namespace) == ACTIVITY_EXTENSION_2:
            said, advice = misspelled(activity, tag.namespace, ACTIVITY_EXTENSION_2)
            message = f"{plural(tag.count, 'value')} of <{quote(tag.name)[1:-1]}> {verb(tag.count, 'is')} {said}"
        yield Violation(
            message,
            at=tag.first,
            rows=tag.rows if len(tag.rows) else None,
            count=tag.count,
            about=tag.about,
            help=advice,
        )


def _help_where_to_write(tag: ExtensionTag) -> str:
    """Where Strava would read the value. What belongs to a lap has no place in a trackpoint."""
    name = next(reading.name for reading in tcx_readings() if reading.name.lower() == tag.name.lower())
    if not any(_in_trackpoint(use) for use in tag.uses):
        return (
            f"Strava reads {name} only from Trackpoints. If the device recorded it there, write it in each Trackpoint "
            f'as `<Extensions><TPX xmlns="{ACTIVITY_EXTENSION_2}"><{name}>`. Otherwise, leave it as it is.'
        )
    return f'Write it in each Trackpoint as `<Extensions><TPX xmlns="{ACTIVITY_EXTENSION_2}"><{name}>`.'


@rule(
    "TCX004", "temperature-not-supported", Severity.WARNING, Effect.IGNORED, basis=documented(Section.TCX), formats=TCX
)
def temperature_not_supported(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects temperatures in TCX files.

    Why: Strava's documentation says that TCX does not support temperature. Strava does not read it, wherever it is.

    Fix: If the temperature matters to you, write FIT or GPX.
    """
    for tag in extension_tags(activity, lambda use: is_temperature(use.name)):
        yield Violation(
            f"the file has {plural(tag.count, 'temperature')} in {tag}, but TCX does not support temperature",
            at=tag.first,
            rows=tag.rows if len(tag.rows) else None,
            count=tag.count,
            about=tag.about,
        )


@rule(
    "TCX012", "speed-not-read", Severity.INFO, Effect.RECOMPUTED, basis=observed("one report, with a test"), formats=TCX
)
def speed_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects trackpoints with a Speed in their extensions.

    Why: Strava computes the speed from distance and time, and ignores the speed in the file.

    Fix: You do not need to do anything, but make sure that distance and time are right.
    """
    for tag in extension_tags(activity, lambda use: _verdict(use) is Verdict.COMPUTED):
        yield Violation(
            f"{of(len(tag.rows), len(activity.records), activity.record_noun)} {verb(len(tag.rows), 'has')} "
            "a Speed, but Strava computes the speed itself",
            at=tag.first,
            rows=tag.rows,
            count=tag.count,
            about=tag.about,
        )


def _verdict(use: ExtensionUse) -> Verdict:
    return tcx_verdict(use.namespace, use.name, use.parents)[0]


def _where_written(use: ExtensionUse) -> str:
    """Say where a value is that Strava would read elsewhere."""
    if _verdict(use) is Verdict.WRONG_NAMESPACE:
        return "from this namespace, only from Garmin's ActivityExtension v2"
    path = quote("/".join(name for _, name in use.parents[-3:]))
    return f"from {path}" + ("" if _in_trackpoint(use) else ", outside of any Trackpoint")


def _in_trackpoint(use: ExtensionUse) -> bool:
    return any(name == "Trackpoint" for _, name in use.parents)
