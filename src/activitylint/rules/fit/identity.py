"""FIT101 to FIT105: the file_id message, which says what kind of file it is and who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import (
    ACTIVITY_FILE,
    PROTOCOL,
    in_first_file,
    messages,
    parts,
)

_ACTIVITY: Final = 4
"""The file_id.type of an activity."""


@rule(
    "FIT101",
    "no-file-id",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(PROTOCOL, observed("several reports")),
    formats=FIT,
    needs_complete_file=True,
)
def no_file_id(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files without a file_id message.

    Why: the file_id message says what kind of file it is and who wrote it; every FIT file must have one. Without it,
    Strava answers "Time information is missing from file".

    Fix: Write a file_id with type 4 (activity), manufacturer, product and time_created as the first message.

    Note: Of a chain of FIT files, only the first is checked.
    """
    if not in_first_file(activity, "file_id"):
        yield Violation("the file has no file_id message", FILE)


@rule(
    "FIT102",
    "not-an-activity",
    Severity.ERROR,
    Effect.REJECTED,
    basis=documented(Section.FIT),
    formats=FIT,
    silences=("TIM", "POS", "STR", "SPO", "SET", "DEV", "FIT2", "FIT3"),
)
def not_an_activity(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files that are not activities: courses, workouts, settings and others, by their file_id.type.

    Why: Strava accepts the Activity files of the FIT SDK, FIT_FILE_TYPE = 4. Devices keep their other files in folders
    beside them (Courses, Workouts, Settings, Monitor).

    Fix: Upload the file from the device's Activity folder. If this file is an activity, write type 4 into its file_id.
    """
    file_id = messages(activity, "file_id")
    if file_id is None or not in_first_file(activity, "file_id"):
        return
    type_ = file_id.column("type").item(0)
    if type_ == _ACTIVITY or isnan(type_):
        return
    first = parts(activity).files[0]
    name = f" ({first.type_name})" if first.type_name else ""
    yield Violation(f"file_id.type is {type_:.0f}{name}; it must be 4 (activity)", Place("file_id", 0, "type"))


@rule("FIT105", "file-type-missing", Severity.WARNING, Effect.MAY_REJECT, basis=documented(Section.FIT), formats=FIT)
def file_type_missing(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files whose file_id has no type.

    Why: Strava's documentation asks for FIT_FILE_TYPE = 4. Without a type, nobody can tell an activity from a course
    or a workout except by its messages.

    Fix: Write type 4 (activity) into the file_id.
    """
    file_id = messages(activity, "file_id")
    if file_id is not None and in_first_file(activity, "file_id") and isnan(file_id.column("type").item(0)):
        yield Violation("file_id.type is missing; it must be 4 (activity)", Place("file_id", 0, "type"))


@rule("FIT103", "file-id-not-first", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def file_id_not_first(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files in which another message comes before the file_id.

    Why: the file_id must be the first message of a FIT file, so that a reader knows at once what follows. Strict
    readers refuse other files; what Strava does is not known.

    Fix: Move the file_id before all other messages.
    """
    first = next(iter(parts(activity).messages), "file_id")
    if first != "file_id" and in_first_file(activity, "file_id"):
        yield Violation(f"the first message is {first}; it must be file_id", Place("file_id", 0))


@rule(
    "FIT104",
    "incomplete-file-id",
    Severity.INFO,
    Effect.UNMAPPED,
    basis=(documented(Section.FIT), ACTIVITY_FILE),
    formats=FIT,
)
def incomplete_file_id(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a file_id without manufacturer, product or time_created.

    Why: Strava's documentation lists these three attributes. manufacturer and product name the device on the activity,
    and time_created says when the file was begun.

    Fix: Write all three. ANT+ assigns manufacturer numbers; the manufacturer chooses the product number.
    """
    file_id = messages(activity, "file_id")
    if file_id is None or not in_first_file(activity, "file_id"):
        return
    # DEV006 and DEV008 report a missing manufacturer and product.
    if isnan(file_id.column("time_created").item(0)):
        yield Violation("file_id is missing time_created", Place("file_id", 0, "time_created"))
