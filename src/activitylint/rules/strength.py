"""JSN: the strength JSON format, from what is no JSON at all to fields that disagree."""

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
from activitylint.rules.support.json_problems import faults, found_words, not_json, where
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.vocabulary import strength as vocabulary

__all__ = ["is_offset", "offset_unit"]

_PAGE: Final = documented(Section.JSON)
_RFC: Final = format_spec("RFC 8259")
_INSIDE: Final = ("TIM", "POS", "STR", "SPO", "DEV", "SET", "JSN")


@rule("JSN001", "not-json", Severity.ERROR, Effect.REJECTED, basis=_RFC, formats=JSON, silences=_INSIDE)
def not_json_at_all(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file is no JSON: a comment, a trailing comma, single quotes, NaN, text that is not UTF-8, or damage.

    Why: a file that a JSON parser cannot read is refused as malformed. Much that JavaScript, Python or an editor takes
    is no JSON: comments, a comma before a closing bracket, single quotes, NaN and Infinity, numbers that no double can
    hold.

    Fix: Write the file with a JSON library rather than by joining text, and leave out values that are not numbers.

    Threshold: 64 arrays and objects within one another, integers of 308 digits, and an array or object for every 16
    characters beyond the first 65,536. The format needs four levels, and sixty characters for a set; parsers give up
    somewhere, and these bounds are ours.
    """
    for fault in activity.faults_of(FaultKind.JSON_SYNTAX):
        yield Violation(not_json(fault), fault.at, count=fault.count, about=(str(fault.detail["problem"]),))


@rule("JSN002", "missing-field", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON, needs_complete_file=True)
def missing_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """A required field is missing: version, start_time, utc_offset, elapsed_time, sets, or a set's exercise_type.

    Why: the page marks these fields as required.

    Fix: Add the field. All numbers are in seconds and kilograms; utc_offset is 0 where the zone is UTC.
    """
    for fault in faults(activity, "JSN002"):
        name = fault.detail["field"]
        if fault.rows is None:
            yield Violation(f"{name} is missing", fault.at)
        else:
            lacking = of(len(fault.rows), len(activity.sets), "set")
            message = f"{name} is missing in {lacking}"
            yield Violation(message, fault.at, fault.rows, noun="set")


@rule("JSN003", "wrong-type", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def wrong_type(activity: Activity, context: Context) -> Iterator[Violation]:
    """A value has another type than the page gives its field.

    Why: a reader with typed fields refuses a string where it expects a number, and a number with a fraction where it
    expects an integer. A boolean is no integer, and null is no value of a required field.

    Fix: Write numbers without quotes, integers without a fraction, and leave optional fields out that have no value.

    Note: Inside of streams this is JSN009, for 3600.0 in place of 3600 JSN015, for null in an optional field JSN016.
    """
    for fault in faults(activity, "JSN003"):
        name = fault.detail["field"]
        if fault.rows is not None and not name:
            wrong = of(len(fault.rows), len(activity.sets), "set")
            message = f"{wrong} {verb(len(fault.rows), 'is')} no object: the first is {found_words(fault, alone=True)}"
            yield Violation(message, fault.at, fault.rows, noun="set", about=("set", str(fault.detail["found"])))
        else:
            yield _typed(activity, fault, f"{name or 'the file'} is")


@rule("JSN004", "unsupported-version", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def unsupported_version(activity: Activity, context: Context) -> Iterator[Violation]:
    """The version is not the string "1.0".

    Why: the page says that it must be; no other version is documented, and the number 1.0 is another value.

    Fix: Write `"version": "1.0"`, in quotes.
    """
    for fault in faults(activity, "JSN004"):
        value, found = fault.detail["value"], fault.detail["found"]
        scalar = found not in {"array", "object"}
        shown = quote(value) if found == "string" else str(value).lower()[:40] if scalar else f"an {found}"
        yield Violation(f'version is {shown}, not the string "1.0"', fault.at)


@rule("JSN005", "start-time-without-zone", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON)
def start_time_without_zone(activity: Activity, context: Context) -> Iterator[Violation]:
    """A start_time, of the activity or of a set, has no Z and no offset, or is not ISO 8601.

    Why: the page demands a UTC offset or a Z suffix. utc_offset does not stand in for it: that is for display alone.

    Fix: Write `2026-01-31T08:30:00Z`, or the local time with its offset: `2026-01-31T09:30:00+01:00`.
    """
    for fault in faults(activity, "JSN005"):
        lack = "has no Z and no offset" if fault.detail["found"] == "naive" else "is no ISO 8601 date and time"
        message = f"start_time {quote(fault.detail['value'])} {lack}"
        if fault.rows is None:
            yield Violation(message, fault.at)
        else:
            message += (
                f"{where(fault, activity)}" if len(fault.rows) == 1 else f", first of those{where(fault, activity)}"
            )
            yield Violation(message, fault.at, fault.rows, noun="set")


@rule("JSN006", "no-sets", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON, needs_complete_file=True)
def no_sets(activity: Activity, context: Context) -> Iterator[Violation]:
    """The file has an empty list of sets.

    Why: the page says that sets "must contain at least one set".

    Fix: Add the sets. An activity without any is uploaded as TCX or FIT, or entered by hand.
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
    """The streams lack the array time.

    Why: "If provided, the time array is required": it says when each sample of the other streams was taken.

    Fix: Add `time` with the seconds since start_time of each sample, or leave streams out.
    """
    for fault in faults(activity, "JSN007"):
        others = list(activity.strength.streams) if activity.strength else []
        beside = f" beside {' and '.join(quote(name) for name in others[:2])}" if others else ""
        yield Violation(f"streams has no time array{beside}", fault.at)


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
    """A stream has more or fewer samples than time.

    Why: "all other stream arrays must be the same length as time": a sample belongs to the time at its own index.

    Fix: Write one value in each stream for each entry of time.
    """
    lengths = activity.strength.streams if activity.strength else {}
    for name in vocabulary.fields("streams"):
        if "time" in lengths and lengths.get(name, lengths["time"]) != lengths["time"]:
            message = f"{name} has {plural(lengths[name], 'sample')}, and time has {lengths['time']:,}"
            yield Violation(message, Place("value", path=("streams", name)))


@rule("JSN009", "stream-shape", Severity.ERROR, Effect.REJECTED, basis=(_PAGE, observed("one report")), formats=JSON)
def stream_shape(activity: Activity, context: Context) -> Iterator[Violation]:
    """A stream is no plain array, or one of its items has the wrong type: integers in time and heartrate, booleans in
    active.

    Why: the page says so. Strava's own API returns streams as objects with a `data` array, and such a file is refused
    here.

    Fix: Write `"time": [0, 60, 120]`. A sample without a value has no place in a stream: repeat the last one, or leave
    the sample out of all streams.
    """
    for fault in faults(activity, "JSN009"):
        name, value = fault.detail["field"], fault.detail["value"]
        if fault.rows is not None:
            yield _typed(activity, fault, f"{name}[{int(fault.rows[0])}] is")
        elif isinstance(value, dict) and isinstance(value.get("data"), list):
            help_text = f'Write the array itself: `"{name}": [...]`.'
            yield Violation(f'{name} is an object with "data", not an array', fault.at, help=help_text)
        else:
            yield _typed(activity, fault, f"{name} is")


@rule("JSN010", "unknown-field", Severity.WARNING, Effect.IGNORED, basis=_PAGE, formats=JSON)
def unknown_field(activity: Activity, context: Context) -> Iterator[Violation]:
    """A field is none that the page lists for its place.

    Why: what it does not list is not read. A misspelt field is lost, and so is one that belongs to the upload form.

    Fix: Rename the field to the one that is meant, or leave it out.
    """
    for fault in faults(activity, "JSN010"):
        part = cast("vocabulary.Part", fault.detail["scope"])
        place = "the file" if part == "file" else f"a {part}" if part == "set" else str(part)
        others = cast("int", fault.detail["others"])
        if others:
            message = f"{plural(others, 'other name')} {verb(others, 'is')} no field of {place} either"
            yield Violation(message, fault.at, fault.rows, noun="set", about=("others",))
            continue
        name = str(fault.detail["field"])
        message = f"{quote(name)} is no field of {place}"
        if fault.rows is not None:
            message += f": {of(len(fault.rows), len(activity.sets), 'set')} {verb(len(fault.rows), 'has')} it"
        yield Violation(message, fault.at, fault.rows, help=_mended(part, name), noun="set", about=(part, name))


def _mended(part: vocabulary.Part, name: str) -> str | None:
    words = vocabulary.settled(name)
    if words:
        return f"Leave it out: {words}."
    if part == "file" and vocabulary.belongs_to_form(name):
        return f"Send {name} as a field of the upload form, and leave it out of the file."
    nearest = vocabulary.nearest_field(part, name)
    return f"Rename it to {nearest} if that is meant, or leave it out." if nearest else None


@rule("JSN011", "implausible-offset", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON)
def implausible_offset(activity: Activity, context: Context) -> Iterator[Violation]:
    """utc_offset is no offset of a place on earth in seconds.

    Why: the page wants seconds ("-28800 for PST"). Hours or minutes sent instead shift the local time that is shown.

    Fix: Multiply hours by 3,600 and minutes by 60: two hours ahead of UTC is 7200.

    Threshold: -12 h to +14 h in whole quarters of an hour: all zones in use (tz database).
    """
    offset = _number(activity, "utc_offset")
    if offset is None or offset % 1 or is_offset(offset):  # a fraction is of the wrong type
        return
    unit, factor = offset_unit(offset)
    if unit:
        help_text = f"Write {int(offset * factor)}."
        message = f"utc_offset is {offset:,.15g} seconds, which looks like {unit}"
        yield Violation(message, Place("session", field="utc_offset"), help=help_text)
    else:
        beyond = not thresholds.EARLIEST_OFFSET_S <= offset <= thresholds.LATEST_OFFSET_S
        why = "beyond -12 h to +14 h" if beyond else "no multiple of a quarter of an hour"
        yield Violation(f"utc_offset is {offset:,.15g} seconds, {why}", Place("session", field="utc_offset"))


def is_offset(seconds: float) -> bool:
    """Whether a number of seconds is the offset of some place on earth."""
    in_use = thresholds.EARLIEST_OFFSET_S <= seconds <= thresholds.LATEST_OFFSET_S
    return in_use and seconds % thresholds.OFFSET_STEP_S == 0


def offset_unit(offset: float) -> tuple[str, float]:
    """The unit in which a number that is no offset in seconds would be one, and its seconds."""
    for unit, factor in (("hours", 3_600.0), ("minutes", 60.0), ("milliseconds", 0.001)):
        if is_offset(offset * factor):
            return unit, factor
    return "", 1.0


@rule("JSN012", "times-disagree", Severity.WARNING, Effect.MISREAD, basis=_PAGE, formats=JSON, needs_complete_file=True)
def times_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """Times disagree: active_time over elapsed_time, stream times that do not rise or pass elapsed_time, negative
    numbers.

    Why: the activity's end is its start plus elapsed_time, and time counts from the start. What contradicts that is
    shown wrong or dropped.

    Fix: Write elapsed_time from the first to the last moment, pauses included, and stream times in seconds since
    start_time.
    """
    elapsed, active = _number(activity, "elapsed_time"), _number(activity, "active_time")
    for name in ("elapsed_time", "active_time", "total_calories"):
        value = _number(activity, name)
        if value is not None and value < 0:
            yield Violation(f"{name} is negative: {value:,.15g}", Place("session", field=name))
    if elapsed is not None and active is not None and active > elapsed >= 0:
        message = f"active_time is {active:,.15g} seconds and elapsed_time {elapsed:,.15g}"
        yield Violation(message, Place("session", field="active_time"))
    yield from _stream_times(activity, elapsed)


def _stream_times(activity: Activity, elapsed: float | None) -> Iterator[Violation]:
    with np.errstate(over="ignore", invalid="ignore"):
        times = activity.records.time - (activity.sessions.start[0] if len(activity.sessions) else np.nan)
        steps = np.diff(times)
    total = activity.strength.streams.get("time", 0) if activity.strength else 0
    rows = (times < 0).nonzero()[0]
    if len(rows):
        message = f"{of(len(rows), total, 'time')} {verb(len(rows), 'is')} before start_time"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("before start",))
    rows = (steps <= 0).nonzero()[0] + 1
    if len(rows):
        message = f"{of(len(rows), total, 'time')} {verb(len(rows), 'is')} not later than the one before"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("not rising",))
    rows = (times > elapsed).nonzero()[0] if elapsed is not None and elapsed >= 0 else rows[:0]
    if len(rows):
        late = span(float(times[rows].max()) - cast("float", elapsed))
        past = of(len(rows), total, "time")
        message = f"{past} {verb(len(rows), 'is')} past elapsed_time ({elapsed:,.15g}), by up to {late}"
        yield Violation(message, Place("record", int(rows[0]), "time"), rows, noun="sample", about=("past end",))


