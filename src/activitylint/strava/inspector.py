"""Works out what Strava will read of a file, for `activitylint inspect`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Float
from activitylint.model.format import Format
from activitylint.model.markup import Gpx
from activitylint.model.request import UploadRequest
from activitylint.model.tables import Columns, Records
from activitylint.source.reading import Source
from activitylint.strava import interpretation
from activitylint.strava.inspection import Extension, Inspection, Lap, Length, Session, Set, Span, Stream
from activitylint.strava.track import has_position as track_positions
from activitylint.strava.track import path_length
from activitylint.vocabulary.extensions import Verdict
from activitylint.vocabulary.sports import fit_sport_type, tcx_sport_type
from activitylint.vocabulary.upload import set_sport_types

__all__ = ["inspect_source"]

_Table = TypeVar("_Table", bound=Columns)

_MOST_ROWS: Final = 10_000
"""Sessions, laps, lengths and sets that are listed: only a file made to do harm has more of one."""
_MOST_TRACKS: Final = 1_000
"""Tracks that are measured: only a file made to do harm has more."""
_BETWEEN: Final = frozenset({"transition", "multisport"})
"""FIT sports of the sessions between or around those of a multisport activity."""
_UNITS: Final = {
    "time": "s",
    "latitude": "degrees",
    "longitude": "degrees",
    "altitude": "m",
    "distance": "m",
    "speed": "m/s",
    "heartrate": "bpm",
    "cadence": "rpm",
    "power": "W",
    "temperature": "degrees C",
}


# As in `formats.read`: numpy must not warn about the numbers of a hostile file.
@np.errstate(all="ignore")
def inspect_source(source: Source, activity: Activity, request: UploadRequest) -> Inspection:
    """Inspect an activity that is uploaded with this request. source: where it was read from."""
    sessions = _sessions(activity)
    detected, detected_from = _sport(activity, request, sessions)
    distance, distance_from = _distance(activity, sessions)
    unread = interpretation.unread_fit(activity)
    return Inspection(
        path=source.name,
        format=activity.format,
        compressed=source.compressed,
        size=len(source.data),
        damaged=activity.damaged,
        sport_written=activity.sport.written,
        sport_detected=detected,
        sport_from=detected_from,
        sessions=tuple(sessions),
        span=_span(activity, sessions),
        distance=distance,
        distance_from=distance_from,
        stationary=not interpretation.has_position(activity),
        device=_device(activity),
        barometer=interpretation.barometer(activity),
        elevation=interpretation.elevation(activity),
        records=len(activity.records),
        streams=tuple(_streams(activity.records)),
        extensions=tuple(_extensions(activity)),
        unread={
            "developer_fields": unread.developer_fields,
            "messages": unread.messages,
            "fields": unread.fields,
        },
        laps=tuple(_laps(activity)),
        lengths=tuple(_lengths(activity)),
        sets=tuple(_sets(activity)),
        totals={
            "sessions": _session_count(activity),
            "laps": len(activity.laps),
            "lengths": len(activity.lengths),
            "sets": len(activity.sets),
        },
        send=_form_fields(source, activity, detected),
    )


def _sessions(activity: Activity) -> list[Session]:
    """The activities in the file."""
    if activity.gpx is not None and activity.gpx.tracks > 1:
        return _tracks(activity, activity.gpx)
    sessions = _listed(activity.sessions)
    columns = (sessions.start, sessions.elapsed, sessions.timer, sessions.distance)
    mapped = _MAPPED.get(activity.format)
    return [
        Session(file + 1, sport, mapped(sport, sub_sport) if sport and mapped else None, *row)
        for file, sport, sub_sport, row in zip(
            sessions.file.tolist() if len(sessions.file) else [0] * len(sessions),
            sessions.sport,
            sessions.sub_sport,
            zip(*map(_optional, columns), strict=True),
            strict=True,
        )
    ]


def _session_count(activity: Activity) -> int:
    """How many activities the file has, however many are listed."""
    tracks = activity.gpx.tracks if activity.gpx is not None else 0
    return tracks if tracks > 1 else len(activity.sessions)


def _tcx_sport_type(sport: str, _: str | None) -> str | None:
    return tcx_sport_type(sport)


_MAPPED: Final[dict[Format, Callable[[str, str | None], str | None]]] = {
    Format.FIT: fit_sport_type,
    Format.TCX: _tcx_sport_type,
}
"""From the sport and sub_sport of a session to the sport_type."""


def _tracks(activity: Activity, gpx: Gpx) -> list[Session]:
    """The tracks of a GPX file, measured by their points."""
    records = activity.records
    track = gpx.segment_track[records.segment] if len(gpx.segment_track) else records.segment
    found: list[Session] = []
    for number in range(min(gpx.tracks, _MOST_TRACKS)):
        rows = (track == number).nonzero()[0]
        part = records.part(slice(int(rows[0]), int(rows[-1]) + 1)) if len(rows) else Records()
        times = part.time[np.isfinite(part.time)]
        start = float(times.min()) if len(times) else None
        elapsed = float(np.ptp(times)) if len(times) else None
        meters = path_length(part) if track_positions(part).any() else None
        found.append(Session(1, None, None, start, elapsed, None, meters))
    return found


def _sport(activity: Activity, request: UploadRequest, sessions: list[Session]) -> tuple[str | None, str]:
    """The sport_type, None if unknown, and where Strava gets it from."""
    if request.sport_type is not None:
        return request.sport_type, "the request's sport_type"
    if request.activity_type is not None:
        return request.activity_type, "the request's activity_type"
    sports = {one.sport_type for one in sessions if one.sport not in _BETWEEN}
    if len(sports) > 1:
        return None, f"{len(sessions)} sessions of different sports, and it is not documented which one Strava uses"
    # The only sport besides transitions, which may come first.
    sport = activity.sport.mapped or next(iter(sports), None)
    if sport is not None:
        origins = {Format.FIT: "session.sport and session.sub_sport", Format.TCX: "Activity Sport"}
        return sport, origins.get(activity.format, "the file")
    return None, "the athlete's default"


def _span(activity: Activity, sessions: list[Session]) -> Span:
    """Start, elapsed and timer time of the whole file: from the first start to the last end."""
    times = activity.records.time[np.isfinite(activity.records.time)]
    starts = [one.start for one in sessions if one.start is not None]
    ends = [one.start + one.elapsed for one in sessions if one.start is not None and one.elapsed is not None]
    timers = [one.timer for one in sessions if one.timer is not None]
    start = min(starts, default=float(times.min()) if len(times) else None)
    elapsed = sessions[0].elapsed if len(sessions) == 1 else None
    if elapsed is None and starts and len(ends) == len(sessions) and sessions:
        elapsed = max(ends) - min(starts)
    if elapsed is None and len(times):
        elapsed = float(times.max() - times.min())
    timer = sum(timers) if sessions and len(timers) == len(sessions) else None
    return Span(start, _utc_offset(activity), elapsed, timer)


def _utc_offset(activity: Activity) -> int | None:
    if activity.strength is not None:
        offset = activity.strength.document.get("utc_offset")
        return offset if isinstance(offset, int) and not isinstance(offset, bool) else None
    message = activity.fit.messages.get("activity") if activity.fit is not None else None
    if message is None or not len(message):
        return None
    difference = message.column("local_timestamp")[0] - message.column("timestamp")[0]
    return int(difference) if np.isfinite(difference) and abs(difference) <= 14 * 3600 else None


def _distance(activity: Activity, sessions: list[Session]) -> tuple[float | None, str]:
    """The distance in meters and where it comes from, in Strava's order: the records, the positions, the session.

    If there are several sessions, each of them may count from 0, so only their sum is about the whole file.
    """
    if len(sessions) > 1:
        meters = [one.distance for one in sessions if one.distance is not None]
        whole = len(meters) == len(sessions)
        return (sum(meters), f"the sum of {len(sessions)} sessions") if whole else (None, "")
    records = activity.records
    known = records.distance[np.isfinite(records.distance)]
    if len(known):
        return float(known[-1]), "the records' distance"
    if interpretation.has_position(activity):
        return path_length(records), "the positions"
    session = _first(activity.sessions.distance) if len(activity.sessions) else None
    return session, "" if session is None else "the session (not shown without positions or distances)"


def _device(activity: Activity) -> str | None:
    creator = activity.creator
    if creator.name and creator.name.strip():
        return creator.name
    if activity.format is not Format.FIT or creator.manufacturer is None:
        return None
    maker = creator.manufacturer_name or f"manufacturer {creator.manufacturer}"
    product = creator.product_name or ("" if creator.product is None else f"product {creator.product}")
    return f"{maker} {product}".strip()


def _streams(records: Records) -> list[Stream]:
    streams: list[Stream] = []
    for name in ("time", *Records.STREAMS):
        column: Float = getattr(records, name)
        known = column[np.isfinite(column)]
        if not len(known):
            continue
        shift = float(known[0]) if name == "time" else 0.0
        low, high = float(known.min()) - shift, float(known.max()) - shift
        streams.append(Stream(name, _UNITS[name], len(known), len(known) / len(column), low, high))
    return streams


def _extensions(activity: Activity) -> list[Extension]:
    if activity.format not in {Format.GPX, Format.TCX}:
        return []
    merged: dict[tuple[str, str, Verdict, str], int] = {}
    for use in activity.extensions:
        key = (use.namespace, use.name, *interpretation.verdict(activity, use))
        merged[key] = merged.get(key, 0) + use.count
    return [
        Extension(namespace, name, count, verdict.value, stream)
        for (namespace, name, verdict, stream), count in merged.items()
        if count
    ]


def _laps(activity: Activity) -> list[Lap]:
    laps = _listed(activity.laps)
    columns = (laps.start, laps.elapsed, laps.timer, laps.distance)
    return [Lap(*row) for row in zip(*map(_optional, columns), strict=True)]


def _lengths(activity: Activity) -> list[Length]:
    lengths = _listed(activity.lengths)
    return [
        Length(*row) for row in zip(lengths.type, _optional(lengths.elapsed), _optional(lengths.strokes), strict=True)
    ]


def _sets(activity: Activity) -> list[Set]:
    sets = _listed(activity.sets)
    columns = (sets.repetitions, sets.weight, sets.duration, sets.start)
    return [Set(*row) for row in zip(sets.type, sets.exercise, *map(_optional, columns), strict=True)]


def _form_fields(source: Source, activity: Activity, detected: str | None) -> dict[str, str]:
    """The form fields to send with the file."""
    gzipped = ".gz" if source.compressed and activity.format is not Format.JSON else ""
    fields = {"data_type": f"{activity.format.value}{gzipped}"}
    if detected is not None:
        fields["sport_type"] = detected
    elif activity.format is Format.JSON:
        fields["sport_type"] = set_sport_types()[0]
    return fields


def _listed(table: _Table) -> _Table:
    return table.part(slice(_MOST_ROWS))


def _first(column: Float) -> float | None:
    """The first value that is a number, or None."""
    known = column[np.isfinite(column)]
    return float(known[0]) if len(known) else None


def _optional(column: Float) -> list[float | None]:
    """The values, with None for those that are not numbers."""
    return [value if math.isfinite(value) else None for value in column.tolist()]
