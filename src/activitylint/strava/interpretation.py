"""How Strava reads an activity. Rules and `inspect` both ask here, so that they agree."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from math import isfinite

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.model.markup import ExtensionUse
from activitylint.strava import thresholds
from activitylint.strava.extents import extents, positions
from activitylint.vocabulary import fit as fit_vocabulary
from activitylint.vocabulary.devices import known_barometric, known_barometric_product, marks_barometer
from activitylint.vocabulary.extensions import Verdict, gpx_verdict, tcx_verdict
from activitylint.vocabulary.sports import gpx_meant, has_trait

__all__ = [
    "Elevation",
    "Unread",
    "barometer",
    "elevation",
    "has_elevation",
    "has_position",
    "jump_speed",
    "unread_fit",
    "verdict",
]


class Elevation(StrEnum):
    """What Strava does with the elevation. Source: "Device and Elevation Data"."""

    ABSENT = "absent"
    """The file has none."""
    NOT_SHOWN = "not-shown"
    """The file has some, but no position to show it at."""
    KEPT = "kept"
    """Strava uses it as it is, unless it is clearly inaccurate."""
    LOOKED_UP = "looked-up"
    """Strava looks it up by position, unless it knows the device to be barometric."""


class Unread(NamedTuple):
    """The parts of a FIT file that Strava's documentation does not list: name -> how many messages have it.

    fields: the names are `message.field`. first: the place of the first such message, or None if there is none.
    """

    developer_fields: Mapping[str, int] = {}
    messages: Mapping[str, int] = {}
    fields: Mapping[str, int] = {}
    first: Place | None = None


def has_position(activity: Activity) -> bool:
    """True if any record has a position. Strava marks an activity without one as stationary."""
    return len(positions(activity).rows) > 0


def jump_speed(activity: Activity) -> float:
    """The speed (m/s) above which a step is a jump: by the sport if all sessions have one, else the highest."""
    sport = activity.sport.mapped or gpx_meant(activity.sport.written or "")
    if len(set(activity.sessions.sport)) <= 1:
        for trait, speed in thresholds.JUMP_SPEEDS_MS.items():
            if has_trait(sport, trait):
                return speed
    return thresholds.JUMP_SPEED_MS


def has_elevation(activity: Activity) -> bool:
    """True if any record has an elevation."""
    span = extents(activity)["altitude"]
    return isfinite(span.low) or (not span.empty and bool(np.isfinite(activity.records.altitude).any()))


def barometer(activity: Activity) -> str | None:
    """Why the device counts as one with a barometer, or None if nothing in the file says so."""
    creator = activity.creator
    if activity.format is Format.FIT:
        known = known_barometric_product(creator.manufacturer, creator.product)
        return "uploaders found that its manufacturer and product count as barometric" if known else None
    if marks_barometer(creator.name or ""):
        return 'its name ends in "with barometer"'
    if known_barometric(creator.name or ""):
        return "uploaders found that its name counts as barometric"
    return None


def elevation(activity: Activity) -> Elevation:
    """What Strava does with the elevation of the activity."""
    if not has_elevation(activity):
        return Elevation.ABSENT
    if not has_position(activity):
        return Elevation.NOT_SHOWN
    return Elevation.LOOKED_UP if barometer(activity) is None else Elevation.KEPT


def verdict(activity: Activity, use: ExtensionUse) -> tuple[Verdict, str]:
    """What Strava does with a value in an extension, and the stream that it reads it as (empty if it does not)."""
    judge = gpx_verdict if activity.format is Format.GPX else tcx_verdict
    return judge(use.namespace, use.name, use.parents)


def unread_fit(activity: Activity) -> Unread:
    """Find what Strava's documentation does not list in a FIT file, except for what the format itself requires."""
    if activity.fit is None:
        return Unread()
    messages: dict[str, int] = {}
    fields: dict[str, int] = {}
    first: str | None = None
    for name, number in activity.fit.counts.items():
        is_read = _is_read(name)
        if is_read is None:
            continue
        if is_read:
            present = activity.fit.messages[name].fields()
            extra = _extra_fields(name, tuple(present))
            if not extra:
                continue
            for field, written in extra:
                fields[written] = present[field]
        else:
            messages[name] = number
        first = first or name
    developer = dict(activity.fit.developer_fields)
    if first is None and developer:
        first = "record"
    return Unread(developer, messages, fields, Place(first) if first else None)


# The files of a device have the same messages and fields, so that what follows from their names is kept.


@lru_cache(maxsize=256)
def _is_read(message: str) -> bool | None:
    """True if Strava reads messages of this name, False if not, None if the format requires them."""
    return None if message in fit_vocabulary.messages_demanded() else message in fit_vocabulary.messages_read()


@lru_cache(maxsize=256)
def _extra_fields(message: str, fields: tuple[str, ...]) -> list[tuple[str, str]]:
    """Those fields of a message that are not listed, each with its name as `message.field`."""
    listed = fit_vocabulary.fields_listed(message)
    return [(field, f"{message}.{field}") for field in fields if field not in listed]