_OFFSET: Final = r"([+-])([0-9]{2}):?([0-9]{2})?(?::?([0-9]{2}))?"


@rule("JSN013", "offsets-disagree", Severity.INFO, Effect.NONE, basis=_PAGE, formats=JSON)
def offsets_disagree(activity: Activity, context: Context) -> Iterator[Violation]:
    """start_time has an offset of its own that differs from utc_offset.

    Why: utc_offset is "used for display purposes; does not affect how timestamps are parsed". Where start_time was
    written at another offset, the moment is right and the local time shown is utc_offset's.

    Fix: Give both the athlete's offset, or write start_time in UTC with a Z.
    """
    start = activity.strength.document.get("start_time") if activity.strength else None
    offset = _number(activity, "utc_offset")
    clock = start.rpartition("T")[2] if isinstance(start, str) else ""
    match = re.fullmatch(_OFFSET, clock.lstrip("0123456789:.,"))
    if match is None or offset is None:
        return
    hours, minutes, seconds = (int(match[group] or 0) for group in (2, 3, 4))
    own = (hours * 3600 + minutes * 60 + seconds) * (-1 if match[1] == "-" else 1)
    if own and own != offset:
        message = f"start_time is at the offset {match[0]} ({own:,} seconds), and utc_offset is {offset:,.15g}"
        yield Violation(message, Place("session", field="start_time"))


