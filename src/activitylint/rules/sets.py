"""SET: strength sets, in FIT and in strength JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Bools, Float
from activitylint.model.faults import FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT, JSON, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.set_rows import by_unsupported_sport, has_content, missing_or_zero
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.vocabulary import exercises
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type
from activitylint.vocabulary.strength import nearest_field
from activitylint.vocabulary.upload import set_sport_types

_FJ: Final = FIT | JSON
_FIT_PAGE: Final = documented(Section.FIT)
_JSON_PAGE: Final = documented(Section.JSON)


@rule(
    "SET001",
    "sets-without-activity-timestamp",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_FIT_PAGE,
    formats=FIT,
    silences=("FIT202", "FIT211"),
    needs_complete_file=True,
)
def sets_without_activity_timestamp(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files with sets but no timed records whose activity message has no timestamp.

    Why: Strava accepts such a file without records, but "the file must include timestamp in the activity message and
    total_elapsed_time in the session message, which are used to determine the start and end time of the activity".

    Fix: Write an activity message whose timestamp is the end of the workout.
    """
    if _only_sets(activity) and not _has_values(activity, "activity", "timestamp"):
        present = _count(activity, "activity")
        lack = "the activity message has no timestamp" if present else "the activity message is missing"
        yield Violation(f"{lack}; {_required_because(activity)}", Place("activity", field="timestamp"))


