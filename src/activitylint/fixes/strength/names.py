"""Fixes for field names: other names, duplicate keys, and fields that nobody reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from activitylint.fixes.registry import FileChange, FixTask, Safety, fix
from activitylint.fixes.strength.editor import OF_VALUES, JsonEditor, JsonObject, Splice
from activitylint.fixes.strength.fitting import fitted, nearest_exercise
from activitylint.formats.strength.places import Member
from activitylint.model.faults import FaultKind
from activitylint.model.format import JSON
from activitylint.vocabulary import strength as vocabulary

__all__: list[str] = []

_Fits = Callable[[dict[str, Any], object, str], str | None]
_Named = Callable[[vocabulary.Scope, str], str | None]


@fix("fields-by-their-name", "JSN010", safety=Safety.SAFE, formats=JSON, order=4, reveals=OF_VALUES)
def fields_by_their_name(task: FixTask) -> Iterator[FileChange]:
    """Renames fields whose name is a clear variant of a documented name: `reps`, `exercise`, `weight_kg` and
    `startTime` become `repetitions`, `exercise_type`, `weight` and `start_time`.

    Limits: Skips a field if the right name is already present, if the value does not fit the right field, if the name
    may mean something else (`name`, `time`, or `duration` of the file), and a weight if its name or a field beside it
    gives another unit (`weight_lbs`).
    """
    yield from _renamed(task, vocabulary.same_field, fitted)


@fix("fields-by-the-nearest-name", "JSN010", safety=Safety.UNSAFE, formats=JSON, order=4)
def fields_by_the_nearest_name(task: FixTask) -> Iterator[FileChange]:
    """Renames fields to the documented name that was probably meant: `name` and `type` of a set, `load`, `duration` of
    the file, and small misspellings. If such a field holds an unknown exercise, the nearest known exercise is used.

    Limits: Skips a field if the right name is already present, if the value does not fit the right field, if it belongs
    to the upload form, and a weight if its name or a field beside it gives another unit (`weight_lbs`).
    """
    yield from _renamed(task, _meant, _nearly_fitted)


def _meant(part: vocabulary.Scope, name: str) -> str | None:
    form = part == "file" and vocabulary.belongs_to_form(name)
    return None if form or vocabulary.fixed_by_format(name) else vocabulary.nearest_field(part, name)


def _nearly_fitted(schema: dict[str, Any], value: object, literal: str) -> str | None:
    """Like `fitted`, and the nearest listed exercise for an unknown one."""
    near = nearest_exercise(value) if "enum" in schema and isinstance(value, str) else None
    return fitted(schema, value, literal) or (json.dumps(near) if near else None)


def _renamed(task: FixTask, named: _Named, fits: _Fits) -> Iterator[FileChange]:
    editor = JsonEditor(task)
    splices: list[Splice] = []
    meanings: dict[tuple[str, str], str | None] = {}
    for one in editor.objects():
        unknown = [member for member in one.members if member.key not in vocabulary.field_schemas(one.part)]
        meant = [_meaning(one, member, named, meanings) for member in unknown]
        times = Counter(meant)
        for member, field in zip(unknown, meant, strict=True):
            if field is None or field in one.value or times[field] > 1:
                continue
            if field == "weight" and (_in_other_unit(one.value) or _in_other_unit(editor.value)):
                continue
            literal = editor.literal(member)
            new = fits(vocabulary.field_schemas(one.part)[field], one.value[str(member.key)], literal)
            if new is not None:
                splices.append(editor.renamed(member, field))
                splices += [editor.replaced(member, new)] if new != literal else []
    yield from editor.edits(splices)


def _in_other_unit(held: dict[str, Any]) -> bool:
    """True if an object says that its weights are not in kilograms."""
    units = [value for name, value in held.items() if vocabulary.fixed_by_format(name)]
    return any(not isinstance(value, str) or value.strip().lower() not in _KILOGRAMS for value in units)


_KILOGRAMS: Final = frozenset({"kg", "kgs", "kilogram", "kilograms", "metric"})
_MOST: Final = 50  # the most names that are compared with the fields; a file with more has another format


def _meaning(one: JsonObject, member: Member, named: _Named, known: dict[tuple[str, str], str | None]) -> str | None:
    key = (one.part, str(member.key))
    if key not in known:
        compared = len(known) < _MOST and not vocabulary.in_other_unit(key[1])
        known[key] = named(one.part, key[1]) if compared else None
    return known[key]


@fix("drop-repeated-fields", "JSN014", safety=Safety.SAFE, formats=JSON, order=3)
def drop_repeated_fields(task: FixTask) -> Iterator[FileChange]:
    """Removes duplicate fields with the same key and the same value, and keeps the last one.

    Limits: Skips duplicate fields whose values differ.
    """
    yield from _single(task, lambda values: len(values) == 1)


@fix("keep-the-last-field", "JSN014", safety=Safety.UNSAFE, formats=JSON, order=3)
def keep_the_last_field(task: FixTask) -> Iterator[FileChange]:
    """Keeps the last of several fields with the same key, which is the one that most readers use.

    Limits: The values of the earlier fields are lost.
    """
    yield from _single(task, lambda _: True)


def _single(task: FixTask, wanted: Callable[[set[str]], bool]) -> Iterator[FileChange]:
    editor = JsonEditor(task)
    splices: list[Splice] = []
    for start in _openings(task, editor):
        places: dict[str | int, list[int]] = {}
        listed = editor.members(start)
        for number, member in enumerate(listed):
            places.setdefault(member.key, []).append(number)
        gone: set[int] = set()
        for numbers in places.values():
            if len(numbers) > 1 and wanted({_canonical(editor.literal(listed[number])) for number in numbers}):
                gone.update(numbers[:-1])
        splices += editor.removed(start, gone)
    yield from editor.edits(splices)


def _openings(task: FixTask, editor: JsonEditor) -> list[int]:
    """The positions of objects that may have duplicate keys: those of the format, and the first other one."""
    starts = {one.start for one in editor.objects()}
    others: set[int] = set()
    for fault in task.parsed.faults_of(FaultKind.JSON_DUPLICATE_KEY):
        above = fault.at.path[:-1]
        nested = any(editor.find(*above[:depth]) is None for depth in range(1, len(above) + 1))
        if not nested and editor.opening(*above) not in starts and not others:
            others.add(editor.opening(*above))
    return sorted(starts | others)


def _canonical(literal: str) -> str:
    return json.dumps(json.loads(literal), sort_keys=True)


@fix("drop-unread-fields", "JSN010", safety=Safety.UNSAFE, formats=JSON, order=8)
def drop_unread_fields(task: FixTask) -> Iterator[FileChange]:
    """Removes fields that are not documented for their place and that nobody reads.

    Limits: Keeps fields of the upload form (name, description, sport_type and so on), which you should send with the
    upload, fields that name a unit, which may show that numbers are wrong, and fields that may have been meant as one
    that is missing.
    """
    editor = JsonEditor(task)
    splices: list[Splice] = []
    meanings: dict[tuple[str, str], str | None] = {}
    for one in editor.objects():
        known = vocabulary.field_schemas(one.part)
        gone = {
            number
            for number, member in enumerate(one.members)
            if member.key not in known and not _matters(one, str(member.key), meanings)
        }
        splices += editor.removed(one.start, gone)
    yield from editor.edits(splices)


def _matters(one: JsonObject, name: str, meanings: dict[tuple[str, str], str | None]) -> bool:
    """True if an unknown field contains something that you should know before it is removed."""
    if vocabulary.fixed_by_format(name) or (one.part == "file" and vocabulary.belongs_to_form(name)):
        return True
    key = (one.part, name)
    if key not in meanings:
        meanings[key] = vocabulary.nearest_field(one.part, name) if len(meanings) < _MOST else None
    meant = meanings[key]
    return meant is not None and meant not in one.value
