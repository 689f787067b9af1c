"""Fixes of the names of fields: other words for them, keys that stand twice, and fields that nobody reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from activitylint.fixes.registry import Change, Safety, Target, fix
from activitylint.fixes.strength.document import OF_VALUES, Document, Object, Splice
from activitylint.fixes.strength.fitting import fitted, nearest_exercise
from activitylint.formats.strength.places import Member
from activitylint.model.faults import FaultKind
from activitylint.model.format import JSON
from activitylint.vocabulary import strength as vocabulary

__all__: list[str] = []

_Fits = Callable[[dict[str, Any], object, str], str | None]
_Named = Callable[[vocabulary.Part, str], str | None]


@fix("fields-by-their-name", "JSN010", safety=Safety.SAFE, formats=JSON, order=4, reveals=OF_VALUES)
def fields_by_their_name(target: Target) -> Iterator[Change]:
    """Gives fields that say the same in other words or letters the page's name: `reps`, `exercise`, `weight_kg`,
    `startTime` become repetitions, exercise_type, weight, start_time.

    Leaves: a name whose right one stands there too, a value that the right one cannot hold, names that may mean
    something else (`name`, `time`, `duration` of the file), and weights where the name or a field beside it says
    another unit (`weight_lbs`).
    """
    yield from _renamed(target, vocabulary.same_field, fitted)


@fix("fields-by-the-nearest-name", "JSN010", safety=Safety.UNSAFE, formats=JSON, order=4)
def fields_by_the_nearest_name(target: Target) -> Iterator[Change]:
    """Gives fields the name that was probably meant: `name`, `type` of a set, `load`, `duration` of the file, and small
    misspellings. An exercise that is named there so and is none of the list becomes the nearest one.

    Leaves: a name whose right one stands there too, a value that the right one cannot hold, fields of the upload form,
    and weights where the name or a field beside it says another unit (`weight_lbs`).
    """
    yield from _renamed(target, _meant, _nearly_fitted)


def _meant(part: vocabulary.Part, name: str) -> str | None:
    form = part == "file" and vocabulary.belongs_to_form(name)
    return None if form or vocabulary.settled(name) else vocabulary.nearest_field(part, name)


def _nearly_fitted(schema: dict[str, Any], value: object, literal: str) -> str | None:
    """A fitting value; of an exercise that is none of the list the nearest one that is."""
    near = nearest_exercise(value) if "enum" in schema and isinstance(value, str) else None
    return fitted(schema, value, literal) or (json.dumps(near) if near else None)


def _renamed(target: Target, named: _Named, fits: _Fits) -> Iterator[Change]:
    document = Document(target)
    splices: list[Splice] = []
    meanings: dict[tuple[str, str], str | None] = {}
    for one in document.objects():
        unknown = [member for member in one.members if member.key not in vocabulary.field_schemas(one.part)]
        meant = [_meaning(one, member, named, meanings) for member in unknown]
        times = Counter(meant)
        for member, field in zip(unknown, meant, strict=True):
            if field is None or field in one.value or times[field] > 1:
                continue
            if field == "weight" and (_in_other_unit(one.value) or _in_other_unit(document.value)):
                continue
            literal = document.literal(member)
            new = fits(vocabulary.field_schemas(one.part)[field], one.value[str(member.key)], literal)
            if new is not None:
                splices.append(document.renamed(member, field))
                splices += [document.replaced(member, new)] if new != literal else []
    yield from document.edits(splices)


def _in_other_unit(held: dict[str, Any]) -> bool:
    """Whether an object says that its weights are not in kilograms."""
    said = [value for name, value in held.items() if vocabulary.settled(name)]
    return any(not isinstance(value, str) or value.strip().lower() not in _KILOGRAMS for value in said)


_KILOGRAMS: Final = frozenset({"kg", "kgs", "kilogram", "kilograms", "metric"})
_MOST: Final = 50  # names that are compared with the fields: a file that has more is of another format


def _meaning(one: Object, member: Member, named: _Named, known: dict[tuple[str, str], str | None]) -> str | None:
    key = (one.part, str(member.key))
    if key not in known:
        told = len(known) < _MOST and not vocabulary.in_other_unit(key[1])
        known[key] = named(one.part, key[1]) if told else None
    return known[key]


@fix("drop-repeated-fields", "JSN014", safety=Safety.SAFE, formats=JSON, order=3)
def drop_repeated_fields(target: Target) -> Iterator[Change]:
    """Keeps the last of several fields that have the same key and the same value.

    Leaves: those whose values differ.
    """
    yield from _single(target, lambda values: len(values) == 1)


@fix("keep-the-last-field", "JSN014", safety=Safety.UNSAFE, formats=JSON, order=3)
def keep_the_last_field(target: Target) -> Iterator[Change]:
    """Keeps the last of several fields that have the same key, which is the one that most readers take.

    Leaves: nothing; the values before it are dropped.
    """
    yield from _single(target, lambda _: True)


def _single(target: Target, wanted: Callable[[set[str]], bool]) -> Iterator[Change]:
    document = Document(target)
    splices: list[Splice] = []
    for start in _openings(target, document):
        places: dict[str | int, list[int]] = {}
        listed = document.members(start)
        for number, member in enumerate(listed):
            places.setdefault(member.key, []).append(number)
        gone: set[int] = set()
        for numbers in places.values():
            if len(numbers) > 1 and wanted({_canonical(document.literal(listed[number])) for number in numbers}):
                gone.update(numbers[:-1])
        splices += document.removed(start, gone)
    yield from document.edits(splices)


def _openings(target: Target, document: Document) -> list[int]:
    """Where the objects start that have a key twice: all of the format's parts, and the first of any other place."""
    starts = {one.start for one in document.objects()}
    others: set[int] = set()
    for fault in target.parsed.faults_of(FaultKind.JSON_DUPLICATE_KEY):
        above = fault.at.path[:-1]
        nested = any(document.find(*above[:depth]) is None for depth in range(1, len(above) + 1))
        if not nested and document.opening(*above) not in starts and not others:
            others.add(document.opening(*above))
    return sorted(starts | others)


def _canonical(literal: str) -> str:
    return json.dumps(json.loads(literal), sort_keys=True)


@fix("drop-unread-fields", "JSN010", safety=Safety.UNSAFE, formats=JSON, order=8)
def drop_unread_fields(target: Target) -> Iterator[Change]:
    """Removes fields that the page does not list for their place, which nobody reads.

    Leaves: fields of the upload form (name, description, sport_type and their like), which are to be sent with it; a
    unit, which may tell that numbers are wrong; and a field that was perhaps meant to be one that is missing.
    """
    document = Document(target)
    splices: list[Splice] = []
    meanings: dict[tuple[str, str], str | None] = {}
    for one in document.objects():
        known = vocabulary.field_schemas(one.part)
        gone = {
            number
            for number, member in enumerate(one.members)
            if member.key not in known and not _matters(one, str(member.key), meanings)
        }
        splices += document.removed(one.start, gone)
    yield from document.edits(splices)


def _matters(one: Object, name: str, meanings: dict[tuple[str, str], str | None]) -> bool:
    """Whether an unknown field says something that is to be known before it goes."""
    if vocabulary.settled(name) or (one.part == "file" and vocabulary.belongs_to_form(name)):
        return True
    key = (one.part, name)
    if key not in meanings:
        meanings[key] = vocabulary.nearest_field(one.part, name) if len(meanings) < _MOST else None
    meant = meanings[key]
    return meant is not None and meant not in one.value
