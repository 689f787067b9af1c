"""jsonschema's validator for the whole document, with its keywords for arrays and names replaced by faster ones.

This is not part of schema.py, because loading jsonschema takes longer than checking a small file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from activitylint.formats.iso8601 import read_time
from activitylint.formats.strength.schema import Schema, SchemaProblem, invalid_items, type_word, unknown_names

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["FORMATS", "STRICT_TYPES", "invalid"]


def _is_integer(_checker: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


STRICT_TYPES: Final = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
"""JSON Schema accepts 3600.0 as an integer, but a typed reader may refuse it."""

FORMATS: Final = FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or not read_time(value).fault


class _ProblemsError(ValidationError):
    """An error for several problems of the schema."""

    problems: tuple[SchemaProblem, ...] = ()


def _error_of(*problems: SchemaProblem) -> _ProblemsError:
    error = _ProblemsError("")
    error.problems = problems
    return error


def _items(_validator: Validator, items: Schema, instance: object, _schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, list):
        problems = tuple(invalid_items(instance, range(len(instance)), items))
        if problems:
            yield _error_of(*problems)


def _required(_validator: Validator, keys: list[str], instance: object, _schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for key in keys:
            if key not in instance:
                yield _error_of(SchemaProblem("required", (key,), required=True))


def _additional(_validator: Validator, _no: object, instance: object, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for problem in unknown_names((key, 0) for key in instance if key not in schema["properties"]):
            yield _error_of(SchemaProblem(problem.keyword, problem.path[1:], others=problem.others))


_ColumnValidator: Final = extend(  # type: ignore[no-untyped-call]  # the published types lack it
    Draft202012Validator,
    {"items": _items, "required": _required, "additionalProperties": _additional},
    type_checker=STRICT_TYPES,
)


def invalid(document: object, schema: Schema) -> list[SchemaProblem]:
    """Everything that the schema refuses, in the order of its fields."""
    found: list[SchemaProblem] = []
    for error in _ColumnValidator(schema, format_checker=FORMATS).iter_errors(document):
        above = tuple(error.absolute_path)
        if isinstance(error, _ProblemsError):
            found.extend(_with_prefix(above, problem) for problem in error.problems)
        else:
            found.append(_from_error(above, error, schema))
    mistyped = {problem.path for problem in found if problem.keyword == "type"}
    return [problem for problem in found if problem.keyword == "type" or problem.path not in mistyped]


def _with_prefix(above: tuple[str | int, ...], problem: SchemaProblem) -> SchemaProblem:
    return problem._replace(path=(*above, *problem.path))


def _from_error(path: tuple[str | int, ...], error: ValidationError, schema: Schema) -> SchemaProblem:
    value: object = error.instance
    found = read_time(value).fault if error.validator == "format" and isinstance(value, str) else type_word(value)
    required = bool(path) and path[-1] in _object_schema(schema, path[:-1]).get("required", ())
    return SchemaProblem(str(error.validator), path, None, error.validator_value, found, value, required)


def _object_schema(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Mapping[str, Any]:
    for key in path:
        schema = schema["properties"][key]
    return schema
