"""DEV: whether Strava can name the device, and whether it keeps the elevation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
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
    """Detects GPX and TCX files that do not name the device or program that made them.

    Why: Strava detects the device by this name: the `creator` attribute in GPX, `Creator/Name` in TCX. Without it,
    Strava shows no device and takes the elevation from its own database.

    Fix: Write the name of the device: `<gpx creator="...">` in GPX, `<Creator><Name>...</Name></Creator>` in the
    Activity in TCX.
    """
    is_gpx = activity.format is Format.GPX
    if not is_gpx and activity.faults_of(FaultKind.LOST_NAMESPACE):
        return  # the Creator may be inside
    if not (activity.creator.name or "").strip():
        if activity.creator.name is None:
            message = "the file has no creator" if is_gpx else "the file has no Creator with a Name"
        else:
            message = "the creator is empty" if is_gpx else "the Name of the Creator is empty"
        element = '<gpx creator="...">' if is_gpx else "<Creator><Name>...</Name></Creator> in the Activity"
        yield Violation(message, activity.creator.at, help=f"Write the name of the device: {element}.")


@rule("DEV002", "generic-creator", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=XML | JSON)
def generic_creator(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects creator names that identify no device: a library's default, or a placeholder.

    Why: Strava maps "a unique device name" to a device. It cannot map a name that thousands of programs write.

    Fix: Set the creator to the name of the device that recorded the activity, or to the name of your program.
    """
    name = activity.creator.name
    kind = generic_name(name) if name and name.strip() else None
    if name and kind:
        yield Violation(f"the creator {quote(name, 60)} is {kind}, not the name of a device", activity.creator.at)


