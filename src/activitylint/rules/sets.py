"""SET: strength sets, in FIT and in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind, Place
from activitylint.model.finding import Effect, Section, Severity, documented, observed
from activitylint.model.format import FIT, JSON, Format
from activitylint.model.request import Context
from activitylint.model.tables import Float
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.set_rows import holds_something, nothing, of_other_sports
from activitylint.rules.support.wording import of, plural, quote, span, verb
from activitylint.strava import thresholds
from activitylint.vocabulary import exercises
from activitylint.vocabulary.sports import UNNAMED_FIT_SPORT, fit_sport_type
from activitylint.vocabulary.strength import nearest_field
from activitylint.vocabulary.upload import set_sport_types

_FJ: Final = FIT | JSON
_FIT_PAGE: Final = documented(Section.FIT)
_JSON_PAGE: Final = documented(Section.JSON)
_Mask = npt.NDArray[np.bool_]


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
    """A FIT file with sets and without timed records has no timestamp in its activity message.

    Why: such a file needs no records, but "the file must include timestamp in the activity message and
    total_elapsed_time in the session message, which are used to determine the start and end time of the activity".

    Fix: Write an activity message with the timestamp of the end of the workout.
    """
    if _sets_alone(activity) and not _has_values(activity, "activity", "timestamp"):
        lack = (
            "the activity message has no timestamp" if _count(activity, "activity") else "there is no activity message"
        )
        message = f"{lack}, which a file with {plural(len(activity.sets), 'set')} and no timed records needs"
        yield Violation(message, Place("activity", field="timestamp"))


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
    """A FIT file with sets and without timed records has no total_elapsed_time in its session message.

    Why: such a file needs no records, but "the file must include timestamp in the activity message and
    total_elapsed_time in the session message, which are used to determine the start and end time of the activity".

    Fix: Write total_elapsed_time, in seconds from start to end, into the session message.

    Note: A file without any session message is FIT201.
    """
    lacking = np.isnan(activity.sessions.elapsed).nonzero()[0]
    if _sets_alone(activity) and len(lacking):
        subject = of(len(lacking), len(activity.sessions), "session")
        message = (
            f"{subject} {verb(len(lacking), 'has')} no total_elapsed_time, "
            f"which a file with {plural(len(activity.sets), 'set')} and no timed records needs"
        )
        yield Violation(message, Place("session", int(lacking[0]), "total_elapsed_time"), lacking)


@rule("SET003", "sets-in-other-sport", Severity.WARNING, Effect.IGNORED, basis=_FIT_PAGE, formats=FIT)
def sets_in_other_sport(activity: Activity, context: Context) -> Iterator[Violation]:
    """Sets stand in a session whose sport takes none.

    Why: Strava supports set messages "for WeightTraining, HighIntensityIntervalTraining, Workout, and Crossfit
    activities". In another sport they are not shown.

    Fix: Set the session's sport and sub_sport to `training` and `strength_training`, or send sport_type with the
    upload.

    Note: sport_type of the request counts where it is given. A session without a sport is SPO002. Rests, and sets that
    hold nothing but a duration, have nothing to lose: watches write one into a yoga session.
    """
    asked = context.request.sport_type
    rows = holds_something(activity).nonzero()[0]
    if asked in set_sport_types() or not len(rows):
        return
    takers = ", ".join(set_sport_types())
    if asked is not None:
        message = f"sport_type is {quote(asked)}, and the file's {plural(len(rows), 'set')} need one of {takers}"
        yield Violation(message, Place("set", int(rows[0])), rows)
        return
    for (sport, sub_sport), rows in of_other_sports(activity).items():
        mapped = fit_sport_type(sport, sub_sport)
        written = sport if sub_sport in (None, UNNAMED_FIT_SPORT) else f"{sport}/{sub_sport}"
        taken = f"taken for {mapped}" if mapped else "of no sport type that Strava has"
        message = f"{plural(len(rows), 'set')} in a session of {quote(written)}, {taken}: sets need one of {takers}"
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
    """An exercise_type is no id that the page lists.

    Why: the page lists the values that are supported, and one unknown id gets the whole upload refused.

    Fix: Use an id of the list (`activitylint exercises WORDS` searches it). Each group has a generic one, such as
    PULL_UP_GENERIC.

    Note: The list grows. An id that is seen on the page and is not known here is one to report.
    """
    unknown = _by_exercise(activity, exercises.listed().keys() | exercises.listed_later().keys())
    known = len(exercises.listed()) + len(exercises.listed_later())
    as_of = f"the {known} exercise types listed as of {exercises.later_date()}"
    named = list(unknown.items())
    for exercise, rows in named[: thresholds.NAMES_LISTED]:
        message = f"{quote(exercise, 60)} is none of {as_of}"
        if len(rows) > 1:
            message += f", in {of(len(rows), len(activity.sets), 'set')}"
        alike = exercises.look_alikes(exercise[:100])
        if alike:
            position, letter, name = alike[0]
            message += (
                f": its letter {position} is {quote(letter)} ({name.capitalize()}), which only looks like a Latin one"
            )
        nearest = exercises.suggest(exercise)
        help_text = f"Did you mean {_either(nearest)}? `activitylint exercises` searches the list." if nearest else None
        place = Place("set", rows[0], "exercise_type")
        yield Violation(message, place, np.array(rows), help=help_text, about=(exercise,))
    rest = [row for _, rows in named[thresholds.NAMES_LISTED :] for row in rows]
    if rest:
        others = plural(len(named) - thresholds.NAMES_LISTED, "other unknown exercise type")
        message = f"{others}, in {of(len(rest), len(activity.sets), 'set')}"
        place = Place("set", min(rest), "exercise_type")
        yield Violation(message, place, np.sort(np.array(rest)), about=("others",))


@rule(
    "SET005", "exercise-type-listed-later", Severity.WARNING, Effect.UNKNOWN, basis=observed("one report"), formats=JSON
)
def exercise_type_listed_later(activity: Activity, context: Context) -> Iterator[Violation]:
    """An exercise_type was listed by the page only after these rules were written.

    Why: the id was seen on the page later, so Strava takes it by now, or soon does. Nobody has confirmed it for each.

    Fix: Upload one file with it first, or use the generic id of its group.
    """
    later = _by_exercise(activity, exercises.listed().keys(), within=exercises.listed_later().keys())
    if later:
        rows = np.sort(np.concatenate([np.array(rows) for rows in later.values()]))
        names = list(later)
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
        subject = "is an exercise type" if len(names) == 1 else "are exercise types"
        message = f"{shown} {subject} that the page lists only since {exercises.later_date()} or shortly before"
        message += f", in {of(len(rows), len(activity.sets), 'set')}"
        yield Violation(message, Place("set", int(rows[0]), "exercise_type"), rows)


@rule("SET006", "unknown-fit-exercise", Severity.INFO, Effect.MISREAD, basis=_FIT_PAGE, formats=FIT)
def unknown_fit_exercise(activity: Activity, context: Context) -> Iterator[Violation]:
    """The category or category_subtype of a set is not in the FIT profile.

    Why: Strava supports "all FIT exercises as defined by the FIT SDK", some of them as a more general type. What the
    profile does not define can be shown as no exercise.

    Fix: Use a category and a subtype that the FIT SDK's profile names.

    Note: The profile that is looked up has a date, which the finding says; newer devices may know more.
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
                first = first or f"{exercise.category_name or exercise.category}/{exercise.subtype}"
                rows.append(row)
                break
    if rows:
        subject = of(len(rows), len(activity.sets), "set")
        message = (
            f"{subject} {verb(len(rows), 'names')} an exercise that the FIT profile of {activity.fit.profile_date} "
            f"does not list, {first} first"
        )
        yield Violation(message, Place("set", rows[0], "category"), np.array(rows))


