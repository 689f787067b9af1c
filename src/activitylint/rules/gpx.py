"""GPX: the version, the tracks, and the extensions that Strava does and does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import GPX
from activitylint.model.markup import ExtensionUse
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.extension_tags import (
    ExtensionTag,
    extension_tags,
    misspelled,
    namespace_name,
    unread_tag,
)
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.vocabulary.extensions import Verdict, gpx_readings, gpx_verdict, in_track_point, sounds_like_stream
from activitylint.vocabulary.namespaces import GPX_1_0, GPX_1_1, meant

__all__ = [
    "conflicting_extensions",
    "empty_segment",
    "extension_misplaced",
    "extension_not_read",
    "extension_wrong_namespace",
    "multiple_tracks",
    "no_track",
    "not_version_1_1",
]

_ROOT: Final = Place("root")
_NAMED: Final = 6
"""Tags that GPX009 names."""


@rule("GPX001", "not-version-1.1", Severity.WARNING, Effect.UNKNOWN, basis=documented(Section.GPX), formats=GPX)
def not_version_1_1(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects GPX files whose root element does not declare version 1.1.

    Why: Strava's documentation says that Strava follows version 1.1. Version 1.0 has a different namespace and no
    `extensions` element, so it has no place for heart rate, cadence, power and temperature. It is not known what Strava
    does with other versions.

    Fix: Write the file as GPX 1.1, with the root element
    `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">`.
    """
    if activity.gpx is None or activity.document is None:
        return
    namespace = activity.document.root[0]
    version = activity.gpx.version
    message = _version_message(namespace, version)
    if message:
        field = "@version" if namespace == GPX_1_1 else "@xmlns"
        right = meant(namespace)
        advice = misspelled(activity, namespace, right)[1] if right == GPX_1_1 else _help_for_version(namespace)
        yield Violation(message, at=Place(_ROOT.table, field=field), help=advice)


def _help_for_version(namespace: str) -> str | None:
    """The help if only the version is wrong; else that of the page."""
    return 'Write `version="1.1"` in the root element.' if namespace == GPX_1_1 else None


def _version_message(namespace: str, version: str | None) -> str:
    """What is wrong with the version or the namespace; empty if both say GPX 1.1."""
    if namespace == GPX_1_1:
        if version is None or not version.strip():
            return "the root element has no version"
        same = version.strip() == "1.1"
        return "" if same else f"the version is {quote(version)}, but the namespace says GPX 1.1"
    written = "no version" if version is None else f"version {quote(version)}"
    if not namespace:
        return f"the root element has {written} and no namespace"
    shown = "of GPX 1.0" if namespace == GPX_1_0 else quote(namespace, 80)
    return f"the root element has {written} and the namespace {shown}"


