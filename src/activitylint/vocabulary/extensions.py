"""Which tags in extensions Strava reads, and what becomes of all others: one verdict for parsers, rules and reports.

Source: extensions.json. A general tag of GPX (`namespace` null there) stands in the GPX namespace or in none. TCX names
count in any case: the page writes `runcadence` where the schema has `RunCadence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from activitylint.vocabulary._data import load
from activitylint.vocabulary.namespaces import GPX_1_1

__all__ = [
    "Element",
    "Reading",
    "Verdict",
    "gpx_meant",
    "gpx_names",
    "gpx_readings",
    "gpx_verdict",
    "in_track_point",
    "is_temperature",
    "sounds_like_stream",
    "tcx_meant",
    "tcx_readings",
    "tcx_verdict",
]

Element = tuple[str, str]
"""(namespace, local name); the namespace is empty where there is none."""


class Verdict(StrEnum):
    """What Strava does with a value that stands in an extension."""

    READ = "read"
    NOT_READ = "not-read"
    """The name is none of the documented ones, or the value is no point's (a lap's, a route's, a waypoint's)."""
    WRONG_NAMESPACE = "wrong-namespace"
    """A documented name, in a namespace that is not documented for it."""
    MISPLACED = "misplaced"
    """A documented name in a namespace documented for it, and not where the documentation has it."""
    COMPUTED = "computed"
    """Strava computes this itself and takes no notice of the value: TCX Speed."""


class Reading(NamedTuple):
    """One tag that is read. container: the element between `extensions` and the tag, empty where there is none."""

    namespace: str | None
    container: str
    name: str
    stream: str


_POINT: Final = ("trk", "trkseg", "trkpt")


@cache
def gpx_readings() -> tuple[Reading, ...]:
    """The tags of GPX; namespace None is the GPX namespace or none."""
    return _readings("gpx")


@cache
def tcx_readings() -> tuple[Reading, ...]:
    """The tags of TCX, in the schema's spelling."""
    return _readings("tcx")


@cache
def gpx_names() -> frozenset[str]:
    """Every name that is documented for GPX in some namespace."""
    return frozenset(reading.name for reading in gpx_readings())


def gpx_verdict(namespace: str, name: str, parents: Sequence[Element]) -> tuple[Verdict, str]:
    """What becomes of a value in a GPX file, and the stream it is read as (empty unless READ).

    parents: the elements from the root down to the value's own, that one not included. The root's namespace counts as
    the GPX namespace too: where it is another one, that is a finding of its own.
    """
    own = parents[0][0] if parents else GPX_1_1
    general = namespace in {"", GPX_1_1, own}
    in_point = in_track_point(parents)
    found = [
        reading
        for reading in gpx_readings()
        if reading.name == name and (reading.namespace == namespace or (reading.namespace is None and general))
    ]
    if not found:
        wrong = in_point and name in gpx_names()
        return (Verdict.WRONG_NAMESPACE if wrong else Verdict.NOT_READ), ""
    if not in_point:
        summary = any(
            parent == (namespace, lap) for parent in parents for lap in load("extensions")["gpx_lap_elements"]
        )
        return (Verdict.NOT_READ if summary else Verdict.MISPLACED), ""
    below = [*parents[len(_POINT) + 1 :]]
    for reading in found:
        container = [(namespace, reading.container)] if reading.container else []
        if len(below) == 1 + len(container) and below[0] == (own, "extensions") and below[1:] == container:
            return Verdict.READ, reading.stream
    return Verdict.MISPLACED, ""


def tcx_verdict(namespace: str, name: str, parents: Sequence[Element]) -> tuple[Verdict, str]:
    """What becomes of a value in a TCX file, and the stream it is read as (empty unless READ); as `gpx_verdict`."""
    lowered = name.lower()
    names = [parent for _, parent in parents]
    in_point = "Trackpoint" in names
    found = [reading for reading in tcx_readings() if reading.name.lower() == lowered]
    if not found:
        computed = in_point and any(lowered == word.lower() for word in load("extensions")["tcx_computed"])
        return (Verdict.COMPUTED if computed else Verdict.NOT_READ), ""
    for reading in found:
        if reading.namespace != namespace:
            continue
        if names[-3:] == ["Trackpoint", "Extensions", reading.container] and parents[-1][0] == namespace:
            return Verdict.READ, reading.stream
        return Verdict.MISPLACED, ""
    return Verdict.WRONG_NAMESPACE, ""


def gpx_meant(namespace: str, name: str) -> str | None:
    """The stream that a tag of a GPX track point was surely meant to be, though Strava does not read it from there.

    namespace: the element's own, which is empty where it has none or the root's.
    """
    return next(
        (
            row["stream"]
            for row in load("extensions")["gpx_meant"]["tags"]
            if row["name"] == name and (row["namespace"] or "") == namespace
        ),
        None,
    )


def tcx_meant(namespace: str, name: str) -> Reading | None:
    """The tag that a value of a TCX trackpoint was surely meant to be; as `gpx_meant`."""
    if namespace not in {known or "" for known in load("extensions")["tcx_meant"]["namespaces"]}:
        return None
    return next((reading for reading in tcx_readings() if reading.name.lower() == name.lower()), None)


def in_track_point(parents: Sequence[Element]) -> bool:
    """Whether an element with these parents stands in a GPX track point."""
    own = parents[0][0] if parents else ""
    return tuple(parents[1 : len(_POINT) + 1]) == tuple((own, name) for name in _POINT)


_STREAM_WORDS: Final = ("heart", "bpm", "cad", "rpm", "power", "watt", "dist", "temp")


def sounds_like_stream(name: str) -> bool:
    """True if an element's name says that it holds a heart rate, cadence, power, distance or temperature."""
    lowered = name.lower()
    return lowered in {"hr", "pwr"} or any(word in lowered for word in _STREAM_WORDS)


def is_temperature(name: str) -> bool:
    """Whether an element's name says that it holds a temperature: `atemp`, `Temperature`, `AvgTemp`."""
    lowered = name.lower()
    return lowered.endswith(("temp", "temperature")) or lowered.startswith("temperature")


def _readings(format: str) -> tuple[Reading, ...]:  # noqa: A002 -- the field's own word
    return tuple(
        Reading(row["namespace"], row["container"] or "", row["name"], row["stream"])
        for row in load("extensions")[format]
    )
