"""FIT files for the rules about strength sets."""

from __future__ import annotations

from fit_builder import FitFile, Raw, activity, strength
from fit_recipes import Recipe


def _pilates_with_sets() -> FitFile:
    return strength().change("session", sub_sport="pilates")


def _yoga() -> FitFile:
    """As watches write it: one set with nothing but its duration."""
    yoga = activity(sport="training", sub_sport="yoga")
    start = yoga.of("record")[0].values["timestamp"]
    return yoga.insert("lap", "set", set_type="active", start_time=start, duration=9)


def _category(number: int, subtype: int) -> FitFile:
    return strength().change("set", 0, category=Raw(number), category_subtype=Raw(subtype))


def _without(*fields: str) -> FitFile:
    return strength().change("set", **dict.fromkeys(fields))


RECIPES: dict[str, Recipe] = {
    "SET009-implausible-set/fail-seconds-as-milliseconds.fit": lambda: strength().change("set", duration=0.04),
    "SET001-sets-without-activity-timestamp/fail-no-timestamp.fit": lambda: strength().change(
        "activity", timestamp=None
    ),
    "SET001-sets-without-activity-timestamp/fail-no-activity.fit": lambda: strength().drop("activity"),
    "SET001-sets-without-activity-timestamp/pass-sets-alone.fit": strength,
    "SET002-sets-without-elapsed-time/fail-no-elapsed-time.fit": lambda: strength().change(
        "session", total_elapsed_time=None
    ),
    "SET002-sets-without-elapsed-time/pass-sets-alone.fit": strength,
    "SET003-sets-in-other-sport/fail-pilates.fit": _pilates_with_sets,
    "SET003-sets-in-other-sport/pass-strength.fit": strength,
    "SET003-sets-in-other-sport/pass-yoga-without-exercises.fit": _yoga,
    "SET006-unknown-fit-exercise/fail-category.fit": lambda: _category(4711, 1),
    "SET006-unknown-fit-exercise/fail-subtype.fit": lambda: _category(0, 4711),
    "SET006-unknown-fit-exercise/pass-in-profile.fit": strength,
    "SET006-unknown-fit-exercise/pass-category-unknown.fit": lambda: _category(65534, 0),
    "SET007-set-without-work/fail-neither.fit": lambda: strength().change("set", 2, repetitions=None, duration=None),
    "SET007-set-without-work/pass-rests.fit": strength,
    "SET008-set-outside-activity/fail-after-the-end.fit": lambda: strength().edit(
        "set", lambda row, values: {"start_time": values["start_time"] + 3600} if row == 4 else {}
    ),
    "SET008-set-outside-activity/pass-inside.fit": strength,
    "SET009-implausible-set/fail-heavy.fit": lambda: strength().change("set", 0, weight=1_200),
    "SET009-implausible-set/pass-plausible.fit": strength,
    "SET010-incomplete-set/fail-no-exercise.fit": lambda: _without("category", "category_subtype"),
    "SET010-incomplete-set/pass-complete.fit": strength,
}
