"""What Strava makes of an activity, for rules and `inspect` alike: they agree because they ask here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.format import Format
from activitylint.model.markup import ExtensionUse
from activitylint.vocabulary import fit as fit_vocabulary
from activitylint.vocabulary.devices import known_barometric, known_barometric_product, marks_barometer
from activitylint.vocabulary.extensions import Verdict, gpx_verdict, tcx_verdict

__all__ = ["Elevation", "Unread", "barometer", "elevation", "has_elevation", "has_position", "unread_fit", "verdict"]


class Elevation(StrEnum):
    """What becomes of the elevation. Source: "Device and Elevation Data"."""

    ABSENT = "absent"
    """The file has none; with positions it is looked up, without there is none to show."""
    KEPT = "kept"
    """Taken as it is, unless it is clearly inaccurate."""
    LOOKED_UP = "looked-up"
    """Recomputed from the positions, unless Strava knows the device as barometric."""


class Unread(NamedTuple):
    """What a FIT file holds that the page does not list, by name, with how many messages have it.

    fields: as `message.field`. first: the first message with any of it, None where there is nothing of the kind.
    """

    developer_fields: Mapping[str, int] = {}
    messages: Mapping[str, int] = {}
    fields: Mapping[str, int] = {}
    first: Place | None = None


def has_position(activity: Activity) -> bool:
    """Whether any record has a position: an activity without is marked as stationary."""
    records = activity.records
    return bool((np.isfinite(records.latitude) & np.isfinite(records.longitude)).any())


def has_elevation(activity: Activity) -> bool:
    """Whether any record has an elevation."""
    return bool(np.isfinite(activity.records.altitude).any())


def barometer(activity: Activity) -> str | None:
    """Why Strava takes the device for one with a barometer, or None where nothing in the file says so."""
    creator = activity.creator
    if activity.format is Format.FIT:
        known = known_barometric_product(creator.manufacturer, creator.product)
        return "its manufacturer and product were observed to count as barometric" if known else None
    if marks_barometer(creator.name or ""):
        return 'its name ends in "with barometer"'
    if known_barometric(creator.name or ""):
        return "its name was observed to count as barometric"
    return None


def elevation(activity: Activity) -> Elevation:
    """What becomes of the elevation."""
    if not has_elevation(activity):
        return Elevation.ABSENT
    return Elevation.LOOKED_UP if barometer(activity) is None else Elevation.KEPT


def verdict(activity: Activity, use: ExtensionUse) -> tuple[Verdict, str]:
    """What becomes of a value in an extension, and the stream that it is read as."""
    judge = gpx_verdict if activity.format is Format.GPX else tcx_verdict
    return judge(use.namespace, use.name, use.parents)


def unread_fit(activity: Activity) -> Unread:
    """What a FIT file holds that the page's table does not list; what the format itself demands is left out."""
    if activity.fit is None:
        return Unread()
    messages: dict[str, int] = {}
    fields: dict[str, int] = {}
    first: tuple[int, Place] | None = None
    for name, found in activity.fit.messages.items():
        if not len(found) or name in fit_vocabulary.messages_demanded():
            continue
        if name not in fit_vocabulary.messages_read():
            messages[name] = len(found)
        else:
            listed = fit_vocabulary.fields_read(name) | fit_vocabulary.fields_demanded(name)
            extra = {field: count for field, count in found.fields().items() if field not in listed}
            if not extra:
                continue
            fields |= {f"{name}.{field}": count for field, count in extra.items()}
        offset = found.place(0)[0]
        if first is None or offset < first[0]:
            first = (offset, Place(name, 0))
    developer = dict(activity.fit.developer_fields)
    place = first[1] if first is not None else Place("record") if developer else None
    return Unread(developer, messages, fields, place)
