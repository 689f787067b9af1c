"""DEV: device and elevation. Whether Strava can name the device, and whether it keeps the elevation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.fit import FitMessages
from activitylint.model.format import FIT, JSON, TRACKS, XML, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.wording import quote, verb
from activitylint.strava import interpretation
from activitylint.vocabulary.devices import (
    BAROMETER_MARKER,
    generic_name,
    marks_barometer,
    near_barometer_marker,
    speaks_of_barometer,
)

_ELEVATION = documented(Section.DEVICE_AND_ELEVATION)
_MAPPING = documented(Section.DEVICE_MAPPING)
_DEVELOPMENT: Final = 255


@rule("DEV001", "no-creator", Severity.WARNING, Effect.UNMAPPED, basis=_MAPPING, formats=XML, needs_complete_file=True)
def no_creator(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file does not name the device or program that made it: the creator of GPX, Creator/Name in TCX.

    Why: Strava detects the device from it. Without one it shows no device, and looks the elevation up in its own
    database.

    Fix: Write the device's name, `<gpx creator="...">` or `<Creator><Name>...</Name></Creator>` in the Activity.
    """
    if not (activity.creator.name or "").strip():
        what = "creator" if activity.format is Format.GPX else "Creator with a Name"
        empty = activity.creator.name is not None
        yield Violation(f"the {what} is empty" if empty else f"the file has no {what}", activity.creator.at)


@rule("DEV002", "generic-creator", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=XML | JSON)
def generic_creator(activity: Activity, context: Context) -> Iterator[Violation]:
    """The name of the creator is nobody's own: a library's default, or a placeholder.

    Why: Strava maps "a unique device name" to a device. One that thousands of programs write can never be mapped.

    Fix: Set the creator to the name of the device that recorded the activity, or of your program.
    """
    name = activity.creator.name
    why = generic_name(name) if name and name.strip() else None
    if name and why:
        yield Violation(f"the creator {quote(name, 60)} is {why}, so it names no device", activity.creator.at)


@rule("DEV003", "barometer-marker-misplaced", Severity.WARNING, Effect.RECOMPUTED, basis=_ELEVATION, formats=XML)
def barometer_marker_misplaced(activity: Activity, context: Context) -> Iterator[Violation]:
    """A name speaks of a barometer, and does not end in "with barometer".

    Why: 'One only needs to add "with barometer" to the end of the creator name.' Anywhere else, in other words or
    followed by anything, it does not count, and the elevation is looked up.

    Fix: Let the creator name end in `with barometer`, in any case: no brackets, no version, no space behind it.
    """
    creator = activity.creator
    if creator.name is not None and near_barometer_marker(creator.name):
        message = (
            f'the creator {quote(creator.name, 60)} speaks of a barometer, but does not end in "{BAROMETER_MARKER}"'
        )
        yield Violation(message, creator.at)
    elif speaks_of_barometer(creator.author or "") and not marks_barometer(creator.name or ""):
        message = f"the author {quote(creator.author, 60)} speaks of a barometer, where only the creator counts"
        yield Violation(message, creator.at)


@rule(
    "DEV004",
    "barometer-without-elevation",
    Severity.INFO,
    Effect.NONE,
    basis=_ELEVATION,
    formats=XML,
    needs_complete_file=True,
)
def barometer_without_elevation(activity: Activity, context: Context) -> Iterator[Violation]:
    """The creator is marked "with barometer", and the file has no elevation.

    Why: the marker makes Strava take the elevation from the file. There is none to take.

    Fix: Write the elevation of each point (`ele`, AltitudeMeters), or leave the marker out.
    """
    if (
        marks_barometer(activity.creator.name or "")
        and len(activity.records)
        and not interpretation.has_elevation(activity)
    ):
        message = f'the creator ends in "{BAROMETER_MARKER}", and no {activity.record_noun} has an elevation'
        yield Violation(message, activity.creator.at)


