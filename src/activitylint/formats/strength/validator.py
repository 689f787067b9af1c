"""jsonschema's validator for the document as a whole, with the keywords of long arrays and of names replaced.

Apart from schema.py because loading jsonschema takes longer than checking a small file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from activitylint.formats.strength.schema import Invalid, Schema, invalid_items, type_word, unknown_names
from activitylint.formats.strength.times import read_time

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["FORMATS", "STRICT_TYPES", "invalid"]


def _is_integer(_checker: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


STRICT_TYPES: Final = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
"""JSON Schema takes 3600.0 for an integer; a reader with typed fields need not."""

FORMATS: Final = FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or not read_time(value).fault


class _InvalidError(ValidationError):
    """An error that stands for many: it carries the entries."""

    entries: tuple[Invalid, ...] = ()


def _error(*entries: Invalid) -> _InvalidError:
    error = _InvalidError("")
    error.entries = entries
    return error


def _items(_validator: Validator, items: Schema, instance: object, _schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        entries = tuple(invalid_items(instance, range(len(instance)), items))
        if entries:
            yield _error(*entries)


def _required(_validator: Validator, keys: list[str], instance: object, _schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for key in keys:
            if key not in instance:
                yield _error(Invalid("required", (key,), required=True))


def _additional(_validator: Validator, _no: object, instance: object, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for entry in unknown_names((key, 0) for key in instance if key not in schema["properties"]):
            yield _error(Invalid(entry.keyword, entry.path[1:], others=entry.others))


_Columns: Final = extend(  # type: ignore[no-untyped-call]  # the published types lack it
    Draft202012Validator,
    {"items": _items, "required": _required, "additionalProperties": _additional},
    type_checker=STRICT_TYPES,
)


def invalid(document: object, schema: Schema) -> list[Invalid]:
    """Everything that the schema refuses, in the order of the schema's fields."""
    found: list[Invalid] = []
    for error in _Columns(schema, format_checker=FORMATS).iter_errors(document):
        above = tuple(error.absolute_path)
        if isinstance(error, _InvalidError):
            found.extend(_below(above, entry) for entry in error.entries)
        else:
            found.append(_single(above, error, schema))
    mistyped = {entry.path for entry in found if entry.keyword == "type"}
    return [entry for entry in found if entry.keyword == "type" or entry.path not in mistyped]


def _below(above: tuple[str | int, ...], entry: Invalid) -> Invalid:
    path = (*above, *entry.path)
    return Invalid(
        entry.keyword, path, entry.rows, entry.expected, entry.found, entry.value, entry.required, entry.others
    )


def _single(path: tuple[str | int, ...], error: ValidationError, schema: Schema) -> Invalid:
    value: object = error.instance
    found = read_time(value).fault if error.validator == "format" and isinstance(value, str) else type_word(value)
    required = bool(path) and path[-1] in _object_schema(schema, path[:-1]).get("required", ())
    return Invalid(str(error.validator), path, None, error.validator_value, found, value, required)


def _object_schema(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Mapping[str, Any]:
    for key in path:
        schema = schema["properties"][key]
    return schema
