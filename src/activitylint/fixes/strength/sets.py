"""Fixes of sets: exercise ids, entries that are no sets, and numbers in another unit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.strength.document import Document, Splice
from activitylint.fixes.strength.fitting import nearest_exercise
from activitylint.formats.strength.places import Member
from activitylint.model.format import JSON
from activitylint.strava import thresholds
from activitylint.vocabulary import exercises
from activitylint.vocabulary.strength import fields, nearest_field

__all__: list[str] = []


@fix("exercise-ids-as-listed", "SET004", safety=Safety.SAFE, formats=JSON, reveals=("SET005",))
def exercise_ids_as_listed(target: Target) -> Iterator[Change]:
    """Writes exercise ids as the page lists them, where they differ only in case, blanks, hyphens, or by letters of
    another alphabet that look the same: `barbell_bench_press` becomes BARBELL_BENCH_PRESS.

    Leaves: ids that are none of the list for other reasons: a word more, a word less, another name.
    """
    yield from _named(target, exercises.spelled)


@fix("nearest-exercise-ids", "SET004", safety=Safety.UNSAFE, formats=JSON, order=6)
def nearest_exercise_ids(target: Target) -> Iterator[Change]:
    """Writes the listed id that is nearest by its words in place of an unknown one, which is lost: PULL_UP becomes
    PULL_UP_GENERIC. Where the file is read by its exercises, look at each.

    Leaves: names that are near to no id, and a file that names more than twenty unknown exercises, whose vocabulary is
    another.
    """
    yield from _named(target, nearest_exercise, most=thresholds.NAMES_LISTED)


def _named(target: Target, named: Callable[[str], str | None], most: int | None = None) -> Iterator[Change]:
    document = Document(target)
    listed = exercises.listed().keys() | exercises.listed_later().keys()
    unknown = set(target.parsed.sets.exercise) - listed - {None}
    if most is not None and len(unknown) > most:
        message = f"it names {len(unknown)} unknown exercises, more than {most}"
        raise NotApplicable(message)
    meant = {text: new for text in unknown if text is not None and (new := named(text))}
    splices: list[Splice] = []
    for row, text in enumerate(target.parsed.sets.exercise):
        if text in meant:
            member = document.find("sets", row, "exercise_type")
            splices += [document.replaced(member, json.dumps(meant[text]))] if member else []
    yield from document.edits(splices)


@fix("drop-sets-without-exercise", "JSN002", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_sets_without_exercise(target: Target) -> Iterator[Change]:
    """Removes sets that have no exercise_type, with what they hold.

    Leaves: sets that seem to name their exercise in another field, and a file in which no set has one.
    """
    yield from _dropped(target, _names_nothing)


def _names_nothing(entry: Any) -> bool:
    if not isinstance(entry, dict) or "exercise_type" in entry:
        return False
    return all(key in fields("set") or _meant(key) != "exercise_type" for key in entry)


@lru_cache(maxsize=64)
def _meant(name: str) -> str | None:
    return nearest_field("set", name)


@fix("drop-what-is-no-set", "JSN003", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_what_is_no_set(target: Target) -> Iterator[Change]:
    """Removes entries of sets that are no objects: texts, numbers, null.

    Leaves: a file in which no set is an object.
    """
    yield from _dropped(target, lambda entry: not isinstance(entry, dict))


def _dropped(target: Target, unfit: Callable[[Any], bool]) -> Iterator[Change]:
    document = Document(target)
    sets = document.value.get("sets")
    if not isinstance(sets, list):
        return
    gone = {row for row, entry in enumerate(sets) if unfit(entry)}
    if not any(isinstance(entry, dict) for row, entry in enumerate(sets) if row not in gone):
        raise NotApplicable("no set would be left")
    yield from document.edits(document.removed(document.opening("sets"), gone))


_THOUSAND: Final = 1000


@fix("weights-from-grams", "SET009", safety=Safety.UNSAFE, formats=JSON)
def weights_from_grams(target: Target) -> Iterator[Change]:
    """Takes all weights for grams and writes them in kilograms, where they are impossible as kilograms.

    Leaves: files in which some weights are plausible as they are: then it is not one unit for all.
    """
    yield from _thousandths(target, "weight", thresholds.SET_WEIGHT_KG, thresholds.SET_WEIGHT_KG, "kilograms")


@fix("durations-from-milliseconds", "SET009", safety=Safety.UNSAFE, formats=JSON)
def durations_from_milliseconds(target: Target) -> Iterator[Change]:
    """Takes the durations of all sets for milliseconds and writes them in seconds, where some are longer than a day.

    Leaves: files in which some durations are shorter than 1,000: then it is not one unit for all.
    """
    yield from _thousandths(target, "duration", thresholds.SET_DURATION_S, _THOUSAND, "seconds")


def _thousandths(target: Target, field: str, most: float, least: float, unit: str) -> Iterator[Change]:
    """Divide a field of all sets by a thousand, where one is above `most`; refused where one is below `least`."""
    document = Document(target)
    found: list[tuple[Member, float]] = []
    for one in document.objects():
        value = one.value.get(field)
        if one.part == "set" and type(value) in (int, float) and value:
            member = {member.key: member for member in one.members}[field]
            found.append((member, value))
    if not any(value > most for _, value in found):
        return
    if any(value < least for _, value in found):
        message = f"some are plausible as {unit}, so that it is not one unit for all"
        raise NotApplicable(message)
    if any(value > most * _THOUSAND for _, value in found):
        raise NotApplicable("they are impossible in the smaller unit, too")
    whole = field == "duration"
    yield from document.edits(
        document.replaced(member, _divided(document.literal(member), whole=whole)) for member, _ in found
    )


def _divided(literal: str, *, whole: bool) -> str:
    number = Decimal(literal) / _THOUSAND
    if whole:
        return str(max(1, round(number)))
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