@rule("JSN014", "duplicate-key", Severity.WARNING, Effect.UNKNOWN, basis=_RFC, formats=JSON)
def duplicate_key(activity: Activity, context: Context) -> Iterator[Violation]:
    """An object has the same key twice.

    Why: RFC 8259 says that names should be unique, since readers differ in which of the values they take.

    Fix: Keep one of the values.

    Note: The other rules look at the last one, as most readers do.
    """
    for fault in activity.faults_of(FaultKind.JSON_DUPLICATE_KEY):
        key = quote(fault.detail["key"])
        if not fault.detail["named"]:
            message = f"other keys stand more than once in {plural(fault.count, 'object')}, {key} among them"
        elif fault.rows is not None:
            in_sets = plural(len(distinct(fault.rows)), "set")
            message = f"{key} stands more than once in {in_sets}"
        else:
            message = f"{key} stands more than once in an object"
        about = (str(fault.detail["key"]),) if fault.detail["named"] else ("others",)
        yield Violation(message, fault.at, fault.rows, count=fault.count, noun="set", about=about)


@rule("JSN015", "integer-as-float", Severity.WARNING, Effect.UNKNOWN, basis=_PAGE, formats=JSON)
def integer_as_float(activity: Activity, context: Context) -> Iterator[Violation]:
    """An integer is written with a fraction: 3600.0 for 3600.

    Why: the page says integer. Some readers take 3600.0 for one and others refuse it.

    Fix: Convert the number to an integer before it is written.
    """
    for fault in faults(activity, "JSN015"):
        name, value = fault.detail["field"], fault.detail["value"]
        message = f"{name} is written with a fraction ({value}){where(fault, activity)}"
        yield Violation(message, fault.at, fault.rows, noun=cast("str", fault.detail["scope"]))


@rule("JSN016", "null-value", Severity.WARNING, Effect.UNKNOWN, basis=_PAGE, formats=JSON)
def null_value(activity: Activity, context: Context) -> Iterator[Violation]:
    """An optional field is null.

    Why: the page says that such fields may be absent; it gives them a type, and null has none of those.

    Fix: Leave the field out where it has no value.
    """
    for fault in faults(activity, "JSN016"):
        message = f"{fault.detail['field']} is null{where(fault, activity)}"
        yield Violation(message, fault.at, fault.rows, noun="set")


def _typed(activity: Activity, fault: Fault, subject: str) -> Violation:
    """`weight is the string '60', not a number, in 12 of 40 sets`."""
    message = f"{subject} {found_words(fault)}"
    noun = "set"
    if fault.rows is not None:
        message += f",{where(fault, activity)}"
        noun = cast("str", fault.detail["scope"])
    return Violation(message, fault.at, fault.rows, noun=noun)


def _number(activity: Activity, name: str) -> float | None:
    """A number at the top of the file, None where it is absent or something else."""
    value = activity.strength.document.get(name) if activity.strength else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