@rule("SET007", "set-without-work", Severity.WARNING, Effect.UNKNOWN, basis=(_FIT_PAGE, _JSON_PAGE), formats=_FJ)
def set_without_work(activity: Activity, context: Context) -> Iterator[Violation]:
    """An active set has neither repetitions nor a duration.

    Why: these are the fields that the page has for what was done. A set with neither, or with zeros, says nothing.

    Fix: Write repetitions, or the duration of a timed exercise such as a plank; leave out sets that were not done.
    """
    sets = activity.sets
    active = sets.type.where(lambda kind: kind != "rest")
    idle = active & nothing(sets.repetitions) & nothing(sets.duration) & ~_refused(activity)
    rows = idle.nonzero()[0]
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
    """A set starts before the start of the activity, or after its end.

    Why: a set that starts elsewhere has a wrong clock, a wrong offset, or belongs to another workout.

    Fix: Give start_time the set's own start, at the same clock as the activity's.

    Threshold: 5 seconds before and after are allowed, since devices round each time on its own.
    """
    sessions, sets = activity.sessions, activity.sets
    with np.errstate(over="ignore", invalid="ignore"):
        elapsed = np.where(sessions.elapsed >= 0, sessions.elapsed, np.inf)  # a wrong one is told by other rules
        starts, ends = sessions.start, sessions.start + elapsed
    if not len(sets) or not len(starts) or np.isnan(starts).any():
        return
    first, last = float(starts.min()), float(ends.max())
    sides: tuple[tuple[Literal["before", "after"], Float], ...] = (
        ("before", first - sets.start),
        ("after", sets.start - last),
    )
    for side, by in sides:
        rows = (by > thresholds.SESSION_EDGE_S).nonzero()[0]
        if len(rows):
            edge = "start" if side == "before" else "end"
            subject = of(len(rows), len(sets), "set")
            verbs = verb(len(rows), "starts")
            message = f"{subject} {verbs} {side} the {edge} of the activity, by up to {span(float(by[rows].max()))}"
            yield Violation(message, Place("set", int(rows[0]), "start_time"), rows)


