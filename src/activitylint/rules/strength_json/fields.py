"""The strength JSON rules about fields that are missing, of another type or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.json_problems import (
    faults,
    found_value,
    in_rows,
    wrong_type_of,
)
from activitylint.rules.support.wording import of, plural, quote, verb
from activitylint.vocabulary import strength as vocabulary

_PAGE: Final = documented(Section.JSON)


@rule("JSN002", "missing-field", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON, needs_complete_file=True)
def missing_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects missing fields: version, start_time, utc_offset, elapsed_time, sets, or the exercise_type of a set.

    Why: Strava's documentation marks these fields as required.

    Fix: Add the field. Write all times in seconds and weights in kilograms. For UTC, utc_offset is 0.
    """
    for fault in faults(activity, "JSN002"):
        name = str(fault.detail["field"])
        help_text = _help_to_add(activity, name)
        if fault.rows is None:
            yield Violation(f"{name} is missing", fault.at, help=help_text)
        else:
            lacking = of(len(fault.rows), len(activity.sets), "set")
            message = f"{name} is missing in {lacking}"
            yield Violation(message, fault.at, fault.rows, noun="set", help=help_text)


_TO_ADD: Final = {
    "version": 'Add `"version": "1.0"`.',
    "start_time": 'Add the time at which the workout began, with its offset: `"start_time": "2026-01-31T08:30:00Z"`.',
    "utc_offset": 'Add the offset of the local time from UTC in seconds: `"utc_offset": 0` for UTC, 7200 for UTC+2.',
    "elapsed_time": 'Add the seconds from the start to the end: `"elapsed_time": 3600` for an hour.',
    "sets": 'Add the sets, each with its exercise: `"sets": [{"exercise_type": "..."}]`.',
    "exercise_type": "Add the id of the exercise, such as BARBELL_BENCH_PRESS. `activitylint exercises` finds it.",
}


def _help_to_add(activity: Activity, name: str) -> str | None:
    """What to write for a missing field, or which field to rename; None if the format does not name it."""
    for fault in faults(activity, "JSN010"):
        scope, other = cast("vocabulary.Scope", fault.detail["scope"]), str(fault.detail["field"])
        meant = vocabulary.same_field(scope, other) or vocabulary.nearest_field(scope, other)
        if meant == name and not fault.detail["others"] and not vocabulary.in_other_unit(other):
            return f"Rename {quote(other)} to {name} if that is what it is."
    if name == "utc_offset" and activity.strength and activity.strength.start_offset is not None:
        return f'Add `"utc_offset": {activity.strength.start_offset:.0f}`, the offset of start_time in seconds.'
    return _TO_ADD.get(name)


@rule("JSN003", "wrong-type", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def wrong_type(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects fields outside of streams that have the wrong type, such as a string instead of a number.

    Why: A typed reader refuses a string if it expects a number, and a fraction if it expects an integer. A boolean is
    not an integer, and a required field must not be null.

    Fix: Write numbers without quotes and integers without a fraction. Leave out optional fields that have no value.

    Note: JSN009 reports wrong types in streams, JSN015 reports 3600.0 instead of 3600, and JSN016 reports null in an
    optional field.
    """
    for fault in faults(activity, "JSN003"):
        name = fault.detail["field"]
        if fault.rows is not None and not name:
            wrong = of(len(fault.rows), len(activity.sets), "set")
            message = f"{wrong} {verb(len(fault.rows), 'is')} not an object (first: {found_value(fault)})"
            yield Violation(message, fault.at, fault.rows, noun="set", about=("set", str(fault.detail["found"])))
        else:
            yield wrong_type_of(activity, fault, str(name) or "the file")


@rule("JSN010", "unknown-field", Severity.WARNING, Effect.IGNORED, basis=_PAGE, formats=JSON)
def unknown_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects fields that Strava's documentation does not list.

    Why: Strava does not read such a field. The value of a misspelled field is lost, and so is that of a field that
    belongs in the upload form.

    Fix: Rename the field to the one that you mean, or leave it out.
    """
    for fault in faults(activity, "JSN010"):
        scope = cast("vocabulary.Scope", fault.detail["scope"])
        place = " at the top level" if scope == "file" else in_rows(fault, activity) or f" in {scope}"
        others = cast("int", fault.detail["others"])
        if others:
            message = f"{plural(others, 'other unknown field')}{place}"
            yield Violation(message, fault.at, fault.rows, noun="set", about=("others",))
            continue
        name = str(fault.detail["field"])
        message = f"unknown field {quote(name)}{place}"
        help_text = _help_for(activity, fault, scope, name)
        yield Violation(message, fault.at, fault.rows, help=help_text, noun="set", about=(scope, name))


_OF_THE_FORMAT: Final = frozenset({"kg", "kgs", "kilogram", "kilograms", "metric", "si"})
"""Units that need no conversion."""
_SHOWN_WEIGHT: Final = 1e6
_KILOGRAMS: Final = {"lb": 0.45359237, "lbs": 0.45359237, "pound": 0.45359237, "pounds": 0.45359237}


def _to_kilograms(unit: object, weight: object) -> str | None:
    """`132 lb are 59.9 kg`, or only the factor if the weight is no number; None if the unit is unknown."""
    factor = _KILOGRAMS.get(str(unit).strip().lower())
    if factor is None:
        return None
    if isinstance(weight, int | float) and not isinstance(weight, bool) and abs(weight) < _SHOWN_WEIGHT:
        return f"{weight:,.15g} lb are {weight * factor:,.1f} kg"
    return f"a pound is {factor:.4f} kg"


def _first_object(activity: Activity, fault: Fault) -> dict[str, object]:
    """The set that has the first unknown field of this name, or the file."""
    document = activity.strength.document if activity.strength else {}
    sets = document.get("sets")
    if fault.rows is not None and isinstance(sets, list):
        one = sets[int(fault.rows[0])]
        return one if isinstance(one, dict) else {}
    return dict(document)


def _help_for(activity: Activity, fault: Fault, scope: vocabulary.Scope, name: str) -> str | None:
    """What to do about a field that the format does not have; None if nothing is known about its name."""
    fact = vocabulary.fixed_by_format(name)
    if fact:
        here = _first_object(activity, fault)
        unit = here.get(name)
        converted = _to_kilograms(unit, here.get("weight"))
        if converted:
            return f"Convert each weight to kilograms ({converted}), and leave out {name}: {fact}."
        if str(unit).strip().lower() in _OF_THE_FORMAT:
            return f"Leave it out: {fact}."
        return f"Convert the values if they are in another unit, and leave out {name}: {fact}."
    if scope == "file" and vocabulary.belongs_to_form(name):
        return f"Send {name} as a field of the upload form, and leave it out of the file."
    field = vocabulary.nearest_field(scope, name)
    if field is None:
        return None
    unit = vocabulary.unit_of(field)
    here = _first_object(activity, fault)
    units = [str(value).strip().lower() for key, value in here.items() if vocabulary.fixed_by_format(key)]
    if field == "weight" and (re.search("lbs?$|pounds?$", name.lower()) or set(units) & set(_KILOGRAMS)):
        converted = _to_kilograms("lb", here.get(name))
        return f"Convert the value to kilograms ({converted}) and write it as {field}."
    if unit and vocabulary.in_other_unit(name):
        return f"If you mean {field}, convert the value to {unit} and rename the field to {field}. Or leave it out."
    return f"Rename it to {field} if you mean that, or leave it out."
