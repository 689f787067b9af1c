"""GPX: its version, its tracks, and the extensions that Strava reads and does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import GPX
from activitylint.model.markup import ExtensionUse
from activitylint.model.request import Context
from activitylint.model.tables import Int
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.uses import Met, met, named, unread
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.vocabulary.extensions import Verdict, gpx_readings, gpx_verdict, in_track_point
from activitylint.vocabulary.namespaces import GPX_1_0, GPX_1_1

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


@rule("GPX001", "not-version-1.1", Severity.WARNING, Effect.UNKNOWN, basis=documented(Section.GPX), formats=GPX)
def not_version_1_1(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file is GPX 1.0, or does not say that it is GPX 1.1.

    Why: the page says that Strava follows version 1.1. Version 1.0 has another namespace and no `extensions`, so heart
    rate, cadence, power and temperature have no place in it. What Strava makes of other versions is not known.

    Fix: Write `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">`, and what the file holds as GPX 1.1.
    """
    if activity.gpx is None or activity.document is None:
        return
    namespace = activity.document.root[0]
    version = activity.gpx.version
    sentence = _version_sentence(namespace, version)
    if sentence:
        field = "@version" if namespace == GPX_1_1 else "@xmlns"
        yield Violation(sentence, at=Place(_ROOT.table, field=field))


def _version_sentence(namespace: str, version: str | None) -> str:
    if namespace == GPX_1_1:
        if version is None or not version.strip():
            return "the root element has no version"
        return "" if version.strip() == "1.1" else f"the version is {quote(version)}, and the namespace that of GPX 1.1"
    written = "no version" if version is None else f"version {quote(version)}"
    if not namespace:
        return f"the root element has {written} and no namespace"
    known = "that of GPX 1.0" if namespace == GPX_1_0 else quote(namespace, 80)
    return f"the root element has {written}, and its namespace is {known}"