@rule("SET009", "implausible-set", Severity.WARNING, Effect.MISREAD, basis=observed(), formats=_FJ)
def implausible_set(activity: Activity, context: Context) -> Iterator[Violation]:
    """Repetitions, weight or duration of a set are more than people manage, or negative.

    Why: negative numbers mean nothing, and very large ones are in another unit: grams for kilograms, milliseconds for
    seconds. They become records that nobody has set.

    Fix: Write weights in kilograms and durations in seconds.

    Threshold: 1,000 repetitions, 500 kg, 24 hours: beyond the records of all exercises but the leg press.
    """
    bounds = (
        ("repetitions", activity.sets.repetitions, thresholds.SET_REPETITIONS, "repetitions", ""),
        ("weight", activity.sets.weight, thresholds.SET_WEIGHT_KG, "kg", "grams sent as kilograms"),
        ("duration", activity.sets.duration, thresholds.SET_DURATION_S, "s", "milliseconds sent as seconds"),
    )
    for name, values, most, unit, perhaps in bounds:
        for rows, limit in (
            ((values < 0).nonzero()[0], "negative"),
            ((values > most).nonzero()[0], f"over {most:,.15g} {unit}"),
        ):
            if len(rows):
                where = f" in {of(len(rows), len(values), 'set')}"
                message = f"{name} is {limit}{where}: {values[rows[0]]:,.15g} {unit} first"
                if perhaps and limit != "negative":
                    message += f", perhaps {perhaps}"
                about = (name, "negative" if limit == "negative" else "over")
                yield Violation(message, Place("set", int(rows[0]), name), rows, about=about)


_ATTRIBUTES: Final = ("set_type", "start_time", "duration", "repetitions", "weight", "category", "category_subtype")


@rule("SET010", "incomplete-set", Severity.INFO, Effect.IGNORED, basis=_FIT_PAGE, formats=FIT)
def incomplete_set(activity: Activity, context: Context) -> Iterator[Violation]:
    """No set message carries one of the attributes that Strava reads.

    Why: the page lists set_type, start_time, duration, repetitions, weight, category and category_subtype as those used
    of a set. What no set has, Strava cannot show.

    Fix: Write the missing attributes where the device knows them.
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
        lacking = "the only set has no" if len(sets) == 1 else f"none of {len(sets):,} sets has"
        message = f"{lacking} {_either(missing)}"
        yield Violation(message, Place("set"), np.arange(len(sets)))


def _sets_alone(activity: Activity) -> bool:
    return bool(len(activity.sets)) and not np.isfinite(activity.records.time).any()


def _count(activity: Activity, message: str) -> int:
    return len(activity.fit.messages[message]) if activity.fit and message in activity.fit.messages else 0


def _has_values(activity: Activity, message: str, field: str) -> bool:
    if not activity.fit or not _count(activity, message):
        return False
    return _any(activity.fit.messages[message].column(field))


def _any(values: Float) -> bool:
    return bool(np.isfinite(values).any())


def _refused(activity: Activity) -> _Mask:
    """Sets whose work the schema refused, as a whole, by its type or under another name: that is told already."""
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
    """The rows of each exercise type that is not known (and is one of `within`), in the order of the file."""
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
