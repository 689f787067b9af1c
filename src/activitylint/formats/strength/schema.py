"""Check long arrays against the schema by columns, and report repeated problems as one.

jsonschema takes about 25 microseconds per item and raises an error for each. Here the set of its types is enough to
accept a whole column; only a column with a problem is examined value by value. Tests compare the results with
jsonschema's.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from activitylint.formats.iso8601 import read_time
from activitylint.model.classes import NamedTuple
from activitylint.vocabulary.strength import SCHEMA

__all__ = ["NAME", "Schema", "SchemaProblem", "conforms", "type_word"]

Schema = dict[str, Any]
NAME: Final = SCHEMA
_NAMES_KEPT: Final = 20

_TYPES: Final[dict[str, frozenset[type]]] = {
    "object": frozenset({dict}),
    "array": frozenset({list}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "null": frozenset({type(None)}),
}
_WORDS: Final = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


class SchemaProblem(NamedTuple):
    """What one keyword of the schema refuses, in one place or in many items of an array.

    path: keys and indices to the first value, or to where it is missing. rows: the indices of the items in their array,
    None outside of arrays. expected: the keyword's value in the schema. found: the type of the value, or the fault of
    its format. value: the first value. required: True if the field is required. others: the number of unknown names
    that are counted together, 0 for a single one.
    """

    keyword: str
    path: tuple[str | int, ...]
    rows: Sequence[int] | None = None
    expected: object = None
    found: str = ""
    value: object = None
    required: bool = False
    others: int = 0


def type_word(value: object) -> str:
    """The JSON type of a value, or `integer as float` for 3600.0."""
    if type(value) is float and value.is_integer():
        return "integer as float"
    return _WORDS[type(value)]


# A column: the values of one field in all items of an array


def conforms(values: Sequence[Any], schema: Schema) -> bool:
    """True if every value conforms to the schema. Raises KeyError for a keyword that this module does not know."""
    if not values:
        return True
    kind = schema.get("type")
    if kind and not _TYPES[kind].issuperset(map(type, values)):
        return False
    return all(_CHECKS[keyword](values, schema) for keyword in schema)


def _const(values: Sequence[Any], schema: Schema) -> bool:
    return all(type(value) is str and value == schema["const"] for value in values)


def _enum(values: Sequence[Any], schema: Schema) -> bool:
    return set(values).issubset(schema["enum"])


def _format(values: Sequence[Any], _schema: Schema) -> bool:
    return not any(time.fault for time in map(read_time, values))


def _items(values: Sequence[Any], schema: Schema) -> bool:
    return all(conforms(value, schema["items"]) for value in values)


def _min_items(values: Sequence[Any], schema: Schema) -> bool:
    return all(len(value) >= schema["minItems"] for value in values)


def _required(values: Sequence[Any], schema: Schema) -> bool:
    return all(key in value for key in schema["required"] for value in values)


def _properties(values: Sequence[Any], schema: Schema) -> bool:
    return all(
        conforms([value[key] for value in values if key in value], key_schema)
        for key, key_schema in schema["properties"].items()
    )


def _additional(values: Sequence[Any], schema: Schema) -> bool:
    known: frozenset[str] = frozenset(schema["properties"])
    return known.issuperset(chain.from_iterable(values))


def _always(_values: Sequence[Any], _schema: Schema) -> bool:
    return True


_CHECKS: Final[dict[str, Callable[[Sequence[Any], Schema], bool]]] = {
    "type": _always,
    "const": _const,
    "enum": _enum,
    "format": _format,
    "items": _items,
    "minItems": _min_items,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "title": _always,
    "description": _always,
    "$schema": _always,
    "$id": _always,
}


def invalid_items(
    values: Sequence[Any], rows: Sequence[int], schema: Schema, key: str = "", *, required: bool = False
) -> Iterator[SchemaProblem]:
    """What a schema refuses of an array's items, or of one key in them: one problem per keyword and kind of value.

    rows: the index of the item of each value. The paths of the problems begin with that index.
    """
    if conforms(values, schema):
        return
    tail = (key,) if key else ()
    kind = schema["type"]
    if not _TYPES[kind].issuperset(map(type, values)):
        allowed = _TYPES[kind]
        wrong = (
            (type_word(value), value, row)
            for value, row in zip(values, rows, strict=True)
            if type(value) not in allowed
        )
        for found, value, bad in _by_found(wrong):
            yield SchemaProblem("type", (bad[0], *tail), bad, kind, found, value, required)
        rows = array("i", (row for value, row in zip(values, rows, strict=True) if type(value) in allowed))
        values = [value for value in values if type(value) in allowed]
    if "enum" in schema:
        listed = frozenset(schema["enum"])
        unlisted = (("", value, row) for value, row in zip(values, rows, strict=True) if value not in listed)
        for found, value, bad in _by_found(unlisted):
            yield SchemaProblem("enum", (bad[0], *tail), bad, None, found, value, required)
    if "format" in schema:
        faults = ((read_time(value).fault, value, row) for value, row in zip(values, rows, strict=True))
        for found, value, bad in _by_found(entry for entry in faults if entry[0]):
            yield SchemaProblem("format", (bad[0], *tail), bad, schema["format"], found, value, required)
    if kind == "object":
        yield from _invalid_objects(values, rows, schema)


def _invalid_objects(values: Sequence[dict[str, Any]], rows: Sequence[int], schema: Schema) -> Iterator[SchemaProblem]:
    required = schema["required"]
    for key in required:
        lacking = array("i", (row for value, row in zip(values, rows, strict=True) if key not in value))
        if lacking:
            yield SchemaProblem("required", (lacking[0], key), lacking, required=True)
    for key, key_schema in schema["properties"].items():
        having = array("i", (row for value, row in zip(values, rows, strict=True) if key in value))
        held = [value[key] for value in values if key in value]
        yield from invalid_items(held, having, key_schema, key, required=key in required)
    known = schema["properties"].keys()
    if not set(chain.from_iterable(values)) <= known:
        extra = ((key, row) for value, row in zip(values, rows, strict=True) for key in value if key not in known)
        yield from unknown_names(extra)


def unknown_names(extra: Iterable[tuple[str, int]]) -> Iterator[SchemaProblem]:
    """One problem for each unknown name with all its rows. All names after the twentieth share one problem.

    extra: (name, row) pairs.
    """
    named: dict[str, array[int]] = {}
    rest = array("i")
    first, others = "", set()
    for name, row in extra:
        if name in named or len(named) < _NAMES_KEPT:
            named.setdefault(name, array("i")).append(row)
        else:
            first = first or name
            others.add(name)
            rest.append(row)
    for name, rows in named.items():
        yield SchemaProblem("additionalProperties", (rows[0], name), rows)
    if rest:
        yield SchemaProblem("additionalProperties", (rest[0], first), sorted(set(rest)), others=len(others))


def _by_found(entries: Iterable[tuple[str, Any, int]]) -> list[tuple[str, Any, array[int]]]:
    """Group (found, value, row) entries by what was found, each with its first value and all its rows."""
    groups: dict[str, tuple[Any, array[int]]] = {}
    for found, value, row in entries:
        if found not in groups:
            groups[found] = (value, array("i"))
        groups[found][1].append(row)
    return [(found, value, rows) for found, (value, rows) in groups.items()]