@rule(
    "SET002",
    "sets-without-elapsed-time",
    Severity.ERROR,
    Effect.REJECTED,
    basis=_FIT_PAGE,
    formats=FIT,
    silences=("FIT204",),
    needs_complete_file=True,
)
def sets_without_elapsed_time(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects FIT files with sets but no timed records whose session message has no total_elapsed_time.

    Why: Strava accepts such a file without records, but "the file must include timestamp in the activity message and
    total_elapsed_time in the session message, which are used to determine the start and end time of the activity".

    Fix: Write total_elapsed_time, the seconds from start to end, into the session message.

    Note: FIT201 reports a file without any session message.
    """
    if not _only_sets(activity):
        return
    lacking = np.isnan(activity.sessions.elapsed).nonzero()[0]
    if len(lacking):
        subject = of(len(lacking), len(activity.sessions), "session")
        message = f"{subject} {verb(len(lacking), 'has')} no total_elapsed_time; {_required_because(activity)}"
        yield Violation(message, Place("session", int(lacking[0]), "total_elapsed_time"), lacking)


@rule("SET003", "sets-in-other-sport", Severity.WARNING, Effect.IGNORED, basis=_FIT_PAGE, formats=FIT)
def sets_in_other_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects sets in a session whose sport does not support them.

    Why: Strava supports set messages "for WeightTraining, HighIntensityIntervalTraining, Workout, and Crossfit
    activities". It does not show sets in other sports.

    Fix: Set the session's sport to `training` and its sub_sport to `strength_training`, or send a sport_type that
    supports sets with the upload.

    Note: If you send a sport_type, it counts instead of the file's sport. SPO002 reports a session without a sport.
    Rests and sets with only a duration are not reported, because nothing is lost: watches write such a set into a yoga
    session.
    """
    if not len(activity.sets):
        return
    asked = context.request.sport_type
    rows = has_content(activity).nonzero()[0]
    if asked in set_sport_types() or not len(rows):
        return
    if asked is not None:
        message = f"sport_type {quote(asked)} does not support sets, so Strava will not show {plural(len(rows), 'set')}"
        help_text = f"Send {_either(list(set_sport_types()))} as sport_type."
        yield Violation(message, Place("set", int(rows[0])), rows, help=help_text)
        return
    for (sport, sub_sport), rows in by_unsupported_sport(activity).items():
        mapped = fit_sport_type(sport, sub_sport)
        written = sport if sub_sport in (None, UNNAMED_FIT_SPORT) else f"{sport}/{sub_sport}"
        on_strava = f"{mapped} on Strava" if mapped else "unknown to Strava"
        message = (
            f"the sport {quote(written)} ({on_strava}) does not support sets, "
            f"so Strava will not show {plural(len(rows), 'set')}"
        )
        yield Violation(message, Place("set", int(rows[0])), rows)


@rule(
    "SET004",
    "unknown-exercise-type",
    Severity.ERROR,
    Effect.REJECTED,
    basis=(_JSON_PAGE, observed("one report")),
    formats=JSON,
)
def unknown_exercise_type(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects exercise types that Strava does not list.

    Why: Strava lists the exercise types that it supports, and one unknown type gets the whole upload refused.

    Fix: Use an id from the list; `activitylint exercises WORDS` searches it. Each group has a generic id, such as
    PULL_UP_GENERIC.

    Note: The list grows. If Strava lists an id that activitylint does not know, please report it.
    """
    unknown = _by_exercise(activity, exercises.listed().keys() | exercises.listed_later().keys())
    known = len(exercises.listed()) + len(exercises.listed_later())
    known_types = f"{known} are known as of {exercises.later_date()}"
    named = list(unknown.items())
    for exercise, rows in named[: thresholds.NAMES_LISTED]:
        in_sets = f" in {of(len(rows), len(activity.sets), 'set')}" if len(rows) > 1 else ""
        message = f"unknown exercise type {quote(exercise, 60)}{in_sets} ({known_types})"
        alike = exercises.look_alikes(exercise[:100])
        if alike:
            position, letter, name = alike[0]
            message += f"; letter {position} is {quote(letter)} ({name.capitalize()}), which only looks Latin"
        nearest = exercises.suggest(exercise)
        search = "To search the list, run `activitylint exercises WORDS`."
        help_text = f"Did you mean {_either(nearest)}? {search}" if nearest else None
        place = Place("set", rows[0], "exercise_type")
        yield Violation(message, place, np.array(rows), help=help_text, about=(exercise,))
    rest = [row for _, rows in named[thresholds.NAMES_LISTED :] for row in rows]
    if rest:
        others = plural(len(named) - thresholds.NAMES_LISTED, "other unknown exercise type")
        message = f"{others} in {of(len(rest), len(activity.sets), 'set')}"
        place = Place("set", min(rest), "exercise_type")
        yield Violation(message, place, np.sort(np.array(rest)), about=("others",))


@rule(
    "SET005", "exercise-type-listed-later", Severity.WARNING, Effect.UNKNOWN, basis=observed("one report"), formats=JSON
)
def exercise_type_listed_later(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects exercise types that Strava listed only recently.

    Why: These ids appeared on Strava's page after activitylint's list was made. Strava accepts them by now or will do
    so soon, but nobody has confirmed it for each of them.

    Fix: Upload a single file with the exercise type first, or use the generic id of its group.
    """
    later = _by_exercise(activity, exercises.listed().keys(), within=exercises.listed_later().keys())
    if later:
        rows = np.sort(np.concatenate([np.array(rows) for rows in later.values()]))
        names = list(later)
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
        types = "an exercise type" if len(names) == 1 else "exercise types"
        subject = f"{of(len(rows), len(activity.sets), 'set')} {verb(len(rows), 'has')} {types}"
        message = f"{subject} that Strava listed only recently (first seen on {exercises.later_date()}): {shown}"
        yield Violation(message, Place("set", int(rows[0]), "exercise_type"), rows)


@rule("SET006", "unknown-fit-exercise", Severity.INFO, Effect.MISREAD, basis=_FIT_PAGE, formats=FIT)
def unknown_fit_exercise(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects exercises that the FIT profile does not define, by their category and category_subtype.

    Why: Strava supports "all FIT exercises as defined by the FIT SDK", and shows some of them as a more general type.
    It may show a set without an exercise if the profile does not define it.

    Fix: Use a category and a subtype from the profile in the FIT SDK.

    Note: The finding gives the date of the profile that activitylint knows. Newer devices may know more exercises.
    """
    if activity.fit is None:
        return
    rows = []
    first = ""
    for row, named in enumerate(activity.fit.exercises):
        for exercise in named:
            unlisted = exercise.category_name is None or (
                exercise.subtype is not None and exercise.name is None and exercise.category_name != "unknown"
            )
            if unlisted:
                subtype = "" if exercise.subtype is None else f"/{exercise.subtype}"
                first = first or f"{exercise.category_name or exercise.category}{subtype}"
                rows.append(row)
                break
    if rows:
        subject = of(len(rows), len(activity.sets), "set")
        message = (
            f"{subject} {verb(len(rows), 'has')} an exercise that the FIT profile of {activity.fit.profile_date} "
            f"does not define (first: {first})"
        )
        yield Violation(message, Place("set", rows[0], "category"), np.array(rows))


@rule("SET007", "set-without-work", Severity.WARNING, Effect.UNKNOWN, basis=(_FIT_PAGE, _JSON_PAGE), formats=_FJ)
def set_without_work(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects active sets with neither repetitions nor a duration.

    Why: These are the fields for what was done. A set with neither, or with zeros, says nothing.

    Fix: Write the repetitions, or the duration of a timed exercise such as a plank. Leave out sets that were not done.
    """
    sets = activity.sets
    if not len(sets):
        return
    active = sets.type.where(lambda kind: kind != "rest")
    without_work = active & missing_or_zero(sets.repetitions) & missing_or_zero(sets.duration)
    rows = (without_work & ~_has_invalid_work(activity)).nonzero()[0]
    if len(rows):
        subject = of(len(rows), int(np.count_nonzero(active)), "active set" if activity.format is Format.FIT else "set")
        message = f"{subject} {verb(len(rows), 'has')} neither repetitions nor a duration"
        yield Violation(message, Place("set", int(rows[0])), rows)


@rule(
    "SET008",
    "set-outside-activity",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=(_FIT_PAGE, _JSON_PAGE),
    formats=_FJ,
    needs_complete_file=True,
)
def set_outside_activity(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects sets that start before the activity starts or after it ends.

    Why: Such a set has a wrong clock or a wrong UTC offset, or it belongs to another workout.

    Fix: Write the set's own start into start_time, by the same clock as the activity's start.

    Threshold: Sets may start {SESSION_EDGE_S:time} too early or too late, because devices round each time separately.
    """
    sessions, sets = activity.sessions, activity.sets
    if not len(sets):
        return
    elapsed = np.where(sessions.elapsed >= 0, sessions.elapsed, np.inf)  # other rules report a wrong one
    starts, ends = sessions.start, sessions.start + elapsed
    if not len(starts) or np.isnan(starts).any():
        return
    first, last = float(starts.min()), float(ends.max())
    sides: tuple[tuple[Literal["before", "after"], Float], ...] = (
        ("before", first - sets.start),
        ("after", sets.start - last),
    )
    for side, by in sides:
        rows = (by > thresholds.SESSION_EDGE_S).nonzero()[0]
        if len(rows):
            edge = "starts" if side == "before" else "ends"
            subject = f"{of(len(rows), len(sets), 'set')} {verb(len(rows), 'starts')}"
            most = f"{'up to ' if len(rows) > 1 else ''}{span(float(by[rows].max()))}"
            message = f"{subject} {most} {side} the activity {edge}"
            yield Violation(message, Place("set", int(rows[0]), "start_time"), rows)


@rule("SET009", "implausible-set", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=_FJ)
def implausible_set(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects sets whose repetitions, weight or duration is negative, too short or more than people manage.

    Why: Negative numbers mean nothing. Very large numbers are in another unit: grams instead of kilograms, or
    milliseconds instead of seconds. They become personal records that nobody has set.

    Fix: Write weights in kilograms and durations in seconds.

    Threshold: {SET_REPETITIONS:,.0f} repetitions, {SET_WEIGHT_KG:,.0f} kg or {SET_DURATION_S:time}: more than the
    records in all exercises except the leg press. A set with repetitions takes at least {SET_SHORTEST_S} s.
    """
    if not len(activity.sets):
        return
    bounds = (
        ("repetitions", activity.sets.repetitions, thresholds.SET_REPETITIONS, "", ""),
        ("weight", activity.sets.weight, thresholds.SET_WEIGHT_KG, " kg", "grams"),
        ("duration", activity.sets.duration, thresholds.SET_DURATION_S, " s", "milliseconds"),
    )
    for name, values, most, unit, other_unit in bounds:
        short = (values > 0) & (values < thresholds.SET_SHORTEST_S) & (activity.sets.repetitions > 0)
        for about, rows, limit in (
            ((name, "short"), (short if name == "duration" else short[:0]).nonzero()[0], "is too short"),
            ((name, "negative"), (values < 0).nonzero()[0], "is negative"),
            ((name, "over"), (values > most).nonzero()[0], f"is over {most:,.15g}{unit}"),
        ):
            if len(rows):
                in_sets = f"in {of(len(rows), len(values), 'set')}"
                message = f"{name} {limit} {in_sets} (first: {values[rows[0]]:,.15g}{unit})"
                if other_unit and about[1] == "over":
                    message += f"; are these {other_unit}?"
                elif about[1] == "short":
                    message += "; are these seconds written as milliseconds?"
                help_text = _help_for_set(activity, name, about[1], float(values[rows[0]]))
                yield Violation(message, Place("set", int(rows[0]), name), rows, about=about, help=help_text)


def _help_for_set(activity: Activity, name: str, fault: str, value: float) -> str | None:
    """What to write in place of an implausible value of a set; None for the help of the page."""
    if name == "duration" and fault == "short":
        return (
            f"FIT stores durations in milliseconds. If the set took {value * 1000:,.15g} s, write "
            f"{value * 1_000_000:.0f}."
            if activity.format is Format.FIT
            else "Write the duration in seconds."
        )
    if fault == "over" and name in {"weight", "duration"}:
        unit, other = ("kilograms", "grams") if name == "weight" else ("seconds", "milliseconds")
        return f"If these are {other}, divide them by 1,000, to get {unit}. Otherwise, correct the value."
    return "Correct the value, or leave it out if it was not measured." if fault in {"negative", "over"} else None


_ATTRIBUTES: Final = ("set_type", "start_time", "duration", "repetitions", "weight", "category", "category_subtype")


@rule("SET010", "incomplete-set", Severity.INFO, Effect.IGNORED, basis=_FIT_PAGE, formats=FIT)
def incomplete_set(activity: Activity, context: Context) -> Iterator[Violation]:
    """Detects attributes that Strava reads from sets, but that no set of the file has.

    Why: Strava reads set_type, start_time, duration, repetitions, weight, category and category_subtype. It cannot show
    what no set has.

    Fix: Write the missing attributes if the device knows them.
    """
    sets = activity.sets
    if not len(sets) or activity.fit is None:
        return
    present: dict[str, bool] = {
        "set_type": bool(sets.type.where(bool).any()),
        "start_time": _any(sets.start),
        "duration": _any(sets.duration),
        "repetitions": _any(sets.repetitions),
        "weight": _any(sets.weight),
        "category": any(activity.fit.exercises),
        "category_subtype": any(one.subtype is not None for named in activity.fit.exercises for one in named),
    }
    missing = [name for name in _ATTRIBUTES if not present[name]]
    if missing:
        lacking = "the only set has no" if len(sets) == 1 else f"none of the {len(sets):,} sets has"
        message = f"{lacking} {_either(missing)}"
        yield Violation(message, Place("set"), np.arange(len(sets)))


def _only_sets(activity: Activity) -> bool:
    """True if the file has sets but no timed records."""
    return len(activity.sets) > 0 and not np.isfinite(activity.records.time).any()


def _required_because(activity: Activity) -> str:
    return f"it is required because the file has {plural(len(activity.sets), 'set')} but no timed records"


def _count(activity: Activity, message: str) -> int:
    return len(activity.fit.messages[message]) if activity.fit and message in activity.fit.messages else 0


def _has_values(activity: Activity, message: str, field: str) -> bool:
    if not activity.fit or not _count(activity, message):
        return False
    return _any(activity.fit.messages[message].column(field))


def _any(values: Float) -> bool:
    return bool(np.isfinite(values).any())


def _has_invalid_work(activity: Activity) -> Bools:
    """A mask of the sets whose repetitions or duration have a wrong type or name: JSN rules report those."""
    mask = np.zeros(len(activity.sets), dtype=np.bool_)
    for fault in activity.faults_of(FaultKind.JSON_INVALID):
        if fault.detail["scope"] != "set" or fault.rows is None:
            continue
        field = str(fault.detail["field"])
        if fault.detail["keyword"] == "additionalProperties":
            field = nearest_field("set", field) or "unknown"
        elif fault.detail["keyword"] != "type":
            continue
        if field in {"", "repetitions", "duration"}:
            mask[fault.rows] = True
    return mask


def _by_exercise(
    activity: Activity, known: Iterable[str], *, within: Iterable[str] | None = None
) -> dict[str, list[int]]:
    """The rows of each exercise type that is not in `known` (but in `within`, if given), in the order of the file."""
    written = set(activity.sets.exercise) - set(known) - {None}
    if within is not None:
        written &= set(within)
    found: dict[str, list[int]] = {}
    for row, exercise in enumerate(activity.sets.exercise if written else ()):
        if exercise is not None and exercise in written:
            found.setdefault(exercise, []).append(row)
    return found


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