@rule(
    "DEV005",
    "elevation-recomputed",
    Severity.INFO,
    Effect.RECOMPUTED,
    basis=(_ELEVATION, observed("one report, measured")),
    formats=TRACKS,
    needs_complete_file=True,
)
def elevation_recomputed(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has elevations, and nothing in it marks the device as one with a barometer.

    Why: "For devices with a barometric altimeter the elevation data is taken as is." From all others it is looked up
    by position. Which devices count is not published.

    Fix: If the elevation was measured by a barometer, end the creator of a GPX or TCX file in `with barometer`. FIT
    has no such marker: Strava goes by manufacturer and product.

    Note: Names and products that people found to count are left out.
    """
    if interpretation.elevation(activity) is interpretation.Elevation.LOOKED_UP:
        message = f"the elevation is looked up unless Strava knows {_device(activity)} as barometric"
        yield Violation(message, activity.creator.at)


@rule(
    "DEV006",
    "development-manufacturer",
    Severity.WARNING,
    Effect.RECOMPUTED,
    basis=(documented(Section.FIT), _MAPPING),
    formats=FIT,
)
def development_manufacturer(activity: Activity, context: Context) -> Iterator[Violation]:
    """The manufacturer of a FIT file is nobody's: 255 for development, 0, or absent.

    Why: "The manufacturer ID must be assigned to your company by ANT+." 255 is for development, 0 and absent are
    nobody. Strava names no device, and looks the elevation up.

    Fix: Write the manufacturer and product of the device that recorded the activity, or register an id of your own.
    """
    file_id = _file_id(activity)
    manufacturer = activity.creator.manufacturer
    if file_id is not None and manufacturer in {None, 0, _DEVELOPMENT}:
        message = f"the manufacturer is {manufacturer}, which is nobody's"
        if manufacturer is None:
            message = "file_id has no manufacturer"
        elif manufacturer == _DEVELOPMENT:
            message = "the manufacturer is 255, which is for development"
        yield Violation(message, Place("file_id", 0, "manufacturer"))


@rule("DEV007", "unregistered-manufacturer", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=FIT)
def unregistered_manufacturer(activity: Activity, context: Context) -> Iterator[Violation]:
    """The manufacturer of a FIT file is not in the list of the FIT profile.

    Why: Strava maps registered manufacturers. One that the profile does not list is newer than it, or made up.

    Fix: Check the number against ANT+'s list of manufacturers.
    """
    creator = activity.creator
    if creator.manufacturer and creator.manufacturer_name is None and activity.fit is not None:
        message = f"the manufacturer {creator.manufacturer} is not in the FIT profile of {activity.fit.profile_date}"
        yield Violation(message, Place("file_id", 0, "manufacturer"))


@rule("DEV008", "no-product", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=FIT)
def no_product(activity: Activity, context: Context) -> Iterator[Violation]:
    """A FIT file does not say which product made it.

    Why: Strava maps "a registered manufacturer & unique product". Without the product no device is shown.

    Fix: Write file_id.product, a number of your own for each product.
    """
    if _file_id(activity) is not None and activity.creator.product is None:
        yield Violation("file_id has no product", Place("file_id", 0, "product"))


@rule(
    "DEV009",
    "missing-total-ascent",
    Severity.INFO,
    Effect.RECOMPUTED,
    basis=_ELEVATION,
    formats=FIT,
    needs_complete_file=True,
)
def missing_total_ascent(activity: Activity, context: Context) -> Iterator[Violation]:
    """A FIT file has elevations, and no total ascent in its session.

    Why: "For total elevation gain, the value is read directly from FIT file headers if the device includes a barometric
    altimeter." Without it the gain is computed, and may differ from the device's.

    Fix: Write session.total_ascent, if the device knows it.
    """
    if len(activity.sessions) and interpretation.has_elevation(activity) and np.isnan(activity.sessions.ascent).all():
        count = len(activity.sessions)
        message = (
            f"the records have elevations, and the session{'s' * (count > 1)} {verb(count, 'has')} no total_ascent"
        )
        yield Violation(message, Place("session", 0, "total_ascent"))


@rule(
    "DEV010",
    "no-json-creator",
    Severity.INFO,
    Effect.UNMAPPED,
    basis=documented(Section.JSON),
    formats=JSON,
    needs_complete_file=True,
)
def no_json_creator(activity: Activity, context: Context) -> Iterator[Violation]:
    """A strength file does not name its creator.

    Why: creator is optional. Without its name Strava shows no device or app beside the activity.

    Fix: Add `"creator": {"name": "..."}` with the name of your app.
    """
    if not (activity.creator.name or "").strip():
        yield Violation("the file has no creator with a name", activity.creator.at)


def _file_id(activity: Activity) -> FitMessages | None:
    """The file_id messages; FIT101 says where there is none."""
    messages = activity.fit.messages.get("file_id") if activity.fit is not None else None
    return messages if messages is not None and len(messages) else None


def _device(activity: Activity) -> str:
    creator = activity.creator
    if creator.name and creator.name.strip():
        return quote(creator.name, 60)
    if activity.format is not Format.FIT:
        return "the creator, which has no name,"
    maker = creator.manufacturer_name or (
        f"manufacturer {creator.manufacturer}" if creator.manufacturer else "a device without manufacturer"
    )
    product = creator.product_name or ("" if creator.product is None else f"product {creator.product}")
    return f"{maker} {product}".strip()
