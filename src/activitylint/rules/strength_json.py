"""JSN: the strength JSON format, from invalid JSON to fields that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec, observed
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.json_problems import (
    READ_TO_THE_END,
    faults,
    found_value,
    in_rows,
    mismatch,
    syntax_help,
    syntax_message,
)
from activitylint.rules.support.unchecked import unchecked
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.strava.utc_offsets import is_utc_offset, likely_unit
from activitylint.vocabulary import strength as vocabulary

_PAGE: Final = documented(Section.JSON)
_RFC: Final = format_spec("RFC 8259")
_INSIDE: Final = ("TIM", "POS", "STR", "SPO", "DEV", "SET", "JSN")


@rule("JSN001", "not-json", Severity.ERROR, Effect.REJECTED, basis=_RFC, formats=JSON, silences=_INSIDE)
def not_json_at_all(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files that are not valid JSON or exceed the limits of the JSON parser.

    Why: Strava refuses a file that its JSON parser cannot read as malformed. JavaScript, Python and editors accept much
    that is not JSON: comments, a comma before a closing bracket, single quotes, NaN and Infinity, and numbers that do
    not fit into a double. A file that is cut off or not in UTF-8 is not JSON either.

    Fix: Write the file with a JSON library instead of joining text, and leave out values that are not numbers.

    Threshold: {JSON_DEPTH} levels of arrays and objects, integers of {JSON_DIGITS} digits, and one array or object for
    every {JSON_CHARACTERS_EACH} characters beyond the first {JSON_FREE}. The format needs only four levels and about
    sixty characters for a set. Every parser has a limit; these limits are ours.
    """
    for fault in activity.faults_of(FaultKind.JSON_SYNTAX):
        problem = str(fault.detail["problem"])
        rest = "" if problem in READ_TO_THE_END else unchecked(activity, fault.at.row + max(fault.at.length, 1))
        yield Violation(
            syntax_message(fault) + rest, fault.at, count=fault.count, about=(problem,), help=syntax_help(fault)
        )


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
            yield _wrong_type(activity, fault, str(name) or "the file")


