"""Fixes for weights in pounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import OF_VALUES, JsonEditor, JsonObject, Splice
from activitylint.formats.strength.places import Member
from activitylint.model.format import JSON
from activitylint.vocabulary.strength import fixed_by_format, nearest_field

__all__: list[str] = []

_KEY: Final = re.compile(r"(?:(?:weight|load)[\s_-]*(?:in[\s_-]*)?)?(?:lbs?|pounds?)", re.ASCII | re.IGNORECASE)
_POUNDS: Final = frozenset({"lb", "lbs", "pound", "pounds"})
_METRIC: Final = re.compile("kg|kilo", re.IGNORECASE)
_KILOGRAMS: Final = Decimal("0.45359237")
_TENTH: Final = Decimal("0.1")
_MOST: Final = 5000
"""Nobody lifts as many pounds. A judgment."""


@fix("pounds-to-kilograms", "JSN010", safety=Safety.SAFE, formats=JSON, order=3, reveals=OF_VALUES)
def pounds_to_kilograms(task: FixTask) -> Iterator[FileChange]:
    """Converts a weight whose name says that it is in pounds to kilograms, with one decimal, and renames it: the field
    `weight_lbs` of 132 becomes `weight` of 59.9.

    Limits: Skips sets that have a weight already, several fields in pounds, or another field that names a unit, and
    values that are not numbers above 0.
    """
    editor = JsonEditor(task)
    splices: list[Splice] = []
    objects = () if _names_unit(editor.value) else editor.objects()
    for one in objects:
        named = [member for member in one.members if one.part == "set" and _KEY.fullmatch(str(member.key))]
        if len(named) != 1 or "weight" in one.value or _names_unit(one.value):
            continue
        kilograms = _kilograms(one.value[str(named[0].key)], editor.literal(named[0]))
        if kilograms is not None:
            splices += [editor.renamed(named[0], "weight"), editor.replaced(named[0], kilograms)]
    yield from editor.edits(splices)


@fix("weights-from-pounds", "JSN010", safety=Safety.UNSAFE, formats=JSON, order=3)
def weights_from_pounds(task: FixTask) -> Iterator[FileChange]:
    """Converts the weight of each set to kilograms, with one decimal, if a field such as `weight_unit` says that it is
    in pounds, and removes that field. A unit of the whole file counts for every set that names none.

    Limits: Skips a file in which a weight in pounds is not a number above 0, or a set has two weights.
    """
    editor = JsonEditor(task)
    objects = list(editor.objects())
    whole = next(_units(one) for one in objects if one.part == "file")
    splices: list[Splice] = []
    for one in objects:
        own = _units(one)
        if one.part == "file":
            splices += _without(editor, one, own)
        elif one.part == "set" and (own or (whole and not _names_unit(one.value))):
            splices += _without(editor, one, own)
            splices += _converted(editor, one)
    yield from editor.edits(splices)


def _converted(editor: JsonEditor, one: JsonObject) -> Iterator[Splice]:
    """Convert the weight of a set, whatever it is called."""
    weights = [
        member
        for member in one.members
        if member.key == "weight"
        or (nearest_field("set", str(member.key)) == "weight" and not fixed_by_format(str(member.key)))
    ]
    if len(weights) > 1:
        raise NotApplicable("a set in pounds has two weights")
    for member in weights:
        kilograms = _kilograms(one.value[str(member.key)], editor.literal(member))
        if kilograms is None or _METRIC.search(str(member.key)):
            raise NotApplicable("a weight in pounds is not a number above 0, or its name gives another unit")
        if member.key != "weight":
            yield editor.renamed(member, "weight")
        yield editor.replaced(member, kilograms)


def _names_unit(value: Mapping[str, Any]) -> bool:
    """True if a field of an object names a unit."""
    return any(fixed_by_format(name) for name in value)


def _units(one: JsonObject) -> list[Member]:
    """The fields that say that the weights are in pounds; empty if one of them says anything else."""
    units = [member for member in one.members if fixed_by_format(str(member.key))]
    return units if all(_is_pounds(one.value[str(member.key)]) for member in units) else []


def _is_pounds(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower() in _POUNDS


def _without(editor: JsonEditor, one: JsonObject, units: list[Member]) -> Iterator[Splice]:
    if units:
        gone = {member.start for member in units}
        yield from editor.removed(
            one.start, {number for number, member in enumerate(one.members) if member.start in gone}
        )


def _kilograms(value: Any, literal: str) -> str | None:
    """Pounds as kilograms with one decimal; None if the value is not a number, or not a weight."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MOST:
        return None
    kilograms = (Decimal(literal) * _KILOGRAMS).quantize(_TENTH, ROUND_HALF_EVEN)
    return f"{kilograms:f}" if kilograms else None
