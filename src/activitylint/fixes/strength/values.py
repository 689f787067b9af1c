"""Fixes of values that are right and written wrongly: in quotes, with a fraction of zeros, null for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.strength.document import OF_VALUES, Document, Splice
from activitylint.fixes.strength.fitting import fitted, whole
from activitylint.model.faults import Fault
from activitylint.model.format import JSON
from activitylint.vocabulary.strength import Part, field_schemas

__all__: list[str] = []


def _schema(fault: Fault, path: tuple[str | int, ...]) -> dict[str, Any] | None:
    """What the schema says of the value at a path; None of a set as a whole, and of what is no field."""
    part: Part
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


def _rewritten(target: Target, code: str) -> Iterator[Change]:
    """Every value that a rule refuses in the form that its field wants, where it has one."""
    document = Document(target)
    splices = []
    for fault, path, value, member in document.refused(code):
        schema = _schema(fault, path)
        new = fitted(schema, value, document.literal(member)) if schema else None
        if new is not None:
            splices.append(document.replaced(member, new))
    yield from document.edits(splices)


@fix("version-as-text", "JSN004", safety=Safety.SAFE, formats=JSON)
def version_as_text(target: Target) -> Iterator[Change]:
    """Writes the version as the string "1.0" where it is a number or a text that says 1.

    Leaves: every other version.
    """
    yield from _rewritten(target, "JSN004")


@fix("values-of-their-type", "JSN003", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def values_of_their_type(target: Target) -> Iterator[Change]:
    """Takes numbers out of quotes, digit by digit as they are written there: `"60.5"` becomes 60.5.

    Leaves: text that is more than a number (`60 kg`, `1,500`), fractions where the field is an integer, and values
    that are something else altogether.
    """
    yield from _rewritten(target, "JSN003")


@fix("samples-of-their-type", "JSN009", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def samples_of_their_type(target: Target) -> Iterator[Change]:
    """Takes numbers, true and false out of quotes inside of streams.

    Leaves: text that is more than a number, and samples that are null.
    """
    yield from _rewritten(target, "JSN009")


@fix("integers-without-fraction", "JSN015", safety=Safety.SAFE, formats=JSON)
def integers_without_fraction(target: Target) -> Iterator[Change]:
    """Writes integers without their fraction of zeros: 3600 for 3600.0, 1000 for 1e3.

    Leaves: numbers beyond those that a double holds exactly (9,007,199,254,740,992).
    """
    yield from _rewritten(target, "JSN015")


@fix("time-as-iso-8601", "JSN005", safety=Safety.SAFE, formats=JSON, reveals=OF_VALUES)
def time_as_iso_8601(target: Target) -> Iterator[Change]:
    """Writes times that have a zone as ISO 8601 has them: a T for the blank between date and time, capital T and Z, Z
    for UTC and GMT, no blank before the offset.

    Leaves: times without a zone, and dates in another order.
    """
    yield from _rewritten(target, "JSN005")


@fix("leave-out-null", "JSN016", safety=Safety.SAFE, formats=JSON, order=4)
def leave_out_null(target: Target) -> Iterator[Change]:
    """Removes optional fields that are null: a field that is not there says the same.

    Leaves: null in required fields and in streams.
    """
    document = Document(target)
    gone: dict[tuple[str | int, ...], set[str]] = {}
    for _, path, _, _ in document.refused("JSN016"):
        gone.setdefault(path[:-1], set()).add(str(path[-1]))
    splices: list[Splice] = []
    for path, names in gone.items():
        start = document.opening(*path)
        ordinals = {number for number, member in enumerate(document.members(start)) if member.key in names}
        if len(ordinals) > len(names):
            raise NotApplicable("a key that is null stands there twice, and its other value would count then")
        splices += document.removed(start, ordinals)
    yield from document.edits(splices)


@fix("round-to-integers", "JSN003", safety=Safety.UNSAFE, formats=JSON)
def round_to_integers(target: Target) -> Iterator[Change]:
    """Rounds seconds, calories and repetitions that have a fraction, half of one to the even number: 3600.5 becomes
    3600.

    Leaves: utc_offset, whose fraction shows that it is in another unit.
    """
    yield from _rounded(target, "JSN003")


@fix("round-samples", "JSN009", safety=Safety.UNSAFE, formats=JSON)
def round_samples(target: Target) -> Iterator[Change]:
    """Rounds samples of time and heartrate that have a fraction, half of one to the even number.

    Leaves: times of which two would become one.
    """
    yield from _rounded(target, "JSN009")


def _rounded(target: Target, code: str) -> Iterator[Change]:
    document = Document(target)
    splices = []
    for fault, path, value, member in document.refused(code):
        schema = _schema(fault, path)
        if schema and schema.get("type") == "integer" and isinstance(value, float) and path[-1] != "utc_offset":
            new = whole(str(round(value)))
            if new is not None:
                splices.append(document.replaced(member, new))
    yield from document.edits(splices)