@rule(
    "GPX002",
    "no-track",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(documented(Section.FILE_TYPES), observed("a file of waypoints only is never processed")),
    formats=GPX,
    silences=("TIM002",),
    needs_complete_file=True,
)
def no_track(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has routes or waypoints, and no track.

    Why: an activity is a track with a time at each point. Routes and waypoints are plans; an upload of waypoints only
    stays at "Your activity is still being processed" for ever.

    Fix: Export the recorded track (`<trk>`), not the planned route.
    """
    gpx = activity.gpx
    if gpx is None or gpx.tracks or not (gpx.routes or gpx.waypoints):
        return
    parts = [plural(count, noun) for count, noun in ((gpx.routes, "route"), (gpx.waypoints, "waypoint")) if count]
    yield Violation(f"the file has {' and '.join(parts)}, and no track", at=_ROOT)


@rule("GPX003", "extension-not-read", Severity.WARNING, Effect.IGNORED, basis=documented(Section.GPX), formats=GPX)
def extension_not_read(activity: Activity, context: Context) -> Iterator[Violation]:
    """The track points carry data in an extension that Strava does not read.

    Why: the page names what is read: Garmin's TrackPointExtension v1 (`atemp`, `hr`, `cad`), Cluetrust's extension
    (`cadence`, `distance`, `hr`, `temp`) and the general tags `cadence`, `distance`, `heartrate` and `power`. The
    extensions of smaller organizations are not on its roadmap.

    Fix: If it is one of the streams that Strava reads, write it in a documented tag; otherwise leave it.
    """
    for found in _met(activity, Verdict.NOT_READ):
        yield unread(activity, found)


@rule(
    "GPX004",
    "extension-wrong-namespace",
    Severity.WARNING,
    Effect.IGNORED,
    basis=(documented(Section.GPX), observed("one report of unread sensor data in TrackPointExtension v2")),
    formats=GPX,
)
def extension_wrong_namespace(activity: Activity, context: Context) -> Iterator[Violation]:
    """A documented tag stands in a namespace that it is not documented for.

    Why: the prefix is free, the namespace decides. Read are `atemp`, `hr` and `cad` of Garmin's TrackPointExtension v1,
    `cadence`, `distance`, `hr` and `temp` of Cluetrust's extension, and `cadence`, `distance`, `heartrate` and `power`
    in the GPX namespace or none. The same names in TrackPointExtension v2 are reportedly not read.

    Fix: Write the tag in a namespace that is documented for it.
    """
    for found in _met(activity, Verdict.WRONG_NAMESPACE):
        yield Violation(
            f"{of(len(found.rows), len(activity.records), activity.record_noun)} {verb(len(found.rows), 'has')} "
            f"{found}, and Strava does not read it from that namespace",
            at=found.first,
            rows=found.rows,
            count=found.count,
            about=found.about,
            help=_where(found.name),
        )


@rule("GPX005", "extension-misplaced", Severity.WARNING, Effect.IGNORED, basis=documented(Section.GPX), formats=GPX)
def extension_misplaced(activity: Activity, context: Context) -> Iterator[Violation]:
    """A documented tag stands in the right namespace and in the wrong place.

    Why: Strava looks into the `extensions` of each track point: there for the general tags and Cluetrust's, and inside
    Garmin's `TrackPointExtension` for `hr`, `cad` and `atemp`. Values of a waypoint, a segment or a whole track are no
    stream.

    Fix: Move the tag into the extensions of the track point that it was measured at.
    """
    for found in _met(activity, Verdict.MISPLACED):
        places = ", ".join(sorted({quote("/".join(name for _, name in use.parents), 60) for use in found.uses})[:2])
        yield Violation(
            f"{found} stands in {places}, where Strava does not look for it"
            + (f" ({plural(found.count, 'time')})" if found.count > 1 else ""),
            at=found.first,
            rows=found.rows if len(found.rows) else None,
            count=found.count,
            about=found.about,
            help=_where(found.name, found.namespace),
        )


@rule("GPX006", "conflicting-extensions", Severity.WARNING, Effect.UNKNOWN, basis=documented(Section.GPX), formats=GPX)
def conflicting_extensions(activity: Activity, context: Context) -> Iterator[Violation]:
    """One track point gives one stream twice, with different values.

    Why: the page names several tags for heart rate, cadence, distance and temperature, and does not say which one wins
    where a point has two of them.

    Fix: Keep one tag a stream.
    """
    gpx = activity.gpx
    if gpx is None:
        return
    for stream, rows in sorted(gpx.conflicts.items()):
        if len(rows):
            yield Violation(
                f"{of(len(rows), len(activity.records), activity.record_noun)} {verb(len(rows), 'gives')} "
                f"{_STREAMS.get(stream, stream)} in two tags that disagree",
                at=Place("record", int(rows[0]), stream),
                rows=rows,
            )


_STREAMS: Final = {"heartrate": "the heart rate", "cadence": "the cadence", "temperature": "the temperature"}


@rule("GPX007", "multiple-tracks", Severity.INFO, Effect.UNKNOWN, basis=observed("reports differ"), formats=GPX)
def multiple_tracks(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has more than one track.

    Why: the page does not say what becomes of the second. Strava makes one activity of one file: either the tracks are
    joined, with all the time between them, or the others are left out.

    Fix: Write each activity to a file of its own; pauses within one are segments (`<trkseg>`) of one track.
    """
    gpx = activity.gpx
    if gpx is None or gpx.tracks < 2:
        return
    yield Violation(
        f"the file has {plural(gpx.tracks, 'track')} with {plural(len(gpx.segment_points), 'segment')} all told",
        at=Place("track", 1),
        count=gpx.tracks,
    )


@rule(
    "GPX008",
    "empty-segment",
    Severity.INFO,
    Effect.NONE,
    basis=observed("devices write one when recording is paused and never resumed"),
    formats=GPX,
    needs_complete_file=True,
)
def empty_segment(activity: Activity, context: Context) -> Iterator[Violation]:
    """A track segment has no points, beside others that have some.

    Why: it adds nothing. Many writers leave one where a recording was paused and never resumed.

    Fix: Nothing needs to be done; leave empty `<trkseg>` elements out.
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


def _met(activity: Activity, verdict: Verdict) -> list[Met]:
    """The extensions with this verdict; of those that are not read, only what stands in a track point."""

    def judged(use: ExtensionUse) -> bool:
        found, _ = gpx_verdict(use.namespace, use.name, use.parents)
        return found is verdict and (verdict is not Verdict.NOT_READ or in_track_point(use.parents))

    return met(activity, judged)


def _where(name: str, namespace: str | None = None) -> str:
    """Where a tag of this name, or the stream that it stands for, is read from."""
    streams = {reading.stream for reading in gpx_readings() if reading.name == name}
    ways = [
        f"{path}/{reading.name} ({named(reading.namespace)})"
        for reading in gpx_readings()
        if reading.stream in streams
        and (
            namespace is None
            or reading.namespace == namespace
            or (reading.namespace is None and namespace in {"", GPX_1_1})
        )
        for path in [f"extensions/{reading.container}" if reading.container else "extensions"]
    ]
    return f"Write it in each track point as {' or '.join(ways)}."
