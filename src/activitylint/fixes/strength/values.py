"""Fixes for values that are right but in the wrong form: in quotes, with a zero fraction, null instead of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import OF_VALUES, JsonEditor, Splice
from activitylint.fixes.strength.fitting import fitted, whole
from activitylint.model.faults import Fault
from activitylint.model.format import JSON
from activitylint.vocabulary.strength import Scope, field_schemas

__all__: list[str] = []


def _schema(fault: Fault, path: tuple[str | int, ...]) -> dict[str, Any] | None:
    """The schema of the value at a path; None for a whole set and for anything that is not a field."""
    part: Scope
    match path:
        case ("sets", int(), str(name)):
            part = "set"
        case (("creator" | "streams") as part, str(name), *_):
            pass
        case (str(name),):
            part = "file"
        case _:
            return None
    schema = field_schemas(part).get(name)
    if schema is not None and fault.detail["scope"] == "sample":
        items: dict[str, Any] = schema["items"]
        return items
    return schema


def _rewritten(task: FixTask, code: str) -> Iterator[FileChange]:
    """Yield edits that rewrite every value that a rule reports in the form that its field requires, if there is one."""
    editor = JsonEditor(task)
    splices = []
    for fault, path, value, member in editor.reported(code):
        schema = _schema(fault, path)
        new = fitted(schema, value, editor.literal(member)) if schema else None
        if new is not None:
            splices.append(editor.replaced(member, new))
    yield from editor.edits(splices)


@fix("version-as-text", "JSN004", safety=Safety.SAFE, formats=JSON)
def version_as_text(task: FixTask) -> Iterator[FileChange]:
    """Writes the version as the string "1.0", if it is a number or string that means 1.

    Limits: Skips every other version.
    """
    yield from _rewritten(task, "JSN004")


@fix("values-of-their-type", "JSN003", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def values_of_their_type(task: FixTask) -> Iterator[FileChange]:
    """Removes the quotes around numbers and keeps the digits as they are: `"60.5"` becomes 60.5.

    Limits: Skips text that is more than a number (`60 kg`, `1,500`), fractions in fields that must be integers, and
    values of any other kind.
    """
    yield from _rewritten(task, "JSN003")


@fix("samples-of-their-type", "JSN009", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def samples_of_their_type(task: FixTask) -> Iterator[FileChange]:
    """Removes the quotes around numbers, true and false in streams.

    Limits: Skips text that is more than a number, and samples that are null.
    """
    yield from _rewritten(task, "JSN009")


@fix("integers-without-fraction", "JSN015", safety=Safety.SAFE, formats=JSON)
def integers_without_fraction(task: FixTask) -> Iterator[FileChange]:
    """Writes integers without a decimal point or exponent: 3600.0 becomes 3600, 1e3 becomes 1000.

    Limits: Skips numbers above 9,007,199,254,740,992, which a double cannot hold exactly.
    """
    yield from _rewritten(task, "JSN015")


@fix("time-as-iso-8601", "JSN005", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def time_as_iso_8601(task: FixTask) -> Iterator[FileChange]:
    """Rewrites times that have a zone in ISO 8601: a T between date and time, capital T and Z, Z for UTC and GMT, no
    space before the offset.

    Limits: Skips times without a zone, and dates with another order of day, month and year.
    """
    yield from _rewritten(task, "JSN005")


@fix("leave-out-null", "JSN016", safety=Safety.SAFE, formats=JSON, order=4)
def leave_out_null(task: FixTask) -> Iterator[FileChange]:
    """Removes optional fields that are null. A missing field means the same.

    Limits: Skips null in required fields and in streams.
    """
    editor = JsonEditor(task)
    gone: dict[tuple[str | int, ...], set[str]] = {}
    for _, path, _, _ in editor.reported("JSN016"):
        gone.setdefault(path[:-1], set()).add(str(path[-1]))
    splices: list[Splice] = []
    for path, names in gone.items():
        start = editor.opening(*path)
        ordinals = {number for number, member in enumerate(editor.members(start)) if member.key in names}
        if len(ordinals) > len(names):
            raise NotApplicable("a key with the value null occurs twice, and its other value would be used instead")
        splices += editor.removed(start, ordinals)
    yield from editor.edits(splices)


@fix("round-to-integers", "JSN003", safety=Safety.UNSAFE, formats=JSON)
def round_to_integers(task: FixTask) -> Iterator[FileChange]:
    """Rounds seconds, calories and repetitions that have a fraction; halves go to the even number: 3600.5 becomes 3600.

    Limits: Skips utc_offset, whose fraction shows that it is in another unit.
    """
    yield from _rounded(task, "JSN003")


@fix("round-samples", "JSN009", safety=Safety.UNSAFE, formats=JSON)
def round_samples(task: FixTask) -> Iterator[FileChange]:
    """Rounds samples of time and heartrate that have a fraction; halves go to the even number.

    Limits: Skips a time stream if two times would become the same.
    """
    yield from _rounded(task, "JSN009")


def _rounded(task: FixTask, code: str) -> Iterator[FileChange]:
    editor = JsonEditor(task)
    splices = []
    for fault, path, value, member in editor.reported(code):
        schema = _schema(fault, path)
        if schema and schema.get("type") == "integer" and isinstance(value, float) and path[-1] != "utc_offset":
            new = whole(str(round(value)))
            if new is not None:
                splices.append(editor.replaced(member, new))
    yield from editor.edits(splices)
