"""The strength JSON rules about the document: its syntax, its version, repeated keys, and values of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from activitylint.model.activity import Activity
from activitylint.model.distinct import distinct
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Section, Severity, documented, format_spec
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.json_problems import (
    READ_TO_THE_END,
    faults,
    in_rows,
    syntax_help,
    syntax_message,
)
from activitylint.rules.support.unchecked import unchecked
from activitylint.rules.support.wording import plural, quote

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


@rule("JSN006", "no-sets", Severity.ERROR, Effect.REJECTED, basis=_PAGE, formats=JSON, needs_complete_file=True)
def no_sets(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects files whose list of sets is empty.

    Why: Strava's documentation says that sets "must contain at least one set".

    Fix: Add the sets. Upload an activity without sets as TCX or FIT, or enter it by hand.
    """
    for fault in faults(activity, "JSN006"):
        yield Violation("sets is empty", fault.at)


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
