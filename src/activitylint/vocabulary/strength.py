"""The fields of strength JSON by the part of the file that they stand in, and what writers call them instead.

The fields are read from the schema, their one home. Source of the other names: strength.json.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, Literal

from activitylint.vocabulary._data import load
from activitylint.vocabulary.nearest import nearest
from activitylint.vocabulary.schema_files import read_schema

__all__ = [
    "SCHEMA",
    "Part",
    "belongs_to_form",
    "field_schemas",
    "fields",
    "in_other_unit",
    "nearest_field",
    "same_field",
    "settled",
]

Part = Literal["file", "creator", "streams", "set"]
SCHEMA: Final = "strength-activity-1.0.schema.json"
_CLOSE: Final = 0.75


@cache
def field_schemas(part: Part) -> dict[str, dict[str, Any]]:
    """The fields that the page lists for this part, in its order, each with what the schema says of its values."""
    schema: dict[str, Any] = read_schema(SCHEMA)
    if part == "set":
        schema = schema["properties"]["sets"]["items"]
    elif part != "file":
        schema = schema["properties"][part]
    of_each: dict[str, dict[str, Any]] = schema["properties"]
    return of_each


def fields(part: Part) -> tuple[str, ...]:
    """The fields that the page lists for this part, in its order."""
    return tuple(field_schemas(part))


def same_field(part: Part, name: str) -> str | None:
    """The field that a name of no field says in other words or letters (`reps`, `weightKg`, `Start-Time`), or None."""
    return _joined_names(part).get(_joined(name[:60]))


def in_other_unit(name: str) -> bool:
    """Whether a name says that its values are in another unit than the format's, such as `weight_lbs`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:60]).lower()
    return not set(load("strength")["other_units"]).isdisjoint(re.findall(r"[a-z]+", spaced))


@cache
def _joined_names(part: Part) -> dict[str, str]:
    data = load("strength")
    joined = {_joined(field): field for field in fields(part)}
    return {_joined(name): data["meant"][part][name] for name in data["same"][part]} | joined


def _joined(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())


def nearest_field(part: Part, name: str) -> str | None:
    """The field that a name of no field was probably meant to be, or None."""
    plain = name[:60].lower().replace("-", "_").replace(" ", "_")
    meant: str | None = load("strength")["meant"][part].get(plain)
    if meant:
        return meant
    joined = {field.replace("_", ""): field for field in fields(part)}
    close = nearest(plain.replace("_", ""), joined, _CLOSE)
    return joined[close] if close else None


def belongs_to_form(name: str) -> bool:
    """Whether this is a field of the upload form, which a file cannot carry."""
    return name in load("strength")["of_the_form"]


def settled(name: str) -> str | None:
    """What the format settles for all files, where a writer has a field to say it; or None."""
    words: str | None = load("strength")["settled"].get(name.lower())
    return words
