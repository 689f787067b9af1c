"""Works out what Strava will read of a file, for `activitylint inspect`."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.format import Format
from activitylint.model.request import UploadRequest
from activitylint.model.tables import Float, Records
from activitylint.source.reading import Source
from activitylint.strava import interpretation
from activitylint.strava.inspection import Extension, Inspection, Lap, Length, Set, Span, Stream
from activitylint.strava.track import path_length
from activitylint.vocabulary.extensions import Verdict
from activitylint.vocabulary.upload import set_sport_types

__all__ = ["inspect_source"]

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


def inspect_source(source: Source, activity: Activity, request: UploadRequest) -> Inspection:
    """Inspect an activity that is uploaded with this request. source: where it was read from."""
    detected, detected_from = _sport(activity, request)
    distance, distance_from = _distance(activity)
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
        span=_span(activity),
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
        send=_form_fields(source, activity, detected),
    )


def _sport(activity: Activity, request: UploadRequest) -> tuple[str | None, str]:
    """The sport_type, None if unknown, and where Strava gets it from."""
    if request.sport_type is not None:
        return request.sport_type, "the request's sport_type"
    if request.activity_type is not None:
        return request.activity_type, "the request's activity_type"
    if activity.sport.mapped is not None:
        origins = {Format.FIT: "session.sport and session.sub_sport", Format.TCX: "Activity Sport"}
        return activity.sport.mapped, origins.get(activity.format, "the file")
    return None, "the athlete's default"


def _span(activity: Activity) -> Span:
    sessions, records = activity.sessions, activity.records
    start = _first(sessions.start) if len(sessions) else None
    elapsed = _first(sessions.elapsed) if len(sessions) else None
    timer = _first(sessions.timer) if len(sessions) else None
    times = records.time[np.isfinite(records.time)]
    if len(times):
        start = float(times.min()) if start is None else start
        elapsed = float(times.max() - times.min()) if elapsed is None else elapsed
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


def _distance(activity: Activity) -> tuple[float | None, str]:
    """The distance in meters and where it comes from, in Strava's order: the records, the positions, the session."""
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
    laps = activity.laps
    columns = (laps.start, laps.elapsed, laps.timer, laps.distance)
    return [Lap(*row) for row in zip(*map(_optional, columns), strict=True)]


def _lengths(activity: Activity) -> list[Length]:
    lengths = activity.lengths
    return [
        Length(*row) for row in zip(lengths.type, _optional(lengths.elapsed), _optional(lengths.strokes), strict=True)
    ]


def _sets(activity: Activity) -> list[Set]:
    sets = activity.sets
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


def _first(column: Float) -> float | None:
    """The first value that is a number, or None."""
    known = column[np.isfinite(column)]
    return float(known[0]) if len(known) else None


def _optional(column: Float) -> list[float | None]:
    """The values, with None for those that are not numbers."""
    return [value if np.isfinite(value) else None for value in column.tolist()]