@rule("DEV003", "barometer-marker-misplaced", Severity.WARNING, Effect.RECOMPUTED, basis=_ELEVATION, formats=XML)
def barometer_marker_misplaced(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects names that mention a barometer in a way that Strava does not recognize.

    Why: Strava's documentation says: 'One only needs to add "with barometer" to the end of the creator name.' The
    words do not count anywhere else, in another wording, or with anything after them. Strava then replaces the
    elevation with its own.

    Fix: End the creator name in `with barometer`, in upper or lower case. Put no bracket, version or space after it.
    """
    creator = activity.creator
    if creator.name is not None and near_barometer_marker(creator.name):
        message = f'the creator {quote(creator.name, 60)} mentions a barometer but does not end in "{BAROMETER_MARKER}"'
        yield Violation(message, creator.at)
    elif speaks_of_barometer(creator.author or "") and not marks_barometer(creator.name or ""):
        message = f"the author {quote(creator.author, 60)} mentions a barometer, but only the creator counts"
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
    """Detects files without elevation whose creator ends in "with barometer".

    Why: "with barometer" tells Strava to use the elevation in the file, but the file has none.

    Fix: Write the elevation of each point (`ele` in GPX, `AltitudeMeters` in TCX), or remove "with barometer" from
    the creator.
    """
    if (
        marks_barometer(activity.creator.name or "")
        and len(activity.records)
        and not interpretation.has_elevation(activity)
    ):
        message = f'the creator ends in "{BAROMETER_MARKER}", but no {activity.record_noun} has an elevation'
        yield Violation(message, activity.creator.at)


@rule(
    "DEV005",
    "elevation-recomputed",
    Severity.INFO,
    Effect.RECOMPUTED,
    basis=(_ELEVATION, observed("one report, with a test")),
    formats=TRACKS,
    needs_complete_file=True,
)
def elevation_recomputed(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects elevation that Strava replaces because nothing in the file marks the device as barometric.

    Why: Strava's documentation says: "For devices with a barometric altimeter the elevation data is taken as is." For
    all other devices, Strava looks up the elevation by position. It does not publish which devices count as
    barometric.

    Fix: If a barometer measured the elevation, end the creator name of a GPX or TCX file in `with barometer`. FIT has
    no such marker: Strava goes by the manufacturer and the product.

    Note: Devices that uploaders found to count as barometric are not reported.
    """
    if interpretation.elevation(activity) is interpretation.Elevation.LOOKED_UP:
        message = f"Strava looks up the elevation itself, unless it knows {_device(activity)} to be barometric"
        name = "creator attribute" if activity.format is Format.GPX else "Name of the Creator"
        advice = (
            "You do not need to do anything. FIT cannot mark a barometer: Strava goes by manufacturer and product."
            if activity.format is Format.FIT
            else f"If a barometer measured the elevation, end the {name} in `{BAROMETER_MARKER}`. Otherwise, leave "
            "it as it is."
        )
        yield Violation(message, activity.creator.at, help=advice)


@rule(
    "DEV006",
    "development-manufacturer",
    Severity.WARNING,
    Effect.RECOMPUTED,
    basis=(documented(Section.FIT), _MAPPING),
    formats=FIT,
)
def development_manufacturer(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files whose manufacturer id belongs to no company: 255 (development), 0, or none at all.

    Why: Strava's documentation says that "the manufacturer ID must be assigned to your company by ANT+". 255 is
    reserved for development, and 0 belongs to nobody. For these files, Strava shows no device and looks up the
    elevation itself.

    Fix: Write the manufacturer and product of the device that recorded the activity, or register your own
    manufacturer id.
    """
    file_id = _file_id(activity)
    manufacturer = activity.creator.manufacturer
    if file_id is not None and manufacturer in {None, 0, _DEVELOPMENT}:
        message = f"the manufacturer is {manufacturer}, which belongs to no company"
        if manufacturer is None:
            message = "file_id has no manufacturer"
        elif manufacturer == _DEVELOPMENT:
            message = "the manufacturer is 255, which is reserved for development"
        yield Violation(message, Place("file_id", 0, "manufacturer"))


@rule("DEV007", "unregistered-manufacturer", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=FIT)
def unregistered_manufacturer(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT manufacturer ids that the FIT profile does not list.

    Why: Strava maps registered manufacturers to devices. An id that the profile does not list is either newer than the
    profile or made up.

    Fix: Check the number against ANT+'s list of manufacturers.
    """
    creator = activity.creator
    if creator.manufacturer and creator.manufacturer_name is None and activity.fit is not None:
        message = f"manufacturer {creator.manufacturer} is not listed in the FIT profile of {activity.fit.profile_date}"
        yield Violation(message, Place("file_id", 0, "manufacturer"))


@rule("DEV008", "no-product", Severity.INFO, Effect.UNMAPPED, basis=_MAPPING, formats=FIT)
def no_product(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files without a product number.

    Why: Strava maps "a registered manufacturer & unique product" to a device. Without the product, it shows no device.

    Fix: Write file_id.product, with a different number for each of your products.
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
    """Detects FIT files that have elevation but no total ascent in any session.

    Why: Strava's documentation says: "For total elevation gain, the value is read directly from FIT file headers if the
    device includes a barometric altimeter." Without the value, Strava computes the gain, and its result may differ from
    the device's.

    Fix: Write session.total_ascent if the device knows it.
    """
    if len(activity.sessions) and interpretation.has_elevation(activity) and np.isnan(activity.sessions.ascent).all():
        count = len(activity.sessions)
        message = f"the records have elevation, but the session{'s' * (count > 1)} {verb(count, 'has')} no total_ascent"
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
    """Detects strength files that do not name their creator.

    Why: The creator is optional. Without its name, Strava shows no device or app with the activity.

    Fix: Add `"creator": {"name": "..."}` with the name of your app.
    """
    if not (activity.creator.name or "").strip():
        yield Violation("the file does not name its creator", activity.creator.at)


def _file_id(activity: Activity) -> FitMessages | None:
    """The file_id messages, or None if the file has none, which FIT101 reports."""
    messages = activity.fit.messages.get("file_id") if activity.fit is not None else None
    return messages if messages is not None and len(messages) else None


def _device(activity: Activity) -> str:
    """What a message calls the device."""
    creator = activity.creator
    if creator.name and creator.name.strip():
        return quote(creator.name, 60)
    if activity.format is not Format.FIT:
        return "a device without a name"
    maker = creator.manufacturer_name or (
        f"manufacturer {creator.manufacturer}" if creator.manufacturer else "a device without a manufacturer"
    )
    product = creator.product_name or ("" if creator.product is None else f"product {creator.product}")
    return f"{maker} {product}".strip()