@rule(
    "GPX002",
    "no-track",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(documented(Section.FILE_TYPES), observed("a file with only waypoints is never processed")),
    formats=GPX,
    silences=("TIM002",),
    needs_complete_file=True,
)
def no_track(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects GPX files that have routes or waypoints but no track.

    Why: An activity is a track with a time at each point. Routes and waypoints are plans. An upload with only waypoints
    stays at "Your activity is still being processed" forever.

    Fix: Export the recorded track (`<trk>`), not the planned route.
    """
    gpx = activity.gpx
    if gpx is None or gpx.tracks or not (gpx.routes or gpx.waypoints):
        return
    parts = [plural(count, noun) for count, noun in ((gpx.routes, "route"), (gpx.waypoints, "waypoint")) if count]
    yield Violation(f"the file has {' and '.join(parts)}, but no track", at=_ROOT)


@rule("GPX003", "extension-not-read", Severity.WARNING, Effect.IGNORED, basis=documented(Section.GPX), formats=GPX)
def extension_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects heart rate, cadence, distance, power or temperature in extensions that Strava does not read.

    Why: Strava's documentation lists what Strava reads: Garmin's TrackPointExtension v1 (`atemp`, `hr`, `cad`),
    Cluetrust's extension (`cadence`, `distance`, `hr`, `temp`), and the general tags `cadence`, `distance`, `heartrate`
    and `power`. The extensions of smaller organizations are not on its roadmap.

    Fix: Write the value in a tag that Strava reads.

    Note: GPX009 reports data that Strava would not show under any name.
    """
    for tag in _tags_with(activity, Verdict.NOT_READ):
        if sounds_like_stream(tag.name):
            yield unread_tag(activity, tag, _help_to_rename(tag.name))


@rule(
    "GPX004",
    "extension-wrong-namespace",
    Severity.WARNING,
    Effect.IGNORED,
    basis=(documented(Section.GPX), observed("one report of unread sensor data in TrackPointExtension v2")),
    formats=GPX,
)
def extension_wrong_namespace(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects documented tags in a namespace from which Strava does not read them.

    Why: The prefix of a tag can be anything; its namespace decides. Strava reads `atemp`, `hr` and `cad` from Garmin's
    TrackPointExtension v1, `cadence`, `distance`, `hr` and `temp` from Cluetrust's extension, and `cadence`,
    `distance`, `heartrate` and `power` from the GPX namespace or from no namespace. It reportedly does not read the
    same names from TrackPointExtension v2.

    Fix: Write the tag in a namespace that is documented for it.
    """
    for tag in _tags_with(activity, Verdict.WRONG_NAMESPACE):
        have = f"{of(len(tag.rows), len(activity.records), activity.record_noun)} {verb(len(tag.rows), 'has')} "
        message, advice = (
            f"{tag}, which Strava does not read from this namespace",
            _help_where_to_write(tag.name),
        )
        right = meant(tag.namespace)
        if right and gpx_verdict(right, tag.name, _with_namespace(tag.uses[0], right))[0] is Verdict.READ:
            said, advice = misspelled(activity, tag.namespace, right)
            message = f"<{quote(tag.name)[1:-1]}> {said}"
        yield Violation(have + message, at=tag.first, rows=tag.rows, count=tag.count, about=tag.about, help=advice)


def _with_namespace(use: ExtensionUse, right: str) -> tuple[tuple[str, str], ...]:
    """The parents of a value if its namespace was the right one."""
    return tuple((right if namespace == use.namespace else namespace, name) for namespace, name in use.parents)


@rule("GPX005", "extension-misplaced", Severity.WARNING, Effect.IGNORED, basis=documented(Section.GPX), formats=GPX)
def extension_misplaced(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects documented tags in the right namespace but in the wrong place.

    Why: Strava looks in the `extensions` of each track point. It expects the general tags and Cluetrust's tags directly
    in them, and `hr`, `cad` and `atemp` inside Garmin's `TrackPointExtension`. A value of a waypoint, a segment or a
    whole track does not belong to a stream.

    Fix: Move the tag into the extensions of the track point where the value was measured.
    """
    for tag in _tags_with(activity, Verdict.MISPLACED):
        places = sorted({quote("/".join(name for _, name in use.parents), 60) for use in tag.uses})[:2]
        yield Violation(
            f"{tag} is in {' and '.join(places)}, where Strava does not look for it"
            + (f" ({plural(tag.count, 'time')})" if tag.count > 1 else ""),
            at=tag.first,
            rows=tag.rows if len(tag.rows) else None,
            count=tag.count,
            about=tag.about,
            help=_help_where_to_write(tag.name, tag.namespace),
        )


@rule("GPX006", "conflicting-extensions", Severity.WARNING, Effect.UNKNOWN, basis=documented(Section.GPX), formats=GPX)
def conflicting_extensions(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects track points that give a stream twice, with different values.

    Why: Strava's documentation names several tags for heart rate, cadence, distance and temperature. It does not say
    which one wins if a track point has two of them.

    Fix: Keep only one tag per stream.
    """
    gpx = activity.gpx
    if gpx is None:
        return
    for stream, rows in sorted(gpx.conflicts.items()):
        if len(rows):
            yield Violation(
                f"{of(len(rows), len(activity.records), activity.record_noun)} {verb(len(rows), 'has')} "
                f"two tags with different {_STREAMS.get(stream, stream)} values",
                at=Place("record", int(rows[0]), stream),
                rows=rows,
            )


_STREAMS: Final = {"heartrate": "heart rate"}
"""What a message calls a stream, if not by its own name."""


@rule(
    "GPX007",
    "multiple-tracks",
    Severity.INFO,
    Effect.UNKNOWN,
    basis=observed("reports contradict each other"),
    formats=GPX,
)
def multiple_tracks(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects GPX files with more than one track.

    Why: Strava makes one activity from one file, and its documentation does not say what happens to the second track.
    Strava either joins the tracks, with all the time between them, or ignores all but one.

    Fix: Write each activity to its own file. For a pause within an activity, start a new segment (`<trkseg>`) of the
    same track.
    """
    gpx = activity.gpx
    if gpx is None or gpx.tracks < 2:
        return
    yield Violation(
        f"the file has {plural(gpx.tracks, 'track')} with {plural(len(gpx.segment_points), 'segment')} in total",
        at=Place("track", 1),
        count=gpx.tracks,
    )


@rule(
    "GPX008",
    "empty-segment",
    Severity.INFO,
    Effect.NONE,
    basis=observed("devices write one if a recording is paused and never resumed"),
    formats=GPX,
    needs_complete_file=True,
)
def empty_segment(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects track segments without points, in a file where other segments have some.

    Why: An empty segment adds nothing. Many programs write one if a recording is paused and never resumed.

    Fix: You do not need to do anything. To tidy up the file, remove the empty `<trkseg>` elements.
    """
    gpx = activity.gpx
    if gpx is None or not len(activity.records):
        return
    empty: Int = (gpx.segment_points == 0).nonzero()[0]
    if len(empty):
        yield Violation(
            f"{of(len(empty), len(gpx.segment_points), 'track segment')} {verb(len(empty), 'has')} no points",
            at=Place("segment", int(empty[0])),
            rows=empty,
        )


@rule("GPX009", "extra-data-not-read", Severity.INFO, Effect.IGNORED, basis=documented(Section.GPX), formats=GPX)
def extra_data_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects data in extensions that Strava shows under no name, such as speed, course and accuracy.

    Why: Strava's documentation lists the tags that Strava reads. Nothing else in the extensions has a place there.

    Fix: You do not need to do anything: Strava ignores the data. Leave it out if the file is meant for Strava only.
    """
    tags = [tag for tag in _tags_with(activity, Verdict.NOT_READ) if not sounds_like_stream(tag.name)]
    if tags:
        names = [f"{tag} {tag.count:,}" for tag in tags[:_NAMED]]
        more = f" and {len(tags) - _NAMED:,} more" if len(tags) > _NAMED else ""
        message = f"Strava does not read {plural(len(tags), 'tag')} in extensions: {', '.join(names)}{more}"
        yield Violation(message, tags[0].first, count=sum(tag.count for tag in tags), noun="value", about=("extra",))


def _tags_with(activity: Activity, verdict: Verdict) -> list[ExtensionTag]:
    """The extension tags with this verdict; tags that are not read count only in a track point."""

    def has_verdict(use: ExtensionUse) -> bool:
        found, _ = gpx_verdict(use.namespace, use.name, use.parents)
        return found is verdict and (verdict is not Verdict.NOT_READ or in_track_point(use.parents))

    return extension_tags(activity, has_verdict)


_WATER_TEMPERATURE: Final = "wtemp"
_STREAM_WORDS: Final = (
    (("heart", "bpm", "hr"), "hr", "heart rate in beats per minute"),
    (("cad", "rpm"), "cad", "cadence per minute"),
    (("power", "watt", "pwr"), "power", "power in watts"),
    (("dist",), "distance", "distance in meters since the start"),
    (("temp",), "atemp", "temperature in degrees Celsius"),
)
"""Words in the name of a tag, the documented tag for such values, and what it means."""


def _help_to_rename(name: str) -> str | None:
    """From which tag Strava would read the values, by the name of the tag that they are in."""
    if name == _WATER_TEMPERATURE:
        return "Leave it as it is: Strava shows the temperature of the air, and has no place for that of the water."
    for words, tag, meaning in _STREAM_WORDS:
        if any(word in name.lower() for word in words):
            where = _help_where_to_write(tag).removeprefix("Write")
            return f"If <{quote(name)[1:-1]}> is the {meaning}, write{where}"
    return None


def _help_where_to_write(name: str, namespace: str | None = None) -> str:
    """Name the places from which Strava reads the stream of a tag; with a namespace, only those for its own tags."""
    readings = [reading for reading in gpx_readings() if reading.name == name]
    if namespace is None:
        streams = {reading.stream for reading in readings}
        readings = [reading for reading in gpx_readings() if reading.stream in streams]
    else:
        # The general tags (None) are read from several namespaces, whatever the one of the root element is.
        own = namespace if any(reading.namespace == namespace for reading in readings) else None
        readings = [reading for reading in readings if reading.namespace == own]
    ways = [
        f"{path}/{reading.name} ({namespace_name(reading.namespace)})"
        for reading in readings
        for path in [f"extensions/{reading.container}" if reading.container else "extensions"]
    ]
    *others, last = ways
    return f"Write it in each track point as {', '.join(others) + ' or ' if others else ''}{last}."
