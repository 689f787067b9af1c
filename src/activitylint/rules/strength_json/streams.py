"""The strength JSON rules about streams: their times, their lengths and their shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import JSON
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.json_problems import (
    faults,
    wrong_type_of,
)
from activitylint.rules.support.wording import plural, quote
from activitylint.vocabulary import strength as vocabulary

_PAGE: Final = documented(Section.JSON)


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
            yield wrong_type_of(activity, fault, f"{name}[{int(fault.rows[0])}]")
        elif isinstance(value, dict) and isinstance(value.get("data"), list):
            help_text = f'Write only the array: `"{name}": [...]`.'
            yield Violation(f'{name} is an object with "data", not an array', fault.at, help=help_text)
        else:
            yield wrong_type_of(activity, fault, str(name))
