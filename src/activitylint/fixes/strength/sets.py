"""Fixes for sets: exercise ids, entries that are not sets, and numbers in another unit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import JsonEditor, Splice
from activitylint.fixes.strength.fitting import nearest_exercise
from activitylint.formats.strength.places import Member
from activitylint.model.format import JSON
from activitylint.strava import thresholds
from activitylint.vocabulary import exercises
from activitylint.vocabulary.strength import fields, nearest_field

__all__: list[str] = []


@fix("exercise-ids-as-listed", "SET004", safety=Safety.SAFE, formats=JSON, reveals=("SET005",))
def exercise_ids_as_listed(task: FixTask) -> Iterator[FileChange]:
    """Corrects the spelling of exercise ids that differ from a listed id only in case, spaces, hyphens, or look-alike
    letters of another alphabet: `barbell_bench_press` becomes `BARBELL_BENCH_PRESS`.

    Limits: Skips ids that differ in other ways: an extra word, a missing word, another name.
    """
    yield from _named(task, exercises.spelled)


@fix("nearest-exercise-ids", "SET004", safety=Safety.UNSAFE, formats=JSON, order=6)
def nearest_exercise_ids(task: FixTask) -> Iterator[FileChange]:
    """Replaces an unknown exercise id with the listed id whose words are nearest: `PULL_UP` becomes `PULL_UP_GENERIC`.
    The old id is lost, so check each one if the exercises matter to you.

    Limits: Skips ids that are not near to any listed id, and files with more than twenty unknown exercises, which use
    another vocabulary.
    """
    yield from _named(task, nearest_exercise, most=thresholds.NAMES_LISTED)


def _named(task: FixTask, named: Callable[[str], str | None], most: int | None = None) -> Iterator[FileChange]:
    editor = JsonEditor(task)
    listed = exercises.listed().keys() | exercises.listed_later().keys()
    unknown = set(task.parsed.sets.exercise) - listed - {None}
    if most is not None and len(unknown) > most:
        message = f"the file has {len(unknown)} unknown exercises, more than {most}"
        raise NotApplicable(message)
    meant = {text: new for text in unknown if text is not None and (new := named(text))}
    splices: list[Splice] = []
    for row in task.rows().tolist():
        text = task.parsed.sets.exercise[row]
        if text in meant:
            member = editor.find("sets", row, "exercise_type")
            splices += [editor.replaced(member, json.dumps(meant[text]))] if member else []
    yield from editor.edits(splices)


@fix("drop-sets-without-exercise", "JSN002", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_sets_without_exercise(task: FixTask) -> Iterator[FileChange]:
    """Removes sets that have no exercise_type, with everything in them.

    Limits: Keeps sets that seem to name their exercise in another field. Skips a file in which no set has an exercise.
    """
    yield from _dropped(task, _names_nothing)


def _names_nothing(entry: Any) -> bool:
    if not isinstance(entry, dict) or "exercise_type" in entry:
        return False
    return all(key in fields("set") or _meant(key) != "exercise_type" for key in entry)


@lru_cache(maxsize=64)
def _meant(name: str) -> str | None:
    return nearest_field("set", name)


@fix("drop-what-is-no-set", "JSN003", safety=Safety.UNSAFE, formats=JSON, order=7)
def drop_what_is_no_set(task: FixTask) -> Iterator[FileChange]:
    """Removes entries of `sets` that are not objects: strings, numbers, null.

    Limits: Skips a file in which no set is an object.
    """
    yield from _dropped(task, lambda entry: not isinstance(entry, dict))


def _dropped(task: FixTask, unfit: Callable[[Any], bool]) -> Iterator[FileChange]:
    editor = JsonEditor(task)
    sets = editor.value.get("sets")
    if not isinstance(sets, list):
        return
    gone = {row for row, entry in enumerate(sets) if unfit(entry)}
    if not any(isinstance(entry, dict) for row, entry in enumerate(sets) if row not in gone):
        raise NotApplicable("no set would be left")
    yield from editor.edits(editor.removed(editor.opening("sets"), gone))


_THOUSAND: Final = 1000


@fix("weights-from-grams", "SET009", safety=Safety.UNSAFE, formats=JSON)
def weights_from_grams(task: FixTask) -> Iterator[FileChange]:
    """Converts all weights from grams to kilograms, if they are impossible as kilograms.

    Limits: Skips a file if some weights are plausible as kilograms, because then not all of them are in the same unit.
    """
    yield from _thousandths(task, "weight", thresholds.SET_WEIGHT_KG, thresholds.SET_WEIGHT_KG, "kilograms")


@fix("durations-from-milliseconds", "SET009", safety=Safety.UNSAFE, formats=JSON)
def durations_from_milliseconds(task: FixTask) -> Iterator[FileChange]:
    """Converts the durations of all sets from milliseconds to seconds, if some are longer than a day as seconds.

    Limits: Skips a file if some durations are below 1,000, because then not all of them are in the same unit.
    """
    yield from _thousandths(task, "duration", thresholds.SET_DURATION_S, _THOUSAND, "seconds")


def _thousandths(task: FixTask, field: str, most: float, least: float, unit: str) -> Iterator[FileChange]:
    """Divide a field of all sets by 1,000 if one is above `most`. Raises NotApplicable if one is below `least`."""
    editor = JsonEditor(task)
    found: list[tuple[Member, float]] = []
    for one in editor.objects():
        value = one.value.get(field)
        if one.part == "set" and type(value) in (int, float) and value:
            member = {member.key: member for member in one.members}[field]
            found.append((member, value))
    if not any(value > most for _, value in found):
        return
    if any(value < least for _, value in found):
        message = f"some are plausible as {unit}, so not all of them are in the same unit"
        raise NotApplicable(message)
    if any(value > most * _THOUSAND for _, value in found):
        raise NotApplicable("they are impossible in the smaller unit too")
    whole = field == "duration"
    yield from editor.edits(
        editor.replaced(member, _divided(editor.literal(member), whole=whole)) for member, _ in found
    )


def _divided(literal: str, *, whole: bool) -> str:
    number = Decimal(literal) / _THOUSAND
    if whole:
        return str(max(1, round(number)))
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
