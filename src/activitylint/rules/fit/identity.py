"""FIT101 to FIT104: what the file says it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fit_parts import (
    ACTIVITY_FILE,
    PROTOCOL,
    absent,
    and_list,
    in_first_file,
    messages,
    parts,
)

_ACTIVITY: Final = 4
"""file_id.type of an activity."""


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
    """The file has no file_id message. In a chain this is said of the first file alone.

    Why: every FIT file has to say by its file_id what kind of file it is and who wrote it. Strava answers "Time
    information is missing from file" without one.

    Fix: Write a file_id with type 4 (activity), manufacturer, product and time_created as the first message.
    """
    if not in_first_file(activity, "file_id"):
        yield Violation("there is no file_id message", FILE)


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
    """file_id.type is not 4, activity: the file is a course, a workout, settings or something else.

    Why: Strava takes the Activity files of the FIT SDK, FIT_FILE_TYPE = 4. A device keeps its other files in folders
    beside them (Courses, Workouts, Settings, Monitor).

    Fix: Upload the file from the device's Activity folder. If this is an activity, write type 4 into its file_id.
    """
    file_id = messages(activity, "file_id")
    if file_id is None or not in_first_file(activity, "file_id"):
        return
    type_ = file_id.column("type")[0]
    if type_ == _ACTIVITY:
        return
    first = parts(activity).files[0]
    if np.isnan(type_):
        text = "file_id.type is absent, and an activity says 4"
    else:
        name = f" ({first.type_name})" if first.type_name else ""
        text = f"file_id.type is {type_:.0f}{name}, and an activity says 4"
    yield Violation(text, Place("file_id", 0, "type"))


@rule("FIT103", "file-id-not-first", Severity.WARNING, Effect.UNKNOWN, basis=PROTOCOL, formats=FIT)
def file_id_not_first(activity: Activity, context: Context) -> Iterator[Violation]:
    """Another message stands before the file_id.

    Why: the file_id has to be the first message of a FIT file, so that a reader knows at once what follows. Strict
    readers refuse other files; what Strava does is not known.

    Fix: Write the file_id before all other messages.
    """
    first = parts(activity).files[0] if parts(activity).files else None
    if first is not None and in_first_file(activity, "file_id") and first.first_message != "file_id":
        yield Violation(f"the first message is {first.first_message}, not file_id", Place("file_id", 0))


@rule(
    "FIT104",
    "incomplete-file-id",
    Severity.INFO,
    Effect.UNMAPPED,
    basis=(documented(Section.FIT), ACTIVITY_FILE),
    formats=FIT,
)
def incomplete_file_id(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file_id lacks manufacturer, product or time_created, the attributes of it that Strava's page lists.

    Why: manufacturer and product name the device on the activity, and time_created says when the file was begun.

    Fix: Write all three. The manufacturer number is assigned by ANT+, the product is the maker's own.
    """
    file_id = messages(activity, "file_id")
    if file_id is None or not in_first_file(activity, "file_id"):
        return
    # DEV006 and DEV008 report a missing manufacturer and product.
    missing = list(absent(file_id, ("time_created",), 1))
    if missing:
        yield Violation(f"file_id lacks {and_list(missing)}", Place("file_id", 0, missing[0]))