@rule("JSN004", "unsupported-version", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def unsupported_version(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a version that is not the string "1.0".

    Why: Strava's documentation requires this string and describes no other version. The number 1.0 is not the same.

    Fix: Write `"version": "1.0"`, in quotes.
    """
    for fault in faults(activity, "JSN004"):
        value, found = fault.detail["value"], fault.detail["found"]
        scalar = found not in {"array", "object"}
        shown = quote(value) if found == "string" else str(value).lower()[:40] if scalar else f"an {found}"
        yield Violation(f'version is {shown}, not the string "1.0"', fault.at)


@rule("JSN005", "start-time-without-zone", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def start_time_without_zone(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a start_time, of the activity or of a set, that has no UTC offset or is not in ISO 8601 format.

    Why: Strava requires a UTC offset or a Z suffix. The field utc_offset does not replace it, because Strava uses it
    only for display.

    Fix: Write `2026-01-31T08:30:00Z`, or the local time with its offset: `2026-01-31T09:30:00+01:00`.
    """
    for fault in faults(activity, "JSN005"):
        naive = fault.detail["found"] == "naive"
        lack = "has no UTC offset and no Z" if naive else "is not an ISO 8601 date and time"
        message = f"start_time {quote(fault.detail['value'])} {lack}"
        if fault.rows is None:
            yield Violation(message, fault.at)
        else:
            rows = in_rows(fault, activity)
            message += rows if len(fault.rows) == 1 else f" (the first{rows})"
            yield Violation(message, fault.at, fault.rows, noun="set")


@rule("JSN006", "no-sets", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON, needs_complete_file=True)
def no_sets(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files whose list of sets is empty.

    Why: Strava's documentation says that sets "must contain at least one set".

    Fix: Add the sets. Upload an activity without sets as TCX or FIT, or enter it by hand.
    """
    for fault in faults(activity, "JSN006"):
        yield Violation("sets is empty", fault.at)


@rule(
    "JSN007",
    "streams-without-time",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_PAGE,
    formats=JSON,
    needs_complete_file=True,
)
def streams_without_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects streams without a time array.

    Why: "If provided, the time array is required": it says when each sample of the other streams was recorded.

    Fix: Add `time` with the seconds from start_time to each sample, or leave out streams.
    """
    for fault in faults(activity, "JSN007"):
        others = list(activity.strength.streams) if activity.strength else []
        has = f"{' and '.join(quote(name) for name in others[:2])} but " if others else ""
        yield Violation(f"streams has {has}no time array", fault.at)


@rule(
    "JSN008",
    "stream-length-mismatch",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_PAGE,
    formats=JSON,
    needs_complete_file=True,
)
def stream_length_mismatch(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects streams with more or fewer samples than time.

    Why: "all other stream arrays must be the same length as time", because each sample belongs to the time at the same
    index.

    Fix: Write one value in each stream for each entry of time.
    """
    lengths = activity.strength.streams if activity.strength else {}
    for name in vocabulary.fields("streams"):
        if "time" in lengths and lengths.get(name, lengths["time"]) != lengths["time"]:
            message = f"{name} has {plural(lengths[name], 'sample')}, but time has {lengths['time']:,}"
            yield Violation(message, Place("value", path=("streams", name)))


@rule("JSN009", "stream-shape", Severity.ERROR, Effect.REJECTED, basis=(_PAGE, observed("one report")), formats=JSON)
def stream_shape(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects streams that are not arrays, and samples of the wrong type.

    Why: Strava's documentation requires an array of integers for time and heartrate, and of booleans for active.
    Strava's own API returns each stream as an object with a `data` array, but a file in that form is refused.

    Fix: Write `"time": [0, 60, 120]`. A sample must have a value in every stream: repeat the last value, or leave the
    sample out of all streams.
    """
    for fault in faults(activity, "JSN009"):
        name, value = fault.detail["field"], fault.detail["value"]
        if fault.rows is not None:
            yield _wrong_type(activity, fault, f"{name}[{int(fault.rows[0])}]")
        elif isinstance(value, dict) and isinstance(value.get("data"), list):
            help_text = f'Write only the array: `"{name}": [...]`.'
            yield Violation(f'{name} is an object with "data", not an array', fault.at, help=help_text)
        else:
            yield _wrong_type(activity, fault, str(name))


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


@rule("JSN011", "implausible-offset", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON)
def implausible_offset(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a utc_offset that is not the offset of any time zone in seconds.

    Why: Strava expects seconds ("-28800 for PST"). If you send hours or minutes, Strava shows the wrong local time.

    Fix: Multiply hours by 3,600 and minutes by 60. Two hours ahead of UTC is 7200.

    Threshold: Whole multiples of {OFFSET_STEP_S:time} from -{EARLIEST_OFFSET_S:time} to +{LATEST_OFFSET_S:time}, which
    covers all time zones in use (tz database).
    """
    offset = _number(activity, "utc_offset")
    if offset is None or offset % 1 or is_utc_offset(offset):  # JSN003 reports a fraction
        return
    unit, factor = likely_unit(offset)
    if unit:
        help_text = f"If you mean {offset:,.15g} {unit}, write {int(offset * factor)}."
        message = f"utc_offset is {offset:,.15g} seconds; this looks like {unit}"
        yield Violation(message, Place("session", field="utc_offset"), help=help_text)
    else:
        beyond = not thresholds.EARLIEST_OFFSET_S <= offset <= thresholds.LATEST_OFFSET_S
        range_ = f"-{span(thresholds.EARLIEST_OFFSET_S)} to +{span(thresholds.LATEST_OFFSET_S)}"
        why = f"outside {range_}" if beyond else f"not a multiple of {span(thresholds.OFFSET_STEP_S)}"
        yield Violation(f"utc_offset is {offset:,.15g} seconds, {why}", Place("session", field="utc_offset"))


@rule("JSN012", "times-disagree", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON, needs_complete_file=True)
def times_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects times that contradict each other, and negative times and calories.

    Why: An activity ends at its start plus elapsed_time, and active_time is part of it. Stream times count from the
    start, so they must increase and stay within elapsed_time. Strava shows contradictory values wrong or drops them.

    Fix: Write elapsed_time from the first to the last moment, including pauses, and stream times in seconds since
    start_time.
    """
    elapsed, active = _number(activity, "elapsed_time"), _number(activity, "active_time")
    for name in ("elapsed_time", "active_time", "total_calories"):
        value = _number(activity, name)
        if value is not None and value < 0:
            yield Violation(f"{name} is negative: {value:,.15g}", Place("session", field=name))
    if elapsed is not None and active is not None and active > elapsed >= 0:
        message = f"active_time ({active:,.15g} s) is longer than elapsed_time ({elapsed:,.15g} s)"
        related = ((Place("session", field="elapsed_time"), "elapsed_time"),)
        yield Violation(message, Place("session", field="active_time"), related=related)
    yield from _stream_times(activity, elapsed)


def _stream_times(activity: Activity, elapsed: float | None) -> Iterator[Violation]:
    with np.errstate(over="ignore", invalid="ignore"):
        times = activity.records.time - (activity.sessions.start[0] if len(activity.sessions) else np.nan)
        steps = np.diff(times)
    total = activity.strength.streams.get("time", 0) if activity.strength else 0
    rows = (times < 0).nonzero()[0]
    if len(rows):
        message = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')} before start_time"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("before start",))
    rows = (steps <= 0).nonzero()[0] + 1
    if len(rows):
        message = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')} not later than the one before"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("not rising",))
    rows = (times > elapsed).nonzero()[0] if elapsed is not None and elapsed >= 0 else rows[:0]
    if len(rows):
        late = span(float(times[rows].max()) - cast("float", elapsed))
        subject = f"{of(len(rows), total, 'stream time')} {verb(len(rows), 'is')}"
        message = f"{subject} {'up to ' if len(rows) > 1 else ''}{late} past elapsed_time ({elapsed:,.15g} s)"
        related = ((Place("session", field="elapsed_time"), "elapsed_time"),)
        at = Place("record", int(rows[0]), "time")
        yield Violation(message, at, rows, noun="sample", about=("past end",), related=related)


@rule("JSN013", "offsets-disagree", Severity.INFO, Effect.NONE, basis=_PAGE, formats=JSON)
def offsets_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects a start_time whose UTC offset differs from utc_offset.

    Why: utc_offset is "used for display purposes; does not affect how timestamps are parsed". If start_time has another
    offset, Strava gets the moment right but shows the local time of utc_offset.

    Fix: Use the athlete's offset for both, or write start_time in UTC with a Z.
    """
    own = activity.strength.start_offset if activity.strength else None
    offset = _number(activity, "utc_offset")
    if own and offset is not None and own != offset:
        message = f"start_time has the offset {_clock_offset(own)} ({own:,.15g} s), but utc_offset is {offset:,.15g} s"
        related = ((Place("session", field="utc_offset"), "utc_offset"),)
        yield Violation(message, Place("session", field="start_time"), related=related)


def _clock_offset(seconds: float) -> str:
    """A UTC offset as ISO 8601 writes it: `+01:00`."""
    minutes, rest = divmod(int(abs(seconds)), 60)
    end = f":{rest:02}" if rest else ""
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{end}"


@rule("JSN014", "duplicate-key", Severity.WARNING, Effect.UNKNOWN, basis=_RFC, formats=JSON)
def duplicate_key(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects objects that have the same key more than once.

    Why: RFC 8259 says that the names in an object should be unique, because readers differ in which value they use.

    Fix: Keep only one of the values.

    Note: The other rules check the last value, as most readers do.
    """
    for fault in activity.faults_of(FaultKind.JSON_DUPLICATE_KEY):
        key = quote(fault.detail["key"])
        if not fault.detail["named"]:
            message = f"other keys appear more than once in {plural(fault.count, 'object')} (first: {key})"
        elif fault.rows is not None:
            in_sets = plural(len(distinct(fault.rows)), "set")
            message = f"{key} appears more than once in {in_sets}"
        else:
            message = f"{key} appears more than once in an object"
        about = (str(fault.detail["key"]),) if fault.detail["named"] else ("others",)
        yield Violation(message, fault.at, fault.rows, count=fault.count, noun="set", about=about)


@rule("JSN015", "integer-as-float", Severity.WARNING, Effect.UNKNOWN, basis=_PAGE, formats=JSON)
def integer_as_float(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects integers that are written with a fraction of zero, such as 3600.0 instead of 3600.

    Why: Strava's documentation requires an integer. Some readers accept 3600.0 as one and others refuse it.

    Fix: Convert the number to an integer before you write it.
    """
    for fault in faults(activity, "JSN015"):
        name, value = fault.detail["field"], fault.detail["value"]
        message = f"{name} is written with a fraction ({value}){in_rows(fault, activity)}"
        yield Violation(message, fault.at, fault.rows, noun=cast("str", fault.detail["scope"]))


@rule("JSN016", "null-value", Severity.WARNING, Effect.UNKNOWN, basis=_PAGE, formats=JSON)
def null_value(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects optional fields that are null.

    Why: Strava's documentation says that these fields may be absent. It gives each of them a type, and null is not a
    value of that type.

    Fix: Leave the field out if it has no value.
    """
    for fault in faults(activity, "JSN016"):
        message = f"{fault.detail['field']} is null{in_rows(fault, activity)}"
        yield Violation(message, fault.at, fault.rows, noun="set")


def _wrong_type(activity: Activity, fault: Fault, subject: str) -> Violation:
    """`weight is the string '60', not a number, in 12 of 40 sets`."""
    message = f"{subject} is {mismatch(fault)}"
    noun = "set"
    if fault.rows is not None:
        message += f",{in_rows(fault, activity)}"
        noun = cast("str", fault.detail["scope"])
    return Violation(message, fault.at, fault.rows, noun=noun)


def _number(activity: Activity, name: str) -> float | None:
    """A number at the top level of the file, or None if the field is missing or not a number."""
    value = activity.strength.document.get(name) if activity.strength else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@rule("JSN017", "implausible-duration", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON)
def implausible_duration(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects an elapsed_time of 0, or of days.

    Why: Strava's documentation asks for seconds. Milliseconds make a workout last for weeks, and 0 leaves it without a
    length.

    Fix: Write elapsed_time in seconds, from the first to the last moment.

    Threshold: 0, or more than {WORKOUT_S:time}.
    """
    elapsed = _number(activity, "elapsed_time")
    if elapsed is None or 0 < elapsed <= thresholds.WORKOUT_S or elapsed < 0:
        return
    message = "elapsed_time is 0" if elapsed == 0 else f"elapsed_time is {elapsed:,.15g} s, which is {span(elapsed)}"
    milliseconds = elapsed % 1_000 == 0 and elapsed / 1_000 <= thresholds.WORKOUT_S
    help_text = f"If it is in milliseconds, write {elapsed / 1_000:.0f}." if elapsed and milliseconds else None
    yield Violation(message, Place("session", field="elapsed_time"), help=help_text)
