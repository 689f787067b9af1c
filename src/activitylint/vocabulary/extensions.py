"""Which extension tags Strava reads, and what happens to all others. Parsers, rules and reports use the same verdict.

Source: extensions.json. A GPX tag whose `namespace` is null there may be in the GPX namespace or in none. TCX names
count in any case: Strava writes `runcadence`, but the schema has `RunCadence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from activitylint.model.classes import NamedTuple
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
"""(namespace, local name). The namespace is empty if there is none."""


class Verdict(StrEnum):
    """What Strava does with a value in an extension."""

    READ = "read"
    NOT_READ = "not-read"
    """The name is not documented, or the value does not belong to a point but to a lap, a route or a waypoint."""
    WRONG_NAMESPACE = "wrong-namespace"
    """A documented name in a namespace that is not documented for it."""
    MISPLACED = "misplaced"
    """A documented name in the right namespace, but in the wrong place."""
    COMPUTED = "computed"
    """Strava computes this itself and ignores the value: TCX Speed."""


class Reading(NamedTuple):
    """One tag that Strava reads. container: the element between `extensions` and the tag, empty if there is none."""

    namespace: str | None
    container: str
    name: str
    stream: str


_POINT: Final = ("trk", "trkseg", "trkpt")


@cache
def gpx_readings() -> tuple[Reading, ...]:
    """The tags of GPX. A namespace of None means the GPX namespace or none."""
    return _readings("gpx")


@cache
def tcx_readings() -> tuple[Reading, ...]:
    """The tags of TCX, in the schema's spelling."""
    return _readings("tcx")


@cache
def gpx_names() -> frozenset[str]:
    """Every name that is documented for GPX, in any namespace."""
    return frozenset(reading.name for reading in gpx_readings())


def gpx_verdict(namespace: str, name: str, parents: Sequence[Element]) -> tuple[Verdict, str]:
    """What Strava does with a value in a GPX file, and the stream that it reads it as (empty unless READ).

    parents: the elements from the root down to the parent of the value's element. The namespace of the root counts as
    the GPX namespace, even if it is another one, which a rule reports separately.
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
    """What Strava does with a value in a TCX file, and the stream that it reads it as. See `gpx_verdict`."""
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
    """The stream that a tag of a GPX track point clearly means, although Strava does not read it there; or None.

    namespace: that of the element; empty if it is the root's or none.
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
    """The tag that a value of a TCX trackpoint clearly means, or None. See `gpx_meant`."""
    if namespace not in {known or "" for known in load("extensions")["tcx_meant"]["namespaces"]}:
        return None
    return next((reading for reading in tcx_readings() if reading.name.lower() == name.lower()), None)


def in_track_point(parents: Sequence[Element]) -> bool:
    """True if an element with these parents is in a GPX track point."""
    own = parents[0][0] if parents else ""
    return tuple(parents[1 : len(_POINT) + 1]) == tuple((own, name) for name in _POINT)


_STREAM_WORDS: Final = ("heart", "bpm", "cad", "rpm", "power", "watt", "dist", "temp")


def sounds_like_stream(name: str) -> bool:
    """True if an element's name says that it holds a heart rate, cadence, power, distance or temperature."""
    lowered = name.lower()
    return lowered in {"hr", "pwr"} or any(word in lowered for word in _STREAM_WORDS)


def is_temperature(name: str) -> bool:
    """True if the name of an element says that it is a temperature: `atemp`, `Temperature`, `AvgTemp`."""
    lowered = name.lower()
    return lowered.endswith(("temp", "temperature")) or lowered.startswith("temperature")


def _readings(format: str) -> tuple[Reading, ...]:  # noqa: A002 -- the field's own word
    return tuple(
        Reading(row["namespace"], row["container"] or "", row["name"], row["stream"])
        for row in load("extensions")[format]
    )
